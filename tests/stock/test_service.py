"""One makes a slip, the keeper does it; goods and the fund's book move together and never below zero."""

import pytest

from fundapp.ledger import queries as ledger_queries
from fundapp.ledger import service as ledger
from fundapp.ledger.models import Balance, Entry
from fundapp.ledger.service import DutiesMixed, LedgerRefused, LineSpec, PurposeRefused
from fundapp.stock import check, queries, service
from fundapp.stock.models import StockSlip
from fundapp.stock.service import Item, Short, StockRefused
from tests.stock.conftest import MONDAY


def lies(store, good, place=None) -> tuple[int, int]:
    found = [one.holding for one in queries.held(store.session, good_id=good.id, place_id=(place or store.store).id)]
    return (found[0].quantity, found[0].amount) if found else (0, 0)


def in_books(store, account="153") -> int:
    store.session.expire_all()
    return sum(row.amount for row in store.session.query(Balance).filter_by(book_id=store.book.id, account_code=account))


def lines(store, slip) -> list:
    return [(line.account_code, line.debit, line.credit) for line in ledger_queries.entry_lines(store.session, store.session.get(Entry, slip.entry_id))]


def test_donated_goods_come_in_with_their_value(store) -> None:
    slip = store.make("receipt", (store.rice, 1000, 15_000_001), (store.oil, 100, 4_500_000))
    assert (slip.state, slip.label, lies(store, store.rice)) == ("made", "", (0, 0))
    store.do(slip)
    assert (slip.label, lies(store, store.rice), lies(store, store.oil)) == ("PNK-2026-0001", (1000, 15_000_001), (100, 4_500_000))
    assert lines(store, slip) == [("153", 19_500_001, 0), ("43183", 0, 19_500_001)]
    assert in_books(store) == 19_500_001


def test_bought_goods_are_owed_for(store) -> None:
    assert lines(store, store.move("purchase", (store.oil, 10, 450_000))) == [("153", 450_000, 0), ("331", 0, 450_000)]


def test_packing_takes_the_value_along_and_a_transfer_too(store) -> None:
    store.move("receipt", (store.rice, 1000, 15_000_001), (store.oil, 100, 4_500_000))
    packed = store.move("packing", Item(store.rice, 500), Item(store.oil, 100), Item(store.bag, 100, is_made=True), party="Tổ đóng gói")
    # 500 of 1 000 kg are worth half of 15 000 001, rounded half up.
    assert (lies(store, store.rice), lies(store, store.bag), packed.entry_id, packed.label) == ((500, 7_500_000), (100, 12_000_001), None, "PDG-2026-0001")
    moved = store.move("transfer", (store.bag, 30), to_place=store.hall, party="Lan")
    assert (lies(store, store.bag), lies(store, store.bag, store.hall)) == ((70, 8_400_001), (30, 3_600_000))
    assert (moved.entry_id, in_books(store)) == (None, 19_500_001)


def test_hand_out_and_what_comes_back_sum_to_the_dong(store) -> None:
    store.move("receipt", (store.bag, 3, 100))
    out = store.move("hand_out", (store.bag, 3), party="Đoàn viên theo danh sách")
    assert lines(store, out) == [("43183", 100, 0), ("153", 0, 100)]
    first = store.move("return", (store.bag, 1), returns=out)
    second = store.move("return", (store.bag, 2), returns=out)
    assert [lines(store, one)[0] for one in (first, second)] == [("153", 33, 0), ("153", 67, 0)]
    assert (lies(store, store.bag), in_books(store), second.label) == ((3, 100), 100, "PNK-2026-0003")
    with pytest.raises(StockRefused, match="chỉ còn 0 chưa nhập lại"):
        store.make("return", (store.bag, 1), returns=out)
    with pytest.raises(StockRefused, match="Hãy đảo phiếu nhập lại trước"):
        service.make_reversal(store.session, out, reason="Nhầm", by=store.tuan, on=MONDAY)


def test_two_returns_made_at_once_bring_nothing_back_twice(store) -> None:
    store.move("receipt", (store.bag, 3, 100))
    out = store.move("hand_out", (store.bag, 3))
    twice = [store.make("return", (store.bag, 3), returns=out) for _turn in range(2)]
    store.do(twice[0])
    with pytest.raises(StockRefused, match="nhiều hơn hàng đã xuất"):
        store.do(twice[1])


