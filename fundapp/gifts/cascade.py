"""Places of a benefit line shared among the units below one, nothing lost. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from fundapp.kernel.money import share


@dataclass(frozen=True)
class Below:
    """One unit that places are passed to, in the order of the codes, with the weight it is measured by."""

    unit_id: int
    code: str
    weight: int


def shared(places: int, units: Sequence[Below]) -> dict[int, int]:
    """Share places by weight, by the largest remainder; ties go to the earlier code: 168 by 2190, 36010, 805 is 9, 155, 4.

    ValueError when nobody has a weight.
    """
    ordered = sorted(units, key=lambda unit: unit.code)
    return dict(zip((unit.unit_id for unit in ordered), share(places, [unit.weight for unit in ordered]), strict=True))


@dataclass(frozen=True)
class Standing:
    """What a unit holds of a line: what came, what went, what is listed."""

    received: int
    passed_down: int
    given_back: int
    taken_back: int
    listed: int

    @property
    def assigned(self) -> int:
        """Places that came to the unit and were not passed on: they are listed, free or given back."""
        return self.received + self.taken_back - self.passed_down

    @property
    def own(self) -> int:
        """Places the unit may fill itself."""
        return self.assigned - self.given_back

    @property
    def free(self) -> int:
        """Places not filled yet."""
        return self.own - self.listed

    @property
    def rate(self) -> int:
        """How much of the own places is filled, in whole percent, rounded down; 100 when there are none."""
        return 100 if not self.own else self.listed * 100 // self.own
