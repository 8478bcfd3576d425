"""Prove an export of the books (format fundapp-books-2) without the program that made it: `python -I verify_books.py FOLDER`.

Standard library alone. Recomputes every hash of the chains, every sum, every number sequence and every closing of a month or a year, and names what
differs by file, line, book, year, number and column. With --head it compares a head printed on a month-end paper.
"""

import argparse
import csv
import hashlib
import json
import sys
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

FORMAT = "fundapp-books-2"
TABLES = {
    "about.csv": "key value",
    "books.csv": "book unit name legal_form fund_account opened_on money",
    "years.csv": "book year last_number last_hash",
    "entries.csv": "book year number on kind reference body_digest purpose earmark beneficiary voucher reverses drafted_by posted_by posted_at "
    "narration_digest previous_hash hash",
    "lines.csv": "book year number position account box debit credit subject",
    "balances.csv": "book account box amount",
    "months.csv": "book account box year month debit credit",
    "closings.csv": "book year month event act by on at entry_count turnover trial_digest head_number head_hash",
    "year_closings.csv": "book year event act by on at entry_count turnover trial_digest head_number head_hash",
    "year_balances.csv": "book year event account box opening debit credit",
    "series.csv": "unit series year last_number",
    "vouchers.csv": "unit series year number kind on amount state",
    "files.csv": "file rows sha256",
}
MONEY = ("111", "112", "113")
MOST_SAID = 200
Key = tuple[str, ...]


def _(msgid: str, **params: Any) -> str:
    """Fill in a text that people read."""
    return msgid % params if params else msgid


# What names a row, in the order in which it is said.
NAMED = {
    "key": _("mục"), "file": _("tệp"), "unit": _("đơn vị"), "book": _("sổ"), "series": _("quyển"), "year": _("năm"), "month": _("tháng"),
    "number": _("số"), "position": _("dòng thứ"), "account": _("tài khoản"), "box": _("nơi giữ tiền"), "event": _("lần"),
}


class Finding(NamedTuple):
    """One thing that is not as it must be."""

    file: str
    line: int
    where: tuple[tuple[str, str], ...]
    column: str
    what: str

    def __str__(self) -> str:
        place = ", ".join(f"{NAMED[key]} {value}" for key, value in self.where if value)
        line = _(" dòng %(line)s", line=self.line) if self.line else ""
        column = _(", cột %(column)s", column=self.column) if self.column else ""
        return f"{self.file}{line} ({place}){column}: {self.what}" if place else f"{self.file}{line}{column}: {self.what}"


class Row(dict[str, str]):
    """One row by its columns, with the line where it lies."""

    __slots__ = ("file", "line", "width")
    line: int
    file: str
    width: int

    def key(self) -> dict[str, str]:
        return {name: self[name] for name in NAMED if name in self}


@dataclass
class Folder:
    """The export as it lies there, and what was found wrong with it."""

    path: Path
    findings: list[Finding] = field(default_factory=list)

    def wrong(self, row: Row, column: str, what: str) -> None:
        self.findings.append(Finding(row.file, row.line, tuple(row.key().items()), column, what))

    def missing(self, file: str, where: dict[str, str], what: str, column: str = "") -> None:
        self.findings.append(Finding(file, 0, tuple(where.items()), column, what))

    def rows(self, file: str) -> Iterator[Row]:
        """The rows of a table, cells that are not there being empty."""
        columns = ["row", *TABLES[file].split(), "marks"]
        if not (self.path / file).is_file():
            return
        with (self.path / file).open(encoding="utf-8", errors="replace", newline="") as text:
            reader = csv.reader(text)
            next(reader, None)
            for cells in reader:
                row = Row(zip(columns, cells if len(cells) >= len(columns) else [*cells, *[""] * len(columns)], strict=False))
                row.line, row.file, row.width = reader.line_num, file, len(cells)
                yield row

    def whole(self, row: Row, column: str) -> int:
        """A cell that holds a whole number; nothing else counts as one."""
        text = row[column]
        digits = text.removeprefix("-")
        if digits.isascii() and digits.isdigit() and len(digits) < 20:
            return int(text)
        self.wrong(row, column, _("“%(text)s” không phải số nguyên", text=text[:40]))
        return 0


# --- The marks: which cell, which row ------------------------------------------------------------------------------------------------


def mark(file: str, row: str, column: str, value: str) -> str:
    return hashlib.sha256(f"{file}|{row}|{column}|{value}".encode(errors="replace")).hexdigest()[:8]


