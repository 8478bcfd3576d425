"""Acts on state employment loans: what was allocated, whom the union proposes, the list to the bank, and what the bank told. No entry of any book."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.access.trail import record
from fundapp.households.models import Household, Person
from fundapp.kernel import clock
from fundapp.kernel.errors import Refusal
from fundapp.kernel.labels import _
from fundapp.kernel.money import dong
from fundapp.loans.employment.kinds import (
    FROM,
    LIVING,
    OF_MONEY,
    STATES,
    Progress,
    ProposalState,
    Result,
    ResultKind,
    progress,
)
from fundapp.loans.employment.terms import limits
from fundapp.loans.models import (
    EmploymentAllocation,
    EmploymentCapital,
    EmploymentList,
    EmploymentProposal,
    EmploymentResult,
)
from fundapp.orgs.models import Unit

HOLDER = "whose allocation a proposal takes from is a unit above, out of the proposer's sight"
ALONE = "whether a worker has a proposal already is asked of all units"


class EmploymentRefused(Refusal):
    """What can't be done with the state's money for employment loans."""


@dataclass(frozen=True)
class Wish:
    """What one worker would borrow, as typed; amount in đồng."""

    amount: int
    months: int
    purpose: str
    jobs: int = 1
    is_favoured: bool = False


def holder_of(session: Session, unit: Unit) -> EmploymentCapital | None:
    """Give the allocation that a unit's proposals take from: its own, or that of the nearest unit above."""
    ids = [int(part) for part in unit.path.split("/") if part]
    query = select(EmploymentCapital).where(EmploymentCapital.unit_id.in_(ids)).execution_options(all_units=HOLDER)
    found = {one.unit_id: one for one in session.scalars(query)}
    return next((found[unit_id] for unit_id in reversed(ids) if unit_id in found), None)


def allocate(session: Session, *, unit: Unit, amount: int, number: str, giver: str, decided_on: date, bank_name: str = "", by: Actor, on: date) -> EmploymentAllocation:
    """Record a decision that gave the unit money of the state; a negative amount takes some back, of what is neither held nor lent."""
    number, giver = " ".join(number.split()), " ".join(giver.split())
    if not amount:
        raise EmploymentRefused(_("Hãy ghi số tiền."), "amount")
    if not number or not giver:
        raise EmploymentRefused(_("Hãy ghi số quyết định và nơi phân bổ."), "number")
    if decided_on > on:
        raise EmploymentRefused(_("Ngày quyết định không ở tương lai."), "decided_on")
    same = select(EmploymentAllocation.id).where(
        EmploymentAllocation.unit_id == unit.id, EmploymentAllocation.number == number, EmploymentAllocation.decided_on == decided_on
    )
    if session.scalar(same) is not None:
        raise EmploymentRefused(_("Quyết định này đã được ghi."), "number")
    if session.get(EmploymentCapital, unit.id) is None:
        session.add(EmploymentCapital(unit_id=unit.id, bank_name=" ".join(bank_name.split()) or str(_("Ngân hàng Chính sách xã hội"))))
        session.flush()
    _share(session, unit.id, allocated=amount)
    made = EmploymentAllocation(
        unit_id=unit.id, amount=amount, number=number, giver=giver, decided_on=decided_on, recorded_by_id=by.user_id, recorded_at=clock.now(),
    )
    session.add(made)
    session.flush()
    record(session, by=by, act="employment.allocate", subject=f"orgs/{unit.id}", details={"amount": amount, "number": number}, unit_id=unit.id)
    return made


def propose(session: Session, *, household: Household, person: Person, wish: Wish, by: Actor, on: date) -> EmploymentProposal:
    """Propose a worker to the bank; the amount is held of what the unit above was allocated."""
    capital = holder_of(session, session.get_one(Unit, household.unit_id))
    if capital is None:
        raise EmploymentRefused(_("Chưa có đơn vị nào ở trên được phân bổ vốn vay giải quyết việc làm."))
    _check(session, household, person, wish)
    _share(session, capital.unit_id, held=wish.amount)
    made = EmploymentProposal(
        unit_id=capital.unit_id, for_unit_id=household.unit_id, household_id=household.id, person_id=person.id, borrower_name=person.full_name,
        state=ProposalState.PROPOSED.value, asked_amount=wish.amount, held_amount=wish.amount, months=wish.months, jobs=wish.jobs, is_favoured=wish.is_favoured,
        purpose=" ".join(wish.purpose.split()), proposed_by_id=by.user_id, proposed_on=on,
    )
    session.add(made)
    session.flush()
    record(session, by=by, act="employment.propose", subject=f"employment/{made.id}", details={"amount": wish.amount}, unit_id=household.unit_id)
    return made


