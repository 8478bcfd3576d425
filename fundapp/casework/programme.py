"""What a programme is to the generic part of a request: its words, its facts, its sealed cells. Data, and functions that it supplies.

The pages' part of the same description (form, templates, menu) is `fundapp.casework.pages.Pages`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar, Protocol

from sqlalchemy.orm import Session

from fundapp.cases.models import Case
from fundapp.casework.words import Words
from fundapp.households.models import Household
from fundapp.kernel.labels import Text
from fundapp.regulations.models import Regulation


class Ask(Protocol):
    """What one household asks for under a programme: the programme's own row, whose id is that of its case.

    The class also names its programme, so that whoever holds a row needs nothing else.
    """

    __tablename__: Any
    programme: ClassVar["Programme"]
    # Columns of a mapped class are descriptors; what matters here is that they are there.
    id: Any
    unit_id: Any
    kind: Any
    description: Any

    @property
    def case(self) -> Case: ...


def nothing_derived(household: Household, content: Any) -> Mapping[str, Any]:
    """The row of most programmes is just what was typed."""
    return {}


def the_norm(session: Session, ask: Any, regulation: Regulation, norm_amount: int | None, on: date) -> int | None:
    """Most programmes grant up to the norm of the kind."""
    return norm_amount


def of_the_fund(session: Session, ask: Any) -> str | None:
    """Most programmes give: their payments are debited to the fund's capital."""
    return None


def nothing_opposed(session: Session, model: type[Any], household: Household, content: Any, except_id: int) -> Text | None:
    """Most programmes are opposed by nothing but their unique column."""
    return None


def nothing_held(session: Session, household: Household) -> None:
    """Most programmes have no limit over several requests."""


def papers_first(ask: Any) -> bool:
    """Requests of most programmes are handed in once their papers are there."""
    return False


def ready_at_once(session: Session, ask: Any) -> Text | None:
    """Most programmes pay on their decision."""
    return None


@dataclass(frozen=True)
class Programme:
    """One programme, as the judging, deciding and paying of its requests needs to know it.

    `kinds`, `purposes` ("xây mới nhà…", after "hỗ trợ") and `summaries` ("Về việc…") go by kind. `facts` puts what the programme itself knows of a
    request beside the facts of its household. `cells` are the columns of its row on which a decision rests, with their labels. `check` refuses content
    that contradicts itself. `at_payment` are the facts asked again when money is about to leave.

    `derived` are columns of the row that follow from household and content; `once_by` names the one of them that no two living requests of any units may
    share (the row then has `is_live`). `most` bounds what the regulation grants further than by its norm, for instance by a yearly limit.
    `one_of_each_kind`: a household may have one request of each kind under way, not only one of the programme.
    """

    slug: str
    name: Text
    kinds: Mapping[str, Text]
    purposes: Mapping[str, Text]
    summaries: Mapping[str, Text]
    facts: Callable[[Session, Any, Mapping[str, Any], date], dict[str, Any]]
    cells: tuple[tuple[str, Text], ...]
    check: Callable[[Any, date], None]
    at_payment: frozenset[str]
    words: Words = field(default_factory=Words)
    derived: Callable[[Household, Any], Mapping[str, Any]] = nothing_derived
    once_by: str | None = None
    most: Callable[[Session, Any, Regulation, int | None, date], int | None] = the_norm
    one_of_each_kind: bool = False
    # What else forbids a request of a household, looked at over all units; what is locked while one is opened or decided, so that two at once are reckoned in turn.
    opposed: Callable[[Session, type[Any], Household, Any, int], Text | None] = nothing_opposed
    held: Callable[[Session, Household], None] = nothing_held
    # The account that a payment is debited to instead of the fund's capital; what still has to be done before one is ordered; whether one fund pays all.
    account: Callable[[Session, Any], str | None] = of_the_fund
    unready: Callable[[Session, Any], Text | None] = ready_at_once
    one_fund: bool = False
    # Whether a request may be handed in before its papers: they are asked for at an ordinary decision, and when one made at once is confirmed.
    papers_follow: Callable[[Any], bool] = papers_first
