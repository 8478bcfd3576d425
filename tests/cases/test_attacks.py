"""Raw SQL past every service: the database itself refuses, on both engines; what it cannot refuse, `check` finds."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from fundapp import config
from fundapp.cases import check, triggers
from fundapp.cases.models import Case
from fundapp.housing import check as housing_check
from tests.cases.story import Story, laid_ground
from tests.conftest import EVERYTHING, Templates
from tests.retold import worlds


class Attacked(Story):
    """A story that has come to where it is attacked; what is attacked is rolled back."""

    case: Case


def come_to(step: Callable[[Story], Case], world: Any) -> tuple[Any, int]:
    """Tell up to this step for good; gives the ground and the case's id."""
    world.given = ground = laid_ground(world)
    with world.transaction() as session:
        return ground, step(Story(world, session).on_its_ground()).id


def attacked(templates: Templates, settings: config.Settings, name: str, step: Callable[[Story], Case]) -> Iterator[Attacked]:
    for world in worlds(templates, settings, name, lambda fresh: come_to(step, fresh)):
        world.given, case_id = world.given
        session = world.db.session(write=True, scope=EVERYTHING)
        told = Attacked(world, session).on_its_ground()
        told.case = session.get_one(Case, case_id)
        yield told
        session.rollback()
        session.close()


@pytest.fixture
def drafted(templates: Templates, settings: config.Settings, monday: None) -> Iterator[Attacked]:
    """A draft with all its papers."""
    yield from attacked(templates, settings, "draft to attack", lambda story: story.with_papers(story.opened()).case)


@pytest.fixture
def approved(templates: Templates, settings: config.Settings, monday: None) -> Iterator[Attacked]:
    """An approved request."""
    yield from attacked(templates, settings, "approval to attack", lambda story: story.approved())


def attack(story: Story, statement: str, **values: Any) -> str:
    """Run raw SQL in a savepoint of its own; gives the refusal's words, or "" when nothing stopped it."""
    savepoint = story.session.begin_nested()
    try:
        story.session.execute(text(statement), values)
        savepoint.rollback()
    except DBAPIError as problem:
        savepoint.rollback()
        return str(problem.orig)
    return ""


EVENT = (
    "INSERT INTO case_event (case_id, unit_id, version, act, from_state, to_state, actor_id, at, on_day, holder_unit_id, reason, details) "
    "SELECT c.id, c.unit_id, c.version + 1, :act, c.state, :to_state, :actor, c.touched_at, c.opened_on, c.holder_unit_id, '', '{}' "
    "FROM case_file c WHERE c.id = :id"
)


def users(story: Story) -> dict[str, int]:
    return story.world.users


@pytest.mark.parametrize(
    "change",
    [
        "state = 'approved'", "touched_at = opened_on", "state = 'submitted', version = version + 1", "version = version + 1",
        "version = version + 2", "holder_unit_id = 1, version = version + 1", "opened_by_id = :van, version = version + 1",
        "household_id = household_id + 1, version = version + 1", "unit_id = 1, version = version + 1",
        "code = 'HS26-99999-9', version = version + 1", "decided_by_id = :van, decided_on = opened_on, version = version + 1",
        "submitted_by_id = :van, version = version + 1",
    ],
)
def test_a_request_does_not_change_by_hand(drafted: Attacked, change: str) -> None:
    case = drafted.case
    assert attack(drafted, f"UPDATE case_file SET {change} WHERE id = :id", id=case.id, van=users(drafted)["van"]), "the database let it through"


@pytest.mark.parametrize(
    "change",
    ["opened_by_id = :van", "household_id = household_id + 1", "code = 'HS26-99999-9'", "decided_by_id = :van, decided_on = opened_on", "submitted_by_id = :van"],
)
def test_not_even_with_an_event_of_its_own(drafted: Attacked, change: str) -> None:
    case = drafted.case
    savepoint = drafted.session.begin_nested()
    drafted.session.execute(text(EVENT), {"act": "amend", "to_state": "draft", "actor": users(drafted)["hoa"], "id": case.id})
    told = attack(drafted, f"UPDATE case_file SET {change}, version = version + 1 WHERE id = :id", id=case.id, van=users(drafted)["van"])
    assert "never changes" in told or "own act" in told
    savepoint.rollback()


