"""Every page of the program with who looks at it, so that a new page cannot be forgotten by the tests that visit them all."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import select
from werkzeug.routing import Rule

from fundapp import models  # noqa: F401
from fundapp.kernel.db import Base
from tests.conftest import EVERYTHING, World

# Pages by endpoint, with those of the cast who look at them in the browser tests.
PAGES = {
    "access.password": "hoa",
    "access.trail": "binh",
    "console.check": "binh hanh",
    "console.home": "hoa minh van lan tuan hanh binh",
    "console.search": "hoa",
    "jobs.listing": "hoa",
    "jobs.show": "hoa",
    "orgs.show": "hoa binh",
    "orgs.units": "minh",
}
# Pages that nobody of the cast may open; the administrator does.
ADMINISTRATORS = {"access.users"}
# Answers that are no pages, each with what it is.
NO_PAGE = {
    "access.sign_in": "led home when signed in; strangers have their own test",
    "console.favicon": "led to the mark",
    "console.healthz": "JSON for machines",
}
# What is shown with a question in the address.
QUESTIONS = {"console.search": "?q=tran"}
# Which table a variable of an address counts.
TABLES = {
    "job_id": "job",
    "unit_id": "unit",
}
MOST_ROWS, MOST_KINDS = 60, 8


@dataclass(frozen=True)
class Row:
    """One row that an address may name: its id, whose it is, and how it stands."""

    id: int
    units: tuple[int, ...]
    state: str


def get_rules(world: World) -> list[Rule]:
    return [rule for rule in world.app.url_map.iter_rules() if "GET" in (rule.methods or set()) and rule.endpoint != "static"]


def rows_of(world: World, variable: str) -> list[Row]:
    """Rows that a variable may name, those in other states first."""
    table = Base.metadata.tables[TABLES[variable]]
    columns = [table.c[name] for name in ("id", "unit_id", "for_unit_id", "state", "status", "kind") if name in table.c]
    with world.db.reading(EVERYTHING) as session:
        found = [dict(row._mapping) for row in session.execute(select(*columns).order_by(table.c.id))]
    rows = [
        Row(row["id"], tuple(row[name] for name in ("unit_id", "for_unit_id") if row.get(name)), str(row.get("state") or row.get("status") or row.get("kind")))
        for row in found
    ]
    seen: dict[str, int] = {}
    order = {}
    for row in rows:
        order[row.id] = seen[row.state] = seen.get(row.state, -1) + 1
    return sorted(rows, key=lambda row: order[row.id])[:MOST_ROWS]


def visits(world: Any, username: str) -> Iterator[tuple[str, str | None]]:
    """Endpoint and address of each page that this one looks at, up to MOST_KINDS rows in different states; None where the world has no such row."""
    client = world.client(username)
    for rule in get_rules(world):
        if username not in PAGES.get(rule.endpoint, "").split():
            continue
        if not rule.arguments:
            yield rule.endpoint, rule.rule + QUESTIONS.get(rule.endpoint, "")
            continue
        open_ones = (address for address in addresses(world, rule) if client.get(address, expect_errors=True).status_int == 200)
        shown = list(islice(open_ones, MOST_KINDS if rule.endpoint.endswith(".show") else 1))
        yield from ((rule.endpoint, address) for address in shown or [None])


def addresses(world: World, rule: Rule) -> list[str]:
    """Addresses of this rule for the rows of the world; a second variable belongs to the row of the first."""
    names = sorted(rule.arguments, key=rule.rule.index)
    found: list[dict[str, int]] = [{}]
    for name in names:
        found = [{**known, name: row.id} for known in found for row in rows_of(world, name)]
    builder = world.app.url_map.bind("localhost")
    return [builder.build(rule.endpoint, values) for values in found]
