"""The portfolio report over 100 000 classified loans from the database. Goal: under 5 s on either engine.

    [BENCH_URL=postgresql+psycopg://…] python -m tests.benchmarks.bench_portfolio [--loans 100000]

Printed beside it is the bare read of the same rows in the same run. Without BENCH_URL an SQLite file is made; the database named must be empty.
"""

import argparse
import os
import random
import sqlite3
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import insert, text

from fundapp import config, models  # noqa: F401  (the whole schema)
from fundapp.kernel.db import Database, Scope
from fundapp.loans.models import LoanMonth
from fundapp.loans.servicing.classifying import reported

EVERYTHING, ENDED_ON = Scope.everything("a benchmark"), date(2026, 10, 31)
ROWS = 100_000


def timed(what: str, act: Callable[[], Any]) -> Any:
    start, spent = time.perf_counter(), time.process_time()
    result = act()
    print(f"{what}: {time.perf_counter() - start:.2f} s, of which this process {time.process_time() - spent:.2f} s of a core", flush=True)
    return result


def rows(count: int) -> list[dict[str, Any]]:
    chance, now = random.Random(20261120), datetime.now(UTC)
    return [
        {
            "unit_id": 1, "for_unit_id": n % 900 + 2, "loan_id": n + 1, "ended_on": ENDED_ON, "officer_id": n % 300 + 1,
            "principal_amount": chance.randint(1, 50) * 1_000_000, "overdue_principal_amount": 0, "interest_amount": 0,
            "due_amount": 1_000,
            "collected_amount": 900, "days_past_due": chance.choice((0, 0, 0, 5, 40, 200)),
            "debt_group": chance.randint(1, 5), "provision_amount": chance.randint(0, 1_000_000), "classified_at": now,
        }
        for n in range(count)
    ]


def fill_sqlite(path: str, made: list[dict[str, Any]]) -> None:
    """By the bare driver, whose connections ask for no parents."""
    raw = sqlite3.connect(path)
    names = [*made[0], "off_balance_amount"]
    raw.executemany(
        f"INSERT INTO loan_month ({', '.join(names)}) VALUES ({', '.join('?' for _name in names)})",
        [[*(value.isoformat() if isinstance(value, date) else value for value in row.values()), 0] for row in made],
    )
    raw.commit()
    raw.close()


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--loans", type=int, default=ROWS)
    count = asked.parse_args().loans
    with tempfile.TemporaryDirectory() as folder:
        config.use(config.Settings(data=Path(folder), database_url="unused", key_file=Path(folder) / "key"))
        db = Database(os.environ.get("BENCH_URL", f"sqlite:///{folder}/bench.sqlite"))
        db.create_all()
        # Only what the report reads: the loans behind the rows are left out.
        if db.is_sqlite:
            fill_sqlite(f"{folder}/bench.sqlite", rows(count))
        else:
            with db.engine.begin() as connection:
                connection.execute(text("SET LOCAL session_replication_role = replica"))
                connection.execute(insert(LoanMonth), rows(count))
        with db.reading(EVERYTHING) as session:
            timed("bare read", lambda: session.connection().exec_driver_sql("SELECT principal_amount, debt_group, officer_id, for_unit_id FROM loan_month").fetchall())
            found = timed(f"report over {count:,} loans (goal 5 s)", lambda: reported(session, ENDED_ON))
            assert found.whole.loans == count


if __name__ == "__main__":
    main()
