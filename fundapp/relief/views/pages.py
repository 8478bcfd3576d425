"""Pages of relief: what the generic pages need to know of an event."""

from datetime import date
from typing import Any

from fundapp.cases.lifecycle import Act
from fundapp.casework.next_act import Other
from fundapp.casework.pages import Pages
from fundapp.casework.views import blueprint
from fundapp.households.models import Household
from fundapp.kernel import clock
from fundapp.kernel.days import day_text
from fundapp.kernel.labels import Text, _
from fundapp.relief import words
from fundapp.relief.forms import ReliefForm, ReliefVisitForm
from fundapp.relief.models import ReliefRequest
from fundapp.relief.programme import PROGRAMME, ReliefInput
from fundapp.relief.urgency import clock_of


def typed(form: Any) -> ReliefInput:
    """The event as the form holds it."""
    event_on: date = form.event_on.data
    return ReliefInput(
        kind=form.kind.data, event_on=event_on, requested_amount=form.requested_amount.data, affected_name=form.affected_name.data or "",
        place=form.place.data or "", days_off=form.days_off.data, description=form.description.data or "",
        disaster_id=int(form.disaster_id.data) if form.disaster_id.data else None,
        is_urgent=bool(form.is_urgent.data), urgent_reason=form.urgent_reason.data or "",
    )


def suggested(household: Household) -> dict[str, Any]:
    """What the household's registration already says for a new request."""
    return {"affected_name": household.head_name, "place": household.address}


def as_typed(ask: ReliefRequest) -> dict[str, Any]:
    """A request as the form shows it again."""
    return {
        "kind": ask.kind, "event_on": ask.event_on, "affected_name": ask.affected_name, "place": ask.place, "days_off": ask.days_off,
        "requested_amount": ask.case.requested_amount, "description": ask.description,
        "disaster_id": str(ask.disaster_id or ""), "is_urgent": ask.is_urgent, "urgent_reason": ask.urgent_reason,
    }


def content(ask: ReliefRequest) -> list[tuple[Text, Any]]:
    """What is asked for, as the case page shows it."""
    return [
        *([(_("Đợt thiên tai"), ask.disaster.title)] if ask.disaster else []), (_("Loại"), words.KINDS[ask.kind]),
        (_("Ngày xảy ra"), day_text(ask.event_on)), (_("Người bị ảnh hưởng"), ask.affected_name or None),
        (_("Nơi xảy ra"), ask.place or None), (_("Số ngày nghỉ, giảm giờ"), _("%(n)s ngày", n=ask.days_off) if ask.days_off else None),
    ]


def acts(ask: Any) -> list[Other]:
    """The acts of the fast lane, where this request is in it."""
    if ask.case.urgent_on is not None and ask.case.ratified_on is None:
        return [Other(Act.RATIFY, ".ratification", _("Xác nhận sau"), "shield-check")]
    return [Other(Act.URGENT, ".urgent_decision", _("Quyết định khẩn cấp"), "writing-sign")] if ask.is_urgent else []


def more(ask: Any) -> dict[str, Any]:
    """The clock of an urgent request that waits for its decision."""
    waits = ask.is_urgent and ask.case.state == "submitted"
    return {"urgent_clock": clock_of(ask.case.held_at, clock.now()) if waits else None}


def heading(ask: Any, name: str) -> Text:
    """The request's heading for its member."""
    return _("%(kind)s: %(name)s", kind=words.KINDS[ask.kind], name=name)


PAGES = Pages(
    programme=PROGRAMME, model=ReliefRequest, icon="heart-handshake", order=30, about=_("Thăm hỏi, trợ cấp đoàn viên ốm đau, tai nạn, qua đời, thiên tai, mất việc"),
    opening=_("Mở hồ sơ thăm hỏi, trợ cấp"), to_open=_("Chọn một hộ trong danh sách hộ, rồi bấm “Mở hồ sơ trợ cấp”."),
    export_title=_("DANH SÁCH HỒ SƠ THĂM HỎI, TRỢ CẤP"), export_name="tro-cap", form=ReliefForm, fields="relief/_fields.html", typed=typed, as_typed=as_typed,
    suggested=suggested, content=content, heading=heading, hints=words.KIND_HINTS, visit_form=ReliefVisitForm, observed={"gift": _("Quà đã trao")},
    section="relief/_section.html", more=more, acts=acts,
)
bp = blueprint(PAGES)
