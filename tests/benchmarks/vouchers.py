"""Fill a fund's book with paid vouchers, fast: raw SQL with the guards of the books left out, hashes and sums as posting makes them.

For benchmarks only. What it leaves behind is a sound book: every invariant of the ledger holds of it.
"""

import itertools
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import select, text

from fundapp.access.actor import Actor
from fundapp.kernel.db import Base, Database, Scope
from fundapp.kernel.db.triggers import trigger_ddl
from fundapp.ledger import chain, service
from fundapp.ledger.models import Balance, Book, BookYear, CashBox, Period, VoucherSeries
from fundapp.ledger.service import LineSpec, NewVoucher, Posting
from tests.benchmarks.people import insert

EVERYTHING = Scope.everything("filling a benchmark")
YEAR, EACH, CHUNK = 2026, 1_000, 20_000


def fill_book(db: Database, vouchers: int, *, unit_id: int, by: tuple[Actor, Actor]) -> None:
    """Open a fund of a unit and pay `vouchers` from it, two lines each, spread over the year; `by` are who drafts and who posts."""
    maker, poster = by
    with db.transaction(EVERYTHING) as session:
        book = service.open_book(
            session, unit_id=unit_id, code="QMA", name="Quỹ Mái ấm", legal_form="social_fund", fund_account="43181", purposes=["housing"], by=maker,
            on=date(YEAR, 1, 1),
        )
        cash = service.add_box(session, unit_id=unit_id, kind="cash", name="Quỹ tiền mặt", by=maker)
        lines = [LineSpec("1111", debit=EACH * (vouchers + 1), box=cash), LineSpec("43181", credit=EACH * (vouchers + 1))]
        service.enter_opening(session, book, lines=lines, on=date(YEAR, 1, 1), drafted_by=maker.user_id, by=poster)
        # One voucher posted as a page does brings the rows that all the others need.
        sides = [LineSpec("43181", debit=EACH), LineSpec("1111", credit=EACH, box=cash)]
        paper = NewVoucher("cash_payment", EACH, "Trần Văn A", "Hỗ trợ xây nhà")
        service.post(
            session, Posting(book, date(YEAR, 1, 1), "Chi hỗ trợ", sides, "bench/0", purpose="housing", voucher=paper), drafted_by=maker.user_id, by=poster
        )
    with db.engine.begin() as connection:
        if db.is_sqlite:
            for name in connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars().all():
                connection.execute(text(f"DROP TRIGGER {name}"))
        else:
            connection.execute(text("SET session_replication_role = replica"))
        _load(db, connection, vouchers, maker, poster)
        if db.is_sqlite:
            for statement in trigger_ddl("sqlite"):
                connection.exec_driver_sql(statement)
        else:
            connection.execute(text("SET session_replication_role = origin"))


def _load(db: Database, connection: Any, vouchers: int, maker: Actor, poster: Actor) -> None:
    year = connection.execute(select(BookYear.id, BookYear.book_id, BookYear.unit_id, BookYear.last_hash)).one()
    known = _Known(
        year, dict(connection.execute(select(Period.month, Period.id)).tuples().all()), dict(connection.execute(select(Balance.account_code, Balance.id)).tuples().all()),
        connection.execute(select(CashBox.id)).scalar_one(), connection.execute(select(Book.code)).scalar_one(), maker.user_id, poster.user_id,
        connection.execute(select(VoucherSeries.series)).scalar_one(),
    )
    made = known.rows(vouchers)
    raw = connection.connection.driver_connection
    names = ("voucher", "ledger_entry", "ledger_narration", "ledger_line")
    while part := list(itertools.islice(made, CHUNK)):
        for place, name in enumerate(names):
            insert(db, raw, Base.metadata.tables[name], [row for made_one in part for row in made_one[place]])
    _sums(connection, known, vouchers)


