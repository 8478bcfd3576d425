"""Reference codes that people dictate and banks mangle: HS26-00123-7. Pure.

The check digit is ISO 7064 MOD 11,10 over the seven digits year and number. The prefix is not part of it,
so a code is always looked up by prefix and number together.
"""

import re
import unicodedata
from dataclasses import dataclass, field

from fundapp.kernel import clock

PREFIXES = {"HS": "case", "HV": "loan", "QT": "gift list", "UH": "donation", "PC": "payment"}
FIRST_YEAR = 2020
LAST_NUMBER = 99_999

_HYPHEN = r"\s*(?:[-./_–]\s*)?"
_CODE = re.compile(
    r"(?<![^\W\d_])(" + "|".join(r"\s*".join(f"[{letter}{letter.lower()}]" for letter in prefix) for prefix in PREFIXES) + ")"
    + _HYPHEN + r"([0-9]\s*[0-9])" + _HYPHEN + r"([0-9](?:\s*[0-9]){4})" + _HYPHEN + r"([0-9])(?![0-9])"
)


@dataclass(frozen=True)
class Found:
    """What stands in a note: good codes, and look-alikes whose check digit is wrong, each once and in order."""

    codes: list[str] = field(default_factory=list)
    suspects: list[str] = field(default_factory=list)


def check_digit(digits: str) -> int:
    """Give the ISO 7064 MOD 11,10 check digit: 2600123 has 7."""
    product = 10
    for digit in digits:
        product = (product + int(digit)) % 10 or 10
        product = product * 2 % 11
    return (11 - product) % 10


def make_code(prefix: str, year: int, number: int) -> str:
    """Build the code of the number-th row of a year: ("HS", 2026, 123) is HS26-00123-7."""
    if prefix not in PREFIXES or not FIRST_YEAR <= year <= 2099 or not 0 <= number <= LAST_NUMBER:
        raise ValueError(f"no reference code for {prefix!r}, {year}, {number}")
    digits = f"{year % 100:02d}{number:05d}"
    return f"{prefix}{digits[:2]}-{digits[2:]}-{check_digit(digits)}"


def find_codes(note: str) -> Found:
    """Find the codes in a payment note, whatever a bank put around and between their parts."""
    found = Found()
    for match in _CODE.finditer(unicodedata.normalize("NFC", note)):
        code, is_good = _read(match)
        known = found.codes if is_good else found.suspects
        if code and code not in known:
            known.append(code)
    return found


def parse_code(typed: str) -> str | None:
    """Read one typed code into its usual form; None when it is none or its check digit is wrong."""
    match = _CODE.fullmatch(unicodedata.normalize("NFC", typed).strip())
    if match is None:
        return None
    code, is_good = _read(match)
    return code if is_good else None


def _read(match: re.Match[str]) -> tuple[str | None, bool]:
    prefix, year, number, check = ("".join(part.split()).upper() for part in match.groups())
    if not FIRST_YEAR <= 2000 + int(year) <= clock.today().year + 1:
        return None, False
    return f"{prefix}{year}-{number}-{check}", check_digit(year + number) == int(check)
