"""From a union's Excel list to a paid and proved housing grant, through the rendered pages, and who may not see it."""

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from pypdf import PdfReader
from sqlalchemy import select
from webtest import Upload

from fundapp.console.checks import invariants
from fundapp.households.models import Household
from fundapp.ledger.queries import standing
from tests.cases.story import PDF, Story
from tests.conftest import EVERYTHING

ROSTER = Path("tests/data/rosters/roster-small.xlsx")
PHOTO = Path("tests/data/photos/house-01.jpg")
MEMBER = "Nguyễn Ngọc Tình"


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 11, 23, 2, 0, tzinfo=UTC), tick=True):
        yield


def form_to(page: Any, ending: str) -> Any:
    """The POST form of a page that leads to an address with this ending."""
    for form in page.forms.values():
        if form.method.lower() == "post" and form.action.split("?")[0].endswith(ending):
            return form
    raise AssertionError(f"{page.request.path} has no form to …{ending}: {[form.action for form in page.forms.values()]}")


def text_of(pdf: Any) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf.body)).pages).split())


class Tale:
    """The story's people at their pages, and what they have come to know."""

    def __init__(self, world: Any, client: Any) -> None:
        self.world = world
        self.hoa, self.minh, self.van, self.tuan, self.hanh, self.lan = (client(name) for name in ("hoa", "minh", "van", "tuan", "hanh", "lan"))
        with world.db.transaction(EVERYTHING) as session:
            story = Story(world, session)
            self.books = [book.id for book in story.lay_ground(200_000_000, 12_000_000)]
        self.household = self.case = self.order = 0

    def upload(self) -> Any:
        page = self.hoa.get("/intake/new")
        form = form_to(page, "/intake/new")
        form["file"] = Upload(ROSTER.name, ROSTER.read_bytes())
        page = form.submit().follow()
        return form_to(page, "/confirmation").submit().follow() if "confirmation" in page.text else page

    def free(self) -> list[int]:
        with self.world.db.reading(EVERYTHING) as session:
            found = standing(session, self.books)
            return [found[book].free for book in self.books]

    def at(self, who: Any, act: str = "", **kwargs: Any) -> Any:
        return who.get(f"/housing/{self.case}{act}", **kwargs)


def count_households(tale: Tale) -> int:
    with tale.world.db.reading(EVERYTHING) as session:
        return len(session.scalars(select(Household).where(Household.ended_on.is_(None))).all())


def test_the_main_story(world: Any, client: Any) -> None:
    tale = Tale(world, client)
    list_arrives(tale)
    member_is_completed(tale)
    case_is_opened(tale)
    papers_and_submission(tale)
    returned_and_mended(tale)
    visited_and_proposed(tale)
    decided_over_two_funds(tale)
    ordered_checked_paid(tale)
    numbers_lead_to_rows(tale)
    strangers_and_inspectors(tale, client("son"), client("binh"))
    with world.db.reading(EVERYTHING) as session:
        wrong = [f"{one.code}: {one.wrong}" for one in invariants(session) if not one.ok]
    assert not wrong, wrong


def list_arrives(tale: Tale) -> None:
    page = tale.upload()
    first = count_households(tale)
    assert first > 20, page.text[:500]
    tale.upload()
    assert count_households(tale) == first, "uploading the same list again adds nobody twice"
    page = tale.hoa.get("/households/?q=nguyen+ngoc+tinh")
    assert MEMBER in page
    with tale.world.db.reading(EVERYTHING) as session:
        tale.household = session.scalars(select(Household.id).where(Household.head_name == MEMBER)).one()


def member_is_completed(tale: Tale) -> None:
    page = tale.hoa.get(f"/households/{tale.household}")
    link = page.html.select_one("a[href*=correction]")
    form = form_to(tale.hoa.get(link["href"]), "/correction")
    form["is_member"] = True
    form["joined_union_on"] = "01/03/2015"
    form["employed_since_on"] = "01/09/2014"
    form["reason"] = "Bổ sung theo thẻ đoàn viên"
    assert form.submit().status_int == 303


