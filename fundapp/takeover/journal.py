"""Last year's journal: rows gathered into entries, each balanced, dated in the year, in the order of the days. Pure.

Two shapes are read: one row with debit and credit account and one amount, and rows of one account with a debit or a credit amount.
Where the number of the voucher is written, rows with one number and day belong together; without it a row of the first shape is an
entry of its own, and rows of the second go on until they balance. A blank day is that of the row above; a row that names only a day, a
voucher and what happened heads the lines below it.
"""

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from fundapp.kernel.days import day_text
from fundapp.kernel.money import dong
from fundapp.kernel.names import fold
from fundapp.takeover.books import Account, Bad, Fund, Ground, Line, Made, Result
from fundapp.takeover.openings import fund_of
from fundapp.takeover.rows import AmountError, DayError, Row, account_code, amount_of, day_of, is_sum, subject_of

ACCOUNTS = ("debit_account", "credit_account", "account")
LONGEST_VOUCHER, LONGEST_NARRATION = 40, 240


@dataclass
class Open:
    """An entry that is being gathered."""

    fund: Fund
    on: date
    voucher: str
    first: Row
    lines: list[Line] = field(default_factory=list)
    narrations: list[str] = field(default_factory=list)
    purposes: list[tuple[str, Row]] = field(default_factory=list)
    units: set[int] = field(default_factory=set)

    @property
    def difference(self) -> int:
        return sum(line.debit - line.credit for line in self.lines)


