"""Whatever was posted, and whichever days are asked for: every book and report says what the raw lines say, and one agrees with the other."""

from datetime import date

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from fundapp.ledger import queries, reports
from fundapp.ledger.models import Account, Balance
from fundapp.ledger.reports import Asked, Mark, read_place
from fundapp.ledger.reports.sums import Reckoning, held, total
from fundapp.ledger.spans import Span, part_span
from tests.ledger.reports.bookkeeping import ACTS, DAYS, Expected, Keeper, raw_lines
from tests.ledger.story import tell

TODAY = date(2026, 5, 4)
SPANS = st.one_of(
    st.sampled_from(["y", "q1", "q2", "m1", "m2", "m3", "m4", "m5"]).map(lambda part: part_span(2026, part)), st.tuples(DAYS, DAYS).map(lambda days: Span(*sorted(days)))
)
RANDOM = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
    phases=[Phase.generate, Phase.target],
)


@pytest.fixture
def keeping(funds):
    """Do random acts in a session of their own, look, and roll everything back."""

    class Keeping:
        def __init__(self, acts) -> None:
            self.acts = acts

        def __enter__(self):
            self.session = funds.world.db.session(write=True, scope=funds.maker.scope)
            Keeper(funds, self.session).do(self.acts)
            self.session.flush()
            return self.session, raw_lines(self.session)

        def __exit__(self, *problem) -> None:
            self.session.rollback()
            self.session.close()

    return Keeping


def accounts(session, book) -> list[Account]:
    return list(session.scalars(select(Account).where(Account.unit_id == book.unit_id, Account.code.in_(["111", "1111", "112", "1121", "431", "43181", "43183", "711"]))))


def only(rows, mark) -> list:
    return [row for row in rows if row.mark is mark]


def of(lines, book=None, *, code=None, box=None) -> list:
    return [
        line for line in lines
        if (book is None or line.book_id == book.id) and (code is None or line.code.startswith(code)) and (box is None or line.box_id == box.id)
    ]


@RANDOM
@given(acts=ACTS, span=SPANS)
def test_sums_are_those_of_the_raw_lines_at_every_line(funds, keeping, acts, span) -> None:
    with keeping(acts) as (session, raw):
        for book in (funds.a, funds.b):
            rows = held(session, Balance.book_id == book.id)
            sums = Reckoning(session, rows, span)
            opening, moved = sums.opening, sums.moved
            for row in rows:
                expected = Expected([line for line in raw if line.balance_id == row.id], span.first, span.last)
                assert (opening[row.id], tuple(moved[row.id])) == (expected.opening, expected.moved)
                assert opening[row.id] + moved[row.id].net == expected.closing
            whole = Expected(of(raw, book), span.first, span.last)
            for at, line in enumerate(whole.within):
                place = (line.on, line.id)
                until = Expected(whole.within[: at + 1], span.first, span.last)
                month, day = (Expected(until.lines, max(span.first, first), span.last) for first in (line.on.replace(day=1), line.on))
                found = sums.until(place)
                assert (tuple(found.all), tuple(found.month), tuple(found.day)) == (until.moved, month.moved, day.moved)


@RANDOM
@given(acts=ACTS, span=SPANS)
def test_account_books_open_turn_over_and_close(funds, keeping, acts, span) -> None:
    with keeping(acts) as (session, raw):
        for book in (funds.a, funds.b):
            for account in accounts(session, book):
                expected = Expected(of(raw, book, code=account.code), span.first, span.last)
                for make in (reports.general_ledger, reports.account_book):
                    report = make(session, book, account, span, on=TODAY)
                    rows = list(report.rows)
                    debit, credit = [at for at, column in enumerate(report.columns) if column.kind == "dong"][:2]
                    lines = [((row.cells[debit] or 0), (row.cells[credit] or 0)) for row in only(rows, Mark.LINE)]
                    assert (sum(line[0] for line in lines), sum(line[1] for line in lines)) == expected.moved
                    (turned,) = only(rows, Mark.SUM)
                    assert (turned.cells[debit], turned.cells[credit]) == expected.moved
                    sides = slice(-2, None)
                    (opens,), (closes,) = only(rows, Mark.OPENING), only(rows, Mark.CLOSING)
                    assert _net(opens.cells[sides]) == expected.opening
                    assert _net(closes.cells[sides]) == expected.closing
                    if make is reports.account_book and lines:
                        assert _net(only(rows, Mark.LINE)[-1].cells[sides]) == expected.closing


