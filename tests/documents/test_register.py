"""Numbers of outgoing papers run without a gap, also for several takers at once and after rollbacks."""

from datetime import date

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from fundapp import models  # noqa: F401  (a process of its own needs the whole schema)
from fundapp.documents import check
from fundapp.documents.models import RegisteredDocument
from fundapp.documents.register import next_number
from fundapp.kernel.db import Database, Scope
from tests.processes import FORKED

ALL = Scope.everything("a test")
TAKERS, EACH = 4, 12


class Thrown(Exception):
    pass


def numbers(db: Database) -> list[int]:
    with db.reading(ALL) as session:
        return list(session.scalars(select(RegisteredDocument.number).order_by(RegisteredDocument.number)))


def test_each_series_counts_for_itself(world) -> None:
    province, commune = world.units["LDLD-NB"], world.units["CDX-HAIANH"]
    with world.transaction() as session:
        taken = [
            next_number(session, province, "QĐ-LĐLĐ", 2026), next_number(session, province, "QĐ-LĐLĐ", 2026),
            next_number(session, province, "QĐ-LĐLĐ", 2027), next_number(session, commune, "QĐ-LĐLĐ", 2026),
            next_number(session, province, "TB-LĐLĐ", 2026, title="Thông báo", subject="housing/1"),
        ]
    assert taken == [1, 2, 1, 1, 1]
    with world.transaction() as session:
        found = next(one for one in check.invariants(session) if one.code == "D2")
        assert (found.rows, found.wrong) == (5, [])


def _take(url: str, unit_id: int, seed: int) -> None:
    db = Database(url)
    for turn in range(EACH):
        try:
            with db.transaction(ALL) as session:
                next_number(session, unit_id, "QĐ-LĐLĐ", 2026)
                if (turn + seed) % 3 == 0:
                    raise Thrown
        except Thrown:
            continue
    db.dispose()


def test_several_takers_and_rollbacks_leave_no_gap(world) -> None:
    url = world.db.engine.url.render_as_string(hide_password=False)
    world.db.dispose()
    takers = [FORKED.Process(target=_take, args=(url, world.units["LDLD-NB"], seed)) for seed in range(TAKERS)]
    for taker in takers:
        taker.start()
    for taker in takers:
        taker.join(120)
        assert taker.exitcode == 0
    assert numbers(world.db) == list(range(1, TAKERS * EACH * 2 // 3 + 1))


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE document_register SET number = 7",
        "DELETE FROM document_register",
        "UPDATE document_series SET last_number = 9",
        "DELETE FROM document_series",
        "INSERT INTO document_series (unit_id, series, year, last_number) VALUES (1, 'X', 2026, 5)",
        ("INSERT INTO document_register (unit_id, series, year, number, title, subject, registered_at) "
        "SELECT unit_id, series, year, number + 2, '', '', registered_at FROM document_register"),
    ],
)
def test_the_register_is_kept_as_it_is(world, attack: str) -> None:
    with world.transaction() as session:
        next_number(session, world.units["LDLD-NB"], "QĐ-LĐLĐ", 2026)
    with world.db.engine.connect() as connection, pytest.raises(DBAPIError):
        connection.execute(text(attack))


def test_the_page_lists_the_numbers(world, client) -> None:
    with world.transaction("van") as session:
        next_number(
            session, world.units["LDLD-NB"], "QĐ-LĐLĐ", date(2026, 11, 21).year, title="Hỗ trợ xây nhà", subject="documents/1", by=world.actor("van")
        )
    page = client("van").get("/documents?year=2026")
    page.mustcontain("01/QĐ-LĐLĐ", "Hỗ trợ xây nhà")
    assert "Hỗ trợ xây nhà" not in client("son").get("/documents").text