def case_is_opened(tale: Tale) -> None:
    page = tale.hoa.get(f"/households/{tale.household}").click("Mở hồ sơ Mái ấm")
    form = form_to(page, "/housing/new")
    form["kind"], form["requested_amount"], form["estimate_amount"], form["own_funds_amount"] = "repair", "30 tr", "80.000.000", "30 tr"
    page = form.submit().follow()
    tale.case = int(page.request.path.rsplit("/", 1)[-1])
    for words in ("Còn thiếu", "Điều 4 khoản 6", "Đất ở hợp pháp", "Thêm giấy tờ còn thiếu", "Đơn đề nghị hỗ trợ"):
        assert words in page, words
    assert page.html.select(".finding.is-unknown"), "what nobody has said yet is unknown, not refused"
    assert page.html.find("dt", string="Đất có tranh chấp").find_next("dd").text.strip() == "Chưa rõ", "nobody has said that there is none"
    page = tale.at(tale.hoa, "/submission")
    assert "Chưa nộp được" in page
    form = form_to(tale.at(tale.hoa, "/content"), "/content")
    form["land_status"], form["land_is_disputed"], form["land_in_planning"], form["house_condition"] = "certificate", "no", "no", "dilapidated"
    assert "Đã lưu nội dung" in form.submit().follow()


def papers_and_submission(tale: Tale) -> None:
    page = tale.at(tale.hoa, "/papers")
    keys = [option["value"] for option in page.html.select("#paper_key option")]
    for key in keys[:7]:
        form = form_to(tale.at(tale.hoa, "/papers"), "/papers")
        form["paper_key"], form["files"] = key, [Upload(f"{key}.pdf", PDF + key.encode())]
        assert form.submit().status_int == 303
    page = tale.at(tale.hoa)
    page = page.click("Nộp hồ sơ lên cấp trên")
    assert "Công đoàn xã Hải Anh" in page
    page = form_to(page, "/submission").submit().follow()
    assert "Chờ thẩm tra" in page
    assert "Công đoàn xã Hải Anh" in page


def returned_and_mended(tale: Tale) -> None:
    assert MEMBER in tale.minh.get("/")
    form = form_to(tale.at(tale.minh, "/return"), "/return")
    form["reason"] = "Ảnh hiện trạng mờ, chụp lại."
    assert "Bị trả lại" in form.submit().follow()
    page = tale.at(tale.hoa)
    assert "Ảnh hiện trạng mờ, chụp lại." in page
    drop = tale.at(tale.hoa, "/papers").html.select("a[href*=withdrawal]")[-1]
    form = form_to(tale.hoa.get(drop["href"]), "/withdrawal")
    form["reason"] = "Ảnh mờ"
    form.submit().follow()
    form = form_to(tale.at(tale.hoa, "/papers"), "/papers")
    form["files"] = [Upload("moi.jpg", PHOTO.read_bytes(), "image/jpeg")]
    form.submit().follow()
    page = form_to(tale.at(tale.hoa, "/submission"), "/submission").submit().follow()
    assert "Chờ thẩm tra" in page


def visited_and_proposed(tale: Tale) -> None:
    form = form_to(tale.at(tale.minh).click("Ghi nhận thẩm tra"), "/visit")
    form["participants"], form["findings"], form["agrees"] = "Vũ Đức Minh; Trần Thị Hoa", "Mái dột, tường nứt, đúng như hồ sơ.", "yes"
    form["minutes"] = [Upload("bien-ban.pdf", PDF + b"minutes")]
    form["photos"] = [Upload("truoc.jpg", PHOTO.read_bytes(), "image/jpeg")]
    page = form.submit().follow()
    assert page.html.select_one("ul.photos img")
    page = page.click("Đề xuất mức hỗ trợ")
    form = form_to(page, "/proposal")
    form["amount"], form["reason"] = "31 tr", "Hộ khó khăn."
    assert "30.000.000" in form.submit(status=422)
    form["amount"] = "30 tr"
    page = form.submit().follow()
    assert "Chờ quyết định" in page
    assert "Liên đoàn Lao động tỉnh Ninh Bình" in page


