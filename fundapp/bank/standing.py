"""How book and bank stand to each other on one day. Pure; amounts are signed đồng as the account sees them.

    book balance - statement balance = open in the books - open at the bank + unexplained

What is open in the books was written there and has not come to the bank; what is open at the bank came there and is not in the books.
A settlement counts on the day of its last part. Example: the books say 100 after a transfer of 20 that the bank has not carried out, the
bank says 170 with a gift of 50 that the books do not know: 100 - 170 = -20 - 50 + 0.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class OpenRow:
    """One item that is still open on the day, on either side, with what is open of it."""

    id: int
    on: date
    amount: int
    whole: int
    label: str
    what: str

    def age(self, on: date) -> int:
        """Days since it was written."""
        return max((on - self.on).days, 0)


@dataclass(frozen=True)
class Standing:
    """Both balances at the end of a day and all that lies between them."""

    on: date
    book_amount: int
    statement_amount: int
    in_books: list[OpenRow] = field(default_factory=list)
    at_bank: list[OpenRow] = field(default_factory=list)

    @property
    def difference(self) -> int:
        """Books minus bank."""
        return self.book_amount - self.statement_amount

    @property
    def in_books_amount(self) -> int:
        return sum(row.amount for row in self.in_books)

    @property
    def at_bank_amount(self) -> int:
        return sum(row.amount for row in self.at_bank)

    @property
    def unexplained(self) -> int:
        """What no open item explains; zero, or somebody must say why."""
        return self.difference - self.in_books_amount + self.at_bank_amount

    @property
    def is_even(self) -> bool:
        """Nothing is open and both say the same."""
        return not self.in_books and not self.at_bank and self.difference == 0


AGES = (7, 30, 90)


def by_age(rows: Iterable[OpenRow], on: date) -> list[int]:
    """Sum what is open by its age: up to 7 days, up to 30, up to 90, older."""
    sums = [0] * (len(AGES) + 1)
    for row in rows:
        sums[sum(row.age(on) > limit for limit in AGES)] += row.amount
    return sums
