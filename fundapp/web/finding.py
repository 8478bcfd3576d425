"""The shape in which every room answers the global search."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Hit:
    """One thing found: what it is called, what it is, and the subject that leads to its page."""

    title: str
    note: str
    subject: str
