"""What is to be done with each row of a list before anybody confirms: taken, joined with what is on file, or left. Pure."""

import json
from dataclasses import dataclass, field
from typing import Any

from fundapp.intake import stages
from fundapp.intake.duplicates import SAME, Pair
from fundapp.intake.roster import REPAIR, WARNING, Finding, Person
from fundapp.kernel.names import fold


@dataclass(frozen=True)
class Known:
    """A living registration that is this person: `how` is a key of `stages.KNOWN`, the household only where it may be seen."""

    how: str
    household_id: int | None = None


@dataclass
class Staged:
    """One person with what was found out beside the cells."""

    place: int
    person: Person
    twin: Pair | None = None
    known: Known | None = None
    other_unit: str | None = None
    target_unit_id: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def choice(self) -> str:
        """What is done unless somebody says otherwise; nothing is merged by itself."""
        if self.person.is_bad or self.twin is not None:
            return "leave"
        if self.known is None or self.known.how.endswith("elsewhere"):
            return "take"
        return "update" if self.known.how == "here" else "leave"

    @property
    def rank(self) -> int:
        """What must be looked at first comes first."""
        if self.person.is_bad:
            return stages.ERRORS
        if self.twin is not None or (self.known is not None and self.known.how != "here"):
            return stages.DOUBLES
        if self.person.has(WARNING):
            return stages.WARNINGS
        return stages.REPAIRS if self.other_unit or self.person.has(REPAIR) else stages.CLEAN

    @property
    def is_surely_twin(self) -> bool:
        return self.twin is not None and self.twin.verdict == SAME


def content_of(staged: Staged) -> str:
    """Everything personal of a row as one text, to be sealed."""
    found = [{"fact": f.column, "cell": f.cell, "severity": f.severity, "code": f.code, "raw": f.raw, "value": f.value} for f in staged.person.findings]
    twin = None
    if staged.twin is not None:
        twin = {"row": staged.twin.first.row, "share": staged.twin.share, "differ": staged.twin.differ, "verdict": staged.twin.verdict}
    return json.dumps({"values": staged.person.values, "found": found, "twin": twin, "other_unit": staged.other_unit}, ensure_ascii=False)


def identity_of(values: dict[str, Any]) -> str:
    """What tells a person as the list does, so that the same row is known when it comes again."""
    parts = [fold(values.get("full_name") or ""), values.get("birth") or "", values.get("cccd") or values.get("old_id") or "",
             values.get("phone") or "", fold(values.get("address") or "")]
    return "|".join(parts)
