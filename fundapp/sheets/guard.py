"""What a file is by its bytes, and whether it is safe to parse. Runs in the reading child, so it imports little.

The limits are those of `reliability.md` 4.2: what a zip unfolds to is counted by unfolding it, never believed.
"""

import io
import re
import zipfile
from collections.abc import Iterator

LARGEST_EXPANDED = 200 * 1024 * 1024
LARGEST_RATIO = 200
MOST_PARTS = 200
MOST_ROWS = 150_000
MOST_COLUMNS = 60
CHUNK = 1 << 20

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
FOREIGN = {
    b"%PDF": "pdf", b"\x89PNG": "picture", b"\xff\xd8\xff": "picture", b"GIF8": "picture", b"II*\x00": "picture",
    b"MM\x00*": "picture", b"{\\rtf": "word", b"7z\xbc\xaf": "archive", b"Rar!": "archive", b"\x1f\x8b": "archive",
}
DTD = re.compile(rb"<!(?:DOCTYPE|ENTITY)|<\x00!\x00(?:D\x00O\x00C|E\x00N\x00T)", re.IGNORECASE)
FAR_CELL = re.compile(rb'<(?:\w+:)?c [^>]*?\br="([A-Z]{3}\d+|[A-Z]{1,2}\d{6,7})"[^>]*>')


class UnsafeFile(Exception):
    """A file that is not read; `code` says why in one word."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.code, self.detail = code, detail


def kind_of(content: bytes) -> str:
    """Say what the file is: xlsx, xlsb, ods, xls or text. Raises UnsafeFile for anything else."""
    head = content[:4096]
    if not head:
        raise UnsafeFile("empty_file")
    for magic, code in FOREIGN.items():
        if head.startswith(magic):
            raise UnsafeFile(f"is_{code}")
    if head.startswith(b"PK"):
        return _kind_of_zip(content)
    if head.startswith(OLE):
        return _kind_of_ole(content)
    return _kind_of_text(head)


def _kind_of_zip(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
            mime = archive.read("mimetype")[:80] if "mimetype" in names and archive.getinfo("mimetype").file_size < 200 else b""
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError, EOFError) as problem:
        raise UnsafeFile("damaged") from problem
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "xl/workbook.bin" in names:
        return "xlsb"
    if b"opendocument.spreadsheet" in mime:
        return "ods"
    raise UnsafeFile("is_word" if "word/document.xml" in names or b"opendocument.text" in mime else "is_archive")


def _kind_of_ole(content: bytes) -> str:
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise UnsafeFile("encrypted")
    if any(name.encode("utf-16-le") in content for name in ("Workbook", "Book")):
        if "_VBA_PROJECT".encode("utf-16-le") in content:
            raise UnsafeFile("macros")
        return "xls"
    raise UnsafeFile("is_word" if "WordDocument".encode("utf-16-le") in content else "not_workbook")


def _kind_of_text(head: bytes) -> str:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:600].lower()
    if start.startswith((b"<!doctype html", b"<html", b"<table", b"<meta", b"<style")) or b"<html" in start:
        raise UnsafeFile("is_web_page")
    if start.startswith(b"<?xml"):
        raise UnsafeFile("is_xml")
    is_wide = head.startswith((b"\xff\xfe", b"\xfe\xff")) or head[1::2].count(0) > len(head) * 0.3
    if b"\x00" in head and not is_wide:
        raise UnsafeFile("not_workbook")
    return "text"


def check_zip(content: bytes) -> None:
    """Unfold every part once and refuse a bomb, a DTD, macros, links to other files and a cell far out."""
    packed, expanded = len(content), 0
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS:
                raise UnsafeFile("too_many_parts")
            if sum(part.file_size for part in parts) > LARGEST_EXPANDED:
                raise UnsafeFile("bomb")
            for part in parts:
                _check_name(part)
                expanded += _check_part(archive, part, LARGEST_EXPANDED - expanded)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, RuntimeError, ValueError) as problem:
        raise UnsafeFile("damaged") from problem
    if expanded > CHUNK and expanded > packed * LARGEST_RATIO:
        raise UnsafeFile("bomb")


def _check_name(part: zipfile.ZipInfo) -> None:
    name = part.filename.lower()
    if part.flag_bits & 1:
        raise UnsafeFile("encrypted")
    if "vbaproject" in name or name.startswith("basic/"):
        raise UnsafeFile("macros")
    if "externallinks/" in name:
        raise UnsafeFile("external_links")


def _check_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo, allowed: int) -> int:
    is_markup = part.filename.lower().endswith((".xml", ".rels", ".vml", ".rdf"))
    is_sheet = part.filename.startswith("xl/worksheets/")
    size, tail = 0, b""
    for chunk in _chunks(archive, part):
        size += len(chunk)
        if size > allowed:
            raise UnsafeFile("bomb")
        if is_markup:
            window = tail + chunk
            if DTD.search(window):
                raise UnsafeFile("dtd")
            if is_sheet:
                _check_cells(window)
            tail = window[-200:]
    return size


def _chunks(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    with archive.open(part) as stream:
        while chunk := stream.read(CHUNK):
            yield chunk


def _check_cells(window: bytes) -> None:
    # A style without a value stands far out in many honest files and costs the parser nothing.
    for match in FAR_CELL.finditer(window):
        if match.group().endswith(b"/>"):
            continue
        cell = match.group(1).decode()
        row = int("".join(char for char in cell if char.isdigit()))
        if row > MOST_ROWS or len(cell.rstrip("0123456789")) == 3:
            raise UnsafeFile("far_cell", cell)
