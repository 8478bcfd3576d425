"""A book or report as a workbook in the layout in which it is signed: unit and form, title, days, columns, sums, signatures."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain, islice, pairwise
from typing import IO, Protocol

from fundapp.kernel.labels import _
from fundapp.sheets.export import sheet_name
from fundapp.sheets.writer import PageSetup, Sheet, Style, Value, Workbook

MOST_ROWS = 1_000_000
ROOM_TO_SIGN = 4
PLAIN, BOLD, SLANTED = Style(), Style(bold=True), Style(italic=True, align="center")
CENTRED, MIDDLE = Style(bold=True, align="center"), Style(italic=True, align="center", wraps=True)
TITLE = Style(bold=True, size=14, align="center")
HEADER = Style(bold=True, border=True, align="center", valign="center", wraps=True, fill="E8EEF4")
LETTERS = Style(italic=True, size=9, border=True, align="center")
NOTE = Style(italic=True, size=10)
# A reversal is printed in brackets, as ghi số âm is by hand.
FORMATS = {"dong": "#,##0;(#,##0)", "count": "#,##0", "day": "dd/mm/yyyy", "text": "@", "code": "@"}
ALIGNED = {"day": "center", "code": "center", "count": "center"}


class ColumnOf(Protocol):
    """What a column says of itself."""

    @property
    def title(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def width(self) -> float: ...
    @property
    def group(self) -> str | None: ...


@dataclass(frozen=True)
class SignedRow:
    """One row; sums are bold, parts of a sum italic."""

    cells: Sequence[Value]
    is_sum: bool = False
    is_part: bool = False


@dataclass(frozen=True)
class SignedSheet:
    """All that one paper says around its rows. `signers` are (title, how, name)."""

    name: str
    unit: str
    superior: str
    form: tuple[str, ...]
    title: Sequence[str]
    about: Sequence[str]
    columns: Sequence[ColumnOf]
    rows: Iterable[SignedRow]
    notes: Sequence[str]
    signers: Sequence[tuple[str, str, str]]
    on: date
    is_wide: bool = False


def write(paper: SignedSheet, stream: IO[bytes], *, most_rows: int = MOST_ROWS) -> None:
    """Write a paper into a stream; what one sheet cannot hold goes on in a further one."""
    book = Workbook(stream)
    rows = iter(paper.rows)
    waiting = next(rows, None)
    number = 0
    while waiting is not None or number == 0:
        number += 1
        name = sheet_name(paper.name if number == 1 else _("%(name)s (tiếp %(n)s)", name=paper.name[:20], n=number))
        with book.sheet(name, _setup(paper)) as sheet:
            _head(book, sheet, paper)
            looks = _looks(book, paper.columns)
            for row in chain([waiting] if waiting is not None else [], islice(rows, most_rows - 1)):
                sheet.row(zip(row.cells, looks[row.is_sum, row.is_part], strict=True))
            waiting = next(rows, None)
            if waiting is None:
                _end(book, sheet, paper)
    book.close()


def _setup(paper: SignedSheet) -> PageSetup:
    last = len(list(_head_rows(paper)))
    return PageSetup([column.width for column in paper.columns], (last - 1 - has_groups(paper.columns), last), paper.is_wide)


def has_groups(columns: Sequence[ColumnOf]) -> bool:
    return any(column.group is not None for column in columns)


def letters(columns: Sequence[ColumnOf]) -> list[str]:
    """The line under the head of a form: A, B, C over what is told, 1, 2, 3 over amounts."""
    words = iter("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    amounts = iter(range(1, 100))
    return [str(next(amounts)) if column.kind == "dong" else next(words) for column in columns]


HeadRow = tuple[list[tuple[Value, Style]], list[tuple[int, int, int]]]


def _head_rows(paper: SignedSheet) -> Iterator[HeadRow]:
    """The rows above the first line, each with what is merged in it (first column, last column, rows)."""
    last = len(paper.columns) - 1
    middle = max(last // 2, 0)
    left = [*([paper.superior] if paper.superior else []), _("Đơn vị: %(unit)s", unit=paper.unit), _("Mã QHNS: …………")]
    for place in range(max(len(left), len(paper.form))):
        said = left[place] if place < len(left) else None
        form = paper.form[place] if place < len(paper.form) else None
        look = BOLD if said is not None and place == bool(paper.superior) else PLAIN
        cells: list[tuple[Value, Style]] = [(said, look), *[(None, PLAIN)] * middle, (form, CENTRED if place == 0 else MIDDLE), *[(None, PLAIN)] * (last - middle - 1)]
        yield cells, [(0, middle, 1), (middle + 1, last, 1)]
    yield [], []
    for place, text in enumerate((*paper.title, *paper.about)):
        yield [(text, TITLE if place == 0 else MIDDLE)], [(0, last, 1)]
    yield [*[(None, PLAIN)] * last, (_("Đơn vị tính: đồng"), Style(italic=True, align="right"))], []
    yield from _column_heads(paper.columns)
    yield [(text, LETTERS) for text in letters(paper.columns)], []


def _column_heads(columns: Sequence[ColumnOf]) -> Iterator[HeadRow]:
    if not has_groups(columns):
        yield [(column.title, HEADER) for column in columns], []
        return
    merged, first = [], 0
    for at, column in enumerate(columns):
        is_last_of_group = at + 1 == len(columns) or columns[at + 1].group != column.group
        if column.group is None:
            merged.append((at, at, 2))
        elif is_last_of_group:
            merged.append((first, at, 1))
        if is_last_of_group or column.group is None:
            first = at + 1
    yield [(column.group or column.title, HEADER) for column in columns], merged
    yield [(column.title if column.group else None, HEADER) for column in columns], []


def _head(book: Workbook, sheet: Sheet, paper: SignedSheet) -> None:
    for cells, merged in _head_rows(paper):
        if not cells:
            sheet.skip()
            continue
        sheet.row((value, book.look(style)) for value, style in cells)
        for first, last, rows in merged:
            sheet.merge(first, last, rows)


def _looks(book: Workbook, columns: Sequence[ColumnOf]) -> dict[tuple[bool, bool], list[int]]:
    """How the cells of each kind of row look, column by column."""
    return {
        (is_sum, is_part): [
            book.look(
                Style(
                    bold=is_sum, italic=is_part, border=True, align=ALIGNED.get(column.kind, ""), wraps=column.kind == "text", format=FORMATS[column.kind]
                )
            )
            for column in columns
        ]
        for is_sum in (False, True) for is_part in (False, True)
    }


def _end(book: Workbook, sheet: Sheet, paper: SignedSheet) -> None:
    sheet.skip()
    for note in paper.notes:
        sheet.row([(note, book.look(NOTE))])
    sheet.skip()
    places = _places(len(paper.columns), len(paper.signers))
    written = _("Ngày %(day)02d tháng %(month)02d năm %(year)d", day=paper.on.day, month=paper.on.month, year=paper.on.year)
    _signature_row(book, sheet, paper, places, [*[""] * (len(places) - 1), str(written)], SLANTED)
    for part, look in ((0, CENTRED), (1, SLANTED)):
        _signature_row(book, sheet, paper, places, [signer[part] for signer in paper.signers], look)
    sheet.skip(ROOM_TO_SIGN)
    _signature_row(book, sheet, paper, places, [signer[2] for signer in paper.signers], CENTRED)


def _signature_row(book: Workbook, sheet: Sheet, paper: SignedSheet, places: list[tuple[int, int]], texts: Sequence[str], look: Style) -> None:
    cells: list[tuple[Value, int]] = [(None, book.look(PLAIN))] * len(paper.columns)
    for (first, _last), text in zip(places, texts, strict=True):
        cells[first] = (text or None, book.look(look))
    sheet.row(cells)
    for first, last in places:
        sheet.merge(first, last)


def _places(columns: int, signers: int) -> list[tuple[int, int]]:
    """Share the columns among the signatures: from a column to a column each."""
    edges = [round(columns * n / max(signers, 1)) for n in range(signers + 1)]
    return [(first, max(following - 1, first)) for first, following in pairwise(edges)]
