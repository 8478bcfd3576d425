"""Vay vốn as a programme: its words, its content, the cells that a decision seals, the contract that stands before the money."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from fundapp.casework.programme import Programme
from fundapp.casework.words import Words
from fundapp.kernel.errors import Refusal
from fundapp.kernel.labels import Text, _
from fundapp.loans.books import Place, accounts
from fundapp.loans.facts import facts_of

SLUG, KIND = "loans", "loan"
KINDS: dict[str, Text] = {KIND: _("Vay vốn")}


class LoanRefused(Refusal):
    """A loan may not be asked for, contracted or changed like this."""


@dataclass(frozen=True)
class LoanInput:
    """What a household asks to borrow, as typed. Amounts in đồng, those of income and spending for one month."""

    product_id: int
    requested_amount: int | None = None
    instalments: int | None = None
    term_days: int | None = None
    grace_instalments: int = 0
    purpose: str = ""
    description: str = ""
    project_amount: int | None = None
    salary_amount: int | None = None
    income_amount: int | None = None
    gain_amount: int | None = None
    spending_amount: int | None = None
    debts_amount: int | None = None
    is_guaranteed: bool = False
    guarantee_note: str = ""
    deducts_salary: bool = False
    group_id: int | None = None
    kind: str = KIND


def check(asked: LoanInput, on: date | None = None) -> None:
    """Refuse what contradicts itself."""
    if not asked.purpose.strip():
        raise LoanRefused(_("Hãy ghi vay để làm gì."), "purpose")
    if asked.project_amount is not None and asked.requested_amount is not None and asked.requested_amount > asked.project_amount:
        raise LoanRefused(_("Số tiền vay lớn hơn tổng chi phí của phương án. Hãy kiểm tra lại hai số này."), "requested_amount")
    if asked.salary_amount is not None and asked.income_amount is not None and asked.salary_amount > asked.income_amount:
        raise LoanRefused(_("Tiền lương là một phần của thu nhập cả hộ nên không lớn hơn thu nhập cả hộ."), "income_amount")
    if asked.is_guaranteed and not asked.guarantee_note.strip():
        raise LoanRefused(_("Hãy ghi ai của công đoàn cơ sở tín chấp, theo văn bản nào."), "guarantee_note")


def receivable(session: Session, request: Any) -> str:
    """Money that is lent is a claim, not an expense."""
    return accounts()[Place.PRINCIPAL]


def wants_contract(session: Session, request: Any) -> Text | None:
    """Nothing is paid out before the contract."""
    if request.loan is not None:
        return None
    return _("Chưa có khế ước vay. Hãy lập khế ước và lịch trả nợ rồi mới lập đề nghị chi.")


CELLS: tuple[tuple[str, Text], ...] = (
    ("product_id", _("Sản phẩm vay")), ("instalments", _("Số kỳ trả")), ("term_days", _("Số ngày vay")), ("grace_instalments", _("Số kỳ ân hạn")),
    ("salary_amount", _("Tiền lương")), ("income_amount", _("Thu nhập cả hộ")), ("gain_amount", _("Thu nhập tăng thêm")),
    ("spending_amount", _("Chi tiêu của hộ")), ("debts_amount", _("Nợ khác phải trả")), ("is_guaranteed", _("Tín chấp của CĐCS")), ("group_id", _("Tổ vay vốn")),
)
PROGRAMME = Programme(
    slug=SLUG, name=_("Vay vốn"), kinds=KINDS, purposes={KIND: _("vay vốn")}, summaries={KIND: _("Về việc cho vay vốn từ Quỹ trợ vốn")}, facts=facts_of,
    cells=CELLS, check=check, at_payment=frozenset({"is_alive", "is_union_member", "has_left_union", "loan_is_allowed_beside_others"}),
    words=Words(
        gives=_("cho vay"),
        to_close=_("Tiền vay đã giải ngân. Kết thúc hồ sơ xét; khoản vay được theo dõi tiếp ở trang khoản vay."),
        not_closed=_("Tiền vay đã giải ngân. Khoản vay được theo dõi ở trang khoản vay."),
        closing=_("Phần tiền chưa giải ngân được trả về quỹ. Ghi kết quả, hoặc vì sao không cho vay nữa."),
        seen=_("Phương án có thật và làm được không, ai làm, thu nhập và nợ của hộ có đúng như khai không."),
        pictures=_("Chụp nơi sản xuất, kinh doanh; có thể chọn nhiều ảnh."),
    ),
    account=receivable, unready=wants_contract, one_fund=True,
)
