"""Tick names on the giving day: received, received by somebody else, absent. What a phone sends twice counts once; what two phones tick at once is told."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.gifts import words
from fundapp.gifts.models import GiftList, GiftMark, GiftRow
from fundapp.gifts.queries.paying import transfers_of
from fundapp.gifts.queries.taken import BECAUSE, Candidate, gone
from fundapp.gifts.service.refusals import GiftRefused, OutOfOrder
from fundapp.kernel import clock
from fundapp.kernel.labels import _
from fundapp.orgs.models import Unit

# A phone's clock may be wrong: what it says is kept only when it can be true.
AHEAD, BEHIND = timedelta(minutes=10), timedelta(days=7)
LONGEST_REFERENCE = 64


class TickedBefore(GiftRefused):
    """Somebody else has ticked this name since the page was shown."""

    status = 409


@dataclass(frozen=True)
class Tick:
    """What is to be ticked. `seen` is the number of the newest mark that the page showed (0: none); `reference` is made by the page."""

    row_id: int
    outcome: str
    seen: int
    reference: str
    proxy_name: str = ""
    proxy_reason: str = ""
    proxy_file_id: int | None = None
    marked_at: datetime | None = None


def tick(session: Session, gift_list: GiftList, wanted: Tick, *, by: Actor, on: date) -> GiftMark:
    """Tick one name of a list that is being handed out; the same reference gives the mark that stands. Refuses an undecided list."""
    reference = wanted.reference.strip() or secrets.token_hex(16)
    if len(reference) > LONGEST_REFERENCE or wanted.outcome not in words.OUTCOMES:
        raise GiftRefused(_("Lượt đánh dấu này không đọc được. Hãy mở lại trang rồi đánh dấu lại."))
    # Many officers tick side by side, but none while the list is being closed.
    session.refresh(gift_list, with_for_update={"read": True})
    row = session.scalar(
        select(GiftRow).where(GiftRow.id == wanted.row_id, GiftRow.list_id == gift_list.id).with_for_update().execution_options(populate_existing=True)
    )
    known = session.scalar(select(GiftMark).where(GiftMark.client_reference == reference))
    if known is not None:
        if (known.row_id, known.outcome, known.by_id) != (wanted.row_id, wanted.outcome, by.user_id):
            raise GiftRefused(_("Lượt đánh dấu này đã được gửi với nội dung khác. Hãy mở lại trang để xem."))
        return known
    _refuse_state(gift_list)
    if row is None or row.state != "listed":
        raise GiftRefused(_("Người này không còn trong danh sách được trao. Hãy mở lại trang."))
    by_transfer = transfers_of(session, [row.id]).get(row.id)
    if by_transfer is not None:
        raise GiftRefused(
            _("%(name)s nhận bằng chuyển khoản theo đề nghị chi %(code)s nên không trao tiền mặt; chi xong thì danh sách tự ghi đã nhận. "
              "Muốn trao tiền mặt, hãy nhờ kế toán hủy đề nghị chi đó trước.", name=row.full_name, code=by_transfer)
        )
    if wanted.outcome == "received":
        _refuse_gone(session, gift_list, row, on)
    last = session.scalar(select(GiftMark).where(GiftMark.row_id == row.id).order_by(GiftMark.number.desc()).limit(1))
    number = 0 if last is None else last.number
    if wanted.seen != number:
        told = _("chưa đánh dấu") if last is None else words.OUTCOMES[last.outcome]
        raise TickedBefore(
            _("%(name)s vừa được người khác đánh dấu “%(told)s”. Hãy xem lại trước khi trao; chưa ghi gì thêm.", name=row.full_name, told=told)
        )
    name, reason = " ".join(wanted.proxy_name.split()), " ".join(wanted.proxy_reason.split())
    is_proxy = wanted.outcome == "proxy"
    if is_proxy and not (name and reason):
        raise GiftRefused(_("Nhận thay phải ghi họ tên người nhận thay và lý do."), "proxy_name")
    now = clock.now()
    at = wanted.marked_at
    mark = GiftMark(
        row_id=row.id, list_id=gift_list.id, unit_id=gift_list.unit_id, number=number + 1, outcome=wanted.outcome, proxy_name=name if is_proxy else None,
        proxy_reason=reason if is_proxy else None, proxy_file_id=wanted.proxy_file_id if is_proxy else None, note="", client_reference=reference,
        marked_at=at if at is not None and now - BEHIND <= at <= now + AHEAD else now, by_id=by.user_id, at=now, on=on,
    )
    session.add(mark)
    session.flush()
    return mark


def _refuse_gone(session: Session, gift_list: GiftList, row: GiftRow, on: date) -> None:
    """Ask once more at the hand-out itself: days may lie between the beginning and it."""
    one = Candidate(row.full_name, row.person_key, identity=row.cccd_index, person_id=row.person_id)
    why = gone(session, [one], session.get_one(Unit, gift_list.unit_id).path, on).get(row.person_key)
    if why is not None:
        raise GiftRefused(
            _("%(name)s %(why)s, nên không ghi đã nhận được. Hãy đánh dấu vắng để suất trả lại, hoặc nhận thay với lý do.", name=row.full_name, why=BECAUSE[why])
        )


def _refuse_state(gift_list: GiftList) -> None:
    if gift_list.state == "giving":
        return
    if gift_list.state == "decided":
        raise OutOfOrder(_("Danh sách %(code)s đã quyết định nhưng chưa bắt đầu trao. Hãy bấm bắt đầu trao rồi đánh dấu.", code=gift_list.code))
    if gift_list.state == "closed":
        raise OutOfOrder(_("Danh sách %(code)s đã kết thúc trao nên không đánh dấu thêm được.", code=gift_list.code))
    raise OutOfOrder(
        _("Danh sách %(code)s chưa được quyết định nên chưa trao quà được. Hãy chờ cấp có thẩm quyền quyết định.", code=gift_list.code)
    )
