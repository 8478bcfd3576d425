"""A year closed by two people: results carried, balances frozen and carried on, opened again with a trace; nothing slips in between."""

import io
import threading
from datetime import date

import pytest
from pypdf import PdfReader
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from fundapp.documents import files
from fundapp.documents.models import StoredFile
from fundapp.kernel.errors import Refusal
from fundapp.ledger import check, queries, service, year_end
from fundapp.ledger.check import years as years_check
from fundapp.ledger.models import (
    Account,
    Balance,
    Book,
    BookYear,
    Entry,
    Line,
    Period,
    Voucher,
    YearBalance,
    YearClose,
    YearEvent,
)
from fundapp.ledger.queries.frozen import canonical, year_as_of
from fundapp.ledger.service import DutiesMixed, LedgerRefused, LineSpec, NewVoucher, Posting
from fundapp.ledger.year_end import Carried, carry, surplus_of
from tests.conftest import EVERYTHING
from tests.ledger.funds import DAY
from tests.ledger.retold import retell
from tests.ledger.unguarded import unguarded

START = date(2025, 1, 2)


@pytest.fixture
def last_year(templates, world):
    return retell(templates, world, "last year", add_last_year)


@pytest.fixture
def ready_year(templates, world):
    """The same, its results carried over and its months closed."""
    return retell(templates, world, "ready year", lambda funds: make_ready(add_last_year(funds)))


@pytest.fixture
def closed_year(templates, world):
    """The same, closed."""
    return retell(templates, world, "closed year", lambda funds: closed(add_last_year(funds)))


def add_last_year(funds):
    """A third fund with a year behind it: 20 million opened, 5 million of interest, 3 million of costs; its months are open."""
    maker, head = funds.maker, funds.world.actor("hanh")
    with funds.world.transaction() as session:
        book = service.open_book(
            session, unit_id=funds.a.unit_id, code="QTV-NB", name="Quỹ trợ vốn tỉnh", legal_form="capital_support", fund_account="43182",
            purposes=["loans", "running"], by=maker, on=START,
        )
        lines = [LineSpec("1121", debit=20_000_000, box=funds.bank), LineSpec("43182", credit=20_000_000)]
        service.enter_opening(session, book, lines=lines, on=START, drafted_by=maker.user_id, by=head)
        for on, account, amount, reference in ((date(2025, 6, 30), "531", 5_000_000, "in/1"), (date(2025, 12, 15), "611", -3_000_000, "out/1")):
            _move(session, funds, book, on, account, amount, reference)
    funds.c = book
    return funds


def _move(session, funds, book, on, account, amount, reference, **more):
    bank = LineSpec("1121", debit=max(amount, 0), credit=max(-amount, 0), box=funds.bank)
    other = LineSpec(account, debit=max(-amount, 0), credit=max(amount, 0))
    wanted = Posting(book, on, "Thu lãi" if amount > 0 else "Chi phí", [bank, other], reference, purpose="running" if amount < 0 else None, **more)
    return service.post(session, wanted, drafted_by=funds.maker.user_id, by=funds.world.actor("hanh"))


def year_of(session, funds, number: int = 2025) -> BookYear:
    return session.scalars(select(BookYear).where(BookYear.book_id == funds.c.id, BookYear.year == number)).one()


def close_months(session, funds, *months: int, year: int = 2025) -> None:
    for month in months or range(1, 13):
        period = session.scalars(select(Period).where(Period.book_id == funds.c.id, Period.starts_on == date(year, month, 1))).one()
        service.request_close(session, period, by=funds.maker, on=DAY)
        service.close_period(session, period, by=funds.world.actor("hanh"), on=DAY)


def carry_over(session, funds) -> Entry:
    book = session.get_one(Book, funds.c.id)
    made = service.draft_closing(session, book, year_of(session, funds), surplus="421", by=funds.maker)
    return service.post_draft(session, made, by=funds.world.actor("hanh"))


def close(session, funds) -> YearClose:
    asked = service.request_year_close(session, year_of(session, funds), by=funds.maker, on=DAY)
    return service.close_year(session, asked, by=funds.world.actor("hanh"), on=DAY)


def make_ready(funds) -> None:
    with funds.world.transaction() as session:
        carry_over(session, funds)
        close_months(session, funds)


def closed(funds) -> None:
    make_ready(funds)
    with funds.world.transaction() as session:
        close(session, funds)


