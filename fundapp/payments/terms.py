"""Which steps a payment of a unit takes, and up to which amount who signs: as decided, in force from a day. Pure."""

import tomllib
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Protocol, TypeVar

from fundapp.kernel.labels import Text, _

FALLBACK = tomllib.loads((Path(__file__).parent / "data" / "terms.toml").read_text(encoding="utf-8"))
HAS_SIGNER: bool = FALLBACK["has_signer"]
COOLING_DAYS: int = FALLBACK["cooling_days"]
MOST_COOLING_DAYS = 60


class TermsState(StrEnum):
    """Where terms stand."""

    PROPOSED = "proposed"
    IN_FORCE = "in_force"
    REFUSED = "refused"


TERMS_LABELS: dict[str, Text] = {"proposed": _("Chờ xác nhận"), "in_force": _("Đã xác nhận"), "refused": _("Không đồng ý")}
TERMS_TONES = {"proposed": "waiting", "in_force": "good", "refused": "done"}


class Limit(Protocol):
    """Up to this amount (đồng) a role at a kind of unit signs payments of one fund, or of every fund without a line of its own."""

    role: str
    unit_kind: str
    book_id: int | None
    amount: int


class Dated(Protocol):
    """Terms, as far as their days go."""

    state: str
    valid_from: date


T = TypeVar("T", bound=Dated)


def in_force(versions: Iterable[T], on: date) -> T | None:
    """The terms that hold on a day: those confirmed that began last."""
    known = [one for one in versions if one.state == TermsState.IN_FORCE and one.valid_from <= on]
    return max(known, key=lambda one: one.valid_from, default=None)


def most(limits: Sequence[Limit], role: str, unit_kind: str, book_ids: Collection[int]) -> int | None:
    """The largest payment out of these funds that this role at this kind of unit signs; None: any. Where there are limits, no line is no authority.

    A payment out of several funds lies within the limit of each with its whole amount, so that it is not shared out to pass below one.
    """
    if not limits:
        return None
    own = {one.book_id: one.amount for one in limits if one.role == role and one.unit_kind == unit_kind}
    return min((own.get(book_id, own.get(None, 0)) for book_id in book_ids), default=0)
