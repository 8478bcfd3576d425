"""The shape in which every room tells what waits for somebody."""

from dataclasses import dataclass
from datetime import date, datetime

from fundapp.kernel.labels import Text


@dataclass(frozen=True)
class Waiting:
    """One thing that waits for the actor: what to do, on what, since when, due when."""

    act: Text
    title: str
    note: str
    subject: str
    since: datetime
    due_on: date | None = None
