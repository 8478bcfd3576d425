"""The reading child: parses one file under limits of its own and writes plain cells as lines of JSON.

Started as `python -m fundapp.sheets.child` with the file on its input, so that no plain copy of a sealed roster lies on
the disk. A hostile file may kill it; it knows no database, no key, no flask.
"""

import io
import json
import resource
import sys
from datetime import date, datetime
from typing import Any, TextIO

from fundapp.sheets import guard, textfile
from fundapp.sheets.formulas import formulas_of
from fundapp.sheets.tree import write_tree

MEMORY = 1536 * 1024 * 1024
CPU_SECONDS = 60
LARGEST_OUTPUT = 600 * 1024 * 1024


def limit_self() -> None:
    """Take away what a parser never needs."""
    for what, amount in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, CPU_SECONDS), (resource.RLIMIT_CORE, 0),
                         (resource.RLIMIT_FSIZE, LARGEST_OUTPUT)):
        resource.setrlimit(what, (amount, amount))


def plain(cell: Any) -> Any:
    """Turn what the parser gives into what JSON carries; whole numbers become whole again."""
    if cell == "" or cell is None:
        return None
    if isinstance(cell, float):
        return int(cell) if cell.is_integer() and abs(cell) < 1e20 else cell if cell == cell and abs(cell) < 1e300 else None
    if isinstance(cell, str | int):
        return cell
    if isinstance(cell, datetime):
        return {"t": cell.replace(tzinfo=None, microsecond=0).isoformat()} if cell.time() != cell.time().min else {"d": cell.date().isoformat()}
    if isinstance(cell, date):
        return {"d": cell.isoformat()}
    return str(cell)


def write_sheet(out: TextIO, name: str, rows: list[list[Any]], is_visible: bool) -> bool:
    """Write one sheet within the caps; says whether anything stands in it."""
    if len(rows) > guard.MOST_ROWS:
        raise guard.UnsafeFile("too_long", name)
    out.write(json.dumps({"sheet": name, "visible": is_visible}, ensure_ascii=False) + "\n")
    is_filled = False
    for row in rows:
        cells = [plain(cell) for cell in row]
        while cells and (cells[-1] is None or (isinstance(cells[-1], str) and not cells[-1].strip())):
            cells.pop()
        if len(cells) > guard.MOST_COLUMNS:
            raise guard.UnsafeFile("too_wide", name)
        is_filled = is_filled or bool(cells)
        out.write(json.dumps(cells, ensure_ascii=False) + "\n")
    return is_filled


def read_workbook(content: bytes, out: TextIO) -> None:
    """Parse a spreadsheet and write its sheets of cells."""
    import python_calamine as calamine

    try:
        with calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            is_filled = False
            for meta in book.sheets_metadata:
                if meta.typ != calamine.SheetTypeEnum.WorkSheet:
                    continue
                sheet = book.get_sheet_by_name(meta.name)
                if sheet.total_height > guard.MOST_ROWS:
                    raise guard.UnsafeFile("too_long", meta.name)
                rows = sheet.to_python(skip_empty_area=False)
                is_filled |= write_sheet(out, meta.name, rows, meta.visible == calamine.SheetVisibleEnum.Visible)
    except calamine.PasswordError as problem:
        raise guard.UnsafeFile("encrypted") from problem
    except (calamine.CalamineError, calamine.XmlError, calamine.ZipError, OSError, ValueError) as problem:
        raise guard.UnsafeFile("encrypted" if "password" in str(problem).lower() else "damaged") from problem
    if not is_filled:
        raise guard.UnsafeFile("no_cells")


def read_records(content: bytes, out: TextIO) -> dict[str, str | None]:
    """Parse a text file and write its records as one sheet."""
    rows, encoding, delimiter = textfile.read_text(content)
    if delimiter is None:
        textfile.check_table(content)
    if not write_sheet(out, "", rows, True):
        raise guard.UnsafeFile("no_cells")
    return {"encoding": encoding, "delimiter": delimiter}


def main(content: bytes, out: TextIO, asked: str = "") -> None:
    """Read the file; the last line says how it ended. Asked for `formulas` it also tells where they stand, for a `tree` it reads XML."""
    end: dict[str, Any]
    try:
        if asked == "tree":
            write_tree(content, out)
            out.write(json.dumps({"kind": "xml"}) + "\n")
            return
        kind = guard.kind_of(content)
        if kind in ("xlsx", "xlsb", "ods"):
            guard.check_zip(content)
        end = {"kind": kind if kind != "text" else "csv"}
        if kind == "text":
            end |= read_records(content, out)
        else:
            read_workbook(content, out)
            if asked == "formulas":
                end["formulas"] = formulas_of(content, kind)
    except guard.UnsafeFile as unsafe:
        end = {"refused": unsafe.code, "detail": unsafe.detail}
    except MemoryError:
        end = {"refused": "too_big"}
    out.write(json.dumps(end, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    limit_self()
    # Lone surrogates may stand in a hostile file; they must not stop the report about it.
    sys.stdout.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    main(sys.stdin.buffer.read(), sys.stdout, *sys.argv[1:])
