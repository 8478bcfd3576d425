"""What a process of the concurrency test does: it opens the database for itself and really commits."""

import time

from fundapp.cash import service
from fundapp.kernel import clock
from tests.ledger.workers import EVERYTHING, Hand


def count_often(url: str, times: int, start: float) -> list[str]:
    """Count the box again and again while others pay; gives the balances that the books had."""
    hand = Hand(url)
    time.sleep(max(0.0, start - time.time()))
    found = []
    for _turn in range(times):
        with hand.db.transaction(EVERYTHING) as session:
            count = service.take_count(session, hand.cash, pieces={500_000: 160}, by=hand.poster, on=clock.today())
            found.append(str(count.book_amount))
        time.sleep(0.02)
    return found
