"""What both databases refuse by themselves, also to raw SQL."""

from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from fundapp.regulations import service
from fundapp.regulations.models import Regulation

TODAY = date(2026, 11, 21)
PARTS = ("norm", "criterion", "required_paper", "authority_limit", "instalment_step")


@pytest.fixture
def ids(world, mai_am):
    """One document in every state."""
    with world.transaction() as session:
        def copy():
            made = service.copy(session, session.get(Regulation, mai_am[0]), by=world.actor("tuan"), on=TODAY)
            service.change_heading(
                session, made, title="Quy chế", number="9/QĐ", issued_on=TODAY, valid_from=date(2026, 12, 1), grounds=[], by=world.actor("tuan")
            )
            return made

        draft, submitted = copy(), copy()
        service.submit(session, submitted, by=world.actor("tuan"), on=TODAY)
        return {"draft": draft.id, "submitted": submitted.id, "in_force": mai_am[0], "superseded": mai_am[1]}


def refused(world, statement, **values):
    with world.db.engine.connect() as connection, connection.begin() as transaction:
        with pytest.raises(DBAPIError):
            connection.execute(text(statement), values)
        transaction.rollback()


def allowed(world, statement, **values):
    with world.db.engine.connect() as connection, connection.begin() as transaction:
        assert connection.execute(text(statement), values).rowcount > 0
        transaction.rollback()


@pytest.mark.parametrize("state", ["submitted", "in_force", "superseded"])
def test_parts_change_in_a_draft_only(world, ids, state):
    for table in PARTS:
        update = f"UPDATE {table} SET article = 'khác' WHERE regulation_id = :id"
        delete = f"DELETE FROM {table} WHERE regulation_id = :id"
        allowed(world, update, id=ids["draft"])
        allowed(world, delete, id=ids["draft"])
        refused(world, update, id=ids[state])
        refused(world, delete, id=ids[state])
        refused(world, f"UPDATE {table} SET regulation_id = :to WHERE regulation_id = :id", to=ids[state], id=ids["draft"])
        refused(world, f"UPDATE {table} SET regulation_id = :to WHERE regulation_id = :id", to=ids["draft"], id=ids[state])
    refused(
        world,
        "INSERT INTO norm (regulation_id, position, key, name, value, unit, grants, applies_to, article, source)"
        " VALUES (:id, 99, 'sneaked', 'n', 1, 'dong', false, '', 'Điều 1', '')",
        id=ids[state],
    )


@pytest.mark.parametrize(
    "column",
    [
        "title = 'khác'", "number = '99'", "valid_from = '2020-01-01'", "unit_id = 1", "is_sample = NOT is_sample", "drafted_by_id = 1",
        "grounds = '[7]'",
    ],
)
def test_the_document_changes_in_a_draft_only(world, ids, column):
    for state in ("submitted", "in_force", "superseded"):
        refused(world, f"UPDATE regulation SET {column} WHERE id = :id", id=ids[state])


def test_only_the_listed_steps_are_taken(world, ids):
    for state, target in (
        ("draft", "in_force"), ("draft", "superseded"), ("in_force", "draft"), ("in_force", "submitted"), ("superseded", "in_force"),
        ("superseded", "draft"), ("in_force", "in_force"), ("superseded", "superseded"), ("submitted", "superseded"),
    ):
        refused(
            world,
            "UPDATE regulation SET status = :target, valid_to = '2030-01-01', submitted_by_id = 1, submitted_at = '2026-01-01', approved_by_id = 2,"
            " approved_at = '2026-01-01' WHERE id = :id",
            target=target, id=ids[state],
        )


def test_the_approver_is_another_person(world, ids):
    refused(
        world, "UPDATE regulation SET approved_by_id = submitted_by_id, approved_at = '2026-01-01' WHERE id = :id", id=ids["submitted"]
    )


def test_two_are_never_in_force_on_one_day(world, ids):
    refused(
        world,
        "UPDATE regulation SET status = 'in_force', approved_by_id = :van, approved_at = '2026-01-01' WHERE id = :id",
        van=world.users["van"], id=ids["submitted"],
    )


def test_only_a_draft_is_thrown_away(world, ids):
    for state in ("submitted", "in_force", "superseded"):
        refused(world, "DELETE FROM regulation WHERE id = :id", id=ids[state])


def test_a_document_starts_as_a_draft(world, ids):
    refused(
        world,
        "INSERT INTO regulation (programme, unit_id, title, number, issued_on, valid_from, status, grounds, is_sample, drafted_by_id,"
        " submitted_by_id, submitted_at, approved_by_id, approved_at, returned_reason, touched_at, version)"
        " VALUES ('gifts', 1, 't', '1', '2026-01-01', '2026-01-01', 'in_force', '[]', false, 1, 1, '2026-01-01', 2, '2026-01-01', '', '2026-01-01', 1)",
    )
