"""Rows of a list that somebody sends as a workbook: what stands in each by fact, and what is wrong with it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from fundapp.kernel.labels import Text
from fundapp.sheets.cells import Cell, Row, is_blank
from fundapp.sheets.layout import Layout


@dataclass(frozen=True)
class Wrong:
    """What is wrong with a row: with which column (None: with the row as a whole), and what to write or do instead. Each list names its columns in `titles`."""

    fact: str | None
    message: Text
    titles: ClassVar[Mapping[str, str]] = {}

    @property
    def title(self) -> str:
        return self.titles.get(self.fact or "", "")


@dataclass
class ListedRow:
    """One row: its number as the spreadsheet shows it, what stands there, what is wrong with it."""

    number: int
    values: dict[str, Any] = field(default_factory=dict)
    wrong: list[Wrong] = field(default_factory=list)

    def said(self, fact: str) -> str:
        return str(self.values.get(fact) or "")


def told_in(cells: Row, layout: Layout) -> dict[str, Cell]:
    """What a row says, by fact; empty cells say nothing."""
    return {fact: cells[index] for fact, index in layout.facts.items() if index < len(cells) and not is_blank(cells[index])}
