"""Old books read into entries: both shapes, carried days, sums, boxes, purposes; whatever stands there, nothing unbalanced comes out."""

from datetime import date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fundapp.sheets.cells import Sheet, Workbook
from fundapp.takeover import journal, messages, openings, words
from fundapp.takeover.books import Account, Box, Fund, Ground
from fundapp.takeover.rows import BooksRefused, account_code, day_of, find_tables, rows_of, subject_of
from tests.takeover.files import JOURNAL, OPENING, SINGLE

YEAR = 2025


def account(code: str, shown: str = "", takes_lines: bool = True) -> Account:
    return Account(code, shown or code, code, takes_lines, code.startswith(("111", "112")), code.startswith(("111", "112", "113")))


def ground(**more) -> Ground:
    known = [account("111", takes_lines=False), account("1111", "1T"), account("1121"), account("141"), account("43181", "353"), account("3388"), account("711")]
    accounts = {one.code: one for one in known} | {one.shown: one for one in known}
    fund = Fund(1, "QMA", "Quỹ Mái ấm", "43181", lambda on: ["housing"])
    other = Fund(2, "QXH", "Quỹ Xã hội", "43181", lambda on: ["housing", "gifts"])
    values = {
        "accounts": accounts, "boxes": [Box(1, "Két LĐLĐ", "1111", "", None), Box(2, "Agribank 0345", "1121", "0345", None)],
        "funds": {"qma": fund, "quỹ mái ấm": fund, "qxh": other}, "only_fund": fund, "purposes": {"mai am": "housing", "qua tet": "gifts"},
        "default_purpose": None, "units": {"cdcs-a": 9},
    }
    return Ground(**{**values, **more})


def read(kind: str, rows, header=None, **more):
    header = header or (OPENING if kind == words.OPENING else JOURNAL)
    book = Workbook("xlsx", [Sheet("Sổ", [list(header), *[list(row) for row in rows]])])
    tables = find_tables(book, kind, {})
    reading = openings.Reading(ground(**more), date(2026, 1, 1)) if kind == words.OPENING else journal.Reading(ground(**more), YEAR)
    for row in rows_of(book, tables):
        reading.take(row)
    return reading.finish()


def said(result) -> list[tuple[int, str]]:
    return [(bad.row, bad.code) for bad in result.bad]


@pytest.mark.parametrize(
    ("cell", "code"),
    [(1111, "1111"), ("TK 1111", "1111"), ("1111 – Tiền mặt", "1111"), (1121.0, "1121"), ("1121.01", "1121.01"), ("Tiền mặt", ""), (None, ""),
     ("TK-43181", "43181"), ("1111-Tiền mặt", "1111"), ("1121: Agribank", "1121")],
)
def test_an_account_is_read_however_it_is_written(cell, code) -> None:
    assert account_code(cell) == code


def test_days_and_subjects() -> None:
    assert day_of(45_000) == date(2023, 3, 15)
    assert day_of(datetime(2025, 3, 5, 0, 0)) == date(2025, 3, 5)  # noqa: DTZ001
    assert subject_of("kh-001") == "codes/KH-001"
    assert subject_of("Nguyễn Văn A") is None


def test_opening_balances_become_one_entry_for_each_fund() -> None:
    result = read(words.OPENING, [
        ("QMA", "1T", "", "", "", "5.000.000", None), ("QMA", 1121, "", "0345", "", 7_000_000, None), ("QMA", "353", "", "", "", None, 12_000_000),
        ("QXH", 141, "", "", "KH01", 3, None), ("QXH", 3388, "", "", "", None, 3), ("Tổng cộng", None, "", "", "", 12_000_003, 12_000_003),
    ])
    assert said(result) == []
    assert [(one.book_id, one.amount, one.kind, len(one.lines)) for one in result.entries] == [(1, 12_000_000, "opening", 3), (2, 3, "opening", 2)]
    assert (result.sums, result.entries[1].lines[0].subject) == (1, "codes/KH01")


