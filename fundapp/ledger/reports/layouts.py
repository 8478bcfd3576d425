"""The columns of each book of lines and how its cells are filled. Pure."""

from typing import ClassVar

from fundapp.kernel.labels import Text, _
from fundapp.ledger.reports.lines import Posted
from fundapp.ledger.reports.ruled import span_values
from fundapp.ledger.reports.shape import Cell, Column, Drill
from fundapp.ledger.reports.sums import Moved
from fundapp.ledger.spans import Span

VOUCHER, AMOUNT, BALANCE = _("Chứng từ"), _("Số phát sinh (đồng)"), _("Số dư (đồng)")
DAY, NUMBER, ON, SAID = _("Ngày ghi sổ"), _("Số hiệu"), _("Ngày"), _("Diễn giải")
DEBIT, CREDIT = _("Nợ"), _("Có")


class Written:
    """What the books of lines share: links of a line, and the address for a part of the days."""

    label: int
    voucher_columns: ClassVar[tuple[int, ...]] = (1,)

    def __init__(self, own: Drill) -> None:
        self.own = own

    def part(self, span: Span) -> Drill:
        return Drill(self.own.endpoint, {**self.own.values, **span_values(span)})

    def links(self, line: Posted) -> dict[int, Drill]:
        entry = Drill("ledger.entry", {"entry_id": line.entry_id})
        if line.voucher_id is None:
            return {self.label: entry}
        voucher = Drill("ledger.voucher", {"voucher_id": line.voucher_id})
        return {self.label: entry, **dict.fromkeys(self.voucher_columns, voucher)}


def said(line: Posted) -> str:
    return line.narration or _("Bút toán số %(n)s (diễn giải đã xóa)", n=line.number)


def paper(line: Posted) -> str:
    """The number of the paper: its voucher's, or the entry's own where money moved without one."""
    return line.voucher or _("BT %(n)s", n=line.number)


def shown(amount: int) -> int | None:
    """An amount of a line; nothing stands where nothing was written."""
    return amount or None


def sides(balance: int | None) -> tuple[int | None, int | None]:
    """A balance in two columns: debit or credit; a nought stands on the debit side."""
    if balance is None:
        return None, None
    return (balance, None) if balance >= 0 else (None, -balance)


class Journal(Written):
    """S04-H: each line of each entry, debit before credit."""

    label = 3
    columns: ClassVar[tuple[Column, ...]] = (
        Column(DAY, "day", 12), Column(NUMBER, "code", 13, VOUCHER), Column(ON, "day", 12, VOUCHER), Column(SAID, "text", 37),
        Column(_("Số bút toán"), "count", 8), Column(_("Số hiệu TK"), "code", 9), Column(DEBIT, "dong", 17, AMOUNT), Column(CREDIT, "dong", 17, AMOUNT),
    )

    def __init__(self, own: Drill, codes: dict[int, str]) -> None:
        super().__init__(own)
        self.codes = codes

    def line(self, line: Posted, balance: int, *, opens: bool) -> tuple[Cell, ...]:
        code, debit, credit = self.codes[line.balance_id], shown(line.debit), shown(line.credit)
        if not opens:
            return (None, None, None, None, None, code, debit, credit)
        return (line.on, paper(line), line.voucher_on or line.on, said(line), line.number, code, debit, credit)

    def sums(self, label: str, moved: Moved | None, balance: int | None) -> tuple[Cell, ...]:
        debit, credit = moved if moved is not None else (None, None)
        return (None, None, None, label, None, None, debit, credit)


