"""The life of a gift list: who moves it from which state to which. Pure."""

from enum import StrEnum
from typing import NamedTuple


class State(StrEnum):
    """Where a list stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    REVIEWED = "reviewed"
    DECIDED = "decided"
    GIVING = "giving"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class Act(StrEnum):
    """What may be done to a list. `trim` strikes rows at the review, `cut` at the decision, `drop` takes one out of a decided list."""

    OPEN = "open"
    AMEND = "amend"
    SUBMIT = "submit"
    SEND_BACK = "send_back"
    TRIM = "trim"
    REVIEW = "review"
    REJECT = "reject"
    CUT = "cut"
    DECIDE = "decide"
    DROP = "drop"
    START = "start"
    CLOSE = "close"
    CANCEL = "cancel"


class Transition(NamedTuple):
    """One act from one state to another."""

    act: Act
    state: State
    to_state: State

    @property
    def key(self) -> str:
        return f"{self.act}:{self.state}>{self.to_state}"


TRANSITIONS = (
    Transition(Act.AMEND, State.DRAFT, State.DRAFT),
    Transition(Act.SUBMIT, State.DRAFT, State.SUBMITTED),
    Transition(Act.SEND_BACK, State.SUBMITTED, State.DRAFT),
    Transition(Act.TRIM, State.SUBMITTED, State.SUBMITTED),
    Transition(Act.REVIEW, State.SUBMITTED, State.REVIEWED),
    Transition(Act.REJECT, State.REVIEWED, State.DRAFT),
    Transition(Act.CUT, State.REVIEWED, State.REVIEWED),
    Transition(Act.DECIDE, State.REVIEWED, State.DECIDED),
    Transition(Act.DROP, State.DECIDED, State.DECIDED),
    Transition(Act.DROP, State.GIVING, State.GIVING),
    Transition(Act.START, State.DECIDED, State.GIVING),
    Transition(Act.CLOSE, State.GIVING, State.CLOSED),
    Transition(Act.CANCEL, State.DRAFT, State.CANCELLED),
)
# Three groups of acts; nobody stands in two of them on one list.
LISTING = frozenset({Act.OPEN, Act.AMEND, Act.SUBMIT})
REVIEWING = frozenset({Act.SEND_BACK, Act.TRIM, Act.REVIEW})
DECIDING = frozenset({Act.REJECT, Act.CUT, Act.DECIDE})
LOCKED = (State.DECIDED, State.GIVING, State.CLOSED)


def transition_of(act: Act, state: str) -> Transition | None:
    """Find where an act leads from a state; None when it is not allowed there."""
    return next((step for step in TRANSITIONS if step.act is act and step.state == state), None)
