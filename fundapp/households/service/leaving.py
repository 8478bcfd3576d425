"""A household leaves: to another unit, or for good."""

from datetime import date

from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.access.trail import record
from fundapp.households import words
from fundapp.households.models import Household
from fundapp.households.queries.pointing import is_pointed_at
from fundapp.households.service.refusals import HouseholdRefused, refuse_ended
from fundapp.households.service.writing import flushed, living
from fundapp.kernel.labels import _


def move(session: Session, household: Household, *, unit_id: int, by: Actor | None, on: date) -> None:
    """Move a household with its people and declarations to another unit. Help already recorded stays where it was given."""
    refuse_ended(household)
    if unit_id == household.unit_id:
        raise HouseholdRefused(_("Hộ đang ở chính đơn vị này. Hãy chọn đơn vị khác."), "unit_id")
    if is_pointed_at(session, household.id):
        raise HouseholdRefused(
            _("Hộ đã có hồ sơ đề nghị tại đơn vị này nên chưa chuyển được. Hãy kết thúc đăng ký ở đây và đăng ký lại tại đơn vị mới."), "unit_id"
        )
    for person in household.persons:
        if person.cccd_index and person.ended_on is None and living(session, unit_id, person.cccd_index):
            raise HouseholdRefused(_("Đơn vị mới đã có %(name)s trong danh sách. Hãy kết thúc một trong hai đăng ký.", name=person.full_name), "unit_id")
    record(
        session, by=by, act="household.move", subject=f"households/{household.id}", unit_id=household.unit_id,
        details={"from": household.unit_id, "to": unit_id, "on": on.isoformat()},
    )
    household.unit_id = unit_id
    for row in (*household.persons, *household.declarations):
        row.unit_id = unit_id  # type: ignore[attr-defined]
    flushed(session)


def end_household(session: Session, household: Household, *, reason: str, by: Actor | None, on: date) -> None:
    """End a registration: the household left, or was registered twice. Its rows stay."""
    refuse_ended(household)
    if reason not in words.END_REASONS:
        raise HouseholdRefused(_("Hãy chọn lý do kết thúc."), "reason")
    household.ended_on, household.end_reason = on, reason
    for person in household.persons:
        person.ended_on = person.ended_on or on
    session.flush()
    record(session, by=by, act="household.end", subject=f"households/{household.id}", unit_id=household.unit_id, details={"reason": reason})
