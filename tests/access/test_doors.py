"""Walk from the home page of each of the cast through every kind of link: no door is shown that refuses, and every page has a door."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from urllib.parse import parse_qsl, urlsplit

import pytest
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from fundapp.demo.cast import CAST
from fundapp.demo.keeping import ADMINISTRATOR
from tests.addresses import NO_PAGE, addresses, get_rules
from tests.demo_world import DemoWorld, Filled, filled  # noqa: F401  (a fixture)

EVERYBODY = [*(member.username for member in CAST), ADMINISTRATOR]
# How many rows of one kind are opened: those whose links differ from state to state more often.
MOST_ROWS, MOST = 3, {
    "housing.show": 60, "relief.show": 10, "payments.show": 10, "regulations.show": 12, "loans.show": 20, "loans.contract": 6, "loans.life": 6, "stock.slip": 12,
    "ledger.entry": 24, "ledger.voucher": 60, "ledger.periods": 3, "intake.show": 4, "orgs.show": 20, "ledger.show": 8, "ledger.year": 16,
}
ROWS = "a list of rows"
# Whoever makes or decides payments sees links that only few of the many rows show.
FIRST_ROWS = {"tuan": 60, "van": 60}
# Pages that no link leads to, each with how one comes there.
WITHOUT_A_LINK = {
    "cash.answer": "a surprise count that its treasurer has not answered, of which the demo world has none",
    "cash.confirmation": "a count of today that wants its witness; the demo world's days are past",
    "cash.explanation": "a count of today that differs from the books; the demo world's days are past",
    "console.search": "the search box on every page",
    "gifts.goods": "a decided list with goods of the stock, of which the demo world has none",
    "housing.lapse": "a promise whose last day has passed, and which the job of the night has not met yet",
    "ledger.opening": "a fund without any entry, of which the demo world has none",
    "ledger.reopening": "a month that somebody asked to open again, of which the demo world has none",
    "ledger.year_carrying": "a year that has ended, whose results are not carried yet, of which the demo world has none",
    "loans.lapse": "a promise whose last day has passed, of which the demo world has none",
    "relief.lapse": "a promise whose last day has passed, of which the demo world has none",
    "payments.batch_approval": "a payment list that nobody has approved yet, of which the demo world has none",
    "payments.call_back": "an account that is still new; the demo world's days are past",
    "stock.answer": "a count of today that wants its witness; the demo world's days are past",
    "ledger.year_reopening": "a year that somebody asked to open again, of which the demo world has none",
}


@dataclass
class Walk:
    """Where somebody came, and what was wrong on the way."""

    endpoints: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


def walk(world: DemoWorld, username: str) -> Walk:
    client, map_, done = world.client(username), world.app.url_map.bind("localhost"), Walk()
    # Rows in every state come first: a list would lead to the newest ones alone.
    rows = [
        address for rule in get_rules(world) if rule.endpoint in ("housing.show", "relief.show", "payments.show", "orgs.show", "loans.show", "regulations.show")
        for address in islice(addresses(world, rule), FIRST_ROWS.get(username, 16))
    ]
    waiting = [("/", "the address bar"), *((address, ROWS) for address in rows)]
    seen, kinds = {"/", *rows}, Counter[tuple[str, tuple[str, ...]]]()
    while waiting:
        address, source = waiting.pop(0)
        parts = urlsplit(address)
        try:
            endpoint, _values = map_.match(parts.path)
        except (HTTPException, RequestRedirect) as problem:
            done.wrong.append(f"{source} links to {address}: {problem}")
            continue
        kind = (endpoint, tuple(sorted({name for name, _value in parse_qsl(parts.query)} - {"next"})))
        kinds[kind] += 1
        if endpoint == "static" or kinds[kind] > (1 if kind[1] else MOST.get(endpoint, MOST_ROWS)):
            continue
        try:
            answer = client.get(address, expect_errors=True)
        except AssertionError as broken:
            done.wrong.append(str(broken))
            continue
        if answer.status_int >= 400 and source == ROWS:
            kinds[kind] -= 1
            continue
        done.endpoints[endpoint] += 1
        if answer.status_int >= 400:
            done.wrong.append(f"{source} links to {address}, which answers {answer.status_int}")
        elif answer.content_type == "text/html":
            for link in client.links():
                target = urlsplit(link)
                found = f"{target.path or parts.path}{'?' + target.query if target.query else ''}"
                stays = link.startswith("#") or target.scheme or target.netloc
                if not stays and found not in seen:
                    seen.add(found)
                    waiting.append((found, parts.path))
    return done


@pytest.fixture(scope="module")
def walks(filled: Filled, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Walk]]:  # noqa: F811
    world = filled.copy(tmp_path_factory.mktemp("doors"))
    world.begin_draft()
    yield {username: walk(world, username) for username in EVERYBODY} | {"": Walk(Counter(rule.endpoint for rule in get_rules(world)))}
    filled.templates.drop(world.db)


@pytest.mark.parametrize("username", EVERYBODY)
def test_no_door_refuses(walks: dict[str, Walk], username: str) -> None:
    assert not walks[username].wrong, "\n".join(walks[username].wrong)


def test_every_page_has_a_door(walks: dict[str, Walk]) -> None:
    reached = {endpoint for username, done in walks.items() if username for endpoint in done.endpoints}
    lost = set(walks[""].endpoints) - reached - set(NO_PAGE) - set(WITHOUT_A_LINK)
    assert not lost, f"no page that the cast can reach links to {sorted(lost)}: link to it, or say in WITHOUT_A_LINK how one comes there"
    assert not set(WITHOUT_A_LINK) & reached, f"these have a door now: {set(WITHOUT_A_LINK) & reached}"
