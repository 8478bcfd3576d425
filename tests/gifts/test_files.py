"""Gift lists that come as files: what can be listed is, the rest is given back in the same file with why; a brought list is held against the decided one."""

import io
from datetime import date
from typing import Any

from openpyxl import load_workbook
from sqlalchemy import select
from webtest import Upload

from fundapp.gifts import service
from fundapp.gifts.models import GiftList, GiftRow
from fundapp.gifts.row_list import read_list
from fundapp.households import service as households
from fundapp.sheets.cells import Sheet, Workbook
from tests.cases.story import DECLARED, MEMBER
from tests.founding.lists import workbook
from tests.gifts.story import DAY, Story, person
from tests.gifts.test_pages import _with

HEADER = ("STT", "Họ và tên", "Năm sinh", "CCCD", "Mã hộ", "Lý do")
ROWS = (
    (1, "Nguyễn Thị Hường", 1987, "036187000123", None, "Hộ cận nghèo"),
    (2, "Lê Văn Ngoài", 1990, "036090000555", None, None),
    (3, "Trần Không Số", 1991, None, None, None),
    (4, "Nguyễn Văn An", 1992, "12", None, None),
    (5, "Nguyễn Thị Hường", 1987, "036187000123", None, None),
    (6, "Phạm Văn Thừa", 1980, "036080000777", None, None),
    ("Cộng", None, None, None, None, None),
)


def test_rows_are_read_with_what_is_wrong() -> None:
    sheet = Sheet("Danh sách", [("DANH SÁCH",), HEADER, *ROWS])
    read = read_list(Workbook("xlsx", [sheet]), DAY)
    assert [row.number for row in read.rows] == [3, 4, 5, 6, 7, 8]
    assert [[one.fact for one in row.wrong] for row in read.rows] == [[], [], [], ["cccd"], [], []]
    assert read.rows[0].values["birth"] == "1987"


def test_a_file_fills_a_draft_and_a_brought_one_is_held_against_the_decided(world: Any, client: Any) -> None:
    with world.transaction() as session:
        story = Story(world, session)
        households.register(session, unit_id=world.units["CDCS-BML"], head=MEMBER, declaration=DECLARED, by=world.actor("hoa"), on=date(2026, 10, 1))
        gift_list = story.listed(person(1), campaign=story.passed(places=3))
        address, list_id = f"/gifts/{gift_list.id}", gift_list.id
    hoa = client("hoa")
    client("minh").get(f"{address}/upload", status=403)
    client("son").get(f"{address}/upload", status=404)
    form = _with(hoa.get(f"{address}/upload"), "file")
    assert "Hãy chọn một tệp" in form.submit(status=422)
    form["file"] = Upload("danh-sach.xlsx", workbook(ROWS, HEADER))
    told = form.submit().follow()
    # Three places, one taken: the member and one stranger fit, the next is told that the places are gone.
    assert "Đã ghi 2 trên 6 dòng" in told
    for why in ("Không thấy một đoàn viên duy nhất", "đã có suất cùng loại", "hết suất"):
        assert why in told
    bad = load_workbook(io.BytesIO(hoa.get(f"{told.request.path}/bad-rows.xlsx").body)).worksheets[0]
    assert [cell.value for cell in bad["B"] if cell.value in {row[1] for row in ROWS[:6]}] == ["Trần Không Số", "Nguyễn Văn An", "Nguyễn Thị Hường", "Phạm Văn Thừa"]
    with world.transaction() as session:
        story = Story(world, session)
        found = session.get_one(GiftList, list_id)
        rows = session.scalars(select(GiftRow).where(GiftRow.list_id == list_id).order_by(GiftRow.position)).all()
        assert [row.person_id is not None for row in rows] == [False, True, False]
        assert rows[1].reason == "Hộ cận nghèo"
        service.submit(session, found, by=story.actor("hoa"), on=DAY)
        service.review(session, found, by=story.actor("minh"), on=DAY)
        service.decide(session, found, by=story.actor("van"), on=DAY)
    own = hoa.get(f"{address}/list.xlsx").body
    form = _with(hoa.get(f"{address}/upload"), "file")
    form["file"] = Upload("mang-den.xlsx", own)
    assert "Tệp đúng với danh sách" in form.submit().follow()
    changed = load_workbook(io.BytesIO(own))
    cell = next(cell for row in changed.worksheets[0].iter_rows() for cell in row if cell.value == "Lê Văn Ngoài")
    cell.value = "Lê Văn Khác"
    kept = io.BytesIO()
    changed.save(kept)
    form = _with(hoa.get(f"{address}/upload"), "file")
    form["file"] = Upload("tráo.xlsx", kept.getvalue())
    assert "tệp ghi Lê Văn Khác" in form.submit().follow()