class _Known:
    """What every row needs."""

    def __init__(self, year: Any, periods: dict[int, int], balances: dict[str, int], box: int, code: str, maker: int, poster: int, series: str) -> None:
        self.year, self.periods, self.balances, self.box, self.code = year, periods, balances, box, code
        self.maker, self.poster, self.series, self.hash = maker, poster, series, year.last_hash
        self.months: dict[int, int] = dict.fromkeys(range(1, 13), 0)

    def rows(self, vouchers: int) -> Iterator[tuple[list[dict[str, Any]], ...]]:
        """Voucher, entry, narration and two lines, one after the other, in the order of the chain."""
        begun = datetime(YEAR, 1, 2, 1, tzinfo=UTC)
        for number in range(2, vouchers + 1):
            on = date(YEAR, 1, 1) + timedelta(days=number * 364 // vouchers)
            at = begun + timedelta(seconds=number)
            digest, entry_id, reference = chain.narration_digest("00", "Chi hỗ trợ"), number + 1, f"bench/{number}"
            label = chain.voucher_label(self.series, YEAR, number, EACH)
            sides = [chain.HashedLine(1, "43181", None, EACH, 0, None), chain.HashedLine(2, "1111", self.box, 0, EACH, None)]
            previous = self.hash
            self.hash = chain.entry_hash(
                book_code=self.code, year=YEAR, number=entry_id, on=on, kind="ordinary", reference=reference, body="0" * 64, purpose="housing",
                earmark=None, beneficiary=None, voucher=label, reverses="", drafted_by=self.maker, posted_by=self.poster,
                posted_at=chain.instant_text(at), narration=digest, previous=previous, lines=sides,
            )
            self.months[on.month] += EACH
            yield (
                [{
                    "id": number, "unit_id": self.year.unit_id, "series": self.series, "year": YEAR, "number": number, "kind": "cash_payment", "voucher_on": on,
                    "amount": EACH, "payee_name": "Trần Văn A", "payee_address": "", "reason": "Hỗ trợ xây nhà", "attachments": 0, "state": "issued",
                    "issued_by_id": self.maker, "issued_at": at.replace(tzinfo=None),
                }],
                [{
                    "id": entry_id, "unit_id": self.year.unit_id, "book_id": self.year.book_id, "book_year_id": self.year.id,
                    "period_id": self.periods[on.month], "number": entry_id, "entry_on": on, "kind": "ordinary", "state": "posted", "reference": reference,
                    "body_digest": "0" * 64, "purpose": "housing", "voucher_id": number, "drafted_by_id": self.maker, "posted_by_id": self.poster,
                    "posted_at": at.replace(tzinfo=None), "narration_digest": digest, "previous_hash": previous, "hash": self.hash,
                }],
                [{"entry_id": entry_id, "text": "Chi hỗ trợ", "salt": "00"}],
                [
                    {
                        "id": 2 * entry_id + side.position - 2, "entry_id": entry_id, "position": side.position, "balance_id": self.balances[side.account_code],
                        "entry_on": on, "debit": side.debit, "credit": side.credit,
                    }
                    for side in sides
                ],
            )


def _sums(connection: Any, known: _Known, vouchers: int) -> None:
    """What the triggers would have carried."""
    paid = EACH * (vouchers - 1)
    connection.execute(
        text("UPDATE ledger_book_year SET last_number = :number, last_hash = :hash"), {"number": vouchers + 1, "hash": known.hash}
    )
    connection.execute(text("UPDATE voucher_series SET last_number = :number"), {"number": vouchers})
    connection.execute(text("UPDATE ledger_standing SET balance_amount = balance_amount - :paid"), {"paid": paid})
    for code, column, sign in (("43181", "debit_amount", 1), ("1111", "credit_amount", -1)):
        balance = known.balances[code]
        connection.execute(text("UPDATE ledger_balance SET amount = amount + :moved WHERE id = :id"), {"moved": sign * paid, "id": balance})
        for month, amount in known.months.items():
            changed = connection.execute(
                text(f"UPDATE ledger_month_total SET {column} = {column} + :amount WHERE balance_id = :id AND year = :year AND month = :month"),
                {"amount": amount, "id": balance, "year": YEAR, "month": month},
            )
            if not changed.rowcount:
                row = {"balance_id": balance, "year": YEAR, "month": month, "debit_amount": 0, "credit_amount": 0, column: amount}
                connection.execute(Base.metadata.tables["ledger_month_total"].insert(), row)


