"""What is printed when a month is closed (biên bản khóa sổ, bảng cân đối cuối kỳ), put together as plain texts for the layout. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from fundapp.kernel.days import day_text
from fundapp.kernel.money import dong
from fundapp.ledger.chain import in_fours
from fundapp.ledger.closing_mark import ClosingMark

LAYOUT = "khoa_so"
HOW = (
    "Người giữ biên bản đối chiếu bất cứ lúc nào: mở trang “Đối chiếu dấu khóa sổ” của phần mềm rồi quét mã hoặc gõ dấu; hoặc chạy verify_books.py trên"
    " bản xuất sổ với chữ của mã. Một bút toán trước đầu chuỗi bị sửa, thêm hay bớt thì dấu khác đi."
)

YEAR_HOW = (
    "Mã QR là dấu khóa sổ tháng 12 của năm này; đối chiếu bất cứ lúc nào ở trang “Đối chiếu dấu khóa sổ” của phần mềm hoặc bằng verify_books.py. Dấu bảng"
    " cân đối là của cả năm, xem lại ở trang “Năm kế toán” của quỹ."
)


@dataclass(frozen=True)
class TrialLine:
    """One account of the trial balance; balances are debit minus credit."""

    account: str
    name: str
    opening: int
    debit: int
    credit: int

    @property
    def closing(self) -> int:
        return self.opening + self.debit - self.credit


@dataclass(frozen=True)
class Closing:
    """Everything that the paper of one closing shows."""

    unit_name: str
    book_name: str
    mark: ClosingMark
    on: date
    entry_count: int
    turnover: int
    rows: Sequence[TrialLine]
    maker: str
    chief: str
    history: Sequence[tuple[date, str, str, str]] = ()


def data_of(closing: Closing, qr: str) -> dict[str, Any]:
    """Give the data of the layout `khoa_so`; `history` are earlier acts on the month: day, act, who, reason."""
    mark = closing.mark
    sides = [_sides(row) for row in closing.rows]
    return {
        "title": "Biên bản khóa sổ và bảng cân đối cuối kỳ", "unit_name": closing.unit_name, "book_name": closing.book_name, "book_code": mark.book_code,
        "month": f"Tháng {mark.month}/{mark.year}", "time": f"Lần khóa thứ {mark.time}", "on": closing.on,
        "rows": [
            {"account": row.account, "name": row.name, "amounts": [dong(side) if side else "" for side in amounts]}
            for row, amounts in zip(closing.rows, sides, strict=True)
        ],
        "total": [dong(sum(amounts[at] for amounts in sides)) for at in range(6)],
        "counted": f"Trong kỳ có {dong(closing.entry_count)} bút toán, tổng phát sinh {dong(closing.turnover)} đồng.",
        "head_number": f"{dong(mark.number)}/{mark.year}", "head": in_fours(mark.head).split(), "trial": in_fours(mark.trial).split(), "qr": qr, "how": HOW,
        "maker": closing.maker, "chief": closing.chief,
        "told": "Kỳ này đã khóa trước đó và được mở lại:" if closing.history else "",
        "history": [f"{day_text(on)}: {act}, {who}{'; lý do: ' + reason if reason else ''}." for on, act, who, reason in closing.history],
    }


def year_data_of(closing: Closing, qr: str, *, time: int, digest: str) -> dict[str, Any]:
    """The same for a whole year. `digest` is that of its trial balance; the mark is that of its December, after which nothing has come."""
    mark = closing.mark
    return {
        **data_of(closing, qr), "title": "Biên bản khóa sổ năm và bảng cân đối cuối năm", "month": f"Năm {mark.year}", "time": f"Lần khóa năm thứ {time}",
        "counted": f"Trong năm có {dong(closing.entry_count)} bút toán, tổng phát sinh {dong(closing.turnover)} đồng. Số dư cuối năm là số dư mở năm {mark.year + 1}.",
        "trial": in_fours(digest).split(), "how": YEAR_HOW, "told": "Năm này đã khóa trước đó và được mở lại:" if closing.history else "",
    }


def _sides(row: TrialLine) -> tuple[int, ...]:
    """Balances each on its own side: a credit balance is a negative one."""
    return max(row.opening, 0), max(-row.opening, 0), row.debit, row.credit, max(row.closing, 0), max(-row.closing, 0)
