"""Who stands on an order, held against its events. Pure."""

from collections.abc import Sequence
from typing import Any

from fundapp.payments.lifecycle import MAKING, Act

DONE_BY = (("checked_by_id", Act.CHECK), ("signed_by_id", Act.SIGN), ("paid_by_id", Act.PAY), ("reversed_by_id", Act.REVERSE))


def same_people(order: Any, events: Sequence[Any]) -> bool:
    """Whether who stands on the order for an act is who did it last by its events (oldest first)."""
    last = {event.act: event.by_id for event in events}
    maker = next((event.by_id for event in reversed(events) if event.act in MAKING), None)
    said = ((order.made_by_id, maker), *((getattr(order, column), last.get(act)) for column, act in DONE_BY))
    return all(person in (None, by) for person, by in said)


def makers_of(events: Sequence[Any]) -> set[int | None]:
    """Everybody who made or mended an order, by its events."""
    return {event.by_id for event in events if event.act in MAKING}


def plain(text: str) -> str:
    """A text with its spaces as a voucher keeps them."""
    return " ".join(text.split())
