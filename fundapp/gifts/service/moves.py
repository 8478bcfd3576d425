"""The one way in which a list changes: locked, in order, by somebody who has not stood in another part of its chain, with its event."""

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.access.trail import record
from fundapp.gifts import words
from fundapp.gifts.lifecycle import DECIDING, LISTING, REVIEWING, Act, Transition, transition_of
from fundapp.gifts.models import GiftEvent, GiftList
from fundapp.gifts.queries import lists
from fundapp.gifts.service.refusals import GiftRefused, OutOfOrder
from fundapp.kernel import clock
from fundapp.kernel.errors import Stale
from fundapp.kernel.labels import _

GROUPS = (LISTING, REVIEWING, DECIDING)


def begin(session: Session, gift_list: GiftList, act: Act, *, by: Actor, seen: int | None = None, reason: str | None = None) -> Transition:
    """Lock a list for an act and say which transition it is. `seen` is the version that the actor looked at; a `reason` of None is not asked for."""
    session.flush()
    session.refresh(gift_list, with_for_update=True)
    if seen is not None and seen != gift_list.version:
        raise Stale
    transition = transition_of(act, gift_list.state)
    if transition is None:
        raise OutOfOrder(
            _("Danh sách %(code)s đang ở bước “%(state)s” nên chưa làm được việc này. Hãy mở lại trang danh sách để xem việc tiếp theo.",
              code=gift_list.code, state=words.LIST_STATES[gift_list.state])
        )
    if reason is not None and not reason.strip():
        raise GiftRefused(_("Hãy ghi lý do để người lập danh sách hiểu và làm tiếp được."), "reason")
    own = next((group for group in GROUPS if act in group), frozenset())
    if own and any(done not in own for done in lists.done_by(session, gift_list).get(by.user_id, ()) if any(done in group for group in GROUPS)):
        raise GiftRefused(_("Bạn đã lập, thẩm tra hoặc quyết định danh sách này nên không làm bước khác của nó. Hãy chuyển cho người khác có thẩm quyền."))
    return transition


def finish(
    session: Session, gift_list: GiftList, transition: Transition, *, by: Actor, on: date, note: str = "", details: dict[str, Any] | None = None, **changes: Any
) -> GiftEvent:
    """Write the event, then the list's new state, in this order, as the database demands."""
    now = clock.now()
    event = GiftEvent(
        list_id=gift_list.id, unit_id=gift_list.unit_id, version=gift_list.version + 1, act=transition.act.value, from_state=transition.state.value,
        to_state=transition.to_state.value, by_id=by.user_id, at=now, on=on, note=note.strip(), details=details or {},
    )
    session.add(event)
    session.flush()
    for name, value in changes.items():
        setattr(gift_list, name, value)
    gift_list.state, gift_list.held_at = transition.to_state.value, now
    session.flush()
    record(session, by=by, act=f"gifts.{transition.act}", subject=gift_list.subject, unit_id=gift_list.unit_id, details={"code": gift_list.code})
    return event
