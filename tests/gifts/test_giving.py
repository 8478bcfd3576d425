"""The giving day: each name once, whoever ticks and however often it is sent; nothing on an undecided list."""

import json
import time
from concurrent.futures import ProcessPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from webtest import Upload

from fundapp.demo import papers
from fundapp.gifts import check, service
from fundapp.gifts.models import GiftList, GiftMark, GiftRow
from fundapp.gifts.service import GiftRefused, OutOfOrder
from fundapp.gifts.service.ticking import Tick, TickedBefore, tick
from fundapp.kernel import clock
from tests.cases.story import PDF
from tests.conftest import EVERYTHING
from tests.gifts import workers
from tests.gifts.story import GIVING, Story, person
from tests.ledger import workers as payers
from tests.processes import FORKED

PICTURE = papers.png("Trao quà", "(mẫu)", 1)


@pytest.fixture
def told(world: Any) -> Any:
    session = world.db.session(write=True, scope=EVERYTHING)
    yield Story(world, session)
    session.rollback()
    session.close()


def rows_of(told: Story, gift_list: GiftList) -> list[GiftRow]:
    return list(told.session.scalars(select(GiftRow).where(GiftRow.list_id == gift_list.id).order_by(GiftRow.position)))


def ticked(told: Story, gift_list: GiftList, row: GiftRow, outcome: str = "received", *, by: str = "hoa", **more: Any) -> GiftMark:
    wanted = Tick(row.id, outcome, **{"seen": 0, "reference": f"phone-{row.id}", **more})
    return tick(told.session, gift_list, wanted, by=told.actor(by), on=GIVING)


def test_nothing_is_ticked_before_a_list_is_decided_and_begun_nor_after_it_is_closed(told: Story) -> None:
    gift_list = told.listed()
    row = rows_of(told, gift_list)[0]
    with pytest.raises(OutOfOrder, match="chưa được quyết định"):
        ticked(told, gift_list, row)
    told.decided(gift_list)
    with pytest.raises(OutOfOrder, match="chưa bắt đầu trao"):
        ticked(told, gift_list, row)
    service.start(told.session, gift_list, by=told.actor("hoa"), on=GIVING)
    for one in rows_of(told, gift_list):
        ticked(told, gift_list, one)
    service.close(told.session, gift_list, by=told.actor("hoa"), on=GIVING)
    with pytest.raises(OutOfOrder, match="đã kết thúc"):
        ticked(told, gift_list, row, seen=1, reference="late")


def test_what_is_sent_twice_counts_once(told: Story) -> None:
    gift_list = told.giving()
    row, other = rows_of(told, gift_list)[:2]
    assert ticked(told, gift_list, row) is ticked(told, gift_list, row)
    with pytest.raises(GiftRefused, match="nội dung khác"):
        ticked(told, gift_list, other, reference=f"phone-{row.id}")
    assert told.session.query(GiftMark).count() == 1


def test_two_phones_tick_one_name_and_the_second_is_told(told: Story) -> None:
    gift_list = told.giving()
    row = rows_of(told, gift_list)[0]
    ticked(told, gift_list, row)
    with pytest.raises(TickedBefore, match="vừa được người khác đánh dấu “Đã nhận”"):
        ticked(told, gift_list, row, reference="other phone")
    corrected = ticked(told, gift_list, row, "absent", seen=1, reference="corrected")
    told.session.refresh(row)
    assert (corrected.number, row.outcome) == (2, "absent")


def test_a_proxy_has_a_name_and_a_reason(told: Story) -> None:
    gift_list = told.giving()
    row = rows_of(told, gift_list)[0]
    for more in ({}, {"proxy_name": "Trần Thị Lụa"}, {"proxy_name": " ", "proxy_reason": "Ốm"}):
        with pytest.raises(GiftRefused, match="họ tên người nhận thay và lý do"):
            ticked(told, gift_list, row, "proxy", **more)
    assert ticked(told, gift_list, row, "proxy", proxy_name="Trần Thị Lụa", proxy_reason="Vợ, đang trực ca").proxy_name == "Trần Thị Lụa"


def test_a_clock_that_cannot_be_right_is_not_believed(told: Story) -> None:
    gift_list, now = told.giving(), clock.now()
    first, second, third = rows_of(told, gift_list)[:3]
    assert ticked(told, gift_list, first, marked_at=now - timedelta(hours=2)).marked_at == now - timedelta(hours=2)
    for row, wrong in ((second, now + timedelta(days=1)), (third, now - timedelta(days=30))):
        assert abs(ticked(told, gift_list, row, marked_at=wrong).marked_at - now) < timedelta(minutes=1)


@pytest.mark.parametrize("more", [{"outcome": "x"}, {"reference": "r" * 65}, {"row_id": 0}, {"row_id": 10**15}])
def test_what_cannot_be_is_refused(told: Story, more: dict[str, Any]) -> None:
    gift_list = told.giving()
    values = {"row_id": rows_of(told, gift_list)[0].id, "outcome": "received", "seen": 0, "reference": "r", **more}
    with pytest.raises(GiftRefused):
        tick(told.session, gift_list, Tick(**values), by=told.actor("hoa"), on=GIVING)


