"""The bad rows of a list, to be given back in the sender's own file. Pure but for the writing itself."""

import io

from fundapp.intake import messages, words
from fundapp.intake.roster import ERROR, Person, Roster
from fundapp.kernel.labels import _
from fundapp.sheets import bad_rows
from fundapp.sheets.bad_rows import Mark, MarkedSheet
from fundapp.sheets.cells import Workbook, column_of


def bad_rows_of(roster: Roster, book: Workbook, source: bytes) -> io.BytesIO | None:
    """Write the workbook of bad rows; None when there are none."""
    cells = {sheet.name: sheet.rows for sheet in book.sheets}
    sheets = [MarkedSheet(sheet.name, cells[sheet.name], sheet.layout.header_rows) for sheet in roster.sheets if sheet.layout is not None]
    by_name = {sheet.name: sheet for sheet in sheets}
    for person in roster.people:
        if person.is_bad:
            by_name[person.sheet].marks.append(_mark(person))
    if not any(sheet.marks for sheet in sheets):
        return None
    return io.BytesIO(bad_rows.build(sheets, kind=roster.kind, source=source))


def _mark(person: Person) -> Mark:
    found = [finding for finding in person.findings if finding.severity == ERROR]
    columns = tuple(sorted({column_of("".join(char for char in finding.cell if char.isalpha())) for finding in found}))
    errors = "\n".join(f"{words.title(finding.column)}: {messages.reason(finding.code)}" for finding in found)
    hints = "\n".join(str(messages.hint(finding.code)) for finding in found)
    return Mark(person.row, columns, errors, hints)


def file_name(name: str) -> str:
    """Name the workbook of bad rows after the list it comes from."""
    stem = name.rsplit(".", 1)[0]
    return str(_("Dòng cần sửa – %(name)s.xlsx", name=stem))
