"""The pages of goods as people use them: the accountant makes a slip, the keeper does it, others are refused."""

import io
from typing import Any

import pytest
from pypdf import PdfReader

from tests.stock.conftest import Store


@pytest.fixture
def told(funds: Any) -> Store:
    with funds.world.transaction() as session:
        made = Store(funds, session)
        made.move("receipt", (made.rice, 10, 150_000), (made.oil, 4, 180_000))
        made.ids = {"store": made.store.id, "hall": made.hall.id, "rice": made.rice.id, "bag": made.bag.id}
    return made


def form_of(page: Any) -> Any:
    """The form of the page itself, not that of its frame."""
    return [form for form in page.forms.values() if form.method.lower() == "post" and not form.action.endswith("sign-out")][-1]


def test_a_receipt_goes_from_the_accountant_to_the_keeper_to_its_paper(told: Store, client: Any) -> None:
    form = form_of(client("tuan").get("/stock/slips/new?kind=receipt"))
    form["book_id"], form["place_id"] = str(told.book.id), str(told.ids["store"])
    form[f"quantity_{told.ids['rice']}"], form[f"amount_{told.ids['rice']}"] = "5", "75.000"
    form["party"], form["reason"] = "Công ty Bình Minh (mẫu)", "Tết Sum vầy"
    made = form.submit().follow()
    assert "Hàng chưa chuyển" in made
    assert "Tôi đã nhập" not in made
    address = made.request.path
    done = form_of(client("lan").get(address)).submit().follow()
    for part in ("PNK-2026-0002", "75.000", "Bút toán trong sổ quỹ", "Đã nhập, xuất"):
        assert part in done, part
    paper = " ".join(PdfReader(io.BytesIO(client("lan").get(f"{address}/paper.pdf").body)).pages[0].extract_text().split())
    for part in ("PHIẾU NHẬP KHO", "C30-HD", "PNK-2026-0002", "Bảy mươi lăm nghìn đồng chẵn", "Nợ: 153", "Có: 43183", "THỦ KHO", "Đỗ Ngọc Lan"):
        assert part in paper, part
    assert "165" not in paper
    shown = client("binh").get("/stock")
    for part in ("15 kg", "225.000", "405.000", "Kho LĐLĐ tỉnh"):
        assert part in shown, part
    assert client("binh").get("/stock/goods.xlsx").content_type.endswith("sheet")


def test_more_than_lies_there_is_said_on_the_slip(told: Store, client: Any) -> None:
    form = form_of(client("tuan").get("/stock/slips/new?kind=hand_out"))
    form["book_id"], form["place_id"], form["party"], form["reason"] = str(told.book.id), str(told.ids["store"]), "Đoàn viên", "Phát quà"
    form[f"quantity_{told.ids['rice']}"] = "11"
    made = form.submit().follow()
    refused = form_of(client("lan").get(made.request.path)).submit(status=422)
    assert "chỉ còn 10 kg Gạo" in refused
    assert "Hàng chưa chuyển" in refused


def test_packing_hand_out_and_return_by_their_pages(told: Store, client: Any) -> None:
    tuan, lan, ids = client("tuan"), client("lan"), told.ids

    def made(kind: str, **values: str) -> str:
        form = form_of(tuan.get(f"/stock/slips/new?kind={kind}"))
        for name, value in {"book_id": str(told.book.id), "place_id": str(ids["store"]), "party": "Tổ phát quà", "reason": "Tết", **values}.items():
            form[name] = value
        return str(form.submit().follow().request.path)

    def done(address: str) -> Any:
        return form_of(lan.get(address)).submit().follow()

    done(made("packing", **{f"quantity_{ids['rice']}": "10", f"made_{ids['bag']}": "2"}))
    done(made("transfer", **{f"quantity_{ids['bag']}": "2", "to_place_id": str(ids["hall"])}))
    out = made("hand_out", **{f"quantity_{ids['bag']}": "2", "place_id": str(ids["hall"])})
    done(out)
    form = form_of(tuan.get(f"{out}/return"))
    form[f"quantity_{ids['bag']}"], form["party"], form["reason"] = "1", "Lan", "Vắng mặt"
    back = form.submit().follow().request.path
    assert "PNK-2026-0002" in done(str(back))
    assert "Đã nhập lại 1 Túi quà Tết" in tuan.get(out)
    card = tuan.get(f"/stock/goods/{ids['bag']}")
    assert "75.000" in card
    assert "Hội trường phát quà" in card


def test_a_count_is_blind_and_answered_by_another(told: Store, client: Any) -> None:
    sheet = client("lan").get(f"/stock/places/{told.ids['store']}/counts/new")
    assert "150.000" not in sheet
    form = form_of(sheet)
    for name in [name for name in form.fields if name and name.startswith("pieces_")]:
        form[name] = "4"
    counted = form.submit().follow()
    assert "Thiếu 6" in counted
    assert "Chứng kiến kiểm kê" not in counted
    answer = form_of(client("hanh").get(f"{counted.request.path}/answer"))
    assert "Còn chênh lệch chưa xử lý" in answer.submit("act", value="do").follow()
    form = form_of(client("tuan").get(f"{counted.request.path}/settlement"))
    form["reason"] = "Chờ tìm nguyên nhân"
    assert "đã có phiếu xử lý" in form.submit().follow()


def test_who_may_not(told: Store, client: Any) -> None:
    for name in ("hoa", "minh"):
        client(name).get("/stock", status=403)
    for name in ("lan", "binh", "van", "hanh"):
        client(name).get("/stock/slips/new", status=403)
    client("tuan").get(f"/stock/places/{told.ids['store']}/counts/new", status=403)
    client("tuan").get("/stock/slips/new?kind=reversal", status=404)
