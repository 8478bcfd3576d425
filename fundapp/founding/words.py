"""The words of lists of units. Data beside, nothing here."""

import tomllib
from pathlib import Path

from fundapp.kernel.names import fold
from fundapp.sheets.layout import Vocabulary

WORDS = tomllib.loads((Path(__file__).parent / "data" / "unit_words.toml").read_text(encoding="utf-8"))
VOCABULARY = Vocabulary("units", WORDS["columns"])
TITLES: dict[str, str] = WORDS["titles"]
SUMS = frozenset(fold(word) for word in WORDS["sums"]["words"])
