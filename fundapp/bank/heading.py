"""What stands around the table of a statement: whose account, which days, what it held before and after. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from fundapp.bank import words
from fundapp.bank.amounts import NUMBER, amount_in
from fundapp.bank.statement import Stated, StatementRefused, refuse_currency
from fundapp.kernel.days import DayError, read_day
from fundapp.kernel.labels import _
from fundapp.kernel.money import AmountError
from fundapp.sheets.cells import Cell, Row, is_blank, letter, text_of

DAY = re.compile(r"(?<!\d)\d{1,2}[/.-]\d{1,2}[/.-]\d{4}(?!\d)|(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)")
ACCOUNT = re.compile(r"\d(?:[ .\-]?\d){4,24}")
_CURRENCY = re.compile(r"(?:.*\d\s*|.*:\s*|)(" + "|".join(words.CURRENCIES) + r")", re.DOTALL)
_PARTS = re.compile(r"[|;,()\[\]/]|\s[-–]\s")


@dataclass
class Heading:
    """What was found; nothing where the file does not say it."""

    account: str | None = None
    holder: str | None = None
    days: list[date] | None = None
    opening: Stated | None = None
    closing: Stated | None = None

    @property
    def period(self) -> tuple[date, date] | None:
        return (self.days[0], self.days[1]) if self.days and len(self.days) > 1 else None


def read_heading(rows: Sequence[tuple[int, Row]], mark: str | None) -> Heading:
    """Read the rows above and below the lines (number, cells); raises StatementRefused for another currency or an unreadable balance."""
    found = Heading()
    for number, row in rows:
        days_said = False
        for place, cell in enumerate(row):
            if is_blank(cell):
                continue
            text = text_of(cell)
            _currency(text, number, place)
            days_said = days_said or words.begins(text, "period")
            if words.begins(text, "opening"):
                found.opening = _agreeing(found.opening, stated_in(row, place, number, mark))
            elif words.begins(text, "closing"):
                found.closing = _agreeing(found.closing, stated_in(row, place, number, mark))
            elif words.begins(text, "holder"):
                found.holder = found.holder or _said_after(row, place)
            elif found.account is None and words.begins(text, "account"):
                found.account, beside = _account(row, place)
                found.holder = found.holder or beside
        if days_said and len(found.days or []) < 2:
            found.days = [*(found.days or []), *_days(row)]
    return found


def stated_in(row: Row, place: int, number: int, mark: str | None) -> Stated | None:
    """The amount that belongs to a label: in its own cell, or in the next filled one of the row."""
    own = DAY.sub(" ", text_of(row[place]))
    for at, cell in [(place, own), *((n, row[n]) for n in range(place + 1, len(row)))]:
        if is_blank(cell) or (at > place and isinstance(cell, str) and not any(char.isdigit() for char in cell)):
            continue
        if at == place:
            numbers = NUMBER.findall(own)
            if not numbers:
                continue
            cell = numbers[-1].strip()
        try:
            return Stated(amount_in(cell, mark), number, letter(at))
        except AmountError as problem:
            raise StatementRefused("balance_unreadable", problem.message, row=number, column=letter(at)) from problem
    return None


def balance_texts(row: Row) -> Iterator[str]:
    """The texts of a row that may be balances of its labels."""
    for place, cell in enumerate(row):
        if isinstance(cell, str) and (words.begins(cell, "opening") or words.begins(cell, "closing")):
            yield from (number.strip() for number in NUMBER.findall(DAY.sub(" ", cell)))
            yield from (after for after in row[place + 1:] if isinstance(after, str))


def _agreeing(known: Stated | None, found: Stated | None) -> Stated | None:
    if known is not None and found is not None and known.amount != found.amount:
        raise StatementRefused("balances_differ", _("tệp ghi hai số dư khác nhau cho cùng một thời điểm."), row=found.row, column=found.column)
    return known or found


def _currency(text: str, number: int, place: int) -> None:
    if len(text) > 120:
        return
    for part in _PARTS.split(text):
        match = _CURRENCY.fullmatch(part.strip())
        if match:
            refuse_currency(match[1], row=number, column=letter(place))


def _said_after(row: Row, place: int) -> str | None:
    """What stands after a label: behind its colon, else in the next filled cell."""
    own = text_of(row[place]).partition(":")[2].strip()
    return own or next((text_of(cell) for cell in row[place + 1:] if not is_blank(cell)), None)


def _account(row: Row, place: int) -> tuple[str | None, str | None]:
    """The number after its label, and whose account it is where that stands beside it."""
    text = text_of(row[place])
    match, rest = ACCOUNT.search(text), ""
    if match:
        rest = next((part.strip() for part in _PARTS.split(text[match.end():]) if part.strip(" :")), "")
        later = row[place + 1:]
    else:
        filled = [n for n in range(place + 1, len(row)) if not is_blank(row[n])]
        match = ACCOUNT.fullmatch(text_of(row[filled[0]]).strip()) if filled else None
        later = row[filled[0] + 1:] if filled else []
    if not match:
        return None, None
    beside = rest or next((text_of(cell) for cell in later if _is_name(cell)), "")
    return re.sub(r"\D", "", match.group()), beside if beside and beside not in words.CURRENCIES else None


def _is_name(cell: Cell) -> bool:
    if not isinstance(cell, str) or len(cell.split()) < 2 or ":" in cell or any(char.isdigit() for char in cell):
        return False
    return not any(words.begins(cell, what) for what in words.HEADING)


def _days(row: Row) -> list[date]:
    found: list[date] = []
    for cell in row:
        if isinstance(cell, datetime):
            found.append(cell.date())
        elif isinstance(cell, date):
            found.append(cell)
        elif isinstance(cell, str):
            for text in DAY.findall(cell):
                try:
                    found.append(read_day(text))
                except DayError:
                    continue
    return found
