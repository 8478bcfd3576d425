"""Eight clients that post to one fund at the same time: our server's eight threads against eight processes of hand-written SQL.

    python -m tests.benchmarks.bench_hot [sqlite|postgresql ...]

Both hold the same guarantees, because both post into the same tables (`same_ledger`), in the same run, in turn; beside it stand eight
that post into tables of their own for one fund of one unit (`kept_ledger`). Printed are the medians of the rounds, of their ratios, and
our slowest posting. On a machine that is busy with others, eight processes get more of it than one: then only the processor time of the
clients may be compared. Goals: 0.5 and 50 ms on SQLite, 1.0 on PostgreSQL.
"""

import multiprocessing
import statistics
import sys
import threading
import time
from typing import Any

from fundapp.kernel.db import Database
from tests.benchmarks.bench_ledger import DAY, Ours, Theirs, _connect, on_each, say_whether_whole
from tests.benchmarks.hand_ledger import Hand
from tests.benchmarks.kept_ledger import Kept
from tests.benchmarks.same_ledger import Same

CLIENTS, EACH, ROUNDS, WARM = 8, 100, 5, 20
SIDES = [("43181", 1000, 0), ("1111", 0, 1000)]
SPAWN = multiprocessing.get_context("spawn")


def by_hand(kind: type[Hand], url: str, users: tuple[int, int], place: int, start: Any, done: Any, used: Any) -> None:
    """One client by hand, in a process of its own: `EACH` postings whenever all are told to start; tells the processor time that it used."""
    hand = kind(_connect(Database(url)), url.startswith("sqlite"), *users)
    for turn in range(ROUNDS):
        start.wait()
        began = time.process_time()
        for number in range(EACH):
            while True:
                try:
                    hand.post(f"c{place}/{turn}/{number}", DAY, SIDES, 1000)
                    break
                except Exception as problem:
                    if "deadlock" not in str(problem).lower():
                        raise
                    hand.connection.execute("ROLLBACK")
        used[place] = time.process_time() - began
        done.wait()


def by_ours(ours: Ours) -> list[float]:
    """Eight threads post at once; gives how long each posting took, in seconds."""
    taken: list[float] = []

    def client() -> None:
        for _number in range(EACH):
            began = time.perf_counter()
            ours.post(four_lines=False)
            taken.append(time.perf_counter() - began)

    threads = [threading.Thread(target=client) for _client in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == CLIENTS * EACH
    return taken


class Clients:
    """Eight processes that post by hand whenever they are told to."""

    def __init__(self, kind: type[Hand], db: Database, users: tuple[int, int]) -> None:
        url = db.engine.url.render_as_string(hide_password=False)
        self.used = SPAWN.Array("d", CLIENTS)
        self._start, self._done = SPAWN.Barrier(CLIENTS + 1), SPAWN.Barrier(CLIENTS + 1)
        for place in range(CLIENTS):
            SPAWN.Process(target=by_hand, args=(kind, url, users, place, self._start, self._done, self.used), daemon=True).start()

    def post(self) -> float:
        """Let all of them post; gives postings a second."""
        self._start.wait()
        began = time.perf_counter()
        self._done.wait()
        return CLIENTS * EACH / (time.perf_counter() - began)


def compare(name: str, db: Database) -> None:
    ours = Ours(db)
    users = (ours.maker.user_id, ours.poster.user_id)
    Theirs(db, users, Kept)
    for _turn in range(WARM):
        ours.post(four_lines=False)
    same, apart = Clients(Same, db, users), Clients(Kept, db, users)
    rates: list[tuple[float, float, float]] = []
    slowest: list[float] = []
    work: list[tuple[float, float]] = []
    for _round in range(ROUNDS):
        limits = (same.post(), apart.post())
        began, worked = time.perf_counter(), time.process_time()
        taken = by_ours(ours)
        work.append((time.process_time() - worked, sum(same.used)))
        rates.append((CLIENTS * EACH / (time.perf_counter() - began), *limits))
        slowest.append(max(taken))
    mine, hand, own = (statistics.median(column) for column in zip(*rates, strict=True))
    ratio, other = (statistics.median(row[0] / row[place] for row in rates) for place in (1, 2))
    print(
        f"{name}, {CLIENTS} clients on one fund: ours {mine:,.0f}/s, by hand {hand:,.0f}/s, ratio {ratio:.2f}"
        f" (tables for one fund only {own:,.0f}/s, ratio {other:.2f}), our slowest posting"
        f" {1000 * statistics.median(slowest):.0f} ms (median of the rounds' slowest), {1000 * max(slowest):.0f} ms of all",
        flush=True,
    )
    mine, hand = (1000 * statistics.median(column) / (CLIENTS * EACH) for column in zip(*work, strict=True))
    print(f"{name}: of the clients' processor a posting takes ours {mine:.2f} ms, by hand {hand:.2f} ms", flush=True)
    say_whether_whole(name, db, ours)


if __name__ == "__main__":
    on_each(sys.argv[1:] or ["sqlite", "postgresql"], compare)
