"""The limit of a year holds for two people who decide at the same second, for one person on file at two units."""

from dataclasses import replace
from typing import Any

from fundapp.casework import service
from fundapp.relief import check
from fundapp.relief.models import ReliefRequest
from tests.cases.story import DAY, MEMBER
from tests.conftest import EVERYTHING
from tests.processes import FORKED
from tests.relief import workers
from tests.relief.conftest import STORM, Relief
from tests.relief.test_requests import SICK
from tests.relief.test_urgent import URGENT


def test_two_units_at_the_same_second_stay_within_the_year(world: Any) -> None:
    """One million is gone; of two urgent decisions on five million each only one still fits into ten, whoever comes first."""
    with world.db.transaction(EVERYTHING) as session:
        tale = Relief(world, session)
        tale.lay_ground()
        household = tale.household()
        tale.granted(SICK, household)
        first = tale.handed_in(tale.asked(URGENT, household))
        other = tale.household("CDCS-SKD", replace(MEMBER, phone="0912345699"), by="son")
        case = service.open_request(
            session, ReliefRequest, other, content=replace(URGENT, kind="death_member", event_on=STORM.event_on, requested_amount=5_000_000), by=tale.actor("son"), on=DAY
        )
        second = session.get_one(ReliefRequest, case.id)
        tale.handed_in_by(second, "son")
        tasks = [{"case": ask.id, "book": tale.books[0].id, "amount": 5_000_000, "van": world.users["van"], "unit": world.units["LDLD-NB"]} for ask in (first, second)]
    url = world.db.engine.url.render_as_string(hide_password=False)
    world.db.dispose()
    gate, answers = FORKED.Barrier(len(tasks)), FORKED.Queue()
    processes = [FORKED.Process(target=workers.decide_one, args=(world.settings, url, task, gate, answers)) for task in tasks]
    for process in processes:
        process.start()
    told = [answers.get(timeout=60) for _process in processes]
    for process in processes:
        process.join(30)
    assert told.count("granted") == 1
    assert any("4.000.000" in one for one in told)
    with world.db.reading(EVERYTHING) as session:
        assert [wrong for one in check.invariants(session) for wrong in one.wrong] == []
