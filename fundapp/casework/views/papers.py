"""The task list of papers, as the case page and the papers page show it."""

from collections.abc import Sequence
from typing import Any

from flask import url_for

from fundapp.cases.models import CasePaper
from fundapp.casework.programme import Ask
from fundapp.casework.queries import Judgement
from fundapp.documents.models import StoredFile
from fundapp.kernel.labels import Text, _


def paper_tasks(ask: Ask, judged: Judgement, files: Sequence[tuple[CasePaper, StoredFile]]) -> list[dict[str, Any]]:
    """Each required paper with how many files there are; open work stands out."""
    counted: dict[str, int] = {}
    for paper, _file in files:
        counted[paper.paper_key] = counted.get(paper.paper_key, 0) + 1
    state = ask.case.state
    tasks = []
    for key, name in judged.all_papers:
        there = counted.get(key, 0)
        is_survey = (key, name) in judged.survey_papers
        can_add = state in (("submitted", "verified") if is_survey else ("draft", "returned", "submitted", "verified"))
        hint = _("do cấp thẩm tra lập") if is_survey else None
        href = url_for(".papers", case_id=ask.id, paper=key) + "#them" if can_add and not there else None
        status = _("%(n)s tệp", n=there) if there else _("Còn thiếu")
        tasks.append({"label": name, "hint": hint, "href": href, "status": status, "tone": "done" if there else "waiting"})
    return tasks


def paper_note(judged: Judgement, missing: Sequence[str]) -> Text | None:
    """How many of the required papers are there."""
    whole = len(judged.all_papers)
    return _("%(n)s trên %(all)s", n=whole - len(missing), all=whole) if whole else None