def printed(session, event: YearEvent) -> str:
    content = files.read(session.get_one(StoredFile, event.paper_file_id).sha256)
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def sound(funds) -> None:
    with funds.world.db.reading(EVERYTHING) as session:
        assert {one.code: one.wrong for one in check.invariants(session) if not one.ok} == {}


def test_results_are_carried_over_911_to_the_surplus() -> None:
    lines = carry({"531": -5_000_000, "611": 3_000_000, "1121": 7, "911": 0}, surplus="421", has_through=True)
    assert lines == [
        Carried("531", 5_000_000, 0), Carried("911", 0, 5_000_000), Carried("611", 0, 3_000_000), Carried("911", 3_000_000, 0),
        Carried("911", 2_000_000, 0), Carried("421", 0, 2_000_000),
    ]
    assert surplus_of({"531": -5_000_000, "611": 3_000_000}) == 2_000_000
    assert carry({"611": 3}, surplus="421", has_through=False) == [Carried("611", 0, 3), Carried("421", 3, 0)]
    assert carry({"911": -4}, surplus="421", has_through=True) == [Carried("911", 4, 0), Carried("421", 0, 4)]
    assert carry({"531": 0, "1111": 9}, surplus="421", has_through=True) == []


def test_a_closed_year_opens_the_next_with_every_account_as_it_stood(closed_year) -> None:
    with closed_year.world.db.reading(EVERYTHING) as session:
        event = session.scalars(select(YearEvent).where(YearEvent.act == "closed")).one()
        rows = {(row.account_code, row.box_id): row for row in queries.carried(session, event)}
        assert {code: row.closing for (code, _box), row in rows.items()} == {
            "1121": 22_000_000, "43182": -20_000_000, "421": -2_000_000, "531": 0, "611": 0, "911": 0,
        }
        opening = {(row.account_code, row.box_id): row.opening for row in queries.trial_balance(session, closed_year.c.id, (2026, 1), (2026, 12))}
        assert opening == {place: row.closing for place, row in rows.items()}
        assert year_of(session, closed_year, 2026).last_number == 0
        assert (event.entry_count, event.head_number) == (4, 4)
        again = canonical(year_as_of(session, year_of(session, closed_year), head_number=event.head_number, at=event.at))
        assert again == canonical(years_check._kept(session)[event.id])
        paper = printed(session, event)
    assert "BIÊN BẢN KHÓA SỔ NĂM" in paper.upper()
    assert "Năm 2025" in paper
    assert "22.000.000" in paper
    sound(closed_year)


def test_what_a_year_lacks_is_said(last_year) -> None:
    with last_year.world.transaction() as session:
        year, head = year_of(session, last_year), last_year.world.actor("hanh")
        with pytest.raises(LedgerRefused, match="còn tháng 1, 2, 3"):
            service.request_year_close(session, year, by=last_year.maker, on=DAY)
        close_months(session, last_year)
        with pytest.raises(LedgerRefused, match="còn số dư"):
            service.request_year_close(session, year, by=last_year.maker, on=DAY)
        with pytest.raises(LedgerRefused, match="không mở"):
            carry_over(session, last_year)
        reopen(session, last_year, 12)
        with pytest.raises(LedgerRefused, match="loại 4"):
            service.draft_closing(session, session.get_one(Book, last_year.c.id), year, surplus="1121", by=last_year.maker)
        carry_over(session, last_year)
        with pytest.raises(LedgerRefused, match="không cần kết chuyển"):
            carry_over(session, last_year)
        close_months(session, last_year, 12)
        asked = service.request_year_close(session, year, by=last_year.maker, on=DAY)
        with pytest.raises(LedgerRefused, match="không ở trạng thái đang mở"):
            service.request_year_close(session, year, by=head, on=DAY)
        with pytest.raises(DutiesMixed):
            service.close_year(session, asked, by=last_year.maker, on=DAY)
        service.close_year(session, asked, by=head, on=DAY)
        with pytest.raises(LedgerRefused, match="chưa kết thúc"):
            service.draft_closing(session, session.get_one(Book, last_year.c.id), year_of(session, last_year, 2026), surplus="421", by=last_year.maker)
    sound(last_year)


def reopen(session, funds, month: int) -> None:
    period = session.scalars(select(Period).where(Period.book_id == funds.c.id, Period.starts_on == date(2025, month, 1))).one()
    service.request_reopen(session, period, reason="Sót chứng từ", by=funds.maker, on=DAY)
    service.reopen_period(session, period, by=funds.world.actor("hanh"), on=DAY)


