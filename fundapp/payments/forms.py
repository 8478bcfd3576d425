"""Shapes of input for orders to pay."""

from collections.abc import Sequence
from typing import Any

from flask import request
from wtforms.widgets import CheckboxInput, ListWidget

from fundapp.kernel.banks import banks
from fundapp.kernel.labels import _
from fundapp.ledger.models import CashBox
from fundapp.payments.bank_files import FACTS
from fundapp.payments.lifecycle import CASH, METHOD_LABELS, TRANSFER
from fundapp.payments.service import PaymentRefused, Transfer
from fundapp.payments.terms import COOLING_DAYS, MOST_COOLING_DAYS
from fundapp.web import once
from fundapp.web.forms import (
    DayField,
    DongField,
    Form,
    Optional,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    UploadField,
    VersionedForm,
    WholeField,
    at_most,
    needed,
)

LONGEST_NAME, LONGEST_ADDRESS, LONGEST_REASON = 80, 120, 180

LONGEST_TITLE, MOST_COLUMNS, FEWEST_SHOWN = 60, 30, 8


class _OrderFields:
    """What the accountant writes on an order; the lengths are those that fit on the printed voucher."""

    payee_name = StringField(_("Họ và tên người nhận tiền"), [needed(), at_most(LONGEST_NAME)])
    payee_address = StringField(_("Địa chỉ"), [needed(), at_most(LONGEST_ADDRESS)])
    reason = TextAreaField(_("Nội dung chi"), [needed(), at_most(LONGEST_REASON)])
    attachments = WholeField(_("Số chứng từ gốc kèm theo"), [needed()], least=1, most=999)


class _TransferFields:
    """Where a transfer goes, and out of which account of the unit."""

    bank = SelectField(_("Ngân hàng của người nhận"), [Optional()], choices=[("", _("(chọn ngân hàng)")), *((bank.code, bank.name) for bank in banks())])
    account_number = StringField(_("Số tài khoản người nhận"), [Optional(), at_most(40)], render_kw={"inputmode": "numeric", "autocomplete": "off"})
    holder_name = StringField(_("Tên chủ tài khoản"), [at_most(LONGEST_NAME)], description=_("Đúng như ngân hàng ghi, có thể không dấu."))
    from_box = SelectField(_("Chuyển từ tài khoản của đơn vị"), [Optional()], coerce=int)

    def transfer(self, boxes: Sequence[CashBox]) -> Transfer:
        """What was typed, for the service; `boxes` are those that `from_box` offers."""
        box = next((box for box in boxes if box.id == self.from_box.data), None)
        if box is None:
            raise PaymentRefused(_("Đơn vị chưa có tài khoản ngân hàng đang mở. Kế toán mở tài khoản ở trang quỹ trước."), "from_box")
        return Transfer(self.bank.data or "", self.account_number.data or "", self.holder_name.data or "", box)


class PaymentOrderForm(_OrderFields, _TransferFields, Form):
    """A new order; the page of the decided case shows it and calls `payments.service.make_order`."""

    method = RadioField(_("Cách chi"), [needed()], choices=list(METHOD_LABELS.items()), default=CASH)

    @property
    def is_transfer(self) -> bool:
        return self.method.data == TRANSFER


class MendForm(_OrderFields, VersionedForm):
    """An order to pay in cash mended by the accountant."""


class MendTransferForm(_OrderFields, _TransferFields, VersionedForm):
    """An order to transfer mended by the accountant; no number typed is the number that stands."""


class BatchForm(Form):
    """A new payment list: out of which bank account, and which approved transfers."""

    box = SelectField(_("Chuyển từ tài khoản"), [needed()], coerce=int)
    orders = SelectMultipleField(
        _("Đề nghị chi đã duyệt, chờ chuyển khoản"), [Optional()], coerce=int, choices=[], option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False)
    )


class BatchReasonForm(VersionedForm):
    """A payment list given up, with the reason."""

    reason = TextAreaField(_("Lý do"), [needed(), at_most(400)])


class ApprovalForm(VersionedForm):
    """A payment list approved exactly as it is shown."""


class ResultForm(Form):
    """The bank's answer to a payment list."""

    result_on = DayField(_("Ngày ngân hàng thực hiện"), [needed()])
    file = UploadField(_("Tệp kết quả của ngân hàng"), render_kw={"accept": ".xlsx,.xls,.ods,.csv"})


class FileLayoutForm(Form):
    """How the bank wants the file: a name, the sheet, and the columns, which the page repeats as often as there are some."""

    name = StringField(_("Tên mẫu"), [needed(), at_most(60)])
    sheet = StringField(_("Tên trang tính"), [needed(), at_most(31)])
    file = UploadField(_("Tệp mẫu trống của ngân hàng"), render_kw={"accept": ".xlsx,.xls,.ods,.csv"})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        titles, facts = request.form.getlist("title"), request.form.getlist("fact")
        # A page may send as many as it likes; no bank's file has so many.
        self.columns = [(title[:LONGEST_TITLE], fact if fact in FACTS else "") for title, fact in zip(titles, facts, strict=False)][:MOST_COLUMNS]
        self.columns += [("", "")] * (FEWEST_SHOWN - len(self.columns))

    def fill(self, sheet: str, columns: Sequence[tuple[str, str]]) -> None:
        """Show what was read in the bank's blank file. Sending that in was one act; what is shown now is another form."""
        self.once_token.data = once.make_here()
        self.sheet.data = sheet
        shown = [(title[:LONGEST_TITLE], fact) for title, fact in columns][:MOST_COLUMNS]
        self.columns = shown + [("", "")] * (FEWEST_SHOWN - len(shown))


