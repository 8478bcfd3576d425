"""By which terms a unit pays, and by which post of theirs somebody signs."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.access.policy import Permission
from fundapp.kernel.labels import Text, _
from fundapp.kernel.money import dong
from fundapp.orgs.models import Unit
from fundapp.payments.models import PaymentOrder, PaymentTerms
from fundapp.payments.terms import in_force, most

OF_THE_PAYER = "an order goes by the terms of the unit that pays, whoever acts on it"


def terms_of(session: Session, unit_id: int) -> list[PaymentTerms]:
    """Every version of a unit's terms of payment, newest first."""
    query = select(PaymentTerms).where(PaymentTerms.unit_id == unit_id).order_by(PaymentTerms.number.desc())
    return list(session.scalars(query.execution_options(all_units=OF_THE_PAYER)))


def terms_on(session: Session, unit_id: int, on: date) -> PaymentTerms | None:
    """The terms by which a unit pays on a day; None: it has set none, and the program's default holds."""
    return in_force(terms_of(session, unit_id), on)


@dataclass(frozen=True)
class SigningPost:
    """By which post, role at a kind of unit, somebody signs an order, under which terms; `problem` says why not."""

    problem: Text | None
    role: str = ""
    kind: str = ""
    terms_id: int | None = None


def signing_post(session: Session, order: PaymentOrder, actor: Actor, on: date) -> SigningPost:
    """Find the post of the actor whose limit lets it sign this order."""
    path = actor.path_of.get(order.unit_id, "")
    posts = [post for post in actor.posts if post.grants(Permission.PAYMENT_SIGN) and path.startswith(post.path)]
    if not posts:
        return SigningPost(_("Bạn không được ký duyệt chi của đơn vị này."))
    kinds = {row.id: row.kind for row in session.execute(select(Unit.id, Unit.kind).where(Unit.id.in_([post.unit_id for post in posts])))}
    terms = terms_on(session, order.unit_id, on)
    limits = terms.limits if terms else []
    funds = {share.book_id for share in order.shares}
    reach = [(most(limits, post.role.value, kinds[post.unit_id], funds), post) for post in posts]
    for limit, post in reach:
        if limit is None or order.amount <= limit:
            return SigningPost(None, post.role.value, kinds[post.unit_id], terms.id if terms else None)
    largest = max(limit or 0 for limit, _post in reach)
    return SigningPost(
        _("Khoản chi %(amount)s đồng vượt hạn mức ký duyệt %(limit)s đồng của bạn theo quy định chi của đơn vị. Người có hạn mức cao hơn phải ký.",
          amount=dong(order.amount), limit=dong(largest))
    )


def terms_waiting(session: Session, actor: Actor) -> list[tuple[PaymentTerms, str]]:
    """Terms of the actor's own units that somebody else has proposed."""
    units = actor.units_with("payment:terms")
    query = select(PaymentTerms, Unit.short_name).join(Unit, Unit.id == PaymentTerms.unit_id).order_by(PaymentTerms.id)
    rows = session.execute(query.where(PaymentTerms.state == "proposed", PaymentTerms.unit_id.in_(units), PaymentTerms.proposed_by_id != actor.user_id))
    return [(row[0], row[1]) for row in rows]
