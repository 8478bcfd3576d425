"""One counts, another answers; nobody alone, nothing erased, a difference goes into the books by two more hands."""

import io
from datetime import timedelta

import pytest
from pypdf import PdfReader

from fundapp.cash import queries, service
from fundapp.cash.models import CashCount
from fundapp.cash.service import CountRefused
from fundapp.documents import files
from fundapp.documents.models import StoredFile
from fundapp.kernel import clock
from fundapp.ledger import queries as ledger_queries
from fundapp.ledger import service as ledger
from fundapp.ledger.models import Entry
from fundapp.ledger.service import DutiesMixed, NotEnough
from tests.cash.conftest import MONDAY, WHOLE


def paper_of(session, count) -> str:
    row = session.get(StoredFile, count.minutes_file_id)
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(files.read(row.sha256))).pages).split())


def test_a_count_keeps_the_books_of_its_moment(till) -> None:
    count = till.take()
    till.pay(5_000_000, "later")
    assert (count.counted_amount, count.book_amount, count.difference, count.label) == (80_000_000, 80_000_000, 0, "01/BB-KKQ")
    assert sum(head.amount for head in count.heads) == 80_000_000
    second = till.take({500_000: 150})
    assert (second.book_amount, second.label) == (75_000_000, "02/BB-KKQ")


@pytest.mark.parametrize("name", ["hanh", "tuan", "van"])
def test_a_second_person_confirms_and_the_minutes_are_kept(till, name: str) -> None:
    count = till.take()
    service.confirm_count(till.session, count, by=till.actor(name), on=MONDAY)
    said = paper_of(till.session, count)
    for part in ("BIÊN BẢN KIỂM KÊ QUỸ", "C34-HD", "01/BB-KKQ", "Loại 500.000 đồng", "160", "80.000.000", "Tám mươi triệu đồng chẵn", "THỦ QUỸ", "KẾ TOÁN",
                 "THỦ TRƯỞNG ĐƠN VỊ", "NGƯỜI CHỨNG KIẾN", "Đỗ Ngọc Lan", till.actor(name).full_name, "khớp với sổ quỹ", "Ngày 23 tháng 11 năm 2026"):
        assert part in said, part


def test_nobody_is_alone(till) -> None:
    count = till.take()
    with pytest.raises(CountRefused, match="Thủ quỹ không tự chứng kiến"):
        service.confirm_count(till.session, count, by=till.actor("lan"), on=MONDAY)
    taken_by_head = till.take(by="hanh")
    with pytest.raises(CountRefused, match="không tự chứng kiến"):
        service.confirm_count(till.session, taken_by_head, by=till.actor("hanh"), on=MONDAY)
    assert count.state == "counted"


def test_a_witness_of_the_next_day_saw_nothing(till, monday) -> None:
    count = till.take()
    monday.shift(timedelta(days=1))
    with pytest.raises(CountRefused, match="đã quá ngày; hãy cùng đếm lại"):
        service.confirm_count(till.session, count, by=till.actor("hanh"), on=clock.today())
    assert queries.is_lapsed(count, clock.today())
    assert service.reject_count(till.session, count, reason="Không ai chứng kiến", by=till.actor("hanh"), on=clock.today()).state == "rejected"


def test_a_difference_is_explained_before_it_is_witnessed(till) -> None:
    count = till.take({500_000: 159}, loose=480_000)
    with pytest.raises(CountRefused, match=r"chưa giải trình chênh lệch -20\.000"):
        service.confirm_count(till.session, count, by=till.actor("hanh"), on=MONDAY)
    with pytest.raises(CountRefused, match="Chỉ người đếm"):
        service.explain(till.session, count, text="Không rõ", by=till.actor("hanh"), on=MONDAY)
    with pytest.raises(CountRefused, match="vì sao"):
        service.explain(till.session, count, text="  ", by=till.actor("lan"), on=MONDAY)
    service.explain(till.session, count, text="Trả thừa tiền lẻ", by=till.actor("lan"), on=MONDAY)
    service.confirm_count(till.session, count, note="Đã đếm hai lần", by=till.actor("hanh"), on=MONDAY)
    said = paper_of(till.session, count)
    for part in ("Chênh lệch thiếu", "Hai mươi nghìn đồng chẵn", "+ Thiếu: Trả thừa tiền lẻ", "Đã đếm hai lần", "79.980.000"):
        assert part in said, part


def test_what_was_answered_is_not_answered_again(till) -> None:
    count = till.take()
    service.confirm_count(till.session, count, by=till.actor("hanh"), on=MONDAY)
    for act in (service.confirm_count, lambda *a, **k: service.reject_count(*a, reason="Muộn", **k)):
        with pytest.raises(CountRefused, match="không còn chờ"):
            act(till.session, count, by=till.actor("tuan"), on=MONDAY)
    with pytest.raises(CountRefused, match="không còn chờ"):
        service.explain(till.session, count, text="x", by=till.actor("lan"), on=MONDAY)


