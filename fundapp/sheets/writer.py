"""Write a workbook as it is made: row by row into the file, so that a million rows need no more memory than one.

Only what signed papers need: texts (always as texts, never a formula), whole numbers, days; merged cells, borders, page set-up.
"""

import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import IO
from xml.sax.saxutils import escape, quoteattr

from fundapp.sheets.cells import letter

Value = str | int | date | None
DAY_ZERO = date(1899, 12, 30).toordinal()
FONT = "Times New Roman"
AT_ONCE = 500
LONGEST_CELL = 32_000
NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
MARKUP = re.compile("[&<>]")
ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


@dataclass(frozen=True)
class Style:
    """How a cell looks. `format` is a number format of the spreadsheet."""

    bold: bool = False
    italic: bool = False
    size: int = 11
    align: str = ""
    valign: str = "top"
    wraps: bool = False
    border: bool = False
    fill: str = ""
    format: str = ""


@dataclass(frozen=True)
class PageSetup:
    """Widths of the columns, the rows repeated on each printed page (counted from 1), and how the paper lies."""

    widths: Sequence[float]
    repeated: tuple[int, int] | None = None
    is_wide: bool = False


class Sheet:
    """One sheet that is being written from the top down."""

    def __init__(self, out: IO[bytes], columns: int) -> None:
        self._out = out
        self._waiting: list[str] = []
        self._letters = [letter(index) for index in range(columns)]
        self.line = 0
        self._merged: list[str] = []

    def row(self, cells: Iterable[tuple[Value, int]]) -> None:
        """Write the next row from its first cell on: values, each with the number of its look."""
        self.line += 1
        number = str(self.line)
        written = [_cell(name + number, value, look) for name, (value, look) in zip(self._letters, cells, strict=False)]
        self._waiting.append(f'<row r="{number}">{"".join(written)}</row>')
        if len(self._waiting) >= AT_ONCE:
            self.flush()

    def skip(self, rows: int = 1) -> None:
        """Leave rows empty."""
        self.line += rows

    def merge(self, first: int, last: int, rows: int = 1) -> None:
        """Join cells of the row just written, from a column to a column, and of further rows below it."""
        if last > first or rows > 1:
            self._merged.append(f"{self._letters[first]}{self.line}:{self._letters[last]}{self.line + rows - 1}")

    def flush(self) -> None:
        self._out.write("".join(self._waiting).encode())
        self._waiting.clear()

    @property
    def merged(self) -> list[str]:
        return self._merged


