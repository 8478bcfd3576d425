"""Who stands in a list twice, and who only bears the same name. Pure; proposes, never merges."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations, islice
from typing import Any

from fundapp.intake import words
from fundapp.intake.roster import Person
from fundapp.kernel.names import fold, same_spelling

SAME, PROBABLY_SAME, TWO_PEOPLE = "same_person", "probably_same_person", "two_people"
MOST_NAMESAKES = 2000


@dataclass
class Pair:
    """Two rows of a list: what agrees, what differs, and what that says."""

    first: Person
    second: Person
    verdict: str
    share: list[str] = field(default_factory=list)
    differ: list[str] = field(default_factory=list)
    is_same_birth_year: bool = False


def find_pairs(people: Sequence[Person]) -> list[Pair]:
    """Find rows that are one person: each later row is paired with the first one that it repeats."""
    pairs: list[Pair] = []
    seen: dict[tuple[Any, ...], Person] = {}
    for person in people:
        keys = _keys(person)
        match = next(((seen[key], key) for key in keys if key in seen and _may_be_one(seen[key], person, key)), None)
        if match is not None:
            pairs.append(_pair(match[0], person, match[1][0]))
        for key in keys:
            seen.setdefault(key, person)
    return pairs


def _keys(person: Person) -> list[tuple[Any, ...]]:
    values = person.values
    keys: list[tuple[Any, ...]] = [(fact, values[fact]) for fact in ("cccd", "old_id") if values.get(fact)]
    if values.get("full_name") and values.get("birth"):
        name = fold(values["full_name"])
        # An old identity card was given out by place of residence: there the address is the better witness.
        witnesses = ("address", "phone") if values.get("old_id") else ("phone", "address")
        keys += [(fact, name, values["birth"], values[fact].casefold()) for fact in witnesses if values.get(fact)]
    return keys


def _may_be_one(first: Person, second: Person, key: tuple[Any, ...]) -> bool:
    if len(key) == 2:
        return True
    one, other = first.values.get("cccd"), second.values.get("cccd")
    if one and other and one != other:
        return False
    return same_spelling(first.values["full_name"], second.values["full_name"])


def _pair(first: Person, second: Person, witness: str) -> Pair:
    is_sure = witness in ("cccd", "old_id")
    share = [witness] if is_sure else ["full_name", "birth", witness]
    differ = [fact for fact in words.PERSON_FACTS if _differ(first, second, fact)]
    return Pair(first, second, SAME if is_sure else PROBABLY_SAME, share, differ)


def _differ(first: Person, second: Person, fact: str) -> bool:
    # A number that stands in one row only is worth seeing; any other fact left out is unknown, not different.
    one, other = _shown(first, fact), _shown(second, fact)
    is_unknown = fact not in ("cccd", "old_id") and (one in (None, []) or other in (None, []))
    return one != other and not is_unknown


def _shown(person: Person, fact: str) -> Any:
    value = person.values.get(fact)
    return value.casefold() if isinstance(value, str) else value


def find_namesakes(people: Sequence[Person], pairs: Iterable[Pair]) -> list[Pair]:
    """Find different people of one name, those of one birth year first; at most 2 000 pairs."""
    one = {id(pair.second) for pair in pairs}
    by_name: dict[str, list[Person]] = defaultdict(list)
    by_year: dict[tuple[str, str], list[Person]] = defaultdict(list)
    for person in people:
        if person.values.get("full_name") and id(person) not in one:
            name = fold(person.values["full_name"])
            by_name[name].append(person)
            if person.values.get("birth"):
                by_year[(name, person.values["birth"][:4])].append(person)
    near = list(islice(_pairs_within(by_year.values(), True), MOST_NAMESAKES))
    return near + list(islice(_pairs_within(by_name.values(), False), MOST_NAMESAKES - len(near)))


def _pairs_within(groups: Iterable[list[Person]], is_one_year: bool) -> Iterator[Pair]:
    for group in groups:
        for first, second in combinations(group, 2):
            if is_one_year == _is_one_year(first, second) and same_spelling(first.values["full_name"], second.values["full_name"]):
                yield Pair(first, second, TWO_PEOPLE, ["full_name"], [], is_one_year)


def _is_one_year(first: Person, second: Person) -> bool:
    one, other = first.values.get("birth"), second.values.get("birth")
    return bool(one and other and one[:4] == other[:4])