HOSTILE = [{500_000: -1}, {500_000: 10**19}, {500_000: 1.5}, {500_000: "7"}, {500_000: True}, {300_000: 1}, {-500_000: 1}, {500_000: 1_000_001}]


@pytest.mark.parametrize("pieces", HOSTILE, ids=str)
def test_impossible_notes_are_refused(till, pieces) -> None:
    with pytest.raises(CountRefused):
        till.take(pieces)
    assert till.session.query(CashCount).count() == 0


@pytest.mark.parametrize("loose", [-1, 10**19, 2.5, "5", None])
def test_impossible_change_is_refused(till, loose) -> None:
    with pytest.raises(CountRefused):
        till.take({}, loose=loose)


def test_an_empty_box_and_a_bank_account(till) -> None:
    assert till.take({}, loose=0).difference == -80_000_000
    with pytest.raises(CountRefused, match="quỹ tiền mặt"):
        service.take_count(till.session, till.funds.bank, pieces=WHOLE, by=till.actor("lan"), on=MONDAY)


def test_the_treasurer_agrees_with_a_surprise_count_or_objects_and_it_stands(till) -> None:
    count = till.take(by="binh", kind="surprise", present="Phạm Quang Nghĩa")
    with pytest.raises(CountRefused, match="không còn chờ"):
        service.confirm_count(till.session, count, by=till.actor("hanh"), on=MONDAY)
    service.answer_surprise(till.session, count, agrees=True, by=till.actor("lan"), on=MONDAY)
    assert "ỦY BAN KIỂM TRA" in paper_of(till.session, count)
    other = till.take({500_000: 161}, by="binh", kind="surprise")
    for agrees in (True, False):
        with pytest.raises(CountRefused, match="Hãy ghi"):
            service.answer_surprise(till.session, other, agrees=agrees, text=" ", by=till.actor("lan"), on=MONDAY)
    with pytest.raises(CountRefused, match="không tự trả lời"):
        service.answer_surprise(till.session, other, agrees=True, text="x", by=till.actor("binh"), on=MONDAY)
    service.answer_surprise(till.session, other, agrees=False, text="Tiền của người nộp gửi lại", by=till.actor("lan"), on=MONDAY)
    assert (other.state, queries.left_to_settle(other, [])) == ("objected", 500_000)
    assert "Thủ quỹ có ý kiến khác: Tiền của người nộp gửi lại" in paper_of(till.session, other)
    with pytest.raises(CountRefused, match="không còn chờ"):
        service.answer_surprise(till.session, other, agrees=True, text="Đổi ý", by=till.actor("lan"), on=MONDAY)


def test_a_surprise_count_moves_no_money(till) -> None:
    """The inspection committee's one act: everything of the books is as it was."""
    before = [(row.id, row.number, row.hash) for row in till.session.query(Entry).order_by(Entry.id)], ledger_queries.box_states(till.session, [till.box])
    count = till.take({500_000: 1}, by="binh", kind="surprise")
    service.answer_surprise(till.session, count, agrees=False, text="Không đúng", by=till.actor("lan"), on=MONDAY)
    after = [(row.id, row.number, row.hash) for row in till.session.query(Entry).order_by(Entry.id)], ledger_queries.box_states(till.session, [till.box])
    assert before == after


def settle(till, count, amount, account="1384", by="tuan", **more):
    return service.settle(till.session, count, book=more.pop("book", till.funds.a), account=account, amount=amount, reason="Chờ nộp bù", by=till.actor(by), on=MONDAY)


def test_missing_money_goes_into_the_books_by_two_more_hands(till) -> None:
    count = till.short()
    entry = settle(till, count, 20_000)
    with pytest.raises(DutiesMixed):
        ledger.post_draft(till.session, entry, by=till.actor("tuan"))
    assert ledger_queries.box_states(till.session, [till.box])[till.box.id].held == 80_000_000
    ledger.post_draft(till.session, entry, by=till.actor("hanh"))
    assert ledger_queries.box_states(till.session, [till.box])[till.box.id].held == 79_980_000
    lines = [(line.account_code, line.debit, line.credit) for line in ledger_queries.entry_lines(till.session, entry)]
    assert lines == [("1384", 20_000, 0), ("1111", 0, 20_000)]
    assert "Thiếu quỹ theo biên bản kiểm kê số 01/BB-KKQ: Chờ nộp bù" in ledger_queries.narration_of(till.session, entry)
    with pytest.raises(CountRefused, match="đã có bút toán"):
        settle(till, count, 1)


