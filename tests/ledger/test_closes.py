"""A cash box is closed by its treasurer day by day; what is closed takes nothing more, on both engines, and two people open it again."""

from datetime import date, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from fundapp.kernel import clock
from fundapp.kernel.errors import Stale
from fundapp.ledger import queries, service
from fundapp.ledger.models import CashBox, CashClose, CashReopening
from fundapp.ledger.service import BoxClosed, DutiesMixed, LedgerRefused, LineSpec, NewVoucher, Posting
from fundapp.ledger.two_books import PairKind
from tests.ledger.funds import DAY, START

NEXT = DAY + timedelta(days=1)


def close(funds, session, until=DAY, counted=None, **more):
    held = queries.two_books(session, funds.cash, until).closing if counted is None else counted
    return service.close_day(session, funds.cash, until=until, counted=held, by=funds.poster, on=clock.today(), **more)


def paid(funds, session, amount=1_000_000, reference="payments/1", on=DAY, **more):
    return funds.pay(session, amount, reference, on=on, voucher=NewVoucher("cash_payment", amount, "Trần Văn A", "Hỗ trợ"), **more)


def test_a_close_says_what_both_books_and_the_box_held(funds) -> None:
    with funds.world.transaction("lan") as session:
        paid(funds, session)
        made = close(funds, session)
    assert (made.opening_amount, made.received_amount, made.paid_amount, made.book_amount) == (0, 80_000_000, 1_000_000, 79_000_000)
    assert (made.voucher_received_amount, made.voucher_paid_amount, made.counted_amount, made.lines) == (80_000_000, 1_000_000, 79_000_000, [])


@pytest.mark.parametrize("on", [DAY, DAY - timedelta(days=1), START])
def test_nothing_is_posted_to_a_closed_day_or_before(funds, on: date) -> None:
    with funds.world.transaction() as session:
        close(funds, session)
        with pytest.raises(BoxClosed, match=r"Két LĐLĐ tỉnh đã khóa quỹ đến hết ngày 10/03/2026.*mở lại"), session.begin_nested():
            paid(funds, session, on=on)
        both = [funds.payment(1, "two", on=on), funds.payment(1, "two", on=on, book=funds.b)]
        with pytest.raises(BoxClosed), session.begin_nested():
            service.post_together(session, both, drafted_by=funds.maker.user_id, by=funds.poster)
        with pytest.raises(BoxClosed), session.begin_nested():
            service.draft(session, funds.payment(1, "draft", on=on), by=funds.maker)


def test_the_day_after_and_the_bank_go_on(funds) -> None:
    with funds.world.transaction() as session:
        close(funds, session)
        paid(funds, session, on=NEXT)
        lines = [LineSpec("43181", debit=5), LineSpec("1121", credit=5, box=funds.bank)]
        assert service.post(session, Posting(funds.a, DAY, "Chi", lines, "bank", purpose="housing"), drafted_by=funds.maker.user_id, by=funds.poster).number


def test_a_draft_of_a_closed_day_is_not_posted_and_a_reversal_neither(funds) -> None:
    with funds.world.transaction() as session:
        old = paid(funds, session)
        draft = service.draft(session, funds.payment(7, "draft"), by=funds.maker)
        turned = service.draft_reversal(session, paid(funds, session, 5, "other"), reason="Nhầm", by=funds.maker, on=DAY)
        close(funds, session, note="Bút toán đảo chờ ghi sổ")
        for entry in (draft, turned):
            with pytest.raises(BoxClosed), session.begin_nested():
                service.post_draft(session, entry, by=funds.poster)
        with pytest.raises(BoxClosed), session.begin_nested():
            service.reverse(session, old, reason="Nhầm", drafted_by=funds.maker.user_id, by=funds.poster, on=DAY)


def test_not_even_raw_sql_posts_to_a_closed_day(funds) -> None:
    """The draft lies in the books already; the trigger alone stands between it and the closed day."""
    with funds.world.transaction() as session:
        draft = service.draft(session, funds.payment(7, "draft"), by=funds.maker).id
        close(funds, session)
    year = "FROM ledger_book_year y WHERE y.id = book_year_id"
    step = f"number = (SELECT last_number + 1 {year}), previous_hash = (SELECT last_hash {year}), posted_by_id = 1, posted_at = '2026-03-10 00:00:00.000000'"
    made_up = "hash = '" + "b" * 64 + "'," if funds.world.db.is_sqlite else ""
    with funds.world.db.engine.connect() as connection:
        with pytest.raises(IntegrityError, match="L19"):
            connection.execute(text(f"UPDATE ledger_entry SET state = 'posted', {made_up} {step} WHERE id = {draft}"))
        connection.rollback()


