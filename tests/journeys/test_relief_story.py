"""From a roof that a storm took to paid and proved relief by the fast lane, through the rendered pages: asked, decided, paid, confirmed, told on the household's page."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from webtest import Upload

from fundapp.console.checks import invariants
from fundapp.ledger.queries import standing
from tests.cases.story import PDF
from tests.conftest import EVERYTHING
from tests.journeys.test_housing_story import form_to, text_of
from tests.relief.conftest import Relief

MEMBER = "Nguyễn Thị Hường"


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 11, 23, 2, 0, tzinfo=UTC), tick=True):
        yield


def test_urgent_relief_from_the_storm_to_the_proof(world: Any, client: Any) -> None:
    hoa, minh, van, tuan, hanh, lan, binh = (client(name) for name in ("hoa", "minh", "van", "tuan", "hanh", "lan", "binh"))
    with world.db.transaction(EVERYTHING) as session:
        tale = Relief(world, session)
        books = [book.id for book in tale.lay_ground(50_000_000, 1_000_000)]
        household = int(tale.household().id)

    def free() -> list[int]:
        with world.db.reading(EVERYTHING) as session:
            found = standing(session, books)
            return [found[book].free for book in books]

    # Asked for from the household's page, with no paper yet: it is urgent.
    form = form_to(hoa.get(f"/households/{household}").click("Mở hồ sơ trợ cấp"), "/relief/new")
    form["kind"], form["event_on"], form["requested_amount"], form["is_urgent"] = "disaster", "22/11/2026", "5 tr", True
    refused = form.submit(status=422)
    assert "vì sao khẩn cấp" in refused
    form = form_to(refused, "/relief/new")
    form["urgent_reason"] = "Nhà tốc mái, không có chỗ ở đêm nay."
    case = form.submit().follow().request.path
    page = hoa.get(case).click("Nộp hồ sơ lên cấp trên")
    assert "giấy tờ bổ sung sau" in page
    form_to(page, "/submission").submit().follow().mustcontain("Chờ thẩm tra", "còn 8 giờ")

    # Decided at once by the level's head, within the ceiling, out of two funds.
    page = van.get("/relief/urgent")
    assert MEMBER in page.html.select_one("#cho-quyet-dinh").text
    page = page.click(MEMBER).click("Quyết định khẩn cấp")
    form = form_to(page, "/urgent-decision")
    one, two = sorted(name for name in form.fields if name and name.startswith("fund_"))
    form[one], form[two], form["reason"] = "4.500.000", "1.500.000", "Phải giúp ngay trong đêm."
    page = form.submit(status=422)
    assert "5.000.000" in page
    form = form_to(page, "/urgent-decision")
    assert free() == [50_000_000, 1_000_000]
    form[one], form[two], form["reason"] = "4 tr", "1 tr", "Phải giúp ngay trong đêm."
    form.submit().follow().mustcontain("chờ người khác xác nhận sau", "Niêm phong")
    assert free() == [46_000_000, 0]
    paper = text_of(van.get(f"{case}/decision.pdf"))
    assert MEMBER in paper
    assert "Năm triệu đồng" in paper
    assert MEMBER in binh.get("/relief/urgent").html.select_one("#chua-xac-nhan").text

    # Ordered, checked and paid by three others.
    order = form_to(tuan.get(case).click("Lập đề nghị chi"), "/payments").submit().follow().request.path
    for who in (tuan, van):
        assert who.get(f"{order}/check", status="*").status_int in (403, 422)
    form_to(hanh.get(f"{order}/check"), "/check").submit().follow().mustcontain("Chờ chi tiền")
    form_to(lan.get(f"{order}/payment"), "/payment").submit().follow()
    voucher = text_of(lan.get(f"{order}/voucher.pdf"))
    assert "Năm triệu đồng chẵn" in voucher
    assert MEMBER in voucher

    # The papers follow; who neither asked nor decided confirms, and not before.
    assert "còn thiếu giấy tờ" in minh.get(f"{case}/ratification")
    form = form_to(van.get(f"{case}/closure"), "/closure")
    form["reason"] = "Đã trao"
    assert "chưa có người xác nhận" in form.submit(status=422)
    hoa.get(case).mustcontain("Còn thiếu", "Xác nhận thiệt hại của UBND cấp xã")
    for option in hoa.get(f"{case}/papers").html.select("#paper_key option"):
        form = form_to(hoa.get(f"{case}/papers"), "/papers")
        form["paper_key"], form["files"] = option["value"], [Upload(f"{option['value']}.pdf", PDF + option["value"].encode())]
        assert form.submit().status_int == 303
    form = form_to(minh.get(f"{case}/ratification"), "/ratification")
    form["reason"] = "Đã đến nhà hôm sau, mái bếp tốc hết, tiền đã trao."
    form.submit().follow().mustcontain("Đã xác nhận quyết định khẩn cấp")
    assert MEMBER not in binh.get("/relief/urgent")

    form = form_to(van.get(f"{case}/closure"), "/closure")
    form["reason"] = "Đã trao tại nhà ngày 24/11/2026"
    form.submit().follow()

    # What this household received leads to the request and from there to the order and its voucher.
    page = hoa.get(f"/households/{household}")
    received = page.html.select_one("#da-nhan tbody tr")
    assert [cell.get_text(strip=True) for cell in received.select("td")] == ["23/11/2026", "5.000.000", "5.000.000"]
    assert hoa.get(received.select_one("a")["href"]).follow().request.path == case
    binh.get(case).mustcontain("Đã kết thúc", "5.000.000")
    client("son").get(case, status=404)
    with world.db.reading(EVERYTHING) as session:
        wrong = [f"{one.code}: {one.wrong}" for one in invariants(session) if not one.ok]
    assert not wrong, wrong
