"""Two people change the tree at the same moment: one after the other, and every path fits in the end."""

import threading
from datetime import date
from typing import Any

from fundapp.access.trail import Server
from fundapp.kernel.errors import Refusal
from fundapp.orgs import check, queries, service
from tests.conftest import EVERYTHING, World

ON = date(2026, 3, 1)


def together(world: World, *moves: tuple[str, str]) -> list[str]:
    """Hang each unit under its new parent, all at once; give how each went."""
    gate, answers = threading.Barrier(len(moves)), []

    def move(code: str, parent: str) -> None:
        def act(session: Any) -> None:
            unit, above = queries.unit_by_code(session, code), queries.unit_by_code(session, parent)
            assert unit is not None
            assert above is not None
            if not is_tried_again:
                is_tried_again.append(True)
                gate.wait()
            service.hang_under(session, unit, above, on=ON, document="", by=Server())

        is_tried_again: list[bool] = []
        try:
            world.db.retried(act, EVERYTHING)
            answers.append("moved")
        except Refusal as refusal:
            answers.append(str(refusal.message))

    threads = [threading.Thread(target=move, args=pair) for pair in moves]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_a_unit_that_moves_takes_along_what_comes_under_it_meanwhile(world: World) -> None:
    if world.db.is_sqlite:
        # Its writers come one after the other from their first statement on, so both cannot have read before either writes.
        answers = together(world, ("CDX-HAIANH", "TLD")) + together(world, ("CDCS-SBD", "CDX-HAIANH"))
    else:
        answers = together(world, ("CDX-HAIANH", "TLD"), ("CDCS-SBD", "CDX-HAIANH"))
    assert answers == ["moved", "moved"]
    with world.db.reading(EVERYTHING) as session:
        assert [one.wrong for one in check.invariants(session) if not one.ok] == []
        unit = queries.unit_by_code(session, "CDCS-SBD")
        assert unit is not None
        assert [above.code for above in queries.above(session, unit)] == ["CDX-HAIANH", "TLD"]
