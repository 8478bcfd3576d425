"""The handed-out verifier finds every single change of an export, and names it by file, line, book, year, number and column."""

import ast
import csv
import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fundapp.ledger.export.proof import DATA, VERIFIER
from tests.ledger.handed_out import VERIFY, copied, findings, forge, hand_out, other, read, write

FILES = list(VERIFY.TABLES)
# What no sum and no chain holds: it is protected by the marks and by the printed digest of files.csv (--seal) alone.
HELD_BY_MARKS_ALONE = {
    "about.csv": {"key", "value"},
    "books.csv": {"name", "legal_form", "fund_account", "opened_on"},
    "closings.csv": {"on", "at", "by"},
    "year_closings.csv": {"on", "at", "by"},
    "vouchers.csv": {"kind", "on", "state"},
}
_kept: dict[str, Path] = {}


@pytest.fixture
def out(request, tmp_path_factory) -> Path:
    """The export; made once, because every test works on a copy."""
    if "out" not in _kept:
        funds = request.getfixturevalue("told_more")
        _kept["out"] = tmp_path_factory.mktemp("books")
        hand_out(funds.world, _kept["out"])
    return _kept["out"]


def named(found, file: str, line: int, column: str) -> bool:
    return any((one.file, one.line, one.column) == (file, line, column) for one in found)


def test_an_untouched_export_is_right(out: Path) -> None:
    found, proof = VERIFY.verify(out)
    assert found == []
    assert sum(proof.sums.entries.values()) == len(read(out, "entries.csv")) - 1 > 10
    assert any(proof.sums.late.values()), "the story has an entry that came into a month after its first closing"


def test_it_runs_alone_and_says_so(out: Path) -> None:
    run = subprocess.run([sys.executable, "-I", str(out / VERIFIER), str(out)], capture_output=True, text=True, check=False)
    assert (run.returncode, run.stdout.splitlines()[-1][:5], run.stderr) == (0, "KHỚP:", "")
    assert "Sổ QMA-NB năm 2026" in run.stdout


def test_it_tells_and_exits_with_one(out: Path, tmp_path: Path) -> None:
    bad = copied(out, tmp_path)
    rows = read(bad, "entries.csv")
    rows[2][6] = "payments/9"
    write(bad, "entries.csv", rows)
    run = subprocess.run([sys.executable, "-I", str(bad / VERIFIER), str(bad), "--json"], capture_output=True, text=True, check=False)
    said = json.loads(run.stdout)
    assert (run.returncode, said["ok"]) == (1, False)
    assert said["findings"][0]["where"] == {"book": rows[2][1], "year": rows[2][2], "number": rows[2][3]}
    spoken = subprocess.run([sys.executable, "-I", str(bad / VERIFIER), str(bad)], capture_output=True, text=True, check=False).stdout
    assert f"entries.csv dòng 3 (sổ {rows[2][1]}, năm {rows[2][2]}, số {rows[2][3]}), cột reference" in spoken
    assert "KHÔNG KHỚP" in spoken