def look_at_marks(folder: Folder, file: str) -> None:
    """Find the cells that do not bear their mark, and rows that are missing, added or out of their place."""
    columns = ["row", *TABLES[file].split()]
    path = folder.path / file
    if not path.is_file():
        folder.missing(file, {}, _("thiếu tệp này"))
        return
    with path.open(encoding="utf-8", errors="replace", newline="") as text:
        reader = csv.reader(text)
        heading = next(reader, [])
        for place, column in enumerate([*columns, "marks"]):
            found = heading[place] if place < len(heading) else ""
            if found != column:
                folder.findings.append(Finding(file, 1, (), column, _("tên cột ghi “%(found)s”", found=found[:40])))
    numbers = array("q")
    for place, row in enumerate(folder.rows(file), 1):
        expected = str(numbers[-1] + 1 if numbers else 1)
        if row.width != len(columns) + 1:
            folder.wrong(row, "", _("dòng không đủ hoặc thừa ô"))
        for column in _unmarked(file, row, columns, expected):
            folder.wrong(row, column, _("ô đã bị sửa sau khi xuất"))
        number = row["row"]
        numbers.append(int(number) if number.isascii() and number.isdigit() and len(number) < 18 else -place)
    _places(folder, file, numbers)


def _unmarked(file: str, row: Row, columns: list[str], expected: str) -> list[str]:
    """The columns of a row whose cell does not bear its mark."""
    given = row["marks"].split(" ")
    if len(given) != len(columns) + 1:
        return ["marks"]

    def differ(number: str) -> list[str]:
        return [column for column, found in zip(columns, given, strict=False) if mark(file, number, column, row[column]) != found]

    wrong = differ(row["row"])
    if len(wrong) > 1 and len(again := differ(expected)) < len(wrong):
        # Bound to another row number, all its cells bear their marks: it is the number that was changed.
        return [*again, *(["row"] if "row" not in again else [])]
    together = mark(file, row["row"], "*", "|".join(row[column] for column in columns)) == given[len(columns)]
    # Cells that fit together, or of which none fits, have been given other marks.
    return ["marks"] if bool(wrong) == together or len(wrong) == len(columns) else wrong


def _places(folder: Folder, file: str, numbers: "array[int]") -> None:
    """Rows count from 1 on, without a gap, each in its place."""
    declared = len(TABLES) - 1 if file == "files.csv" else next((_int(row["rows"]) for row in folder.rows("files.csv") if row["file"] == file), len(numbers))
    seen: set[int] = set()
    said: dict[int, str] = {}
    kept: list[tuple[int, int]] = []
    for place, number in enumerate(numbers, 1):
        if number in seen or number < 1 or number > declared:
            said[place] = _("dòng thêm vào sau khi xuất")
        else:
            kept.append((number, place))
        seen.add(number)
    order = sorted(number for number, _place in kept)
    for (number, place), right in zip(kept, order, strict=True):
        if number != right:
            said[place] = _("dòng bị đổi chỗ, lúc xuất là dòng thứ %(n)s", n=number)
    for place, row in enumerate(folder.rows(file) if said else (), 1):
        if place in said:
            folder.wrong(row, "row", said[place])
    after = 0
    for number in [*order, declared + 1]:
        if number - after > 1:
            _lost(folder, file, after, number)
        after = max(after, number)


def _lost(folder: Folder, file: str, before: int, after: int) -> None:
    """Say between which rows some are missing."""
    named = {row["row"]: " ".join(filter(None, row.key().values())) for row in folder.rows(file) if row["row"] in (str(before), str(after))}
    lost = str(before + 1) if after - before == 2 else f"{before + 1}–{after - 1}"
    said = _("thiếu dòng thứ %(n)s, sau [%(before)s] và trước [%(after)s]", n=lost, before=named.get(str(before), ""), after=named.get(str(after), ""))
    folder.missing(file, {}, said, "row")


def look_at_files(folder: Folder) -> None:
    """Each table is there, byte for byte as it was written; `files.csv` names them all and no other lies beside them."""
    listed = {row["file"]: row for row in folder.rows("files.csv")}
    touched = {finding.file for finding in folder.findings} | {dict(finding.where).get("file", "") for finding in folder.findings}
    for file in TABLES:
        if file == "files.csv" or not (folder.path / file).is_file():
            continue
        if file not in listed:
            folder.missing("files.csv", {"file": file}, _("thiếu dòng của tệp này"))
        elif file not in touched and hashlib.sha256((folder.path / file).read_bytes()).hexdigest() != listed[file]["sha256"]:
            folder.wrong(listed[file], "sha256", _("tệp %(file)s không còn nguyên từng byte như lúc xuất", file=file))
    for strange in sorted(path.name for path in folder.path.glob("*.csv") if path.name not in TABLES):
        folder.missing(strange, {}, _("tệp lạ, không thuộc bản xuất"))
    about = {row["key"]: row for row in folder.rows("about.csv")}
    for key in ("format", "exported_at", "program", "whole"):
        if key not in about:
            folder.missing("about.csv", {"key": key}, _("thiếu dòng này"))
    if "format" in about and about["format"]["value"] != FORMAT:
        folder.missing("about.csv", {"key": "format"}, _("không phải định dạng %(format)s", format=FORMAT), "value")


