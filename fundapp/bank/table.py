"""A statement in a spreadsheet or a text of columns: header by its words, one style of amounts, every row a line or a known other thing. Pure.

Nothing is left out in silence: a row with an amount that is no line, no sum and no balance refuses the file.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from fundapp.bank import words
from fundapp.bank.amounts import MixedStyles, amount_in, is_nothing, mark_of
from fundapp.bank.columns import AMOUNTS, DAYS, find_statement, has_digit, labels_of, layout_of, refuse_header_currency
from fundapp.bank.heading import Heading, balance_texts, read_heading, stated_in
from fundapp.bank.statement import Line, Stated, Statement, StatementRefused, prove, refuse_currency
from fundapp.kernel.certain import surely
from fundapp.kernel.days import DayError, read_day
from fundapp.kernel.labels import Text, _
from fundapp.kernel.money import AmountError, dong
from fundapp.kernel.names import fold
from fundapp.sheets.cells import Cell, Row, Sheet, Workbook, is_blank, letter, text_of
from fundapp.sheets.layout import Layout

TIMED = re.compile(r"\s*(\S+?)(?:[\sT]+\d{1,2}:\d{2}(?::\d{2})?(?:\s*[AP]M)?)?(?:\s+(.*))?", re.DOTALL | re.IGNORECASE)


@dataclass
class Table:
    """The table that is being read."""

    sheet: Sheet
    layout: Layout
    mark: str | None
    heading: Heading
    lines: list[Line] = field(default_factory=list)
    ends: dict[str, Stated] = field(default_factory=dict)
    sums: list[tuple[int, Row]] = field(default_factory=list)

    def cell(self, row: Row, fact: str) -> Cell:
        place = self.layout.facts.get(fact)
        return row[place] if place is not None and place < len(row) else None

    def column(self, fact: str) -> str | None:
        place = self.layout.facts.get(fact)
        return None if place is None else letter(place)

    def refuse(self, code: str, message: Text, row: int, fact: str) -> StatementRefused:
        return StatementRefused(code, message, row=row, column=self.column(fact), layout=self.layout)


def read_table(book: Workbook, remembered: Mapping[str, Mapping[str, str]]) -> Statement:
    """Read the one table of a workbook; raises StatementRefused with row and column."""
    sheet, layout = find_statement(book, remembered)
    amounts = _amount_texts(sheet, layout)
    try:
        mark = mark_of([text for text, _row, _column in amounts])
    except MixedStyles as problem:
        _text, at, column = amounts[problem.place]
        said = _("tệp viết số tiền theo hai cách (%(example)s). Hãy tải lại tệp gốc từ ngân hàng.", example=str(problem))
        raise StatementRefused("style_mixed", said, row=at, column=column, layout=layout) from problem
    if sheet.formulas:
        at_row, at_column = sheet.formulas[0]
        said = _("ô này là công thức, không phải số do ngân hàng ghi. Hãy dùng tệp gốc tải từ ngân hàng.")
        raise StatementRefused("formula", said, row=at_row or None, column=letter(at_column - 1) if at_column else None, layout=layout)
    body = layout.header_rows[-1]
    try:
        refuse_header_currency(layout)
        table = Table(sheet, layout, mark, read_heading(list(enumerate(sheet.rows[:layout.header_rows[0] - 1], 1)), mark))
        _unsigned_debits(table, body)
        for number, row in enumerate(sheet.rows[body:], body + 1):
            if any(not is_blank(cell) for cell in row):
                _take(table, number, row)
        return _put_together(table, book)
    except StatementRefused as refused:
        refused.layout = refused.layout or layout
        raise


def _amount_texts(sheet: Sheet, layout: Layout) -> list[tuple[str, int, str | None]]:
    """Every text that should be an amount, wherever it stands, with its row and column."""
    facts = layout.facts
    places = [facts[fact] for fact in AMOUNTS if fact in facts]
    body = layout.header_rows[-1]
    found = [
        (str(row[place]), number, letter(place))
        for number, row in enumerate(sheet.rows[body:], body + 1) for place in places if place < len(row) and isinstance(row[place], str)
    ]
    return [*found, *((text, number, None) for number, row in enumerate(sheet.rows[:layout.header_rows[0] - 1], 1) for text in balance_texts(row))]


def _unsigned_debits(table: Table, body: int) -> None:
    """Some banks write what went out with a minus in its own column; then every amount there bears one, and it only decorates."""
    place = table.layout.facts.get("debit")
    if place is None:
        return
    said = [row[place] for row in table.sheet.rows[body:] if place < len(row) and not is_nothing(row[place])]
    below = [cell for cell in said if (isinstance(cell, int | float) and cell < 0) or (isinstance(cell, str) and cell.strip()[:1] in ("-", "−"))]
    nothing = [cell for cell in said if cell in (0, "0")]
    if below and len(below) + len(nothing) == len(said):
        for row in table.sheet.rows[body:]:
            if place < len(row):
                cell = row[place]
                row[place] = abs(cell) if isinstance(cell, int | float) else cell.strip().lstrip("-−") if isinstance(cell, str) and not is_nothing(cell) else cell


def _take(table: Table, number: int, row: Row) -> None:
    """Read one row below the header."""
    if any(isinstance(cell, str) and words.begins(cell, what) for cell in row for what in ("opening", "closing")) and not _moves(table, row):
        _end(table, number, row)
    elif _has_day(table, row):
        table.lines.append(_line(table, number, row))
    elif any(isinstance(cell, str) and words.begins(cell, "pages") for cell in row):
        return
    elif any(isinstance(cell, str) and words.begins(cell, "sums") for cell in row):
        table.sums.append((number, row))
    elif any(not is_nothing(table.cell(row, fact)) and has_digit(table.cell(row, fact)) for fact in AMOUNTS):
        raise table.refuse("day_missing", _("dòng có số tiền nhưng không có ngày giao dịch."), number, next(fact for fact in DAYS if fact in table.layout.facts))
    elif table.lines and not is_blank(table.cell(row, "memo")) and sum(not is_blank(cell) for cell in row) == 1 and table.lines[-1].row == number - 1:
        table.lines[-1] = _continued(table.lines[-1], table.cell(row, "memo"))


def _moves(table: Table, row: Row) -> bool:
    """Whether a row moves money; a balance row does not, though it may bear a day or stand in the column of amounts."""
    if not is_nothing(table.cell(row, "signed_amount")):
        return _has_day(table, row)
    return any(not is_nothing(cell) and cell not in (0, "0") for cell in (table.cell(row, fact) for fact in ("debit", "credit")))


def _end(table: Table, number: int, row: Row) -> None:
    """A row that states a balance: in the column of balances, else beside its words."""
    place = next(n for n, cell in enumerate(row) if isinstance(cell, str) and (words.begins(cell, "opening") or words.begins(cell, "closing")))
    what = "opening" if words.begins(text_of(row[place]), "opening") else "closing"
    cell = table.cell(row, "balance")
    try:
        found = stated_in(row, place, number, table.mark) if is_nothing(cell) else Stated(amount_in(cell, table.mark), number, table.column("balance"))
    except AmountError as problem:
        raise table.refuse("balance_unreadable", problem.message, number, "balance") from problem
    known = table.ends.get(what) or (table.heading.opening if what == "opening" else table.heading.closing)
    if found is None:
        return
    if known is not None and known.amount != found.amount:
        raise StatementRefused("balances_differ", _("tệp ghi hai số dư khác nhau cho cùng một thời điểm."), row=found.row, column=found.column)
    table.ends.setdefault(what, found)


def _has_day(table: Table, row: Row) -> bool:
    cells = [table.cell(row, fact) for fact in DAYS]
    return any(isinstance(cell, date) or (isinstance(cell, str) and re.match(r"\s*\d{1,4}[/.-]\d", cell)) or _is_bare_number(cell) for cell in cells)


def _is_bare_number(cell: Cell) -> bool:
    return isinstance(cell, int | float) and not isinstance(cell, bool)


def _line(table: Table, number: int, row: Row) -> Line:
    on, value_on, ref = _when(table, number, row)
    debit, credit = _sides(table, number, row)
    currency = table.cell(row, "currency")
    if isinstance(currency, str) and currency.strip():
        refuse_currency(currency.strip(), row=number, column=table.column("currency"))
    memo, balance = table.cell(row, "memo"), table.cell(row, "balance")
    return Line(
        on, debit, credit, _flat(memo), ref=ref or _flat(table.cell(row, "ref")), value_on=value_on, row=number,
        balance=None if is_blank(balance) else _amount(table, number, row, "balance"), counter_name=_flat(table.cell(row, "counter_name")),
        counter_account=_flat(table.cell(row, "counter_account")),
        columns={fact: name for fact in ("debit", "credit", "signed_amount", "balance", "memo", "ref") if (name := table.column(fact))} | {"on": _day_column(table)},
    )


def _flat(cell: Cell) -> str:
    """What stands in a cell as it was printed, on one line."""
    return re.sub(r"\s*[\r\n]+\s*", " ", cell).strip() if isinstance(cell, str) else text_of(cell)


def _day_column(table: Table) -> str:
    return next(letter(table.layout.facts[fact]) for fact in ("on", "on+ref", "value_on") if fact in table.layout.facts)


def _when(table: Table, number: int, row: Row) -> tuple[date, date | None, str]:
    days: dict[str, date] = {}
    ref = ""
    for fact in DAYS:
        cell = table.cell(row, fact)
        if is_blank(cell):
            continue
        try:
            days[fact], rest = _day(cell)
        except DayError as problem:
            raise table.refuse("day_unreadable", problem.message, number, fact) from problem
        if rest and fact != "on+ref":
            raise table.refuse("day_unreadable", DayError("unreadable").message, number, fact)
        ref = ref or rest
    on = days.get("on") or days.get("on+ref")
    value_on = days.get("value_on")
    if on is None and ("on" in table.layout.facts or "on+ref" in table.layout.facts):
        raise table.refuse("day_missing", _("dòng không có ngày giao dịch."), number, "on" if "on" in table.layout.facts else "on+ref")
    on = on or days["value_on"]
    return on, value_on if value_on != on else None, ref


def _day(cell: Cell) -> tuple[date, str]:
    """The day of a cell without its hour, and what follows it."""
    if isinstance(cell, datetime):
        return cell.date(), ""
    if isinstance(cell, date):
        return cell, ""
    if not isinstance(cell, str):
        raise DayError("unreadable")
    match = TIMED.fullmatch(cell.strip())
    if match is None:
        raise DayError("unreadable")
    return read_day(match[1]), " ".join((match[2] or "").split())


def _amount(table: Table, number: int, row: Row, fact: str) -> int:
    try:
        return amount_in(table.cell(row, fact), table.mark)
    except AmountError as problem:
        raise table.refuse(f"amount_{problem.reason}", problem.message, number, fact) from problem


def _sides(table: Table, number: int, row: Row) -> tuple[int, int]:
    """What went out and what came in: two columns, or one with its sign or with a column that says the side."""
    if "debit" in table.layout.facts:
        debit, credit = (0 if is_nothing(table.cell(row, fact)) else _amount(table, number, row, fact) for fact in ("debit", "credit"))
        for amount, fact in ((debit, "debit"), (credit, "credit")):
            if amount < 0:
                raise table.refuse("amount_negative", AmountError("negative").message, number, fact)
        if bool(debit) == bool(credit):
            both = _("dòng vừa ghi nợ vừa ghi có.") if debit else _("dòng không có số tiền.")
            raise table.refuse("both_sides" if debit else "no_amount", both, number, "debit")
        return debit, credit
    if is_nothing(table.cell(row, "signed_amount")):
        raise table.refuse("no_amount", _("dòng không có số tiền."), number, "signed_amount")
    amount = _amount(table, number, row, "signed_amount")
    if amount == 0:
        raise table.refuse("no_amount", _("dòng không có số tiền."), number, "signed_amount")
    if "side" in table.layout.facts:
        said = text_of(table.cell(row, "side")).strip()
        side = words.SIDES.get(said if said in ("+", "-") else fold(said))
        if side is None:
            raise table.refuse("side_unknown", _("không rõ dòng này là ghi nợ hay ghi có."), number, "side")
        return (abs(amount), 0) if side == "debit" else (0, abs(amount))
    return (-amount, 0) if amount < 0 else (0, amount)


def _continued(line: Line, more: Cell) -> Line:
    return Line(
        line.on, line.debit, line.credit, f"{line.memo} {_flat(more)}", line.ref, line.value_on, line.balance, line.row, line.columns,
        line.counter_name, line.counter_account,
    )


def _put_together(table: Table, book: Workbook) -> Statement:
    heading, lines = table.heading, table.lines
    after = surely(lines[-1].row, "row of a line in a table") if lines else table.layout.header_rows[-1]
    below = read_heading([(number, row) for number, row in enumerate(table.sheet.rows[after:], after + 1)], table.mark)
    _sum_rows(table)
    found = prove(
        lines, opening=table.ends.get("opening") or heading.opening, closing=table.ends.get("closing") or heading.closing or below.closing,
        account=heading.account or below.account, holder=heading.holder, period=heading.period,
    )
    found.layout = layout_of(table.sheet, table.layout, book, table.mark, lines)
    found.fingerprint, found.labels = table.layout.fingerprint, labels_of(table.layout)
    return found


def _sum_rows(table: Table) -> None:
    for number, row in table.sums:
        for fact in ("debit", "credit"):
            cell = table.cell(row, fact)
            if is_nothing(cell) or not has_digit(cell):
                continue
            stated, found = abs(_amount(table, number, row, fact)), sum(getattr(line, fact) for line in table.lines)
            if stated != found:
                said = _("dòng cộng ghi %(stated)s, cộng các dòng được %(found)s. Tệp thiếu dòng hoặc đã bị sửa.", stated=dong(stated), found=dong(found))
                raise table.refuse("sum_differs", said, number, fact)
