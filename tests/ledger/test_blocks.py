"""Many payments as one act: just what posting one after the other gives, and nothing that the database would refuse of one of them."""

import itertools
from datetime import date
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from fundapp.kernel import clock
from fundapp.kernel.db import Scope
from fundapp.ledger import check, posting_block, service
from fundapp.ledger.models import CashBox, Reservation
from fundapp.ledger.service import LineSpec, NewVoucher, Posting
from fundapp.ledger.service import ready as making
from fundapp.ledger.service.books import ensure_series
from tests.ledger.funds import DAY, START, Funds

EVERYTHING = Scope.everything("a test")
# Every table that posting writes, without the ids that a sequence gives away.
TABLES = {
    "voucher": "unit_id, series, year, number, kind, voucher_on, amount, payee_name, payee_address, reason, attachments, state, issued_by_id, issued_at",
    "ledger_entry": "unit_id, book_id, book_year_id, period_id, number, entry_on, kind, state, reference, body_digest, purpose, beneficiary_unit_id, drafted_by_id,"
    " posted_by_id, posted_at, narration_digest, previous_hash, hash",
    "ledger_narration": "text, salt",
    "ledger_line": "position, balance_id, entry_on, debit, credit, subject",
    "reservation_move": "reservation_id, kind, amount, by_id, moved_on, moved_at",
    "reservation": "amount, consumed_amount, released_amount, state",
    "ledger_balance": "id, amount", "ledger_month_total": "balance_id, year, month, debit_amount, credit_amount",
    "ledger_standing": "book_id, balance_amount, reserved_amount, set_apart_amount", "ledger_book_year": "id, last_number, last_hash",
    "voucher_series": "series, last_number",
}
ORDER = {"ledger_entry": "number", "voucher": "number", "ledger_narration": "entry_id", "ledger_line": "id", "reservation_move": "id"}


def promised(funds: Funds, amounts: list[int]) -> list[int]:
    """Commitments of fund A, one for each amount."""
    made = []
    with funds.world.transaction() as session:
        for place, amount in enumerate(amounts, 1):
            held = service.reserve(
                session, shares=[(session.merge(funds.a), amount)], subject=f"cases/{place}", purpose="housing", for_unit_id=funds.world.units["CDCS-BML"],
                by=funds.world.actor("van"), on=START,
            )
            made.append(held[0].id)
    return made


def payments(session: Any, funds: Funds, held: list[int], part: int = 1) -> list[tuple[Posting, int]]:
    """A payment of each commitment (of a part of it), one after the other."""
    book, cash = session.merge(funds.a), session.get_one(CashBox, funds.cash.id)
    wanted = []
    for place, held_id in enumerate(held, 1):
        reservation = session.get_one(Reservation, held_id)
        amount = reservation.amount // part
        lines = [LineSpec("43181", debit=amount, subject=f"cases/{place}"), LineSpec("1111", credit=amount, box=cash, subject=f"cases/{place}")]
        voucher = NewVoucher("cash_payment", amount, "Trần\tVăn A\\B", "Hỗ trợ\nxây nhà", "Thôn 1", place)
        on = date(2026, 2, 27) if place % 2 else DAY
        wanted.append((Posting(book, on, f"Chi {place}", lines, f"payments/{place}", voucher, [(reservation, amount)]), funds.maker.user_id))
    return wanted