# --- The chains: what the books themselves prove -------------------------------------------------------------------------------------


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()


def genesis(book: str, year: str) -> str:
    return sha256(f"fundapp|{book}|{year}")


def hashed(entry: Row, previous: str, reversed_hash: str, lines: list[Row]) -> str:
    """The hash of an entry onto the one before it, as the program makes it."""
    head = "|".join([
        "1", *(entry[name] for name in ("book", "year", "number", "on", "kind", "reference", "body_digest", "purpose", "earmark", "beneficiary", "voucher")),
        reversed_hash, *(entry[name] for name in ("drafted_by", "posted_by", "posted_at", "narration_digest")), previous,
    ])
    return sha256(head + "".join(
        "\n" + "|".join(line[name] for name in ("position", "account", "box", "debit", "credit", "subject")) for line in lines
    ))


@dataclass
class Month:
    """What lines have moved on one account in one month, and how many they are."""

    debit: int = 0
    credit: int = 0
    lines: int = 0


@dataclass
class Late:
    """An entry that came into a month after this or a later month had been closed once."""

    entry: Row
    moved: list[tuple[Key, int, int]]


@dataclass
class Sums:
    """What the entries add up to."""

    months: dict[Key, dict[tuple[int, int], Month]] = field(default_factory=dict)
    entries: dict[tuple[str, int, int], int] = field(default_factory=dict)
    late: dict[str, list[Late]] = field(default_factory=dict)
    vouchers: dict[Key, list[int]] = field(default_factory=dict)
    heads: dict[tuple[str, str], tuple[int, str]] = field(default_factory=dict)
    known: dict[Key, str] = field(default_factory=dict)
    mirrors: dict[Key, list[tuple[str, ...]]] = field(default_factory=dict)
    lines: int = 0


