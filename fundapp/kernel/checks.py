"""One shape for every invariant that `check` reports."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Invariant:
    """What one invariant found: how many rows it looked at and, in words, each row that breaks it."""

    code: str
    name: str
    rows: int
    wrong: list[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return not self.wrong