@pytest.fixture
def begun(world: Any) -> int:
    with world.transaction() as session:
        return int(Story(world, session).giving(None).id)


def marks(world: Any) -> list[tuple[int, str, int]]:
    with world.db.reading(EVERYTHING) as session:
        return [(mark.row_id, mark.outcome, mark.number) for mark in session.scalars(select(GiftMark).order_by(GiftMark.row_id, GiftMark.number))]


def test_the_page_ticks_by_plain_forms(world: Any, client: Any, begun: int) -> None:
    page = client("hoa").get("/gifts/giving").click("QT26-")
    assert "chưa đánh dấu 3" in page
    shown = client("hoa").get(f"/gifts/giving/{begun}?q=nguyen+van+an")
    form = next(one for one in shown.forms.values() if "row" in one.fields)
    after = form.submit("outcome", value="received").follow()
    assert "Đã nhận" in after
    assert [mark[1:] for mark in marks(world)] == [("received", 1)]
    assert "Không có ai khớp" in client("hoa").get(f"/gifts/giving/{begun}?q=khong+co")
    assert "Nguyễn Văn" in client("hoa").get(f"/gifts/giving/{begun}?q=2")
    again = next(one for one in client("hoa").get(f"/gifts/giving/{begun}").forms.values() if "row" in one.fields)
    refused = again.submit("outcome", value="proxy", status=422)
    assert "họ tên người nhận thay" in refused


def test_what_a_phone_has_kept_is_told_one_by_one(world: Any, client: Any, begun: int) -> None:
    hoa = client("hoa")
    with world.db.reading(EVERYTHING) as session:
        ids = [row.id for row in session.scalars(select(GiftRow).where(GiftRow.list_id == begun))]
    kept = [{"row": str(row), "seen": "0", "outcome": "received", "reference": f"k{row}", "at": int(time.time() * 1000)} for row in ids]
    kept.append({"row": "999999", "seen": "0", "outcome": "received", "reference": "bad"})
    for _time in range(2):
        tokens = hoa.get(f"/gifts/giving/{begun}/tokens.json").json
        told = hoa.post(f"/gifts/giving/{begun}/marks", {**tokens, "marks": json.dumps(kept)}).json["results"]
        assert [one["ok"] for one in told] == [True, True, True, False]
    assert len(marks(world)) == 3
    tokens = hoa.get(f"/gifts/giving/{begun}/tokens.json").json
    for bad in ("x", "{}", "[1]"):
        hoa.post(f"/gifts/giving/{begun}/marks", {**tokens, "marks": bad}, status=422)


def test_who_may_not_tick(client: Any, begun: int) -> None:
    client("son").get(f"/gifts/giving/{begun}", status=404)
    for name in ("lan", "binh", "tuan"):
        client(name).get("/gifts/giving", status=403)


def test_officers_tick_at_once_and_nothing_is_lost_or_doubled(world: Any) -> None:
    with world.transaction() as session:
        story = Story(world, session)
        gift_list = story.giving(story.listed(*(person(number) for number in range(10)), campaign=story.passed(places=10)))
        list_id = gift_list.id
    url = world.db.engine.url.render_as_string(hide_password=False)
    with ProcessPoolExecutor(3, mp_context=FORKED) as pool:
        list(pool.map(payers.warm_up, range(3)))
        start = time.time() + 1
        calls = [pool.submit(workers.tick_all, url, "hoa", list_id, start, GIVING) for _officer in range(3)]
        found = [one for call in calls for one in call.result(timeout=120)]
    # Each of ten names once, and told twice to whoever was first.
    assert (found.count("ok"), found.count("TickedBefore")) == (20, 40)
    assert [mark[1:] for mark in marks(world)] == [("received", 1)] * 10
    with world.db.reading(EVERYTHING) as session:
        assert {one.code: one.wrong for one in check.invariants(session) if not one.ok} == {}


def test_photos_are_kept_with_their_list_while_it_is_handed_out(world: Any, client: Any, begun: int) -> None:
    shown = client("hoa").get(f"/gifts/giving/{begun}")
    form = next(one for one in shown.forms.values() if "photos" in one.fields)
    assert "ít nhất một ảnh" in form.submit(expect_errors=True)
    form = next(one for one in client("hoa").get(f"/gifts/giving/{begun}").forms.values() if "photos" in one.fields)
    form["photos"] = [Upload("trao-qua.png", PICTURE)]
    assert "Đã giữ 1 ảnh" in form.submit().follow()
    form = next(one for one in client("hoa").get(f"/gifts/giving/{begun}").forms.values() if "photos" in one.fields)
    form["photos"] = [Upload("gia.png", PDF)]
    assert "không phải ảnh" in form.submit(expect_errors=True)
    assert "serviceWorker" not in client("hoa").get("/gifts/giving/worker")
    client("tuan").get("/gifts/giving/worker", status=403)