def test_more_than_lies_there_is_refused_with_what_lies_there(store) -> None:
    store.move("receipt", (store.rice, 10, 150_000))
    for kind, more in (("hand_out", {}), ("transfer", {"to_place": store.hall}), ("loss", {"minutes_file_id": None})):
        if kind == "loss":
            with pytest.raises(StockRefused, match="phải có biên bản"):
                store.make(kind, (store.rice, 1), **more)
            continue
        with pytest.raises(Short, match=r"Kho LĐLĐ tỉnh chỉ còn 10 kg Gạo của quỹ này, phiếu cần 11"):
            store.move(kind, (store.rice, 11), **more)
    with pytest.raises(Short, match="chỉ còn 0"):
        store.move("hand_out", (store.rice, 1), book=store.funds.a, purpose="relief")


def test_the_keeper_is_not_the_maker_and_a_slip_is_done_once(store) -> None:
    slip = store.make("receipt", (store.rice, 10, 150_000))
    with pytest.raises(DutiesMixed, match="Thủ kho"):
        store.do(slip, by=store.tuan)
    store.do(slip)
    with pytest.raises(StockRefused, match="không còn chờ"):
        store.do(slip)
    with pytest.raises(StockRefused, match="không còn chờ"):
        service.drop_slip(store.session, slip, reason="Nhầm", by=store.tuan, on=MONDAY)


def test_a_dropped_slip_moves_nothing_and_takes_no_number(store) -> None:
    slip = store.make("receipt", (store.rice, 10, 150_000))
    with pytest.raises(StockRefused, match="lý do"):
        service.drop_slip(store.session, slip, reason=" ", by=store.tuan, on=MONDAY)
    service.drop_slip(store.session, slip, reason="Ghi nhầm nhà tài trợ", by=store.tuan, on=MONDAY)
    assert (slip.state, slip.number) == ("dropped", None)
    assert store.move("receipt", (store.rice, 10, 150_000)).label == "PNK-2026-0001"


def test_the_same_act_moves_goods_once(store) -> None:
    one, two = (store.make("receipt", (store.rice, 10, 150_000), reference="gifts/1/receipt") for _turn in range(2))
    assert one is two
    with pytest.raises(StockRefused, match="nội dung khác"):
        store.make("receipt", (store.rice, 11, 150_000), reference="gifts/1/receipt")


def test_a_reversal_brings_pieces_and_value_back_in_books_too(store) -> None:
    slip = store.move("receipt", (store.rice, 3, 100))
    out = store.move("hand_out", (store.rice, 1))
    back = service.make_reversal(store.session, out, reason="Phát nhầm", by=store.tuan, on=MONDAY)
    with pytest.raises(StockRefused, match="đã có phiếu đảo"):
        service.make_reversal(store.session, out, reason="Phát nhầm", by=store.tuan, on=MONDAY)
    store.do(back)
    assert (lies(store, store.rice), in_books(store), back.label) == ((3, 100), 100, "PDK-2026-0001")
    store.move("hand_out", (store.rice, 1))
    wrong = service.make_reversal(store.session, slip, reason="Nhập nhầm", by=store.tuan, on=MONDAY)
    with pytest.raises(Short, match="đã được xuất"):
        store.do(wrong)


def test_an_entry_of_a_slip_is_not_taken_back_without_its_goods(store) -> None:
    slip = store.move("receipt", (store.rice, 3, 100))
    entry = store.session.get(Entry, slip.entry_id)
    with pytest.raises(LedgerRefused, match="trang của phiếu kho"):
        ledger.reverse(store.session, entry, reason="Lén", drafted_by=store.tuan.user_id, by=store.hanh, on=MONDAY)


def test_the_terms_of_the_fund_bind_goods_too(store) -> None:
    store.move("receipt", (store.rice, 3, 100), book=store.funds.a)
    with pytest.raises(PurposeRefused):
        store.move("hand_out", (store.rice, 1), book=store.funds.a)


HOSTILE = [(0, 1), (-1, 1), (10**10, 1), (1.5, 1), (True, 1), ("2", 1), (1, 0), (1, -5), (1, 1.5), (1, 10**16), (1, None)]