def test_a_fund_that_does_not_balance_says_by_how_much() -> None:
    result = read(words.OPENING, [("QMA", 1111, "", "", "", 5_000_000, None), ("QMA", 43181, "", "", "", None, 4_000_000)])
    assert said(result) == [(2, "more_debit")]
    assert "Quỹ Mái ấm: Nợ lớn hơn Có, lệch 1.000.000 đồng" in messages.reason(result.bad[0])


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (("XYZ", 1111, "", "", "", 5, None), "book_unknown"),
        (("QMA", 9999, "", "", "", 5, None), "account_unknown"),
        (("QMA", None, "", "", "", 5, None), "account_needed"),
        (("QMA", 1111, "", "", "", 5, 5), "both_sides"),
        (("QMA", 1111, "", "", "", "1,500", None), "amount"),
        (("QMA", 1111, "", "", "", -5, None), "amount"),
        (("QMA", 1121, "", "VCB", "", 5, None), "box_unknown"),
        (("QMA", 141, "", "", "Trần Thị Hoa", 5, None), "subject_is_no_code"),
        (("QMA", 111, "", "", "", 5, None), "account_is_heading"),
    ],
)
def test_a_bad_opening_row_is_named_with_its_reason(row, code) -> None:
    result = read(words.OPENING, [row, ("QMA", 43181, "", "", "", None, 5)])
    assert (2, code) in said(result)
    assert all(messages.reason(bad) and messages.hint(bad) for bad in result.bad)


def test_a_heading_is_held_against_its_details() -> None:
    rows = [("QMA", 111, "", "", "", 5, None), ("QMA", 1111, "", "", "", 5, None), ("QMA", 43181, "", "", "", None, 5)]
    assert said(read(words.OPENING, rows)) == []
    rows[0] = ("QMA", 111, "", "", "", 6, None)
    assert said(read(words.OPENING, rows)) == [(2, "heading_differs")]


def test_two_boxes_of_one_account_must_be_named() -> None:
    boxes = [Box(2, "Agribank 0345", "1121", "0345", None), Box(3, "Vietinbank 0999", "1121", "0999", None), Box(4, "Riêng quỹ khác", "1121", "1", 2)]
    rows = [("QMA", 1121, "", "", "", 5, None), ("QMA", 43181, "", "", "", None, 5)]
    assert (2, "box_needed") in said(read(words.OPENING, rows, boxes=boxes))
    rows[0] = ("QMA", 1121, "", "0999", "", 5, None)
    assert read(words.OPENING, rows, boxes=boxes).entries[0].lines[0].box_id == 3
    rows[0] = ("QMA", 1121, "", "Riêng quỹ khác", "", 5, None)
    assert (2, "box_unknown") in said(read(words.OPENING, rows, boxes=boxes))


def test_a_journal_of_pairs_is_gathered_by_voucher_and_put_in_order() -> None:
    result = read(words.JOURNAL, [
        ("05/03/2025", "PC02", "Chi xây nhà", 43181, 1111, 3_000_000, None),
        ("01/02/2025", "PT01", "Thu ủng hộ", 1111, 43181, 5_000_000, None),
        ("01/02/2025", "PT01", "Thu thêm", 1121, 43181, 1_000_000, None),
        ("10/03/2025", None, "Rút tiền", 1111, 1121, 500_000, None),
    ])
    assert said(result) == []
    assert [(one.on.day, one.label, one.kind, one.amount, one.purpose) for one in result.entries] == [
        (1, "PT01", "ordinary", 6_000_000, None), (5, "PC02", "ordinary", 3_000_000, "housing"), (10, "", "transfer", 500_000, None),
    ]
    assert result.entries[0].narration == "PT01: Thu ủng hộ; Thu thêm"


