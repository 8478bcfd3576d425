"""Orders that one person may check or sign now, as a list to act on at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.kernel.codes import parse_code
from fundapp.kernel.labels import Text, _
from fundapp.kernel.names import fold
from fundapp.payments.duties import Barred
from fundapp.payments.lifecycle import Act, State
from fundapp.payments.models import PaymentOrder, PaymentWarning
from fundapp.payments.queries.orders import barred_from, may
from fundapp.payments.queries.terms import signing_post

TURNS = {Act.CHECK: State.DRAFT, Act.SIGN: State.SIGNING}


@dataclass(frozen=True)
class Offered:
    """One order that waits for this person, with what speaks for opening it by itself first."""

    order: PaymentOrder
    doubts: Sequence[Text]


def offered(session: Session, actor: Actor, act: Act, on: date, *, text: str = "", most: int) -> list[Offered]:
    """Orders on which the actor may do the act now, who has waited longest first; within the limits of the own post, nobody twice."""
    query = select(PaymentOrder).where(PaymentOrder.state == TURNS[act].value).order_by(PaymentOrder.held_at, PaymentOrder.id)
    if text.strip():
        code = parse_code(text)
        named = or_(PaymentOrder.payee_folded.contains(fold(text), autoescape=True), PaymentOrder.title.contains(text.strip(), autoescape=True))
        query = query.where(or_(PaymentOrder.code == code, named) if code else named)
    # Some of them are somebody else's to do; what is left out is offered once these are done.
    found = list(session.scalars(query.limit(2 * most)))
    barred = barred_from(session, [order.id for order in found])
    mine = [order for order in found if may(actor, act, order, barred.get(order.id, Barred()))]
    if act is Act.SIGN:
        mine = [order for order in mine if signing_post(session, order, actor, on).problem is None]
    mine = mine[:most]
    odd = _noted(session, [order.id for order in mine])
    return [Offered(order, [*odd.get(order.id, ()), *_bare(order)]) for order in mine]


def _noted(session: Session, order_ids: Sequence[int]) -> dict[int, list[Text]]:
    query = select(PaymentWarning.order_id, PaymentWarning.said).where(PaymentWarning.order_id.in_(order_ids)).order_by(PaymentWarning.id)
    found: dict[int, list[Text]] = {}
    for row in session.execute(query):
        found.setdefault(row.order_id, []).append(Text(row.said))
    return found


def _bare(order: PaymentOrder) -> list[Text]:
    return [] if order.attachments else [_("Không kèm chứng từ gốc nào.")]
