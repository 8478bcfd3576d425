"""What the pages over all loans ask, with 100 000 open loans and 1 000 000 lines of money that came. Goal: flat, and no page near 5 s.

    [BENCH_URL=postgresql+psycopg://…] python -m tests.benchmarks.bench_lending [--loans 100000]

The home page asks for money that waits and for books that are due; the calendar of money coming back reads every schedule. Without BENCH_URL an SQLite
file is made; the database named must be empty.
"""

import argparse
import os
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import text

from fundapp import config, models  # noqa: F401  (the whole schema)
from fundapp.kernel.db import Database, Scope
from fundapp.loans import work
from fundapp.loans.servicing.coming import coming_back

EVERYTHING, TODAY = Scope.everything("a benchmark"), date(2026, 11, 28)
# Receipts of each loan that were told already, and loans of which something waits.
TOLD, WAITING, LATE = 10, 20, 50


def timed(what: str, act: Callable[[], Any]) -> Any:
    start, spent = time.perf_counter(), time.process_time()
    result = act()
    print(f"{what}: {(time.perf_counter() - start) * 1000:.0f} ms, of which this process {(time.process_time() - spent) * 1000:.0f} ms of a core", flush=True)
    return result


def statements(count: int, *, is_sqlite: bool) -> list[str]:
    """SQL for both engines that fills what the pages read: loans of twelve instalments, every fiftieth late."""
    def day(days: str) -> str:
        return f"date('2026-01-15', ({days}) || ' days')" if is_sqlite else f"(DATE '2026-01-15' + ({days})::int)"

    def numbers(name: str, most: int) -> str:
        return f"WITH RECURSIVE {name}(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM {name} WHERE i < {most})"

    loans, receipts = numbers("n", count), numbers("n", count * TOLD)
    yes, no, at = ("1", "0", "'2026-10-01 00:00:00'") if is_sqlite else ("TRUE", "FALSE", "'2026-10-01'")
    paid_out = "310 - i % 20"
    return [
        f"""{loans} INSERT INTO loan (id, code, contract_number, unit_id, for_unit_id, household_id, person_id, borrower_name, borrower_folded, book_id, product_id,
            state, principal_amount, purpose, rate_percent, rate_per, overdue_rate_percent, basis, method, every, instalments, grace, grace_instalments, moved,
            savings_rate_percent, fee_amount, allocation_order, recognition, allows_second, deducts_salary, signed_on, signed_by_id, signed_at, planned_on,
            first_due_on, schedule_version, version)
            SELECT i, 'HV' || i, i || '/HV', 1, 2 + i % 900, i, i, 'Mẫu', 'mau', 1, 1, 'open', 12000000, 'mẫu', 550000, 'month', 715000, 'period', 'equal_principal',
            'month', 12, 'principal', 0, 'stays', 0, 0, 'penalty interest principal savings', 'cash', {yes}, {no}, {day(paid_out)}, 1, {at}, {day(paid_out)},
            {day("340 - i % 20")}, 1, 1 FROM n""",
        f"""{loans} INSERT INTO loan_schedule (id, loan_id, version, from_on, principal_amount, carried_interest_amount, is_whole, reason, made_by_id, made_at)
            SELECT i, i, 1, {day(paid_out)}, 12000000, 0, {yes}, '', 1, {at} FROM n""",
        f"""{numbers("m", 12)} INSERT INTO loan_instalment (schedule_id, number, due_on, opening_amount, principal_amount, interest_amount, savings_amount,
            closing_amount)
            SELECT s.id, m.i, {day("310 - s.id % 20 + 30 * m.i")}, 12000000 - (m.i - 1) * 1000000, 1000000, 66000 - m.i * 5500 + 5500, 0, 12000000 - m.i * 1000000
            FROM loan_schedule s CROSS JOIN m""",
        f"""{loans} INSERT INTO loan_event (id, loan_id, kind, on_day, amount, details, reference, entry_id, recorded_by_id, recorded_at)
            SELECT i, i, 'disbursement', {day(paid_out)}, 12000000, '{{}}', 'd' || i, 1, 1, {at} FROM n""",
        f"""{loans} INSERT INTO ledger_expected (id, unit_id, book_id, subject, code, account_code, payer_name, what, amount, came_amount, due_on, state, expected_by_id,
            expected_on, expected_at) SELECT i, 1, 1, 'cases/' || i, 'HV' || i, '3387', '', '', 1000000, 0,
            {day(f"CASE WHEN i % {LATE} = 0 THEN 316 ELSE 340 - i % 20 END")}, 'open', 1, {day(paid_out)}, {at} FROM n""",
        f"""{receipts} INSERT INTO loan_arrival (entry_id, loan_id, amount, event_id) SELECT i, 1 + i % {count}, 1000000, 1 FROM n""",
        f"UPDATE loan_arrival SET event_id = NULL WHERE entry_id <= {WAITING}",
        f"""{numbers("n", WAITING)} INSERT INTO ledger_entry (id, unit_id, book_id, book_year_id, period_id, number, entry_on, kind, state, reference, body_digest,
            drafted_by_id, posted_by_id, posted_at, narration_digest, previous_hash, hash) SELECT i, 1, 1, 1, 1, i, {day("310")}, 'entry', 'posted', 'r' || i, 'x', 1,
            2, {at}, 'x', 'x', 'x' FROM n""",
        f"UPDATE loan SET books_due_on = {day('300')} WHERE id <= {WAITING}",
    ]


def fill(db: Database, count: int) -> None:
    """Past triggers, checks and parents: only what is read lies in the database."""
    with db.engine.connect() as connection:
        if db.is_sqlite:
            raw: Any = connection.connection.driver_connection
            for pragma in ("foreign_keys=OFF", "ignore_check_constraints=ON"):
                raw.execute(f"PRAGMA {pragma}")
            for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
                raw.execute(f'DROP TRIGGER "{name}"')
            for statement in statements(count, is_sqlite=True):
                raw.execute(statement)
            raw.execute("ANALYZE")
            raw.commit()
        else:
            with connection.begin():
                connection.execute(text("SET LOCAL session_replication_role = replica"))
                for statement in statements(count, is_sqlite=False):
                    connection.exec_driver_sql(statement)
            with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as apart:
                apart.exec_driver_sql("ANALYZE")


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--loans", type=int, default=100_000)
    count = asked.parse_args().loans
    with tempfile.TemporaryDirectory() as folder:
        config.use(config.Settings(data=Path(folder), database_url="unused", key_file=Path(folder) / "key"))
        db = Database(os.environ.get("BENCH_URL", f"sqlite:///{folder}/bench.sqlite"))
        db.create_all()
        fill(db, count)
        with db.reading(EVERYTHING) as session:
            work.arrived(session)
            found = timed(f"{count:,} loans, money that waits", lambda: work.arrived(session))
            assert len(found) == WAITING
            assert len(timed(f"{count:,} loans, books that are due", lambda: work.due(session, TODAY))) == WAITING
            comes = timed(f"{count:,} loans, money coming back (goal: well under 5 s)", lambda: coming_back(session, TODAY))
            assert sum(cell[0] for cell in comes[1].values()) == count * 12_000_000


if __name__ == "__main__":
    main()