def decided_over_two_funds(tale: Tale) -> None:
    assert MEMBER in tale.van.get("/")
    page = tale.at(tale.van).click("Quyết định hỗ trợ")
    form = form_to(page, "/decision")
    funds = sorted(name for name in form.fields if name and name.startswith("fund_"))
    form[funds[0]], form[funds[1]] = "17.999.999", "12.000.001"
    page = form.submit(status=422)
    assert "12.000.000" in page
    assert "Quỹ Mái ấm số 2" in page
    assert tale.free() == [200_000_000, 12_000_000], "one đồng too much reserves nothing in either fund"
    form = form_to(page, "/decision")
    form[funds[0]], form[funds[1]] = "18 tr", "12 tr"
    page = form.submit().follow()
    assert "Quyết định số 01/QĐ-LĐLĐ" in page
    assert "Niêm phong" in page
    assert tale.free() == [182_000_000, 0]
    paper = text_of(tale.at(tale.van, "/decision.pdf"))
    assert MEMBER in paper
    assert "Ba mươi triệu đồng" in paper
    assert "01/QĐ-LĐLĐ" in paper


def ordered_checked_paid(tale: Tale) -> None:
    form = form_to(tale.at(tale.tuan).click("Lập đề nghị chi"), "/payments")
    page = form.submit().follow()
    tale.order = int(page.request.path.rsplit("/", 1)[-1])
    for who in (tale.tuan, tale.van):
        assert who.get(f"/payments/{tale.order}/check", status="*").status_int in (403, 422)
    page = form_to(tale.hanh.get(f"/payments/{tale.order}/check"), "/check").submit().follow()
    assert "Chờ chi tiền" in page
    page = form_to(tale.lan.get(f"/payments/{tale.order}/payment"), "/payment").submit().follow()
    voucher = text_of(tale.lan.get(f"/payments/{tale.order}/voucher.pdf"))
    assert "Ba mươi triệu đồng chẵn" in voucher
    assert MEMBER in voucher
    page = tale.at(tale.hoa)
    assert "Đã chi đủ" in page
    assert tale.free() == [182_000_000, 0]


def numbers_lead_to_rows(tale: Tale) -> None:
    for book, balance in zip(tale.books, ("182.000.000", "0"), strict=True):
        page = tale.lan.get(f"/ledger/{book}")
        assert balance in page
        journal = tale.lan.get(f"/ledger/{book}/journal")
        link = next(link for link in journal.html.select("main a[href*='/ledger/entries/']"))
        assert tale.lan.get(link["href"]).status_int == 200
        promised = tale.lan.get(f"/ledger/{book}/commitments?view=all")
        subject = promised.html.select_one("main a[href*='/cases/']")
        assert tale.lan.get(subject["href"]).follow().request.path == f"/housing/{tale.case}"


def strangers_and_inspectors(tale: Tale, son: Any, binh: Any) -> None:
    hidden = [
        f"/housing/{tale.case}", f"/housing/{tale.case}/papers", f"/housing/{tale.case}/decision.pdf", f"/housing/{tale.case}/dossier",
        f"/housing/{tale.case}/content", f"/housing/{tale.case}/submission", f"/cases/{tale.case}", f"/households/{tale.household}",
        f"/payments/{tale.order}", f"/payments/{tale.order}/voucher.pdf",
    ]
    for address in hidden:
        assert son.get(address, status="*").status_int == 404, address
        assert binh.get(address, status="*").status_int in (200, 303, 403), address
    assert MEMBER not in son.get("/housing/?view=all")
    page = tale.at(binh)
    assert MEMBER in page
    assert [form.action for form in page.forms.values() if form.method.lower() == "post"] == ["/access/sign-out"]
    for act in ("content", "submission", "return", "visit", "proposal", "decision", "refusal", "withdrawal", "closure", "confirmation", "payments"):
        assert binh.get(f"/housing/{tale.case}/{act}", status="*").status_int == 403, act
    for act in ("check", "payment", "return", "void", "amendment"):
        assert binh.get(f"/payments/{tale.order}/{act}", status="*").status_int == 403, act
