"""The chart of accounts as data: a sample after TT 24/2024/TT-BTC, each account with its source."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

CHART = Path(__file__).parent / "data" / "chart_hcsn.csv"
MONEY = ("111", "112", "113")
HELD_IN_A_BOX = ("111", "112")
INCOME_OR_EXPENSE = ("5", "6", "7", "8", "9")


@dataclass(frozen=True)
class ChartRow:
    """One account of the sample chart. Only postable ones take lines; the others head a group."""

    code: str
    name: str
    nature: str
    parent: str | None
    is_postable: bool
    source: str


@cache
def sample() -> tuple[ChartRow, ...]:
    """Every account of the sample, in the order of the chart."""
    with CHART.open(encoding="utf-8", newline="") as rows:
        return tuple(
            ChartRow(row["code"], row["name"], row["nature"], row["parent"] or None, row["is_postable"] == "1", row["source"])
            for row in csv.DictReader(rows)
        )


def is_money(code: str) -> bool:
    """Money accounts make up the balance of a fund: cash, bank, in transit."""
    return code.startswith(MONEY)


def needs_box(code: str) -> bool:
    """Cash and bank money lies in a box or on a bank account that is named."""
    return code.startswith(HELD_IN_A_BOX)


def is_income_or_expense(code: str) -> bool:
    """Accounts that pass-through money never touches."""
    return code.startswith(INCOME_OR_EXPENSE)
