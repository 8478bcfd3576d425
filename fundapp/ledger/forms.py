"""Shapes of what is typed into the books."""

from typing import Any

from wtforms.widgets import CheckboxInput, ListWidget

from fundapp.kernel.labels import Text, _
from fundapp.ledger.kinds import BOX_KIND_LABELS, LEGAL_FORM_LABELS, PURPOSE_LABELS, purpose_label
from fundapp.ledger.models import Account, Book, CashBox, Earmark
from fundapp.ledger.queries.chart import ChartLine
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
    WholeField,
    at_most,
    needed,
)


class UseForm(Form):
    """What money may be spent on: by the regulation of a fund, or by the donor of a part of it."""

    purposes = SelectMultipleField(
        _("Được chi cho"), choices=list(PURPOSE_LABELS.items()), option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False)
    )
    units = TextAreaField(
        _("Chỉ chi cho đoàn viên của các đơn vị"), [Optional(), at_most(2000)],
        description=_("Mỗi dòng một mã hoặc tên đơn vị, gồm cả các đơn vị trực thuộc. Để trống là mọi đơn vị."),
    )
    last_on = DayField(_("Ngày cuối được chi"), [Optional()], description=_("Để trống nếu không có hạn."))
    document = StringField(_("Căn cứ (số, ngày văn bản)"), [Optional(), at_most(200)])

    def offer(self, purposes: list[str] | None = None) -> None:
        """Offer only these purposes."""
        if purposes is not None:
            self.purposes.choices = [(key, label) for key, label in PURPOSE_LABELS.items() if key in purposes]


class TermsForm(UseForm):
    """Other terms from a day on."""

    valid_from = DayField(_("Áp dụng từ ngày"), [needed()])
    reason = TextAreaField(_("Lý do thay đổi"), [needed(), at_most(400)])


class TermsDecisionForm(Form):
    """Put proposed terms in force, or say why not."""

    reason = TextAreaField(_("Lý do không đồng ý"), [Optional(), at_most(400)], description=_("Chỉ điền khi không đồng ý."))


class EarmarkForm(UseForm):
    """A donation that its donor has bound."""

    name = StringField(_("Tên khoản ủng hộ"), [needed(), at_most(160)], description=_("Ví dụ: Công ty A xây nhà cho công nhân khu công nghiệp 2026."))
    donor_name = StringField(_("Nhà tài trợ"), [needed(), at_most(160)])


class BookForm(UseForm):
    """Open a fund."""

    unit_id = SelectField(_("Đơn vị quản lý quỹ"), coerce=int)
    code = StringField(_("Mã quỹ"), [needed(), at_most(40)], description=_("Ngắn, không trùng, ví dụ QMA-NB."))
    name = StringField(_("Tên quỹ"), [needed(), at_most(160)])
    legal_form = RadioField(_("Loại quỹ"), choices=list(LEGAL_FORM_LABELS.items()))
    fund_account = SelectField(_("Tài khoản nguồn của quỹ"), description=_("Tài khoản đối ứng với tiền của quỹ. Hệ thống tài khoản hiện là bản mẫu."))
    opened_on = DayField(_("Ngày mở sổ"), [needed()], description=_("Muốn nhập sổ năm trước thì chọn ngày đầu năm trước."))

    def offer_accounts(self, units: list[tuple[int, str]], accounts: list[tuple[str, str]]) -> None:
        self.unit_id.choices, self.fund_account.choices = units, accounts


class BoxForm(Form):
    """Add a cash box or bank account."""

    unit_id = SelectField(_("Đơn vị"), coerce=int)
    kind = RadioField(_("Nơi giữ tiền"), choices=list(BOX_KIND_LABELS.items()))
    name = StringField(_("Tên gọi"), [needed(), at_most(120)], description=_("Ví dụ: Quỹ tiền mặt LĐLĐ tỉnh, Agribank chi nhánh tỉnh 0345."))
    bank_code = StringField(_("Mã ngân hàng"), [Optional(), at_most(20)])
    account_tail = StringField(_("Bốn số cuối tài khoản"), [Optional(), at_most(4)], description=_("Chỉ ghi bốn số cuối; số đầy đủ không lưu ở đây."))
    own_book_id = SelectField(
        _("Giữ tiền của"), coerce=int, description=_("Quỹ có giấy phép riêng phải có tài khoản riêng; tài khoản đó không nhận tiền của quỹ khác."),
    )

    def offer(self, units: list[tuple[int, str]], books: list[Book]) -> None:
        self.unit_id.choices = units
        self.own_book_id.choices = [(0, _("Mọi quỹ của đơn vị")), *((book.id, _("Riêng %(fund)s", fund=book.name)) for book in books)]


