"""Lists of salary deductions: every row has its verdict, bad rows never cost the good ones, and two people bring it into the books."""

from datetime import date
from typing import Any

import pytest

from fundapp.kernel import clock
from fundapp.kernel.codes import make_code
from fundapp.kernel.errors import Refusal
from fundapp.ledger import service as ledger
from fundapp.loans.deductions import Asked, good_sum, judged
from fundapp.loans.servicing.allocating import LoanRefused
from fundapp.loans.servicing.deducting import asked_of, lines_of, post_sheet, take_in
from fundapp.loans.servicing_views.deductions import COLUMNS
from fundapp.sheets.cells import Sheet, Workbook
from fundapp.sheets.export import workbook
from tests.loans.story import LoanStory
from tests.loans.test_allocating import balances, is_sound, on_day

CODES = [make_code("HV", 2026, number) for number in range(1, 5)]
ASKED = {code: Asked(at, code, f"Người {at}", 1_000_000) for at, code in enumerate(CODES[:3], 1)}
HEAD: list[Any] = ["STT", "Mã khoản vay", "Họ và tên", "Phải trả (đồng)", "Đã trừ (đồng)"]


def read(*rows: list[Any]) -> list[tuple[str, int]]:
    book = Workbook("xlsx", [Sheet("Trừ lương", [["CĐCS (mẫu)"], [], HEAD, *rows, [None, "Cộng", None, 3_000_000, 1]])])
    return [(row["verdict"], row["amount"]) for row in judged(book, ASKED)]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ([1, CODES[0], "A", 1_000_000, 1_000_000], ("paid", 1_000_000)),
        ([1, CODES[0].lower().replace("-", " "), "A", 1_000_000, "900.000"], ("short", 900_000)),
        ([1, CODES[0], "A", 1_000_000, 1_200_000.0], ("too_much", 1_200_000)),
        ([1, CODES[3], "D", 1_000_000, 5], ("unknown", 5)),
        ([1, "HV26-00001-0", "A", 1_000_000, 5], ("no_code", 5)),
        ([1, CODES[0], "A", 1_000_000, None], ("nothing", 0)),
        ([1, CODES[0], "A", 1_000_000, 0], ("nothing", 0)),
        ([1, CODES[0], "A", 1_000_000, "abc"], ("no_amount", 0)),
        ([1, CODES[0], "A", 1_000_000, -5], ("no_amount", 0)),
        ([1, CODES[0], "A", 1_000_000, 1.5], ("no_amount", 0)),
        ([1, None, "Không mã", 1_000_000, 7], ("no_code", 7)),
    ],
)
def test_a_row_has_its_verdict(row: list[Any], expected: tuple[str, int]) -> None:
    assert read(row)[0] == expected


def test_the_same_code_counts_once_and_a_bad_row_costs_no_other() -> None:
    found = read([1, CODES[0], "A", 1, 1_000_000], [2, CODES[0], "A", 1, 1_000_000], [3, CODES[1], "B", 1, "?"], [4, CODES[2], "C", 1, 400_000])
    assert [verdict for verdict, _amount in found[:4]] == ["paid", "twice", "no_amount", "short"]


def test_a_file_without_a_list_is_refused() -> None:
    with pytest.raises(Refusal, match="Không tìm thấy"):
        judged(Workbook("xlsx", [Sheet("x", [["a", "b"]])]), ASKED)


def test_a_list_goes_out_comes_back_and_is_posted_by_another(story: LoanStory) -> None:
    loan = story.lent()
    bank = ledger.add_box(story.session, unit_id=story.book.unit_id, kind="bank", name="TGNH (mẫu)", by=story.actor("tuan"))
    with on_day(date(2026, 12, 23)):
        asked = asked_of(story.session, book_id=story.book.id, for_unit_id=loan.for_unit_id, on=clock.today())
        assert [one.amount for one in asked.values()] == [1_776_666]
        rows = [(*line[:4], 1_700_000) for line in lines_of(asked)]
        content = workbook("DANH SÁCH", COLUMNS, [*rows, (2, "HV26-99999-9", "Không có", 0, 5_000)], on=clock.today(), name="Trừ lương")
        tuan = story.actor("tuan")
        args: dict[str, Any] = {"content": content, "name": "tl.xlsx", "book": story.book, "box": bank, "for_unit_id": loan.for_unit_id, "on": clock.today()}
        sheet = take_in(story.session, by=tuan, **args)
        assert [row["verdict"] for row in sheet.rows] == ["short", "no_code"]
        assert good_sum(sheet.rows) == 1_700_000
        with pytest.raises(LoanRefused, match="đã được nhận"):
            take_in(story.session, by=tuan, **args)
        with pytest.raises(LoanRefused, match="người khác"):
            post_sheet(story.session, sheet, by=tuan, on=clock.today())
        post_sheet(story.session, sheet, by=story.actor("hanh"), on=clock.today())
        assert balances(story, loan) == {"1381": 20_000_000 - 1_590_000}
        is_sound(story)
        with pytest.raises(LoanRefused, match="đã được ghi sổ"):
            post_sheet(story.session, sheet, by=story.actor("van"), on=clock.today())
