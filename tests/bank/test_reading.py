"""Properties of reading: any layout of the same lines says the same; any bytes are read or refused."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fundapp.bank.amounts import amount_in, mark_of
from fundapp.bank.mt940 import read_mt940
from fundapp.bank.statement import StatementRefused
from fundapp.bank.table import read_table
from fundapp.kernel.money import AmountError
from fundapp.sheets import textfile
from fundapp.sheets.cells import Sheet, Workbook
from fundapp.sheets.guard import UnsafeFile
from tests.bank.files import END, HEADER, LINES, TOP, statement_rows


def table(rows: list[list[Any]], kind: str = "csv") -> Any:
    return read_table(Workbook(kind, [Sheet("a", [[None if cell == "" else cell for cell in row] for row in rows])]), {})


def grouped(amount: int, mark: str) -> str:
    return f"{amount:,}".replace(",", mark)


MOVES = st.lists(st.tuples(st.integers(0, 20), st.integers(-10**12, 10**12).filter(bool), st.text("abc UH26-00300-7ĐỗỞ", max_size=20)), min_size=1, max_size=12)


@given(moves=MOVES, mark=st.sampled_from([".", ",", ""]), order=st.permutations(range(6)), backwards=st.booleans(), opening=st.integers(10**9, 10**13))
@settings(max_examples=60, deadline=None)
def test_the_same_lines_in_any_layout_say_the_same(moves: Any, mark: str, order: Any, backwards: bool, opening: int):
    held, rows, on = opening, [], date(2026, 1, 1)
    for days, amount, memo in moves:
        held, on = held + amount, on + timedelta(days=days)
        rows.append([f"{on:%d/%m/%Y}", "R1", grouped(-amount, mark) if amount < 0 else "", grouped(amount, mark) if amount > 0 else "", grouped(abs(held), mark), memo])
    if held < 0 or any(row[4].startswith("-") for row in rows) or opening + sum(min(amount, 0) for _days, amount, _memo in moves) < 0:
        return
    shown = rows[::-1] if backwards else rows
    top = [["Số dư đầu kỳ", grouped(opening, mark)], ["Số dư cuối kỳ", grouped(held, mark)]]
    found = table([*top, *([row[place] for place in order] for row in [HEADER, *shown])])
    assert [line.amount for line in found.in_time()] == [amount for _days, amount, _memo in moves]
    assert (found.opening, found.closing) == (opening, held)


@given(text=st.text("0123456789.,+-() đVN", max_size=18))
@settings(max_examples=300, deadline=None)
def test_no_text_is_read_as_two_amounts(text: str):
    """What is read under one mark and under the other is the same number, or bears the mark that only one of them knows."""
    found = set()
    for mark in (".", ","):
        try:
            found.add(amount_in(text, mark))
        except AmountError:
            continue
    assert len(found) < 2 or "." in text or "," in text


def test_one_clear_number_decides_for_a_file():
    assert mark_of(["11,000", "304,162,000"]) == ","
    assert mark_of(["11.000", "-1.304.162", "0"]) == "."
    assert mark_of(["11,000"]) is None
    assert amount_in("11,000", ",") == 11_000
    assert amount_in("(11,000.00)", ",") == -11_000
    for text, mark in (("11,000", None), ("11.000", ","), ("11,5", "."), ("1e3", None), ("=1", None)):
        with pytest.raises(AmountError):
            amount_in(text, mark)


@given(content=st.binary(max_size=300), cut=st.integers(0, 2000))
@settings(max_examples=80, deadline=None)
def test_any_text_is_read_or_refused(content: bytes, cut: int):
    sound = ";".join(HEADER) + "\n" + "\n".join(";".join(line) for line in LINES)
    try:
        rows, _encoding, _delimiter = textfile.read_text(sound.encode()[:cut] + content)
        table(rows)
    except (StatementRefused, UnsafeFile):
        return


@given(content=st.text(":6120F8CDVN,0123456789\n/?", max_size=120), cut=st.integers(0, 200))
@settings(max_examples=80, deadline=None)
def test_any_message_is_read_or_refused(content: str, cut: int):
    sound = ":20:A\n:25:999\n:60F:C261001VND5,\n:61:261001C5,NTRFNONREF//A\n:86:X\n:62F:C261031VND10,"
    try:
        read_mt940(sound[:cut] + content)
    except StatementRefused:
        return


def test_a_message_may_name_its_parts():
    found = read_mt940(
        "{1:F01}{4:\n:20:A\n:25:999-1\n:60M:C260930VND5,\n:61:2610010101RC5,NCHGNONREF//A\n:86:808?20PHI ?21CHUYEN?31123?32LE AN\n:62M:C261001VND0,\n-}"
    )
    (line,) = found.lines
    assert (line.memo, line.counter_account, line.counter_name, line.debit, found.account) == ("PHI CHUYEN", "123", "LE AN", 5, "9991")
    # A booking in January of what bore its value in October belongs to the next year.
    assert line.on == date(2027, 1, 1)


@pytest.mark.parametrize(
    ("header", "lines"),
    [
        (["Ngày", "Số tiền", "D/C", "Số dư", "Diễn giải"], [["02/10/2026", "500.000", "C", "1.500.000", "a"], ["03/10/2026", "200.000", "D", "1.300.000", "b"]]),
        (["No", "Date", "Debit", "Credit", "Balance", "Description"],
         [["1", "02/10/2026 08:30", "", "500.000", "1.500.000", "a"], ["2", "2026-10-03", "200.000", "-", "1.300.000", "b"]]),
        (["Thời gian", "Ngân hàng thụ hưởng", "Địa chỉ", "Chi", "Thu", "Tồn", "Chi tiết thanh toán"],
         [["02/10/2026", "", "", "", "500.000", "1.500.000", "a"], ["03/10/2026", "A", "B", "200.000", "", "1.300.000", "b"]]),
        (["Ngày", "Rút ra", "Gửi vào", "Số dư", "Nội dung"], [["02/10/2026", "0", "500.000", "1.500.000", "a"], ["03/10/2026", "-200.000", "0", "1.300.000", "b"]]),
        (["STT", "Ngày chứng từ\nSố CT", "Phát sinh", "", "Số dư", "Diễn giải"],
         [["", "", "Nợ", "Có", "", ""], ["1", "02/10/2026\nA 1", "", "500.000", "1.500.000", "a"], ["2", "03/10/2026\nA 2", "200.000", "", "1.300.000", "b"]]),
    ],
)
def test_other_shapes_of_columns(header: list[str], lines: list[list[Any]]):
    found = table(statement_rows(header=header, lines=lines, end=[["Số dư cuối kỳ: 1.300.000"]]))
    assert [line.amount for line in found.lines] == [500_000, -200_000]
    assert [line.memo for line in found.lines] == ["a", "b"]
    assert found.lines[0].ref == ("A 1" if "STT" in header else "")


def test_notes_that_go_on_below_their_line_and_pages_are_read():
    lines = [*LINES[:2], ["", "", "", "", "", "va tiep theo"], ["Cộng trang 1", "", "1.200.000", "500.000"], HEADER, *LINES[2:]]
    found = table([*TOP, HEADER, *lines, ["Cộng phát sinh", "", "1.200.000", "1.500.000", "", ""], *END, ["Người lập phiếu"]])
    assert found.lines[1].memo == "PC26 00350 9 HO TRO va tiep theo"
    assert len(found.lines) == 4


def test_what_a_person_said_about_columns_counts_more_than_words():
    book = Workbook("csv", [Sheet("a", statement_rows(header=["Ngày giao dịch", "Số tham chiếu", "Cột lạ", "Ghi có", "Số dư", "Nội dung"]))])
    with pytest.raises(StatementRefused) as caught:
        read_table(book, {})
    fingerprint = caught.value.layout.fingerprint
    found = read_table(book, {fingerprint: {"C": "debit"}})
    assert len(found.lines) == 4