def test_a_closed_year_is_opened_again_with_a_trace_and_closed_anew(closed_year) -> None:
    head = closed_year.world.actor("hanh")
    with closed_year.world.transaction() as session:
        found = session.scalars(select(YearClose)).one()
        with pytest.raises(LedgerRefused, match="Hãy mở lại năm trước"):
            reopen(session, closed_year, 12)
        with pytest.raises(LedgerRefused, match="lý do"):
            service.request_year_reopen(session, found, reason=" ", by=closed_year.maker, on=DAY)
        service.request_year_reopen(session, found, reason="Sót một giấy báo có", by=closed_year.maker, on=DAY)
        with pytest.raises(DutiesMixed):
            service.reopen_year(session, found, by=closed_year.maker, on=DAY)
        service.refuse_year_reopen(session, found, reason="Ghi vào năm nay", by=head, on=DAY)
        service.request_year_reopen(session, found, reason="Sót một giấy báo có", by=closed_year.maker, on=DAY)
        service.reopen_year(session, found, by=head, on=DAY)
        reopen(session, closed_year, 12)
        _move(session, closed_year, session.get_one(Book, closed_year.c.id), date(2025, 12, 31), "531", 1_000_000, "in/2")
        carry_over(session, closed_year)
        close_months(session, closed_year, 12)
        asked = service.request_year_close(session, year_of(session, closed_year), by=closed_year.maker, on=DAY)
        waiting = check.LOOKS["L20"](session)
        assert waiting.wrong == [], "what the first closing carried no longer binds"
        service.close_year(session, asked, by=head, on=DAY)
        acts = [event.act for event in session.scalars(select(YearEvent).order_by(YearEvent.id))]
        assert acts == ["close_requested", "closed", "reopen_requested", "reopen_refused", "reopen_requested", "reopened", "close_requested", "closed"]
        first, second = [event for event in session.scalars(select(YearEvent).order_by(YearEvent.id)) if event.act == "closed"]
        assert (first.entry_count, second.entry_count) == (4, 6)
        surplus = select(YearBalance).where(YearBalance.event_id == second.id, YearBalance.account_code == "421")
        assert [row.carried for row in session.scalars(surplus)] == [-3_000_000]
        history = printed(session, second)
    assert "Sót một giấy báo có" in history
    sound(closed_year)


def test_a_late_correction_goes_to_the_open_period_by_reversal(closed_year) -> None:
    head = closed_year.world.actor("hanh")
    with closed_year.world.transaction() as session:
        wrong = session.scalars(select(Entry).where(Entry.reference == "out/1")).one()
        with pytest.raises(LedgerRefused, match="không mở"):
            service.reverse(session, wrong, reason="Ghi nhầm", drafted_by=closed_year.maker.user_id, by=head, on=date(2025, 12, 31))
        made = service.reverse(session, wrong, reason="Ghi nhầm", drafted_by=closed_year.maker.user_id, by=head, on=DAY)
        assert made.on == DAY
        carrying = session.scalars(select(Entry).where(Entry.kind == "closing")).one()
        with pytest.raises(LedgerRefused, match="kết chuyển không đảo được"):
            service.reverse(session, carrying, reason="Thử", drafted_by=closed_year.maker.user_id, by=head, on=DAY)
    sound(closed_year)


def test_after_a_closed_year_no_opening_balances_are_entered(last_year) -> None:
    """A year may be closed empty; what the fund held then is nothing, and is carried on."""
    with last_year.world.transaction() as session:
        last_year.c = service.open_book(
            session, unit_id=last_year.a.unit_id, code="QTT-NB", name="Quỹ tương trợ", legal_form="social_fund", fund_account="43184", purposes=["relief"],
            by=last_year.maker, on=START,
        )
        close_months(session, last_year)
        close(session, last_year)
        lines = [LineSpec("1121", debit=5, box=last_year.bank), LineSpec("43184", credit=5)]
        with pytest.raises(LedgerRefused, match="đã khóa nên số dư chuyển sang từ đó"):
            service.draft_opening(session, last_year.c, lines=lines, on=DAY, by=last_year.maker)
    sound(last_year)


