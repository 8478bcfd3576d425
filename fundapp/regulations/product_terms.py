"""A loan product as its readers see it: its terms group by group, each with its article, and what it still lacks. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from fundapp.kernel.labels import Text, _
from fundapp.kernel.money import dong, percent
from fundapp.regulations import loan_terms
from fundapp.regulations.loan_terms import PERIODS, Basis, Every, Grace, Method, Moved, OnDeath, RatePer, Recognition

if TYPE_CHECKING:
    from fundapp.regulations.models import LoanProduct

GROUPS: dict[str, Text] = {
    "amount": _("Mức vay"), "rate": _("Lãi suất"), "repayment": _("Cách trả"), "term": _("Thời hạn"), "grace": _("Ân hạn"), "savings": _("Tiết kiệm bắt buộc"),
    "fee": _("Phí"), "overdue": _("Lãi quá hạn"), "allocation": _("Thứ tự trừ tiền thu"), "recognition": _("Ghi nhận lãi"), "provision": _("Trích dự phòng"),
    "reschedule": _("Cơ cấu lại"), "second": _("Số khoản vay"), "guarantee": _("Bảo đảm"), "capacity": _("Khả năng trả nợ"), "visit": _("Kiểm tra sau vay"),
    "death": _("Khi người vay mất"),
}
# Groups that a product may leave out; whatever it says of them wants its article like the others.
UNSAID: dict[str, Callable[["LoanProduct"], bool]] = {
    "grace": lambda one: not one.most_grace_instalments, "savings": lambda one: not one.savings_rate_percent,
    "fee": lambda one: not (one.fee_amount or one.fee_rate_percent), "provision": lambda one: not any(provisions(one)),
    "capacity": lambda one: one.capacity_percent_most is None, "visit": lambda one: one.visit_days is None,
    # Unless a regulation says otherwise, who inherits pays on: a debt is part of what is left.
    "death": lambda one: one.on_death in (None, OnDeath.HEIRS),
}


@dataclass(frozen=True)
class TermLine:
    """One group of terms to read: what it is called, what it says, where it is written."""

    key: str
    name: Text
    says: Text
    article: str


def provisions(product: "LoanProduct") -> list[Decimal]:
    """The rates of provision in percent: groups of debt 1 to 5, then the general one."""
    return [*(getattr(product, f"provision_rate_{group}") or Decimal(0) for group in range(1, 6)), product.provision_rate_general or Decimal(0)]


def lines_of(product: "LoanProduct") -> list[TermLine]:
    """Give the terms of a product in the order of a contract."""
    said = [key for key in GROUPS if key not in UNSAID or not UNSAID[key](product)]
    return [TermLine(key, GROUPS[key], SAYS[key](product), product.articles.get(key, "")) for key in said]


def lacking(product: "LoanProduct") -> list[Text]:
    """Say what a product lacks or what does not fit together; an empty list: it is whole. A group of terms without its article is refused."""
    found: list[Text] = []
    bare = [line.name for line in lines_of(product) if not line.article.strip()]
    if bare:
        found.append(_("Sản phẩm “%(name)s” chưa ghi điều, khoản cho: %(groups)s.", name=product.name, groups=", ".join(str(name) for name in bare).lower()))
    if not product.source.strip():
        found.append(_("Sản phẩm “%(name)s” chưa ghi nguồn.", name=product.name))
    if product.basis == Basis.PERIOD and (Every(product.every), RatePer(product.rate_per)) not in PERIODS:
        found.append(
            _("Lãi suất của “%(name)s” không chia được cho kỳ trả: trả theo tuần thì ghi lãi suất của bốn tuần; trả theo tháng thì ghi lãi suất tháng hoặc năm; "
              "trả một lần thì tính theo số ngày, lãi suất năm.", name=product.name)
        )
    if product.basis == Basis.ACTUAL_365 and (product.rate_per != RatePer.YEAR or product.method == Method.ANNUITY):
        found.append(_("“%(name)s” tính lãi theo số ngày thì ghi lãi suất năm, và không dùng cách trả đều gốc lãi.", name=product.name))
    return found


def rate_text(rate: Decimal, per: str) -> Text:
    """Say a rate: 0,55% một tháng."""
    return _("%(rate)s%% %(per)s", rate=percent(rate), per=loan_terms.RATE_PER[RatePer(per)])


def _amount(one: "LoanProduct") -> Text:
    limits = _("Từ %(least)s đến %(most)s đồng", least=dong(one.least_amount), most=dong(one.most_amount))
    if one.salary_percent_most is None:
        return limits
    return _("%(limits)s, không quá %(n)s%% tiền lương một tháng", limits=limits, n=one.salary_percent_most)


def _rate(one: "LoanProduct") -> Text:
    kind = _("lãi phẳng") if one.method == Method.FLAT else _("dư nợ giảm dần")
    return _("%(rate)s, %(kind)s. %(basis)s", rate=rate_text(one.rate_percent, one.rate_per), kind=kind, basis=loan_terms.BASES[Basis(one.basis)])


def _repayment(one: "LoanProduct") -> Text:
    return _(
        "%(every)s. %(method)s. Ngày trả trùng ngày nghỉ: %(moved)s", every=loan_terms.EVERY[Every(one.every)], method=loan_terms.METHODS[Method(one.method)],
        moved=str(loan_terms.MOVED[Moved(one.moved)]).lower(),
    )


def _term(one: "LoanProduct") -> Text:
    if one.most_days is not None:
        return _("Không quá %(n)s ngày, trả một lần", n=one.most_days)
    return _("Từ %(least)s đến %(most)s kỳ", least=one.least_instalments, most=one.most_instalments)


def _fee(one: "LoanProduct") -> Text:
    parts = [
        _("%(n)s đồng một hồ sơ", n=dong(one.fee_amount)) if one.fee_amount else "",
        _("%(n)s%% số tiền vay", n=percent(one.fee_rate_percent)) if one.fee_rate_percent else "",
    ]
    return _("%(parts)s, thu một lần khi giải ngân", parts=" + ".join(str(part) for part in parts if part))


def _overdue(one: "LoanProduct") -> Text:
    if one.overdue_rate_percent is not None:
        return rate_text(one.overdue_rate_percent, one.rate_per)
    return _("%(n)s%% lãi suất trong hạn, là %(rate)s", n=percent(one.overdue_of_rate_percent), rate=rate_text(one.overdue_percent, one.rate_per))


def _provision(one: "LoanProduct") -> Text:
    *groups, general = provisions(one)
    return _("Nhóm 1 đến 5: %(rates)s%%; chung %(general)s%%", rates=" / ".join(percent(rate) for rate in groups), general=percent(general))


def _guarantee(one: "LoanProduct") -> Text:
    needs = [_("tín chấp của công đoàn cơ sở") if one.needs_guarantee else "", _("là thành viên tổ vay vốn") if one.needs_group else ""]
    said = " + ".join(str(need) for need in needs if need)
    return _("Cần %(needs)s", needs=said) if said else _("Không cần tài sản hay tín chấp")


SAYS: dict[str, Callable[["LoanProduct"], Text]] = {
    "amount": _amount, "rate": _rate, "repayment": _repayment, "term": _term,
    "grace": lambda one: _("Không quá %(n)s kỳ đầu: %(what)s", n=one.most_grace_instalments, what=loan_terms.GRACES[Grace(one.grace)]),
    "savings": lambda one: _("%(n)s%% số tiền vay mỗi kỳ, trả lại khi tất toán", n=percent(one.savings_rate_percent)),
    "fee": _fee, "overdue": _overdue, "allocation": lambda one: loan_terms.ORDERS[one.allocation_order],
    "recognition": lambda one: loan_terms.RECOGNITIONS[Recognition(one.recognition)], "provision": _provision,
    "reschedule": lambda one: _("Không quá %(n)s lần", n=one.most_reschedules) if one.most_reschedules else _("Không cơ cấu lại"),
    "second": lambda one: _("Hộ được vay thêm khoản khác khi chưa trả xong") if one.allows_second else _("Mỗi hộ chỉ có một khoản vay chưa trả xong"),
    "guarantee": _guarantee, "capacity": lambda one: _("Tiền trả một kỳ không quá %(n)s%% phần còn lại hằng tháng của hộ", n=one.capacity_percent_most),
    "visit": lambda one: _("Kiểm tra việc dùng vốn trong %(n)s ngày sau giải ngân", n=one.visit_days),
    "death": lambda one: loan_terms.ON_DEATH[OnDeath(one.on_death)],
}