class Proof:
    """Walk through entries and lines once, side by side, and hold everything else against what they add up to."""

    def __init__(self, folder: Folder) -> None:
        self.folder, self.sums = folder, Sums()
        self.units = {row["book"]: row["unit"] for row in folder.rows("books.csv")}
        self.acts: dict[str, list[Row]] = {}
        for row in folder.rows("closings.csv"):
            self.acts.setdefault(row["book"], []).append(row)
        self.closed = {
            book: [((_int(act["year"]), _int(act["month"])), act) for act in acts if act["act"] == "closed"] for book, acts in self.acts.items()
        }
        self.year_acts: dict[str, list[Row]] = {}
        for row in folder.rows("year_closings.csv"):
            self.year_acts.setdefault(row["book"], []).append(row)
            if row["act"] == "closed":
                self.closed.setdefault(row["book"], []).append(((_int(row["year"]), 12), row))
        # Hashes and lines are remembered only of entries that somebody refers to.
        self.wanted: set[Key] = {
            (row["book"], row["year"], row["head_number"]) for file in ("closings.csv", "year_closings.csv") for row in folder.rows(file) if row["head_number"]
        }
        self.taken_back: set[Key] = {(row["book"], *row["reverses"].split("/", 1)) for row in folder.rows("entries.csv") if row["reverses"]}

    def want(self, book: str, year: str, number: str) -> None:
        self.wanted.add((book, year, number))

    def run(self) -> None:
        self._entries()
        self._years()
        self._balances()
        self._months()
        self._books()
        Closings(self).run()
        YearClosings(self).run()
        self._vouchers()

    # Entries and their lines.

    def _entries(self) -> None:
        lines = Lines(self.folder)
        chain = ("", "")
        number, candidates = 0, {""}
        before: Row | None = None
        for entry in self.folder.rows("entries.csv"):
            if (entry["book"], entry["year"]) != chain:
                chain = (entry["book"], entry["year"])
                number, candidates, before = 0, {genesis(*chain)}, None
            found = self.folder.whole(entry, "number")
            for lost in range(number + 1, min(found, number + 50)):
                self.folder.missing("entries.csv", {"book": chain[0], "year": chain[1], "number": str(lost)}, _("thiếu bút toán này, số không liên tục"), "number")
            if found <= number:
                self.folder.wrong(entry, "number", _("số bút toán lặp lại hoặc không tăng"))
            number = max(found, number)
            candidates = self._linked(entry, lines.of(entry), before, candidates)
            before = entry
            self.sums.heads[chain] = (number, entry["hash"])
        lines.rest()
        self.sums.lines = lines.count

    def _linked(self, entry: Row, lines: list[Row], before: Row | None, candidates: set[str]) -> set[str]:
        """Hold one entry against the one before it; gives the hashes that the next one may link to."""
        key = (entry["book"], entry["year"], entry["number"])
        reversed_hash = ""
        if entry["reverses"]:
            reversed_hash = self.sums.known.get((entry["book"], *entry["reverses"].split("/", 1)), "?")
        previous = entry["previous_hash"]
        made = hashed(entry, previous, reversed_hash, lines)
        if previous not in candidates:
            made = next((again for one in candidates if (again := hashed(entry, one, reversed_hash, lines)) == entry["hash"]), made)
            self.folder.wrong(entry, "previous_hash", _("không nối với bút toán trước"))
        elif before is not None and previous != before["hash"]:
            self.folder.wrong(before, "hash", _("không phải mã băm của bút toán này"))
        if made != entry["hash"]:
            self.folder.wrong(entry, "hash", _("nội dung bút toán hoặc các dòng của nó không khớp mã băm"))
        if key in self.wanted or key in self.taken_back:
            self.sums.known[key] = entry["hash"]
        self._sound(entry, lines)
        self._add(entry, key, lines)
        return {entry["hash"], made}

    def _sound(self, entry: Row, lines: list[Row]) -> None:
        """What every entry must be, whatever its hash says."""
        debit = sum(self.folder.whole(line, "debit") for line in lines)
        credit = sum(self.folder.whole(line, "credit") for line in lines)
        if debit != credit:
            self.folder.wrong(entry, "", _("Nợ %(debit)s khác Có %(credit)s", debit=debit, credit=credit))
        if len(lines) < 2:
            self.folder.wrong(entry, "", _("ít hơn hai dòng"))
        for place, line in enumerate(lines, 1):
            if line["position"] != str(place):
                self.folder.wrong(line, "position", _("thứ tự dòng không liên tục"))
            if sorted((line["debit"].startswith(("-", "0")), line["credit"].startswith(("-", "0")))) != [False, True]:
                self.folder.wrong(line, "debit", _("dòng phải ghi đúng một bên một số dương"))
        if entry["drafted_by"] == entry["posted_by"]:
            self.folder.wrong(entry, "posted_by", _("người lập và người ghi sổ là một"))
        if entry["on"][:4] != entry["year"]:
            self.folder.wrong(entry, "on", _("ngày không thuộc năm của sổ"))
        if (entry["kind"] == "reversal") != bool(entry["reverses"]):
            self.folder.wrong(entry, "reverses", _("bút toán ghi số âm phải nêu bút toán gốc"))

    def _add(self, entry: Row, key: Key, lines: list[Row]) -> None:
        sides = [(line["account"], line["box"], line["debit"], line["credit"]) for line in lines]
        if key in self.taken_back:
            self.sums.mirrors[key] = sorted(sides)
        if entry["reverses"]:
            original = self.sums.mirrors.pop((entry["book"], *entry["reverses"].split("/", 1)), None)
            if original != sorted((account, box, debit, credit) for account, box, credit, debit in sides):
                self.folder.wrong(entry, "reverses", _("không phải bản đối ứng của bút toán gốc, hoặc bút toán gốc bị đảo hai lần"))
        month = _month(entry["on"])
        moved: list[tuple[Key, int, int]] = []
        for account, box, debit, credit in sides:
            pair = (_int(debit), _int(credit))
            if entry["kind"] == "reversal":
                pair = (-pair[1], -pair[0])
            moved.append(((entry["book"], account, box), *pair))
        for place, debit_amount, credit_amount in moved:
            total = self.sums.months.setdefault(place, {}).setdefault(month, Month())
            total.debit, total.credit, total.lines = total.debit + debit_amount, total.credit + credit_amount, total.lines + 1
        counted = (entry["book"], *month)
        self.sums.entries[counted] = self.sums.entries.get(counted, 0) + 1
        self._late(entry, month, moved)
        if entry["voucher"]:
            out = sum(_int(credit) - _int(debit) for account, _box, debit, credit in sides if account.startswith(MONEY))
            booked = self.sums.vouchers.setdefault((self.units.get(entry["book"], "?"), entry["voucher"]), [0, 0])
            booked[0] += out or sum(_int(debit) for _account, _box, debit, _credit in sides)
            booked[1] += key not in self.taken_back

    def _late(self, entry: Row, month: tuple[int, int], moved: list[tuple[Key, int, int]]) -> None:
        """Keep apart what came after a closing that it would have been part of."""
        if any(closed >= month and is_after(entry, act) for closed, act in self.closed.get(entry["book"], [])):
            self.sums.late.setdefault(entry["book"], []).append(Late(entry, moved))

    # What is stored beside them.

    def _years(self) -> None:
        heads = dict(self.sums.heads)
        for row in self.folder.rows("years.csv"):
            number, head = heads.pop((row["book"], row["year"]), (0, genesis(row["book"], row["year"])))
            if row["last_number"] != str(number):
                self.folder.wrong(row, "last_number", _("ghi %(found)s, chuỗi bút toán kết thúc ở số %(n)s", found=row["last_number"], n=number))
            if row["last_hash"] != head:
                self.folder.wrong(row, "last_hash", _("không phải mã băm của bút toán cuối"))
        for book, year in heads:
            self.folder.missing("years.csv", {"book": book, "year": year}, _("thiếu dòng của năm này"))

    def _balances(self) -> None:
        held = {place: sum(month.debit - month.credit for month in months.values()) for place, months in self.sums.months.items()}
        for row in self.folder.rows("balances.csv"):
            amount = held.pop((row["book"], row["account"], row["box"]), 0)
            stored = self.folder.whole(row, "amount")
            if stored != amount:
                self.folder.wrong(row, "amount", _("ghi %(found)s, cộng các dòng được %(sum)s", found=stored, sum=amount))
            if stored < 0 and row["account"].startswith(MONEY):
                self.folder.wrong(row, "amount", _("tài khoản tiền âm"))
        for book, account, box in held:
            self.folder.missing("balances.csv", {"book": book, "account": account, "box": box}, _("thiếu dòng số dư của tài khoản này"))

    def _months(self) -> None:
        left = {(place, month): total for place, months in self.sums.months.items() for month, total in months.items()}
        for row in self.folder.rows("months.csv"):
            total = left.pop(((row["book"], row["account"], row["box"]), (_int(row["year"]), _int(row["month"]))), Month())
            for column, amount in (("debit", total.debit), ("credit", total.credit)):
                if (found := self.folder.whole(row, column)) != amount:
                    self.folder.wrong(row, column, _("ghi %(found)s, cộng các dòng được %(sum)s", found=found, sum=amount))
            if not total.lines:
                self.folder.wrong(row, "month", _("không có dòng nào trong tháng này"))
        for (book, account, box), (year, month) in left:
            where = {"book": book, "account": account, "box": box, "year": str(year), "month": str(month)}
            self.folder.missing("months.csv", where, _("thiếu dòng số phát sinh tháng này"))

    def _books(self) -> None:
        money: dict[str, int] = {book: 0 for book, _year in self.sums.heads}
        for (book, account, _box), months in self.sums.months.items():
            if account.startswith(MONEY):
                money[book] = money.get(book, 0) + sum(month.debit - month.credit for month in months.values())
        for row in self.folder.rows("books.csv"):
            amount = money.pop(row["book"], 0)
            if (found := self.folder.whole(row, "money")) != amount:
                self.folder.wrong(row, "money", _("ghi %(found)s, các tài khoản tiền cộng lại %(sum)s", found=found, sum=amount))
        for book in money:
            self.folder.missing("books.csv", {"book": book}, _("thiếu dòng của sổ này"))

    def _vouchers(self) -> None:
        is_whole = any(row["key"] == "whole" and row["value"] == "1" for row in self.folder.rows("about.csv"))
        booked = dict(self.sums.vouchers)
        last: dict[Key, int] = {}
        for row in self.folder.rows("vouchers.csv"):
            series = (row["unit"], row["series"], row["year"])
            number = self.folder.whole(row, "number")
            where = {"unit": series[0], "series": series[1], "year": series[2]}
            for lost in range(last.get(series, 0) + 1, min(number, last.get(series, 0) + 50)):
                self.folder.missing("vouchers.csv", {**where, "number": str(lost)}, _("thiếu chứng từ này, số không liên tục"), "number")
            if number <= last.get(series, 0):
                self.folder.wrong(row, "number", _("số chứng từ lặp lại hoặc không tăng"))
            last[series] = max(number, last.get(series, 0))
            if row["on"][:4] != row["year"]:
                self.folder.wrong(row, "on", _("ngày không thuộc năm của quyển"))
            self._booked(row, booked.pop((row["unit"], f"{row['series']}/{row['year']}/{row['number']}:{row['amount']}"), None), is_whole)
        for unit, label in booked:
            series_name, year, rest = [*label.split("/"), "", ""][:3]
            where = {"unit": unit, "series": series_name, "year": year, "number": rest.split(":")[0]}
            self.folder.missing("vouchers.csv", where, _("bút toán ghi chứng từ %(label)s mà không có dòng chứng từ như vậy", label=label), "amount")
        self._series(last)

    def _booked(self, row: Row, booked: list[int] | None, is_whole: bool) -> None:
        if booked is None:
            return
        moved, standing = abs(booked[0]), booked[1]
        if moved > _int(row["amount"]) or (is_whole and moved != _int(row["amount"])):
            self.folder.wrong(row, "amount", _("chứng từ ghi %(found)s, sổ ghi %(moved)s", found=row["amount"], moved=moved))
        if row["state"] == "void" and standing:
            self.folder.wrong(row, "state", _("chứng từ hủy mà bút toán vẫn đứng trong sổ"))

    def _series(self, last: dict[Key, int]) -> None:
        for row in self.folder.rows("series.csv"):
            number = last.pop((row["unit"], row["series"], row["year"]), 0)
            if row["last_number"] != str(number):
                self.folder.wrong(row, "last_number", _("ghi %(found)s, chứng từ cuối là số %(n)s", found=row["last_number"], n=number))
        for unit, series, year in last:
            self.folder.missing("series.csv", {"unit": unit, "series": series, "year": year}, _("thiếu dòng của quyển này"))