def test_years_are_closed_and_opened_in_their_order(closed_year) -> None:
    with closed_year.world.transaction() as session:
        found = session.scalars(select(YearClose)).one()
        service.request_year_reopen(session, found, reason="Xem lại", by=closed_year.maker, on=DAY)
        service.reopen_year(session, found, by=closed_year.world.actor("hanh"), on=DAY)
        later = year_of(session, closed_year, 2026)
        assert queries.progress(session, later).earlier_open == 2025
        with pytest.raises(LedgerRefused, match="Hãy khóa năm 2025 trước"):
            service.request_year_close(session, later, by=closed_year.maker, on=DAY)


def test_voucher_numbers_begin_anew_each_year(last_year) -> None:
    with last_year.world.transaction() as session:
        book = session.get_one(Book, last_year.c.id)
        for number, on in enumerate((date(2025, 12, 30), date(2025, 12, 31), date(2026, 1, 5), DAY)):
            _move(session, last_year, book, on, "531", 1000, f"v/{number}", voucher=NewVoucher("bank_receipt", 1000, "Ngân hàng", "Lãi"))
        found = [(row.year, row.number) for row in session.scalars(select(Voucher).where(Voucher.series == "BC").order_by(Voucher.id))]
    assert found == [(2025, 1), (2025, 2), (2026, 1), (2026, 2)]


def test_the_entry_of_the_year_end_carries_nothing_else(last_year) -> None:
    head = last_year.world.actor("hanh")
    with last_year.world.transaction() as session:
        book = session.get_one(Book, last_year.c.id)
        for on, lines in (
            (date(2025, 12, 31), [LineSpec("421", debit=5), LineSpec("1121", credit=5, box=last_year.bank)]),
            (date(2025, 12, 31), [LineSpec("141", debit=5), LineSpec("421", credit=5)]),
            (date(2025, 12, 30), [LineSpec("531", debit=5), LineSpec("421", credit=5)]),
        ):
            with pytest.raises(LedgerRefused, match="Bút toán kết chuyển chỉ"):
                service.post(session, Posting(book, on, "x", lines, "x/1", kind="closing"), drafted_by=last_year.maker.user_id, by=head)


ATTACKS = tuple(
    "INSERT INTO ledger_year_close (book_year_id, book_id, unit_id, state, requested_by_id)"
    f" SELECT id, book_id, unit_id, '{state}', 1 FROM ledger_book_year WHERE year = 2025"
    for state in ("closing", "open")
)
ATTACKS_ON_CLOSED = (
    "UPDATE ledger_period SET state = 'reopening' WHERE month = 12 AND book_year_id = (SELECT id FROM ledger_book_year WHERE year = 2025)",
    "UPDATE ledger_year_close SET state = 'open'",
    "UPDATE ledger_year_close SET confirmed_by_id = requested_by_id",
    "UPDATE ledger_year_balance SET debit_amount = debit_amount + 1",
    "UPDATE ledger_year_event SET trial_digest = 'x'",
    "DELETE FROM ledger_year_balance",
    "DELETE FROM ledger_year_close",
)


def refused_by_the_database(funds, statement: str) -> None:
    with pytest.raises(DBAPIError), funds.world.db.engine.begin() as connection:
        connection.execute(text(statement))


def test_the_database_itself_refuses_to_close_what_is_not_fit(last_year) -> None:
    for statement in ATTACKS:
        refused_by_the_database(last_year, statement)
    with last_year.world.transaction() as session:
        close_months(session, last_year)
    refused_by_the_database(last_year, ATTACKS[0])


def test_the_database_itself_keeps_a_closed_year(closed_year) -> None:
    for statement in ATTACKS_ON_CLOSED:
        refused_by_the_database(closed_year, statement)
    sound(closed_year)


MOVED = (
    "UPDATE ledger_entry SET book_year_id = (SELECT id FROM ledger_book_year WHERE year = 2026 AND book_id = ledger_entry.book_id), number = 99"
    " WHERE reference = 'out/1'"
)


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("UPDATE ledger_year_balance SET debit_amount = debit_amount + 1 WHERE account_code = '43182'", "không tính lại được từ các dòng"),
        ("UPDATE ledger_line SET debit = debit + 1 WHERE debit = 5000000", "không tính lại được từ các dòng"),
        ("UPDATE ledger_period SET state = 'open' WHERE month = 12", "có tháng đang mở"),
        (MOVED, "khác số dư cuối năm 2025"),
        ("UPDATE stored_file SET origin = 'uploaded'", "không có biên bản đã in"),
        ("UPDATE ledger_year_event SET head_hash = replace(head_hash, substr(head_hash, 1, 1), 'x') WHERE act = 'closed'", "đầu chuỗi lúc khóa năm 2025"),
    ],
)
def test_the_invariant_finds_each_fault(closed_year, fault, said) -> None:
    with unguarded(closed_year.world.db) as connection:
        connection.execute(text(fault))
    with closed_year.world.db.reading(EVERYTHING) as session:
        found = check.LOOKS["L20"](session)
    assert found.rows == 1
    assert any(said in wrong for wrong in found.wrong), found.wrong


