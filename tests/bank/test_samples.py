"""The sample files of banks' layouts are read exactly as they should be, by nothing but their words."""

import io
import json
import random
from pathlib import Path

import openpyxl
import pytest

from fundapp.bank.command import read_file, summary
from fundapp.bank.reading import read_statement
from fundapp.bank.report import report_of
from fundapp.kernel.names import fold

FOLDER = Path(__file__).parents[1] / "data" / "bank"
SAMPLES = sorted(path.name.removesuffix(".expected.json") for path in FOLDER.glob("*.expected.json"))
# What one file alone cannot know: what it is about, what the books expect, what another file holds.
ELSEWHERE = {"about", "level", "matches", "overlap"}


def expected_of(name: str) -> dict:
    return json.loads((FOLDER / f"{name}.expected.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_is_read_exactly(name: str):
    report, expected = read_file(FOLDER / name, account_code="KHONG-CO", dry_run=True), expected_of(name)
    assert set(expected) - {"about", "level", "overlap"} <= set(report)
    holder = expected["account"].pop("holder")
    # Banks write names without accents and signs, or leave them out; the file's own spelling is what is told.
    found = report["account"].pop("holder")
    assert found is None or fold(found).replace("(", "").replace(")", "") == fold(holder).replace("(", "").replace(")", "")
    layout = expected.pop("layout")
    assert {key: report["layout"].get(key) for key in layout} == layout
    for key in set(expected) - ELSEWHERE:
        assert report[key] == expected[key], key
    json.dumps(report)
    assert f"{expected['line_count']} dòng" in summary(report)[0]


SYNONYMS = {
    "vcb-like-2026-10.xlsx": {
        "Số tiền ghi nợ/Debit": ["Rút ra/Withdrawal", "PS nợ"], "Số tiền ghi có/Credit": ["Gửi vào/Deposit", "PS có"], "Số dư/Balance": ["Số dư lũy kế"],
        "Nội dung chi tiết/Transactions in detail": ["Diễn giải", "Description"], "Ngày GD/TNX Date\nSố CT/Doc No": ["Transaction date\nReference"],
    },
    "bidv-like-2026-10.xlsx": {
        "Ngày HL": ["Ngày", "Ngày giao dịch"], "Ghi nợ": ["Tiền ra", "Debit"], "Ghi có": ["Tiền vào", "Credit"], "Mô tả": ["Nội dung giao dịch", "Remarks"],
        "Số tham chiếu": ["Mã GD", "Số chứng từ"],
    },
    "vietinbank-like-2026-10.xlsx": {"Số tiền (+/-)": ["Phát sinh", "Amount"], "Số giao dịch": ["Reference no"], "Tên đối ứng": ["Người thụ hưởng"]},
    "mb-like-2026-10.xlsx": {"Phát sinh có (VND)": ["Credit amount"], "Phát sinh nợ (VND)": ["Debit amount"], "Số dư khả dụng": ["Running balance"]},
}


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("name", SYNONYMS)
def test_columns_in_any_order_under_other_words_say_the_same(name: str, seed: int):
    chance = random.Random(f"{name}{seed}")
    book = openpyxl.load_workbook(FOLDER / name)
    sheet, expected = book.worksheets[0], expected_of(name)
    header = expected["layout"]["header_row"]
    order = chance.sample(range(1, sheet.max_column + 1), sheet.max_column)
    for row in range(header, sheet.max_row + 1):
        said = [(sheet.cell(row, n).value, sheet.cell(row, n).number_format) for n in range(1, sheet.max_column + 1)]
        for place, source in enumerate(order, 1):
            value, style = said[source - 1]
            sheet.cell(row, place).value = chance.choice(SYNONYMS[name].get(value, [value])) if row == header else value
            sheet.cell(row, place).number_format = style
    out = io.BytesIO()
    book.save(out)
    report = report_of(read_statement(out.getvalue(), "other.xlsx"), "other.xlsx")
    assert report["lines"] == expected["lines"]
    assert (report["opening"], report["closing"], report["account"]["number"]) == (expected["opening"], expected["closing"], expected["account"]["number"])