class Lines:
    """The lines, given out entry by entry; what belongs to no entry is found."""

    def __init__(self, folder: Folder) -> None:
        self.folder, self.count = folder, 0
        self._rows = folder.rows("lines.csv")
        self._next = next(self._rows, None)

    def of(self, entry: Row) -> list[Row]:
        wanted = (entry["book"], entry["year"], entry["number"])
        found: list[Row] = []
        strange: list[Row] = []
        # Lines of no entry may lie before those of this one: look past a few of them, never past a whole table.
        while self._next is not None and len(strange) < 3:
            key = (self._next["book"], self._next["year"], self._next["number"])
            if key == wanted:
                found += [self._next]
                for row in strange:
                    self.folder.wrong(row, "number", _("dòng không thuộc bút toán nào ở chỗ này"))
                strange = []
            elif found or self._is_later(key, wanted):
                break
            else:
                strange.append(self._next)
            self.count += 1
            self._next = next(self._rows, None)
        for row in strange:
            self.folder.wrong(row, "number", _("dòng không thuộc bút toán nào ở chỗ này"))
        return found

    @staticmethod
    def _is_later(key: Key, wanted: Key) -> bool:
        return key[:2] == wanted[:2] and _int(key[2]) > _int(wanted[2])

    def rest(self) -> None:
        while self._next is not None:
            self.folder.wrong(self._next, "number", _("dòng không thuộc bút toán nào ở chỗ này"))
            self._next = next(self._rows, None)