def test_a_journal_of_single_accounts_goes_on_until_it_balances() -> None:
    result = read(words.JOURNAL, [
        (date(2025, 2, 1), "PT01", "Thu", 1111, 5_000_000, None, None), (None, None, None, 43181, None, 5_000_000, None),
        (date(2025, 2, 3), None, "Thu lẻ", 1111, 700, None, None), (None, None, None, 43181, None, 400, None), (None, None, None, 711, None, 300, None),
        (date(2025, 2, 4), None, "Thu nữa", 1111, 9, None, None), (None, None, None, 43181, None, 9, None),
        ("Cộng phát sinh", None, None, None, 5_000_709, 5_000_709, None),
    ], SINGLE)
    assert said(result) == []
    assert [(len(one.lines), one.amount) for one in result.entries] == [(2, 5_000_000), (3, 700), (2, 9)]


def test_a_row_with_day_and_words_heads_the_lines_below_it() -> None:
    """As S03a-H is commonly filled in: the first row tells, the accounts follow below; their day is not that of the entry above."""
    result = read(words.JOURNAL, [
        (date(2025, 2, 1), "PT01", "Thu", 1111, 5, None, None), (None, None, None, 43181, None, 5, None),
        ("05/03/2025", "PC02", "Chi xây nhà bà A", None, None, None, None), (None, None, None, 43181, 3, None, None), (None, None, "Tiền mặt", 1111, None, 3, None),
        ("06/03/2025", None, "Lãi", None, None, None, None), (None, None, None, 1111, 9, None, None), (None, None, None, 43181, None, 9, None),
        ("Ngày 31 tháng 12 năm 2025", None, None, None, None, None, None), ("Người ghi sổ", None, None, None, None, None, None),
    ], SINGLE)
    assert said(result) == []
    assert [(one.on, one.label, one.narration, one.amount) for one in result.entries] == [
        (date(2025, 2, 1), "PT01", "PT01: Thu", 5), (date(2025, 3, 5), "PC02", "PC02: Chi xây nhà bà A; Tiền mặt", 3), (date(2025, 3, 6), "", "Lãi", 9),
    ]


def test_a_day_outside_the_year_is_said_of_every_row_that_takes_it() -> None:
    rows = [("05/03/2024", "PC01", "Chi", None, None, None, None), (None, None, None, 43181, 1111, 3, None)]
    assert said(read(words.JOURNAL, rows)) == [(3, "day_outside")]


@pytest.mark.parametrize(
    ("row", "is_left_out"),
    [
        ((None, None, "Tổng LĐLĐ cấp kinh phí", None, None, 5, None), False),
        ((None, None, "Cộng tác viên nộp lại", None, None, 5, None), False),
        (("05/03/2025", "PT02", "Tổng cộng tiền ủng hộ", None, None, 5, None), False),
        ((None, None, "Cộng phát sinh tháng 3", None, None, 5, None), True),
        ((None, None, "Cộng:", None, None, 5, None), True),
        (("Tổng cộng", None, None, None, None, 5, None), True),
        ((None, None, "Số dư đầu năm", None, None, 5, None), True),
    ],
)
def test_what_only_begins_like_a_sum_is_not_left_out(row, is_left_out) -> None:
    result = read(words.JOURNAL, [("05/03/2025", "PT01", "Thu", 1111, 43181, 5, None), row])
    assert (result.sums, said(result)) == ((1, []) if is_left_out else (0, [(3, "account_needed")]))


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (("05/03/2024", "PC", "x", 43181, 1111, 5, None), "day_outside"),
        (("31/02/2025", "PC", "x", 43181, 1111, 5, None), "day"),
        (("05/03/2025", "PC", "x", 43181, None, 5, None), "account_needed"),
        (("05/03/2025", "PC", "x", 43181, 111, 5, None), "account_is_heading"),
        (("05/03/2025", "PC", "x", 43181, 1111, None, None), "no_amount"),
        (("05/03/2025", "PC", "x", 43181, 1111, -1, None), "amount"),
        (("05/03/2025", "PC", "x", 43181, 1111, 10**19, None), "amount"),
        (("05/03/2025", "PC", "x", 43181, 1111, "mười nghìn", None), "amount"),
        (("05/03/2025", "PC", "x", 43181, 1111, 5, "Bay lên trăng"), "purpose_unknown"),
    ],
)
def test_a_bad_journal_row_is_named_with_its_reason(row, code) -> None:
    result = read(words.JOURNAL, [row])
    assert (2, code) in said(result)
    assert all(messages.reason(bad) and messages.hint(bad) for bad in result.bad)


