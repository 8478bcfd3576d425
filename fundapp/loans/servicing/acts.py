"""Acts that two people decide: reschedule, freeze and its end, waiver, write-off, transfer, death. One proposes, with reason and minutes; another approves."""

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import IO, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.access.trail import record
from fundapp.documents.service import store
from fundapp.kernel import clock
from fundapp.kernel.labels import _
from fundapp.ledger.models import CashBox
from fundapp.loans.changing import at_the_beginning_of, rescheduled
from fundapp.loans.events import Event
from fundapp.loans.kinds import EVENTS, ActKind, ActState, EventKind, LoanState
from fundapp.loans.models import Loan, LoanAct, LoanEvent, LoanInstalment, LoanSchedule
from fundapp.loans.schedule import Instalment, Terms, TermsWrong
from fundapp.loans.servicing.allocating import LoanRefused, allocate, bring_to
from fundapp.loans.servicing.lives import life_of, rules_of
from fundapp.loans.servicing.moving import (
    die,
    event_of,
    left_to_lose,
    may_die,
    may_transfer,
    transfer,
    wants_minutes,
    write_off,
)
from fundapp.loans.servicing.returning import directed, give_back, may_return
from fundapp.loans.standing import standing
from fundapp.loans.words import WRONG
from fundapp.payments.service import Transfer
from fundapp.regulations.loan_terms import Basis, Every, Method, Moved, RatePer

LEAST_REASON = 10
# A new schedule begins within a year, or a slip of the pen makes a debt that never falls due.
LONGEST_REST = 366


def propose(
    session: Session, loan: Loan, kind: ActKind, *, details: dict[str, Any], reason: str, minutes: tuple[IO[bytes], str] | None = None,
    to: Transfer | None = None, by: Actor, on: date,
) -> LoanAct:
    """Propose an act on a loan that is out; somebody else decides. Refused at once when it could not be done today. `to`: where money that goes back goes."""
    session.refresh(loan, with_for_update=True)
    said = " ".join(reason.split())
    if len(said) < LEAST_REASON:
        raise LoanRefused(_("Hãy ghi rõ lý do, ít nhất %(least)s ký tự.", least=LEAST_REASON), "reason")
    if loan.state not in STANDING_IN.get(kind, (LoanState.OPEN,)):
        raise LoanRefused(_("Chỉ làm việc này với khoản vay đang vay."))
    if session.scalar(select(LoanAct.id).where(LoanAct.loan_id == loan.id, LoanAct.state == ActState.PROPOSED.value)) is not None:
        raise LoanRefused(_("Khoản vay này đang có một đề nghị chờ duyệt. Hãy duyệt hoặc không duyệt đề nghị đó trước."))
    if needs_minutes(loan, kind) and minutes is None:
        raise LoanRefused(_("Xóa nợ phải có biên bản họp. Hãy đính kèm tệp."), "file")
    POSSIBLE[kind](session, loan, details, on)
    file = None
    if minutes is not None:
        file = store(session, stream=minutes[0], name=minutes[1], unit_id=loan.unit_id, for_unit_id=loan.for_unit_id, by=by)
    act = LoanAct(
        unit_id=loan.unit_id, for_unit_id=loan.for_unit_id, loan_id=loan.id, kind=kind.value, state=ActState.PROPOSED.value, details=details, reason=said,
        file_id=None if file is None else file.id, **directed(session, loan, kind, to, by, on), proposed_by_id=by.user_id, proposed_at=clock.now(),
    )
    session.add(act)
    session.flush()
    record(session, by=by, act="loans.propose", subject=loan.subject, details={"kind": kind.value}, unit_id=loan.unit_id)
    return act


def needs_minutes(loan: Loan, kind: ActKind) -> bool:
    """Say whether an act takes debt out of the books, which a meeting decides."""
    return kind == ActKind.WRITE_OFF or (kind == ActKind.DEATH and wants_minutes(loan))


def refuse(session: Session, act: LoanAct, *, answer: str, by: Actor) -> LoanAct:
    """Decline what was proposed, with the reason."""
    _begin(session, act, by)
    said = " ".join(answer.split())
    if not said:
        raise LoanRefused(_("Hãy ghi lý do không duyệt."), "answer")
    act.state, act.answer, act.decided_by_id, act.decided_at = ActState.REFUSED.value, said, by.user_id, clock.now()
    record(session, by=by, act="loans.refuse", subject=act.loan.subject, details={"kind": act.kind}, unit_id=act.unit_id)
    session.flush()
    return act


