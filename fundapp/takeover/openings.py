"""Opening balances: one entry for each fund, debit equal to credit or refused with the difference. Pure."""

from collections import defaultdict
from datetime import date

from fundapp.kernel.money import dong
from fundapp.takeover.books import Account, Bad, Fund, Ground, Line, Made, Result
from fundapp.takeover.rows import AmountError, Row, account_code, amount_of, is_sum, subject_of

Sums = dict[tuple[int, str], tuple[int, Row]]


class Reading:
    """Reads row after row into the lines of each fund."""

    def __init__(self, ground: Ground, on: date) -> None:
        self.ground, self.on, self.result = ground, on, Result()
        self.lines: dict[int, list[Line]] = defaultdict(list)
        self.funds: dict[int, Fund] = {}
        self.first: dict[int, Row] = {}
        self.headings: Sums = {}

    def bad(self, row: Row, fact: str, code: str, detail: str = "") -> None:
        self.result.bad.append(Bad(row.sheet, row.number, fact, code, detail))

    def take(self, row: Row) -> None:
        """Read one row; what is wrong with it is kept beside the others."""
        if is_sum(row, ("account",)):
            self.result.sums += 1
            return
        try:
            debit, credit = amount_of(row.cells.get("debit")), amount_of(row.cells.get("credit"))
        except AmountError as problem:
            self.result.rows += 1
            self.bad(row, "debit" if _fails(row, "debit") else "credit", "amount", str(problem.message))
            return
        if not debit and not credit:
            return
        self.result.rows += 1
        found = self._placed(row)
        if found is None:
            return
        fund, account = found
        if debit and credit:
            self.bad(row, "debit", "both_sides")
        elif not account.takes_lines:
            self.headings[fund.id, account.code] = (debit - credit, row)
        else:
            self._line(row, fund, account, debit, credit)

    def _placed(self, row: Row) -> tuple[Fund, Account] | None:
        fund = fund_of(self.ground, row)
        if fund is None:
            self.bad(row, "book", "book_unknown" if row.said("book") else "book_needed")
            return None
        code = account_code(row.cells.get("account"))
        account = self.ground.account(code) if code else None
        if account is None:
            self.bad(row, "account", "account_unknown" if code else "account_needed", code)
            return None
        self.funds[fund.id] = fund
        self.first.setdefault(fund.id, row)
        return fund, account

    def _line(self, row: Row, fund: Fund, account: Account, debit: int, credit: int) -> None:
        box = self.ground.box(account, fund, row.said("box"))
        if isinstance(box, str):
            self.bad(row, "box", box)
            return
        subject = subject_of(row.said("subject")) if row.said("subject") else None
        if row.said("subject") and subject is None:
            self.bad(row, "subject", "subject_is_no_code")
            return
        self.lines[fund.id].append(Line(account.code, box.id if box else None, debit, credit, subject))

    def finish(self) -> Result:
        """Hold headings against what stands below them, and make the entries."""
        for (book_id, code), (amount, row) in self.headings.items():
            below = sum(line.debit - line.credit for line in self.lines[book_id] if line.account.startswith(code))
            has_below = any(line.account.startswith(code) for line in self.lines[book_id])
            if not has_below:
                self.bad(row, "account", "account_is_heading", code)
            elif below != amount:
                self.bad(row, "debit", "heading_differs", dong(abs(amount - below)))
        for book_id, lines in self.lines.items():
            made = Made(
                book_id, self.on, "", "", f"opening of {self.funds[book_id].code}", "opening", lines, self.first[book_id].sheet, self.first[book_id].number
            )
            self.result.entries.append(made)
            if made.difference:
                side = "more_debit" if made.difference > 0 else "more_credit"
                self.bad(self.first[book_id], "debit", side, f"{self.funds[book_id].name}|{dong(abs(made.difference))}")
        return self.result


def fund_of(ground: Ground, row: Row) -> Fund | None:
    """The fund of a row: as its cell names it, or the one chosen for the whole file."""
    written = row.said("book")
    if not written:
        return ground.only_fund
    return ground.funds.get(written.casefold())


def _fails(row: Row, fact: str) -> bool:
    try:
        amount_of(row.cells.get(fact))
    except AmountError:
        return True
    return False