def _check(session: Session, household: Household, person: Person, wish: Wish) -> None:
    most = limits()
    if person.household_id != household.id or person.died_on is not None or person.left_union_on is not None or not person.is_member:
        raise EmploymentRefused(_("Người vay phải là đoàn viên của hộ này, đang là đoàn viên."), "person_id")
    if not 0 < wish.amount <= most.most_amount:
        raise EmploymentRefused(_("Mỗi người lao động vay nhiều nhất %(most)s đồng.", most=dong(most.most_amount)), "amount")
    if not 0 < wish.months <= most.most_months:
        raise EmploymentRefused(_("Thời hạn vay nhiều nhất %(most)s tháng.", most=most.most_months), "months")
    if wish.jobs < 1:
        raise EmploymentRefused(_("Phương án phải tạo hoặc giữ được ít nhất một việc làm."), "jobs")
    if not wish.purpose.strip():
        raise EmploymentRefused(_("Hãy ghi vay để làm gì."), "purpose")
    again = select(EmploymentProposal.id).where(EmploymentProposal.person_id == person.id, EmploymentProposal.state.in_(LIVING))
    if session.scalar(again.execution_options(all_units=ALONE)) is not None:
        raise EmploymentRefused(_("Người này đã có một đề nghị hoặc khoản vay việc làm chưa xong."), "person_id")


def make_list(session: Session, *, unit: Unit, proposals: Iterable[EmploymentProposal], by: Actor, on: date) -> EmploymentList:
    """Put proposals that wait into one list for the bank; somebody else signs it."""
    chosen = list(proposals)
    if not chosen:
        raise EmploymentRefused(_("Chưa chọn người nào."), "chosen")
    if any(one.unit_id != unit.id or one.state != ProposalState.PROPOSED or one.list_id is not None for one in chosen):
        raise EmploymentRefused(_("Có người đã ở trong danh sách khác. Hãy tải lại trang."), "chosen")
    last = session.scalar(select(func.max(EmploymentList.number)).where(EmploymentList.unit_id == unit.id)) or 0
    made = EmploymentList(unit_id=unit.id, number=last + 1, made_on=on, made_by_id=by.user_id)
    session.add(made)
    session.flush()
    for one in chosen:
        one.list_id = made.id
    session.flush()
    record(session, by=by, act="employment.list", subject=f"employment_lists/{made.id}", details={"count": len(chosen)}, unit_id=unit.id)
    return made


def send(session: Session, made: EmploymentList, *, by: Actor, on: date) -> EmploymentList:
    """Sign a list that somebody else has made: it goes to the bank."""
    session.refresh(made, with_for_update=True)
    if made.sent_on is not None:
        raise EmploymentRefused(_("Danh sách này đã gửi."))
    if made.made_by_id == by.user_id:
        raise EmploymentRefused(_("Bạn là người lập danh sách nên người khác phải ký."))
    waiting = [one for one in made.proposals if one.state == ProposalState.PROPOSED]
    if not waiting:
        raise EmploymentRefused(_("Không còn ai trong danh sách này để gửi."))
    for one in waiting:
        _tell(session, one, ResultKind.SENT, 0, "", by, on)
    made.sent_on, made.signed_by_id = on, by.user_id
    session.flush()
    record(session, by=by, act="employment.send", subject=f"employment_lists/{made.id}", details={"count": len(waiting)}, unit_id=made.unit_id)
    return made


