"""Who may decide how much: the limit that a regulation gives to a role at a kind of unit. Pure."""

from collections.abc import Sequence
from typing import Protocol


class Limit(Protocol):
    """One line of authority: a role at a kind of unit decides up to `amount`."""

    unit_kind: str
    role: str
    amount: int


class HasLimits(Protocol):
    """A regulation, as far as authority goes."""

    @property
    def authority_limits(self) -> Sequence[Limit]: ...


def limit(regulation: HasLimits, unit_kind: str, role: str) -> int | None:
    """Give the most that this role at a unit of this kind may decide; None: nothing at all."""
    found = [line.amount for line in regulation.authority_limits if line.unit_kind == unit_kind and line.role == role]
    return max(found) if found else None


def may_decide(regulation: HasLimits, unit_kind: str, role: str, amount: int) -> bool:
    """Say whether an amount lies within the authority of this role at a unit of this kind."""
    most = limit(regulation, unit_kind, role)
    return most is not None and 0 < amount <= most
