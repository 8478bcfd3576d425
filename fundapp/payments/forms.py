"""Shapes of input for orders to pay."""

from fundapp.kernel.labels import _
from fundapp.web.forms import (
    Form,
    Optional,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    UploadField,
    VersionedForm,
    WholeField,
    at_most,
    needed,
)

LONGEST_NAME, LONGEST_ADDRESS, LONGEST_REASON = 80, 120, 180


class _OrderFields:
    """What the accountant writes on an order; the lengths are those that fit on the printed voucher."""

    payee_name = StringField(_("Họ và tên người nhận tiền"), [needed(), at_most(LONGEST_NAME)])
    payee_address = StringField(_("Địa chỉ"), [needed(), at_most(LONGEST_ADDRESS)])
    reason = TextAreaField(_("Nội dung chi"), [needed(), at_most(LONGEST_REASON)])
    attachments = WholeField(_("Số chứng từ gốc kèm theo"), [needed()], least=1, most=999)


class PaymentOrderForm(_OrderFields, Form):
    """A new order; the page of the decided case shows it and calls `payments.service.make_order`."""


class MendForm(_OrderFields, VersionedForm):
    """An order mended by the accountant."""


class CheckForm(VersionedForm):
    """The head of accounting agrees to exactly what is shown."""


class ReasonForm(VersionedForm):
    """An order given back or made void, with the reason that its maker reads."""

    reason = TextAreaField(_("Lý do"), [needed(), at_most(500)])


class ReversalForm(VersionedForm):
    """A payment that is to be taken back, with the reason that its confirmer reads and the books keep."""

    reason = TextAreaField(_("Vì sao phải đảo khoản chi này"), [needed(), at_most(400)])


class ConfirmForm(VersionedForm):
    """The second person takes the payment back, or says why it stands."""

    reason = TextAreaField(_("Lý do giữ nguyên"), [Optional(), at_most(400)], description=_("Chỉ điền khi không đảo."))


class PayForm(VersionedForm):
    """The treasurer hands out cash."""

    box = SelectField(_("Chi từ quỹ tiền mặt"), [needed()], coerce=int)
    receiver = RadioField(
        _("Người nhận tiền"), [needed()], choices=[("payee", _("Chính người nhận ghi trên đề nghị")), ("proxy", _("Người khác nhận thay"))],
        default="payee",
    )
    proxy_name = StringField(_("Họ và tên người nhận thay"), [at_most(LONGEST_NAME)])
    proxy_paper = StringField(_("Giấy ủy quyền (số, ngày, nơi xác nhận)"), [at_most(LONGEST_ADDRESS)])
    proxy_scan = UploadField(_("Bản chụp giấy ủy quyền"))


class ReprintForm(Form):
    """One more copy of the voucher."""