class Workbook:
    """A workbook that goes into a stream while it is made; `close` writes what belongs at its end."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._zip = zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1)
        self._styles: dict[Style, int] = {Style(): 0}
        self._sheets: list[tuple[str, PageSetup]] = []

    def look(self, style: Style) -> int:
        """The number of a style in this workbook."""
        return self._styles.setdefault(style, len(self._styles))

    @contextmanager
    def sheet(self, name: str, setup: PageSetup) -> Iterator[Sheet]:
        """Write one sheet; one at a time."""
        self._sheets.append((name, setup))
        with self._zip.open(f"xl/worksheets/sheet{len(self._sheets)}.xml", "w", force_zip64=True) as out:
            out.write(_before_rows(setup).encode())
            sheet = Sheet(out, len(setup.widths))
            yield sheet
            sheet.flush()
            out.write(_after_rows(setup, sheet.merged).encode())

    def close(self) -> None:
        """Write styles and the list of sheets, and end the file."""
        count = len(self._sheets)
        sheets = "".join(f'<sheet name={quoteattr(name)} sheetId="{n}" r:id="rId{n}"/>' for n, (name, _setup) in enumerate(self._sheets, 1))
        titles = "".join(
            f'<definedName name="_xlnm.Print_Titles" localSheetId="{n}">{escape(_quoted(name))}!${setup.repeated[0]}:${setup.repeated[1]}</definedName>'
            for n, (name, setup) in enumerate(self._sheets) if setup.repeated is not None
        )
        sheet_relations = [(f"rId{n}", "worksheet", f"worksheets/sheet{n}.xml") for n in range(1, count + 1)]
        kinds = [("xl/workbook.xml", "sheet.main"), ("xl/styles.xml", "styles"), *((f"xl/worksheets/sheet{n}.xml", "worksheet") for n in range(1, count + 1))]
        parts = {
            "xl/workbook.xml": f'<workbook xmlns="{NAMESPACE}" xmlns:r="{RELATIONS}"><sheets>{sheets}</sheets>'
            + (f"<definedNames>{titles}</definedNames>" if titles else "") + "</workbook>",
            "xl/_rels/workbook.xml.rels": _relations([*sheet_relations, (f"rId{count + 1}", "styles", "styles.xml")]),
            "xl/styles.xml": _styles(list(self._styles)),
            "_rels/.rels": _relations([("rId1", "officeDocument", "xl/workbook.xml")]),
            "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
            + "".join(f'<Override PartName="/{part}" ContentType="{TYPES}.{kind}+xml"/>' for part, kind in kinds) + "</Types>",
        }
        for name, content in parts.items():
            self._zip.writestr(name, HEAD + content)
        self._zip.close()


def _cell(place: str, value: Value, look: int) -> str:
    if value is None:
        return f'<c r="{place}" s="{look}"/>'
    if isinstance(value, str):
        return f'<c r="{place}" s="{look}" t="inlineStr"><is><t xml:space="preserve">{clean(value)}</t></is></c>'
    if isinstance(value, date):
        return f'<c r="{place}" s="{look}"><v>{value.toordinal() - DAY_ZERO}</v></c>'
    return f'<c r="{place}" s="{look}"><v>{value}</v></c>'


def clean(value: str) -> str:
    """A text for a cell: no sign that XML forbids, no code that a spreadsheet would turn into one."""
    text = NO_XML.sub("", value[:LONGEST_CELL])
    if "_x" in text:
        text = ESCAPE.sub(r"_x005F_x\1_", text)
    return escape(text) if MARKUP.search(text) else text


def _relations(rows: list[tuple[str, str, str]]) -> str:
    told = "".join(f'<Relationship Id="{name}" Type="{RELATIONS}/{kind}" Target="{target}"/>' for name, kind, target in rows)
    return f'<Relationships xmlns="{PACKAGE}/relationships">{told}</Relationships>'


def _quoted(name: str) -> str:
    return "'" + name.replace("'", "''") + "'"


def _before_rows(setup: PageSetup) -> str:
    widths = "".join(f'<col min="{n}" max="{n}" width="{width}" customWidth="1"/>' for n, width in enumerate(setup.widths, 1))
    frozen = ""
    if setup.repeated is not None:
        frozen = f'<pane ySplit="{setup.repeated[1]}" topLeftCell="A{setup.repeated[1] + 1}" activePane="bottomLeft" state="frozen"/>'
    return (
        f'{HEAD}<worksheet xmlns="{NAMESPACE}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
        f'<sheetViews><sheetView showGridLines="0" workbookViewId="0">{frozen}</sheetView></sheetViews><cols>{widths}</cols><sheetData>'
    )


def _after_rows(setup: PageSetup, merged: list[str]) -> str:
    joined = f'<mergeCells count="{len(merged)}">' + "".join(f'<mergeCell ref="{ref}"/>' for ref in merged) + "</mergeCells>" if merged else ""
    side = "landscape" if setup.is_wide else "portrait"
    return (
        f'</sheetData>{joined}<pageMargins left="0.5" right="0.4" top="0.6" bottom="0.6" header="0.3" footer="0.3"/>'
        f'<pageSetup paperSize="9" orientation="{side}" fitToHeight="0"/>'
        f'<headerFooter><oddFooter>&amp;R&amp;"{FONT}"&amp;9Trang &amp;P/&amp;N</oddFooter></headerFooter></worksheet>'
    )


def _styles(styles: list[Style]) -> str:
    fonts = list(dict.fromkeys((style.bold, style.italic, style.size) for style in styles))
    fills = list(dict.fromkeys(style.fill for style in styles if style.fill))
    formats = list(dict.fromkeys(style.format for style in styles if style.format))
    font_xml = "".join(f"<font>{'<b/>' * bold}{'<i/>' * italic}<sz val=\"{size}\"/><name val=\"{FONT}\"/></font>" for bold, italic, size in fonts)
    fill_xml = "".join(f'<fill><patternFill patternType="solid"><fgColor rgb="FF{fill}"/></patternFill></fill>' for fill in fills)
    format_xml = "".join(f'<numFmt numFmtId="{164 + n}" formatCode={quoteattr(code)}/>' for n, code in enumerate(formats))
    edge = "".join(f'<{side} style="thin"><color auto="1"/></{side}>' for side in ("left", "right", "top", "bottom"))

    def look(style: Style) -> str:
        number = 164 + formats.index(style.format) if style.format else 0
        fill = 2 + fills.index(style.fill) if style.fill else 0
        align = f' horizontal="{style.align}"' if style.align else ""
        wrap = ' wrapText="1"' if style.wraps else ""
        return (
            f'<xf numFmtId="{number}" fontId="{fonts.index((style.bold, style.italic, style.size))}" fillId="{fill}" borderId="{int(style.border)}" xfId="0"'
            f' applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1"><alignment{align} vertical="{style.valign}"{wrap}/></xf>'
        )

    return (
        f'<styleSheet xmlns="{NAMESPACE}">' + (f'<numFmts count="{len(formats)}">{format_xml}</numFmts>' if formats else "")
        + f'<fonts count="{len(fonts)}">{font_xml}</fonts>'
        f'<fills count="{2 + len(fills)}"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>{fill_xml}</fills>'
        f'<borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border><border>{edge}<diagonal/></border></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        f'<cellXfs count="{len(styles)}">{"".join(look(style) for style in styles)}</cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    )


__all__ = ["PageSetup", "Sheet", "Style", "Value", "Workbook", "clean"]
