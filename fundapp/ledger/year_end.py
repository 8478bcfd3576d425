"""The end of a fund's year: what its accounts of result come to, and the lines that carry them to surplus or deficit. Pure.

Worked example: income 531 of 5.000.000, expense 611 of 3.000.000 give Nợ 531 / Có 911 5.000.000, Nợ 911 / Có 611 3.000.000 and
Nợ 911 / Có 421 2.000.000: a surplus of 2.000.000 đồng.
"""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

RULES = tomllib.loads((Path(__file__).parent / "data" / "year_close.toml").read_text(encoding="utf-8"))
RESULTS: tuple[str, ...] = tuple(RULES["results"])
THROUGH: str = RULES["through"]
SURPLUS: str = RULES["surplus"]
SOURCE: str = RULES["source"]
# What an entry of this kind may touch: capital and result, never money, receivables or payables.
CARRIED = ("4", *RESULTS)


class Carried(NamedTuple):
    """One line of the entry that closes a year, in đồng."""

    account: str
    debit: int
    credit: int


def is_result(code: str) -> bool:
    """Income, expense and the account between them begin anew each year."""
    return code.startswith(RESULTS)


def carry(balances: Mapping[str, int], *, surplus: str, has_through: bool) -> list[Carried]:
    """The lines that empty the accounts of result; `balances` are debit minus credit, by account. Nothing when all are empty."""
    over = THROUGH if has_through else surplus
    lines: list[Carried] = []
    for code, amount in sorted(balances.items()):
        if code != over and is_result(code) and amount:
            lines += [Carried(code, max(-amount, 0), max(amount, 0)), Carried(over, max(amount, 0), max(-amount, 0))]
    left = sum(amount for code, amount in balances.items() if is_result(code))
    if over != surplus and left:
        lines += [Carried(over, max(-left, 0), max(left, 0)), Carried(surplus, max(left, 0), max(-left, 0))]
    return lines


def surplus_of(balances: Mapping[str, int]) -> int:
    """What the accounts of result come to: above zero a surplus, below a deficit."""
    return -sum(amount for code, amount in balances.items() if is_result(code))
