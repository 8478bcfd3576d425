"""The words of statements: what columns are called, what headings and sums begin with. Data beside, nothing here."""

import re
import tomllib
from pathlib import Path

from fundapp.kernel.names import fold
from fundapp.sheets.layout import Vocabulary

WORDS = tomllib.loads((Path(__file__).parent / "data" / "statement_words.toml").read_text(encoding="utf-8"))
COLUMNS: dict[str, list[str]] = WORDS["columns"]
TITLES: dict[str, str] = WORDS["titles"]
VOCABULARY = Vocabulary("bank.statement", COLUMNS)
HEADING: dict[str, tuple[str, ...]] = {what: tuple(sorted(map(fold, words), key=len, reverse=True)) for what, words in WORDS["heading"].items()}
OURS: list[str] = WORDS["currencies"]["ours"]
AFTER_AMOUNTS = re.compile(r"\s*(?:" + "|".join(WORDS["currencies"]["after_amounts"]) + ")$", re.IGNORECASE)
CURRENCIES: list[str] = [*OURS, *WORDS["currencies"]["others"]]
SIDES: dict[str, str] = {word.strip().lower() if word in "+-" else fold(word): side for side, words in WORDS["sides"].items() for word in words}
KINDS: dict[str, re.Pattern[str]] = {
    kind: re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, words)) + r")(?!\w)") for kind, words in WORDS["kinds"].items()
}
_DAY_WORDS = re.compile(r"(?<!\w)(?:ngay|date|thoi gian)(?!\w)")
_REF_WORDS = re.compile(r"(?<!\w)(?:so ct|so chung tu|so tham chieu|so but toan|so giao dich|so gd|ma giao dich|ma gd|doc no|ref no|reference)(?!\w)")


def begins(text: str, what: str) -> bool:
    """Whether a cell begins as such headings do: "Số dư đầu kỳ: 1.000" begins with what `opening` says."""
    folded = fold(text)
    return any(folded == word or folded.startswith(f"{word} ") for word in HEADING[what])


def holds_day_and_reference(label: str) -> bool:
    """Whether one column bears the day and, on a second line, the number of the document."""
    folded = fold(label)
    return bool(_DAY_WORDS.search(folded) and _REF_WORDS.search(folded))


def title(fact: str) -> str:
    """What a fact is called on a page."""
    return TITLES.get(fact, fact)