def together(world, *acts) -> list[str]:
    """Each act in a thread and transaction of its own, begun at the same instant, done again where the database asks for it; what became of each."""
    found, gate = [], threading.Barrier(len(acts))

    def one(act) -> None:
        try:
            gate.wait(10)
            world.db.retried(act, EVERYTHING)
            found.append("ok")
        except (Refusal, DBAPIError) as refused:
            found.append(type(refused).__name__)

    threads = [threading.Thread(target=one, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return sorted(found)


def test_two_who_ask_and_two_who_confirm_at_once_do_it_once(ready_year) -> None:
    head, maker = ready_year.world.actor("hanh"), ready_year.maker
    ask = [lambda session: service.request_year_close(session, year_of(session, ready_year), by=maker, on=DAY)] * 3
    assert together(ready_year.world, *ask) == ["LedgerRefused", "LedgerRefused", "ok"]
    confirm = [lambda session: service.close_year(session, session.scalars(select(YearClose)).one(), by=head, on=DAY)] * 3
    assert together(ready_year.world, *confirm) == ["LedgerRefused", "LedgerRefused", "ok"]
    with ready_year.world.db.reading(EVERYTHING) as session:
        assert [event.act for event in session.scalars(select(YearEvent).order_by(YearEvent.id))] == ["close_requested", "closed"]
    sound(ready_year)


def test_a_month_is_not_opened_in_the_moment_the_year_is_closed(ready_year) -> None:
    december = select(Period).where(Period.book_id == ready_year.c.id, Period.starts_on == date(2025, 12, 1))
    found = together(
        ready_year.world,
        lambda session: service.request_year_close(session, year_of(session, ready_year), by=ready_year.maker, on=DAY),
        lambda session: service.request_reopen(session, session.scalars(december).one(), reason="Sót", by=ready_year.maker, on=DAY),
    )
    assert found == ["LedgerRefused", "ok"]
    sound(ready_year)


def test_postings_that_race_the_close_never_come_into_the_closed_year(last_year) -> None:
    """Payers go on into December while it and then the year are closed: what is frozen is all there is."""
    with last_year.world.transaction() as session:
        close_months(session, last_year, *range(1, 12))
        carry_over(session, last_year)
    book_id, posted = last_year.c.id, []

    def pay(number: int):
        def act(session) -> None:
            _move(session, last_year, session.get_one(Book, book_id), date(2025, 12, 20), "43182", 1000 + number, f"race/{number}")
            posted.append(number)
        return act

    def close_all(session) -> None:
        close_months(session, last_year, 12)
        close(session, last_year)

    found = together(last_year.world, *[pay(number) for number in range(6)], close_all)
    assert found.count("ok") >= 1
    with last_year.world.db.reading(EVERYTHING) as session:
        is_closed = session.scalar(select(YearClose.state)) == "closed"
        count = len(session.scalars(select(Entry.id).where(Entry.reference.like("race/%"), Entry.state == "posted")).all())
        event = session.scalars(select(YearEvent).where(YearEvent.act == "closed")).one()
        assert event.entry_count == 4 + count
    assert is_closed
    with last_year.world.transaction() as session, pytest.raises(LedgerRefused, match="không mở"):
        pay(99)(session)
    sound(last_year)


def test_a_unit_without_911_carries_straight_to_the_surplus(last_year) -> None:
    with last_year.world.transaction() as session:
        account = session.scalars(select(Account).where(Account.unit_id == last_year.c.unit_id, Account.code == year_end.THROUGH)).one()
        service.close_account(session, account, by=last_year.maker, on=DAY)
        made = carry_over(session, last_year)
        codes = {session.get_one(Balance, line.balance_id).account_code for line in queries_lines(session, made)}
    assert codes == {"531", "611", "421"}


def queries_lines(session, entry):
    return session.scalars(select(Line).where(Line.entry_id == entry.id)).all()
