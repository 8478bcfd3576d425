"""Loan products: whole with their sources or refused, compared term by term, frozen with their regulation."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import time_machine

from fundapp.regulations import service
from fundapp.regulations.comparison import changes
from fundapp.regulations.completeness import problems
from fundapp.regulations.models import Regulation
from fundapp.regulations.product_terms import lacking, lines_of
from fundapp.regulations.sample import load_sample
from fundapp.regulations.service import RegulationRefused

ON = date(2026, 11, 21)


@pytest.fixture
def draft(world: Any) -> int:
    """A draft of a new version of the sample."""
    with time_machine.travel("2026-11-21 02:00 +0000"), world.transaction() as session:
        made = load_sample(session, world.unit("LDLD-NB", session), by=world.actor("tuan"), approver=world.actor("van"), name="tro_von")
        return service.copy(session, made, by=world.actor("tuan"), on=ON).id


def change(world: Any, draft: int, key: str = "san_xuat", **terms: Any) -> Regulation:
    with world.transaction() as session:
        regulation = session.get_one(Regulation, draft)
        service.set_product(session, regulation, key, terms=terms, by=world.actor("tuan"))
        return regulation


def test_the_sample_is_whole_and_reads_with_its_articles(world: Any, draft: int) -> None:
    with world.transaction() as session:
        regulation = session.get_one(Regulation, draft)
        first, saving, emergency = regulation.products
        assert not [text for product in regulation.products for text in lacking(product)]
        assert first.rate_percent == Decimal("0.45")
        said = {line.key: (str(line.says), line.article) for line in lines_of(emergency)}
        assert said["amount"][0] == "Từ 500.000 đến 10.000.000 đồng, không quá 80% tiền lương một tháng"
        assert said["overdue"] == ("130% lãi suất trong hạn, là 8,58% một năm", "Điều 12 khoản 1")
        assert "tiết kiệm" in str({line.key: line.name for line in lines_of(saving)}["savings"]).lower()
        assert "savings" not in said


@pytest.mark.parametrize(
    ("terms", "why"),
    [
        ({"source": " "}, "chưa ghi nguồn"), ({"articles": {"amount": "Điều 5"}}, "chưa ghi điều, khoản cho: lãi suất"),
        ({"savings_rate_percent": Decimal(1)}, "tiết kiệm bắt buộc"), ({"every": "week"}, "không chia được cho kỳ trả"), ({"most_amount": 1}, "tối đa phải từ"),
        ({"every": "once"}, "đúng 1 kỳ"), ({"most_grace_instalments": 24}, "ít hơn số kỳ"), ({"overdue_of_rate_percent": Decimal(99)}, "không thấp hơn"),
        ({"basis": "actual/365"}, "lãi suất năm"), ({"name": ""}, "tên sản phẩm"),
    ],
)
def test_a_product_that_lacks_a_source_or_makes_no_schedule_is_refused(world: Any, draft: int, terms: dict[str, Any], why: str) -> None:
    with pytest.raises(RegulationRefused, match=why):
        change(world, draft, **terms)


def test_a_loans_regulation_without_products_is_not_whole(world: Any, draft: int) -> None:
    with world.transaction() as session:
        regulation = session.get_one(Regulation, draft)
        for product in list(regulation.products):
            service.remove(session, regulation, product, by=world.actor("tuan"))
        assert "Chưa có sản phẩm vay nào." in [str(text) for text in problems(regulation)]


def test_a_change_is_told_term_by_term(world: Any, draft: int) -> None:
    change(world, draft, rate_percent=Decimal("0.5"))
    with world.transaction() as session:
        regulation = session.get_one(Regulation, draft)
        told = [(one.name, str(one.before)[:6], str(one.after)[:5]) for one in changes(session.get_one(Regulation, regulation.based_on_id), regulation)]
    assert told == [("Vay sản xuất, kinh doanh nhỏ: Lãi suất", "0,45% ", "0,5% "), ("Vay sản xuất, kinh doanh nhỏ: Lãi quá hạn", "130% l", "130% ")]


def test_only_a_loans_regulation_has_products(world: Any, mai_am: tuple[int, int]) -> None:
    with pytest.raises(RegulationRefused, match="Chỉ quy chế vay vốn"):
        change(world, mai_am[0], name="x")


def test_the_page_adds_changes_and_refuses(client: Any, world: Any, draft: int) -> None:
    with time_machine.travel("2026-11-21 02:00 +0000"):
        tuan = client("tuan")
        page = tuan.get(f"/regulations/{draft}")
        assert "Vay khẩn cấp" in page
        link = page.html.find("a", attrs={"aria-label": "Sửa: Vay sản xuất, kinh doanh nhỏ"})
        page = tuan.get(link["href"])
        form = next(one for one in page.forms.values() if "rate_percent" in one.fields)
        assert (form["rate_percent"].value, form["article_rate"].value) == ("0,45", "Điều 5 khoản 1 điểm b")
        form["article_rate"] = ""
        page = form.submit(status=422)
        assert "chưa ghi điều, khoản cho: lãi suất" in page
        form = next(one for one in page.forms.values() if "rate_percent" in one.fields)
        form["article_rate"], form["rate_percent"] = "Điều 5a", "0,4"
        page = form.submit(status=303).follow()
        assert "0,4% một tháng" in page
        client("hoa").get(f"/regulations/{draft}/products/new", status=403)
