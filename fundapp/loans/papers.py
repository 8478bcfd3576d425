"""The contract of a loan (khế ước vay) and its schedule, as data for the layout `khe_uoc_vay`. Papers are always Vietnamese. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from fundapp.kernel.days import day_text
from fundapp.kernel.money import dong, in_words, percent
from fundapp.regulations import loan_terms
from fundapp.regulations.loan_terms import Every, Method, RatePer

PLACES = 3


class PaperRow(NamedTuple):
    """One row of the schedule, in đồng."""

    number: int
    due_on: date
    principal: int
    interest: int
    savings: int
    closing: int


@dataclass(frozen=True)
class ContractPaper:
    """Everything that a contract says."""

    superior: str
    body: str
    address: str
    place: str
    on: date
    number: str
    code: str
    decision: str
    decided_on: date
    regulation: str
    borrower: str
    borrower_address: str
    own_unit: str
    product: str
    purpose: str
    principal: int
    method: Method
    every: Every
    rate_percent: Decimal
    rate_per: RatePer
    effective: Decimal
    effective_per: str
    overdue_percent: Decimal
    order: str
    planned_on: date
    grace_instalments: int
    fee: int
    guarantee: str
    deducts_salary: bool
    rows: Sequence[PaperRow]
    signer_title: str
    signer: str
    maker: str


def data_of(paper: ContractPaper) -> dict[str, Any]:
    """Lay out the contract: grounds, sides, articles, schedule, signatures."""
    behalf, _slash, title = paper.signer_title.partition("/")
    saved = sum(row.savings for row in paper.rows)
    columns = [("Kỳ", "Ngày trả", "Gốc", "Lãi", *(("Tiết kiệm",) if saved else ()), "Phải trả", "Dư nợ còn lại")]
    lines = [
        [str(row.number), day_text(row.due_on), dong(row.principal), dong(row.interest), *([dong(row.savings)] if saved else []),
         dong(row.principal + row.interest + row.savings), dong(row.closing)]
        for row in paper.rows
    ]
    interest = sum(row.interest for row in paper.rows)
    total = ["", "Cộng", dong(paper.principal), dong(interest), *([dong(saved)] if saved else []), dong(paper.principal + interest + saved), ""]
    return {
        "superior": paper.superior, "body": paper.body, "place": paper.place, "on": paper.on, "number": paper.number, "title": "KHẾ ƯỚC VAY VỐN",
        "summary": paper.product,
        "grounds": [
            "Căn cứ Bộ luật Dân sự", *([f"Căn cứ {paper.regulation}"] if paper.regulation else []),
            f"Căn cứ Quyết định số {paper.decision} ngày {day_text(paper.decided_on)} về việc cho vay vốn",
        ],
        "lender": [["Bên cho vay", paper.body], ["Địa chỉ", paper.address], ["Người đại diện", f"{paper.signer}, {title.strip() or 'người ký'}"]],
        "borrower": [
            ["Bên vay", paper.borrower], ["Địa chỉ", paper.borrower_address], ["Đơn vị", paper.own_unit], ["Số căn cước", ""], ["Điện thoại", ""],
        ],
        "articles": _articles(paper, interest, saved), "columns": list(columns[0]), "rows": lines, "total": total, "behalf": behalf.strip(),
        "signatures": [
            {"title": "BÊN VAY", "how": "(Ký, ghi rõ họ tên)", "name": paper.borrower},
            {"title": "CÔNG ĐOÀN CƠ SỞ", "how": "(Ký, đóng dấu)", "name": ""},
            {"title": "BÊN CHO VAY", "how": "(Ký, đóng dấu)", "name": paper.signer},
        ],
        "maker": paper.maker, "trace": f"{paper.code} · in ngày {day_text(paper.on)}",
    }


def _articles(paper: ContractPaper, interest: int, saved: int) -> list[str]:
    per = str(loan_terms.RATE_PER[paper.rate_per])
    kind = "lãi phẳng, tính trên số tiền vay ban đầu" if paper.method == Method.FLAT else "tính trên dư nợ giảm dần"
    first, last = paper.rows[0], paper.rows[-1]
    how = f"{loan_terms.EVERY[paper.every]}. {loan_terms.METHODS[paper.method]}."
    rates = " ".join((
        f"Lãi suất {percent(paper.rate_percent, PLACES)}% {per}, {kind}.",
        f"Lãi suất thực tế trên dư nợ còn lại{', tính cả phí,' if paper.fee else ''} là {percent(paper.effective, PLACES)}% một {paper.effective_per}.",
        f"Tổng tiền lãi theo lịch: {dong(interest)} đồng. Phần quá hạn chịu lãi suất {percent(paper.overdue_percent, PLACES)}% {per}.",
    ))
    articles = [
        f"Số tiền vay: {dong(paper.principal)} đồng (Bằng chữ: {in_words(paper.principal)}). Mục đích: {paper.purpose}.",
        rates,
        f"Thời hạn: {len(paper.rows)} kỳ, từ ngày {day_text(first.due_on)} đến ngày {day_text(last.due_on)}. {how}"
        + (f" Ân hạn {paper.grace_instalments} kỳ đầu." if paper.grace_instalments else ""),
        f"Giải ngân dự kiến ngày {day_text(paper.planned_on)}. Lịch trả nợ kèm theo là một phần của khế ước này."
        + (f" Phí thu một lần khi giải ngân: {dong(paper.fee)} đồng; tiền bên vay nộp trừ vào phí trước." if paper.fee else ""),
    ]
    if saved:
        articles.append(f"Bên vay gửi tiết kiệm bắt buộc theo lịch, cả thời hạn {dong(saved)} đồng, được trả lại khi tất toán.")
    if paper.guarantee or paper.deducts_salary:
        deducted = " Đơn vị sử dụng lao động trừ lương hằng kỳ theo ủy quyền của bên vay." if paper.deducts_salary else ""
        articles.append(f"Bảo đảm: {paper.guarantee or 'tín chấp của công đoàn cơ sở'}.{deducted}")
    return [
        *articles,
        f"Khi trả nợ, bên vay ghi mã {paper.code}. Tiền trả được trừ lần lượt: {paper.order.lower()}.",
        "Bên vay sử dụng vốn đúng mục đích, để công đoàn kiểm tra việc sử dụng vốn, trả đủ gốc và lãi đúng hạn; gặp khó khăn thì báo trước ngày đến hạn.",
        "Khế ước có hiệu lực từ ngày ký đến khi bên vay trả hết nợ; lập thành ba bản, mỗi bên giữ một bản.",
    ]
