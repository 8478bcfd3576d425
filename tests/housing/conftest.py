"""The story of a housing request, on the ground on which the tests of cases stand."""

from tests.cases.conftest import ground, monday, story

__all__ = ["ground", "monday", "story"]
