"""What the database itself refuses, each law once; and two units at the same second list one person once."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from fundapp import config, models  # noqa: F401  (a process of its own needs the whole schema)
from fundapp.access import queries as access
from fundapp.access.models import User
from fundapp.gifts import check, service
from fundapp.gifts.models import GiftList, GiftRow
from fundapp.kernel.db import Database
from fundapp.kernel.errors import Refusal
from tests.conftest import EVERYTHING
from tests.gifts.story import DAY, Story, line_of, person
from tests.processes import FORKED

LAWS = {
    "UPDATE gift_row SET amount = amount + 1": "does not change",
    "UPDATE gift_row SET full_name = 'Khác'": "does not change",
    "UPDATE gift_row SET position = 99": "does not change",
    "DELETE FROM gift_row": "names leave a draft only",
    "UPDATE gift_row SET outcome = 'received'": "newest mark",
    "UPDATE gift_list SET digest = 'x', version = version + 1": "event|never changes",
    "UPDATE gift_list SET state = 'closed', closed_on = '2027-01-01', version = version + 1": "event",
    "DELETE FROM gift_list": "kept",
    "DELETE FROM gift_event": "kept",
    "UPDATE gift_event SET note = 'x'": "append-only|kept",
    "UPDATE gift_quota SET listed = 99": "not_over|CHECK",
    "DELETE FROM gift_quota_move": "kept",
    "UPDATE gift_line SET unit_amount = 5": "does not change once it is open",
    "UPDATE gift_line_fund SET unit_amount = 5": "does not change once it is open",
    "UPDATE gift_campaign SET document = 'x', version = version + 1": "does not change once it is open",
    "UPDATE gift_campaign SET give_until_on = '2026-01-01', version = version + 1": "not_backwards|CHECK",
    "UPDATE gift_class SET per = 'none'": "rule of a season stands",
    ("INSERT INTO gift_mark (row_id, list_id, unit_id, number, outcome, note, client_reference, marked_at, by_id, kept_at, marked_on) "
     "SELECT id, list_id, unit_id, 1, 'received', '', 'c1', '2027-01-15', 1, '2027-01-15', '2027-01-15' FROM gift_row WHERE position = 1"): "being handed out",
}


def test_a_decided_list_is_held_by_the_database(world: Any) -> None:
    with world.db.transaction(EVERYTHING) as session:
        Story(world, session).decided()
    for statement, words in LAWS.items():
        with pytest.raises(DBAPIError, match=words), world.db.engine.begin() as connection:
            connection.execute(text(statement))


def _list_him(settings: config.Settings, url: str, given: dict[str, Any], gate: Any, answers: Any) -> None:
    config.use(settings)
    db = Database(url)
    gate.wait()

    def try_it(session: Any) -> str:
        gift_list = session.get_one(GiftList, given["list"])
        by = access.actor_of(session, session.get_one(User, given["hoa"]), on=date.fromisoformat(given["on"]))
        result = service.add(session, gift_list, line=line_of(gift_list, given["line"]), candidates=[person(7)], by=by, on=DAY)
        return "added" if result.added else "left out"

    try:
        answers.put(db.retried(try_it, EVERYTHING))
    except Refusal:
        answers.put("refused")
    db.dispose()


def test_two_units_at_the_same_second_list_one_person_once(world: Any) -> None:
    """Two lists of two units, two processes each: the gift stands once."""
    with world.db.transaction(EVERYTHING) as session:
        story = Story(world, session)
        campaign = story.passed()
        service.pass_down(
            session, campaign.lines[0], unit=world.unit("LDLD-NB", session), given={world.units["CDCS-YT3"]: 5}, by=story.actor("minh"), on=DAY
        )
        ids = [
            service.open_list(session, campaign=campaign, unit=world.unit(unit, session), by=story.actor("hoa"), on=DAY).id for unit in ("CDCS-BML", "CDCS-YT3")
        ]
    url = world.db.engine.url.render_as_string(hide_password=False)
    world.db.dispose()
    tasks = [{"list": one, "line": "Q1", "on": DAY.isoformat(), **world.users} for one in ids * 2]
    gate, answers = FORKED.Barrier(len(tasks)), FORKED.Queue()
    workers = [FORKED.Process(target=_list_him, args=(world.settings, url, task, gate, answers)) for task in tasks]
    for worker in workers:
        worker.start()
    given = [answers.get(timeout=120) for _worker in workers]
    for worker in workers:
        worker.join(60)
        assert worker.exitcode == 0
    assert given.count("added") == 1
    with world.db.reading(EVERYTHING) as session:
        assert session.scalar(select(func.count()).select_from(GiftRow)) == 1
        assert [wrong for one in check.invariants(session) for wrong in one.wrong] == []
