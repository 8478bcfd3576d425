"""Gifts: a cascade over 10 000 units, a duplicate check of 50 000 names against 1 000 000 on file, a list proposed from 100 000 people with reasons.

    python -m tests.benchmarks.bench_gifts [--earlier 1000000] [--list 50000] [--people 100000]

Printed beside each is the bare read or insert of the same rows in the same run.
"""

import argparse
import sqlite3
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from sqlalchemy import func, select, text

from fundapp import config, models  # noqa: F401  (the whole schema)
from fundapp.gifts.cascade import Below, shared
from fundapp.gifts.models import GiftRow
from fundapp.gifts.overlap import Asked
from fundapp.gifts.queries.proposing import Rule, proposal
from fundapp.gifts.queries.taken import Candidate, taken_of
from fundapp.kernel.db import Database, Scope
from fundapp.orgs.models import Unit
from tests.benchmarks.people import fill

EVERYTHING = Scope.everything("a benchmark")


class _Season:
    """What the duplicate check asks of a season."""

    id, code, exclusions = 1, "tet-2027", ()

    class _Class:
        code, per = "gift", "person"

    classes = (_Class(),)


def timed(what: str, act: Callable[[], Any]) -> Any:
    start, busy = time.perf_counter(), time.process_time()
    result = act()
    print(f"{what}: {time.perf_counter() - start:.2f} s, of the processor {time.process_time() - busy:.2f} s", flush=True)
    return result


def propose(folder: str, people: int) -> None:
    """Propose a list for a whole province: who qualifies, in their order and why, and who does not and why not."""
    db = Database(f"sqlite:///{folder}/people.sqlite")
    fill(db, people)
    with db.reading(EVERYTHING) as session:
        province = session.scalars(select(Unit).where(Unit.code == "TINH")).one()
        wanted: Any = SimpleNamespace(unit_id=province.id, campaign=SimpleNamespace(season=_Season()))
        line: Any = SimpleNamespace(gift_class="gift")
        timed(f"bare read of {people} heads with their households", lambda: session.execute(text(
            "SELECT p.id, p.full_name, p.birth, p.cccd_index, h.category_bits, h.income_per_head_amount FROM person p JOIN household h ON h.id = p.household_id"
        )).all())
        found = timed(f"proposal for {people} people with reasons", lambda: proposal(session, wanted, line, Rule(most_income=1_500_000), date(2026, 12, 1)))
        assert len(found.qualified) + len(found.left_out) == people
        assert all(one.reason for one in found.qualified)
    db.dispose()


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--earlier", type=int, default=1_000_000)
    asked.add_argument("--list", type=int, default=50_000)
    asked.add_argument("--people", type=int, default=100_000)
    given = asked.parse_args()
    timed("cascade over 10 000 units", lambda: shared(100_000, [Below(n, f"U{n:05d}", n % 997 + 1) for n in range(10_000)]))
    with tempfile.TemporaryDirectory() as folder:
        config.use(config.Settings(data=Path(folder), database_url="unused", key_file=Path(folder) / "key"))
        db = Database(f"sqlite:///{folder}/bench.sqlite")
        db.create_all()
        raw = sqlite3.connect(f"{folder}/bench.sqlite")
        for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'gift_row'").fetchall():
            raw.execute(f"DROP TRIGGER {name}")
        rows = (
            (f"{n:032d}", 1, 1, 1, 1, "gift", n, 0, f"cccd:{n:064d}", f"cccd:{n:064d}", "Nguyễn Văn A", "nguyen van a", "", 1_300_000, "Hộ nghèo", "", "listed", "")
            for n in range(given.earlier)
        )
        raw.executemany(
            "INSERT INTO gift_row (uid, list_id, season_id, unit_id, line_id, gift_class, position, points, person_key, person_claim, full_name, folded, ethnicity,"
            " amount, reason, look_note, state, struck_reason) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)", rows,
        )
        raw.commit()
        raw.close()
        people = [Candidate("Nguyễn Văn A", f"cccd:{n:064d}", identity="x") for n in range(given.earlier - given.list // 2, given.earlier + given.list // 2)]
        with db.reading(EVERYTHING) as session:
            assert session.scalar(select(func.count()).select_from(GiftRow)) == given.earlier

            def check() -> int:
                taken = taken_of(session, _Season(), people)  # type: ignore[arg-type]
                return sum(not taken.judge(Asked(one.person_key, None, "gift")).allowed for one in people)

            found = timed(f"duplicate check of {given.list} against {given.earlier}", check)
            assert found == given.list // 2
        db.dispose()
        propose(folder, given.people)


if __name__ == "__main__":
    main()
