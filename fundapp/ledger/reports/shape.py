"""The one shape of a report: a form, whose it is, of which days, columns, rows with their marks, notes, signers. Pure.

A page, a workbook and a printed paper all draw this and nothing else, so that they show the same numbers.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, Literal, NamedTuple

from fundapp.kernel.labels import Text
from fundapp.ledger.reports.official import Form
from fundapp.ledger.spans import Span

Cell = str | int | date | None
Kind = Literal["text", "code", "day", "dong", "count"]


class Mark(StrEnum):
    """What a row is."""

    LINE = "line"
    HEAD = "head"
    OPENING = "opening"
    PART = "part"
    CARRIED = "carried"
    DAY = "day"
    MONTH = "month"
    FORWARD = "forward"
    SUM = "sum"
    YEAR = "year"
    CLOSING = "closing"


class Drill(NamedTuple):
    """Where a number leads: a page by its endpoint and the values of its address."""

    endpoint: str
    values: dict[str, Any]


@dataclass(frozen=True)
class Column:
    """One column; columns with the same `group` stand under one heading. `width` is in characters."""

    title: Text
    kind: Kind = "text"
    width: float = 12
    group: Text | None = None

    @property
    def is_number(self) -> bool:
        return self.kind in ("dong", "count")


@dataclass(frozen=True)
class Row:
    """One row. `links` lead from columns to rows behind; `carry` are the cells of the sums so far, for a page that ends after this row."""

    mark: Mark
    cells: tuple[Cell, ...]
    links: Mapping[int, Drill] = field(default_factory=dict)
    carry: tuple[Cell, ...] | None = None

    @property
    def is_sum(self) -> bool:
        return self.mark not in (Mark.LINE, Mark.PART)


@dataclass(frozen=True)
class Signer:
    """Who signs beneath: the title, how, and the name when only one person holds the office."""

    title: str
    how: str
    name: str = ""


@dataclass(frozen=True)
class Heading:
    """Whose report it is: the unit, what stands above it, and what the report is about as pairs."""

    unit_id: int
    unit: str
    superior: str
    about: tuple[tuple[Text, str], ...]
    place: str = ""


@dataclass(frozen=True)
class Report:
    """A report, whole or one page of it. `label` is the column in which sums are named; `file` begins the name of its files.

    `following` and `earlier` are the places of the neighbouring pages ("" for the first one); `preface` and `subject` are a notice's.
    """

    form: Form
    heading: Heading
    span: Span
    columns: tuple[Column, ...]
    rows: Iterable[Row]
    label: int
    signers: tuple[Signer, ...]
    notes: tuple[str, ...] = ()
    is_final: bool = False
    following: str | None = None
    earlier: str | None = None
    file: str = ""
    preface: str = ""
    subject: str = ""

    @property
    def groups(self) -> list[tuple[Text | None, int]]:
        """The upper line of the head: each heading over how many columns (None over one of its own)."""
        found: list[tuple[Text | None, int]] = []
        for column in self.columns:
            if column.group is not None and found and found[-1][0] == column.group:
                found[-1] = (column.group, found[-1][1] + 1)
            else:
                found.append((column.group, 1))
        return found
