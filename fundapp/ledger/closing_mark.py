"""The mark of a closing (dấu khóa sổ): what the QR of a month-end paper says, read back from a scan or from what somebody types. Pure."""

import re
from typing import NamedTuple

from fundapp.kernel.errors import Refusal
from fundapp.kernel.labels import _

PREFIX = "FUNDAPP-KHOASO-1"
LEAST_TYPED, WHOLE = 16, 64


class MarkRefused(Refusal):
    """What was typed is no mark of a closing."""


class ClosingMark(NamedTuple):
    """One printed mark. Typed by hand it may hold the first groups of the head only, and then knows neither month nor trial balance."""

    book_code: str
    year: int
    number: int
    head: str
    month: int | None = None
    time: int | None = None
    trial: str = ""


def text_of(mark: ClosingMark) -> str:
    """Write the text of the QR: prefix, book, year, month, which closing of that month, number and hash of the head, digest of the trial balance."""
    return f"{PREFIX}|{mark.book_code}|{mark.year}|{mark.month:02d}|{mark.time}|{mark.number}|{mark.head}|{mark.trial}"


def read_scanned(text: str) -> list[ClosingMark]:
    """Read scanned texts, one on each line."""
    found = []
    for place, line in enumerate(filter(None, (line.strip() for line in text.splitlines())), 1):
        parts = line.split("|")
        numbers = parts[2:6]
        is_whole = len(parts) == 8 and parts[0] == PREFIX and all(part.isascii() and part.isdigit() and len(part) < 10 for part in numbers)
        if not is_whole or not _is_digest(parts[6]) or not _is_digest(parts[7]):
            raise MarkRefused(
                _("Dòng %(n)s không phải chữ trong mã QR của biên bản khóa sổ. Hãy quét lại cả mã, hoặc gõ dấu vào các ô bên dưới.", n=place), "marks"
            )
        year, month, time, number = map(int, numbers)
        found.append(ClosingMark(parts[1], year, number, parts[6], month, time, parts[7]))
    return found


def read_typed(book_code: str, year: str, number: str, head: str) -> ClosingMark:
    """Read what somebody types from the paper: book, year, number of the last entry, and the groups of the head from the first one on."""
    digits = re.sub(r"[\s.\-]", "", head).lower()
    if not (year.isascii() and year.isdigit() and len(year) == 4):
        raise MarkRefused(_("Hãy gõ năm gồm bốn chữ số, như trên biên bản."), "year")
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        raise MarkRefused(_("Hãy gõ số của bút toán cuối, như trên biên bản."), "number")
    if not re.fullmatch("[0-9a-f]*", digits) or not LEAST_TYPED <= len(digits) <= WHOLE:
        raise MarkRefused(_("Hãy gõ ít nhất bốn nhóm đầu của dấu, mỗi nhóm bốn ký tự gồm chữ số và chữ a đến f."), "head")
    return ClosingMark(book_code, int(year), int(number), digits)


def unlike_groups(printed: str, stored: str) -> list[int]:
    """Number the groups of four (from 1) in which two heads differ, as far as the printed one goes."""
    return [at // 4 + 1 for at in range(0, len(printed), 4) if printed[at : at + 4] != stored[at : at + 4][: len(printed) - at]]


def _is_digest(text: str) -> bool:
    return re.fullmatch("[0-9a-f]{64}", text) is not None