class Closings:
    """The acts on the months: in their order, with the figures that the lines give as of that instant."""

    SHUT = _("ghi vào kỳ đã khóa")

    STEPS = {
        "close_requested": ("open", "closing"), "close_withdrawn": ("closing", "open"), "closed": ("closing", "closed"),
        "reopen_requested": ("closed", "reopening"), "reopen_refused": ("reopening", "closed"), "reopened": ("reopening", "open"),
    }

    def __init__(self, proof: Proof) -> None:
        self.folder, self.sums, self.acts = proof.folder, proof.sums, proof.acts

    def run(self) -> None:
        for book, acts in self.acts.items():
            months: dict[Key, list[Row]] = {}
            for act in acts:
                months.setdefault((act["year"], act.get("month", "")), []).append(act)
            for of_month in months.values():
                self._steps(of_month)
                self._shut(book, of_month)
            for act in acts:
                if act["act"] == "closed":
                    self._closed(book, act)
                    continue
                for column in ("entry_count", "turnover", "trial_digest", "head_number", "head_hash"):
                    if act[column]:
                        self.folder.wrong(act, column, _("chỉ lần khóa mới giữ số liệu"))

    def _steps(self, acts: list[Row]) -> None:
        state, at, by = "open", "", ""
        for place, act in enumerate(acts, 1):
            if act["event"] != str(place):
                self.folder.wrong(act, "event", _("thứ tự các lần khóa, mở không liên tục"))
            before, after = self.STEPS.get(act["act"], ("?", state))
            if before != state:
                self.folder.wrong(act, "act", _("không thể xảy ra khi kỳ ở trạng thái trước đó"))
            if act["at"] < at:
                self.folder.wrong(act, "at", _("sớm hơn lần trước"))
            if act["act"] in ("closed", "reopened", "reopen_refused") and act["by"] == by:
                self.folder.wrong(act, "by", _("người đề nghị và người xác nhận là một"))
            state, at, by = after, act["at"], act["by"]

    def _shut(self, book: str, acts: list[Row]) -> None:
        """Nothing came into a month, or a year, while it was closed."""
        first, last = self._days(acts[0])
        spans = self._spans(acts)
        for late in self.sums.late.get(book, []):
            if first <= _month(late.entry["on"]) <= last and any(start < late.entry["posted_at"] < end for start, end in spans):
                self.folder.wrong(late.entry, "posted_at", self.SHUT)

    @staticmethod
    def _days(act: Row) -> tuple[tuple[int, int], tuple[int, int]]:
        """The first and the last month that an act is about."""
        year, month = _int(act["year"]), act.get("month")
        return (year, 1 if month is None else _int(month)), (year, 12 if month is None else _int(month))

    @staticmethod
    def _spans(acts: list[Row]) -> list[tuple[str, str]]:
        """From when to when it was closed."""
        spans: list[tuple[str, str]] = []
        for act in acts:
            if act["act"] == "closed":
                spans.append((act["at"], "9"))
            elif act["act"] == "reopened" and spans:
                spans[-1] = (spans[-1][0], act["at"])
        return spans

    def _closed(self, book: str, act: Row) -> None:
        first, last = self._days(act)
        late = [one for one in self.sums.late.get(book, []) if _month(one.entry["on"]) <= last and is_after(one.entry, act)]
        rows, turnover = self._trial(book, first, last, late)
        self._rows(act, rows)
        entries = sum(count for (of, *month), count in self.sums.entries.items() if of == book and first <= tuple(month) <= last)
        entries -= len([one for one in late if _month(one.entry["on"]) >= first])
        digest = sha256(json.dumps([rows], ensure_ascii=False, separators=(",", ":")))
        head = self.sums.known.get((book, act["year"], act["head_number"]), genesis(book, act["year"]) if act["head_number"] == "0" else "")
        for column, made in (("entry_count", str(entries)), ("turnover", str(turnover)), ("trial_digest", digest)):
            if act[column] != made:
                self.folder.wrong(act, column, _("ghi %(found)s, tính lại từ các dòng tới lúc khóa được %(made)s", found=act[column], made=made))
        if not head:
            self.folder.wrong(act, "head_number", _("sổ không có bút toán số %(n)s mà bản khóa sổ ghi là đầu chuỗi", n=act["head_number"]))
        elif act["head_hash"] != head:
            self.folder.wrong(act, "head_hash", _("đầu chuỗi lúc khóa khác mã băm của bút toán số %(n)s", n=act["head_number"]))

    def _rows(self, act: Row, rows: list[list[Any]]) -> None:
        """Of a month nothing but the digest of its trial balance is handed out."""

    def _trial(self, book: str, first: tuple[int, int], last: tuple[int, int], late: list[Late]) -> tuple[list[list[Any]], int]:
        """The trial balance of a month or a year as of its closing: account, box, opening, debit, credit."""
        rows: list[list[Any]] = []
        for place, months in self.sums.months.items():
            if place[0] != book:
                continue
            without = [(_month(one.entry["on"]), debit, credit) for one in late for moved, debit, credit in one.moved if moved == place]
            parts = [(when, total.debit, total.credit) for when, total in months.items() if when <= last]
            lines = sum(total.lines for when, total in months.items() if when <= last) - len(without)
            if lines <= 0:
                continue
            parts += [(when, -debit, -credit) for when, debit, credit in without]
            opening = sum(debit - credit for when, debit, credit in parts if when < first)
            debited, credited = sum(debit for when, debit, _credit in parts if when >= first), sum(credit for when, _debit, credit in parts if when >= first)
            rows.append([place[1], _int(place[2]) if place[2] else None, opening, debited, credited])
        rows.sort(key=lambda row: (row[0], row[1] or 0))
        return rows, sum(row[3] for row in rows)