class GeneralLedger(Written):
    """S03-H: the lines of one account with the account on the other side; balances stand in the column of their side."""

    label = 3
    columns: ClassVar[tuple[Column, ...]] = (
        Column(DAY, "day", 12), Column(NUMBER, "code", 13, VOUCHER), Column(ON, "day", 12, VOUCHER), Column(SAID, "text", 37),
        Column(_("Số bút toán"), "count", 8), Column(_("TK đối ứng"), "code", 9), Column(DEBIT, "dong", 17, AMOUNT),
        Column(CREDIT, "dong", 17, AMOUNT),
    )

    def line(self, line: Posted, balance: int, *, opens: bool) -> tuple[Cell, ...]:
        return (line.on, paper(line), line.voucher_on or line.on, said(line), line.number, line.counters, shown(line.debit), shown(line.credit))

    def sums(self, label: str, moved: Moved | None, balance: int | None) -> tuple[Cell, ...]:
        amounts = moved if moved is not None else sides(balance)
        return (None, None, None, label, None, None, *amounts)


class AccountBook(Written):
    """S31-H: the lines of one account with the balance after each."""

    label = 3
    columns: ClassVar[tuple[Column, ...]] = (
        Column(DAY, "day", 11), Column(NUMBER, "code", 12, VOUCHER), Column(ON, "day", 11, VOUCHER), Column(SAID, "text", 44),
        Column(_("TK đối ứng"), "code", 9), Column(DEBIT, "dong", 16, AMOUNT), Column(CREDIT, "dong", 16, AMOUNT), Column(DEBIT, "dong", 16, BALANCE),
        Column(CREDIT, "dong", 16, BALANCE),
    )

    def line(self, line: Posted, balance: int, *, opens: bool) -> tuple[Cell, ...]:
        return (
            line.on, paper(line), line.voucher_on or line.on, said(line), line.counters, shown(line.debit), shown(line.credit), *sides(balance)
        )

    def sums(self, label: str, moved: Moved | None, balance: int | None) -> tuple[Cell, ...]:
        amounts = moved if moved is not None else (None, None)
        return (None, None, None, label, None, *amounts, *sides(balance))


class BoxBook(Written):
    """S11-H and S12-H: money in, money out, what is left; the note names the fund where several share the box."""

    def __init__(self, own: Drill, *, is_cash: bool, funds: dict[int, str]) -> None:
        super().__init__(own)
        self.is_cash, self.funds = is_cash, funds
        self.label = 4 if is_cash else 3
        money = _("Số tiền (đồng)")
        note = (Column(_("Ghi chú (quỹ)"), "code", 12),) if funds else ()
        names: tuple[Text, Text, Text] = (_("Thu"), _("Chi"), _("Tồn")) if is_cash else (_("Gửi vào"), _("Rút ra"), _("Còn lại"))
        amounts = tuple(Column(name, "dong", 16, money) for name in names)
        if is_cash:
            papers = _("Số hiệu chứng từ")
            lead: tuple[Column, ...] = (
                Column(DAY, "day", 11), Column(_("Ngày chứng từ"), "day", 11), Column(_("Thu"), "code", 12, papers), Column(_("Chi"), "code", 12, papers),
            )
        else:
            lead = (Column(DAY, "day", 11), Column(NUMBER, "code", 13, VOUCHER), Column(ON, "day", 11, VOUCHER))
        self.columns = (*lead, Column(SAID, "text", 44), *amounts, *note)

    def links(self, line: Posted) -> dict[int, Drill]:
        found = super().links(line)
        if self.is_cash and line.voucher_id is not None:
            voucher = found.pop(1)
            found[2 if line.debit else 3] = voucher
        return found

    def line(self, line: Posted, balance: int, *, opens: bool) -> tuple[Cell, ...]:
        on, number = line.voucher_on or line.on, paper(line)
        lead: tuple[Cell, ...] = (line.on, number, on)
        if self.is_cash:
            lead = (line.on, on, *((number, None) if line.debit else (None, number)))
        return (*lead, said(line), shown(line.debit), shown(line.credit), balance, *((self.funds[line.balance_id],) if self.funds else ()))

    def sums(self, label: str, moved: Moved | None, balance: int | None) -> tuple[Cell, ...]:
        lead: tuple[Cell, ...] = (None,) * self.label
        amounts = moved if moved is not None else (None, None)
        return (*lead, label, *amounts, balance, *((None,) if self.funds else ()))
