"""The words of rosters: what columns, categories, requests, areas and sexes are called. Data beside, nothing here."""

import tomllib
from functools import cache, lru_cache
from pathlib import Path

from fundapp.kernel.names import fold
from fundapp.sheets.layout import Vocabulary

WORDS = tomllib.loads((Path(__file__).parent / "data" / "roster_words.toml").read_text(encoding="utf-8"))

VOCABULARY = Vocabulary("roster", WORDS["columns"])
TITLES: dict[str, str] = WORDS["titles"]
MONEY_FACTS = ("income_per_head", "amount_requested")
# Facts of a person in the order in which reports list them.
PERSON_FACTS = ("full_name", "birth", "sex", "cccd", "old_id", "phone", "unit", "address", "area", "household_size",
                "income_per_head", "categories", "circumstances", "requests", "amount_requested")

# The words of a list are few and come again in every row.
key_of = lru_cache(maxsize=8192)(fold)


@cache
def codes(kind: str) -> dict[str, str]:
    """Folded word → code, for `categories`, `requests`, `area` or `sex`."""
    known: dict[str, str] = {}
    for code, labels in WORDS[kind].items():
        for label in labels:
            known.setdefault(fold(label), code)
    return known


@cache
def phrases(kind: str) -> tuple[tuple[str, str], ...]:
    """Folded words of two syllables or more with their codes, the longest first, to be found inside longer texts."""
    found = [(word, code) for word, code in codes(kind).items() if " " in word]
    return tuple(sorted(found, key=lambda item: -len(item[0])))


def usual(kind: str, code: str) -> str:
    """The usual word for a code: "near_poor" is "Hộ cận nghèo"."""
    return str(WORDS[kind][code][0])


def title(fact: str) -> str:
    """What a fact is called on a page."""
    return TITLES.get(fact, fact)