class CallBackForm(Form):
    """Somebody else has called the payee and vouches for a new account."""

    note = TextAreaField(
        _("Đã gọi cho ai, theo số nào, người đó nói gì"), [needed(), at_most(400)],
        description=_("Gọi theo số đã có trong hồ sơ từ trước, không theo số ghi trên giấy báo đổi tài khoản."),
    )


class TransferForm(VersionedForm):
    """The treasurer orders the bank to pay exactly what is shown."""


class CheckForm(VersionedForm):
    """The head of accounting agrees to exactly what is shown."""


class SignForm(VersionedForm):
    """The head of the unit signs exactly what is shown."""


class TogetherForm(Form):
    """Many orders agreed to or signed at once; the rows are read by `together.chosen`."""


class ReasonForm(VersionedForm):
    """An order given back or made void, with the reason that its maker reads."""

    reason = TextAreaField(_("Lý do"), [needed(), at_most(500)])


class ReversalForm(VersionedForm):
    """A payment that is to be taken back, with the reason that its confirmer reads and the books keep."""

    reason = TextAreaField(_("Vì sao phải đảo khoản chi này"), [needed(), at_most(400)])


class HandbackForm(Form):
    """Money of a paid order that its payee is to return."""

    amount = DongField(_("Số tiền phải hoàn trả"), [needed()])
    due_on = DayField(_("Hạn hoàn trả"), [needed()])
    reason = TextAreaField(_("Vì sao phải hoàn trả"), [needed(), at_most(LONGEST_REASON)])


class WithdrawForm(Form):
    """What is expected no longer, with the reason."""

    withdrawn_reason = StringField(_("Vì sao thôi chờ hoàn trả"), [needed(), at_most(LONGEST_REASON)])


class AllocateForm(Form):
    """What came back is given to its funds; nothing to fill in."""


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


class TermsForm(Form):
    """Other steps and limits of a unit from a day on; `with_lines` adds rows of limits."""

    valid_from = DayField(_("Áp dụng từ ngày"), [needed()], description=_("Sớm nhất là ngày mai; đề nghị chi lập từ ngày này theo quy định mới."))
    has_signer = RadioField(
        _("Các bước của một khoản chi"), [needed()],
        choices=[
            ("yes", _("Kế toán lập, phụ trách kế toán kiểm tra, lãnh đạo ký duyệt, thủ quỹ chi")),
            ("no", _("Kế toán lập, phụ trách kế toán kiểm tra, thủ quỹ chi")),
        ],
    )
    cooling_days = WholeField(
        _("Tài khoản người nhận mới phải chờ (ngày)"), [needed()], most=MOST_COOLING_DAYS, default=COOLING_DAYS,
        description=_("Tính từ ngày ghi tài khoản lần đầu; gọi lại xác nhận thì không phải chờ."),
    )
    document = StringField(_("Căn cứ (số, ngày văn bản)"), [needed(), at_most(200)])
    reason = TextAreaField(_("Lý do thay đổi"), [needed(), at_most(400)])

    @classmethod
    def with_lines(cls, count: int, kinds: list[tuple[str, str]], funds: list[tuple[int, str]]) -> type["TermsForm"]:
        fields: dict[str, Any] = {}
        for place in range(count):
            fields[f"kind_{place}"] = SelectField(_("Lãnh đạo của"), [Optional()], choices=[("", _("(không đặt)")), *kinds])
            fields[f"fund_{place}"] = SelectField(_("Chi từ quỹ"), coerce=int, choices=[(0, _("Mọi quỹ khác")), *funds])
            fields[f"amount_{place}"] = DongField(_("Ký tới"), [Optional()], least=1)
        return type("TermsFormOfUnit", (cls,), fields)

    def lines(self) -> list[tuple[str, int | None, int | None]]:
        """Kind of unit, fund (None: every other) and amount of each row that is filled in."""
        values = self.data
        rows = [(values[f"kind_{at}"], values[f"fund_{at}"] or None, values[f"amount_{at}"]) for at in range(len(self._fields)) if f"kind_{at}" in values]
        return [row for row in rows if row[0] or row[2]]


class TermsDecisionForm(Form):
    """Put proposed terms in force, or say why not."""

    reason = TextAreaField(_("Lý do không đồng ý"), [Optional(), at_most(400)], description=_("Chỉ điền khi không đồng ý."))


class ReprintForm(Form):
    """One more copy of the voucher."""
