"""The calculator: whoever deals with members' requests opens it, everything typed is answered, its workbook says the same."""

import io
from typing import Any

import pytest
from openpyxl import load_workbook

ASKED = "?principal=30tr&instalments=24&rate=0,6&rate_per=month&every=month&method=flat&basis=period&disbursed_on=20/11/2026&grace=principal&moved=stays"


def test_it_shows_a_schedule_with_both_rates(client: Any) -> None:
    page = client("hoa").get("/loans/calculator" + ASKED)
    for said in ("1.430.000", "4.320.000", "34.320.000", "0,6% một tháng", "1,105% một tháng", "20/11/2028"):
        assert said in page.text, said
    assert page.html.find("input", {"name": "principal"})["value"] == "30tr"


def test_it_opens_with_an_example_of_today(client: Any) -> None:
    page = client("tuan").get("/loans/calculator")
    assert "Lịch trả nợ dự kiến" in page.text


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ("principal=-5", "không được âm"), ("principal=1,500", "nhiều cách"), ("rate=1.000", "ví dụ 0,55"), ("rate=0,55555", "ví dụ 0,55"), ("rate=101", "từ 0 đến 100"),
        ("instalments=0", "từ 1 đến 520"), ("instalments=521", "từ 1 đến 520"), ("grace_instalments=24", "ít hơn số kỳ trả"), ("every=week", "lãi suất của bốn tuần"),
        ("every=once", "đúng 1 kỳ"), ("basis=actual/365", "ghi lãi suất năm"), ("first_due_on=20/11/2026", "sau ngày giải ngân"), ("disbursed_on=31/11/2026", ""),
        ("method=drop", ""), ("principal=", "Hãy"),
    ],
)
def test_what_cannot_be_is_said_on_its_field(client: Any, changed: str, said: str) -> None:
    name = changed.partition("=")[0]
    rest = "&".join(part for part in ASKED[1:].split("&") if not part.startswith(name + "="))
    page = client("hoa").get(f"/loans/calculator?{rest}&{changed}", status=422)
    assert "Chưa tính được" in page.text
    assert said in page.text
    assert client("hoa").get(f"/loans/calculator.xlsx?{rest}&{changed}", status=404)


def test_its_workbook_says_the_same(client: Any) -> None:
    answer = client("hoa").get("/loans/calculator.xlsx" + ASKED)
    rows = [row for row in load_workbook(io.BytesIO(answer.body)).active.iter_rows(values_only=True) if isinstance(row[0], int)]
    assert len(rows) == 24
    assert rows[0][2:] == (30_000_000, 1_250_000, 180_000, 1_430_000, 28_750_000)
    assert rows[-1][-1] == 0
