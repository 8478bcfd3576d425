"""What happens to the borrower: another unit takes over, or the borrower dies. Both are proposed by one person and approved by another (`acts`)."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.households import service as households
from fundapp.households.models import Person
from fundapp.kernel import clock
from fundapp.kernel.days import day_text
from fundapp.kernel.labels import _
from fundapp.ledger import queries as ledger_queries
from fundapp.ledger import service as ledger
from fundapp.ledger.kinds import ExpectedState
from fundapp.loans.events import Event
from fundapp.loans.kinds import EventKind, LoanState, SheetState
from fundapp.loans.models import Loan, LoanAct, LoanEvent, LoanSheet, LoanVisit
from fundapp.loans.servicing.allocating import LoanRefused, add_event, bring_to
from fundapp.loans.servicing.lives import life_of, rules_of
from fundapp.loans.standing import standing
from fundapp.orgs.models import Unit
from fundapp.regulations.loan_terms import OnDeath


def event_of(loan: Loan, act: LoanAct, kind: EventKind, by: Actor, on: date, *, amount: int = 0, details: dict[str, Any] | None = None, more: str = "") -> LoanEvent:
    """Make the event of an approved act; `more` names a second one of the same act."""
    return LoanEvent(
        loan_id=loan.id, kind=kind.value, on=on, amount=amount, details=details or {}, reference=f"loan_acts/{act.id}{more}", recorded_by_id=by.user_id,
        recorded_at=clock.now(),
    )


def left_to_lose(loan: Loan, life: Sequence[Event], on: date) -> int:
    """Give the principal (đồng) that would be written off on a day, after the borrower's own money has been used: savings, and what was paid early."""
    held = standing(life, on, rules_of(loan)).savings_held
    own = [Event("~1", EventKind.SAVINGS_RETURN, on, on, held)] if held else []
    return standing([*life, *own, Event("~2", EventKind.WRITE_OFF, on, on)], on, rules_of(loan)).written_off


def write_off(session: Session, loan: Loan, act: LoanAct, by: Actor, on: date, *, details: dict[str, Any], more: str = "") -> LoanEvent:
    """Take what is owed out of the books by one entry: the compulsory savings pay first, as the product orders, the rest is lost and followed."""
    life, rules = life_of(session, loan), rules_of(loan)
    held = standing(life, on, rules).savings_held
    event = event_of(loan, act, EventKind.WRITE_OFF, by, on, amount=left_to_lose(loan, life, on), details=details, more=more)
    if held:
        add_event(session, loan, EventKind.SAVINGS_RETURN, on=on, amount=held, reference=f"loan_acts/{act.id}/savings", by=by)
    bring_to(session, loan, life, [act.proposed_by_id], entry_of=event, by=by, on=on)
    loan.state = LoanState.WRITTEN_OFF.value
    session.flush()
    return event


# Another unit ---------------------------------------------------------------------------------------------------------------


def may_transfer(session: Session, loan: Loan, details: dict[str, Any], on: date) -> None:
    """Refuse a unit that can't take over: the same, closed, without the guarantee that the product wants, or while money is on its way through the old one."""
    unit = session.get(Unit, details["to_unit_id"])
    if unit is None or unit.id == loan.for_unit_id:
        raise LoanRefused(_("Hãy chọn đơn vị khác đơn vị hiện nay của người vay."), "to_unit_id")
    if unit.valid_to is not None and unit.valid_to < on:
        raise LoanRefused(_("Đơn vị này đã kết thúc hoạt động."), "to_unit_id")
    if loan.product.needs_guarantee and not details["guarantee"].strip():
        raise LoanRefused(_("Sản phẩm vay cần tín chấp: hãy ghi ai của đơn vị mới tín chấp, theo văn bản nào."), "guarantee")
    sheets = session.scalars(select(LoanSheet).where(LoanSheet.for_unit_id == loan.for_unit_id, LoanSheet.state == SheetState.READ.value))
    if any(row["loan_id"] == loan.id for sheet in sheets for row in sheet.rows):
        raise LoanRefused(_("Bảng trừ lương của đơn vị cũ có khoản vay này còn chờ ghi sổ. Hãy ghi sổ hoặc bỏ bảng đó trước."))


