"""Banks as the country's payment network knows them: code, name, BIN. Pure; the list is data with its source."""

import csv
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fundapp.kernel.names import fold

BEFORE = re.compile(r"^(?:(?:ngan hang|nh|tmcp) )+")
LIST = Path(__file__).parent / "data" / "banks.csv"


@dataclass(frozen=True)
class Bank:
    """One bank: the short code that rows keep, the name that people read, the BIN of its accounts in VietQR."""

    code: str
    name: str
    bin: str


@cache
def banks() -> tuple[Bank, ...]:
    """Every bank on the list, in its order."""
    return tuple(bank for bank, _names in _known())


@cache
def _known() -> tuple[tuple[Bank, frozenset[str]], ...]:
    lines = [line for line in LIST.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    rows = [(Bank(row["code"], row["name"], row["bin"]), row["also"].split("|")) for row in csv.DictReader(lines)]
    return tuple((bank, frozenset(map(fold, (bank.code, bank.name, bank.bin, *also)))) for bank, also in rows)


def find_bank(text: str | None) -> Bank | None:
    """Find a bank by its code, name, BIN or another name of its own, as people write them ("NH Agribank", "970436"); None when none is meant."""
    wanted = BEFORE.sub("", fold(text or ""))
    return next((bank for bank, names in _known() if wanted in names), None)


def bank_name(code: str | None) -> str:
    """The name of a bank by its code; a code that is not on the list is shown as it is."""
    return next((bank.name for bank in banks() if bank.code == code), code or "")
