"""The bank's answers settled together: row for row what settling one after the other leaves, and the one that cannot be costs the others nothing."""

import itertools
from typing import Any

import pytest
from sqlalchemy import select, text

from fundapp.access.marks_check import as_told
from fundapp.access.models import TrailEntry
from fundapp.kernel import clock
from fundapp.kernel.db import Scope
from fundapp.ledger import check as ledger_check
from fundapp.ledger.models import Book
from fundapp.ledger.service import ready as making
from fundapp.ledger.service.books import make_missing
from fundapp.payments import check, service, work
from fundapp.payments.bank_files import Answer
from fundapp.payments.models import PaymentBatch
from tests.payments.decided import act, approve_help, decide
from tests.payments.listing import approved, listed, on_list
from tests.payments.transferring import to_bank, vouch, with_bank

EVERYTHING = Scope.everything("a test")
TABLES = {
    "ledger_entry": "book_id, number, reference, body_digest, previous_hash, hash, purpose, drafted_by_id, posted_by_id, entry_on",
    "ledger_book_year": "id, last_number, last_hash", "voucher": "number, series, amount, payee_name, payee_address, reason, attachments, issued_by_id",
    "ledger_line": "position, balance_id, entry_on, debit, credit, subject", "reservation_move": "reservation_id, kind, amount, by_id, moved_on",
    "reservation": "id, consumed_amount, released_amount, state", "ledger_standing": "book_id, balance_amount, reserved_amount",
    "ledger_balance": "id, amount", "ledger_month_total": "balance_id, year, month, debit_amount, credit_amount",
    "payment_order": "id, version, state, paid_by_id, paid_on, receiver_name, box_id, voucher_file_id, checked_digest",
    "payment_event": "order_id, version, act, from_state, to_state, by_id, note", "payment_batch_line": "id, state, reason, settled_on",
    "help_given": "subject, status, given_amount, given_on", "trail": "act, subject, user_id, unit_id",
    "public_paper": "title, number, amount, payee, digest, state, published_by_id",
}
ORDER = {"payment_event": "id", "trail": "id", "ledger_line": "id", "reservation_move": "id", "voucher": "id", "public_paper": "id", "ledger_entry": "id"}


def rows_of(session: Any) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {
        table: [str(tuple(row)) for row in session.execute(text(f"SELECT {columns} FROM {table} ORDER BY {ORDER.get(table, columns.split(', ')[0])}"))]
        for table, columns in TABLES.items()
    }
    return {**found, "details": [_without_ids(one) for one in session.scalars(select(TrailEntry.details).order_by(TrailEntry.id))]}


def _without_ids(details: dict[str, Any]) -> dict[str, Any]:
    """What the trail tells, and rows of which tables it marks: the ids of new rows, and with them the marks, are others where a sequence does not go back."""
    return {**details, "marks": sorted(place.partition("/")[0] for place in details.get("marks", {}))}


def a_mixed_list(world: Any) -> tuple[PaymentBatch, list[Answer]]:
    """Transfers: one that is lent and not given, one out of two funds, two of one subject, one that the bank refuses; the first has its help on the register."""
    first = decide(world, amounts=(5_000_000, 3_000_000))
    with_bank(world, first)
    both = to_bank(world, first, number="9990000099")
    vouch(world, both, "van")
    act(world, both, "check_order", "hanh")
    approve_help(world)
    orders = [approved(world, 2), approved(world, 3, 1_000_003, account_code="1388"), both, approved(world, 4), approved(world, 5), approved(world, 6)]
    with world.transaction() as session:
        # Its row is there before either way is tried: a sequence does not go back.
        make_missing(session, session.scalars(select(Book).order_by(Book.id)).first(), clock.today(), [("1388", None)], None)
    batch = listed(world, *orders)
    on_list(world, batch, "approve_batch", "hanh")
    return batch, [Answer(one.code, place != 4, "" if place != 4 else "Sai tên") for place, one in enumerate(orders)]


def test_together_is_one_after_the_other(world: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    batch, answers = a_mixed_list(world)
    now, on, lan = clock.now(), clock.today(), world.actor("lan")
    monkeypatch.setattr(clock, "now", lambda: now)
    found = []
    for together in (True, False):
        salts = itertools.count(1)
        monkeypatch.setattr(making.secrets, "token_hex", lambda _n, salts=salts: f"{next(salts):016x}")
        with world.db.session(write=True, scope=lan.scope) as session:
            held = session.get_one(PaymentBatch, batch.id)
            if together:
                service.settle_many(session, held, answers, by=lan, on=on)
            else:
                for answer in answers:
                    service.settle(session, held, answer, by=lan, on=on)
            session.flush()
            found.append(rows_of(session))
            assert as_told(session).wrong == []
            session.rollback()
    many, single = found
    assert set(many) == {*TABLES, "details"}
    for table in many:
        assert many[table] == single[table], table


def test_one_that_cannot_be_is_told_and_the_others_are_paid(world: Any) -> None:
    batch, answers = a_mixed_list(world)
    lan = world.actor("lan")
    with world.transaction("lan") as session:
        settled = work.settle_some(session, batch.id, [*answers, Answer("PC26-99999-0", True, "")], lan, clock.today())
    assert [problem is None for _answer, problem in settled] == [True] * 6 + [False]
    with world.db.reading(EVERYTHING) as session:
        assert [one.code for one in (*ledger_check.invariants(session), *check.invariants(session)) if not one.ok] == []


def test_who_checked_does_not_pay_among_many_either(world: Any) -> None:
    batch, answers = a_mixed_list(world)
    with world.transaction() as session, pytest.raises(service.PaymentRefused, match="đã kiểm tra"):
        service.settle_many(session, session.get_one(PaymentBatch, batch.id), answers, by=world.actor("hanh"), on=clock.today())