def test_a_day_to_come_a_day_closed_already_and_a_bank_account_are_refused(funds) -> None:
    with funds.world.transaction() as session:
        with pytest.raises(LedgerRefused, match="chưa tới"):
            close(funds, session, until=clock.today() + timedelta(days=1))
        close(funds, session)
        for until in (DAY, START):
            with pytest.raises(LedgerRefused, match="Hãy chọn ngày sau đó"):
                close(funds, session, until=until, counted=80_000_000)
        with pytest.raises(LedgerRefused, match="quỹ tiền mặt"):
            service.close_day(session, funds.bank, until=DAY, counted=50_000_000, by=funds.poster, on=clock.today())
        for counted in (-1, 10**19, 2.5, None):
            with pytest.raises(LedgerRefused, match="từ 0 đồng trở lên"):
                service.close_day(session, funds.cash, until=NEXT, counted=counted, by=funds.poster, on=clock.today())


def test_what_differs_must_be_explained_and_is_kept_by_voucher(funds) -> None:
    with funds.world.transaction() as session:
        voucher = service.issue_voucher(session, unit_id=funds.a.unit_id, kind="cash_receipt", on=DAY, amount=300, payee_name="A", reason="Ủng hộ", by=funds.maker)
        lines = [LineSpec("1111", debit=300, box=funds.cash), LineSpec("43181", credit=300)]
        service.draft(session, Posting(funds.a, DAY, "Ủng hộ", lines, "receipt/1", voucher=voucher), by=funds.maker)
        funds.pay(session, 500, "no-voucher")
        for more in ({}, {"note": "   "}):
            with pytest.raises(LedgerRefused, match="chênh lệch"):
                close(funds, session, **more)
        made = close(funds, session, counted=79_999_800, note="PT chờ ghi sổ; chi 500 đồng chưa có phiếu")
    assert [(line.kind, line.voucher_amount, line.book_amount) for line in made.lines] == [("no_voucher", 0, -500), ("unposted", 300, 0)]
    assert (made.voucher_amount, made.book_amount, made.counted_amount) == (80_000_300, 79_999_500, 79_999_800)


def test_books_that_have_moved_since_they_were_shown_are_stale(funds) -> None:
    with funds.world.transaction() as session:
        seen = queries.two_books(session, funds.cash, DAY).fingerprint
        paid(funds, session)
        with pytest.raises(Stale, match="chứng từ hoặc bút toán mới"):
            close(funds, session, seen=seen)
        assert close(funds, session, seen=queries.two_books(session, funds.cash, DAY).fingerprint)


def test_cash_drawn_from_the_bank_on_a_receipt_agrees(funds) -> None:
    with funds.world.transaction() as session:
        lines = [LineSpec("1111", debit=900, box=funds.cash), LineSpec("1121", credit=900, box=funds.bank)]
        drawn = Posting(funds.a, DAY, "Rút tiền", lines, "draw", voucher=NewVoucher("cash_receipt", 900, "Agribank", "Rút tiền"), kind="transfer")
        service.post(session, drawn, drafted_by=funds.maker.user_id, by=funds.poster)
        books = queries.two_books(session, funds.cash, DAY)
    assert [pair.kind for pair in books.pairs if pair.label] == [PairKind.AGREES]


