"""A regulation as its readers see it: criteria in plain Vietnamese with their parts. Pure."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fundapp.kernel.labels import Text, _
from fundapp.regulations.words import applies_text
from fundapp.rules.criteria import JOINS, SEVERITIES, Criterion, InvalidCriterion, Leaf
from fundapp.rules.words import sentence

if TYPE_CHECKING:
    from fundapp.regulations.models import CriterionRow, Regulation


@dataclass(frozen=True)
class Clause:
    """One criterion to read: its row, what it says, how binding it is, for which kind of request, and what it holds inside."""

    row: "CriterionRow"
    says: Text
    binding: Text
    applies: Text
    norm: str
    parts: list["Clause"] = field(default_factory=list)


def clauses(regulation: "Regulation") -> list[Clause]:
    """Give every criterion as it reads, in order; a draft whose criteria do not fit together reads as its bare rows."""
    rows = {row.key: row for row in regulation.criteria}
    try:
        return [_clause(criterion, rows, regulation) for criterion in regulation.criteria_for()]
    except InvalidCriterion:
        return [Clause(row, Text(row.title), _binding(row), applies_text(regulation.programme, row.applies_to), "") for row in regulation.criteria]


def _clause(criterion: Criterion, rows: dict[str, "CriterionRow"], regulation: "Regulation") -> Clause:
    row = rows[criterion.key]
    applies = applies_text(regulation.programme, row.applies_to)
    if isinstance(criterion, Leaf):
        norm = regulation.norm_row(criterion.norm) if criterion.norm else None
        return Clause(row, sentence(criterion), _binding(row), applies, norm.name if norm else "")
    says = _("Cần %(join)s dưới đây", join=JOINS[criterion.join])
    return Clause(row, says, _binding(row), applies, "", [_clause(part, rows, regulation) for part in criterion.parts])


def _binding(row: "CriterionRow") -> Text:
    if row.severity == "points":
        return _("Cộng %(n)s điểm", n=row.points)
    return SEVERITIES[row.severity]
