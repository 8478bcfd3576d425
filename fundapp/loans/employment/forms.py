"""What the pages of state employment loans ask for."""

from fundapp.kernel.labels import _
from fundapp.loans.employment.kinds import RESULTS, TOLD_BY_BANK, ResultKind
from fundapp.web.forms import (
    BooleanField,
    DayField,
    DongField,
    Form,
    Optional,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    WholeField,
    at_most,
    needed,
)


class AllocationForm(Form):
    """A decision that gave money of the state, or took some back."""

    way = RadioField(_("Quyết định"), choices=[("in", _("Phân bổ thêm vốn")), ("back", _("Thu hồi vốn"))], default="in")
    amount = DongField(_("Số tiền"), [needed()], least=1)
    number = StringField(_("Số quyết định"), [needed(), at_most(60)])
    decided_on = DayField(_("Ngày quyết định"), [needed()])
    giver = StringField(_("Nơi phân bổ"), [needed(), at_most(200)])
    bank_name = StringField(_("Ngân hàng cho vay"), [Optional(), at_most(200)])


class ProposalForm(Form):
    """One worker who is proposed to the bank."""

    person_id = SelectField(_("Người vay"), [needed()], coerce=int, choices=[])
    amount = DongField(_("Số tiền đề nghị vay"), [needed()], least=1)
    months = WholeField(_("Thời hạn vay (tháng)"), [needed()], least=1, most=600)
    jobs = WholeField(_("Số việc làm tạo ra hoặc giữ được"), [needed()], least=1, most=10_000)
    is_favoured = BooleanField(_("Thuộc đối tượng được lãi suất bằng cho vay hộ nghèo"))
    purpose = TextAreaField(_("Vay để làm gì"), [needed(), at_most(400)])


class ResultForm(Form):
    """What the bank told, or that the union withdraws."""

    kind = SelectField(_("Kết quả"), choices=[(one.value, RESULTS[one]) for one in (*TOLD_BY_BANK, ResultKind.WITHDRAWN)])
    told_on = DayField(_("Ngày"), [needed()])
    amount = DongField(_("Số tiền gốc"), [Optional()])
    note = StringField(_("Ghi chú, lý do"), [Optional(), at_most(400)])


class CorrectionForm(Form):
    """Why the last result is taken back."""

    why = StringField(_("Vì sao ghi nhầm"), [needed(), at_most(400)])


class ListForm(Form):
    """Nothing more is asked."""