def test_two_people_open_a_box_again_and_everything_stays_on_file(funds) -> None:
    hanh = funds.world.actor("hanh")
    with funds.world.transaction() as session:
        for until in (DAY, NEXT):
            close(funds, session, until=until)
        with pytest.raises(LedgerRefused, match="lý do"):
            service.ask_reopening(session, funds.cash, from_on=DAY, reason=" ", by=funds.poster, on=NEXT)
        with pytest.raises(LedgerRefused, match="chưa khóa"):
            service.ask_reopening(session, funds.cash, from_on=NEXT + timedelta(days=1), reason="Sót phiếu", by=funds.poster, on=NEXT)
        asked = service.ask_reopening(session, funds.cash, from_on=NEXT, reason="Sót phiếu thu", by=funds.poster, on=NEXT)
        with pytest.raises(LedgerRefused, match="chờ xác nhận"):
            service.ask_reopening(session, funds.cash, from_on=DAY, reason="Nữa", by=funds.maker, on=NEXT)
        with pytest.raises(DutiesMixed):
            service.confirm_reopening(session, asked, by=funds.poster, on=NEXT)
        with pytest.raises(BoxClosed), session.begin_nested():
            paid(funds, session, on=NEXT)
        service.confirm_reopening(session, asked, by=hanh, on=NEXT)
        with pytest.raises(LedgerRefused, match="đã được trả lời"):
            service.refuse_reopening(session, asked, reason="Muộn", by=hanh, on=NEXT)
        paid(funds, session, on=NEXT)
        with pytest.raises(BoxClosed), session.begin_nested():
            paid(funds, session, on=DAY, reference="before")
        close(funds, session, until=NEXT)
        states = [(one.on, one.state) for one in session.scalars(queries.closes(funds.cash).order_by(CashClose.id))]
    assert states == [(DAY, "closed"), (NEXT, "reopened"), (NEXT, "closed")]


def test_a_refused_re_opening_leaves_the_box_closed(funds) -> None:
    with funds.world.transaction() as session:
        close(funds, session)
        asked = service.ask_reopening(session, funds.cash, from_on=START, reason="Sót phiếu", by=funds.maker, on=NEXT)
        with pytest.raises(LedgerRefused, match="lý do không đồng ý"):
            service.refuse_reopening(session, asked, reason="", by=funds.world.actor("hanh"), on=NEXT)
        service.refuse_reopening(session, asked, reason="Ghi vào ngày sau", by=funds.world.actor("hanh"), on=NEXT)
        with pytest.raises(BoxClosed), session.begin_nested():
            paid(funds, session)
        assert session.query(CashReopening).one().answer == "Ghi vào ngày sau"


def test_a_ceiling_warns_and_refuses_nothing(funds) -> None:
    hanh = funds.world.actor("hanh")
    with funds.world.transaction() as session:
        box = session.get_one(CashBox, funds.cash.id)
        assert queries.box_warnings(session, [box, funds.bank], DAY) == []
        service.set_limit(session, box, amount=80_000_000, reason="Quy chế", by=hanh, on=DAY)
        assert queries.box_warnings(session, [box], DAY) == []
        assert "vượt mức tồn quỹ 80.000.000 đồng" in queries.box_warnings(session, [box], DAY, coming=1)[0]
        assert queries.box_shortages(session, [box], {funds.a.id: 50_000_000, funds.b.id: 30_000_000}) == []
        told = queries.box_shortages(session, [box], {funds.a.id: 1, funds.b.id: 30_000_001})
        assert [str(one).partition(". ")[0] for one in told] == [f"{box.name} chỉ có 30.000.000 đồng của {funds.b.name}, cần 30.000.001 đồng"]
        service.set_limit(session, box, amount=50_000_000, reason="Giảm mức", by=hanh, on=DAY)
        assert "Hãy nộp ít nhất 30.000.000 đồng vào ngân hàng" in queries.box_warnings(session, [box], DAY)[0]
        paid(funds, session)
        service.set_limit(session, box, amount=None, reason="Bỏ mức", by=hanh, on=DAY)
        assert queries.box_warnings(session, [box], DAY) == []
        for amount, reason in ((0, "x"), (-5, "x"), (10**19, "x"), (5, " ")):
            with pytest.raises(LedgerRefused):
                service.set_limit(session, box, amount=amount, reason=reason, by=hanh, on=DAY)


def test_days_that_wait_are_those_on_which_something_moved(funds) -> None:
    with funds.world.transaction() as session:
        paid(funds, session)
        assert queries.open_days(session, [funds.cash], NEXT) == {funds.cash.id: DAY}
        assert queries.open_days(session, [funds.cash], DAY) == {funds.cash.id: START}
        close(funds, session)
        assert queries.open_days(session, [funds.cash], clock.today()) == {}
