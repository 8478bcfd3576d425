"""Bring the books of a loan to where it stands: money that came is told as events, and what it was used for is one more entry."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.access.trail import record
from fundapp.kernel import clock
from fundapp.kernel.errors import Refusal
from fundapp.kernel.labels import _
from fundapp.kernel.money import dong
from fundapp.ledger import queries as ledger_queries
from fundapp.ledger import service as ledger
from fundapp.ledger.kinds import ExpectedState
from fundapp.ledger.models import Book
from fundapp.ledger.service import LineSpec, Posting
from fundapp.loans.books import OF_THE_LOAN, Move, Place, accounts, moves
from fundapp.loans.events import Event
from fundapp.loans.kinds import EventKind, LoanState
from fundapp.loans.models import Loan, LoanEvent, LoanVisit
from fundapp.loans.servicing.lives import booked_on, life_of, rules_of, waiting_entries
from fundapp.loans.standing import standing
from fundapp.loans.told import Standing
from fundapp.regulations.loan_terms import Recognition

LENT = (LoanState.OPEN, LoanState.SETTLED, LoanState.WRITTEN_OFF)


class LoanRefused(Refusal):
    """What can't be done with a loan as it stands."""


def allocate(session: Session, loan: Loan, *, by: Actor, on: date) -> LoanEvent | None:
    """Tell what money came for a loan and use it as its product says, up to today. Gives the event, or none when nothing has changed.

    The entry is posted by whoever does it; it was made by who took the money in, or by who signed the loan.
    """
    session.refresh(loan, with_for_update=True)
    if loan.state not in LENT:
        raise LoanRefused(_("Khoản vay %(code)s chưa được giải ngân.", code=loan.code))
    before, came = life_of(session, loan), waiting_entries(session, loan)
    told = tell(session, loan, came, by)
    makers = [user for row in reversed(came) for user in (row.drafted_by_id, row.posted_by_id)]
    return bring_to(session, loan, before, makers, is_new=told, by=by, on=on)


def bring_to(
    session: Session, loan: Loan, before: Sequence[Event], makers: Iterable[int], *, is_new: bool = False, entry_of: LoanEvent | None = None, by: Actor, on: date
) -> LoanEvent | None:
    """Post what separates the books from the fold, after something has happened to the loan; `before` is its life as the books know it.

    With `entry_of` the entry belongs to that event (not yet added), else to one of its own.
    """
    rules, last = rules_of(loan), booked_on(session, loan.id)
    if last is not None and last > on:
        raise LoanRefused(_("Sổ của khoản vay đã ghi đến sau ngày này."), "on")
    old = standing(before, last, rules) if last is not None else Standing()
    now_told = life_of(session, loan)
    new = standing([*now_told, *(() if entry_of is None else [_as_told(entry_of)])], on, rules)
    if new.is_settled and new.savings_held:
        # The end of the loan gives the compulsory savings back: they become money in hand that is handed out.
        add_event(session, loan, EventKind.SAVINGS_RETURN, on=on, amount=new.savings_held, reference=f"loans/{loan.id}/savings/{len(now_told)}", by=by)
        now_told = life_of(session, loan)
        new = standing([*now_told, *(() if entry_of is None else [_as_told(entry_of)])], on, rules)
    made = moves(old, new, by_accrual=loan.recognition == Recognition.ACCRUAL)
    if not made and not is_new and entry_of is None and last is not None:
        return None
    maker = another(session, loan, makers, by)
    reference = f"loans/{loan.id}/{len(now_told) + 1}"
    entry = _post(session, loan, made, reference, _why(loan, entry_of), maker, by, on) if made else None
    if entry_of is not None:
        entry_of.entry_id = None if entry is None else entry.id
        session.add(entry_of)
        session.flush()
    event = add_event(
        session, loan, EventKind.ALLOCATION, on=on, amount=sum(move.amount for move in made if move.amount > 0), reference=f"{reference}/allocation",
        entry_id=None if entry is None or entry_of is not None else entry.id, by=by,
    )
    loan.books_due_on = new.next_due.on if new.credit > 0 and new.next_due is not None else None
    settle_state(session, loan, new, by=by, on=on)
    expect_next(session, loan, new, by=by, on=on)
    if last is None:
        plan_visit(session, loan)
    record(session, by=by, act="loans.allocate", subject=loan.subject, details={"amount": event.amount}, unit_id=loan.unit_id)
    session.flush()
    return event


