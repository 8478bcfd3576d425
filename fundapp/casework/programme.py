"""What a programme is to the generic part of a request: its words, its facts, its sealed cells. Data, and functions that it supplies.

The pages' part of the same description (form, templates, menu) is `fundapp.casework.pages.Pages`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Protocol

from sqlalchemy.orm import Session

from fundapp.cases.models import Case
from fundapp.casework.words import Words
from fundapp.kernel.labels import Text


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


def of_the_fund(session: Session, ask: Any) -> str | None:
    """Most programmes give: their payments are debited to the fund's capital."""
    return None


def ready_at_once(session: Session, ask: Any) -> Text | None:
    """Most programmes pay on their decision."""
    return None


@dataclass(frozen=True)
class Programme:
    """One programme, as the judging, deciding and paying of its requests needs to know it.

    `kinds`, `purposes` ("xây mới nhà…", after "hỗ trợ") and `summaries` ("Về việc…") go by kind. `facts` puts what the programme itself knows of a
    request beside the facts of its household. `cells` are the columns of its row on which a decision rests, with their labels. `check` refuses content
    that contradicts itself. `at_payment` are the facts asked again when money is about to leave.
    """

    slug: str
    name: Text
    kinds: Mapping[str, Text]
    purposes: Mapping[str, Text]
    summaries: Mapping[str, Text]
    facts: Callable[[Session, Any, Mapping[str, Any]], dict[str, Any]]
    cells: tuple[tuple[str, Text], ...]
    check: Callable[[Any], None]
    at_payment: frozenset[str]
    words: Words = field(default_factory=Words)
    # The account that a payment is debited to instead of the fund's capital; what still has to be done before one is ordered; whether one fund pays all.
    account: Callable[[Session, Any], str | None] = of_the_fund
    unready: Callable[[Session, Any], Text | None] = ready_at_once
    one_fund: bool = False
