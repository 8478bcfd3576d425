"""Reads of advances."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.access.models import TrailEntry
from fundapp.access.queries import names_of
from fundapp.advances.kinds import STATE_LABELS, UNSETTLED, Act, State, is_overdue, objection, still_held
from fundapp.advances.models import Advance
from fundapp.advances.rules import rules
from fundapp.kernel import clock
from fundapp.kernel.days import day_text
from fundapp.kernel.db.marks import mark_of
from fundapp.kernel.labels import Text, _
from fundapp.kernel.money import dong
from fundapp.ledger import queries as ledger
from fundapp.ledger.kinds import LegalForm
from fundapp.ledger.models import Account, Book
from fundapp.orgs.models import Unit
from fundapp.payments.models import PayeeAccount
from fundapp.web.waiting import Waiting

OWN = "what one person holds is reckoned over all units that have paid it"
ABOVE = "which unit above pays its people is no secret to them"
VIEWS: dict[str, tuple[str, ...]] = {
    "asked": (State.ASKED, State.CHECKED, State.SIGNED), "held": UNSETTLED, "closed": (State.CLOSED,), "refused": (State.REFUSED,), "all": tuple(State),
}
# Whose turn it is in each state, and what is to be done then.
TURNS: dict[State, tuple[Act, str, Text]] = {
    State.ASKED: (Act.CHECK, "payment:check", _("Kiểm tra đề nghị tạm ứng")),
    State.CHECKED: (Act.SIGN, "payment:sign", _("Ký duyệt tạm ứng")),
    State.SIGNED: (Act.PAY, "payment:pay", _("Chi tạm ứng")),
    State.REPORTED: (Act.VERIFY, "payment:check", _("Kiểm tra thanh toán tạm ứng")),
    State.VERIFIED: (Act.SETTLE, "payment:sign", _("Duyệt thanh toán tạm ứng")),
    State.SETTLED: (Act.LEVEL, "payment:pay", _("Thu lại hoặc chi thêm tạm ứng")),
}

SETTLEMENT_WORDS: dict[str, Text] = {
    "advance.report": _("Nộp giấy thanh toán"), "advance.give_back": _("Trả lại giấy thanh toán"), "advance.verify": _("Kiểm tra thanh toán"),
}


@dataclass(frozen=True)
class Held:
    """What one person still holds: how many advances, how much in đồng, since when, and how many days past the earliest day (0: none)."""

    user_id: int
    name: str
    count: int
    amount: int
    since: date
    days_over: int


def advances(view: str) -> Select[Any]:
    """The advances in sight that stand so."""
    return select(Advance).where(Advance.state.in_([str(state) for state in VIEWS[view]]))


def held_by_person(session: Session, on: date) -> list[Held]:
    """Who still holds money of the units in sight, the longest overdue first."""
    rows = list(session.scalars(select(Advance).where(Advance.state.in_([str(state) for state in UNSETTLED])).order_by(Advance.paid_on, Advance.id)))
    people: dict[int, list[Advance]] = {}
    for row in rows:
        people.setdefault(row.asked_by_id, []).append(row)
    names = names_of(session, set(people))
    found = [
        Held(
            user_id, names.get(user_id, ""), len(mine), sum(still_held(one) for one in mine), min(one.paid_on or one.asked_on for one in mine),
            max(((on - one.due_on).days for one in mine if is_overdue(one.state, one.due_on, on)), default=0),
        )
        for user_id, mine in people.items()
    ]
    return sorted(found, key=lambda one: (-one.days_over, one.since))


def unsettled_of(session: Session, user_id: int) -> Sequence[Advance]:
    """What one person has been advanced or has asked for and is not settled yet, at whatever unit."""
    states = [str(state) for state in (*UNSETTLED, *VIEWS["asked"])]
    return session.scalars(select(Advance).where(Advance.asked_by_id == user_id, Advance.state.in_(states)).execution_options(all_units=OWN)).all()


def paying_units(session: Session, actor: Actor) -> list[Unit]:
    """The units with funds that may advance money to this actor: those at and above the own unit, the nearest first."""
    if actor.home is None:
        return []
    path = actor.home.path
    found = session.scalars(
        select(Unit).where(Unit.id.in_(select(Book.unit_id).where(Book.is_open))).execution_options(all_units=ABOVE)
    )
    return sorted((unit for unit in found if path.startswith(unit.path)), key=lambda unit: -len(unit.path))


def account_of(session: Session, row: Advance) -> PayeeAccount | None:
    """The account to which an advance is transferred; None: it is handed out."""
    if row.payee_account_id is None:
        return None
    return session.scalar(select(PayeeAccount).where(PayeeAccount.id == row.payee_account_id).execution_options(all_units=OWN))


def spent_on(session: Session, row: Advance) -> list[Account]:
    """The accounts on which what was spent may be booked: that of the fund itself, and expenses where the fund pays for what it runs on.

    A fund with a purpose is spent off its own account: on an expense, money bound to one purpose would pay for another one.
    """
    book = session.get_one(Book, row.book_id, execution_options={"all_units": "the fund that an advance is paid from"})
    expenses = rules().spent_on if row.purpose == "running" or book.legal_form == LegalForm.UNION_FINANCE else ()
    return [
        account for account in ledger.accounts_of(session, row.unit_id)
        if account.is_postable and (account.code == book.fund_account_code or account.code.startswith(expenses))
    ]


def waiting_on(session: Session, actor: Actor, on: date) -> list[Waiting]:
    """Advances whose next step is this actor's, and own ones that want their papers."""
    found: list[Waiting] = []
    if not actor.can("payment:read"):
        return found
    states = [str(state) for state in (*TURNS, State.PAID)]
    for row in session.scalars(select(Advance).where(Advance.state.in_(states)).order_by(Advance.id)):
        title = _("Tạm ứng %(label)s", label=row.label)
        if row.state == State.PAID:
            if row.asked_by_id == actor.user_id:
                note = _("%(n)s đồng, thanh toán trước hết ngày %(day)s", n=dong(row.amount), day=day_text(row.due_on))
                found.append(Waiting(_("Thanh toán tạm ứng"), title, note, row.subject, row.held_at, due_on=row.due_on))
            continue
        act, permission, said = TURNS[State(row.state)]
        if actor.can(permission, row) and objection(actor.user_id, act, row) is None:
            found.append(Waiting(said, title, _("%(n)s đồng: %(reason)s", n=dong(row.amount), reason=row.reason), row.subject, row.held_at))
    return found


