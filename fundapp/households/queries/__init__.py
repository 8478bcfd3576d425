"""Reads of households: the list, one household, the same person anywhere, the finder of the global search."""

from fundapp.households.queries.lists import (
    BY_NAME,
    NEWEST,
    Filters,
    listing,
    living_in_scope,
    remember_total,
    unit_counts,
)
from fundapp.households.queries.persons import (
    Match,
    declaration_on,
    find,
    find_same_person,
    known_numbers,
    owners_of_account,
    whole,
)

__all__ = [
    "BY_NAME", "NEWEST", "Filters", "Match", "declaration_on", "find", "find_same_person", "known_numbers", "listing", "living_in_scope",
    "owners_of_account", "remember_total", "unit_counts", "whole",
]
