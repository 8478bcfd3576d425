"""Undo a batch as long as nothing hangs on its households."""

from datetime import date

from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.access.trail import record
from fundapp.households import service as households
from fundapp.intake import queries, stages
from fundapp.intake.models import IntakeBatch
from fundapp.intake.service.receiving import IntakeRefused
from fundapp.kernel import clock
from fundapp.kernel.labels import _

END_REASON = "undone"


def undo(session: Session, batch: IntakeBatch, *, by: Actor, on: date) -> int:
    """End every household that this batch put on file; gives how many. Refuses as long as a case, help or a later declaration hangs on one.

    What a batch added to households that were on file before stays: declarations are never taken back.
    """
    if batch.state != stages.CONFIRMED:
        raise IntakeRefused(_("Chỉ hủy được đợt đã nhận. Hãy mở lại trang để xem tình trạng mới."))
    added = queries.added_households(session, batch)
    hanging = queries.what_hangs_on(session, added)
    if hanging:
        names = ", ".join(household.head_name for household in added if household.id in hanging)[:200]
        raise IntakeRefused(
            _("Chưa hủy được: %(count)s hộ của đợt này đã có hồ sơ, hỗ trợ hoặc bản khai mới (%(names)s). Hãy kết thúc riêng từng hộ nhận nhầm.",
              count=len(hanging), names=names)
        )
    for household in added:
        households.end_household(session, household, reason=END_REASON, by=by, on=on)
    batch.state, batch.undone_by_id, batch.undone_at = stages.UNDONE, by.user_id, clock.now()
    session.flush()
    record(session, by=by, act="intake.undo", subject=f"intake/{batch.id}", unit_id=batch.unit_id, details={"households": len(added)})
    return len(added)
