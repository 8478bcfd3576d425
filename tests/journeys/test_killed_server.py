"""Kill −9 of the server in the middle of 200 postings: what was acknowledged stands, nothing is half done, and sending again is harmless."""

import http.client
import threading
from collections import Counter
from typing import Any

from fundapp.ledger import check, service
from fundapp.ledger.models import Entry
from fundapp.web import once
from tests.conftest import EVERYTHING
from tests.journeys.served import Served
from tests.ledger.funds import Funds, make_funds

POSTINGS, KILLED_AFTER, CLIENTS = 200, 60, 6


def drafts(funds: Funds) -> list[int]:
    """Two hundred payments of 1.000 đồng, made by the accountant and waiting for the second person."""
    with funds.world.transaction() as session:
        made = [service.draft(session, funds.payment(1000, f"k/{number}"), by=funds.maker) for number in range(POSTINGS)]
        session.flush()
        return [entry.id for entry in made]


class Senders:
    """Browsers that send one posting after the other; with `kill_after` the server dies once so many were acknowledged."""

    def __init__(self, server: Served, forms: dict[int, dict[str, str]], cookie: str, kill_after: int | None = None) -> None:
        self.server, self.forms, self.cookie, self.kill_after = server, forms, cookie, kill_after
        self.answers: dict[int, tuple[int, str]] = {}
        self._left = list(forms)
        self._lock, self._dead = threading.Lock(), threading.Event()

    def run(self) -> dict[int, tuple[int, str]]:
        threads = [threading.Thread(target=self._send) for _client in range(CLIENTS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(120)
        assert not any(thread.is_alive() for thread in threads)
        return self.answers

    def _send(self) -> None:
        while not self._dead.is_set():
            with self._lock:
                if not self._left:
                    return
                entry = self._left.pop()
            try:
                status, headers, _page = self.server.ask("POST", f"/ledger/entries/{entry}/posting", self.cookie, self.forms[entry])
            except (OSError, http.client.HTTPException):
                assert self.kill_after is not None, "the server went away by itself"
                return
            with self._lock:
                self.answers[entry] = (status, headers.get("Location", ""))
                if self.kill_after is not None and len(self.answers) >= self.kill_after and not self._dead.is_set():
                    self._dead.set()
                    self.server.kill()


def posted(funds: Funds) -> set[int]:
    with funds.world.db.reading(EVERYTHING) as session:
        assert {one.code: one.wrong for one in check.invariants(session) if not one.ok} == {}
        rows = session.query(Entry.id, Entry.number).filter(Entry.reference.like("k/%"), Entry.state == "posted").all()
        numbers = sorted(row.number for row in session.query(Entry.number).filter(Entry.book_id == funds.a.id, Entry.state == "posted"))
    assert numbers == list(range(1, len(numbers) + 1))
    return {row.id for row in rows}


def test_killed_in_the_middle_of_two_hundred_postings(world: Any) -> None:
    funds = make_funds(world)
    waiting = drafts(funds)
    url, cookie = world.db.engine.url.render_as_string(hide_password=False), f"fundapp={world.enter('hanh')}"
    poster = world.users["hanh"]
    first = Served(world.settings, url)
    csrf, cookie = first.csrf(f"/ledger/entries/{waiting[0]}/posting", cookie)
    forms = {entry: {"csrf_token": csrf, once.FIELD: once.make(poster), "act": "post"} for entry in waiting}
    acknowledged = Senders(first, forms, cookie, KILLED_AFTER).run()
    assert {status for status, _where in acknowledged.values()} == {303}
    assert KILLED_AFTER <= len(acknowledged) < POSTINGS

    stands = posted(funds)
    assert set(acknowledged) <= stands
    # One request a client may have been done without its answer having arrived.
    assert len(stands) <= len(acknowledged) + CLIENTS

    second = Served(world.settings, url)
    idle = second.hold(150)
    again = Senders(second, forms, cookie).run()
    assert Counter(status for status, _where in again.values()) == {303: POSTINGS}
    assert {entry: where for entry, (_status, where) in again.items()} == {entry: f"/ledger/entries/{entry}" for entry in waiting}
    assert posted(funds) == set(waiting)
    # The same token with another body is another act, and refused.
    status, _headers, page = second.ask("POST", f"/ledger/entries/{waiting[0]}/posting", cookie, {**forms[waiting[0]], "act": "drop", "reason": "Thử lại"})
    assert status == 409
    assert "nội dung khác" in page
    # Thirty browsers that are open and idle keep nobody out.
    assert len(idle) == 150
    second.kill()
    for connection in idle:
        connection.close()
    assert posted(funds) == set(waiting)
