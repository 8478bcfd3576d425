"""A statement is read whole or refused, with its row and column: nothing is guessed, nothing becomes zero."""

import struct
from pathlib import Path
from typing import Any

import pytest

from fundapp.bank.reading import read_statement
from fundapp.bank.statement import StatementRefused
from fundapp.sheets.reader import LARGEST_FILE, FileRefused
from tests.bank.files import END, HEADER, LINES, TOP, csv_of, statement_rows, xlsx_of

SAMPLES = Path(__file__).parents[1] / "data" / "bank"


def changed(row: int, place: int, value: Any) -> list[list[Any]]:
    lines = [list(line) for line in LINES]
    lines[row][place] = value
    return lines


def refused(content: bytes) -> StatementRefused:
    with pytest.raises(StatementRefused) as caught:
        read_statement(content, "sao-ke.csv")
    return caught.value


def test_a_sound_file_is_read():
    found = read_statement(csv_of(statement_rows()), "sao-ke.csv")
    assert (len(found.lines), found.opening, found.closing, found.account) == (4, 1_000_000, 1_300_000, "99911112222")
    assert found.lines[1].found.codes == ["PC26-00350-9"]


@pytest.mark.parametrize(
    ("rows", "code", "row", "column"),
    [
        (statement_rows(lines=changed(1, 4, "310.000")), "balance_breaks", 6, "E"),
        (statement_rows(lines=LINES[:2] + LINES[3:]), "balance_breaks", 7, "E"),
        (statement_rows(lines=LINES[:3]), "does_not_add_up", 8, "E"),
        (statement_rows(end=[]), "truncated", None, None),
        (statement_rows(lines=changed(2, 3, "")), "no_amount", 7, "C"),
        (statement_rows(lines=changed(2, 3, "0")), "no_amount", 7, "C"),
        (statement_rows(lines=changed(2, 2, "500.000")), "both_sides", 7, "C"),
        (statement_rows(lines=changed(2, 3, "=SUM(D5)")), "amount_not_a_number", 7, "D"),
        (statement_rows(lines=changed(2, 3, "năm trăm")), "amount_not_a_number", 7, "D"),
        (statement_rows(lines=changed(2, 3, "500,5")), "amount_ambiguous", 7, "D"),
        (statement_rows(lines=changed(2, 3, "500,000")), "amount_ambiguous", 7, "D"),
        (statement_rows(lines=changed(2, 3, "1,500,000")), "style_mixed", 7, "D"),
        (statement_rows(lines=changed(2, 4, "")), "no_balance", 7, "E"),
        (statement_rows(lines=changed(2, 0, "")), "day_missing", 7, "A"),
        (statement_rows(lines=changed(2, 0, "32/10/2026")), "day_unreadable", 7, "A"),
        (statement_rows(lines=changed(2, 0, "05/11/2026")), "day_outside", 7, "A"),
        (statement_rows(end=[["Cộng phát sinh", "", "1.200.000", "1.400.000", "", ""], *END]), "sum_differs", 9, "D"),
        (statement_rows(end=[*END, ["Số dư cuối kỳ", "", "", "", "1.300.001", ""]]), "balances_differ", 10, "E"),
        (statement_rows(top=[*TOP[:2], ["Loại tiền: USD"], TOP[2]]), "other_currency", 3, "A"),
        (statement_rows(header=[*HEADER[:3], "Ghi có (USD)", *HEADER[4:]]), "other_currency", 4, "D"),
        (statement_rows(header=["Ngày giao dịch", "Số tham chiếu", "A", "Ghi có", "Số dư", "Nội dung"]), "column_missing", 4, None),
        ([*TOP, ["A", "B", "C"], ["1", "2", "3"]], "no_table", None, None),
        (statement_rows(lines=[], top=TOP[:1], end=[]), "no_lines", None, None),
    ],
)
def test_what_is_wrong_is_said_with_its_place(rows: list[list[Any]], code: str, row: int | None, column: str | None):
    problem = refused(csv_of(rows))
    assert (problem.code, problem.row, problem.column) == (code, row, column)
    if row:
        assert str(problem.message).startswith(f"Dòng {row}")


def test_without_balances_at_either_end_and_beside_the_lines_nothing_proves_a_file():
    bare = [[cell for place, cell in enumerate(line) if place != 4] for line in [HEADER, *LINES]]
    assert refused(csv_of([*TOP[:2], *bare])).code == "no_balances"
    derived = read_statement(csv_of([*TOP[:2], HEADER, *LINES]), "sao-ke.csv")
    assert (derived.opening, derived.closing, len(derived.warnings)) == (1_000_000, 1_300_000, 1)