@pytest.mark.parametrize(
    ("act", "to_state"),
    [("approve", "approved"), ("approve", "proposed"), ("submit", "approved"), ("visit", "verified"), ("open", "draft"), ("close", "closed"), ("pay", "paid")],
)
def test_an_event_that_no_transition_lists_is_refused(drafted: Attacked, act: str, to_state: str) -> None:
    case = drafted.case
    assert "no such transition" in attack(drafted, EVENT, act=act, to_state=to_state, actor=users(drafted)["van"], id=case.id)


def test_nobody_is_written_twice_into_the_chain(story: Story) -> None:
    case = story.submitted().case
    assert "twice" in attack(story, EVENT, act="visit", to_state="verified", actor=users(story)["hoa"], id=case.id)
    story.proposed(story.visited(story.session.get_one(_grant(), case.id)))
    for name in ("hoa", "minh"):
        assert "twice" in attack(story, EVENT, act="approve", to_state="approved", actor=users(story)[name], id=case.id)


def test_an_event_alone_does_not_approve(story: Story) -> None:
    case = story.proposed().case
    savepoint = story.session.begin_nested()
    story.session.execute(text(EVENT), {"act": "approve", "to_state": "approved", "actor": users(story)["van"], "id": case.id})
    told = attack(
        story,
        "UPDATE case_file SET state = 'approved', version = version + 1, decided_by_id = :van, decided_on = opened_on, decided_amount = 1 WHERE id = :id",
        id=case.id, van=users(story)["van"],
    )
    assert "decision whose shares" in told
    savepoint.rollback()


def test_a_case_is_born_a_draft(drafted: Attacked) -> None:
    case = drafted.case
    columns = (
        "code, programme, kind, unit_id, household_id, person_id, state, holder_unit_id, held_at, opened_on, opened_by_id, touched_at, version"
    )
    told = attack(
        drafted,
        f"INSERT INTO case_file ({columns}) SELECT 'HS26-99999-9', programme, kind, unit_id, household_id, person_id, 'submitted', holder_unit_id, "
        "held_at, opened_on, opened_by_id, touched_at, 1 FROM case_file WHERE id = :id", id=case.id,
    )
    assert "born a draft" in told


@pytest.mark.parametrize(
    "change",
    ["decided_amount = decided_amount - 1", "decided_by_id = :tuan", "proposed_amount = proposed_amount + 1", "requested_amount = 1", "kind = 'new'"],
)
def test_what_was_decided_is_frozen(approved: Attacked, change: str) -> None:
    case = approved.case
    savepoint = approved.session.begin_nested()
    values = {"act": "confirm", "to_state": "approved", "actor": users(approved)["van"], "id": case.id}
    approved.session.execute(text(EVENT), values)
    told = attack(approved, f"UPDATE case_file SET {change}, version = version + 1 WHERE id = :id", id=case.id, tuan=users(approved)["tuan"])
    assert told
    savepoint.rollback()


@pytest.mark.parametrize("table", triggers.KEPT)
def test_nothing_is_deleted(approved: Attacked, table: str) -> None:
    assert approved.session.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() > 0
    assert attack(approved, f"DELETE FROM {table}")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE case_event SET reason = 'x'", "UPDATE case_event SET actor_id = actor_id + 1", "UPDATE case_visit SET findings = 'x'",
        "UPDATE case_proposal SET amount = amount + 1", "UPDATE case_decision SET amount = amount + 1", "UPDATE case_decision SET seal_id = NULL",
        "UPDATE case_decision_share SET amount = amount + 1", "UPDATE case_paper SET file_id = file_id + 1", "UPDATE case_paper SET paper_key = 'x'",
        "UPDATE case_paper SET withdrawn_at = added_at, withdrawn_by_id = added_by_id", "UPDATE housing_grant SET own_funds_amount = 1",
        "UPDATE housing_grant SET estimate_amount = estimate_amount + 1", "DELETE FROM housing_grant",
    ],
)
def test_what_a_decision_rests_on_stays(approved: Attacked, statement: str) -> None:
    assert attack(approved, statement), "the database let it through"


