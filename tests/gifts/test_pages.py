"""The pages of gifts, by the cast through rendered forms: a campaign from its draft to a decided list; who may not, and who sees nothing."""

from datetime import date
from typing import Any

from sqlalchemy import select

from fundapp.gifts import service
from fundapp.gifts.models import GiftCampaign, GiftList, GiftRow
from fundapp.households import service as households
from fundapp.kernel import clock
from tests.cases.story import DECLARED, MEMBER
from tests.conftest import EVERYTHING
from tests.gifts.story import Story

DAYS = ("opens_on", "list_until_on", "review_until_on", "decide_until_on", "give_from_on", "give_until_on", "settle_until_on")


def _draft(client: Any, world: Any) -> int:
    with world.transaction() as session:
        story = Story(world, session)
        books = [str(book.id) for book in story.fund()]
        households.register(
            session, unit_id=world.units["CDCS-BML"], head=MEMBER, declaration=DECLARED, by=world.actor("hoa"), on=date(2026, 10, 1)
        )
    form = _with(client("tuan").get("/gifts/campaigns/new"), "title")
    today = clock.today().strftime("%d/%m/%Y")
    values = {
        "season": "tet-2027", "kind": "tet", "title": "Tết Sum vầy", "document": "KH 40", "lines": "Quà Tết", "line_kind": "cash", "gift_class": "gift",
        "unit_amount": "1.300.000", "places": "10", "fund": books[0], "second_fund": books[1], "second_amount": "300.000", **dict.fromkeys(DAYS, today),
    }
    for name, value in values.items():
        form[name] = value
    form["lines_2"], form["line_kind_2"], form["gift_class_2"], form["unit_amount_2"] = "Phiếu mua hàng", "voucher", "voucher", "500.000"
    assert "cần trị giá và số suất" in form.submit(status=422)
    form["places_2"], form["fund_2"], form["deadline_4"] = "5", books[0], today
    form["lines_3"], form["line_kind_3"], form["unit_amount_3"], form["places_3"], form["goods_code_3"] = "Túi quà", "goods", "300.000", "5", "tui"
    form["give_from_on"] = "01/01/2020"
    refused = form.submit(status=422)
    assert "Hãy chọn ngày" in refused
    form = _with(refused, "title")
    form["give_from_on"] = today
    form.submit(status=303)
    with world.db.reading(EVERYTHING) as session:
        found = session.scalars(select(GiftCampaign)).one()
        assert [(line.code, line.kind, len(line.funds), line.goods_code) for line in found.lines] == [
            ("Q1", "cash", 2, None), ("Q2", "voucher", 1, None), ("Q3", "goods", 0, "TUI"),
        ]
        assert [one.level for one in found.deadlines] == [4]
        return found.id


def _with(page: Any, field: str) -> Any:
    """The form of a page that has this field."""
    return next(form for form in page.forms.values() if field in form.fields)


def _press(page: Any, action: str) -> Any:
    """Press the button of a page that leads to this act."""
    form = next(form for form in page.forms.values() if f'"{action}"' in form.text)
    form.action = action
    return form.submit(expect_errors=True)