class OpeningForm(Form):
    """Opening balances: what lies in each box; the fund's own account takes the other side. Boxes are added by `for_boxes`."""

    opened_on = DayField(_("Ngày của số dư"), [needed()])

    @classmethod
    def for_boxes(cls, boxes: list[CashBox]) -> "OpeningForm":
        fields: dict[str, Any] = {f"box_{box.id}": DongField(Text(box.name), [Optional()]) for box in boxes}
        made: OpeningForm = type("OpeningFormOfUnit", (cls,), fields)()
        return made

    def amounts(self, boxes: list[CashBox]) -> list[tuple[CashBox, int]]:
        return [(box, self[f"box_{box.id}"].data) for box in boxes if self[f"box_{box.id}"].data]


class ReceiptForm(Form):
    """Money that comes into a fund."""

    box_id = SelectField(_("Tiền vào"), coerce=int)
    amount = DongField(_("Số tiền"), [needed()], least=1)
    on = DayField(_("Ngày thu"), [needed()])
    credit_account = SelectField(_("Ghi Có tài khoản"))
    earmark_id = SelectField(_("Khoản ủng hộ có điều kiện"), coerce=int)
    payer_name = StringField(_("Người nộp"), [needed(), at_most(160)])
    payer_address = StringField(_("Địa chỉ hoặc đơn vị của người nộp"), [Optional(), at_most(200)])
    reason = StringField(_("Nội dung"), [needed(), at_most(240)])
    attachments = WholeField(_("Số chứng từ gốc kèm theo"), [Optional()], most=200)

    def offer(self, book: Book, boxes: list[CashBox], accounts: list[Account], earmarks: list[Earmark]) -> None:
        if earmarks:
            self.earmark_id.choices = [(0, _("Không có điều kiện riêng")), *((one.id, one.name) for one in earmarks)]
        else:
            del self.earmark_id
        self.box_id.choices = [(box.id, box.name) for box in boxes]
        self.credit_account.choices = [(account.code, f"TK-{account.shown_code} · {account.name}") for account in accounts]
        if not self.credit_account.data:
            self.credit_account.data = book.fund_account_code


class TransferForm(Form):
    """Money of one fund that is taken to another place of the unit: drawn from the bank, paid in, sent between two accounts."""

    from_box = SelectField(_("Lấy tiền từ"), coerce=int)
    to_box = SelectField(_("Đưa tiền vào"), coerce=int)
    amount = DongField(_("Số tiền"), [needed()], least=1)
    on = DayField(_("Ngày"), [needed()])
    reason = StringField(_("Nội dung"), [Optional(), at_most(240)], description=_("Để trống thì ghi theo nơi đi, nơi đến."))
    attachments = WholeField(_("Số chứng từ gốc kèm theo"), [Optional()], most=200)

    def offer(self, boxes: list[tuple[CashBox, str]]) -> None:
        self.from_box.choices = self.to_box.choices = [(0, _("Chọn nơi")), *((box.id, shown) for box, shown in boxes)]


