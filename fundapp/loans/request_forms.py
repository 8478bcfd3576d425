"""Shapes of what is typed for a loan request and its contract."""

from typing import Any

from fundapp.kernel.labels import _
from fundapp.loans.schedule import MOST_INSTALMENTS
from fundapp.web.forms import (
    BooleanField,
    DayField,
    DongField,
    Optional,
    SelectField,
    StringField,
    TextAreaField,
    VersionedForm,
    WholeField,
    at_most,
    needed,
)


class LoanForm(VersionedForm):
    """What the household asks to borrow. `data["products"]` and `data["groups"]` are what may be chosen."""

    product_id = SelectField(_("Sản phẩm vay"), [needed(_("Hãy chọn sản phẩm vay."))], coerce=int, choices=[])
    requested_amount = DongField(_("Số tiền vay"), [needed(_("Hãy ghi số tiền vay."))], least=1)
    instalments = WholeField(_("Số kỳ trả"), [Optional()], least=1, most=MOST_INSTALMENTS)
    term_days = WholeField(_("Số ngày vay (khi trả một lần)"), [Optional()], least=1, most=366)
    grace_instalments = WholeField(_("Số kỳ ân hạn"), [Optional()], most=MOST_INSTALMENTS - 1)
    purpose = StringField(_("Vay để làm gì"), [needed(), at_most(200)])
    description = TextAreaField(_("Phương án sử dụng vốn"), [Optional(), at_most(2000)])
    project_amount = DongField(_("Tổng chi phí của phương án"), [Optional()], least=1)
    salary_amount = DongField(_("Tiền lương của người vay, một tháng"), [Optional()])
    income_amount = DongField(_("Thu nhập cả hộ, một tháng"), [Optional()])
    gain_amount = DongField(_("Thu nhập tăng thêm nhờ phương án, một tháng"), [Optional()])
    spending_amount = DongField(_("Chi tiêu của hộ, một tháng"), [Optional()])
    debts_amount = DongField(_("Nợ khác phải trả, một tháng"), [Optional()])
    is_guaranteed = BooleanField(_("Công đoàn cơ sở tín chấp cho khoản vay này"))
    guarantee_note = StringField(_("Ai tín chấp, theo văn bản nào"), [Optional(), at_most(200)])
    deducts_salary = BooleanField(_("Trả nợ bằng trừ lương hằng kỳ"))
    group_id = SelectField(_("Tổ vay vốn"), coerce=int, choices=[])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        given = kwargs.get("data") or {}
        self.product_id.choices = given.get("products", [])
        self.group_id.choices = [(0, _("Không theo tổ")), *given.get("groups", [])]


class GroupForm(VersionedForm):
    """A group of borrowers."""

    unit_id = SelectField(_("Công đoàn cơ sở"), coerce=int, choices=[])
    name = StringField(_("Tên tổ"), [needed(), at_most(120)])
    founded_on = DayField(_("Ngày lập tổ"), [needed()])


class ContractForm(VersionedForm):
    """When the money is to go out, and when the first instalment falls due."""

    planned_on = DayField(_("Ngày giải ngân"), [needed()])
    first_due_on = DayField(_("Ngày trả kỳ đầu"), [needed()])