def _as_told(event: LoanEvent) -> Event:
    """Read an event that has no number yet as the fold does."""
    details = event.details or {}
    amount = details["interest"] if event.kind == EventKind.WAIVER else event.amount
    return Event(
        "~", EventKind(event.kind), event.on, event.on, amount, details.get("penalty", 0) if event.kind == EventKind.WAIVER else 0,
        is_for_inability=bool(details.get("inability")),
    )


def _why(loan: Loan, event: LoanEvent | None) -> str:
    if event is not None and event.kind == EventKind.WRITE_OFF:
        return _("Xóa nợ %(code)s", code=loan.code)
    if event is not None and event.kind == EventKind.WAIVER:
        return _("Miễn, giảm lãi %(code)s", code=loan.code)
    return _("Phân bổ tiền thu nợ %(code)s", code=loan.code)


def tell(session: Session, loan: Loan, came: Sequence[Any], by: Actor) -> bool:
    """Write what money came, went back or was taken back as events. Gives whether there was any."""
    with_entries = select(LoanEvent.entry_id, LoanEvent.id).where(
        LoanEvent.loan_id == loan.id, LoanEvent.entry_id.is_not(None), LoanEvent.kind != EventKind.REVERSAL.value
    )
    known = {row.entry_id: row.id for row in session.execute(with_entries)}
    arriving = EventKind.RECOVERY if loan.state == LoanState.WRITTEN_OFF else EventKind.RECEIPT
    for row in came:
        kind = EventKind.REVERSAL if row.reverses_id is not None else arriving if row.amount > 0 else EventKind.REFUND
        if kind == EventKind.REVERSAL and row.reverses_id not in known:
            raise LoanRefused(_("Có bút toán đảo trên %(code)s mà khoản được đảo không phải tiền của khoản vay này. Hãy báo kế toán.", code=loan.code))
        event = add_event(
            session, loan, kind, on=row.on, amount=abs(int(row.amount)), reference=f"entries/{row.id}/{loan.id}", entry_id=row.id, voucher_id=row.voucher_id,
            reverses_id=known.get(row.reverses_id), by=by,
        )
        known[row.id] = event.id
    return bool(came)


def add_event(session: Session, loan: Loan, kind: EventKind, *, on: date, reference: str, by: Actor, amount: int = 0, **more: Any) -> LoanEvent:
    """Write one event of a loan."""
    details = more.pop("details", {})
    event = LoanEvent(
        loan_id=loan.id, kind=kind.value, on=on, amount=amount, details=details, reference=reference, recorded_by_id=by.user_id, recorded_at=clock.now(), **more,
    )
    session.add(event)
    session.flush()
    return event


def another(session: Session, loan: Loan, makers: Iterable[int], by: Actor) -> int:
    """Give who has made the entry that `by` posts: never the same person."""
    recorded = select(LoanEvent.recorded_by_id).where(LoanEvent.loan_id == loan.id).order_by(LoanEvent.id.desc())
    for user in (*makers, loan.signed_by_id, *session.scalars(recorded)):
        if user != by.user_id:
            return user
    raise LoanRefused(_("Người ký hợp đồng và thu tiền của khoản vay này là bạn. Người khác phải phân bổ."))


def _post(session: Session, loan: Loan, made: Sequence[Move], reference: str, narration: str, maker: int, by: Actor, on: date) -> ledger.Posted:
    where = accounts()
    lines = [
        LineSpec(
            where[place], debit=max(amount, 0), credit=max(-amount, 0), subject=loan.subject if place in (*OF_THE_LOAN, Place.LOSS, Place.RECOVERY) else None,
        )
        for place, amount in made
    ]
    wanted = Posting(session.get_one(Book, loan.book_id), on, str(narration), lines, reference, purpose="loans")
    return ledger.post(session, wanted, drafted_by=maker, by=by)