def test_a_formula_is_not_a_number_though_it_shows_one():
    problem = refused(xlsx_of(statement_rows(lines=changed(2, 3, "=250000+250000"))))
    assert (problem.code, problem.row, problem.column) == ("formula", 7, "D")


def test_a_formula_is_found_in_an_old_binary_file():
    content = (SAMPLES / "agribank-like-2026-10.xls").read_bytes()
    # Two neighbouring text cells (14 bytes each) give way to one formula in the place of the first.
    at = content.find(struct.pack("<HHHH", 0x00FD, 10, 8, 0))
    assert content[at + 14:at + 22] == struct.pack("<HHHH", 0x00FD, 10, 8, 1)
    formula = struct.pack("<HHHHHdHIH", 0x0006, 24, 8, 0, 0, 5.0, 0, 0, 2) + b"\x16\x16"
    problem = refused(content[:at] + formula + content[at + 28:])
    assert (problem.code, problem.row, problem.column) == ("formula", 9, "A")


@pytest.mark.parametrize("name", ["vcb-like-2026-10.xlsx", "agribank-like-2026-10.xls", "camt053-2026-10.xml", "mt940-2026-10.sta", "mb-like-2026-10.xlsx"])
@pytest.mark.parametrize("kept", [0.3, 0.6, 0.9])
def test_a_cut_off_file_is_refused(name: str, kept: float):
    content = (SAMPLES / name).read_bytes()
    with pytest.raises((StatementRefused, FileRefused)):
        read_statement(content[:int(len(content) * kept)], name)


def test_a_text_cut_off_anywhere_in_its_lines_is_refused():
    content = (SAMPLES / "semicolon-2026-10.csv").read_bytes()
    first, end = content.index(b"04/10/2026"), content.rindex("Số dư cuối".encode())
    for cut in range(first, end, 97):
        with pytest.raises((StatementRefused, FileRefused)):
            read_statement(content[:cut], "x.csv")


def test_a_file_too_large_is_not_even_looked_at():
    with pytest.raises(FileRefused, match="20 MB"):
        read_statement(b"<?xml" + b" " * (60 * 1024 * 1024), "x.xml")
    assert LARGEST_FILE < 60 * 1024 * 1024


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (b'<Amt Ccy="VND">500000</Amt>', b'<Amt Ccy="USD">500000</Amt>', "other_currency"),
        (b'<Amt Ccy="VND">500000</Amt>', b'<Amt Ccy="VND">500000.5</Amt>', "amount_fraction"),
        (b'<Amt Ccy="VND">500000</Amt>', b'<Amt Ccy="VND">NaN</Amt>', "amount_not_a_number"),
        (b'<Amt Ccy="VND">500000</Amt>', b'<Amt Ccy="VND">500001</Amt>', "does_not_add_up"),
        (b"<BookgDt><Dt>2026-10-05", b"<BookgDt><Dt>2026-13-05", "day_unreadable"),
        (b"<BookgDt><Dt>2026-10-05", b"<BookgDt><Dt>2026-09-05", "day_outside"),
        (b"BkToCstmrStmt", b"BkToCstmrDbtCdtNtfctn", "no_table"),
    ],
)
def test_a_wrong_camt_message_is_refused(old: bytes, new: bytes, code: str):
    content = (SAMPLES / "camt053-2026-10.xml").read_bytes()
    assert refused(content.replace(old, new) if old == b"BkToCstmrStmt" else content.replace(old, new, 1)).code == code


def test_a_camt_message_with_a_document_type_is_not_parsed():
    content = (SAMPLES / "camt053-2026-10.xml").read_bytes()
    with pytest.raises(FileRefused) as caught:
        read_statement(content.replace(b"<Document", b'<!DOCTYPE a [<!ENTITY b "c">]><Document', 1), "x.xml")
    assert caught.value.code == "dtd"


@pytest.mark.parametrize(
    ("old", "new", "code", "row"),
    [
        ("VND210000000,00", "USD210000000,00", "other_currency", 4),
        ("C2155000,00NTRF", "C2155000,50NTRF", "amount_fraction", 5),
        ("C2155000,00NTRF", "X2155000,00NTRF", "line_unreadable", 5),
        (":61:2610031003", ":61:2613031003", "day_unreadable", 5),
        ("C2155000,00NTRF", "C2155001,00NTRF", "does_not_add_up", 32),
        (":62F:", ":64:", "truncated", None),
    ],
)
def test_a_wrong_mt940_message_is_refused(old: str, new: str, code: str, row: int | None):
    content = (SAMPLES / "mt940-2026-10.sta").read_text(encoding="utf-8").replace(old, new, 1).encode()
    problem = refused(content)
    assert (problem.code, problem.row) == (code, row)
