"""Who may get which gift of a season: one a person or a household and class, and pairs of classes that exclude each other. Pure.

Planned and approved count like given; cancelled, returned and refused do not. Which unit or level gives does not matter.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

FREE, NOT_LIMITED, SAME_CLASS, EXCLUDED, UNKNOWN = "free", "class_not_limited", "same_class_this_season", "excluded_by_other_class", "identity_unknown"
COUNTING = frozenset({"planned", "approved", "given"})


@dataclass(frozen=True)
class Policy:
    """The rule of a season: which classes are limited, by person or household, and which exclude each other."""

    season: str
    limits: Mapping[str, str]
    exclude: Sequence[tuple[str, str]] = ()

    def shut_out_by(self, gift_class: str) -> frozenset[str]:
        """The classes that one may not have beside this one."""
        return frozenset(other for pair in self.exclude if gift_class in pair for other in pair if other != gift_class)


@dataclass(frozen=True)
class Asked:
    """One gift that is asked for or on file. Keys are opaque; None: nobody knows who it is, or of which household."""

    person: str | None
    household: str | None
    gift_class: str


@dataclass(frozen=True)
class Verdict:
    """Whether a gift may be listed: yes, no, or a person has to look (None)."""

    allowed: bool | None
    because: str


@dataclass
class Taken:
    """What is on file of one season, by person and by household."""

    policy: Policy
    persons: set[tuple[str, str]] = field(default_factory=set)
    households: set[tuple[str, str]] = field(default_factory=set)

    def add(self, one: Asked) -> None:
        """Count a gift that is on file or has just been allowed."""
        if one.person:
            self.persons.add((one.gift_class, one.person))
        if one.household:
            self.households.add((one.gift_class, one.household))

    def judge(self, one: Asked) -> Verdict:
        """Judge one gift against all that is taken."""
        limit = self.policy.limits.get(one.gift_class, "none")
        shut = self.policy.shut_out_by(one.gift_class)
        if limit == "none" and not shut:
            return Verdict(True, NOT_LIMITED)
        if one.person is None:
            return Verdict(None, UNKNOWN)
        if limit != "none" and (one.gift_class, one.person) in self.persons:
            return Verdict(False, SAME_CLASS)
        if limit == "household" and one.household and (one.gift_class, one.household) in self.households:
            return Verdict(False, SAME_CLASS)
        if any((other, one.person) in self.persons for other in shut):
            return Verdict(False, EXCLUDED)
        return Verdict(True, NOT_LIMITED if limit == "none" else FREE)


def judge_all(policy: Policy, given: Iterable[Asked], asked: Iterable[Asked]) -> list[Verdict]:
    """Judge gifts in their order: what is allowed counts for those after it. `given` is what counts on file in the season."""
    taken = Taken(policy)
    for one in given:
        taken.add(one)
    found = []
    for one in asked:
        verdict = taken.judge(one)
        if verdict.allowed:
            taken.add(one)
        found.append(verdict)
    return found
