"""Findings for a reader who may not see what tells of somebody's health. Pure.

What decides stays, with its outcome: a request must be understood by whoever pays it. Its value and what would turn it
are left out, and criteria that only rank are left out whole, because "first those who are ill: met" says who is ill.
"""

from collections.abc import Iterable
from dataclasses import replace

from fundapp.kernel.labels import Text, _
from fundapp.rules.engine import Finding
from fundapp.rules.facts import catalogue


def without_private(findings: Iterable[Finding]) -> list[Finding]:
    """Give the findings that anybody who sees the request may read."""
    return [_masked(finding) for finding in findings if finding.severity != "points" or not is_private(finding)]


def is_private(finding: Finding) -> bool:
    """Say whether a finding rests on a private fact, itself or in one of its parts."""
    own = finding.fact is not None and catalogue()[finding.fact].is_private
    return own or any(is_private(part) for part in finding.parts)


def _masked(finding: Finding) -> Finding:
    if not is_private(finding):
        return finding
    return replace(
        finding, value=None if finding.value is None else _("đã xét, không hiện"), flip=Text(""), change=Text(""), raw=None, turns_at=None, parts=()
    )
