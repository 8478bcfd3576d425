"""Pages of how a unit pays, and of the signer."""

from datetime import timedelta
from typing import Any

import pytest

from fundapp.kernel import clock
from fundapp.payments.service import LimitLine
from tests.payments.decided import act, decide, make
from tests.payments.signing import propose, to_sign
from tests.payments.test_views import form_of, text_of, url


def terms_of(world: Any, more: str = "") -> str:
    return f"/payments/terms/{world.units['LDLD-NB']}{more}"


def test_the_signer_signs_on_a_page_and_the_paper_says_so(world: Any, client: Any) -> None:
    _decided, order = to_sign(world)
    van, lan = client("van"), client("lan")
    page = van.get("/payments").click(order.code)
    page.mustcontain("Chờ ký duyệt chi", "Lãnh đạo ký duyệt")
    page = page.click("Xem và ký duyệt")
    page.mustcontain("Bốn mươi triệu đồng chẵn", "chữ ký này hết giá trị")
    form_of(page).submit().follow().mustcontain("Đã ký duyệt", "Chờ chi tiền", "Phạm Thu Vân")
    form_of(lan.get(url(order)).click("Chi tiền mặt")).submit()
    assert text_of(lan.get(url(order, "voucher.pdf"))).count("Phạm Thu Vân") == 1


def test_only_a_signer_signs(world: Any, client: Any) -> None:
    _decided, order = to_sign(world)
    for name in ("hoa", "lan", "tuan", "hanh", "binh"):
        client(name).get(url(order, "signature"), status=403)
    client("son").get(url(order, "signature"), status=403)
    assert "Xem và ký duyệt" not in client("hanh").get(url(order)).text


def test_what_lacks_papers_or_lies_beyond_the_limit_says_so(world: Any, client: Any) -> None:
    _decided, order = to_sign(world, limits=[LimitLine("province", 1_000_000)], attachments=0)
    page = client("van").get(url(order, "signature"))
    page.mustcontain("Còn thiếu chứng từ gốc", "vượt hạn mức ký duyệt 1.000.000 đồng")
    assert "Ký duyệt chi 40.000.000" not in page


def test_terms_change_by_two_people_on_pages(world: Any, client: Any) -> None:
    decide(world)
    hanh, van, binh = client("hanh"), client("van"), client("binh")
    page = hanh.get("/payments").click("Quy định chi").click("Liên đoàn Lao động tỉnh Ninh Bình")
    page.mustcontain("mặc định của chương trình", "chưa đối chiếu được với văn bản nào")
    form = form_of(page.click("Đề nghị thay đổi"))
    form["has_signer"], form["document"], form["reason"] = "yes", "Quy chế chi tiêu số 05/QC", "Thủ trưởng ký từng phiếu"
    form["amount_0"] = "50 tr"
    form.submit(status=422).mustcontain("cần cả cấp đơn vị và số tiền")
    form["kind_0"] = "province"
    form.submit().follow().mustcontain("chờ người thứ hai xác nhận")
    assert "Xác nhận, áp dụng" in hanh.get(terms_of(world)).click("Xem đề nghị")
    page = van.get(terms_of(world)).click("Xem đề nghị")
    page.mustcontain("50.000.000", "Mọi quỹ")
    form = form_of(page)
    form.submit("act", value="refuse", status=422).mustcontain("lý do không đồng ý")
    form_of(page).submit("act", value="confirm").follow().mustcontain("Đã xác nhận")
    seen = binh.get(terms_of(world)).click(f"{clock.today() + timedelta(days=1):%d/%m/%Y}")
    seen.mustcontain("50.000.000")
    assert "Xác nhận, áp dụng" not in seen
    order = make(world, decide(world, subject="cases/2"), subject="cases/2")
    act(world, order, "check_order", "hanh")
    client("lan").get(url(order)).mustcontain("Chờ chi tiền")


@pytest.mark.parametrize("name", ["lan", "tuan", "binh", "hoa"])
def test_others_neither_propose_nor_decide(world: Any, client: Any, name: str) -> None:
    terms_id = propose(world, days=1)
    other = client(name)
    other.get(terms_of(world, "/new"), status=403)
    page = other.get(f"/payments/terms/versions/{terms_id}/decision", status="*")
    assert page.status_int == 404 if name == "hoa" else "Ý kiến của bạn" not in page


def test_another_unit_sees_nothing_of_it(world: Any, client: Any) -> None:
    terms_id = propose(world, days=1)
    son = client("son")
    son.get(terms_of(world), status=403)
    son.get(f"/payments/terms/versions/{terms_id}/decision", status=404)
