"""What an officer's process does on the giving day: it opens the database for itself and really commits."""

import time
from datetime import date

from fundapp.access import queries as access
from fundapp.access.models import User
from fundapp.gifts.models import GiftList, GiftRow
from fundapp.gifts.service.ticking import Tick, tick
from fundapp.kernel import clock
from fundapp.kernel.db import Database
from fundapp.kernel.errors import Refusal
from tests.ledger.workers import EVERYTHING


def tick_all(where: str | Database, username: str, list_id: int, start: float, on: date) -> list[str]:
    """Tick every name of a list that nobody has ticked, each sent twice as a broken connection does; gives what became of each.

    By its address a process opens the database for itself; the threads of one server share one.
    """
    db, found = where if isinstance(where, Database) else Database(where), []
    with db.reading(EVERYTHING) as session:
        actor = access.actor_of(session, session.query(User).filter_by(username=username).one(), on=clock.today())
        rows = [row.id for row in session.query(GiftRow).filter_by(list_id=list_id).order_by(GiftRow.id)]
    time.sleep(max(0.0, start - time.time()))
    for row_id in rows:
        wanted = Tick(row_id, "received", 0, f"{username}-{start}-{row_id}-{time.time_ns()}")
        for _sent in range(2):

            def act(session: object, wanted: Tick = wanted) -> str:
                tick(session, session.get_one(GiftList, list_id), wanted, by=actor, on=on)  # type: ignore[arg-type, attr-defined]
                return "ok"

            try:
                found.append(db.retried(act, EVERYTHING))
            except Refusal as refusal:
                found.append(type(refusal).__name__)
    return found