def test_papers_visits_and_shares_come_only_in_their_time(approved: Attacked) -> None:
    case = approved.case
    visit = (
        "INSERT INTO case_visit (case_id, unit_id, visited_on, participants, findings, agrees, observed, recorded_by_id, recorded_at) "
        "SELECT case_id, unit_id, visited_on, participants, findings, agrees, observed, recorded_by_id, recorded_at FROM case_visit"
    )
    proposal = (
        "INSERT INTO case_proposal (case_id, unit_id, amount, reason, proposed_by_id, proposed_on) "
        "SELECT case_id, unit_id, amount, reason, proposed_by_id, proposed_on FROM case_proposal"
    )
    share = (
        "INSERT INTO case_decision_share (decision_id, unit_id, for_unit_id, book_id, reservation_id, amount) "
        "SELECT decision_id, unit_id, for_unit_id, book_id, reservation_id, amount FROM case_decision_share LIMIT 1"
    )
    for statement in (visit, proposal, share):
        assert attack(approved, statement)
    assert case.state == "approved"


# Faults that only somebody past the triggers can make; `check` finds each.
FAULTS: list[tuple[str, str, Callable[[Story, Case], str]]] = [
    ("W5", "a change without its event", lambda story, case: "UPDATE case_file SET version = version + 1"),
    ("W6a", "a state without its event", lambda story, case: "UPDATE case_file SET state = 'closed'"),
    ("W6a", "another submitter", lambda story, case: f"UPDATE case_file SET submitted_by_id = {story.world.users['son']}"),
    ("W1", "an event out of order", lambda story, case: "UPDATE case_event SET from_state = 'draft' WHERE act = 'approve'"),
    ("W3a", "one person twice", lambda story, case: f"UPDATE case_event SET actor_id = {story.world.users['hoa']} WHERE act = 'approve'"),
    ("W4a", "a decision over its shares", lambda story, case: "UPDATE case_decision_share SET amount = amount - 1"),
    ("W4a", "an amount raised afterwards", lambda story, case: "UPDATE case_decision SET amount = amount + 1"),
    ("W2a", "a commitment that nobody decided", lambda story, case: "UPDATE reservation SET subject = 'cases/987654'"),
    ("H1", "help forgotten", lambda story, case: "UPDATE help_given SET subject = 'cases/987654'"),
    ("H1", "help of another amount", lambda story, case: "UPDATE help_given SET amount = amount - 1"),
    ("H1", "help taken away under an approved case", lambda story, case: "UPDATE help_given SET status = 'withdrawn'"),
    ("P8", "a decision without its paper", lambda story, case: "UPDATE case_decision SET file_id = NULL"),
    ("P7", "a payload changed", lambda story, case: "UPDATE seal SET payload = '{\"amount\": 30000000}'"),
]


def without_triggers(story: Story) -> None:
    tables = (*triggers.KEPT, "housing_grant", "relief_request", "help_given", "reservation", "seal", "seal_cell")
    if story.world.db.is_sqlite:
        names = story.session.execute(
            text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN ({})".format(", ".join(f"'{name}'" for name in tables)))
        )
        for (name,) in names.all():
            story.session.execute(text(f"DROP TRIGGER {name}"))
        return
    for table in tables:
        story.session.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))


@pytest.mark.parametrize(("code", "what", "fault"), FAULTS, ids=[fault[1] for fault in FAULTS])
def test_each_seeded_fault_is_found(approved: Attacked, code: str, what: str, fault: Callable[[Story, Case], str]) -> None:
    case = approved.case
    assert all(one.ok and one.rows for one in check.invariants(approved.session)), what
    without_triggers(approved)
    approved.session.execute(text(fault(approved, case)))
    approved.session.expire_all()
    found = {one.code: one.wrong for one in check.invariants(approved.session)}
    assert found[code], f"{code} did not find {what}"
    assert any(case.code in line or "987654" in line for line in found[code])


def test_housing_faults_are_found(approved: Attacked) -> None:
    assert all(one.ok and one.rows for one in housing_check.invariants(approved.session))
    without_triggers(approved)
    for code, statement in (
        ("MA1", "UPDATE housing_grant SET kind = 'new'"),
        ("MA2", "UPDATE case_decision SET findings = '[]'"),
        (
            "MA2",
            ("UPDATE case_decision SET findings = "
            "'[{\"key\": \"x\", \"title\": \"Đất\", \"severity\": \"must\", \"outcome\": \"unknown\"}]'"),
        ),
    ):
        savepoint = approved.session.begin_nested()
        approved.session.execute(text(statement))
        approved.session.expire_all()
        assert {one.code: one for one in housing_check.invariants(approved.session)}[code].wrong
        savepoint.rollback()


def _grant() -> Any:
    from fundapp.housing.models import HousingGrant

    return HousingGrant
