"""Acts on households: register, declare anew, correct, add a relative, mark what happened, move and end, reveal one number."""

from fundapp.households.queries import Match, find_same_person
from fundapp.households.registration import DeclarationInput, PersonInput
from fundapp.households.service.declaring import add_declaration, register
from fundapp.households.service.leaving import end_household, move
from fundapp.households.service.people import (
    add_family_member,
    correct_person,
    mark_died,
    mark_left_union,
    read_circumstances,
    reveal,
)
from fundapp.households.service.refusals import HouseholdRefused

__all__ = [
    "DeclarationInput", "HouseholdRefused", "Match", "PersonInput", "add_declaration", "add_family_member", "correct_person",
    "end_household", "find_same_person", "mark_died", "mark_left_union", "move", "read_circumstances", "register", "reveal",
]
