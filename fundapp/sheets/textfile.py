"""Rows of a text file: its encoding, its delimiter and its records. Runs in the reading child."""

import csv
import io
import unicodedata
from collections import Counter

from fundapp.sheets.guard import UnsafeFile

DELIMITERS = ";,\t|"
PROBED = 80
PROBED_BYTES = 200_000


def decode(content: bytes) -> tuple[str, str]:
    """Give the text and the name of its encoding: by its mark, else UTF-8, else Windows Vietnamese."""
    if content.startswith(b"\xef\xbb\xbf"):
        return content[3:].decode("utf-8", errors="replace"), "utf-8-sig"
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace"), "utf-16"
    if content[1:4000:2].count(0) > 0.3 * len(content[:4000]):
        return content.decode("utf-16-le", errors="replace"), "utf-16-le"
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return unicodedata.normalize("NFC", content.decode("cp1258", errors="replace")), "cp1258"


def delimiter_of(text: str) -> str | None:
    """Find the character that cuts most records into the same number of cells; None when nothing does."""
    best: tuple[int, str | None] = (0, None)
    for mark in DELIMITERS:
        widths: Counter[int] = Counter()
        try:
            for number, record in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=mark)):
                if number >= PROBED:
                    break
                if len(record) > 1:
                    widths[len(record)] += 1
        except csv.Error:
            continue
        score = max(((width - 1) * count for width, count in widths.items()), default=0)
        if score > best[0]:
            best = (score, mark)
    return best[1]


def check_table(content: bytes) -> None:
    """Refuse a text whose beginning nothing cuts into columns."""
    text = decode(content[:PROBED_BYTES])[0]
    if not text.strip("\ufeff \t\r\n"):
        raise UnsafeFile("no_cells")
    if not text.lower().startswith("sep=") and delimiter_of(text) is None:
        raise UnsafeFile("no_table")


def read_text(content: bytes) -> tuple[list[list[str]], str, str | None]:
    """Read records as rows of text; row numbers count records, as a spreadsheet shows them."""
    csv.field_size_limit(1_000_000)
    text, encoding = decode(content)
    first, _, rest = text.partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:
        mark: str | None = first.strip()[4]
        text = rest
    else:
        mark = delimiter_of(text)
    if mark is None:
        return [[line] for line in text.splitlines()], encoding, None
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=mark)), encoding, mark