def settle_state(session: Session, loan: Loan, told: Standing, *, by: Actor, on: date) -> None:
    """Close a loan that owes nothing any more, or open it again when a receipt was taken back."""
    if told.is_settled and loan.state == LoanState.OPEN:
        if _live_settlement(session, loan) is None:
            add_event(session, loan, EventKind.SETTLEMENT, on=on, amount=loan.principal_amount, reference=f"loans/{loan.id}/settled/{loan.version}", by=by)
        loan.state = LoanState.SETTLED.value
    elif not told.is_settled and not told.is_written_off and loan.state == LoanState.SETTLED:
        loan.state = LoanState.OPEN.value
        marker = _live_settlement(session, loan)
        if marker is not None and "interest" not in marker.details:
            add_event(session, loan, EventKind.REVERSAL, on=on, amount=marker.amount, reference=f"loans/{loan.id}/reopened/{loan.version}", reverses_id=marker.id, by=by)
    session.flush()


def _live_settlement(session: Session, loan: Loan) -> LoanEvent | None:
    undone = select(LoanEvent.reverses_id).where(LoanEvent.loan_id == loan.id, LoanEvent.reverses_id.is_not(None))
    query = select(LoanEvent).where(LoanEvent.loan_id == loan.id, LoanEvent.kind == EventKind.SETTLEMENT.value, LoanEvent.id.not_in(undone))
    return session.scalar(query.order_by(LoanEvent.id.desc()).limit(1))


def plan_visit(session: Session, loan: Loan) -> LoanVisit | None:
    """Plan the visit that the product wants so many days after the money went out; none where it wants none or one is planned."""
    days = loan.product.visit_days
    paid_on = session.scalar(select(LoanEvent.on).where(LoanEvent.loan_id == loan.id, LoanEvent.kind == EventKind.DISBURSEMENT.value).order_by(LoanEvent.id))
    if days is None or paid_on is None or loan.state != LoanState.OPEN:
        return None
    if session.scalar(select(LoanVisit.id).where(LoanVisit.loan_id == loan.id)) is not None:
        return None
    visit = LoanVisit(unit_id=loan.for_unit_id, for_unit_id=loan.unit_id, loan_id=loan.id, due_on=paid_on + timedelta(days))
    session.add(visit)
    session.flush()
    return visit


def next_payment(told: Standing, on: date) -> tuple[int, date] | None:
    """Give what is to be paid next, and by when: what is due already, else the next instalment; money that has come is taken off."""
    if told.is_settled or told.is_written_off or told.is_frozen:
        return None
    if told.to_pay_today > told.credit:
        return told.to_pay_today - told.credit, on
    coming = told.next_due
    amount = coming.payment + told.to_pay_today - told.credit if coming else 0
    return (amount, coming.on) if coming and amount > 0 else None


def expect_next(session: Session, loan: Loan, told: Standing, *, by: Actor, on: date) -> None:
    """Let the ledger expect the next payment under the loan's code, so that the bank's line is known again."""
    wanted = next_payment(told, on)
    standing_ones = [one for one in ledger_queries.expected_of(session, loan.subject) if one.state == ExpectedState.OPEN]
    for one in standing_ones[0 if wanted is None else 1:]:
        ledger.withdraw_expected(session, one, reason=str(_("Khoản vay không còn kỳ trả này")), by=by, on=on)
    if wanted is None:
        return
    amount, due_on = wanted
    if standing_ones:
        one = standing_ones[0]
        if (one.open_amount, one.due_on) != wanted:
            ledger.amend_expected(session, one, amount=amount + one.came_amount, due_on=due_on, reason=str(_("Sau khi phân bổ tiền thu nợ")), by=by, on=on)
        return
    ledger.expect(
        session, book=session.get_one(Book, loan.book_id), subject=loan.subject, code=loan.code, amount=amount, due_on=due_on, payer=loan.borrower_name,
        what=str(_("Trả nợ vay %(number)s", number=loan.contract_number)), for_unit_id=loan.for_unit_id, by=by, on=on,
    )


def told_short(told: Standing) -> str:
    """Say in one line where a loan stands."""
    if told.is_written_off:
        return _("Đã xóa nợ, còn theo dõi %(amount)s đồng", amount=dong(told.off_principal + told.off_interest + told.off_penalty))
    if told.is_settled:
        return _("Đã trả hết")
    if told.is_frozen:
        return _("Đang khoanh nợ")
    if told.days_past_due:
        return _("Quá hạn %(days)s ngày", days=told.days_past_due)
    return _("Trong hạn")
