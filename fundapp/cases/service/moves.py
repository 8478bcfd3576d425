"""The one way in which a request changes: locked, in order, by the right person at the right unit, with its event."""

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.access.trail import record
from fundapp.cases import queries
from fundapp.cases.lifecycle import ACT_LABELS, STATE_LABELS, Act, Holder, State, Transition, duties_apart, step
from fundapp.cases.models import Case, CaseEvent
from fundapp.kernel import clock
from fundapp.kernel.days import working_day_after
from fundapp.kernel.errors import Refusal, Stale
from fundapp.kernel.labels import _
from fundapp.orgs.models import Unit
from fundapp.orgs.queries import above


class CaseRefused(Refusal):
    """The act may not be done on this request, or not like this."""


class OutOfOrder(CaseRefused):
    """The act does not follow from where the request stands."""

    status = 409


class NotHolder(CaseRefused):
    """The request lies with another unit."""


class DutiesMixed(CaseRefused):
    """The same person would stand twice in the chain, or is tied to the household."""


def begin(session: Session, case: Case, act: Act, *, by: Actor | None, seen: int | None = None, reason: str = "") -> Transition:
    """Lock a request for an act and say which transition it is. `seen` is the version that the actor looked at; a job acts as nobody.

    Refuses what is stale, out of order, out of the actor's reach, without its reason, or by somebody who may not.
    """
    session.flush()
    session.refresh(case, with_for_update=True)
    if seen is not None and seen != case.version:
        raise Stale
    transition = _in_order(case, act) if by is None else may_do(session, case, act, by=by)
    if transition.needs_reason and not reason.strip():
        raise CaseRefused(_("Hãy ghi lý do để người nhận hồ sơ hiểu và làm tiếp được."), "reason")
    return transition


def may_do(session: Session, case: Case, act: Act, *, by: Actor) -> Transition:
    """Say which transition an act would be now; refuses what is out of order, out of reach, or by somebody who may not."""
    transition = _in_order(case, act)
    unit_id = case.unit_id if transition.is_own else case.holder_unit_id
    if not by.can(transition.permission, unit_id):
        raise _not_holder(session, unit_id)
    refuse_ties(session, case.household_id, by=by)
    earlier = duties_apart(act, queries.done_by(session, case), by.user_id)
    if earlier is not None:
        raise DutiesMixed(
            _("Bạn đã làm việc “%(earlier)s” trên hồ sơ này nên không được làm “%(act)s”. Hãy chuyển cho người khác có thẩm quyền.",
              earlier=ACT_LABELS[earlier], act=ACT_LABELS[act])
        )
    return transition


def finish(
    session: Session, case: Case, transition: Transition, *, by: Actor | None, on: date, reason: str = "", details: dict[str, Any] | None = None,
    deciding: Unit | None = None, days: int | None = None, **changes: Any,
) -> CaseEvent:
    """Write the event, then the request's new state and holder, in this order, as the database demands."""
    holder_id = _next_holder(session, case, transition, deciding)
    now = clock.now()
    event = CaseEvent(
        case_id=case.id, unit_id=case.unit_id, version=case.version + 1, act=transition.act.value, from_state=transition.state.value,
        to_state=transition.next.value, actor_id=by.user_id if by else None, at=now, on=on, holder_unit_id=holder_id, reason=reason.strip(),
        details=details or {},
    )
    session.add(event)
    session.flush()
    for name, value in changes.items():
        setattr(case, name, value)
    if transition.next != transition.state:
        allowed = days or transition.days
        case.held_at = now
        case.due_on = working_day_after(on, allowed) if allowed else None
    case.state = transition.next.value
    case.holder_unit_id = holder_id
    case.touched_at = now
    session.flush()
    record(session, by=by, act=f"cases.{transition.act}", subject=case.subject, unit_id=case.unit_id, details={"code": case.code})
    return event


def refuse_ties(session: Session, household_id: int, *, by: Actor) -> None:
    """Refuse an actor who is kin of the household or shares its phone, account, address."""
    tied = queries.tie_of(session, by.user_id, household_id)
    if tied is not None:
        raise DutiesMixed(
            _("Không được làm vì %(tie)s. Hãy để cán bộ khác không liên quan xử lý hồ sơ này và báo Ủy ban Kiểm tra nếu có nhầm lẫn.", tie=tied)
        )


def _in_order(case: Case, act: Act) -> Transition:
    transition = step(act, case.state)
    if transition is None:
        raise OutOfOrder(
            _("Hồ sơ %(code)s đang ở bước “%(state)s” nên chưa thể “%(act)s”. Hãy mở lại trang hồ sơ để xem việc tiếp theo.",
              code=case.code, state=STATE_LABELS[State(case.state)], act=ACT_LABELS[act])
        )
    return transition


def _next_holder(session: Session, case: Case, transition: Transition, deciding: Unit | None) -> int:
    if transition.holder is Holder.OWN:
        return case.unit_id
    if transition.holder is Holder.DECIDING and deciding is not None:
        return deciding.id
    if transition.holder is Holder.ABOVE:
        own = session.get_one(Unit, case.unit_id)
        higher = next((unit for unit in above(session, own) if unit.valid_to is None), None)
        if higher is None:
            raise CaseRefused(_("Đơn vị chưa có công đoàn cấp trên nên chưa nộp được hồ sơ. Hãy báo quản trị hệ thống cập nhật cây tổ chức."))
        return higher.id
    return case.holder_unit_id


def _not_holder(session: Session, unit_id: int) -> NotHolder:
    unit = session.get(Unit, unit_id)
    return NotHolder(
        _("Hồ sơ đang ở %(unit)s; bạn không giữ việc này tại đó. Hãy liên hệ đơn vị đang giữ hồ sơ.", unit=unit.name if unit else "–")
    )
