"""Several processes at once, each committing for real: one decision a request, one request a household, no fund overdrawn."""

from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from fundapp import config, models  # noqa: F401  (a process of its own needs the whole schema)
from fundapp.access import queries as access
from fundapp.access.models import User
from fundapp.cases import check
from fundapp.cases.models import Case, Decision
from fundapp.casework import service
from fundapp.households.models import Household
from fundapp.housing.models import HousingGrant
from fundapp.kernel import clock
from fundapp.kernel.db import Database, Scope
from fundapp.kernel.errors import Refusal
from fundapp.ledger.models import Book, StandingRow
from tests.cases.story import HOUSE, MEMBER, Story
from tests.processes import FORKED

ALL = Scope.everything("a test")


def _actor(session: Any, user_id: int) -> Any:
    return access.actor_of(session, session.get_one(User, user_id), on=clock.today())


def _act(settings: config.Settings, url: str, given: dict[str, Any], gate: Any, answers: Any) -> None:
    config.use(settings)
    db = Database(url)
    on = date.fromisoformat(given["on"])
    gate.wait()

    def decide(session: Any) -> str:
        shares = [(session.get_one(Book, book), amount) for book, amount in given["shares"]]
        made = service.decide(
            session, session.get_one(HousingGrant, given["case"]), shares=shares, waivers={}, by=_actor(session, given["van"]), on=on
        )
        return made.numbered

    def open_one(session: Any) -> str:
        household = session.get_one(Household, given["household"])
        return service.open_request(session, HousingGrant, household, content=HOUSE, by=_actor(session, given["hoa"]), on=on).code

    try:
        answers.put(("done", db.retried(decide if "case" in given else open_one, ALL)))
    except (Refusal, IntegrityError) as problem:
        answers.put(("refused", str(problem)))
    db.dispose()


def together(world: Any, tasks: list[dict[str, Any]]) -> list[tuple[str, str]]:
    url = world.db.engine.url.render_as_string(hide_password=False)
    world.db.dispose()
    gate, answers = FORKED.Barrier(len(tasks)), FORKED.Queue()
    on = {"on": clock.today().isoformat()}
    workers = [FORKED.Process(target=_act, args=(world.settings, url, {**task, **world.users, **on}, gate, answers)) for task in tasks]
    for worker in workers:
        worker.start()
    given = [answers.get(timeout=120) for _worker in workers]
    for worker in workers:
        worker.join(60)
        assert worker.exitcode == 0
    return given


def tell(world: Any, cases: int, *amounts: int) -> tuple[list[int], list[int]]:
    with world.db.transaction(ALL) as session:
        story = Story(world, session)
        books = [book.id for book in story.lay_ground(*amounts)]
        made = []
        for number in range(cases):
            person = MEMBER.__class__(**{**vars(MEMBER), "cccd": f"0361870002{number:02d}", "phone": f"09123457{number:02d}"})
            grant = story.with_papers(story.opened(household=story.household(person=person)))
            made.append(story.proposed(story.visited(story.submitted(grant))).id)
    return books, made


def assert_all_ok(world: Any) -> None:
    with world.db.reading(ALL) as session:
        assert [wrong for one in check.invariants(session) for wrong in one.wrong] == []
        assert session.scalars(select(StandingRow)).all()
        assert all(row.balance_amount >= row.reserved_amount for row in session.scalars(select(StandingRow)))


def test_one_request_is_decided_once(world: Any) -> None:
    books, cases = tell(world, 1, 200_000_000, 50_000_000)
    given = together(world, [{"case": cases[0], "shares": [(books[0], 20_000_000), (books[1], 10_000_000)]}] * 6)
    assert sorted(kind for kind, _said in given) == ["done"] + ["refused"] * 5
    with world.db.reading(ALL) as session:
        assert session.scalar(select(func.count()).select_from(Decision)) == 1
        assert session.scalars(select(StandingRow.reserved_amount).order_by(StandingRow.book_id)).all() == [20_000_000, 10_000_000]
    assert_all_ok(world)


def test_decisions_at_once_never_promise_more_than_there_is(world: Any) -> None:
    """Six requests of 30 million on two funds that hold one đồng less than what four of them take."""
    books, cases = tell(world, 6, 79_999_999, 40_000_000)
    given = together(world, [{"case": case, "shares": [(books[n % 2], 20_000_000 - n % 2 * 10_000_000), (books[1 - n % 2], 10_000_000 + n % 2 * 10_000_000)]}
                             for n, case in enumerate(cases)])
    done = [said for kind, said in given if kind == "done"]
    assert len(done) < 6
    assert sorted(done) == [f"{number:02d}/QĐ-LĐLĐ" for number in range(1, len(done) + 1)], "numbers have no gap"
    with world.db.reading(ALL) as session:
        assert session.scalar(select(func.count()).select_from(Case).where(Case.state == "approved")) == len(done)
        assert session.scalar(select(func.sum(StandingRow.reserved_amount))) == 30_000_000 * len(done)
    assert_all_ok(world)


def test_two_officers_open_one_request_for_a_household(world: Any) -> None:
    with world.db.transaction(ALL) as session:
        story = Story(world, session)
        story.lay_ground()
        household_id = story.household().id
    given = together(world, [{"household": household_id}] * 5)
    assert sorted(kind for kind, _said in given) == ["done"] + ["refused"] * 4
    with world.db.reading(ALL) as session:
        assert session.scalar(select(func.count()).select_from(Case)) == 1
    assert_all_ok(world)
