"""The year as it is lived: whose turn it is at which instant, on one clock, in one transaction a month."""

import heapq
import itertools
from collections.abc import Callable, Iterator
from datetime import date, datetime
from random import Random
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.access.models import User
from fundapp.access.policy import Role
from fundapp.access.queries import actor_of
from fundapp.kernel import clock
from fundapp.kernel.db import Database, Scope
from fundapp.ledger.models import Book, CashBox
from fundapp.orgs.models import Unit
from fundapp.regulations.models import Regulation

DEMO = Scope.everything("the demo world is filled for every unit")
# A life does the next thing at each instant that it yields; between two of them it holds ids, never rows.
Life = Iterator[datetime]


class Year:
    """Everything that is under way. `session` is the open transaction of the month that is being lived."""

    session: Session

    def __init__(self, db: Database, seed: int, progress: Callable[[str], None]) -> None:
        self.db, self.seed, self._progress = db, seed, progress
        self.dice = Random(seed)
        self.unit_ids: dict[str, int] = {}
        self.above: dict[str, str] = {}
        self.user_ids: dict[str, int] = {}
        self.by_post: dict[tuple[str, Role], int] = {}
        self.regulation_id = 0
        self._actors: dict[int, Actor] = {}
        self._waiting: list[tuple[datetime, int, Life | Callable[[], None]]] = []
        self._order = itertools.count()

    @property
    def on(self) -> date:
        """The business day of the held clock."""
        return clock.today()

    def actor(self, username: str) -> Actor:
        """Somebody of the cast."""
        return self._actor(self.user_ids[username])

    def holder(self, unit_code: str, role: Role) -> Actor:
        """Whoever holds a post at a unit."""
        return self._actor(self.by_post[(unit_code, role)])

    def reviewer(self, unit_code: str) -> Actor:
        """Whoever reviews what a grassroots unit submits: at the unit above it."""
        return self.holder(self.above[unit_code], Role.REVIEWER)

    def unit(self, code: str) -> Unit:
        return self.session.get_one(Unit, self.unit_ids[code])

    @property
    def regulation(self) -> Regulation:
        """The regulation in force all through the year."""
        return self.session.get_one(Regulation, self.regulation_id)

    def start(self, life: Life) -> None:
        """Begin a life; its first instant is taken at once."""
        first = next(life, None)
        if first is not None:
            heapq.heappush(self._waiting, (first, next(self._order), life))

    def outside(self, instant: datetime, act: Callable[[], None]) -> None:
        """Plan an act that opens its transactions itself."""
        heapq.heappush(self._waiting, (instant, next(self._order), act))

    def live(self) -> None:
        """Do everything in the order of its instants, month by month."""
        shown = None
        while self._waiting:
            month = _month(self._waiting[0][0])
            if month != shown:
                shown = month
                self._progress(f"  tháng {month[1]:02d}/{month[0]}")
            if callable(self._waiting[0][2]):
                self._step()
                continue
            with self.db.transaction(DEMO) as self.session:
                kept = self._kept()
                while self._waiting and _month(self._waiting[0][0]) == month and not callable(self._waiting[0][2]):
                    self._step()

            del kept

    def _kept(self) -> list[Any]:
        """Hold what is looked up again and again, or the session forgets it between two acts and asks for it each time."""
        return [row for table in (Unit, User, Regulation, Book, CashBox) for row in self.session.scalars(select(table))]

    def _step(self) -> None:
        instant, _order, life = heapq.heappop(self._waiting)
        with clock.at(instant):
            following = life() if callable(life) else next(life, None)
        if following is not None and not callable(life):
            if following < instant:
                raise ValueError("a life may not run backwards")
            heapq.heappush(self._waiting, (following, next(self._order), life))

    def _actor(self, user_id: int) -> Actor:
        if user_id not in self._actors:
            self._actors[user_id] = actor_of(self.session, self.session.get_one(User, user_id), on=self.on)
        return self._actors[user_id]


def _month(instant: datetime) -> tuple[int, int]:
    local = instant.astimezone(clock.VIETNAM)
    return local.year, local.month