def transfer(session: Session, loan: Loan, act: LoanAct, by: Actor, on: date) -> LoanEvent:
    """Let another unit look after the borrower: its guarantee, its list of deductions and its visits from now on; the old one sees the loan no more."""
    life, before = life_of(session, loan), loan.for_unit_id
    event = event_of(loan, act, EventKind.TRANSFER, by, on, details={**act.details, "from_unit_id": before})
    session.add(event)
    session.flush()
    loan.for_unit_id, loan.deducts_salary, loan.group_id, loan.officer_id = act.details["to_unit_id"], act.details["deducts_salary"], None, None
    act.for_unit_id = loan.for_unit_id
    for visit in session.scalars(select(LoanVisit).where(LoanVisit.loan_id == loan.id, LoanVisit.done_on.is_(None))):
        visit.unit_id = loan.for_unit_id
    session.flush()
    # What is expected next is told to the new unit.
    for one in ledger_queries.expected_of(session, loan.subject):
        if one.state == ExpectedState.OPEN:
            ledger.withdraw_expected(session, one, reason=str(_("Người vay chuyển đơn vị")), by=by, on=on)
    bring_to(session, loan, life, [act.proposed_by_id], is_new=True, by=by, on=on)
    return event


# Death ----------------------------------------------------------------------------------------------------------------------


def may_die(session: Session, loan: Loan, details: dict[str, Any], on: date) -> None:
    """Refuse a day that can't be, an heir who isn't named where heirs pay on, and a write-off without its minutes."""
    died_on, life = date.fromisoformat(details["died_on"]), life_of(session, loan)
    told, person = standing(life, on, rules_of(loan)), session.get(Person, loan.person_id)
    if told.died_on is not None:
        raise LoanRefused(_("Khoản vay này đã ghi người vay mất."))
    if died_on > on:
        raise LoanRefused(_("Ngày mất không được sau hôm nay."), "died_on")
    if died_on < min(one.on for one in life):
        raise LoanRefused(_("Ngày mất trước ngày giải ngân. Hãy báo Ủy ban Kiểm tra."), "died_on")
    if person is not None and person.died_on is not None and person.died_on != died_on:
        raise LoanRefused(_("Sổ hộ ghi ngày mất là %(day)s. Hãy ghi đúng ngày đó.", day=day_text(person.died_on)), "died_on")
    if loan.product.on_death == OnDeath.HEIRS and not details["heir"].strip():
        raise LoanRefused(_("Theo sản phẩm vay, người thừa kế trả tiếp. Hãy ghi tên người thừa kế."), "heir")


def wants_minutes(loan: Loan) -> bool:
    """Say whether the borrower's death writes the rest off, which wants minutes."""
    return loan.product.on_death == OnDeath.WRITE_OFF and loan.state == LoanState.OPEN


def die(session: Session, loan: Loan, act: LoanAct, by: Actor, on: date) -> LoanEvent:
    """Record the borrower's death, in the household too, and do with the rest of the debt what the product says: heirs pay on, it's frozen or written off."""
    life, died_on = life_of(session, loan), date.fromisoformat(act.details["died_on"])
    person = session.get_one(Person, loan.person_id)
    if person.died_on is None:
        households.mark_died(session, person, died_on=died_on, by=by, on=on)
    event = event_of(loan, act, EventKind.DEATH, by, died_on, details={**act.details, "rule": loan.product.on_death})
    session.add(event)
    session.flush()
    # There is no salary any more.
    loan.deducts_salary, loan.group_id = False, None
    session.flush()
    told, rule = standing(life, on, rules_of(loan)), OnDeath(loan.product.on_death)
    if loan.state == LoanState.OPEN and rule == OnDeath.WRITE_OFF and left_to_lose(loan, life, on):
        write_off(session, loan, act, by, on, details={"death": True}, more="/write_off")
        return event
    if loan.state == LoanState.OPEN and rule == OnDeath.FREEZE and not told.is_frozen:
        session.add(event_of(loan, act, EventKind.FREEZE, by, on, details={"death": True}, more="/freeze"))
        session.flush()
    bring_to(session, loan, life, [act.proposed_by_id], is_new=True, by=by, on=on)
    return event