def test_it_imports_the_standard_library_alone() -> None:
    tree = ast.parse((DATA / VERIFIER).read_text(encoding="utf-8"))
    names = {alias.name.split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module.split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert names <= sys.stdlib_module_names


@pytest.mark.parametrize("file", FILES)
def test_every_column_of_every_file_first_row_and_last(out: Path, tmp_path: Path, file: str) -> None:
    rows = read(out, file)
    assert len(rows) > 2, f"{file} has rows to change"
    for line in {1, len(rows) - 1, len(rows) // 2}:
        for place, column in enumerate(rows[0]):
            bad = copied(out, tmp_path)
            changed = [list(row) for row in rows]
            changed[line][place] = other(changed[line][place])
            write(bad, file, changed)
            found = findings(bad)
            assert named(found, file, line + 1, column), (file, line, column, rows[line][place], [str(one) for one in found])
            strange = [str(one) for one in found if one.file == file and one.line == line + 1 and one.column != column and "sau khi xuất" in one.what]
            assert not [text for text in strange if "ô đã bị sửa" in text], (column, strange)
            shutil.rmtree(bad)


@pytest.mark.parametrize("file", FILES)
def test_a_renamed_column_is_named(out: Path, tmp_path: Path, file: str) -> None:
    for place, column in enumerate(read(out, file)[0]):
        bad = copied(out, tmp_path)
        rows = read(bad, file)
        rows[0][place] = "khác"
        write(bad, file, rows)
        assert named(findings(bad), file, 1, column)


@pytest.mark.parametrize("file", FILES)
def test_every_removed_row_is_named(out: Path, tmp_path: Path, file: str) -> None:
    rows = read(out, file)
    for line in range(1, len(rows)):
        bad = copied(out, tmp_path)
        write(bad, file, rows[:line] + rows[line + 1 :])
        found = [one for one in findings(bad) if one.file == file]
        assert any(f"thiếu dòng thứ {line}," in one.what for one in found), (file, line, found)
        if file in ("entries.csv", "vouchers.csv"):
            number = rows[line][rows[0].index("number")]
            assert any(dict(one.where).get("number") == number for one in found) or f"[{' '.join(rows[line - 1][1:2])}" in str(found)
        shutil.rmtree(bad)


@pytest.mark.parametrize("file", FILES)
def test_an_added_row_is_named(out: Path, tmp_path: Path, file: str) -> None:
    rows = read(out, file)
    marks = VERIFY.mark
    for line in (1, len(rows) - 1):
        twice = [*rows[: line + 1], rows[line], *rows[line + 1 :]]
        columns = rows[0][:-1]
        values = [str(len(rows)), *rows[line][1:-1]]
        at_the_end = [*values, " ".join([*(marks(file, values[0], column, value) for column, value in zip(columns, values, strict=True)),
                                         marks(file, values[0], "*", "|".join(values))])]
        for changed, where in ((twice, line + 2), ([*rows, at_the_end], len(rows) + 1)):
            bad = copied(out, tmp_path)
            write(bad, file, changed)
            found = findings(bad)
            assert any(one.file == file and one.line == where for one in found) or (
                file == "files.csv" and found), (file, line, [str(one) for one in found])


@pytest.mark.parametrize("file", FILES)
def test_swapped_rows_are_named(out: Path, tmp_path: Path, file: str) -> None:
    rows = read(out, file)
    for one, two in ((1, 2), (1, len(rows) - 1)):
        bad = copied(out, tmp_path)
        changed = list(rows)
        changed[one], changed[two] = changed[two], changed[one]
        write(bad, file, changed)
        found = findings(bad)
        assert named(found, file, one + 1, "row")
        assert named(found, file, two + 1, "row")


@pytest.mark.parametrize("file", FILES)
def test_swapped_cells_are_named(out: Path, tmp_path: Path, file: str) -> None:
    rows = read(out, file)
    for place, column in enumerate(rows[0][1:-1], 1):
        if rows[1][place] == rows[-1][place]:
            continue
        bad = copied(out, tmp_path)
        changed = [list(row) for row in rows]
        changed[1][place], changed[-1][place] = rows[-1][place], rows[1][place]
        write(bad, file, changed)
        found = findings(bad)
        assert named(found, file, 2, column)
        assert named(found, file, len(rows), column)


@pytest.mark.parametrize("file", FILES)
def test_a_missing_file_and_a_strange_one_are_named(out: Path, tmp_path: Path, file: str) -> None:
    bad = copied(out, tmp_path)
    (bad / file).rename(bad / "another.csv")
    assert {(one.file, one.what[:10]) for one in findings(bad)} >= {(file, "thiếu tệp "), ("another.csv", "tệp lạ, kh")}


@pytest.mark.parametrize("file", [file for file in FILES if file != "files.csv"])
def test_bytes_that_change_no_cell_are_found(out: Path, tmp_path: Path, file: str) -> None:
    bad = copied(out, tmp_path)
    rows = read(bad, file)
    with (bad / file).open("w", encoding="utf-8", newline="") as text:
        csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows(rows)
    assert [(one.file, one.column, dict(one.where)) for one in findings(bad)] == [("files.csv", "sha256", {"file": file})]


# --- A forger who makes marks and list anew: now only chain, sums and printed heads speak ------------------------------------------------


@pytest.mark.parametrize("file", [file for file in FILES if file != "files.csv"])
def test_a_forger_with_fresh_marks_is_found_by_the_books_themselves(out: Path, tmp_path: Path, file: str) -> None:
    rows = read(out, file)
    for place, column in enumerate(rows[0]):
        if column in ("row", "marks") or column in HELD_BY_MARKS_ALONE.get(file, ()):
            continue
        # The amount of a voucher on which nothing was ever booked stands in no sum.
        lines = {1, len(rows) - 1} if file != "vouchers.csv" else {1, next(n for n, row in enumerate(rows) if row[-2] == "issued" and n > 2)}
        for line in lines:
            bad = copied(out, tmp_path)
            changed = [list(row) for row in rows]
            changed[line][place] = other(changed[line][place])
            forge(bad, file, changed)
            found = findings(bad)
            where = {name: value for name, value in zip(rows[0], rows[line], strict=True) if name in ("book", "unit") and column not in ("book", "unit")}
            assert found, (file, column, rows[line])
            assert all(value in str([str(one) for one in found]) for value in where.values()), (file, column, where, [str(one) for one in found])
            shutil.rmtree(bad)


def test_what_only_the_marks_hold_is_still_held_by_the_printed_seal(out: Path, tmp_path: Path) -> None:
    seal = hashlib.sha256((out / "files.csv").read_bytes()).hexdigest()
    assert VERIFY.verify(out, [], seal)[0] == []
    for file, columns in HELD_BY_MARKS_ALONE.items():
        for column in columns:
            bad = copied(out, tmp_path)
            rows = read(bad, file)
            place = rows[0].index(column)
            rows[1][place] = other(rows[1][place])
            forge(bad, file, rows)
            assert any(one.file == "--seal" for one in VERIFY.verify(bad, [], seal)[0])


def _without_the_last_entry(out: Path, place: Path, book: str, year: str) -> tuple[Path, str, str]:
    """Take the last entry of a chain and its lines away; gives its number and hash."""
    bad = copied(out, place)
    entries, lines = read(bad, "entries.csv"), read(bad, "lines.csv")
    last = [row for row in entries if row[1:3] == [book, year]][-1]
    forge(bad, "entries.csv", [row for row in entries if row is not last])
    forge(bad, "lines.csv", [row for row in lines if row[1:4] != last[1:4]])
    return bad, last[3], last[-2]


def test_a_cut_tail_is_found_by_head_and_balances(out: Path, tmp_path: Path) -> None:
    bad, _number, _hash = _without_the_last_entry(out, tmp_path, "QTV-NB", "2026")
    found = {(one.file, one.column) for one in findings(bad)}
    assert found >= {("years.csv", "last_number"), ("years.csv", "last_hash"), ("balances.csv", "amount"), ("months.csv", "debit"), ("books.csv", "money")}


def _mend_all_sums(bad: Path, book: str, year: str) -> None:
    """Do what a forger does next: make years, balances, months, books and vouchers fit what is left."""
    _found, proof = VERIFY.verify(bad)
    years = read(bad, "years.csv")
    for row in years[1:]:
        if row[1:3] == [book, year]:
            number, head = proof.sums.heads[(book, year)]
            row[3], row[4] = str(number), head
    forge(bad, "years.csv", years)
    totals = {place: sum(m.debit - m.credit for m in months.values()) for place, months in proof.sums.months.items()}
    balances = read(bad, "balances.csv")
    for row in balances[1:]:
        row[4] = str(totals.get(tuple(row[1:4]), 0))
    forge(bad, "balances.csv", balances)
    months = read(bad, "months.csv")
    kept = [months[0]]
    for row in months[1:]:
        total = proof.sums.months.get(tuple(row[1:4]), {}).get((int(row[4]), int(row[5])))
        if total is not None:
            kept.append([*row[:6], str(total.debit), str(total.credit), row[-1]])
    forge(bad, "months.csv", kept)
    books = read(bad, "books.csv")
    for row in books[1:]:
        row[7] = str(sum(amount for place, amount in totals.items() if place[0] == row[1] and place[1].startswith(("111", "112", "113"))))
    forge(bad, "books.csv", books)


def test_a_perfectly_cut_tail_is_found_by_the_printed_head(out: Path, tmp_path: Path) -> None:
    bad, number, hash_ = _without_the_last_entry(out, tmp_path, "QTV-NB", "2026")
    _mend_all_sums(bad, "QTV-NB", "2026")
    printed = f"FUNDAPP-KHOASO-1|QTV-NB|2026|03|1|{number}|{hash_}|{'0' * 64}"
    assert findings(bad) == [], "nothing inside such a forgery contradicts itself; that is what the paper is for"
    found = findings(bad, printed)
    assert [(one.file, dict(one.where)["number"]) for one in found] == [("--head", number)]
    assert findings(out, printed) == []


def test_a_rewritten_past_is_found_by_the_closing(out: Path, tmp_path: Path) -> None:
    """Rewrite December of 2025 and every hash after it, mend all sums: what was kept at the closing contradicts it."""
    bad = copied(out, tmp_path)
    entries, lines = read(bad, "entries.csv"), read(bad, "lines.csv")
    chain = [row for row in entries if row[1:3] == ["QTV-NB", "2025"]]
    for row in lines:
        if row[1:4] == chain[1][1:4]:
            row[7], row[8] = (str(int(side) + 500_000) if side != "0" else side for side in (row[7], row[8]))
    vouchers = read(bad, "vouchers.csv")
    voucher = next(row for row in vouchers if chain[1][11].startswith(f"{row[2]}/{row[3]}/{row[4]}:"))
    voucher[7] = str(int(voucher[7]) + 500_000)
    chain[1][11] = f"{voucher[2]}/{voucher[3]}/{voucher[4]}:{voucher[7]}"
    forge(bad, "vouchers.csv", vouchers)
    previous = VERIFY.genesis("QTV-NB", "2025")
    for entry in chain:
        row = VERIFY.Row(zip(entries[0], entry, strict=True))
        own = [VERIFY.Row(zip(lines[0], line, strict=True)) for line in lines if line[1:4] == entry[1:4]]
        entry[-3], entry[-2] = previous, VERIFY.hashed(row, previous, "", own)
        previous = entry[-2]
    reversal = next(row for row in entries if row[1] == "QTV-NB" and row[12] == f"2025/{chain[-1][3]}")
    tail = [row for row in entries if row[1:3] == ["QTV-NB", "2026"] and int(row[3]) >= int(reversal[3])]
    previous = tail[0][-3]
    for entry in tail:
        row = VERIFY.Row(zip(entries[0], entry, strict=True))
        own = [VERIFY.Row(zip(lines[0], line, strict=True)) for line in lines if line[1:4] == entry[1:4]]
        entry[-3], entry[-2] = previous, VERIFY.hashed(row, previous, chain[-1][-2] if entry is reversal else "", own)
        previous = entry[-2]
    forge(bad, "lines.csv", lines)
    forge(bad, "entries.csv", entries)
    _mend_all_sums(bad, "QTV-NB", "2025")
    _mend_all_sums(bad, "QTV-NB", "2026")
    found = findings(bad)
    assert {one.file for one in found} == {"closings.csv", "year_closings.csv", "year_balances.csv"}
    assert {one.column for one in found} >= {"trial_digest", "head_hash", "turnover"}


def test_what_came_while_the_year_was_closed_is_named(out: Path, tmp_path: Path) -> None:
    """A month's re-opening, and an entry, that a forger moves to before the closing of the months and after that of the year."""
    closed_at = [row[7] for row in read(out, "year_closings.csv") if row[4] == "closed"][-1]
    after = closed_at[:-6] + "999999"
    bad = copied(out, tmp_path)
    rows = read(bad, "closings.csv")
    opened = next(row for row in rows if row[1:3] == ["QTV-NB", "2025"] and row[5] == "reopened")
    opened[8] = after
    forge(bad, "closings.csv", rows)
    assert any((one.file, one.column, one.what) == ("closings.csv", "act", "mở lại tháng khi năm đã khóa") for one in findings(bad))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_changed_cell_is_named(out: Path, tmp_path: Path, data: st.DataObject) -> None:
    file = data.draw(st.sampled_from(FILES))
    rows = read(out, file)
    line = data.draw(st.integers(1, len(rows) - 1))
    place = data.draw(st.integers(0, len(rows[0]) - 1))
    # What csv itself reads back: no lone carriage return, and letters that UTF-8 has.
    value = data.draw(st.one_of(
        st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\r\x00"), max_size=12), st.integers(-(10**22), 10**22).map(str),
        st.sampled_from([rows[other_line][place] for other_line in range(1, len(rows))]),
    ).filter(lambda drawn: drawn != rows[line][place]))
    bad = copied(out, tmp_path)
    rows[line][place] = value
    write(bad, file, rows)
    found = findings(bad)
    assert any(one.file == file and one.column == rows[0][place] for one in found), [str(one) for one in found]
    shutil.rmtree(bad)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_the_verifier_never_breaks(out: Path, tmp_path: Path, data: st.DataObject) -> None:
    file = data.draw(st.sampled_from(FILES))
    bad = copied(out, tmp_path)
    whole = (bad / file).read_bytes()
    start = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(start, min(len(whole), start + 400)))
    (bad / file).write_bytes(whole[:start] + data.draw(st.binary(max_size=60)) + whole[end:])
    if (bad / file).read_bytes() != whole:
        assert findings(bad)
    shutil.rmtree(bad)