def test_money_too_much_is_owed_until_it_is_settled(till) -> None:
    count = till.take({500_000: 160, 5_000: 1})
    service.explain(till.session, count, text="Người nộp chưa lấy tiền thừa", by=till.actor("lan"), on=MONDAY)
    service.confirm_count(till.session, count, by=till.actor("van"), on=MONDAY)
    entry = settle(till, count, 5_000, "3384")
    ledger.post_draft(till.session, entry, by=till.actor("hanh"))
    assert [(line.account_code, line.debit, line.credit) for line in ledger_queries.entry_lines(till.session, entry)] == [("1111", 5_000, 0), ("3384", 0, 5_000)]


def test_a_difference_is_settled_in_parts_never_twice_and_again_after_a_drop_or_a_reversal(till) -> None:
    count = till.short()
    first = settle(till, count, 15_000)
    with pytest.raises(CountRefused, match=r"từ 1 đến 5\.000"):
        settle(till, count, 5_001)
    second = settle(till, count, 5_000, book=till.funds.b)
    ledger.drop_draft(till.session, first, reason="Nhầm quỹ", by=till.actor("hanh"))
    ledger.post_draft(till.session, second, by=till.actor("hanh"))
    third = settle(till, count, 15_000, book=till.funds.b)
    ledger.post_draft(till.session, third, by=till.actor("hanh"))
    ledger.reverse(till.session, third, reason="Nhầm quỹ", drafted_by=till.actor("tuan").user_id, by=till.actor("hanh"), on=MONDAY)
    assert queries.open_differences(till.session) == [(count, 15_000)]
    assert [one.is_live for one in queries.settled(till.session, [count.id])[count.id]] == [False, True, False]


@pytest.mark.parametrize("account", ["611", "43181", "711", "1121", "811", ""])
def test_a_difference_is_never_hidden_in_an_expense(till, account: str) -> None:
    count = till.short()
    with pytest.raises(CountRefused, match="không ghi thẳng vào chi phí"):
        settle(till, count, 20_000, account)


@pytest.mark.parametrize("amount", [0, -1, 20_001, 10**19, 1.5])
def test_impossible_settlements_are_refused(till, amount) -> None:
    count = till.short()
    with pytest.raises(CountRefused):
        settle(till, count, amount)


def test_nothing_is_settled_before_two_have_answered_and_not_without_money(till) -> None:
    open_count = till.take({500_000: 1})
    with pytest.raises(CountRefused, match="chưa đủ hai người"):
        settle(till, open_count, 1)
    service.explain(till.session, open_count, text="Mất", by=till.actor("lan"), on=MONDAY)
    service.confirm_count(till.session, open_count, by=till.actor("hanh"), on=MONDAY)
    entry = settle(till, open_count, 60_000_000)
    with pytest.raises(NotEnough):
        ledger.post_draft(till.session, entry, by=till.actor("hanh"))


def test_what_waits_for_whom(till, monday) -> None:
    def waits(name: str) -> list[str]:
        actor = till.actor(name)
        with till.funds.world.db.reading(actor.scope) as session:
            return [str(one.act) for one in queries.waiting_on(session, actor, clock.today())]

    assert waits("lan") == ["Khóa quỹ"]
    till.session.commit()
    monday.shift(timedelta(days=2))
    assert waits("lan") == ["Khóa quỹ", "Kiểm kê quỹ tiền mặt"]
    short = till.take({500_000: 159})
    surprise = till.take(by="binh", kind="surprise")
    till.session.commit()
    assert waits("lan") == ["Khóa quỹ", "Kiểm kê quỹ tiền mặt", "Giải trình chênh lệch kiểm kê", "Trả lời kiểm kê đột xuất"]
    assert waits("hanh") == waits("binh") == waits("hoa") == []
    service.explain(till.session, short, text="Mất", by=till.actor("lan"), on=clock.today())
    till.session.commit()
    assert waits("hanh") == waits("tuan") == waits("van") == ["Chứng kiến kiểm kê quỹ"]
    service.confirm_count(till.session, short, by=till.actor("hanh"), on=clock.today())
    service.answer_surprise(till.session, surprise, agrees=True, by=till.actor("lan"), on=clock.today())
    ledger.set_limit(till.session, till.box, amount=1_000_000, reason="Quy chế", by=till.actor("hanh"), on=clock.today())
    ledger.close_day(till.session, till.box, until=MONDAY, counted=80_000_000, by=till.actor("lan"), on=clock.today())
    ledger.ask_reopening(till.session, till.box, from_on=MONDAY, reason="Sót phiếu", by=till.actor("tuan"), on=clock.today())
    till.session.commit()
    assert waits("lan") == ["Nộp bớt tiền mặt vào ngân hàng"]
    assert waits("tuan") == ["Xử lý chênh lệch kiểm kê"]
    assert waits("hanh") == ["Nộp bớt tiền mặt vào ngân hàng", "Xem đề nghị mở lại khóa quỹ"]
