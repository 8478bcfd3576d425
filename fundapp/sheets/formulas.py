"""Where formulas stand in a workbook: what a cell shows is then not what somebody wrote into it. Runs in the reading child."""

import io
import posixpath
import re
import struct
from collections.abc import Iterator
from html import unescape

from fundapp.sheets.cells import column_of
from fundapp.sheets.guard import UnsafeFile

MOST = 1000
# A place that a file does not tell.
SOMEWHERE = (0, 0)
_CELL = re.compile(rb"<(?:\w+:)?c(?=[\s>])([^>]*[^/>]|)>\s*<(?:\w+:)?f(?=[\s/>])")
_PLACE = re.compile(rb'\br="([A-Z]+)([0-9]+)"')
_SHEET = re.compile(rb"<(?:\w+:)?sheet\s[^>]*>")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\s[^>]*>")
FORMULA, BOF, BOUND_SHEET = 0x0006, 0x0809, 0x0085
END_OF_CHAIN = 0xFFFFFFFC


def formulas_of(content: bytes, kind: str) -> dict[str, list[tuple[int, int]]]:
    """Give sheet name → (row, column from 1) of its formula cells. Raises UnsafeFile for a kind in which they cannot be told."""
    if kind == "xlsx":
        try:
            return _of_parts(content)
        except KeyError as problem:
            raise UnsafeFile("damaged") from problem
    if kind == "xls":
        return _of_records(content)
    raise UnsafeFile("formulas_unknown")


def _of_parts(content: bytes) -> dict[str, list[tuple[int, int]]]:
    import zipfile

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = {_attribute(mark, rb"r?:?id"): _attribute(mark, rb"name") for mark in _SHEET.findall(archive.read("xl/workbook.xml"))}
        targets = {
            _attribute(mark, rb"Id"): _attribute(mark, rb"Target") for mark in _RELATION.findall(archive.read("xl/_rels/workbook.xml.rels"))
        }
        known = set(archive.namelist())
        found: dict[str, list[tuple[int, int]]] = {}
        for relation, name in names.items():
            target = targets.get(relation, "")
            part = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
            if part in known:
                found[name] = [_place(match[1]) for match, _n in zip(_CELL.finditer(archive.read(part)), range(MOST), strict=False)]
    return found


def _attribute(mark: bytes, name: bytes) -> str:
    match = re.search(rb"[\s:]" + name + rb"=\"([^\"]*)\"|[\s:]" + name + rb"='([^']*)'", mark)
    return unescape((match[1] or match[2] or b"").decode("utf-8", "replace")) if match else ""


def _place(attributes: bytes) -> tuple[int, int]:
    match = _PLACE.search(attributes)
    return (int(match[2]), column_of(match[1].decode()) + 1) if match else SOMEWHERE


def _of_records(content: bytes) -> dict[str, list[tuple[int, int]]]:
    """Walk the records of an old binary workbook: sheets by the place of their beginning, formulas by their kind."""
    try:
        stream = _workbook_stream(content)
        starts: dict[int, str] = {}
        found: dict[str, list[tuple[int, int]]] = {}
        name = ""
        for place, kind, body in _records(stream):
            if kind == BOUND_SHEET:
                is_wide = body[7] & 1
                starts[struct.unpack_from("<I", body)[0]] = body[8:8 + body[6] * (1 + is_wide)].decode("utf-16-le" if is_wide else "latin-1")
            elif kind == BOF:
                name = starts.get(place, name)
            elif kind == FORMULA:
                row, column = struct.unpack_from("<HH", body)
                cells = found.setdefault(name, [])
                if len(cells) < MOST:
                    cells.append((row + 1, column + 1))
    except (struct.error, IndexError) as problem:
        raise UnsafeFile("damaged") from problem
    return found


def _records(stream: bytes) -> Iterator[tuple[int, int, bytes]]:
    place = 0
    while place + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, place)
        if kind == 0 and size == 0:
            return
        yield place, kind, stream[place + 4:place + 4 + size]
        place += 4 + size


def _workbook_stream(content: bytes) -> bytes:
    """Take the workbook out of its compound file."""
    size, small = 1 << struct.unpack_from("<H", content, 30)[0], 1 << struct.unpack_from("<H", content, 32)[0]
    directory, cutoff, small_table = struct.unpack_from("<I", content, 48)[0], struct.unpack_from("<I", content, 56)[0], struct.unpack_from("<I", content, 60)[0]

    def sector(number: int) -> bytes:
        return content[(number + 1) * size:(number + 2) * size]

    tables = [number for number in struct.unpack_from("<109I", content, 76) if number < END_OF_CHAIN]
    further = struct.unpack_from("<I", content, 68)[0]
    for _n in range(struct.unpack_from("<I", content, 72)[0]):
        more = struct.unpack(f"<{size // 4}I", sector(further))
        tables += [number for number in more[:-1] if number < END_OF_CHAIN]
        further = more[-1]
    table = [entry for number in tables for entry in struct.unpack(f"<{size // 4}I", sector(number))]

    def chain(first: int) -> bytes:
        parts: list[bytes] = []
        number = first
        while number < END_OF_CHAIN:
            if len(parts) > len(table):
                raise UnsafeFile("damaged")
            parts.append(sector(number))
            number = table[number]
        return b"".join(parts)

    entries = chain(directory)
    found: dict[str, tuple[int, int]] = {}
    for place in range(0, len(entries), 128):
        length = struct.unpack_from("<H", entries, place + 64)[0]
        name = entries[place:place + max(length - 2, 0)].decode("utf-16-le", "replace")
        found[name] = struct.unpack_from("<II", entries, place + 116)
    if "Workbook" not in found and "Book" not in found:
        raise UnsafeFile("damaged")
    start, length = found.get("Workbook") or found["Book"]
    if length >= cutoff:
        return chain(start)[:length]
    minor = struct.unpack(f"<{len(chain(small_table)) // 4}I", chain(small_table))
    held, number = chain(found["Root Entry"][0]), start
    parts: list[bytes] = []
    while number < END_OF_CHAIN and len(parts) <= len(minor):
        parts.append(held[number * small:(number + 1) * small])
        number = minor[number]
    return b"".join(parts)[:length]
