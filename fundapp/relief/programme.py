"""Relief as a programme: what is asked for, what contradicts itself, the one event that stands once, the cells that a decision seals."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from fundapp.casework.programme import Programme
from fundapp.casework.words import Words
from fundapp.households.models import Household
from fundapp.kernel.errors import Refusal
from fundapp.kernel.labels import Text, _
from fundapp.relief import words
from fundapp.relief.facts import asked_before, event_key, facts_of, hold, most_of


class ReliefRefused(Refusal):
    """What is said of the event contradicts itself, or it was asked for before."""


@dataclass(frozen=True)
class ReliefInput:
    """What happened and what is asked for, as typed."""

    kind: str
    event_on: date
    requested_amount: int | None = None
    affected_name: str = ""
    place: str = ""
    days_off: int | None = None
    description: str = ""
    is_urgent: bool = False
    urgent_reason: str = ""
    disaster_id: int | None = None


def check(asked: ReliefInput, on: date) -> None:
    """Refuse what contradicts itself."""
    if asked.kind not in words.KINDS:
        raise ReliefRefused(_("Hãy chọn loại thăm hỏi, trợ cấp."), "kind")
    if asked.event_on > on:
        raise ReliefRefused(_("Ngày xảy ra không được ở tương lai."), "event_on")
    if asked.is_urgent and not asked.urgent_reason.strip():
        raise ReliefRefused(_("Hãy ghi vì sao khẩn cấp, không chờ thẩm tra được."), "urgent_reason")
    if asked.disaster_id is not None and asked.kind != "disaster":
        raise ReliefRefused(_("Chỉ hồ sơ loại thiên tai, hỏa hoạn mới thuộc một đợt thiên tai. Hãy để trống mục đó."), "disaster_id")
    if asked.kind == "death_kin" and not asked.affected_name.strip():
        raise ReliefRefused(_("Hãy ghi họ tên người thân đã mất."), "affected_name")
    if asked.kind == "reduced_hours" and not asked.days_off:
        raise ReliefRefused(_("Hãy ghi số ngày bị giảm giờ làm hoặc ngừng việc."), "days_off")


def derived(household: Household, asked: ReliefInput) -> Mapping[str, Any]:
    """The key of the event, under which it stands in one living request, at whatever unit the household is on file."""
    return {"event_key": event_key(household, asked.kind, asked.event_on, asked.affected_name, asked.disaster_id)}


CELLS: tuple[tuple[str, Text], ...] = (
    ("kind", _("Loại trợ cấp")), ("event_on", _("Ngày xảy ra")), ("affected_name", _("Người bị ảnh hưởng")), ("days_off", _("Số ngày nghỉ, giảm giờ")),
    ("event_key", _("Sự việc")), ("disaster_id", _("Đợt thiên tai")),
)
AT_PAYMENT = frozenset({"is_alive", "is_union_member", "has_left_union", "relief_times_this_year"})
PROGRAMME = Programme(
    slug=words.PROGRAMME, name=_("Thăm hỏi, trợ cấp"), kinds=words.KINDS, purposes=words.PURPOSES, summaries=words.SUMMARIES, facts=facts_of, cells=CELLS,
    check=check, at_payment=AT_PAYMENT, derived=derived, once_by="event_key", most=most_of, one_of_each_kind=True, opposed=asked_before, held=hold,
    papers_follow=lambda ask: bool(ask.is_urgent),
    words=Words(
        to_close=_("Tiền đã chi. Khi đã trao cho gia đình, kết thúc hồ sơ."), not_closed=_("Tiền đã chi. Chờ kết thúc hồ sơ."),
        closing=_("Phần tiền chưa chi được trả về quỹ. Ghi kết quả: đã trao cho ai, ngày nào, hoặc vì sao không chi nữa."),
        seen=_("Gia đình đang thế nào, thiệt hại gì; chỗ nào khác hồ sơ thì ghi rõ. Chuyện bệnh tật nhờ cán bộ cơ sở ghi vào bản khai của hộ, nơi được niêm phong."),
        pictures=_("Ảnh buổi thăm, ảnh thiệt hại; có thể chọn nhiều ảnh."),
    ),
)
