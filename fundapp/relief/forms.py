"""Shapes of what is typed about an event."""

import re
from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar

from flask import g

from fundapp.casework.forms import VisitForm
from fundapp.kernel.days import DayError, day_text, read_day
from fundapp.kernel.labels import _
from fundapp.relief import queries, words
from fundapp.relief.affected import Area
from fundapp.web.forms import (
    BooleanField,
    DayField,
    DongField,
    Form,
    Optional,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    UploadField,
    ValidationError,
    VersionedForm,
    WholeField,
    at_most,
    needed,
)


def known_disasters() -> list[tuple[str, str]]:
    """The recorded disasters of the own branch of the tree, to choose from; none is the first."""
    return [("", "–"), *((str(one.id), f"{one.title} ({day_text(one.started_on)})") for one in queries.visible(g.db, g.actor))]


class ReliefForm(VersionedForm):
    """What happened to the household and what is asked for."""

    kind = SelectField(_("Loại thăm hỏi, trợ cấp"), [needed(_("Hãy chọn loại thăm hỏi, trợ cấp."))], choices=list(words.KINDS.items()))
    disaster_id = SelectField(_("Đợt thiên tai (nếu có)"), [Optional()], choices=known_disasters)
    event_on = DayField(_("Ngày xảy ra"), [needed(_("Hãy ghi ngày xảy ra."))])
    affected_name = StringField(_("Người bị ảnh hưởng"), [Optional(), at_most(120)])
    place = StringField(_("Nơi xảy ra"), [Optional(), at_most(300)])
    days_off = WholeField(_("Số ngày nằm viện, nghỉ việc hoặc giảm giờ làm"), [Optional()], least=1, most=366)
    is_urgent = BooleanField(
        _("Khẩn cấp, không chờ thẩm tra được"),
        description=_("Lãnh đạo quyết định trong 8 giờ làm việc; giấy tờ bổ sung sau, người khác xác nhận sau"),
    )
    urgent_reason = StringField(_("Vì sao khẩn cấp"), [Optional(), at_most(300)])
    requested_amount = DongField(_("Số tiền đề nghị"), [needed(_("Hãy ghi số tiền đề nghị."))], least=1)
    description = TextAreaField(_("Sự việc"), [Optional(), at_most(2000)])


class ReliefVisitForm(VisitForm):
    """A visit to the household, with what was handed over on the spot."""

    OBSERVED: ClassVar[tuple[str, ...]] = ("gift",)
    gift = StringField(_("Quà đã trao khi thăm"), [Optional(), at_most(200)])


class AreasForm(Form):
    """Communes that were hit, one a line, each with its day where it is not the first day of the disaster."""

    areas = TextAreaField(
        _("Xã, phường bị thiệt hại"), [needed(_("Hãy ghi các xã, phường bị thiệt hại.")), at_most(8000)],
        description=_("Mỗi dòng một xã: “xã Hải Anh | 18/11/2026”. Không ghi ngày thì lấy ngày bắt đầu của đợt. Dán từ Excel được."),
    )
    area_source = StringField(_("Nguồn của danh sách xã (nếu khác)"), [Optional(), at_most(200)])

    def read(self, first: date) -> list[Area]:
        """The communes as typed."""
        return list(_areas(self.areas.data or "", first))


class DisasterForm(AreasForm):
    """A disaster with its communes."""

    title = StringField(_("Tên đợt thiên tai"), [needed(_("Hãy ghi tên đợt, ví dụ “Bão số 13”.")), at_most(120)])
    disaster_kind = SelectField(_("Loại"), [needed()], choices=list(words.DISASTERS.items()))
    started_on = DayField(_("Từ ngày"), [needed()])
    ended_on = DayField(_("Đến ngày"), [needed()])
    source = StringField(_("Căn cứ xác nhận"), [needed(), at_most(200)], description=_("Ví dụ: Báo cáo 45/BC-UBND ngày 19/11/2026"))
    amount = DongField(_("Mức trợ cấp một hộ"), [needed()], least=1)

    def validate_areas(self, field: Any) -> None:
        if self.started_on.data is not None:
            self.read(self.started_on.data)


class AskingForm(Form):
    """Ask for the ticked households with one paper for all."""

    households = SelectMultipleField(_("Hộ"), [Optional()], choices=[])
    proof = UploadField(_("Danh sách thiệt hại có xác nhận của UBND cấp xã"))


class TogetherForm(Form):
    """Decide or confirm the ticked requests; `for_funds` adds the amount of each fund for one household."""

    asks = SelectMultipleField(_("Hồ sơ"), [Optional()], choices=[])
    reason = TextAreaField(_("Lý do, ý kiến"), [needed(_("Hãy ghi lý do.")), at_most(2000)])

    @classmethod
    def for_funds(cls, books: Iterable[Any]) -> type["TogetherForm"]:
        fields: dict[str, Any] = {f"fund_{book.id}": DongField(_("Một hộ lấy từ %(fund)s", fund=book.name), [Optional()]) for book in books}
        return type("TogetherFormForFunds", (cls,), fields)

    def amounts(self, books: Iterable[Any]) -> list[tuple[Any, int]]:
        """Each fund with the amount that was typed for one household."""
        return [(book, self._fields[f"fund_{book.id}"].data) for book in books if self._fields[f"fund_{book.id}"].data]


def _areas(typed: str, first: date) -> Iterable[Area]:
    for number, line in enumerate(typed.splitlines(), 1):
        name, _sign, day = (part.strip() for part in re.sub(r"[|\t;]", "|", line).partition("|"))
        if not name:
            continue
        try:
            yield Area(name[:200], read_day(day.strip("| ")) if day.strip("| ") else first)
        except DayError as problem:
            raise ValidationError(_("Dòng %(number)s: %(why)s", number=number, why=problem)) from problem
