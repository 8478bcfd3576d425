"""The treasurer's bench with 2 000 open lines on each side, through the pages: proposals looked for, shown, confirmed.

    python -m tests.benchmarks.bench_settling [--lines 2000]

Beside the seconds of each step stands the longest time that one transaction held the right to write. Goals: no page over 1 s of the processor, no writing over 0.5 s.
"""

import argparse
import random
import tempfile
from datetime import date, timedelta
from pathlib import Path

from fundapp import config
from fundapp.demo.cast import CAST, add_cast
from fundapp.demo.units import add_units
from fundapp.kernel.codes import make_code
from fundapp.kernel.db import Database
from tests.bank.settling.conftest import Till
from tests.benchmarks.bench_lists import Watch, client_of, form_to
from tests.benchmarks.many_transfers import EVERYTHING
from tests.conftest import World
from tests.ledger.funds import make_funds

FIRST = date(2026, 10, 1)


def fill(world: World, count: int) -> int:
    """An account whose bank shows what the books wrote: four in five by their code, the rest by equal amounts without one; gives its id."""
    chance, funds = random.Random(4), make_funds(world)
    lines = []
    with world.transaction() as session:
        till = Till(funds, session)
        for number in range(1, count + 1):
            on, amount = FIRST + timedelta(days=chance.randrange(28)), chance.choice((200_000, 300_000, 500_000, 1_000_000))
            said = f"Ủng hộ {make_code('UH', 2026, number)}" if chance.random() < 0.8 else "Ủng hộ quỹ Mái ấm"
            till.post(on, amount, said)
            lines.append((on + timedelta(days=chance.randrange(3)), amount, said))
        till.file(lines, first=FIRST, last=FIRST + timedelta(days=30))
        return int(till.box.id)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--lines", type=int, default=2_000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        settings = config.use(config.Settings(data=home / "data", database_url="unused", key_file=home / "keys", run_jobs_at_once=True))
        db = Database(f"sqlite:///{folder}/books.sqlite")
        db.create_all()
        with db.transaction(EVERYTHING) as session:
            add_cast(session, add_units(session), {member.username: "x" for member in CAST}, on=date(2025, 7, 1))
        watch, world = Watch(db), World(db, settings)
        box_id = watch.step(f"{asked.lines} lines on both sides made ready", lambda: fill(world, asked.lines))
        lan, address = client_of(world, "lan"), f"/bank/accounts/{box_id}/matching"
        lan.get("/")
        page = watch.step("page with nothing proposed", lambda: lan.get(address))
        page = watch.step("open lines", lambda: lan.get(f"{address}?view=open"))
        sent = watch.step("proposals looked for", form_to(page, "/proposals").submit)
        page = watch.step("page of proposals", sent.follow)
        watch.step("page of proposals, filtered", lambda: lan.get(f"{address}?q=500.000"))
        watch.step("open lines, proposals waiting", lambda: lan.get(f"{address}?view=open"))
        watch.step("home page", lambda: lan.get("/"))
        watch.step("looked for again", form_to(page, "/proposals").submit)
        watch.step("what is shown confirmed", lambda: form_to(lan.get(address), f"/{box_id}/settlements").submit("act", value="confirm").follow())
        watch.step("all sure ones confirmed (job)", lambda: form_to(lan.get(address), "/sure/settlements").submit().follow())
        watch.step("page of what is settled", lambda: lan.get(address.replace("matching", "settled")))
        db.dispose()


if __name__ == "__main__":
    main()