def approve(session: Session, act: LoanAct, *, answer: str = "", box: CashBox | None = None, by: Actor, on: date) -> LoanEvent:
    """Do what somebody else has proposed, today. What came and waits is used first; `box` is what money that goes back in cash is taken out of."""
    loan, kind = act.loan, ActKind(act.kind)
    _begin(session, act, by)
    allocate(session, loan, by=by, on=on)
    if loan.state not in STANDING_IN.get(kind, (LoanState.OPEN,)):
        raise LoanRefused(_("Khoản vay không còn nợ trong sổ nên không làm được việc này."))
    POSSIBLE[kind](session, loan, act.details, on)
    event = give_back(session, loan, act, box, by, on) if kind == ActKind.REFUND else DOING[kind](session, loan, act, by, on)
    act.state, act.answer, act.decided_by_id, act.decided_at = ActState.APPROVED.value, " ".join(answer.split()), by.user_id, clock.now()
    act.event_id = event.id
    record(session, by=by, act="loans.approve", subject=loan.subject, details={"kind": act.kind}, unit_id=loan.unit_id)
    session.flush()
    return event


def _begin(session: Session, act: LoanAct, by: Actor) -> None:
    session.refresh(act, with_for_update=True)
    if act.state != ActState.PROPOSED:
        raise LoanRefused(_("Đề nghị này đã được quyết định."))
    if act.proposed_by_id == by.user_id:
        raise LoanRefused(_("Bạn là người đề nghị nên người khác phải duyệt."))


# What must be so on the day; asked when it's proposed and again when it's approved ---------------------------------------------


def may_reschedule(session: Session, loan: Loan, details: dict[str, Any], on: date) -> None:
    life = life_of(session, loan)
    told = standing(life, on, rules_of(loan))
    if told.times_rescheduled >= loan.product.most_reschedules:
        raise LoanRefused(
            _("Sản phẩm cho cơ cấu lại nhiều nhất %(most)s lần, khoản vay này đã %(times)s lần.", most=loan.product.most_reschedules, times=told.times_rescheduled)
        )
    if told.is_frozen:
        raise LoanRefused(_("Khoản vay đang khoanh nợ. Hãy hết khoanh rồi mới cơ cấu."))
    if any(one.on >= on and one.kind in (EventKind.RECEIPT, EventKind.WAIVER, EventKind.RESCHEDULE) for one in life):
        raise LoanRefused(_("Hôm nay khoản vay đã có khoản thu hoặc thay đổi. Hãy cơ cấu từ ngày mai để không đổi việc đã ghi."))
    new_rows(loan, life, details, on)


def new_rows(loan: Loan, life: list[Event], details: dict[str, Any], on: date) -> tuple[Instalment, ...]:
    """Spread what the loan still owes as proposed: `instalments`, `first_due_on`, `rate_percent` (text); from today on."""
    fold = at_the_beginning_of(life, on, rules_of(loan))
    first = date.fromisoformat(details["first_due_on"])
    if first <= on:
        raise LoanRefused(_("Ngày trả kỳ đầu của lịch mới phải sau hôm nay."), "first_due_on")
    if (first - on).days > LONGEST_REST:
        raise LoanRefused(_("Kỳ trả đầu của lịch mới không quá %(n)s ngày kể từ hôm nay.", n=LONGEST_REST), "first_due_on")
    is_once = loan.every == Every.ONCE
    try:
        terms = Terms(
            principal=fold.outstanding, instalments=1 if is_once else details["instalments"], method=Method(loan.method),
            rate_percent=Fraction(details["rate_percent"]), rate_per=RatePer(loan.rate_per), every=Every(loan.every), disbursed_on=on, basis=Basis(loan.basis),
            first_due_on=None if is_once else first, due_on=first if is_once else None, moved=Moved(loan.moved),
        )
        return rescheduled(fold, terms)
    except TermsWrong as problem:
        raise LoanRefused(WRONG[problem.problem], {"rate_percent": "rate"}.get(problem.field, problem.field)) from problem


def _may_freeze(session: Session, loan: Loan, details: dict[str, Any], on: date) -> None:
    if standing(life_of(session, loan), on, rules_of(loan)).is_frozen:
        raise LoanRefused(_("Khoản vay đang khoanh nợ rồi."))


def _may_thaw(session: Session, loan: Loan, details: dict[str, Any], on: date) -> None:
    if not standing(life_of(session, loan), on, rules_of(loan)).is_frozen:
        raise LoanRefused(_("Khoản vay không khoanh nợ."))
    if any(one.kind == EventKind.FREEZE and one.on >= on for one in life_of(session, loan)):
        raise LoanRefused(_("Khoanh nợ mới bắt đầu hôm nay, hãy hết khoanh từ ngày mai."))


def _may_waive(session: Session, loan: Loan, details: dict[str, Any], on: date) -> None:
    told = standing(life_of(session, loan), on, rules_of(loan))
    interest, penalty = details["interest"], details["penalty"]
    if interest + penalty <= 0:
        raise LoanRefused(_("Hãy ghi số lãi được miễn."), "interest")
    if interest > told.overdue_interest + told.due_today_interest:
        raise LoanRefused(_("Chỉ miễn được lãi đã đến hạn mà chưa trả."), "interest")
    if penalty > told.penalty_owed:
        raise LoanRefused(_("Số lãi quá hạn được miễn lớn hơn số còn nợ."), "penalty")


