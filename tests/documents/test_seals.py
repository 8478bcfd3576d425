"""A seal names exactly what changed, and nothing else makes it stale."""

from datetime import date

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from fundapp.documents import check, queries
from fundapp.documents.models import Seal
from fundapp.documents.seals import Cell, seal_cells, stale_cells
from fundapp.orgs.models import Unit

DAY = date(2026, 11, 21)


def sealed(world, label: str = "Số đoàn viên", subject: str = "housing/1") -> Seal:
    unit_id = world.units["CDCS-BML"]
    with world.transaction() as session:
        return seal_cells(
            session, subject=subject, cells=[Cell("unit", unit_id, "member_count", label), ("unit", unit_id, "name")],
            payload={"regulation": 3, "amount": 40_000_000, "on": DAY, "findings": [{"key": "a", "outcome": "met"}]},
            unit_id=world.units["LDLD-NB"], for_unit_id=unit_id, by=world.actor("van"), on=DAY,
        )


def change(world, **values: object) -> None:
    with world.transaction() as session:
        unit = session.get(Unit, world.units["CDCS-BML"])
        for name, value in values.items():
            setattr(unit, name, value)


def stale(world, seal: Seal, username: str | None = None) -> list[str]:
    with world.transaction(username) as session:
        return stale_cells(session, session.get(Seal, seal.id))


def test_a_fresh_seal_is_fresh_for_everybody_who_sees_it(world) -> None:
    seal = sealed(world)
    assert stale(world, seal) == []
    assert stale(world, seal, "hoa") == []


def test_what_changed_is_named(world) -> None:
    seal = sealed(world)
    change(world, member_count=7)
    assert stale(world, seal) == ["“Số đoàn viên” đã thay đổi sau ngày 21/11/2026"]
    assert stale(world, seal, "hoa") == ["“Số đoàn viên” đã thay đổi sau ngày 21/11/2026"]


def test_another_cell_of_the_row_makes_nothing_stale(world) -> None:
    seal = sealed(world)
    change(world, address="Thôn mới")
    assert stale(world, seal) == []


def test_changed_back_is_fresh_again(world) -> None:
    seal = sealed(world)
    before = world.unit("CDCS-BML").member_count
    change(world, member_count=7)
    change(world, member_count=before)
    assert stale(world, seal) == []


def test_seals_of_a_subject_form_a_chain(world) -> None:
    first, second, other = sealed(world), sealed(world), sealed(world, subject="housing/2")
    assert (second.number, second.previous_digest) == (2, first.digest)
    assert (other.number, other.previous_digest) == (1, "")
    with world.transaction() as session:
        assert [row.id for row in queries.seals_of(session, "housing/1")] == [first.id, second.id]
        found = next(one for one in check.invariants(session) if one.code == "D3")
        assert (found.rows, found.wrong) == (3, [])


def test_a_cell_that_is_not_there_cannot_be_sealed(world) -> None:
    with world.transaction() as session, pytest.raises(ValueError, match="nothing to seal"):
        seal_cells(session, subject="x/1", cells=[("unit", 10**9, "name")], payload={}, unit_id=1, by=world.actor("van"), on=DAY)


def test_a_ciphertext_cannot_be_sealed(world) -> None:
    with world.transaction() as session, pytest.raises(ValueError, match="blind index"):
        seal_cells(session, subject="x/1", cells=[("person", 1, "cccd_sealed")], payload={}, unit_id=1, by=world.actor("van"), on=DAY)


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE seal SET payload_digest = digest",
        "DELETE FROM seal_cell",
        "UPDATE seal_cell SET digest = digest",
        ("INSERT INTO seal_cell (seal_id, position, unit_id, table_name, row_id, column_name, digest, label) "
        "SELECT seal_id, 3, unit_id, table_name, row_id, column_name, digest, label FROM seal_cell WHERE position = 1"),
        ("INSERT INTO seal (unit_id, subject, number, previous_digest, payload, payload_digest, cell_count, digest, sealed_on, sealed_by_id, sealed_at) "
        "SELECT unit_id, subject, 2, payload_digest, payload, payload_digest, cell_count, digest, sealed_on, sealed_by_id, sealed_at FROM seal"),
    ],
)
def test_seals_are_append_only_and_chained(world, attack: str) -> None:
    sealed(world)
    with world.db.engine.connect() as connection, pytest.raises(DBAPIError):
        connection.execute(text(attack))


def test_check_and_stale_find_a_forged_seal(world) -> None:
    seal = sealed(world)
    with world.db.engine.begin() as connection:
        if world.db.is_sqlite:
            connection.execute(text("DROP TRIGGER seal_no_update"))
        else:
            connection.execute(text("ALTER TABLE seal DISABLE TRIGGER seal_no_update"))
        connection.execute(text("UPDATE seal SET payload = '{\"amount\": 90000000}'"))
    assert "không còn nguyên vẹn" in stale(world, seal)[0]
    with world.transaction() as session:
        assert session.scalar(select(Seal.id)) == seal.id
        assert not next(one for one in check.invariants(session) if one.code == "D3").ok
