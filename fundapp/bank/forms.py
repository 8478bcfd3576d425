"""Shapes of what is typed about statements."""

from typing import Any

from wtforms.widgets import FileInput

from fundapp.kernel.labels import _
from fundapp.web.forms import Form, HiddenField, UploadField, ValidationError


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

    @property
    def seen(self) -> int:
        """The number that was shown; -1 when what came back is none."""
        typed = str(self.fresh.data)
        return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else -1


class EmptyForm(Form):
    """An act of one click: its tokens and nothing else."""
