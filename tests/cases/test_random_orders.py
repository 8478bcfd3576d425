"""Anybody tries anything at any time: whatever gets through, the invariants hold."""

import io
import random
from collections.abc import Callable
from typing import Any

import pytest

from fundapp.cases import check
from fundapp.cases import service as cases
from fundapp.casework import service as housing
from fundapp.housing import check as housing_check
from fundapp.housing.models import HousingGrant
from fundapp.kernel.errors import Refusal
from tests.cases.story import DAY, HOUSE, PDF, TEXT, Story

CAST = ("hoa", "minh", "van", "tuan", "son", "lan")


def acts_on(story: Story, grant: HousingGrant, dice: random.Random) -> list[Callable[[Any], Any]]:
    session, case = story.session, grant.case
    file = io.BytesIO(PDF + str(dice.random()).encode())
    return [
        lambda by: story.with_papers(grant, by=by),
        lambda by: housing.amend(session, grant, content=HOUSE, by=story.actor(by), on=DAY),
        lambda by: cases.attach_paper(session, case, paper_key="other", stream=file, name="x.pdf", by=story.actor(by), on=DAY),
        lambda by: housing.submit(session, grant, by=story.actor(by), on=DAY),
        lambda by: cases.return_case(session, case, reason="Sửa lại", by=story.actor(by), on=DAY),
        lambda by: cases.record_visit(
            session, case, visited_on=DAY, participants="Minh", findings=TEXT, agrees=True, files=[("survey", file, "bb.pdf")], by=story.actor(by), on=DAY
        ),
        lambda by: housing.propose(session, grant, amount=dice.choice([0, 1, 30_000_000, 30_000_001]), reason="Đủ", by=story.actor(by), on=DAY),
        lambda by: housing.decide(
            session, grant, shares=[(story.books[0], dice.choice([1, 20_000_000, 30_000_000]))], waivers={}, by=story.actor(by), on=DAY
        ),
        lambda by: housing.refuse(session, grant, reason="Không đủ", by=story.actor(by), on=DAY),
        lambda by: housing.confirm(session, grant, waivers={}, reason="Vẫn đúng", by=story.actor(by), on=DAY),
        lambda by: cases.withdraw(session, case, reason="Xin rút", by=story.actor(by), on=DAY) if dice.random() < 0.1 else None,
        lambda by: housing.close(session, grant, reason="Xong", by=story.actor(by), on=DAY) if dice.random() < 0.3 else None,
    ]


@pytest.mark.parametrize("seed", [1, 7, 42])
def test_whatever_gets_through_the_invariants_hold(story: Story, seed: int) -> None:
    dice = random.Random(seed)
    grant = story.opened()
    done = 0
    for _try in range(150):
        # One in three tries is what the officer, reviewer or signer would sensibly do next, so that the walk gets far.
        sensible = {"draft": (0, 3), "returned": (0, 3), "submitted": (5,), "verified": (6,), "proposed": (7,), "approved": (9,)}
        acts = acts_on(story, grant, dice)
        own = sensible.get(grant.case.state)
        act = acts[dice.choice(own)] if own and dice.random() < 0.33 else dice.choice(acts)
        savepoint = story.session.begin_nested()
        try:
            act(dice.choice(CAST))
            savepoint.commit()
            done += 1
        except Refusal:
            savepoint.rollback()
            story.session.expire_all()
    assert done
    wrong = [one for room in (check, housing_check) for one in room.invariants(story.session) if not one.ok]
    assert not wrong, wrong
