"""What the processes of the race do: each opens the database for itself and really commits."""

import time

from fundapp.kernel import clock
from fundapp.kernel.errors import Refusal
from fundapp.ledger.models import Book
from fundapp.stock import service
from fundapp.stock.models import StockGood, StockPlace
from fundapp.stock.service import Item, Wanted
from tests.ledger.workers import EVERYTHING, Hand


def hand_out_often(url: str, who: str, times: int, start: float) -> list[str]:
    """Hand out 3 pieces again and again; gives what became of each."""
    hand, found = Hand(url), []
    time.sleep(max(0.0, start - time.time()))
    for turn in range(times):

        def act(session: object, name: str = f"{who}/{turn}") -> str:
            book, place, good = (session.query(one).filter_by(**by).one() for one, by in (  # type: ignore[attr-defined]
                (Book, {"code": "QXH-NB"}), (StockPlace, {"name": "Kho LĐLĐ tỉnh"}), (StockGood, {"code": "TUI"})))
            wanted = Wanted("hand_out", book, place, [Item(good, 3)], "Đoàn viên", "Phát quà", reference=name)
            service.move(session, wanted, made_by_id=hand.maker.user_id, by=hand.poster, on=clock.today())  # type: ignore[arg-type]
            return "ok"

        try:
            found.append(hand.db.retried(act, EVERYTHING))
        except Refusal as refusal:
            found.append(type(refusal).__name__)
    return found
