"""Shapes of what is typed about a house."""

from typing import Any, ClassVar

from fundapp.casework.forms import VisitForm
from fundapp.housing import words
from fundapp.kernel.labels import _
from fundapp.web.forms import (
    DongField,
    Optional,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    VersionedForm,
    at_most,
    needed,
)


def _tri(label: Any) -> Any:
    return RadioField(label, choices=list(words.TRI.items()), default="", validate_choice=True)


class HouseForm(VersionedForm):
    """What the household asks for its house. What is not known yet stays empty; the page then says what to find out."""

    kind = RadioField(_("Đề nghị hỗ trợ"), [needed(_("Hãy chọn xây mới hoặc sửa chữa."))], choices=list(words.KINDS.items()))
    requested_amount = DongField(_("Số tiền đề nghị hỗ trợ"), [needed(_("Hãy ghi số tiền đề nghị."))], least=1)
    estimate_amount = DongField(_("Dự toán cả căn nhà"), [Optional()], least=1)
    own_funds_amount = DongField(_("Vốn gia đình đã có"), [Optional()])
    other_help_amount = DongField(_("Nguồn khác đã hứa giúp"), [Optional()])
    other_help_source = StringField(_("Ai giúp"), [Optional(), at_most(200)])
    house_condition = SelectField(_("Tình trạng nhà hiện nay"), choices=[("", _("Chưa rõ")), *words.HOUSE.items()], default="")
    land_status = SelectField(_("Giấy tờ đất"), choices=[("", _("Chưa rõ")), *words.LAND.items()], default="")
    land_is_disputed = _tri(_("Đất có tranh chấp không?"))
    land_in_planning = _tri(_("Đất có thuộc quy hoạch, giải tỏa không?"))
    site_address = StringField(_("Địa chỉ nơi xây, sửa"), [Optional(), at_most(300)])
    description = TextAreaField(_("Hoàn cảnh nhà ở và việc định làm"), [Optional(), at_most(2000)])


class HouseVisitForm(VisitForm):
    """A visit to the house, which may turn out to be in another state than was declared."""

    OBSERVED: ClassVar[tuple[str, ...]] = ("house_condition",)
    house_condition = SelectField(_("Tình trạng nhà đã thấy"), choices=[("", _("Như hồ sơ đã ghi")), *words.HOUSE.items()], default="")