@pytest.mark.parametrize(("quantity", "amount"), HOSTILE, ids=str)
def test_impossible_figures_are_refused(store, quantity, amount) -> None:
    with pytest.raises(StockRefused):
        store.make("receipt", Item(store.rice, quantity, amount))
    assert store.session.query(StockSlip).count() == 0


def test_what_a_slip_must_say(store) -> None:
    for more, said in (
        ({"party": " "}, "người giao"), ({"reason": " "}, "lý do"), ({"counter": "611"}, "không ghi vào tài khoản"), ({"to_place": store.hall}, "nơi đến"),
    ):
        with pytest.raises(StockRefused, match=said):
            store.make("receipt", (store.rice, 1, 1), **more)
    with pytest.raises(StockRefused, match="nơi đến"):
        store.make("transfer", (store.rice, 1), to_place=store.store)
    with pytest.raises(StockRefused, match="Đóng gói cần"):
        store.make("packing", (store.rice, 1))
    with pytest.raises(StockRefused, match="một dòng"):
        store.make("receipt", (store.rice, 1, 1), (store.rice, 2, 2))
    with pytest.raises(StockRefused, match="ít nhất một"):
        store.make("receipt")
    with pytest.raises(StockRefused, match="bình quân"):
        store.make("hand_out", (store.rice, 1, 1))
    with pytest.raises(StockRefused, match="theo một phiếu xuất"):
        store.make("return", (store.rice, 1))


def test_a_count_finds_what_is_missing_and_too_much(store) -> None:
    store.move("receipt", (store.rice, 10, 100_000), (store.oil, 5, 200_000))
    ids = {one.good.code: one.holding.id for one in queries.held(store.session)}
    with pytest.raises(StockRefused, match="mọi mặt hàng"):
        service.take_count(store.session, store.store, pieces={ids["GAO"]: 1}, by=store.lan, on=MONDAY)
    count = service.take_count(store.session, store.store, pieces={ids["GAO"]: 8, ids["DAU"]: 6}, by=store.lan, on=MONDAY)
    with pytest.raises(StockRefused, match="Người thứ hai"):
        service.answer_count(store.session, count, agrees=True, by=store.lan, on=MONDAY)
    with pytest.raises(StockRefused, match="chưa có người thứ hai"):
        service.settle_count(store.session, count, reason="Bao rách", by=store.tuan, on=MONDAY)
    service.answer_count(store.session, count, agrees=True, by=store.hanh, on=MONDAY)
    assert queries.open_differences(store.session, [count]) == {count.id: 2}
    for slip in service.settle_count(store.session, count, reason="Bao rách", by=store.tuan, on=MONDAY):
        store.do(slip)
    assert (lies(store, store.rice), lies(store, store.oil)) == ((8, 80_000), (6, 240_000))
    assert (in_books(store), in_books(store, "1388"), in_books(store, "3388")) == (320_000, 20_000, -40_000)
    assert queries.open_differences(store.session, [count]) == {count.id: 0}
    with pytest.raises(StockRefused, match="Không còn chênh lệch"):
        service.settle_count(store.session, count, reason="Lần nữa", by=store.tuan, on=MONDAY)


def test_what_waits_for_whom(store) -> None:
    store.make("receipt", (store.rice, 10, 100_000))
    assert [str(one.act) for one in queries.waiting_on(store.session, store.lan, MONDAY)] == ["Nhập, xuất hàng theo phiếu"]
    assert queries.waiting_on(store.session, store.tuan, MONDAY) == []


def test_by_hand_nothing_is_booked_between_goods_and_books_unseen(store) -> None:
    """An entry on the account of goods without a slip stands in the books, and `check` names the fund."""
    store.move("receipt", (store.rice, 10, 100_000))
    wanted = ledger.Posting(store.book, MONDAY, "Ghi tay", [LineSpec("153", debit=7), LineSpec("43183", credit=7)], "by-hand")
    ledger.post(store.session, wanted, drafted_by=store.tuan.user_id, by=store.hanh)
    found = {one.code: one.wrong for one in check.invariants(store.session)}
    assert found["G2"]
    assert "hàng trị giá 100.000 đồng, sổ ghi 100.007 đồng" in found["G2"][0]
