"""Shapes of what is typed about an advance."""

from fundapp.advances.service import OwnAccount
from fundapp.kernel.banks import banks
from fundapp.kernel.labels import _
from fundapp.payments.lifecycle import CASH, METHOD_LABELS, TRANSFER
from fundapp.web.forms import (
    DayField,
    DongField,
    Form,
    HiddenField,
    Optional,
    RadioField,
    SelectField,
    StringField,
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
    method = RadioField(_("Cách nhận"), [needed()], choices=list(METHOD_LABELS.items()), default=CASH)
    bank = SelectField(_("Ngân hàng của bạn"), [Optional()], choices=[("", _("(chọn ngân hàng)")), *((bank.code, bank.name) for bank in banks())])
    account_number = StringField(_("Số tài khoản của bạn"), [Optional(), at_most(40)], render_kw={"inputmode": "numeric", "autocomplete": "off"})

    @property
    def to(self) -> OwnAccount | None:
        """The own account, where the money is to be transferred."""
        return OwnAccount(self.bank.data or "", self.account_number.data or "") if self.method.data == TRANSFER else None


class SeenForm(Form):
    """A step of an advance: it is taken on what the page showed, and on nothing else."""

    mark = HiddenField()

    @property
    def seen(self) -> str:
        """The mark of the advance that was shown; empty when none came back."""
        return str(self.mark.data or "")


class CheckForm(SeenForm):
    """Say out of which fund an advance is paid and for what."""

    book_id = SelectField(_("Chi từ quỹ"), coerce=int)
    purpose = SelectField(_("Mục đích chi"))


class CheckTransferForm(CheckForm):
    """The same of an advance by transfer."""

    from_box = SelectField(_("Chuyển từ tài khoản của đơn vị"), coerce=int)


class PayForm(SeenForm):
    """Order the bank to transfer exactly what is shown."""


class BoxForm(SeenForm):
    """Which cash box, or bank account, money goes out of, or into."""

    box = SelectField(_("Quỹ tiền mặt, tài khoản ngân hàng"), coerce=int)


class ReportForm(SeenForm):
    """What was spent."""

    spent = DongField(_("Số tiền đã chi"), [needed()], least=0, description=_("Chưa chi gì thì ghi 0; cả khoản tạm ứng được nộp lại."))
    papers = TextAreaField(
        _("Chứng từ chi"), [Optional(), at_most(1000)], description=_("Số, ngày, nội dung và số tiền của từng chứng từ gốc."),
    )
    attachments = WholeField(_("Số chứng từ gốc kèm theo"), [Optional()], most=999)


class AccountForm(SeenForm):
    """On which account what was spent is booked."""

    account = SelectField(_("Ghi Nợ tài khoản"))


class ReasonForm(SeenForm):
    """Why an advance is refused, or its settlement given back."""

    reason = TextAreaField(_("Lý do"), [needed(), at_most(400)])
