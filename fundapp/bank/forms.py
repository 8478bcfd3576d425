"""Shapes of what is typed about statements."""

from typing import Any

from wtforms.widgets import FileInput

from fundapp.kernel.labels import _
from fundapp.web.forms import (
    DongField,
    Form,
    HiddenField,
    Optional,
    SelectField,
    StringField,
    TextAreaField,
    UploadField,
    ValidationError,
    at_most,
    needed,
)


class StatementForm(Form):
    """One statement for one account."""

    file = UploadField(_("Tệp sao kê"), widget=FileInput())

    def validate_file(self, field: Any) -> None:
        if not field.data:
            raise ValidationError(_("Hãy chọn tệp sao kê tải từ ngân hàng."))
        if len(field.data) > 1:
            raise ValidationError(_("Mỗi lần chỉ tải lên một tệp."))


class ConfirmForm(Form):
    """Put on file what was shown: how many new lines there were."""

    fresh = HiddenField()
    closing = DongField(_("Số dư cuối kỳ, xem ở ngân hàng"), [Optional()], least=0)

    @property
    def seen(self) -> int:
        """The number that was shown; -1 when what came back is none."""
        typed = str(self.fresh.data)
        return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else -1


class EmptyForm(Form):
    """An act of one click: its tokens and nothing else."""


class UndoForm(Form):
    """Take a confirmed settlement back."""

    reason = TextAreaField(_("Vì sao gỡ"), [needed(), at_most(300)])


class BookingForm(Form):
    """Draft the entry of one line of the bank."""

    book_id = SelectField(_("Ghi vào quỹ"), coerce=int)
    account = SelectField(_("Tài khoản đối ứng"))
    purpose = SelectField(_("Mục đích chi"))
    narration = StringField(_("Nội dung bút toán"), [needed(), at_most(240)])
    words = StringField(
        _("Nhớ cách ghi này cho các dòng có những chữ"), [Optional(), at_most(120)],
        description=_("Ví dụ: phi quan ly tai khoan. Để trống nếu chỉ ghi một lần."),
    )


class ReconciliationForm(Form):
    """Write a reconciliation statement down as it was shown."""

    seen = HiddenField()
    explanation = TextAreaField(_("Giải trình chênh lệch chưa rõ"), [Optional(), at_most(600)])

    @property
    def shown(self) -> int | None:
        """The difference that was shown; None when what came back is none."""
        typed = str(self.seen.data or "")
        digits = typed.removeprefix("-")
        return int(typed) if digits.isascii() and digits.isdigit() and len(digits) < 16 else None


class SignatureForm(Form):
    """Sign as the second person, or say why not."""

    answer = TextAreaField(_("Ý kiến"), [Optional(), at_most(600)], description=_("Bắt buộc khi không ký."))