class _HandForm(Form):
    """What every entry by hand has: an account that is debited, an amount, a day, what for."""

    debit_account = SelectField(_("Ghi Nợ tài khoản"))
    amount = DongField(_("Số tiền"), [needed()], least=1)
    on = DayField(_("Ngày ghi sổ"), [needed()])
    purpose = SelectField(_("Mục đích chi"), description=_("Chỉ chọn khi ghi Nợ chi phí hoặc nguồn của quỹ."))
    reason = StringField(_("Nội dung"), [needed(), at_most(240)])
    attachments = WholeField(_("Số chứng từ gốc kèm theo"), [Optional()], most=200)

    def offer(self, book: Book, accounts: list[Account]) -> None:
        choices = [(account.code, f"TK-{account.shown_code} · {account.name}") for account in accounts]
        self.debit_account.choices, self.purpose.choices = choices, [("", _("Không phải khoản chi")), *((key, purpose_label(key)) for key in book.purposes)]


class AdjustmentForm(_HandForm):
    """An entry without money: one account to another."""

    credit_account = SelectField(_("Ghi Có tài khoản"))

    def offer(self, book: Book, accounts: list[Account]) -> None:
        super().offer(book, accounts)
        # Neither side is chosen for the accountant: the first account of the chart is hardly ever the one that is meant.
        self.debit_account.choices = self.credit_account.choices = [("", _("Chọn tài khoản")), *self.debit_account.choices]


class ChargeForm(_HandForm):
    """What the bank has taken as its fee."""

    box_id = SelectField(_("Tài khoản ngân hàng"), coerce=int)

    def offer(self, book: Book, accounts: list[Account]) -> None:
        super().offer(book, accounts)
        self.purpose.choices = [(key, purpose_label(key)) for key in book.purposes]


class PaperForm(Form):
    """The bank's own paper."""

    file = UploadField(_("Giấy của ngân hàng (ảnh chụp hoặc PDF)"))


class ReversalForm(Form):
    """Ask for an entry to be taken back."""

    reason = TextAreaField(_("Lý do đảo bút toán"), [needed(), at_most(400)])


class PostingForm(Form):
    """Post a draft, or say why not."""

    reason = TextAreaField(_("Lý do không ghi sổ"), [Optional(), at_most(400)], description=_("Chỉ điền khi bỏ bút toán này."))


class VoidForm(Form):
    """Void a voucher on which no entry stands."""

    reason = TextAreaField(_("Lý do hủy chứng từ"), [needed(), at_most(400)])


class PeriodForm(Form):
    """An act on a month."""

    reason = TextAreaField(_("Lý do"), [Optional(), at_most(400)])


class CarryForm(Form):
    """Carry a year's results to an account of capital."""

    surplus = SelectField(_("Tài khoản nhận thặng dư, thâm hụt"))

    def offer(self, accounts: list[Account]) -> None:
        self.surplus.choices = [(row.code, f"TK-{row.shown_code} · {row.name}") for row in accounts]


class AccountForm(Form):
    """Add a detailed account."""

    parent = SelectField(_("Dưới tài khoản"))
    code = StringField(_("Số hiệu tài khoản"), [needed(), at_most(12)], description=_("Mã cấp trên và thêm một hoặc vài chữ số, ví dụ TK-4318 thành TK-43185."))
    name = StringField(_("Tên tài khoản"), [needed(), at_most(160)])
    source = StringField(_("Nguồn"), [Optional(), at_most(200)], description=_("Văn bản hoặc lý do mở tài khoản. Để trống là tài khoản chi tiết của đơn vị."))

    def offer(self, lines: list[ChartLine]) -> None:
        self.parent.choices = [(line.account.code, f"TK-{line.account.code} · {line.account.name}") for line in lines]


class CloseAccountForm(Form):
    """Close or open an account: one click."""


class CodesForm(Form):
    """The unit's own code of each account; `for_accounts` adds a field for each."""

    @classmethod
    def for_accounts(cls, accounts: list[Account]) -> type["CodesForm"]:
        fields: dict[str, Any] = {
            f"own_{account.code}": StringField(
                Text(f"TK-{account.code} · {account.name}"), [Optional(), at_most(20)], default=account.shown_code if account.shown_code != account.code else ""
            )
            for account in accounts
        }
        return type("CodesFormOfUnit", (cls,), fields)

    def codes(self) -> dict[str, str]:
        """The unit's code by the program's, as typed."""
        return {name.removeprefix("own_"): field.data or "" for name, field in self._fields.items() if name.startswith("own_")}
