"""A unit's list of what was deducted from salaries: each row laid beside the loan that its code names. Pure.

One bad row never costs the good ones. A row that pays too little or too much is good: the loan's own rules say what happens with it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fundapp.kernel.codes import parse_code
from fundapp.kernel.errors import Refusal
from fundapp.kernel.labels import Text, _
from fundapp.kernel.money import AmountError, read_amount
from fundapp.sheets.cells import Workbook, is_blank, text_of
from fundapp.sheets.layout import Vocabulary, find_table

VOCABULARY = Vocabulary(
    "loans.deductions",
    {
        "number": ("STT", "TT", "Số TT"), "code": ("Mã khoản vay", "Mã", "Mã vay", "Số hợp đồng"), "name": ("Họ và tên", "Họ tên", "Người vay", "Tên"),
        "due": ("Phải trả", "Phải trả (đồng)", "Phải thu", "Kỳ này"), "amount": ("Đã trừ", "Đã trừ (đồng)", "Đã thu", "Số tiền", "Thực thu", "Thực trừ"),
    },
)
PAID, SHORT, TOO_MUCH, NOTHING = "paid", "short", "too_much", "nothing"
GOOD = (PAID, SHORT, TOO_MUCH)
VERDICTS: dict[str, Text] = {
    NOTHING: _("Kỳ này chưa trừ"), PAID: _("Đủ"), SHORT: _("Thiếu, thu được bao nhiêu ghi bấy nhiêu"), TOO_MUCH: _("Thừa, để dành cho kỳ sau"),
    "no_code": _("Thiếu mã khoản vay, hoặc mã sai chữ số kiểm tra"),
    "unknown": _("Đơn vị không có khoản vay này đang vay"), "twice": _("Mã đã có ở dòng trên"), "no_amount": _("Thiếu số tiền, hoặc không đọc được"),
}


@dataclass(frozen=True)
class Asked:
    """What one loan of the unit should pay this time, in đồng."""

    loan_id: int
    code: str
    name: str
    amount: int


def judged(book: Workbook, asked: Mapping[str, Asked]) -> list[dict[str, Any]]:
    """Give every row with its verdict. `asked` is by code. Refused whole only when no list was found in the file."""
    found: list[dict[str, Any]] = []
    seen: set[str] = set()
    for sheet in book.sheets:
        layout = find_table(sheet.rows, VOCABULARY) if sheet.is_visible else None
        if layout is None or not {"code", "amount"} <= set(layout.facts):
            continue
        for number, row in enumerate(sheet.rows[layout.header_rows[-1]:], layout.header_rows[-1] + 1):
            cells = {fact: row[column] for fact, column in layout.facts.items() if column < len(row) and not is_blank(row[column])}
            # Sums and signatures have no code and no number of their own.
            if "code" in cells or ("amount" in cells and "name" in cells and "number" in cells):
                found.append(_judge(number, cells, asked, seen))
    if not found:
        raise Refusal(_("Không tìm thấy danh sách có cột “Mã khoản vay” và “Đã trừ”. Hãy dùng tệp mẫu của phần mềm."), "file")
    return found


def _judge(number: int, cells: Mapping[str, Any], asked: Mapping[str, Asked], seen: set[str]) -> dict[str, Any]:
    code, amount = parse_code(text_of(cells.get("code"))), _amount(cells.get("amount"))
    known = asked.get(code or "")
    row = {
        "row": number, "code": code or text_of(cells.get("code")), "name": known.name if known else text_of(cells.get("name")), "due": known.amount if known else 0,
        "amount": amount or 0, "loan_id": known.loan_id if known else None,
    }
    if code is None:
        return {**row, "verdict": "no_code"}
    if known is None:
        return {**row, "verdict": "unknown"}
    if code in seen:
        return {**row, "verdict": "twice"}
    if not amount:
        said = text_of(cells.get("amount"))
        return {**row, "verdict": NOTHING if said.strip() in ("", "-", "0") else "no_amount"}
    seen.add(code)
    return {**row, "verdict": PAID if amount == known.amount else SHORT if amount < known.amount else TOO_MUCH}


def _amount(cell: Any) -> int | None:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, int) and not isinstance(cell, bool):
        return cell if cell > 0 else None
    try:
        return read_amount(text_of(cell))
    except AmountError:
        return None


def good_sum(rows: list[dict[str, Any]]) -> int:
    """Give what the good rows come to, in đồng."""
    return sum(row["amount"] for row in rows if row["verdict"] in GOOD)