def test_a_fund_of_several_purposes_wants_to_know_which() -> None:
    rows = [("05/03/2025", "PC1", "Chi", 43181, 1111, 5, None)]
    fund = {"only_fund": ground().funds["qxh"]}
    assert said(read(words.JOURNAL, rows, **fund)) == [(2, "purpose_needed")]
    assert read(words.JOURNAL, rows, **fund, default_purpose="gifts").entries[0].purpose == "gifts"
    assert read(words.JOURNAL, [(*rows[0][:6], "Quà Tết")], **fund).entries[0].purpose == "gifts"


def test_a_file_without_books_is_refused_in_words() -> None:
    book = Workbook("xlsx", [Sheet("Sổ", [["Họ và tên", "Ngày sinh", "Số CCCD"], ["A", "1/1/1990", "1"]])])
    with pytest.raises(BooksRefused, match="Không tìm thấy hàng tiêu đề"):
        find_tables(book, words.JOURNAL, {})
    book = Workbook("xlsx", [Sheet("Sổ", [["Ngày", "Số chứng từ", "Diễn giải", "TK Nợ"]])])
    with pytest.raises(BooksRefused, match="thiếu cột") as refused:
        find_tables(book, words.JOURNAL, {})
    assert refused.value.layout is not None


CELLS = st.one_of(
    st.none(), st.integers(-10, 10**9), st.floats(allow_nan=False, allow_infinity=False), st.text(max_size=12),
    st.sampled_from(["1T", "1121", "353", "05/03/2025"]),
)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(*[CELLS] * 7), max_size=8), st.sampled_from([words.OPENING, words.JOURNAL, "single"]))
def test_whatever_stands_in_the_cells_nothing_unbalanced_is_taken(rows, kind) -> None:
    result = read(words.JOURNAL, rows, SINGLE) if kind == "single" else read(kind, rows)
    if not result.bad:
        assert all(one.difference == 0 and len(one.lines) >= 2 for one in result.entries)
    if kind != words.OPENING:
        assert all(one.difference == 0 for one in result.entries)
        assert [one.on for one in result.entries] == sorted(one.on for one in result.entries)
        assert len({(one.book_id, one.reference) for one in result.entries}) == len(result.entries)
    assert all(messages.reason(bad) and messages.hint(bad) for bad in result.bad)


AMOUNTS = st.integers(1, 10**12)


@given(st.lists(st.tuples(st.dates(date(2025, 1, 1), date(2025, 12, 31)), AMOUNTS, st.sampled_from([(1111, 43181), (1121, 711), (1111, 1121)])), min_size=1, max_size=20))
@settings(deadline=None, suppress_health_check=list(HealthCheck))
def test_the_same_books_give_the_same_references_in_whatever_order_they_come(entries) -> None:
    rows = [(day, f"CT{number}", "x", debit, credit, amount, None) for number, (day, amount, (debit, credit)) in enumerate(entries)]
    one, other = read(words.JOURNAL, rows), read(words.JOURNAL, rows[::-1])
    assert {made.reference: made.amount for made in one.entries} == {made.reference: made.amount for made in other.entries}
    assert sum(made.amount for made in one.entries) == sum(amount for _day, amount, _accounts in entries)
