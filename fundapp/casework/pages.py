"""What a programme supplies for the pages of its requests. Data, and functions that it supplies."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from fundapp.casework.forms import VisitForm
from fundapp.casework.next_act import Next, Other
from fundapp.casework.programme import Ask, Programme
from fundapp.households.models import Household
from fundapp.kernel.labels import Text


def no_step_before(ask: Any, step: Next) -> Next:
    """Most programmes go the generic way."""
    return step


def nothing_more(ask: Any) -> dict[str, Any]:
    """A programme whose section shows nothing but the request."""
    return {}


def no_further_acts(ask: Any) -> Sequence[Other]:
    """A programme whose requests have only the acts that all have."""
    return ()


@dataclass(frozen=True)
class Pages:
    """One programme's pages: its words in lists and headings, its form, its templates.

    `fields` is the template whose macro `fields(form, hints)` draws the panels of the content form; `section`, where there is one, is included in the
    case page and sees what `more` gives; `acts` are further acts that only this programme has.
    `typed` makes the content of what the form holds, `as_typed` is its way back, `suggested` what the household's
    declaration already says. `content` are the rows of "Nội dung đề nghị", `observed`
    the labels of what a visit noted beside its findings.
    """

    programme: Programme
    model: type[Any]
    icon: str
    order: int
    about: Text
    opening: Text
    to_open: Text
    export_title: Text
    export_name: str
    form: type[Any]
    fields: str
    typed: Callable[[Any], Any]
    as_typed: Callable[[Any], dict[str, Any]]
    suggested: Callable[[Household], dict[str, Any]]
    content: Callable[[Any], Sequence[tuple[Text, Any]]]
    heading: Callable[[Ask, str], Text]
    hints: Mapping[str, Text] = field(default_factory=dict)
    visit_form: type[VisitForm] = VisitForm
    observed: Mapping[str, Text] = field(default_factory=dict)
    section: str | None = None
    more: Callable[[Any], dict[str, Any]] = nothing_more
    acts: Callable[[Any], Sequence[Other]] = no_further_acts
    # Under which heading of the menu its list stands.
    group: str = "work"
    # A step of the programme's own that comes before the generic one.
    before: Callable[[Any, Next], Next] = no_step_before
