"""Forms of the intake: the upload, what columns mean, the confirmation, one row's choice."""

from typing import Any

from wtforms.widgets import FileInput

from fundapp.intake import stages, words
from fundapp.kernel.labels import _
from fundapp.web.forms import Form, RadioField, SelectField, UploadField, ValidationError, needed

FACTS = [("", _("Không dùng")), *((fact, words.title(fact)) for fact in words.WORDS["columns"])]


class UploadForm(Form):
    """A list and the unit it is for."""

    unit_id = SelectField(_("Đơn vị nhận"), coerce=int)
    file = UploadField(_("Tệp danh sách"), widget=FileInput())

    def validate_file(self, field: Any) -> None:
        if not field.data:
            raise ValidationError(_("Hãy chọn một tệp danh sách (.xlsx, .xls, .ods hoặc .csv)."))
        if len(field.data) > 1:
            raise ValidationError(_("Mỗi lần chỉ tải lên một tệp."))


class ConfirmForm(Form):
    """The word that puts a list on file."""

    other_units = RadioField(_("Các dòng ghi đơn vị khác"), choices=[], default="take", validators=[needed(_("Hãy chọn cách xử lý các dòng ghi đơn vị khác."))])


class ChoiceForm(Form):
    """What is to be done with one row."""

    choice = SelectField(_("Cách xử lý"), choices=list(stages.CHOICES.items()), validators=[needed()])


class EmptyForm(Form):
    """An act of one click: its tokens and nothing else."""
