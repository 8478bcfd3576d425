"""The shape of a loan product as it is typed on the page of a draft."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from fundapp.kernel.labels import Text, _
from fundapp.regulations import loan_terms
from fundapp.regulations.forms import ARTICLE, ARTICLE_HINT
from fundapp.regulations.product_terms import GROUPS
from fundapp.web.forms import (
    BooleanField,
    DongField,
    Optional,
    PercentField,
    SelectField,
    StringField,
    VersionedForm,
    WholeField,
    at_most,
    needed,
)

RATES = (
    "rate_percent", "savings_rate_percent", "fee_rate_percent", "overdue_rate_percent", "provision_rate_1", "provision_rate_2", "provision_rate_3",
    "provision_rate_4", "provision_rate_5", "provision_rate_general",
)
# Which fields are laid out under which group of terms.
FIELDS: dict[str, tuple[str, ...]] = {
    "amount": ("least_amount", "most_amount", "salary_percent_most"), "rate": ("rate_percent", "rate_per", "basis"), "repayment": ("method", "every", "moved"),
    "term": ("least_instalments", "most_instalments", "most_days"), "grace": ("most_grace_instalments", "grace"), "savings": ("savings_rate_percent",),
    "fee": ("fee_amount", "fee_rate_percent"), "overdue": ("overdue_of_rate_percent", "overdue_rate_percent"), "allocation": ("allocation_order",),
    "recognition": ("recognition",), "provision": RATES[4:], "reschedule": ("most_reschedules",), "second": ("allows_second",),
    "guarantee": ("needs_guarantee", "needs_group"), "capacity": ("capacity_percent_most",), "visit": ("visit_days",), "death": ("on_death",),
}
# What an emptied field stands for.
EMPTY: dict[str, Any] = {
    "savings_rate_percent": Decimal(0), "fee_rate_percent": Decimal(0), "fee_amount": 0, "most_grace_instalments": 0, "most_reschedules": 0,
    **{name: Decimal(0) for name in RATES[4:]},
}


def _choices(labels: Mapping[Any, Text]) -> list[tuple[str, Text]]:
    return [(str(value), label) for value, label in labels.items()]


def _rate(label: Text) -> PercentField:
    return PercentField(label, [Optional()])


class ProductForm(VersionedForm):
    """All terms of one loan product, each group with its article."""

    key = StringField(_("Mã"), [Optional(), at_most(20)], description=_("Chữ thường không dấu, số, gạch dưới; ví dụ san_xuat"))
    name = StringField(_("Tên sản phẩm"), [needed(), at_most(120)])
    article = StringField(ARTICLE, [needed(), at_most(100)], description=ARTICLE_HINT)
    source = StringField(_("Nguồn"), [needed(), at_most(300)], description=_("Văn bản hay nghị quyết mà các điều khoản này lấy từ đó"))
    least_amount = DongField(_("Ít nhất"), [needed()], least=1)
    most_amount = DongField(_("Nhiều nhất"), [needed()], least=1)
    salary_percent_most = WholeField(_("Không quá bao nhiêu phần trăm tiền lương"), [Optional()], least=1, most=1000)
    rate_percent = PercentField(_("Lãi suất (%)"), [needed()])
    rate_per = SelectField(_("Tính cho"), choices=_choices(loan_terms.RATE_PER))
    basis = SelectField(_("Cách tính lãi"), choices=_choices(loan_terms.BASES))
    method = SelectField(_("Cách trả"), choices=_choices(loan_terms.METHODS))
    every = SelectField(_("Kỳ trả"), choices=_choices(loan_terms.EVERY), default=loan_terms.Every.MONTH.value)
    moved = SelectField(_("Ngày trả trùng ngày nghỉ"), choices=_choices(loan_terms.MOVED))
    least_instalments = WholeField(_("Số kỳ ít nhất"), [needed()], least=1, most=520)
    most_instalments = WholeField(_("Số kỳ nhiều nhất"), [needed()], least=1, most=520)
    most_days = WholeField(_("Số ngày vay nhiều nhất"), [Optional()], least=1, most=366, description=_("Chỉ khi trả một lần, ví dụ vay khẩn cấp 31 ngày"))
    most_grace_instalments = WholeField(_("Số kỳ ân hạn nhiều nhất"), [Optional()], most=519)
    grace = SelectField(_("Trong ân hạn chưa trả"), choices=_choices(loan_terms.GRACES))
    savings_rate_percent = _rate(_("Mỗi kỳ, phần trăm số tiền vay"))
    fee_amount = DongField(_("Số tiền một hồ sơ"), [Optional()])
    fee_rate_percent = _rate(_("Phần trăm số tiền vay"))
    overdue_of_rate_percent = WholeField(_("Phần trăm của lãi suất trong hạn"), [needed()], least=100, most=1000, default=130)
    overdue_rate_percent = PercentField(_("Hoặc lãi suất quá hạn riêng (%)"), [Optional()])
    allocation_order = SelectField(_("Tiền thu trừ lần lượt vào"), choices=_choices(loan_terms.ORDERS))
    recognition = SelectField(_("Lãi thành thu nhập của quỹ"), choices=_choices(loan_terms.RECOGNITIONS))
    provision_rate_1 = _rate(_("Nhóm 1 (%)"))
    provision_rate_2 = _rate(_("Nhóm 2 (%)"))
    provision_rate_3 = _rate(_("Nhóm 3 (%)"))
    provision_rate_4 = _rate(_("Nhóm 4 (%)"))
    provision_rate_5 = _rate(_("Nhóm 5 (%)"))
    provision_rate_general = _rate(_("Dự phòng chung (%)"))
    most_reschedules = WholeField(_("Số lần nhiều nhất"), [Optional()], most=20)
    allows_second = BooleanField(_("Hộ được vay thêm khoản khác khi chưa trả xong"))
    needs_guarantee = BooleanField(_("Cần tín chấp của công đoàn cơ sở"), default=True)
    needs_group = BooleanField(_("Chỉ cho thành viên tổ vay vốn"))
    capacity_percent_most = WholeField(_("Tiền trả một kỳ, phần trăm phần còn lại hằng tháng"), [Optional()], least=1, most=100)
    visit_days = WholeField(_("Kiểm tra dùng vốn sau giải ngân, số ngày"), [Optional()], least=1, most=366)

    on_death = SelectField(_("Phần nợ còn lại"), choices=_choices(loan_terms.ON_DEATH))

    def terms(self) -> dict[str, Any]:
        """Give what was typed as the service takes it: rates as Decimal, the article of each group."""
        typed = self.data
        said = {name: typed[name] for names in FIELDS.values() for name in names}
        for name, value in said.items():
            if value is None:
                said[name] = EMPTY.get(name)
            elif isinstance(value, Fraction):
                said[name] = Decimal(value.numerator) / value.denominator
        said["overdue_of_rate_percent"] = Decimal(typed["overdue_of_rate_percent"])
        articles = {group: (typed[f"article_{group}"] or "").strip() for group in GROUPS}
        return {**said, "name": typed["name"].strip(), "article": typed["article"].strip(), "source": typed["source"].strip(), "articles": articles}


for _group in GROUPS:
    setattr(ProductForm, f"article_{_group}", StringField(_("Điều, khoản"), [Optional(), at_most(100)]))
