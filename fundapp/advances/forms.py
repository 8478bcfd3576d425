"""Shapes of what is typed about an advance."""

from fundapp.kernel.labels import _
from fundapp.web.forms import (
    DayField,
    DongField,
    Form,
    Optional,
    SelectField,
    TextAreaField,
    WholeField,
    at_most,
    needed,
)


class RequestForm(Form):
    """Ask for an advance."""

    unit_id = SelectField(_("Đơn vị chi tạm ứng"), coerce=int)
    amount = DongField(_("Số tiền đề nghị tạm ứng"), [needed()], least=1)
    reason = TextAreaField(_("Lý do tạm ứng"), [needed(), at_most(300)], description=_("Làm việc gì, ở đâu, khi nào."))
    due_on = DayField(_("Hạn thanh toán"), [needed()])


class CheckForm(Form):
    """Say out of which fund an advance is paid and for what."""

    book_id = SelectField(_("Chi từ quỹ"), coerce=int)
    purpose = SelectField(_("Mục đích chi"))


class BoxForm(Form):
    """Which cash box money goes out of, or into."""

    box = SelectField(_("Quỹ tiền mặt"), coerce=int)


class ReportForm(Form):
    """What was spent."""

    spent = DongField(_("Số tiền đã chi"), [needed()], least=0, description=_("Chưa chi gì thì ghi 0; cả khoản tạm ứng được nộp lại."))
    papers = TextAreaField(
        _("Chứng từ chi"), [Optional(), at_most(1000)], description=_("Số, ngày, nội dung và số tiền của từng chứng từ gốc."),
    )
    attachments = WholeField(_("Số chứng từ gốc kèm theo"), [Optional()], most=999)


class AccountForm(Form):
    """On which account what was spent is booked."""

    account = SelectField(_("Ghi Nợ tài khoản"))


class ReasonForm(Form):
    """Why an advance is refused, or its settlement given back."""

    reason = TextAreaField(_("Lý do"), [needed(), at_most(400)])