class Reading:
    """Reads row after row, in the order of the file."""

    def __init__(self, ground: Ground, year: int) -> None:
        self.ground, self.year, self.result = ground, year, Result()
        self.gathered: list[Open] = []
        self.by_voucher: dict[tuple[int, date, str], Open] = {}
        self.current: Open | None = None
        self.day: date | None = None
        # The number and the words of a row that heads lines; the first line below it takes them.
        self.heading: tuple[str, str] | None = None
        self.by_code = {one.code: one for one in ground.accounts.values()}

    def bad(self, row: Row, fact: str, code: str, detail: str = "") -> None:
        self.result.bad.append(Bad(row.sheet, row.number, fact, code, detail))

    def take(self, row: Row) -> None:
        """Read one row; what is wrong with it is kept beside the others."""
        if is_sum(row, ACCOUNTS):
            self.result.sums += 1
            return
        if all(row.is_blank(fact) for fact in (*ACCOUNTS, "amount", "debit", "credit")):
            self._head(row)
            return
        self.result.rows += 1
        on, fund = self._day(row), fund_of(self.ground, row)
        if fund is None:
            self.bad(row, "book", "book_unknown" if row.said("book") else "book_needed")
        lines = self._lines(row, fund) if fund is not None else None
        if on is None or fund is None or not lines:
            return
        self._gather(row, fund, on, lines)

    def _day(self, row: Row) -> date | None:
        if self.day is None or not row.is_blank("on"):
            try:
                self.day = day_of(row.cells.get("on"))
            except DayError as problem:
                self.bad(row, "on", "day", str(problem.message))
                return None
        if self.day.year != self.year:
            self.bad(row, "on", "day_outside", f"{day_text(self.day)}|{self.year}")
            return None
        return self.day

    def _head(self, row: Row) -> None:
        """A row without accounts and amounts: the day and the voucher of the lines below it, or words that concern nothing."""
        try:
            self.day = day_of(row.cells.get("on"))
        except DayError:
            return
        self.current, self.heading = None, (_voucher(row), row.said("narration"))

    def _lines(self, row: Row, fund: Fund) -> list[Line] | None:
        sides = self._sides(row)
        if sides is None:
            return None
        found: list[Line] = []
        subject = subject_of(row.said("subject")) if row.said("subject") else None
        if row.said("subject") and subject is None:
            self.bad(row, "subject", "subject_is_no_code")
            return None
        for fact, debit, credit in sides:
            code = account_code(row.cells.get(fact))
            account = self.ground.account(code) if code else None
            if account is None or not account.takes_lines:
                self.bad(row, fact, "account_needed" if not code else "account_unknown" if account is None else "account_is_heading", code)
                return None
            box = self.ground.box(account, fund, self._box_cell(row, account, [side[0] for side in sides]))
            if isinstance(box, str):
                self.bad(row, "box", box)
                return None
            found.append(Line(account.code, box.id if box else None, debit, credit, None if account.is_money else subject))
        return found

    def _box_cell(self, row: Row, account: Account, facts: list[str]) -> str:
        """What the row says about the box. Between two places of money it is said of the bank account, the other one must be the only one."""
        others = [self.ground.account(account_code(row.cells.get(fact))) for fact in facts]
        moves = sum(1 for one in others if one is not None and one.needs_box) > 1
        return "" if moves and account.code.startswith("111") else row.said("box")

    def _sides(self, row: Row) -> list[tuple[str, int, int]] | None:
        paired = not row.is_blank("debit_account") or not row.is_blank("credit_account") or (row.is_blank("account") and not row.is_blank("amount"))
        fact = "amount"
        try:
            if paired:
                amount = amount_of(row.cells.get("amount"))
                if not amount:
                    self.bad(row, "amount", "no_amount")
                    return None
                return [("debit_account", amount, 0), ("credit_account", 0, amount)]
            fact = "debit"
            debit = amount_of(row.cells.get("debit"))
            fact = "credit"
            credit = amount_of(row.cells.get("credit"))
        except AmountError as problem:
            self.bad(row, fact, "amount", str(problem.message))
            return None
        if bool(debit) == bool(credit):
            self.bad(row, "debit", "both_sides" if debit else "no_amount")
            return None
        return [("account", debit, credit)]

    def _gather(self, row: Row, fund: Fund, on: date, lines: list[Line]) -> None:
        voucher, (headed, about) = _voucher(row), self.heading or ("", "")
        self.heading = None
        if not voucher and row.is_blank("on"):
            voucher = headed
        goes_on = not voucher and row.is_blank("on") and self.current is not None and self.current.voucher
        if goes_on and self.current is not None and self.current.difference:
            voucher = self.current.voucher
        entry = self.by_voucher.get((fund.id, on, fold(voucher))) if voucher else None
        if entry is None and not voucher and self.current is not None and not self.current.voucher:
            same = self.current.fund == fund and self.current.on == on
            entry = self.current if same and self.current.difference else None
        if entry is None:
            entry = Open(fund, on, voucher, row)
            self.gathered.append(entry)
            if voucher:
                self.by_voucher[fund.id, on, fold(voucher)] = entry
        self.current = entry
        entry.lines += lines
        entry.narrations += [said for said in (about, row.said("narration")) if said and said not in entry.narrations]
        self._meant(row, entry)

    def _meant(self, row: Row, entry: Open) -> None:
        if row.said("purpose"):
            purpose = self.ground.purposes.get(fold(row.said("purpose")))
            if purpose is None:
                self.bad(row, "purpose", "purpose_unknown")
            else:
                entry.purposes.append((purpose, row))
        if row.said("unit"):
            unit_id = self.ground.units.get(fold(row.said("unit")))
            if unit_id is None:
                self.bad(row, "unit", "unit_unknown")
            else:
                entry.units.add(unit_id)

    def finish(self) -> Result:
        """Balance each entry and put them in the order of the days; the same file gives the same references again."""
        seen: Counter[str] = Counter()
        for entry in sorted(self.gathered, key=lambda one: one.on):
            if entry.difference:
                said = "more_debit" if entry.difference > 0 else "more_credit"
                label = entry.voucher or day_text(entry.on)
                self.bad(entry.first, "amount", said, f"{label}|{dong(abs(entry.difference))}")
                continue
            self.result.entries.append(self._made(entry, seen))
        return self.result

    def _made(self, entry: Open, seen: Counter[str]) -> Made:
        money = [line for line in entry.lines if self.by_code[line.account].is_money]
        out = sum(line.credit - line.debit for line in money)
        kind = "transfer" if len(money) == len(entry.lines) and out == 0 else "ordinary"
        used = out > 0 or any(line.debit and (line.account == entry.fund.account or line.account[0] in "68") for line in entry.lines)
        purpose = self._purpose(entry) if kind == "ordinary" and used else None
        if len(entry.units) > 1:
            self.bad(entry.first, "unit", "units_mixed")
        narration = "; ".join(entry.narrations)[:LONGEST_NARRATION] or entry.voucher or day_text(entry.on)
        return Made(
            entry.fund.id, entry.on, entry.voucher, f"{entry.voucher}: {narration}" if entry.voucher and narration != entry.voucher else narration,
            self._reference(entry, seen), kind, entry.lines, entry.first.sheet, entry.first.number, purpose, next(iter(entry.units), None) if used else None,
        )

    def _purpose(self, entry: Open) -> str | None:
        """As written; else the only one that the fund has; else the one chosen for the file."""
        named = {purpose for purpose, _row in entry.purposes}
        if len(named) > 1:
            self.bad(entry.first, "purpose", "purposes_mixed")
            return None
        if named:
            return named.pop()
        allowed = list(entry.fund.purposes(entry.on))
        if len(allowed) == 1:
            return allowed[0]
        if self.ground.default_purpose in allowed:
            return self.ground.default_purpose
        self.bad(entry.first, "purpose", "purpose_needed")
        return None

    def _reference(self, entry: Open, seen: Counter[str]) -> str:
        """The same for the same row of the same books, whichever file it comes in: by its voucher, or by what stands in it."""
        if entry.voucher:
            key = f"{entry.on.isoformat()}/{fold(entry.voucher)}"
        else:
            rows = ";".join(f"{line.account},{line.box_id},{line.debit},{line.credit}" for line in entry.lines)
            key = f"{entry.on.isoformat()}/{hashlib.sha256((rows + '|' + ';'.join(entry.narrations)).encode()).hexdigest()[:24]}"
        key = f"takeover/{key}"
        seen[f"{entry.fund.id}:{key}"] += 1
        count = seen[f"{entry.fund.id}:{key}"]
        return key if count == 1 else f"{key}/{count}"


def _voucher(row: Row) -> str:
    return row.said("voucher")[:LONGEST_VOUCHER].replace("|", "/")
