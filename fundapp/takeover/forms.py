"""Shapes of what is typed about old books."""

from typing import Any

from wtforms.widgets import FileInput

from fundapp.kernel.labels import _
from fundapp.ledger.kinds import PURPOSE_LABELS
from fundapp.ledger.models import Book
from fundapp.takeover.words import KINDS
from fundapp.web.forms import (
    BooleanField,
    DayField,
    Form,
    Optional,
    RadioField,
    SelectField,
    TextAreaField,
    UploadField,
    ValidationError,
    WholeField,
    at_most,
)


class UploadForm(Form):
    """A file of old books, and what its rows do not say themselves."""

    unit_id = SelectField(_("Đơn vị"), coerce=int)
    kind = RadioField(_("Trong tệp có"), choices=list(KINDS.items()), default="opening")
    book_id = SelectField(_("Quỹ"), coerce=int, description=_("Tệp có cột Quỹ thì để “Theo cột Quỹ”."))
    opened_on = DayField(_("Ngày của số dư"), [Optional()], description=_("Chỉ cho số dư đầu kỳ."))
    year = WholeField(_("Năm của nhật ký"), [Optional()], least=2000, most=2100, description=_("Chỉ cho nhật ký năm trước."))
    purpose = SelectField(_("Mục đích chi khi dòng không ghi"), description=_("Quỹ chỉ có một mục đích thì không cần chọn."))
    closes = BooleanField(_("Khóa cả năm sau khi ghi sổ"), description=_("Người lập đề nghị, người ghi sổ xác nhận; số dư chuyển sang năm sau."))
    file = UploadField(_("Tệp"), widget=FileInput())

    def offer(self, units: list[tuple[int, str]], books: list[Book]) -> None:
        self.unit_id.choices = units
        self.book_id.choices = [(0, _("Theo cột Quỹ")), *((book.id, book.name) for book in books)]
        self.purpose.choices = [("", _("Phải ghi trong tệp")), *PURPOSE_LABELS.items()]

    def validate_file(self, field: Any) -> None:
        if not field.data:
            raise ValidationError(_("Hãy chọn một tệp (.xlsx, .xls, .ods hoặc .csv)."))
        if len(field.data) > 1:
            raise ValidationError(_("Mỗi lần chỉ tải lên một tệp."))


class PostingForm(Form):
    """Post a whole file, or give it back."""

    reason = TextAreaField(_("Lý do trả lại"), [Optional(), at_most(400)], description=_("Chỉ điền khi trả lại."))


class EmptyForm(Form):
    """An act of one click: its tokens and nothing else."""
