"""What the processes of the concurrency tests do; each opens the database for itself and really commits."""

import os
import signal
import threading
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from fundapp import config, models  # noqa: F401
from fundapp.access import queries as access
from fundapp.access.models import User
from fundapp.kernel import crypto
from fundapp.kernel.db import Database, Scope
from fundapp.kernel.errors import Refusal
from fundapp.ledger import service
from fundapp.ledger.models import Book, CashBox, Period, Reservation
from fundapp.ledger.service import LineSpec, NewVoucher, Posting
from tests.ledger.story import DAY

EVERYTHING = Scope.everything("a test")
RING = crypto.KeyRing({"k1": b"1" * 32})


class Hand:
    """One worker's view of the database: the people, the fund and the box."""

    def __init__(self, url: str) -> None:
        self.db = Database(url)
        if crypto._supply is None:
            # Acts leave marks on the trail, which nobody holds against anything here.
            crypto.use(lambda: RING)
        with self.db.reading(EVERYTHING) as session:
            users = {user.username: user for user in session.query(User)}
            self.maker, self.poster, self.head = (access.actor_of(session, users[name], on=DAY) for name in ("tuan", "lan", "hanh"))
            self.books = {book.code: book for book in session.query(Book)}
            self.cash = session.query(CashBox).filter_by(kind="cash").one()

    def posting(self, code: str, amount: int, reference: str, **more: Any) -> Posting:
        book = self.books[code]
        lines = [LineSpec(book.fund_account_code, debit=amount), LineSpec("1111", credit=amount, box=self.cash)]
        return Posting(book, DAY, "Chi", lines, reference, purpose="housing", **more)

    def pay(self, session: Any, code: str, amount: int, reference: str, **more: Any) -> Any:
        return service.post(session, self.posting(code, amount, reference, **more), drafted_by=self.maker.user_id, by=self.poster)


def warm_up(_worker: int) -> None:
    """Keep this process busy for a moment, so that the next one is started too."""
    time.sleep(1)


def _at(start: float) -> None:
    time.sleep(max(0.0, start - time.time()))


