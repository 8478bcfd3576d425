"""Shapes of what is typed about an event."""

from typing import ClassVar

from fundapp.casework.forms import VisitForm
from fundapp.kernel.labels import _
from fundapp.relief import words
from fundapp.web.forms import (
    BooleanField,
    DayField,
    DongField,
    Optional,
    SelectField,
    StringField,
    TextAreaField,
    VersionedForm,
    WholeField,
    at_most,
    needed,
)


class ReliefForm(VersionedForm):
    """What happened to the household and what is asked for."""

    kind = SelectField(_("Loại thăm hỏi, trợ cấp"), [needed(_("Hãy chọn loại thăm hỏi, trợ cấp."))], choices=list(words.KINDS.items()))
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
