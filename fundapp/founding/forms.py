"""The form of a list of units."""

from typing import Any

from wtforms.widgets import FileInput

from fundapp.kernel.labels import _
from fundapp.orgs.forms import UnitField
from fundapp.web.forms import DayField, Form, RadioField, UploadField, ValidationError, at_most, needed


class ListForm(Form):
    """A list, and what its rows mean that leave something out."""

    file = UploadField(_("Tệp danh sách"), widget=FileInput())
    parent = UnitField(_("Cấp trên của dòng không ghi cấp trên"), [needed(_("Hãy nhập mã hoặc tên đơn vị.")), at_most(200)])
    on = DayField(_("Ngày thành lập của dòng không ghi ngày"), [needed(_("Hãy nhập một ngày."))])
    how = RadioField(_("Cách làm"), choices=[("try", _("Chỉ thử, chưa ghi gì")), ("open", _("Mở các đơn vị đọc được"))], default="try")

    def validate_file(self, field: Any) -> None:
        if not field.data:
            raise ValidationError(_("Hãy chọn một tệp danh sách (.xlsx, .xls, .ods hoặc .csv)."))
        if len(field.data) > 1:
            raise ValidationError(_("Mỗi lần chỉ tải lên một tệp."))