def test_a_campaign_is_told_through_its_pages(client: Any, world: Any) -> None:
    campaign = f"/gifts/campaigns/{_draft(client, world)}"
    van, minh, hoa = client("van"), client("minh"), client("hoa")
    hoa.get(campaign, status=404)
    _press(van.get(campaign), f"{campaign}/opening")
    form = _with(client("tuan").get(campaign).click("Gia hạn gửi danh sách"), "to_on")
    form["to_on"], form["reason"] = clock.today().strftime("%d/%m/%Y"), "Đơn vị xa"
    assert "Hạn mới phải sau" in form.submit(status=422)
    hoa.get(f"{campaign}/extension", status=403)
    form = _with(client("tuan").get(campaign).click("Phân bổ suất xuống dưới", index=0), "basis")
    form["basis"] = "hand"
    form = _with(form.submit(status=422), "basis")
    by_hand = next(name for name in form.fields if name and name.startswith("unit_"))
    form[by_hand] = "2"
    assert "Đã phân bổ 2 suất “Quà Tết” cho 1 đơn vị" in form.submit(status=303).follow()
    form = _with(client("tuan").get(campaign).click("Phân bổ suất xuống dưới", index=0), "basis")
    form["basis"], form["places"] = "members", "7"
    assert form.submit(status=303).follow()
    with world.transaction() as session:
        story = Story(world, session)
        line = session.scalars(select(GiftCampaign)).one().lines[0]
        service.pass_down(session, line, unit=world.unit("LDLD-NB", session), given={world.units["CDCS-BML"]: 1}, by=story.actor("minh"), on=clock.today())
    page = _press(hoa.get(campaign), f"{campaign}/list").follow()
    with world.db.reading(EVERYTHING) as session:
        gift_list = session.scalars(select(GiftList)).one()
    address = f"/gifts/{gift_list.id}"
    proposed = hoa.get(f"{address}/proposal")
    assert "Đơn thân nuôi con" in proposed
    hoa.get(f"{address}/proposal?category=poor").mustcontain("0 người đủ tiêu chí")
    assert hoa.get(f"{address}/proposal.xlsx").body[:2] == b"PK"
    page = _with(proposed, "places").submit(status=303).follow()
    assert "Nguyễn Thị Hường" in page
    form = _with(page, "ethnicity")
    form.action = f"{address}/ethnicity"
    assert "Hãy ghi tên dân tộc" in form.submit(status=422)
    form["ethnicity"] = "Mường"
    assert "chọn ít nhất một người" in form.submit(status=422)
    form.set("rows", True, 0)
    page = form.submit(status=303).follow()
    assert "Đã ghi dân tộc" in page
    refused = _press(page, f"{address}/removal")
    assert refused.status_int == 422
    assert "chọn ít nhất một người" in refused
    person = _with(hoa.get(f"{address}/person"), "household")
    person["household"], person["reason"] = "H000001", "Thêm"
    assert "đã có suất cùng loại" in person.submit(status=422)
    _press(hoa.get(address), f"{address}/submission")
    _press(minh.get(address), f"{address}/review")
    decided = _press(van.get(address), f"{address}/decision").follow()
    assert "1.300.000 đồng, ngày" in decided
    assert f"{address}/sheet" not in decided, "the unit that hands out prints"
    paper = _press(hoa.get(address), f"{address}/sheet")
    assert paper.status_int == 303
    assert van.get(f"{address}/list.xlsx").body[:2] == b"PK"
    tuan = client("tuan")
    form = _with(tuan.get(f"{address}/advance"), "payee_name")
    form["payee_name"], form["payee_address"] = "Trần Thị Hoa", "CĐCS May mặc Bến Mộc Lan"
    assert "/payments/" in form.submit(status=303).location
    goods = _with(tuan.get(f"{address}/goods"), "place")
    assert "Xuất từ nơi để hàng" in goods.submit(status=422)
    hoa.get(f"{address}/goods", status=403)
    assert client("hoa").get("/gifts").status_int == 200
    client("son").get(address, status=404)
    client("minh").get(f"{address}/proposal", status=403)
    hoa.get(f"/gifts/giving/{gift_list.id}").mustcontain("Cán bộ lập danh sách bấm “Bắt đầu trao”", "trao đến hết ngày")
    # Whoever runs the campaign ends it, not before its lists have ended.
    _press(tuan.get(campaign), f"{campaign}/ending").follow().mustcontain("Còn danh sách chưa kết thúc")
    form = _with(van.get(address), "reason")
    form.action = f"{campaign}/ending"
    form.submit(status=403)
    with world.db.reading(EVERYTHING) as session:
        assert session.execute(select(GiftRow.state, GiftRow.ethnicity)).all() == [("listed", "Mường")]
