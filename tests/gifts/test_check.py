"""Each invariant of gifts finds the fault it was made for."""

from typing import Any

from sqlalchemy import select, text

from fundapp.gifts import check, service
from fundapp.gifts.models import GiftRow
from tests.conftest import EVERYTHING
from tests.gifts.story import GIVING, Story

# What somebody with the keys of the database would do, and which invariant tells it.
FAULTS = {
    "gifts.moves": "UPDATE gift_quota SET received = received + 1 WHERE received > 0",
    "gifts.places": "UPDATE gift_quota SET taken_back = taken_back + 1",
    "gifts.filled": "UPDATE gift_quota SET listed = 0",
    "gifts.once": "UPDATE gift_row SET person_claim = NULL, person_key = 'cccd:x'",
    "gifts.decided": "UPDATE gift_row SET full_name = 'Lê Thị Khác' WHERE position = 1",
    "gifts.promised": "UPDATE help_given SET subject = 'other/' || id",
    "gifts.marks": "UPDATE gift_row SET outcome = 'absent' WHERE position = 1",
    "gifts.closed": "UPDATE gift_row SET outcome = NULL WHERE position = 2",
}


def test_every_fault_is_found(world: Any) -> None:
    session = world.db.session(write=True, scope=EVERYTHING)
    story = Story(world, session)
    gift_list = story.giving()
    for row in session.scalars(select(GiftRow).order_by(GiftRow.position)):
        story.mark(row)
    service.close(session, gift_list, by=story.actor("hoa"), on=GIVING)
    sound = check.invariants(session)
    assert [one.code for one in sound if not one.ok or not one.rows] == []
    assert {one.code for one in sound} == set(FAULTS)
    _without_laws(session, world.db.is_sqlite)
    missed = []
    for code, statements in FAULTS.items():
        with session.begin_nested() as point:
            for statement in statements.split(";"):
                session.execute(text(statement))
            session.expire_all()
            if code not in {one.code for one in check.invariants(session) if not one.ok}:
                missed.append(code)
            point.rollback()
        session.expire_all()
    assert missed == []
    session.rollback()
    session.close()


def _without_laws(session: Any, is_sqlite: bool) -> None:
    session.flush()
    if is_sqlite:
        for name in session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN ('gift_row', 'gift_quota', 'help_given')")).all():
            session.execute(text(f"DROP TRIGGER {name}"))
    else:
        for table in ("gift_row", "gift_quota", "help_given"):
            session.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
