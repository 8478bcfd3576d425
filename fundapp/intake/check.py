"""What must hold of batches and their rows."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from fundapp.households.models import Household
from fundapp.intake import stages
from fundapp.intake.models import IntakeBatch, IntakeRow
from fundapp.kernel.checks import Invariant
from fundapp.kernel.labels import _

WHY = "check proves the rows of every unit"


def invariants(session: Session) -> list[Invariant]:
    """Prove that confirmed batches left no row undecided, and that what they added is on file."""
    return [_settled(session), _on_file(session)]


def _settled(session: Session) -> Invariant:
    confirmed = IntakeBatch.state.in_((stages.CONFIRMED, stages.UNDONE))
    rows = session.scalar(select(func.count()).select_from(IntakeBatch).where(confirmed).execution_options(all_units=WHY)) or 0
    wrong = session.scalars(
        select(IntakeRow.batch_id).join(IntakeBatch, IntakeBatch.id == IntakeRow.batch_id)
        .where(confirmed, IntakeRow.outcome.is_(None)).distinct().execution_options(all_units=WHY)
    )
    name = _("Mọi dòng của đợt danh sách đã nhận đều có kết quả")
    return Invariant("intake.settled", name, rows, [f"intake/{batch_id}" for batch_id in wrong])


def _on_file(session: Session) -> Invariant:
    rows = session.scalar(select(func.count()).select_from(IntakeRow).where(IntakeRow.outcome == "added").execution_options(all_units=WHY)) or 0
    wrong = session.execute(
        select(IntakeRow.batch_id, IntakeRow.row_number)
        .join(IntakeBatch, IntakeBatch.id == IntakeRow.batch_id)
        .join(Household, Household.id == IntakeRow.household_id, isouter=True)
        .where(IntakeRow.outcome == "added", (Household.id.is_(None)) | ((IntakeBatch.state == stages.UNDONE) & Household.ended_on.is_(None)))
        .execution_options(all_units=WHY)
    )
    name = _("Mỗi dòng đã đăng ký có hộ của mình; đợt đã hủy không còn hộ nào đang theo dõi")
    return Invariant("intake.on_file", name, rows, [f"intake/{row.batch_id} hàng {row.row_number}" for row in wrong])
