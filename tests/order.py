"""In which order the tests are run, by which process, and which of them once only."""

import os
from typing import Any

from xdist.scheduler import LoadScopeScheduling

ENGINE = os.environ.get("TEST_ENGINE", "sqlite")
# Walks through doors, and acts refused before the database is asked to write.
ONCE = {"test_doors.py", "test_post_without_permission_or_out_of_sight", "test_post_without_one_time_token"}
# What takes long comes first, so that no process is left alone with it at the end; while one fills the world, the other does what does not ask for it.
FIRST = (
    "tests/access/test_matrix.py", "tests/schema/test_migrations.py", "tests/ledger/test_concurrency.py", "tests/payments/test_concurrency.py",
    "tests/architecture/", "tests/access/test_doors.py", "tests/browser/test_axe.py",
)


def place_of(nodeid: str) -> int:
    """Where a test stands: the long ones in their order, then all others as they were collected."""
    return next((place for place, name in enumerate(FIRST) if nodeid.startswith(name)), len(FIRST))


class Together(LoadScopeScheduling):
    """Each test goes to whichever process is free, but those of these files, which share a dear fixture, go to one."""

    FILES = ("tests/access/test_doors.py", "tests/access/test_matrix.py", "tests/browser/test_hands.py")
    # Each process of PostgreSQL's run has a server of its own: those who want the demo world filled meet in one.
    FILLED = ("tests/access/test_matrix.py", "tests/demo/test_world.py", "tests/demo/test_marks.py")

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.split("::", maxsplit=1)[0]
        if ENGINE == "postgresql" and file in self.FILLED:
            return "the demo world"
        return file if file in self.FILES else nodeid

    def mark_test_complete(self, node: Any, item_index: int, duration: float = 0) -> None:
        # What is done is forgotten: otherwise all of it is counted through again after each of ten thousand tests.
        super().mark_test_complete(node, item_index, duration)
        units = self.assigned_work[node]
        scope = self._split_scope(self.registered_collections[node][item_index])
        if all(units[scope].values()):
            del units[scope]
