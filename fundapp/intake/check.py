"""What must hold of batches and their rows."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from fundapp.households.models import Household
from fundapp.intake import stages
from fundapp.intake.models import IntakeBatch, IntakeRow
from fundapp.kernel.checks import Fault, Invariant, count, stream
from fundapp.kernel.labels import _


def invariants(session: Session) -> list[Invariant]:
    """Prove that confirmed batches left no row undecided, and that what they added is on file."""
    return [_settled(session), _on_file(session)]


def _settled(session: Session) -> Invariant:
    confirmed = IntakeBatch.state.in_((stages.CONFIRMED, stages.UNDONE))
    undecided = (
        select(IntakeRow.batch_id, IntakeBatch.unit_id).join(IntakeBatch, IntakeBatch.id == IntakeRow.batch_id)
        .where(confirmed, IntakeRow.outcome.is_(None)).distinct()
    )
    name = _("Mọi dòng của đợt danh sách đã nhận đều có kết quả")
    wrong = [Fault(f"intake/{row.batch_id}", row.unit_id) for row in stream(session, undecided)]
    return Invariant("intake.settled", name, count(session, select(IntakeBatch.id).where(confirmed)), wrong)


def _on_file(session: Session) -> Invariant:
    lost = (
        select(IntakeRow.batch_id, IntakeRow.row_number, IntakeBatch.unit_id)
        .join(IntakeBatch, IntakeBatch.id == IntakeRow.batch_id)
        .join(Household, Household.id == IntakeRow.household_id, isouter=True)
        .where(IntakeRow.outcome == "added", (Household.id.is_(None)) | ((IntakeBatch.state == stages.UNDONE) & Household.ended_on.is_(None)))
    )
    name = _("Mỗi dòng đã đăng ký có hộ của mình; đợt đã hủy không còn hộ nào đang theo dõi")
    wrong = [Fault(f"intake/{row.batch_id} hàng {row.row_number}", row.unit_id) for row in stream(session, lost)]
    return Invariant("intake.on_file", name, count(session, select(IntakeRow.id).where(IntakeRow.outcome == "added")), wrong)
