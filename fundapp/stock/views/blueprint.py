"""The blueprint, and what the families of pages share."""

from typing import Any

from flask import Blueprint, g

from fundapp.stock.kinds import COUNT_LABELS, COUNT_TONES, KIND_LABELS, SERIES_TITLES, STATE_LABELS, STATE_TONES

bp = Blueprint("stock", __name__, url_prefix="/stock")
WORDS: dict[str, Any] = {
    "kind_labels": KIND_LABELS, "state_labels": STATE_LABELS, "state_tones": STATE_TONES, "titles": SERIES_TITLES, "count_labels": COUNT_LABELS,
    "count_tones": COUNT_TONES,
}


def own_unit() -> int | None:
    """The unit for which the actor makes slips: that of the post."""
    units = g.actor.units_with("stock:make")
    return units[0] if units else None
