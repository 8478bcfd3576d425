"""How the regulation in force judges a request: facts, findings, papers, the most that it grants."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from fundapp.cases.lifecycle import State
from fundapp.casework.programme import Ask, Programme
from fundapp.households import facts as household_facts
from fundapp.households.models import Household
from fundapp.kernel.labels import _
from fundapp.orgs.models import Unit
from fundapp.regulations.models import Regulation
from fundapp.regulations.queries import in_force
from fundapp.rules.engine import Finding, Summary, judge, summary


@dataclass(frozen=True)
class Judgement:
    """How the regulation in force on a day judges a request.

    `papers` are (key, name) of those required when applying, `survey_papers` of those required at the verification.
    """

    on: date
    regulation: Regulation | None
    facts: dict[str, Any]
    findings: list[Finding]
    papers: list[tuple[str, str]]
    norm_amount: int | None
    survey_papers: list[tuple[str, str]] = field(default_factory=list)

    @property
    def shown(self) -> list[Finding]:
        """Findings for a page, those not met first."""
        return sorted(self.findings, key=lambda finding: ("not_met", "unknown", "met").index(finding.outcome))

    @property
    def all_papers(self) -> list[tuple[str, str]]:
        return [*self.papers, *self.survey_papers]

    @property
    def summary(self) -> Summary | None:
        return summary(self.findings) if self.findings else None

    @property
    def title(self) -> str:
        return title_of(self.regulation) if self.regulation else ""


def title_of(regulation: Regulation) -> str:
    """A regulation as pages and papers cite it."""
    return f"{regulation.title} ({regulation.named})" if regulation.number else regulation.title


def regulation_for(session: Session, programme: Programme, unit_id: int, on: date) -> Regulation | None:
    return in_force(session, programme.slug, unit=session.get_one(Unit, unit_id), on=on)


def judgement(session: Session, ask: Ask, on: date) -> Judgement:
    """Judge a request by the regulation in force for its unit on a day."""
    household = session.get_one(Household, ask.case.household_id)
    known = household_facts.facts_of(session, household, on, except_subject=ask.case.subject)
    facts = ask.programme.facts(session, ask, known, on)
    regulation = regulation_for(session, ask.programme, ask.unit_id, on)
    if regulation is None:
        return Judgement(on, None, facts, [], [], None)
    norm = regulation.grant_norm(ask.kind)
    findings = judge(regulation.criteria_for(ask.kind), facts)
    return Judgement(
        on, regulation, facts, findings, _papers(regulation, ask.kind, "application"),
        ask.programme.most(session, ask, regulation, norm.value if norm else None, on),
        _papers(regulation, ask.kind, "verification"),
    )


def _papers(regulation: Regulation, kind: str, stage: str) -> list[tuple[str, str]]:
    return [(paper.key, paper.name) for paper in regulation.papers_for(kind, stage) if paper.is_required]


def papers_to_add(ask: Ask, judged: Judgement) -> list[tuple[str, str]]:
    """The papers (key, name) that may be handed in now, those required first; the minutes of the survey are drawn up by who verifies, not by who asks."""
    required = judged.papers if ask.case.state in (State.DRAFT, State.RETURNED) else judged.all_papers
    return [*required, *_later(judged, ask.kind), ("other", _("Giấy tờ khác"))]


def _later(judged: Judgement, kind: str) -> list[tuple[str, str]]:
    """Papers that are not required to decide: those of the completion, and those marked "if there is one"."""
    if judged.regulation is None:
        return []
    required = {key for key, _name in judged.all_papers}
    return [(paper.key, paper.name) for paper in judged.regulation.papers_for(kind, "") if paper.key not in required]


def papers_to_submit(ask: Ask, judged: Judgement) -> list[tuple[str, str]]:
    """The papers (key, name) without which a request is not handed in: none where they may follow."""
    return [] if ask.programme.papers_follow(ask) else judged.papers


def paper_names(judged: Judgement) -> dict[str, str]:
    """What each paper is called, also those not required."""
    names: dict[str, str] = {"other": _("Giấy tờ khác"), "visit_photos": _("Ảnh thẩm tra")}
    if judged.regulation:
        names.update({paper.key: paper.name for paper in judged.regulation.papers})
    return names
