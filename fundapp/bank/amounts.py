"""Amounts as statements write them: one style for a whole file, decided by its clear numbers, then read by the money parser. Pure."""

import re
from collections.abc import Iterable
from datetime import date, datetime

from fundapp.bank import words
from fundapp.kernel.money import AmountError, read_amount
from fundapp.sheets.cells import Cell, is_blank

NUMBER = re.compile(r"[+\-−]?\(?\d[\d.,  ]*\)?")
_CLEAR = {
    ",": re.compile(r"\d{1,3}(?:,\d{3}){2,}(?:\.\d{1,2})?|\d{1,3}(?:,\d{3})+\.\d{1,2}"),
    ".": re.compile(r"\d{1,3}(?:\.\d{3}){2,}(?:,\d{1,2})?|\d{1,3}(?:\.\d{3})+,\d{1,2}"),
}
_SWAPPED = str.maketrans(",.", ".,")
_WHOLE = re.compile(r"(.*\d)[.,]0{1,2}")
DASHES = {"-", "–", "—"}


class MixedStyles(Exception):
    """Some numbers of one file part thousands by a dot, others by a comma; `place` is that of the first which does otherwise, from 0."""

    def __init__(self, text: str, place: int) -> None:
        super().__init__(text)
        self.place = place


def mark_of(texts: Iterable[str]) -> str | None:
    """Say which sign parts thousands in a file: the one of a number that can be read one way only. Raises MixedStyles."""
    found: str | None = None
    for place, text in enumerate(texts):
        bare = _bare(text)[0]
        for mark, pattern in _CLEAR.items():
            if pattern.fullmatch(bare):
                if found not in (None, mark):
                    raise MixedStyles(text, place)
                found = mark
    return found


def is_nothing(cell: Cell) -> bool:
    """Whether a cell says that there is no amount: blank, or a dash."""
    return is_blank(cell) or (isinstance(cell, str) and cell.strip() in DASHES)


def amount_in(cell: Cell, mark: str | None) -> int:
    """Read a signed amount in đồng. "11,000" is 11 000 only in a file whose other numbers say so; raises AmountError."""
    if isinstance(cell, bool | date | datetime):
        raise AmountError("not_a_number")
    if isinstance(cell, int | float):
        return -read_amount(-cell) if cell < 0 else read_amount(cell)
    if cell is None:
        raise AmountError("empty")
    bare, is_negative = _bare(cell)
    if mark == ",":
        bare = bare.translate(_SWAPPED)
    whole = _WHOLE.fullmatch(bare)
    amount = read_amount(whole[1] if whole else bare)
    return -amount if is_negative else amount


def _bare(text: str) -> tuple[str, bool]:
    """The number without sign, currency and brackets, and whether it is below zero."""
    bare = words.AFTER_AMOUNTS.sub("", " ".join(text.split()))
    is_negative = bare[:1] in ("-", "−") or (bare[:1] == "(" and bare[-1:] == ")")
    return bare.lstrip("+-−(").removesuffix(")").strip(), is_negative
