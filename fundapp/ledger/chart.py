"""The chart of accounts as data: a sample after TT 24/2024/TT-BTC, each account with its source."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

CHART = Path(__file__).parent / "data" / "chart_hcsn.csv"
MONEY = ("111", "112", "113")
HELD_IN_A_BOX = ("111", "112")
EXPENSE = ("6", "8")
OWED_ON = "33"
# Money that is only passed through is held and owed, so it stands on assets and payables and on nothing else.
PASSED_THROUGH = ("1", OWED_ON)
REMITTANCE = "remittance"


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


def may_pass_through(code: str) -> bool:
    """Accounts on which money that is only collected and remitted may stand: never income, expense or own capital."""
    return code.startswith(PASSED_THROUGH)
