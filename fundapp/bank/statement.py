"""A statement as understood, and the proof that it adds up. Pure; amounts in đồng, `debit` is what went out, `credit` what came in."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from fundapp.bank.words import OURS
from fundapp.kernel.codes import Found, find_codes
from fundapp.kernel.days import day_text
from fundapp.kernel.errors import Refusal
from fundapp.kernel.labels import Text, _
from fundapp.kernel.money import dong

CURRENCY = "VND"
MOST_LINES = 50_000


class StatementRefused(Refusal):
    """A statement that is not read at all: `code` for scripts, row and column as the file shows them, the layout found so far."""

    def __init__(self, code: str, message: Text, *, row: int | None = None, column: str | None = None, layout: Any = None) -> None:
        said = message
        if row is not None and column is not None:
            said = _("Dòng %(row)s, cột %(column)s: %(said)s", row=row, column=column, said=message)
        elif row is not None:
            said = _("Dòng %(row)s: %(said)s", row=row, said=message)
        super().__init__(said, "file")
        self.code, self.row, self.column, self.layout = code, row, column, layout


@dataclass
class Line:
    """One line as the bank wrote it. `row` and `columns` (fact → letter) say where it stands in the file, where there are rows."""

    on: date
    debit: int
    credit: int
    memo: str
    ref: str = ""
    value_on: date | None = None
    balance: int | None = None
    row: int | None = None
    columns: dict[str, str] = field(default_factory=dict)
    counter_name: str = ""
    counter_account: str = ""
    hint: str = ""

    @cached_property
    def found(self) -> Found:
        """The codes in the note, and what looks like one."""
        return find_codes(self.memo)

    @property
    def amount(self) -> int:
        """What the line brings into the account; negative when it takes out."""
        return self.credit - self.debit


@dataclass
class Stated:
    """A balance as the file states it, and where."""

    amount: int
    row: int | None = None
    column: str | None = None


@dataclass
class Statement:
    """One read statement, lines in the order of the file."""

    lines: list[Line]
    opening: int
    closing: int
    account: str | None
    holder: str | None
    first_on: date
    last_on: date
    has_balances: bool
    is_chronological: bool = True
    layout: dict[str, Any] = field(default_factory=dict)
    warnings: list[Text] = field(default_factory=list)
    fingerprint: str = ""
    labels: list[dict[str, str]] = field(default_factory=list)
    # Nothing in the file says where it ends: its closing balance must be told by somebody who has looked at the bank.
    states_ends: bool = True

    @property
    def debit(self) -> int:
        return sum(line.debit for line in self.lines)

    @property
    def credit(self) -> int:
        return sum(line.credit for line in self.lines)

    def in_time(self) -> list[Line]:
        """The lines, the oldest first."""
        return self.lines if self.is_chronological else self.lines[::-1]


def refuse_currency(currency: str, *, row: int | None = None, column: str | None = None) -> None:
    """Books are kept in đồng: refuse a statement in anything else."""
    if currency.upper() not in OURS:
        raise StatementRefused("other_currency", _("sao kê ghi bằng %(currency)s. Chỉ nhận sao kê tài khoản đồng Việt Nam.", currency=currency), row=row, column=column)


def is_newest_first(lines: Sequence[Line], opening: int | None) -> bool:
    """Whether the file runs backwards: by its days, and within one day by its balances."""
    if not lines or lines[0].on != lines[-1].on:
        return bool(lines) and lines[0].on > lines[-1].on
    if any(line.balance is None for line in lines):
        return False
    return not _follows(lines, opening) and _follows(lines[::-1], opening)


def _follows(lines: Sequence[Line], opening: int | None) -> bool:
    last = opening
    for line in lines:
        if last is not None and line.balance != last + line.amount:
            return False
        last = line.balance
    return True


def prove(lines: list[Line], *, opening: Stated | None, closing: Stated | None, account: str | None, holder: str | None, period: tuple[date, date] | None) -> Statement:
    """Put a statement together, or refuse it: opening + lines = closing, each running balance follows, every day lies in the period.

    Where neither end is stated the running balances prove the lines; where one is stated and the other is not, something was cut off.
    """
    if not lines and period is None:
        raise StatementRefused("no_lines", _("Không tìm thấy dòng giao dịch nào trong tệp."))
    if len(lines) > MOST_LINES:
        raise StatementRefused("too_many_lines", _("Tệp có hơn %(most)s dòng. Hãy tải sao kê theo kỳ ngắn hơn.", most=dong(MOST_LINES)))
    backwards = is_newest_first(lines, opening.amount if opening else None)
    in_time = lines[::-1] if backwards else lines
    has_balances = bool(lines) and any(line.balance is not None for line in lines)
    warnings: list[Text] = []
    start, end = _ends(in_time, opening, closing, has_balances)
    if opening is None and lines:
        warnings.append(_("Tệp không ghi số dư đầu kỳ và cuối kỳ; hai số này được suy từ cột số dư."))
    _running(in_time, start, has_balances)
    total = start + sum(line.amount for line in lines)
    if total != end:
        where = closing or Stated(0)
        said = _("số dư đầu kỳ %(opening)s cộng các dòng được %(found)s, không bằng số dư cuối kỳ %(closing)s, lệch %(by)s đồng. Tệp thiếu dòng hoặc đã bị sửa.",
                 opening=dong(start), found=dong(total), closing=dong(end), by=dong(abs(total - end)))
        raise StatementRefused("does_not_add_up", said, row=where.row, column=where.column)
    if period is None:
        period = (min(line.on for line in lines), max(line.on for line in lines))
        warnings.append(_("Tệp không ghi kỳ sao kê; kỳ được lấy từ ngày của dòng đầu và dòng cuối."))
    _days(lines, period)
    return Statement(
        lines, start, end, account, holder, period[0], period[1], has_balances, not backwards, warnings=warnings,
        states_ends=closing is not None or not lines,
    )


def _ends(lines: Sequence[Line], opening: Stated | None, closing: Stated | None, has_balances: bool) -> tuple[int, int]:
    if opening is not None and closing is not None:
        return opening.amount, closing.amount
    if opening is not None:
        raise StatementRefused("truncated", _("Tệp có số dư đầu kỳ nhưng không có số dư cuối kỳ; có thể đã bị cắt mất phần cuối. Hãy tải lại sao kê từ ngân hàng."))
    if closing is not None:
        raise StatementRefused("no_opening", _("Tệp có số dư cuối kỳ nhưng không có số dư đầu kỳ nên không kiểm được. Hãy tải lại sao kê đủ cả hai."))
    if not has_balances:
        raise StatementRefused("no_balances", _("Tệp không có số dư đầu kỳ, cuối kỳ hay cột số dư nên không kiểm được là đủ dòng. Hãy tải mẫu sao kê có số dư."))
    first, last = lines[0], lines[-1]
    if first.balance is None:
        raise _no_balance(first)
    if last.balance is None:
        raise _no_balance(last)
    return first.balance - first.amount, last.balance


def _no_balance(line: Line) -> StatementRefused:
    return StatementRefused("no_balance", _("dòng này không ghi số dư như các dòng khác."), row=line.row, column=line.columns.get("balance"))


def _running(lines: Sequence[Line], start: int, has_balances: bool) -> None:
    if not has_balances:
        return
    held = start
    for line in lines:
        held += line.amount
        if line.balance is None:
            raise _no_balance(line)
        if line.balance != held:
            said = _("số dư ghi %(stated)s, tính từ dòng trước phải là %(found)s, lệch %(by)s đồng. Tệp thiếu dòng hoặc đã bị sửa.",
                     stated=dong(line.balance), found=dong(held), by=dong(abs(line.balance - held)))
            raise StatementRefused("balance_breaks", said, row=line.row, column=line.columns.get("balance"))


def _days(lines: Sequence[Line], period: tuple[date, date]) -> None:
    if period[0] > period[1]:
        raise StatementRefused("period", _("Kỳ sao kê từ %(first)s đến %(last)s bị ngược.", first=day_text(period[0]), last=day_text(period[1])))
    for line in lines:
        if not period[0] <= line.on <= period[1]:
            said = _("ngày %(day)s nằm ngoài kỳ sao kê %(first)s – %(last)s.", day=day_text(line.on), first=day_text(period[0]), last=day_text(period[1]))
            raise StatementRefused("day_outside", said, row=line.row, column=line.columns.get("on"))