def tell(session: Session, proposal: EmploymentProposal, kind: ResultKind, *, told_on: date, amount: int = 0, note: str = "", by: Actor, on: date) -> EmploymentResult:
    """Record what the bank told, or that the proposal was withdrawn; amounts in đồng of principal."""
    session.refresh(proposal, with_for_update=True)
    said, now = " ".join(note.split()), progress_of(proposal)
    if now.state not in FROM.get(kind, ()):
        raise EmploymentRefused(_("Không ghi được việc này khi đề nghị đang ở tình trạng: %(state)s.", state=STATES[now.state]), "kind")
    if told_on > on:
        raise EmploymentRefused(_("Ngày không ở tương lai."), "told_on")
    if told_on < max([proposal.proposed_on, *(one.on for one in proposal.results)]):
        raise EmploymentRefused(_("Ngày này trước việc đã ghi gần nhất."), "told_on")
    if kind in OF_MONEY and amount <= 0:
        raise EmploymentRefused(_("Hãy ghi số tiền."), "amount")
    most = {ResultKind.APPROVED: proposal.asked_amount, ResultKind.DISBURSED: now.held, ResultKind.COLLECTED: now.out}.get(kind)
    if most is not None and amount > most:
        raise EmploymentRefused(_("Nhiều nhất %(most)s đồng.", most=dong(most)), "amount")
    if kind in (ResultKind.REFUSED, ResultKind.WITHDRAWN) and not said:
        raise EmploymentRefused(_("Hãy ghi lý do."), "note")
    made = _tell(session, proposal, kind, amount if kind in OF_MONEY else 0, said, by, told_on)
    record(session, by=by, act="employment.record", subject=f"employment/{proposal.id}", details={"kind": kind.value, "amount": made.amount}, unit_id=proposal.unit_id)
    return made


def correct(session: Session, result: EmploymentResult, *, why: str, by: Actor, on: date) -> EmploymentResult:
    """Take back the last thing that was recorded of a proposal, with the reason; what it freed must still be free."""
    proposal = session.get_one(EmploymentProposal, result.proposal_id)
    session.refresh(proposal, with_for_update=True)
    said = " ".join(why.split())
    corrected = {one.corrects_id for one in proposal.results}
    standing = [one for one in proposal.results if one.kind != ResultKind.CORRECTION and one.id not in corrected]
    if not standing or standing[-1].id != result.id or result.kind == ResultKind.SENT:
        raise EmploymentRefused(_("Chỉ sửa được kết quả ghi sau cùng."))
    if not said:
        raise EmploymentRefused(_("Hãy ghi lý do."), "why")
    made = _tell(session, proposal, ResultKind.CORRECTION, 0, said, by, on, corrects_id=result.id)
    record(session, by=by, act="employment.correct", subject=f"employment/{proposal.id}", details={"kind": result.kind}, unit_id=proposal.unit_id)
    return made


def progress_of(proposal: EmploymentProposal) -> Progress:
    """Tell where a proposal stands by what was recorded of it."""
    return progress(proposal.asked_amount, [Result(one.id, ResultKind(one.kind), one.amount, one.corrects_id) for one in proposal.results])


def _tell(
    session: Session, proposal: EmploymentProposal, kind: ResultKind, amount: int, note: str, by: Actor, on: date, *, corrects_id: int | None = None
) -> EmploymentResult:
    before = progress_of(proposal)
    made = EmploymentResult(
        proposal_id=proposal.id, kind=kind.value, on=on, amount=amount, note=note, corrects_id=corrects_id, recorded_by_id=by.user_id, recorded_at=clock.now(),
    )
    session.add(made)
    session.flush()
    session.expire(proposal, ["results"])
    now = progress_of(proposal)
    # A correction may ask for more than is still free: then it is refused.
    _share(session, proposal.unit_id, held=now.held - before.held, out=now.out - before.out)
    proposal.state, proposal.held_amount, proposal.out_amount = now.state.value, now.held, now.out
    session.flush()
    return made


def _share(session: Session, unit_id: int, *, allocated: int = 0, held: int = 0, out: int = 0) -> None:
    """Move a unit's sums at once, or refuse when that is more than is free."""
    free, idle = allocated - held, allocated - out
    if not (allocated or held or out):
        return
    one = EmploymentCapital
    moved = session.scalar(
        update(one).where(one.unit_id == unit_id, one.free_amount + free >= 0, one.idle_amount + idle >= 0)
        .values(
            allocated_amount=one.allocated_amount + allocated, held_amount=one.held_amount + held, free_amount=one.free_amount + free,
            out_amount=one.out_amount + out, idle_amount=one.idle_amount + idle, version=one.version + 1,
        )
        .returning(one.unit_id).execution_options(synchronize_session=False, all_units=HOLDER)
    )
    if moved is None:
        left = session.scalar(select(one.free_amount).where(one.unit_id == unit_id).execution_options(all_units=HOLDER)) or 0
        raise EmploymentRefused(_("Vốn được phân bổ còn được đề nghị %(left)s đồng, không đủ.", left=dong(left)), "amount")
    capital = session.identity_map.get(session.identity_key(one, unit_id))
    if capital is not None:
        session.expire(capital)