class YearClosings(Closings):
    """The acts on the years: the same, with every account that a closing froze; while a year is closed none of its months is opened."""

    SHUT = _("ghi vào năm đã khóa")

    def __init__(self, proof: Proof) -> None:
        super().__init__(proof)
        self.months, self.acts = proof.acts, proof.year_acts
        self.frozen: dict[Key, dict[Key, Row]] = {}
        for row in self.folder.rows("year_balances.csv"):
            of_event = self.frozen.setdefault((row["book"], row["year"], row["event"]), {})
            if (row["account"], row["box"]) in of_event:
                self.folder.wrong(row, "account", _("tài khoản này đã có một dòng của lần khóa này"))
            of_event[(row["account"], row["box"])] = row

    def run(self) -> None:
        super().run()
        for rows in self.frozen.values():
            for row in rows.values():
                self.folder.wrong(row, "event", _("không có lần khóa năm nào giữ dòng này"))

    def _shut(self, book: str, acts: list[Row]) -> None:
        super()._shut(book, acts)
        spans = self._spans(acts)
        for act in self.months.get(book, []):
            if act["year"] == acts[0]["year"] and act["act"] == "reopened" and any(start < act["at"] < end for start, end in spans):
                self.folder.wrong(act, "act", _("mở lại tháng khi năm đã khóa"))

    def _rows(self, act: Row, rows: list[list[Any]]) -> None:
        """Every account as the closing froze it."""
        frozen = self.frozen.pop((act["book"], act["year"], act["event"]), {})
        for account, box, *amounts in rows:
            place = (account, "" if box is None else str(box))
            kept = frozen.pop(place, None)
            if kept is None:
                where = {name: act[name] for name in ("book", "year", "event")} | {"account": place[0], "box": place[1]}
                self.folder.missing("year_balances.csv", where, _("thiếu dòng của tài khoản này"))
                continue
            for column, amount in zip(("opening", "debit", "credit"), amounts, strict=True):
                if (found := self.folder.whole(kept, column)) != amount:
                    self.folder.wrong(kept, column, _("ghi %(found)s, cộng các dòng tới lúc khóa được %(sum)s", found=found, sum=amount))
        for row in frozen.values():
            self.folder.wrong(row, "account", _("tới lúc khóa tài khoản này không có dòng nào"))