def acts_of(actor: Actor, row: Advance) -> set[str]:
    """What this actor may do with this advance now; the name of each page."""
    if row.state == State.PAID:
        return {Act.REPORT.value} if row.asked_by_id == actor.user_id and actor.can("advance:ask") else set()
    if State(row.state) not in TURNS:
        return set()
    act, permission, _said = TURNS[State(row.state)]
    if not actor.can(permission, row) or objection(actor.user_id, act, row) is not None:
        return set()
    found = {act.value}
    if row.state in VIEWS["asked"]:
        found.add(Act.REFUSE.value)
    if row.state in (State.REPORTED, State.VERIFIED):
        found.add(Act.GIVE_BACK.value)
    return found


def shown_mark(row: Advance) -> str:
    """What a page carries to say which advance it showed: another mark, and something has changed since."""
    return mark_of(Advance, row)


def settlement_steps(session: Session, row: Advance) -> list[TrailEntry]:
    """Each report, return and verification in turn. The row knows the last ones alone; the trail keeps those that were given back."""
    acts = [f"advance.{act.value}" for act in (Act.REPORT, Act.GIVE_BACK, Act.VERIFY)]
    query = select(TrailEntry).where(TrailEntry.subject == row.subject, TrailEntry.act.in_(acts)).order_by(TrailEntry.id)
    return list(session.scalars(query.execution_options(all_units="whoever reads an advance reads how it was settled")))


def _of_settlement(row: Advance, steps: Sequence[TrailEntry]) -> list[tuple[date, int | None, Text, str]]:
    last = max((step.id for step in steps if step.act == "advance.report"), default=0)
    found = []
    for step in steps:
        amount, reason = step.details.get("amount"), str(step.details.get("reason", ""))
        said = [str(_("Đã chi %(n)s đồng", n=dong(amount)))] if amount is not None else []
        said += [reason] if reason else []
        said += [row.spent_papers] if step.id == last and row.spent_papers else []
        found.append((step.at.astimezone(clock.VIETNAM).date(), step.user_id, SETTLEMENT_WORDS[step.act], "; ".join(said)))
    return found


def told(row: Advance, settling: Sequence[TrailEntry], names: dict[int, str]) -> list[dict[str, Any]]:
    """What has happened to an advance, newest first, for the page's timeline; `settling` are its `settlement_steps`."""
    steps = (
        (row.asked_on, row.asked_by_id, _("Đề nghị tạm ứng"), row.reason),
        (row.checked_on, row.checked_by_id, _("Kiểm tra"), ""),
        (row.signed_on, row.signed_by_id, _("Ký duyệt"), ""),
        (row.refused_on, row.refused_by_id, STATE_LABELS[State.REFUSED], row.refusal),
        (row.paid_on, row.paid_by_id, _("Chi tạm ứng"), ""),
        *_of_settlement(row, settling),
        (row.settled_on, row.settled_by_id, _("Duyệt thanh toán"), ""),
        (row.leveled_on, row.leveled_by_id, _("Thu lại phần chi không hết") if row.rest > 0 else _("Chi thêm phần chi quá"), ""),
    )
    found = [{"when": day_text(on), "who": names.get(by or 0, ""), "what": what, "detail": detail, "tone": "done"} for on, by, what, detail in steps if on]
    return found[::-1]
