"""The end of a year through rendered forms: carried, closed, opened again; what is not fit is said, who may not is refused."""

from datetime import date

from sqlalchemy import select

from fundapp.ledger.models import BookYear, YearClose
from tests.conftest import EVERYTHING
from tests.ledger.test_pages import form_of
from tests.ledger.test_years import close_months, last_year, sound, year_of  # noqa: F401  (a fixture)


def address(funds, number: int = 2025) -> str:
    with funds.world.db.reading(EVERYTHING) as session:
        return f"/ledger/years/{year_of(session, funds, number).id}"


def test_from_the_first_step_to_the_closed_year_and_back(last_year, client) -> None:  # noqa: F811
    maker, head, at = client("tuan"), client("hanh"), address(last_year)
    with last_year.world.transaction() as session:
        close_months(session, last_year, *range(1, 12))
    page = maker.get(at)
    assert "Lập bút toán kết chuyển" in page
    assert "Đề nghị khóa năm 2025" not in page
    carrying = maker.get(f"{at}/carrying")
    assert "Thặng dư của năm 2025: 2.000.000 đồng" in carrying
    assert "nguồn vốn" not in carrying
    entry = form_of(carrying).submit(status=303).follow()
    assert "Kết chuyển cuối năm" in entry
    assert "Chờ ghi sổ" in maker.get(at)
    form_of(head.get(f"{entry.request.path}/posting")).submit("act", value="do", status=303)
    with last_year.world.transaction() as session:
        close_months(session, last_year, 12)
    asked = form_of(maker.get(f"{at}/closing-request")).submit("act", value="do").follow()
    assert "Chờ xác nhận khóa năm" in asked
    assert "người khác phải xác nhận" not in asked
    assert "Xác nhận khóa năm" in head.get("/")
    assert "Xác nhận khóa năm" not in maker.get("/")
    page = form_of(head.get(f"{at}/closing")).submit("act", value="do").follow()
    assert "Năm 2025 đã khóa" in page
    assert "22.000.000" in page
    assert "Xem năm 2026" in page
    paper = head.get(next(link for link in page.html.find_all("a") if "Biên bản khóa sổ năm" in link.text)["href"])
    assert paper.body[:5] == b"%PDF-"
    assert "2.000.000" in maker.get(address(last_year, 2026))
    fund = maker.get(f"/ledger/{last_year.c.id}")
    assert "Năm 2026 chưa có bút toán nào; số dư chuyển từ năm trước sang." in fund
    assert "Nhập số dư đầu kỳ" not in fund
    again = form_of(maker.get(at).click("Đề nghị mở lại năm 2025"))
    assert "lý do mở lại năm" in again.submit("act", value="do", status=422)
    again["reason"] = "Sót giấy báo có"
    again.submit("act", value="do", status=303)
    page = form_of(head.get(f"{at}/reopening")).submit("act", value="do").follow()
    assert "Sót giấy báo có" in page
    assert "Đã mở lại năm" in page
    sound(last_year)


def test_what_is_not_fit_and_a_stale_page_are_answered_in_words(last_year, client) -> None:  # noqa: F811
    maker, head, at = client("tuan"), client("hanh"), address(last_year)
    assert "còn tháng 1, 2" in form_of(maker.get(f"{at}/closing-request")).submit("act", value="do", status=422)
    assert "Chưa ai đề nghị khóa năm này" in form_of(head.get(f"{at}/closing")).submit("act", value="do", status=422)
    assert "Chưa ai đề nghị khóa năm này" in form_of(head.get(f"{at}/reopening")).submit("act", value="refuse", status=422)
    carrying = form_of(maker.get(f"{at}/carrying"))
    form_of(maker.get(f"{at}/carrying")).submit(status=303)
    assert "Đã có một bút toán kết chuyển chờ ghi sổ" in carrying.submit(status=422)
    with last_year.world.db.reading(EVERYTHING) as session:
        assert session.scalar(select(YearClose)) is None


def test_others_neither_see_nor_act(last_year, client) -> None:  # noqa: F811
    at = address(last_year)
    client("binh").get(at)
    for name, act in (("binh", "carrying"), ("hanh", "carrying"), ("hanh", "closing-request"), ("tuan", "closing"), ("lan", "closing"), ("tuan", "reopening")):
        client(name).get(f"{at}/{act}", status=403)
    client("hoa").get(at, status=403)
    with last_year.world.transaction("hoa") as session:
        assert session.scalars(select(BookYear).where(BookYear.year == date(2025, 1, 1).year)).all() == []
