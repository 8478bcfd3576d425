"""Shapes of what is typed at a cash box. Counting is done on a phone: digits only, one field for each note."""

from datetime import date
from typing import Any

from fundapp.cash.counting import MOST_PIECES, denominations
from fundapp.kernel.labels import _
from fundapp.kernel.money import dong
from fundapp.web.forms import (
    DayField,
    DongField,
    Form,
    HiddenField,
    Optional,
    SelectField,
    StringField,
    TextAreaField,
    WholeField,
    at_most,
    needed,
)

DIGITS = {"inputmode": "numeric", "autocomplete": "off"}


class ClosingForm(Form):
    """Close a box up to the end of a day. `seen` tells the two books that were shown."""

    until = DayField(_("Khóa đến hết ngày"), [needed()])
    counted = DongField(_("Tồn quỹ tiền mặt thực tế cuối ngày"), [needed()], render_kw=DIGITS)
    note = TextAreaField(_("Lý do chênh lệch"), [Optional(), at_most(600)], description=_("Bắt buộc khi hai sổ hoặc tồn quỹ thực tế không khớp."))
    seen = HiddenField()


class ReopeningRequestForm(Form):
    """Ask for a closed box to be opened again from a day on."""

    from_on = DayField(_("Mở lại từ ngày"), [needed()])
    reason = TextAreaField(_("Lý do mở lại"), [needed(), at_most(400)])


class ReopeningForm(Form):
    """Answer such a request."""

    reason = TextAreaField(_("Lý do không đồng ý"), [Optional(), at_most(400)], description=_("Chỉ điền khi không đồng ý mở lại."))


class CountForm(Form):
    """What lies in the box, note by note; the fields of the notes are added by `for_day`."""

    loose = DongField(_("Tiền lẻ, tiền xu (tổng số đồng)"), [Optional()], render_kw=DIGITS)
    present = StringField(_("Người cùng tham gia"), [Optional(), at_most(200)], description=_("Họ tên, chức vụ; để trống nếu không có ai khác."))

    @classmethod
    def for_day(cls, on: date) -> "CountForm":
        fields: dict[str, Any] = {
            f"pieces_{one.value}": WholeField(_("%(n)s đồng", n=dong(one.value)), [Optional()], most=MOST_PIECES, render_kw={"data-note": str(one.value)})
            for one in denominations(on)
        }
        made: CountForm = type("CountFormOfDay", (cls,), fields)()
        return made

    def note_fields(self) -> list[tuple[int, Any]]:
        """The fields of the notes with their values, the largest first."""
        return sorted(((int(name.removeprefix("pieces_")), field) for name, field in self._fields.items() if name.startswith("pieces_")), reverse=True)

    def pieces(self) -> dict[int, int]:
        return {value: field.data for value, field in self.note_fields() if field.data is not None}

    def is_blank(self) -> bool:
        """Nothing was typed at all: an empty box is told by a 0."""
        return self.loose.data is None and not self.pieces()


class ExplanationForm(Form):
    """Why the box differs from the books."""

    text = TextAreaField(_("Vì sao thừa hoặc thiếu"), [needed(), at_most(600)])


class ConfirmationForm(Form):
    """The witness confirms, or says why not."""

    note = TextAreaField(_("Ghi nhận của người chứng kiến"), [Optional(), at_most(600)], description=_("Bắt buộc khi không xác nhận."))


class AnswerForm(Form):
    """The treasurer's answer to a surprise count."""

    text = TextAreaField(_("Ý kiến của thủ quỹ"), [Optional(), at_most(1000)], description=_("Bắt buộc khi số đếm chênh lệch với sổ, hoặc khi không đồng ý."))


class SettlementForm(Form):
    """Draft the entry that takes up a difference."""

    book_id = SelectField(_("Ghi vào quỹ"), coerce=int)
    account = SelectField(_("Tài khoản chờ xử lý"))
    amount = DongField(_("Số tiền xử lý"), [needed()], least=1)
    reason = TextAreaField(_("Lý do và hướng xử lý"), [needed(), at_most(300)])


class LimitForm(Form):
    """Set or lift the ceiling of a box."""

    amount = DongField(_("Mức tồn quỹ tối đa"), [Optional()], least=1, description=_("Để trống nếu bỏ mức."))
    reason = TextAreaField(_("Căn cứ hoặc lý do"), [needed(), at_most(300)])