def _both(act: Any, names: list[str]) -> list[str]:
    """Do an act in one thread for each name, and give what became of each."""
    found: list[str] = []

    def one(name: str) -> None:
        try:
            found.append(act(name) or "ok")
        except Refusal as refusal:
            found.append(type(refusal).__name__)
        except Exception as problem:  # noqa: BLE001  (the test shows what it was)
            found.append(f"{type(problem).__name__}: {problem}"[:300])

    threads = [threading.Thread(target=one, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def pay_once_each(url: str, code: str, amount: int, names: list[str], start: float) -> list[str]:
    """Pay once under each name, all at the same moment."""
    hand = Hand(url)

    def act(name: str) -> str:
        with hand.db.transaction(EVERYTHING) as session:
            hand.pay(session, code, amount, name)
        return "ok"

    _at(start)
    return _both(act, names)


def reserve_once_each(url: str, code: str, amount: int, names: list[str], start: float) -> list[str]:
    hand = Hand(url)

    def act(name: str) -> str:
        with hand.db.transaction(EVERYTHING) as session:
            service.reserve(
                session, shares=[(session.merge(hand.books[code], load=False), amount)], subject=name, purpose="housing", for_unit_id=None, by=hand.head,
                on=DAY,
            )
        return "ok"

    _at(start)
    return _both(act, names)


def pay_or_lapse(url: str, reservation_id: int, start: float) -> list[str]:
    """Pay all of one commitment, or let it lapse: one thread tries each at the same moment."""
    hand = Hand(url)

    def act(name: str) -> str:
        def try_it(session: Any) -> str:
            one = session.get_one(Reservation, reservation_id)
            if name == "lapse":
                service.lapse(session, one, by=None, on=DAY + timedelta(days=1))
            else:
                hand.pay(session, "QMA-NB", one.amount, name, consumes=[(one, one.amount)])
            return name.partition("/")[0]

        return hand.db.retried(try_it, EVERYTHING)

    _at(start)
    return _both(act, [f"pay/{reservation_id}-{os.getpid()}", "lapse"])


def pay_the_same(url: str, code: str, amount: int, reference: str, start: float) -> list[str]:
    """Pay the same thing twice at once; gives the entry's id each time."""
    hand = Hand(url)

    def act(_name: str) -> str:
        with hand.db.transaction(EVERYTHING) as session:
            return str(hand.pay(session, code, amount, reference, voucher=NewVoucher("cash_payment", amount, "A", "B")).id)

    _at(start)
    return _both(act, ["1", "2"])


def pay_and_fail(url: str, code: str, who: str, times: int, start: float) -> list[str]:
    """Pay with vouchers; every third act is rolled back, and the last one is killed in the middle. Gives the references that were committed."""
    hand = Hand(url)
    done = []
    _at(start)
    for turn in range(times):
        reference = f"{who}/{turn}"
        session = hand.db.session(write=True, scope=EVERYTHING)
        hand.pay(session, code, 1000, reference, voucher=NewVoucher("cash_payment", 1000, "A", "B"))
        if turn % 3 == 2:
            session.rollback()
        else:
            session.commit()
            done.append(reference)
        session.close()
    return done


def pay_until_killed(url: str, code: str, who: str, acked: str) -> None:
    """Pay and note each acknowledged reference, until this process kills itself within an act."""
    hand = Hand(url)
    with open(acked, "a", encoding="utf-8") as notes:
        for turn in range(12):
            session = hand.db.session(write=True, scope=EVERYTHING)
            hand.pay(session, code, 1000, f"{who}/{turn}", voucher=NewVoucher("cash_payment", 1000, "A", "B"))
            if turn == 9:
                os.kill(os.getpid(), signal.SIGKILL)
            session.commit()
            session.close()
            notes.write(f"{who}/{turn}\n")
            notes.flush()


def pay_from_two(url: str, codes: list[str], who: str, times: int, start: float) -> list[str]:
    """Pay out of two funds together, then promise in both, in the order given; gives what went wrong."""
    hand = Hand(url)
    wrong = []
    _at(start)
    for turn in range(times):
        try:
            with hand.db.transaction(EVERYTHING) as session:
                postings = [hand.posting(code, 1000, f"{who}/{turn}") for code in codes]
                service.post_together(session, postings, drafted_by=hand.maker.user_id, by=hand.poster)
            with hand.db.transaction(EVERYTHING) as session:
                shares = [(session.merge(hand.books[code], load=False), 10) for code in codes]
                service.reserve(session, shares=shares, subject=f"{who}/{turn}", purpose="housing", for_unit_id=None, by=hand.head, on=DAY)
        except Exception as problem:  # noqa: BLE001  (the test shows what it was)
            wrong.append(f"{type(problem).__name__}: {problem}"[:300])
    return wrong


def close_march(url: str, code: str, start: float, where: tuple[Path, Path]) -> list[str]:
    """Close January to March while others pay."""
    config.use(config.Settings(data=where[0], database_url=url, key_file=where[1]))
    hand = Hand(url)
    _at(start)
    for month in (1, 2, 3):
        with hand.db.transaction(EVERYTHING) as session:
            period = session.query(Period).filter_by(book_id=hand.books[code].id, month=month).one()
            service.request_close(session, period, by=hand.maker, on=DAY.replace(month=11))
        with hand.db.transaction(EVERYTHING) as session:
            period = session.query(Period).filter_by(book_id=hand.books[code].id, month=month).one()
            service.close_period(session, period, by=hand.head, on=DAY.replace(month=11))
    return ["closed"]


def close_the_box(url: str, start: float) -> list[str]:
    """Close the cash box up to the day on which others pay."""
    hand = Hand(url)
    _at(start)
    with hand.db.transaction(EVERYTHING) as session:
        close = service.close_day(session, hand.cash, until=DAY, counted=0, note="Đếm sau", by=hand.poster, on=DAY)
        return [str(close.book_amount)]


def pay_until_closed(url: str, code: str, who: str, start: float) -> list[str]:
    """Pay until the month, or the box, no longer takes it."""
    hand = Hand(url)
    _at(start)
    for turn in range(20_000):
        try:
            with hand.db.transaction(EVERYTHING) as session:
                hand.pay(session, code, 1, f"{who}/{turn}")
        except (service.PeriodClosed, service.BoxClosed):
            return [str(turn)]
        except Exception as problem:  # noqa: BLE001  (the test shows what it was)
            return [f"{type(problem).__name__}: {problem}"[:300]]
    return ["never closed"]