def _may_write_off(session: Session, loan: Loan, details: dict[str, Any], on: date) -> None:
    if not left_to_lose(loan, life_of(session, loan), on):
        raise LoanRefused(_("Tiết kiệm và tiền đã nộp của người vay đủ trả gốc, nên không có gì để xóa. Hãy tất toán khoản vay."))


# What is done ----------------------------------------------------------------------------------------------------------------


def _reschedule(session: Session, loan: Loan, act: LoanAct, by: Actor, on: date) -> LoanEvent:
    life = life_of(session, loan)
    rows, carried = new_rows(loan, life, act.details, on), at_the_beginning_of(life, on, rules_of(loan)).interest_owed
    made = LoanSchedule(
        loan_id=loan.id, version=loan.schedule_version + 1, from_on=on, principal_amount=sum(row.principal for row in rows), carried_interest_amount=carried,
        reason=act.reason, made_by_id=by.user_id, made_at=clock.now(),
    )
    session.add(made)
    session.flush()
    session.add_all(
        LoanInstalment(
            schedule_id=made.id, number=row.number, due_on=row.due_on, opening_amount=row.opening, principal_amount=row.principal, interest_amount=row.interest,
            closing_amount=row.closing,
        )
        for row in rows
    )
    session.flush()
    made.is_whole = True
    session.flush()
    loan.schedule_version += 1
    session.flush()
    event = event_of(loan, act, EventKind.RESCHEDULE, by, on, details={"schedule": made.version})
    session.add(event)
    session.flush()
    # The new terms may have made what was due yesterday due later: the books follow.
    bring_to(session, loan, life, [act.proposed_by_id], is_new=True, by=by, on=on)
    return event


def _mark(kind: EventKind) -> Callable[[Session, Loan, LoanAct, Actor, date], LoanEvent]:
    def do(session: Session, loan: Loan, act: LoanAct, by: Actor, on: date) -> LoanEvent:
        life = life_of(session, loan)
        event = event_of(loan, act, kind, by, on)
        session.add(event)
        session.flush()
        bring_to(session, loan, life, [act.proposed_by_id], is_new=True, by=by, on=on)
        return event

    return do


def _waive(session: Session, loan: Loan, act: LoanAct, by: Actor, on: date) -> LoanEvent:
    life = life_of(session, loan)
    event = event_of(loan, act, EventKind.WAIVER, by, on, amount=act.details["interest"] + act.details["penalty"], details=act.details)
    bring_to(session, loan, life, [act.proposed_by_id], entry_of=event, by=by, on=on)
    return event


def _write_off(session: Session, loan: Loan, act: LoanAct, by: Actor, on: date) -> LoanEvent:
    return write_off(session, loan, act, by, on, details=act.details)


POSSIBLE: dict[ActKind, Callable[[Session, Loan, dict[str, Any], date], None]] = {
    ActKind.RESCHEDULE: may_reschedule, ActKind.FREEZE: _may_freeze, ActKind.UNFREEZE: _may_thaw, ActKind.WAIVER: _may_waive, ActKind.WRITE_OFF: _may_write_off,
    ActKind.TRANSFER: may_transfer, ActKind.DEATH: may_die, ActKind.REFUND: may_return,
}
DOING: dict[ActKind, Callable[[Session, Loan, LoanAct, Actor, date], LoanEvent]] = {
    ActKind.RESCHEDULE: _reschedule, ActKind.FREEZE: _mark(EventKind.FREEZE), ActKind.UNFREEZE: _mark(EventKind.UNFREEZE),
    ActKind.WAIVER: _waive, ActKind.WRITE_OFF: _write_off, ActKind.TRANSFER: transfer, ActKind.DEATH: die,
}
# What is written off is still somebody's debt.
STANDING_IN: dict[ActKind, tuple[LoanState, ...]] = dict.fromkeys((ActKind.TRANSFER, ActKind.DEATH), (LoanState.OPEN, LoanState.WRITTEN_OFF))
STANDING_IN[ActKind.REFUND] = (LoanState.OPEN, LoanState.SETTLED, LoanState.WRITTEN_OFF)
# Who decides: whoever approves what changes a loan, but money that goes back is handed out by the treasurer.
DECIDES = {ActKind.REFUND: "loan:collect"}


def decides(kind: str) -> str:
    """Give the permission of the second person of an act."""
    return DECIDES.get(ActKind(kind), "loan:approve")


TITLES = {kind: EVENTS[EventKind(kind.value)] for kind in ActKind}