@RANDOM
@given(acts=ACTS, span=SPANS)
def test_the_journal_holds_every_line_once_and_balances(funds, keeping, acts, span) -> None:
    with keeping(acts) as (session, raw):
        for book in (funds.a, funds.b):
            expected = Expected(of(raw, book), span.first, span.last)
            rows = list(reports.general_journal(session, book, span, on=TODAY).rows)
            lines = only(rows, Mark.LINE)
            assert sum(row.cells[-2] or 0 for row in lines) == sum(row.cells[-1] or 0 for row in lines) == expected.moved[0]
            assert len(lines) == len(expected.within)
            assert [row.cells[5] for row in lines] == [line.code for line in sorted(expected.within, key=lambda line: (line.on, line.id))]
            assert only(rows, Mark.SUM)[0].cells[-2:] == expected.moved


@RANDOM
@given(acts=ACTS, span=SPANS, size=st.integers(1, 7))
def test_pages_are_the_whole_cut_up_and_carry_their_sums(funds, keeping, acts, span, size) -> None:
    with keeping(acts) as (session, _raw):
        account = next(account for account in accounts(session, funds.a) if account.code == "111")
        makers = {
            "journal": lambda **more: reports.general_journal(session, funds.a, span, on=TODAY, **more),
            "ledger": lambda **more: reports.general_ledger(session, funds.a, account, span, on=TODAY, **more),
            "box": lambda **more: reports.box_book(session, funds.cash, [funds.a, funds.b], span, on=TODAY, **more),
        }
        for make in makers.values():
            whole = [row for row in make().rows if row.mark is not Mark.FORWARD]
            after, found, carried, steps = None, [], None, []
            while True:
                report = make(page=Asked(after, size))
                rows = list(report.rows)
                steps.append((after, rows))
                if carried is not None:
                    assert rows[0].mark is Mark.CARRIED
                    assert _amounts(rows[0], report) == carried
                found += [row for row in rows if row.mark not in (Mark.CARRIED, Mark.FORWARD)]
                if report.following is None:
                    break
                carried = _amounts(rows[-1], report)
                assert rows[-1].mark is Mark.FORWARD
                assert [row for row in rows if row.mark is Mark.LINE][-1].carry == rows[-1].cells
                after = read_place(report.following)
            assert [(row.mark, row.cells) for row in found] == [(row.mark, row.cells) for row in whole]
            _back_again(make, steps[-1][0], size, [row for row in whole if row.mark is Mark.LINE])


def _back_again(make, after, size, lines) -> None:
    """From the last page back to the first: no line is left out and none comes twice."""
    report = make(page=Asked(after, size))
    found = [row.cells for row in report.rows if row.mark is Mark.LINE]
    while report.earlier is not None:
        report = make(page=Asked(read_place(report.earlier), size))
        page = [row.cells for row in report.rows if row.mark is Mark.LINE]
        if report.earlier is None:
            # The first page begins at the first line and may overlap the page after it.
            page = page[: len(lines) - len(found)]
        found = page + found
    assert found == [row.cells for row in lines]


@RANDOM
@given(acts=ACTS, span=SPANS)
def test_the_box_agrees_with_the_ledgers_of_its_funds(funds, keeping, acts, span) -> None:
    with keeping(acts) as (session, raw):
        for box, code in ((funds.cash, "111"), (funds.bank, "112")):
            report = reports.box_book(session, box, [funds.a, funds.b], span, on=TODAY)
            rows = list(report.rows)
            label = report.label
            expected = Expected(of(raw, box=box), span.first, span.last)
            (closes,), (opens,), (turned,) = only(rows, Mark.CLOSING), only(rows, Mark.OPENING), only(rows, Mark.SUM)
            assert (opens.cells[label + 3], turned.cells[label + 1 : label + 3], closes.cells[label + 3]) == (expected.opening, expected.moved, expected.closing)
            balances = [row.cells[label + 3] for row in only(rows, Mark.LINE)]
            assert not balances or balances[-1] == expected.closing
            days = only(rows, Mark.DAY)
            if box is funds.cash:
                assert [sum(row.cells[label + at] for row in days) for at in (1, 2)] == list(expected.moved)
                assert not days or days[-1].cells[label + 3] == expected.closing
            ledgers = 0
            for book in (funds.a, funds.b):
                account = next(account for account in accounts(session, book) if account.code == code)
                (closing,) = only(reports.general_ledger(session, book, account, span, on=TODAY).rows, Mark.CLOSING)
                ledgers += _net(closing.cells[-2:])
                own = list(reports.box_book(session, box, [funds.a, funds.b], span, on=TODAY, only=book).rows)
                assert only(own, Mark.CLOSING)[0].cells[label + 3] == _net(closing.cells[-2:])
            assert ledgers == expected.closing


