"""After the giving: a sample nobody chose, differences followed to their end, a report with the year before beside it."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from fundapp.gifts import service
from fundapp.gifts.calendar import STEPS
from fundapp.gifts.models import GiftCall, GiftCampaign, GiftFinding, GiftList, GiftRow
from fundapp.gifts.queries import report as reads
from fundapp.gifts.service import GiftRefused, calling
from tests.conftest import EVERYTHING
from tests.gifts.story import GIVING, Story, person
from tests.gifts.test_pages import _press, _with


def closed(story: Story) -> GiftList:
    """Three of a list: a woman and a man came, one did not."""
    people = [person(1, sex="F", ethnicity="Mường"), person(2, sex="M", ethnicity="Kinh"), person(3)]
    gift_list = story.giving(story.listed(*people))
    rows = story.session.scalars(select(GiftRow).where(GiftRow.list_id == gift_list.id).order_by(GiftRow.position))
    for row, outcome in zip(rows, ("received", "proxy", "absent"), strict=True):
        story.mark(row, outcome)
    service.close(story.session, gift_list, by=story.actor("hoa"), on=GIVING)
    return gift_list


@pytest.fixture
def told(world: Any) -> Any:
    session = world.db.session(write=True, scope=EVERYTHING)
    yield Story(world, session)
    session.rollback()
    session.close()


def test_the_report_counts_who_received_and_shows_the_campaign_before(told: Story) -> None:
    gift_list = closed(told)
    found = reads.report(told.session, gift_list.campaign)
    assert (found.total.people, found.total.women, found.total.amount, found.before) == (2, 1, 2_600_000, None)
    assert [(one.title, one.people) for one in found.lines["ethnicity"]] == [("Kinh", 1), ("Mường", 1)]
    assert [(str(one.title), one.people) for one in found.lines["class"]] == [("Quà Tết", 2)]
    # The campaign of the year after sees this one beside it.
    now = gift_list.campaign
    later = GiftCampaign(
        unit_id=now.unit_id, season_id=now.season_id, kind="tet", title="Tết sau", document="KH", state="draft", made_by_id=told.actor("minh").user_id,
        made_at=now.made_at, **dict.fromkeys(STEPS, date(2027, 11, 1)),
    )
    told.session.add(later)
    told.session.flush()
    beside = reads.report(told.session, later)
    assert beside.before is gift_list.campaign
    assert (beside.total.people, beside.total.people_before, beside.total.amount_before) == (0, 2, 2_600_000)


def test_a_sample_is_drawn_once_by_nobodys_choice_and_differences_become_findings(told: Story) -> None:
    gift_list = closed(told)
    assert calling.draw(told.session, gift_list.campaign, by=told.actor("minh"), on=GIVING) == 2
    with pytest.raises(GiftRefused, match="đã rút"):
        calling.draw(told.session, gift_list.campaign, by=told.actor("minh"), on=GIVING)
    first, second = told.session.scalars(select(GiftCall).order_by(GiftCall.id))
    with pytest.raises(GiftRefused, match="khác ở chỗ nào"):
        calling.answer(told.session, first, said="differs", note=" ", by=told.actor("minh"), on=GIVING)
    with pytest.raises(GiftRefused, match="không tự gọi lại"):
        calling.answer(told.session, first, said="agrees", note="", by=told.actor("hoa"), on=GIVING)
    calling.answer(told.session, first, said="differs", note="Chỉ nhận 500.000", by=told.actor("minh"), on=GIVING)
    calling.answer(told.session, second, said="agrees", note="", by=told.actor("minh"), on=GIVING)
    with pytest.raises(GiftRefused, match="đã ghi kết quả"):
        calling.answer(told.session, second, said="agrees", note="", by=told.actor("minh"), on=GIVING)
    finding = told.session.scalars(select(GiftFinding)).one()
    assert (finding.told, finding.resolution) == ("Chỉ nhận 500.000", "")
    with pytest.raises(GiftRefused, match="người khác"):
        calling.resolve(told.session, finding, resolution="Đã trao đủ", by=told.actor("minh"), on=GIVING)
    calling.resolve(told.session, finding, resolution="Đã trao bù phần thiếu", by=told.actor("van"), on=GIVING)
    for statement in ("UPDATE gift_finding SET resolution = 'x'", "DELETE FROM gift_finding", "UPDATE gift_call SET answer = 'agrees'"):
        with pytest.raises(DBAPIError), told.session.begin_nested():
            told.session.execute(text(statement))


def test_the_pages_after_the_giving(world: Any, client: Any) -> None:
    with world.transaction() as session:
        gift_list = closed(Story(world, session))
        address = f"/gifts/campaigns/{gift_list.campaign_id}"
    minh, binh = client("minh"), client("binh")
    # What was named is given or returned, in places and đồng; then the campaign ends.
    row = binh.get(f"/gifts/{gift_list.id}").html.select_one("th:-soup-contains('Quà Tết 1,3 triệu')").find_parent("tr")
    assert [cell.get_text(strip=True) for cell in row.select("td")] == ["3", "2", "1", "2.600.000", "1.300.000", "", "khớp"]
    held = binh.get(address).html.select_one("th:-soup-contains('CĐCS')").find_parent("tr")
    assert [cell.get_text(strip=True) for cell in held.select("td")][:5] == ["5", "2 (50 %)", "2", "1", "2"]
    ended = _press(client("tuan").get(address), f"{address}/ending").follow()
    assert "Đã kết thúc đợt" in ended
    ended.mustcontain("Quà Tết: một người một suất", "Đã nhận “Quà Tết” thì không nhận “Trợ cấp khó khăn”")
    page = minh.get(f"{address}/calls")
    assert "384,16" in page
    assert "N = 1.000 người thì n = 278" in page
    page = _press(page, f"{address}/sample").follow()
    form = _with(page.click("Ghi kết quả", index=0), "answer")
    form["answer"], form["note"] = "differs", "Chỉ nhận 500.000"
    assert "Chỉ nhận 500.000" in form.submit().follow()
    page = minh.get("/gifts/findings/1")
    page.mustcontain(gift_list.code, "Vũ Đức Minh")
    form = _with(page, "resolution")
    form["resolution"] = "Đã trao bù"
    assert "người khác phải kết luận" in form.submit(status=422)
    binh.get("/gifts/calls/1", status=403)
    assert "Chưa kết luận" not in binh.get(f"{address}/calls")
    told = binh.get(f"{address}/report")
    # Every number leads to its people, also as a workbook.
    people = told.click("Mường")
    people.mustcontain("Nguyễn Văn An", gift_list.code)
    assert "Nguyễn Văn Chi" not in people
    assert people.click("Xuất Excel").body[:2] == b"PK"
    assert len(binh.get(f"{address}/people").html.select("tbody tr")) == 2
    client("son").get(f"{address}/people").mustcontain("Không có ai", no="Nguyễn Văn")
    assert "2.600.000" in told
    assert "Mường" in told
    assert binh.get(f"{address}/report.xlsx").body[:2] == b"PK"
    assert binh.get(f"{address}/report.pdf").body.startswith(b"%PDF")
