"""What the pages of loans that are out ask for."""

from fundapp.kernel.banks import banks
from fundapp.kernel.labels import _
from fundapp.payments.lifecycle import CASH, METHOD_LABELS
from fundapp.web.forms import (
    BooleanField,
    DayField,
    DongField,
    Form,
    Optional,
    PercentField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    UploadField,
    WholeField,
    at_most,
    needed,
)


class ReceiptForm(Form):
    """Cash that somebody pays for a loan."""

    box_id = SelectField(_("Quỹ tiền mặt"), coerce=int)
    amount = DongField(_("Số tiền nộp"), [needed()], least=1)
    payer = StringField(_("Người nộp tiền"), [needed(), at_most(120)])
    reason = StringField(_("Nội dung"), [needed(), at_most(200)])


class ProposalForm(Form):
    """What every proposal says: why, and the minutes."""

    reason = TextAreaField(_("Lý do, căn cứ"), [needed(), at_most(1000)])
    file = UploadField(_("Biên bản họp"))


class RescheduleForm(ProposalForm):
    """A new schedule for what is still owed."""

    instalments = WholeField(_("Số kỳ trả của lịch mới"), [needed()], least=1, most=520)
    first_due_on = DayField(_("Ngày trả kỳ đầu của lịch mới"), [needed()])
    rate = PercentField(_("Lãi suất (%)"), [needed()])


class WaiverForm(ProposalForm):
    """Interest that is let go."""

    interest = DongField(_("Miễn lãi đã đến hạn"), [Optional()])
    penalty = DongField(_("Miễn lãi quá hạn"), [Optional()])
    inability = BooleanField(_("Miễn vì người vay không còn khả năng trả"))


class TransferForm(ProposalForm):
    """Another unit that looks after the borrower."""

    to_unit_id = SelectField(_("Đơn vị mới"), [needed()], coerce=int, choices=[])
    guarantee = StringField(_("Ai của đơn vị mới tín chấp, theo văn bản nào"), [Optional(), at_most(200)])
    deducts_salary = BooleanField(_("Đơn vị mới trừ lương trả nợ"))


class DeathForm(ProposalForm):
    """The borrower's death."""

    died_on = DayField(_("Ngày mất"), [needed()])
    heir = StringField(_("Người thừa kế trả tiếp"), [Optional(), at_most(120)])


class RefundForm(ProposalForm):
    """Money of the borrower that goes back."""

    amount = DongField(_("Số tiền trả lại"), [needed()], least=1)
    receiver = StringField(_("Người nhận"), [needed(), at_most(120)])
    method = RadioField(_("Cách trả"), [needed()], choices=list(METHOD_LABELS.items()), default=CASH)
    bank = SelectField(_("Ngân hàng của người nhận"), [Optional()], choices=[("", _("(chọn ngân hàng)")), *((bank.code, bank.name) for bank in banks())])
    account_number = StringField(_("Số tài khoản của người nhận"), [Optional(), at_most(40)], render_kw={"inputmode": "numeric", "autocomplete": "off"})
    from_box_id = SelectField(_("Chuyển từ tài khoản của đơn vị"), [Optional()], coerce=int, choices=[])


class DecisionForm(Form):
    """What the second person says to a proposal."""

    answer = TextAreaField(_("Ý kiến"), [at_most(1000)])


class HandOutForm(DecisionForm):
    """What the treasurer says who hands money out."""

    box_id = SelectField(_("Quỹ tiền mặt"), coerce=int, choices=[])


class ScheduleForm(Form):
    """A schedule from the day on which the money went out."""

    first_due_on = DayField(_("Ngày trả kỳ đầu"), [needed()])


class QuoteForm(Form):
    """Settling today; nothing more is asked."""


class OfficerForm(Form):
    """Who looks after a loan."""

    officer_id = SelectField(_("Cán bộ phụ trách"), [needed()], coerce=int, choices=[])


class VisitForm(Form):
    """What was seen of the use of the money."""

    is_used_as_said = SelectField(_("Vốn vay dùng"), choices=[("yes", _("Đúng mục đích đã nêu")), ("no", _("Không đúng mục đích"))])
    findings = TextAreaField(_("Đã thấy gì"), [needed(), at_most(2000)])
    photos = UploadField(_("Ảnh"))


class SheetForm(Form):
    """A list of deductions that came back."""

    pair = SelectField(_("Đơn vị và quỹ"))
    box_id = SelectField(_("Tiền về tài khoản"), coerce=int)
    file = UploadField(_("Tệp Excel đã ghi số trừ"))