def is_after(entry: Row, act: Row) -> bool:
    """Whether an entry came into the books after a closing: by its number in the same year, else by its instant."""
    if entry["year"] == act["year"]:
        return _int(entry["number"]) > _int(act["head_number"])
    return entry["posted_at"] > act["at"]


def _int(text: str) -> int:
    digits = text.removeprefix("-")
    return int(text) if digits.isascii() and digits.isdigit() and len(digits) < 20 else 0


def _month(day: str) -> tuple[int, int]:
    return _int(day[:4]), _int(day[5:7])


# --- Printed heads, and the command ---------------------------------------------------------------------------------------------------


def read_head(text: str) -> Key | None:
    """Read what the QR of a month-end paper says: book, year, number and hash of the head."""
    parts = text.strip().split("|")
    if len(parts) == 8 and parts[0] == "FUNDAPP-KHOASO-1":
        return parts[1], parts[2], parts[5], parts[6]
    return None


def verify(path: Path, printed: list[str] | None = None, seal: str = "") -> tuple[list[Finding], Proof]:
    """Prove a folder; gives what was found wrong, and what it adds up to."""
    folder = Folder(path)
    for file in TABLES:
        look_at_marks(folder, file)
    look_at_files(folder)
    proof = Proof(folder)
    heads = {text: read_head(text) for text in printed or []}
    for head in heads.values():
        if head is not None:
            proof.want(*head[:3])
    proof.run()
    if seal and (path / "files.csv").is_file() and "".join(seal.split()) != hashlib.sha256((path / "files.csv").read_bytes()).hexdigest():
        folder.missing("--seal", {}, _("files.csv không phải tệp đã xuất lúc đó"))
    for text, head in heads.items():
        if head is None:
            folder.missing("--head", {}, _("không đọc được dấu “%(text)s”", text=text[:60]))
        else:
            book, year, number, wanted = head
            found = proof.sums.known.get((book, year, number), genesis(book, year) if number == "0" else "")
            if found != wanted:
                said = _("khác dấu đã in: giấy ghi %(wanted)s, sổ là %(found)s", wanted=wanted, found=found or _("không có bút toán này"))
                folder.missing("--head", {"book": book, "year": year, "number": number}, said, "hash")
    return list(dict.fromkeys(folder.findings)), proof


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=_("Đối chiếu bản xuất sổ quỹ, không cần phần mềm đã xuất."))
    parser.add_argument("folder", nargs="?", type=Path, default=Path(__file__).resolve().parent)
    parser.add_argument("--head", action="append", default=[], help=_("dấu khóa sổ đã in (chữ của mã QR)"))
    parser.add_argument("--seal", default="", help=_("mã băm của files.csv đã ghi lại lúc xuất"))
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args(arguments)
    sys.stdout.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    if not given.folder.is_dir():
        parser.error(_("không có thư mục %(folder)s", folder=given.folder))
    findings, proof = verify(given.folder, given.head, given.seal)
    heads = [{"book": book, "year": year, "number": number, "hash": hash_} for (book, year), (number, hash_) in proof.sums.heads.items()]
    if given.json:
        said = [{**one._asdict(), "where": dict(one.where)} for one in findings]
        print(json.dumps({"ok": not findings, "findings": said, "heads": heads}, ensure_ascii=False, indent=1))
        return 1 if findings else 0
    for finding in findings[:MOST_SAID]:
        print(_("SAI  %(finding)s", finding=finding))
    if len(findings) > MOST_SAID:
        print(_("… và %(n)s điểm nữa", n=len(findings) - MOST_SAID))
    for head in heads:
        grouped = " ".join(str(head["hash"])[at : at + 4] for at in range(0, 64, 4))
        print(_("Sổ %(book)s năm %(year)s: %(number)s bút toán, đầu chuỗi %(grouped)s", grouped=grouped, **head))
    walked = _("%(entries)s bút toán, %(lines)s dòng", entries=sum(proof.sums.entries.values()), lines=proof.sums.lines)
    if findings:
        print(_("KHÔNG KHỚP: %(n)s điểm sai (%(walked)s)", n=len(findings), walked=walked))
    else:
        print(_("KHỚP: %(walked)s, mọi mã băm và mọi số cộng đều đúng", walked=walked))
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