@pytest.fixture
def still(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Salts and instants that are the same in both ways; gives how to begin them anew."""
    def begin() -> None:
        salts = itertools.count(1)
        monkeypatch.setattr(making.secrets, "token_hex", lambda _n: f"{next(salts):016x}")

    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now)
    return begin


def rows_of(session: Any) -> dict[str, list[Any]]:
    return {
        table: [tuple(row) for row in session.execute(text(f"SELECT {columns} FROM {table} ORDER BY {ORDER.get(table, columns.split(', ')[0])}"))]
        for table, columns in TABLES.items()
    }


def one_by_one(session: Any, wanted: list[tuple[Posting, int]], funds: Funds) -> None:
    for one, maker in wanted:
        asked = one.voucher
        voucher = service.issue_voucher(
            session, unit_id=one.book.unit_id, kind=asked.kind, on=one.on, amount=asked.amount, payee_name=asked.payee_name, reason=asked.reason,
            payee_address=asked.payee_address, attachments=asked.attachments, by=funds.poster,
        )
        single = Posting(one.book, one.on, one.narration, one.lines, one.reference, voucher, one.consumes)
        service.post(session, single, drafted_by=maker, by=funds.poster)


@pytest.mark.parametrize(("part", "in_hand"), [(1, 1000), (3, 1000), (1, 3), (3, 1)])
def test_a_block_is_what_posting_one_by_one_gives(funds: Funds, still: Any, part: int, in_hand: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(posting_block, "IN_HAND", in_hand)
    held = promised(funds, [1_000_003, 2_000_000, 500_000, 7])
    found = []
    for is_block in (True, False):
        still()
        with funds.world.db.session(write=True, scope=EVERYTHING) as session:
            wanted = [
                (Posting(one.book, one.on, one.narration, one.lines, one.reference, NewVoucher(
                    one.voucher.kind, one.voucher.amount, " ".join(one.voucher.payee_name.split()), " ".join(one.voucher.reason.split()), "Thôn 1",
                    one.voucher.attachments), one.consumes), maker)
                for one, maker in payments(session, funds, held, part)
            ]
            if is_block:
                outcomes = service.post_block(session, wanted, by=funds.poster)
                assert [one.number for one in outcomes] == [2, 3, 4, 5]
            else:
                one_by_one(session, wanted, funds)
            session.flush()
            found.append(rows_of(session))
            session.rollback()
    block, single = found
    for table in TABLES:
        assert block[table] == single[table], table


def test_blocks_and_single_postings_go_on_from_each_other(funds: Funds) -> None:
    held = promised(funds, [1_000, 2_000, 3_000])
    with funds.world.transaction() as session:
        funds.pay(session, 5_000, "before")
        wanted = payments(session, funds, held)
        service.post_block(session, wanted[:2], by=funds.poster)
        service.post_block(session, wanted[2:], by=funds.poster)
        entry = funds.pay(session, 5_000, "after")
        assert entry.number == 6
    with funds.world.db.reading(EVERYTHING) as session:
        assert [one.code for one in check.invariants(session) if not one.ok] == []
        # What is copied past the driver's quoting comes back as it was written.
        assert session.execute(text("SELECT payee_name, reason FROM voucher WHERE number = 1 AND series = 'PC'")).one() == ("Trần\tVăn A\\B", "Hỗ trợ\nxây nhà")


def test_a_row_that_is_first_needed_late_in_a_block_is_made(funds: Funds, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(posting_block, "IN_HAND", 2)
    held = promised(funds, [1_000, 2_000, 3_000, 4_000])
    with funds.world.transaction() as session:
        wanted = payments(session, funds, held)
        (last, maker) = wanted[-1]
        # No entry of the fund has been on this account before, and what was written of the block until it was met is not written twice.
        owed, paid = last.lines
        wanted[-1] = (last._replace(lines=[owed._replace(account="331"), paid]), maker)
        assert [one.number for one in service.post_block(session, wanted, by=funds.poster)] == [2, 3, 4, 5]
        # An account that there is none of refuses the whole block, what was written of it before too.
        before = rows_of(session)
        more = [(one._replace(reference=f"again/{place}"), maker) for place, (one, maker) in enumerate(payments(session, funds, held, part=2))]
        more[-1] = (more[-1][0]._replace(lines=[more[-1][0].lines[0]._replace(account="99999"), more[-1][0].lines[1]]), maker)
        with pytest.raises(service.LedgerRefused, match="99999"):
            service.post_block(session, more, by=funds.poster)
        assert rows_of(session) == before
    with funds.world.db.reading(EVERYTHING) as session:
        assert [one.code for one in check.invariants(session) if not one.ok] == []


def test_one_payment_too_much_refuses_the_block(funds: Funds) -> None:
    held = promised(funds, [1_000, 2_000])
    with funds.world.transaction() as session:
        # The series is there, at nothing.
        ensure_series(session, funds.a.unit_id, "PC", 2026)
        before = rows_of(session)
        (first, maker), (second, _maker) = payments(session, funds, held)
        again = Posting(first.book, first.on, first.narration, first.lines, "payments/again", first.voucher, first.consumes)
        much = [LineSpec("43181", debit=60_000_000), LineSpec("1111", credit=60_000_000, box=first.lines[1].box)]
        short = Posting(first.book, first.on, "Chi", much, "payments/much", NewVoucher("cash_payment", 60_000_000, "Trần Văn A", "Chi"), purpose="housing")
        for wrong in ([(first, maker), (second, maker), (again, maker)], [(first, maker), (first, maker)], [(first, maker), (short, maker)]):
            with pytest.raises(service.BlockRefused):
                service.post_block(session, wrong, by=funds.poster)
            assert rows_of(session) == before


def test_what_is_not_like_the_first_is_judged_by_itself(funds: Funds) -> None:
    """A block's payments are made ready by comparison with the first of their kind: whatever differs in more than amount and words is refused as ever."""
    held = promised(funds, [1_000, 1_000])
    with funds.world.transaction() as session:
        (first, maker), (second, _maker) = payments(session, funds, held)
        second = second._replace(on=first.on)
        owed, paid = second.lines
        turned = [LineSpec(owed.account, credit=1_000, subject="cases/2"), LineSpec(paid.account, debit=1_000, box=paid.box)]
        refused, wrong = service.LedgerRefused, ValueError
        changes: list[tuple[type[Exception], dict[str, Any]]] = [
            (refused, {"voucher": second.voucher._replace(payee_name=" ")}), (refused, {"lines": [owed._replace(debit=999), paid]}),
            (refused, {"consumes": [(second.consumes[0][0], 1_001)]}), (refused, {"consumes": [(second.consumes[0][0], 0)]}),
            (wrong, {"lines": turned}), (wrong, {"reference": "payments/2|3"}), (wrong, {"reference": ""}), (wrong, {"on": date(2025, 12, 31)}),
            (wrong, {"lines": [owed._replace(subject="cases/2\n"), paid]}), (wrong, {"voucher": second.voucher._replace(amount=999)}),
            (TypeError, {"lines": [owed._replace(debit=1_000.0), paid]}),
        ]
        before = rows_of(session)["ledger_entry"]
        for kind, change in changes:
            with pytest.raises(kind):
                service.post_block(session, [(first, maker), (second._replace(**change), maker)], by=funds.poster)
        with pytest.raises(service.DutiesMixed):
            service.post_block(session, [(first, maker), (second, funds.poster.user_id)], by=funds.poster)
        assert rows_of(session)["ledger_entry"] == before


# What is changed of a block that is being written by hand → the rule that refuses it. {entry} is the block's entry, {seal} its seal.
FILL = {
    "block": "INSERT INTO ledger_block (id, book_year_id, first_number, last_number) SELECT 900, y.id, y.last_number + 1, y.last_number + {size} FROM ledger_book_year y"
    " JOIN ledger_book b ON b.id = y.book_id WHERE b.code = 'QMA-NB'",
    "entry": "INSERT INTO ledger_entry (id, unit_id, book_id, book_year_id, period_id, entry_on, kind, state, reference, body_digest, purpose, drafted_by_id,"
    " narration_digest, number, previous_hash, hash, posted_by_id, posted_at) SELECT 900, e.unit_id, e.book_id, e.book_year_id, {period}, {on}, {kind},"
    " 'posted', 'raw', 'x', {purpose}, 1, 'x', y.last_number + {number}, {link}, {hash}, 2, '2026-03-10 00:00:00.000000' FROM ledger_book_year y"
    " JOIN ledger_entry e ON e.book_year_id = y.id AND e.number = 1 JOIN ledger_book b ON b.id = y.book_id WHERE b.code = 'QMA-NB'",
    "lines": "INSERT INTO ledger_line (entry_id, position, balance_id, entry_on, debit, credit) SELECT 900, {place}, b.id, {line_on}, {debit}, {credit}"
    " FROM ledger_balance b JOIN ledger_book k ON k.id = b.book_id WHERE k.code = 'QMA-NB' AND b.account_code = {account}",
    "seal": "INSERT INTO ledger_sealed_block (block_id, last_hash) VALUES (900, {head})",
}
SOUND = {
    "size": "1", "number": "1", "kind": "'ordinary'", "purpose": "'housing'", "on": "'2026-03-10'", "line_on": "'2026-03-10'",
    "period": "(SELECT p.id FROM ledger_period p WHERE p.book_year_id = y.id AND p.month = 3)", "link": "y.last_hash", "head": f"'{'b' * 64}'", "hash": f"'{'b' * 64}'",
}
OUT = (("'43181'", "1000", "0"), ("'1111'", "0", "1000"))
TRIES: dict[str, tuple[dict[str, str], tuple[tuple[str, str, str], ...], str]] = {
    "unbalanced": ({}, (OUT[0], ("'1111'", "0", "999")), "L1"), "one line": ({}, OUT[:1], "L5"), "no line": ({}, (), "L5"),
    "another day's line": ({"line_on": "'2026-03-11'"}, OUT, "L11"), "a gap": ({"size": "2"}, OUT, "L7"), "not linked": ({"link": f"'{'c' * 64}'"}, OUT, "L7"),
    "another head": ({"head": f"'{'c' * 64}'"}, OUT, "L7"), "number beyond": ({"number": "2"}, OUT, "L5"), "a transfer": ({"kind": "'transfer'"}, OUT, "L5"),
    "another month": ({"period": "(SELECT p.id FROM ledger_period p WHERE p.book_year_id = y.id AND p.month = 4)"}, OUT, "L9"),
    "no purpose": ({"purpose": "NULL"}, OUT, "F3"), "money in": ({}, (("'1111'", "1000", "0"), ("'43181'", "0", "1000")), "L5"),
    "more than there is": ({}, (("'43181'", "60000000", "0"), ("'1111'", "0", "60000000")), "below_zero|L7 the hash"),
}


def fill(connection: Any, changed: dict[str, str], lines: tuple[tuple[str, str, str], ...], *, seal: bool = True) -> None:
    words = {**SOUND, **changed}
    connection.execute(text(FILL["block"].format(**words)))
    connection.execute(text(FILL["entry"].format(**words)))
    for place, (account, debit, credit) in enumerate(lines, 1):
        connection.execute(text(FILL["lines"].format(place=place, account=account, debit=debit, credit=credit, **words)))
    if seal:
        connection.execute(text(FILL["seal"].format(**words)))


@pytest.mark.parametrize("name", TRIES)
def test_a_seal_refuses_what_posting_refuses(funds: Funds, name: str) -> None:
    changed, lines, rule = TRIES[name]
    with funds.world.db.engine.connect() as connection:
        with pytest.raises(DBAPIError, match=rule):
            fill(connection, changed, lines)
        connection.rollback()


def test_the_sound_one_is_refused_on_postgresql_for_its_hash_alone(funds: Funds) -> None:
    with funds.world.db.engine.connect() as connection:
        if funds.world.db.is_sqlite:
            fill(connection, {}, OUT)
        else:
            with pytest.raises(DBAPIError, match="L7 the hash"):
                fill(connection, {}, OUT)
        connection.rollback()


def test_a_block_without_its_seal_is_never_committed(funds: Funds) -> None:
    connection = funds.world.db.engine.connect()
    fill(connection, {}, OUT, seal=False)
    with pytest.raises(DBAPIError):
        connection.commit()
    connection.rollback()
    connection.close()
    with funds.world.db.reading(EVERYTHING) as session:
        assert [one.code for one in check.invariants(session) if not one.ok] == []


MEANWHILE = {
    "a balance": "UPDATE ledger_balance SET amount = amount + 1",
    "the fund": "UPDATE ledger_standing SET balance_amount = balance_amount + 1",
    "a promise": "UPDATE ledger_standing SET reserved_amount = reserved_amount - 1, last_move_id = last_move_id + 1",
    "the year": f"UPDATE ledger_book_year SET last_number = last_number + 1, last_hash = '{'b' * 64}' WHERE id = (SELECT book_year_id FROM ledger_block)",
    "a month": "UPDATE ledger_month_total SET debit_amount = debit_amount + 1",
    "its entry": "UPDATE ledger_entry SET purpose = 'relief' WHERE id = 900",
    "its line": "UPDATE ledger_line SET debit = debit + 1 WHERE entry_id = 900",
    "another entry's lines": "INSERT INTO ledger_line (entry_id, position, balance_id, entry_on, debit, credit) SELECT entry_id, 9, balance_id, entry_on, 1, 0"
    " FROM ledger_line WHERE entry_id <> 900 LIMIT 1",
    "the block": "UPDATE ledger_block SET last_number = last_number + 1",
    "a second block": "INSERT INTO ledger_block (id, book_year_id, first_number, last_number) SELECT 901, book_year_id, last_number + 1, last_number + 2"
    " FROM ledger_block",
}


@pytest.mark.parametrize("name", MEANWHILE)
def test_nothing_else_moves_while_a_block_is_filled(funds: Funds, name: str) -> None:
    with funds.world.db.engine.connect() as connection:
        fill(connection, {}, OUT, seal=False)
        with pytest.raises(DBAPIError):
            connection.execute(text(MEANWHILE[name]))
        connection.rollback()