@RANDOM
@given(acts=ACTS, span=SPANS)
def test_the_trial_balance_sums_equal_on_both_sides(funds, keeping, acts, span) -> None:
    with keeping(acts) as (session, raw):
        for book in (funds.a, funds.b):
            rows = list(reports.trial_balance(session, book, span, on=TODAY).rows)
            (whole,) = only(rows, Mark.SUM)
            amounts = whole.cells[2:]
            assert [amounts[at] for at in (0, 2, 4, 6)] == [amounts[at] for at in (1, 3, 5, 7)]
            lines = {row.cells[0]: row.cells[2:] for row in rows if row.mark is Mark.LINE}
            assert list(amounts) == [sum(cells[at] or 0 for cells in lines.values()) for at in range(8)]
            for code, cells in lines.items():
                expected = Expected(of(raw, book, code=code), span.first, span.last)
                assert _net(cells[:2]) == expected.opening
                assert tuple(cell or 0 for cell in cells[2:4]) == expected.moved
                assert tuple(cell or 0 for cell in cells[4:6]) == Expected(expected.lines, date(2026, 1, 1), span.last).moved
                assert _net(cells[6:]) == expected.closing
            assert set(lines) == {line.code for line in of(raw, book)} | {row.account_code for row in held(session, Balance.book_id == book.id)}
            if span.last >= date(2026, 4, 30):
                assert {code: _net(cells[6:]) for code, cells in lines.items()} == _balances(session, book)


@RANDOM
@given(acts=ACTS, span=SPANS)
def test_the_statement_ends_at_the_money_of_the_fund(funds, keeping, acts, span) -> None:
    with keeping(acts) as (session, raw):
        for book in (funds.a, funds.b):
            found = reports.read(session, book, span)
            expected = Expected([line for line in of(raw, book) if line.is_money], span.first, span.last)
            flows = Expected(of(raw, book), span.first, span.last).flows()
            assert {tuple(source): flow.amount for source, flow in found.flows.items() if flow.amount} == {
                source: amount for source, amount in flows.items() if amount
            }
            assert found.opening == expected.opening
            assert found.opening + found.income - found.spending == found.closing == expected.closing
            assert sum(after for _before, after in found.by_kind.values()) == found.closing
            if span.last >= date(2026, 4, 30):
                stands = queries.standing(session, [book.id])[book.id]
                assert (found.closing, found.reserved, found.free) == (stands.balance, stands.reserved, stands.free)
            for source, flow in found.flows.items():
                behind = session.execute(reports.rows_of(session, book, source, span)[0]).all()
                assert sum(row.amount for row in behind) == flow.amount


def _net(sides) -> int:
    return (sides[0] or 0) - (sides[1] or 0)


def _amounts(row, report) -> list:
    return [cell for cell, column in zip(row.cells, report.columns, strict=True) if column.kind == "dong"]


def _balances(session, book) -> dict[str, int]:
    found: dict[str, int] = {}
    for row in queries.balances_of(session, book):
        found[row.account_code] = found.get(row.account_code, 0) + row.amount
    return found


def test_the_page_before_is_found_past_a_corrected_opening(funds, keeping) -> None:
    day = date(2026, 2, 3)
    receive, again = ("receive", "a", "cash", day, 1_000, "housing"), ("open again", "a", "cash", day, 5, "housing")
    acts = [receive, again, receive, receive, receive]
    with keeping(acts) as (session, _raw):
        whole = [row for row in reports.box_book(session, funds.cash, [funds.a], part_span(2026, "m2"), on=TODAY).rows if row.mark is Mark.LINE]

        def make(page):
            return reports.box_book(session, funds.cash, [funds.a], part_span(2026, "m2"), on=TODAY, page=page)

        last = None
        while (following := make(Asked(last, 1)).following) is not None:
            last = read_place(following)
        _back_again(make, last, 1, whole)


def test_what_waits_or_was_dropped_is_in_no_sum(funds, keeping) -> None:
    day = date(2026, 2, 10)
    acts = [("pay", "a", "cash", day, 1_000, "housing"), ("draft", "a", "cash", day, 2_000, "housing"), ("drop", "a", "cash", day, 3_000, "housing")]
    with keeping(acts) as (session, _raw):
        rows = held(session, Balance.book_id == funds.a.id, Balance.account_code == "1111")
        for first, last in ((9, 12), (1, 12), (9, 28), (1, 28)):
            assert total(Reckoning(session, rows, Span(date(2026, 2, first), date(2026, 2, last))).moved.values()) == (0, 1_000)


def test_promised_and_bound_money_is_that_of_the_fund(funds) -> None:
    tell(funds)
    with funds.world.transaction() as session:
        for book in (funds.a, funds.b):
            stands = queries.standing(session, [book.id])[book.id]
            found = reports.read(session, book, part_span(2026, "y"))
            assert (found.closing, found.reserved, found.set_apart, found.free) == (stands.balance, stands.reserved, stands.set_apart, stands.free)
            earlier = reports.read(session, book, part_span(2026, "m2"))
            assert (earlier.reserved, earlier.set_apart) == (0, 0)
        assert stands.set_apart > 0


def test_totals_of_nothing() -> None:
    assert total([]) == (0, 0)
