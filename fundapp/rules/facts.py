"""The catalogue of facts: what each is called, of which type, what it means, what to ask for while it is not known. Pure data."""

import tomllib
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from fundapp.kernel.labels import Text, _
from fundapp.kernel.money import MAX_AMOUNT, dong

FactType = Literal["whole", "dong", "percent", "truth", "choice", "choices"]
NUMBERS: tuple[FactType, ...] = ("whole", "dong", "percent")
TYPES: dict[FactType, Text] = {
    "whole": _("số nguyên"),
    "dong": _("số tiền"),
    "percent": _("phần trăm"),
    "truth": _("có hoặc không"),
    "choice": _("một lựa chọn"),
    "choices": _("nhiều lựa chọn"),
}


@dataclass(frozen=True)
class Fact:
    """One fact of the catalogue. `never` is the number that stands for "not once"; `counts` is the unit of a whole number
    (month, person); `grows` says that time alone raises it; `is_private` that it may tell of somebody's health."""

    name: str
    room: str
    type: FactType
    label: Text
    meaning: Text
    ask: Text
    source: Text
    unit: Text = field(default_factory=lambda: Text(""))
    choices: dict[str, Text] = field(default_factory=dict)
    yes: Text = field(default_factory=lambda: _("Có"))
    no: Text = field(default_factory=lambda: _("Không"))
    counts: str | None = None
    never: int | None = None
    never_text: Text = field(default_factory=lambda: Text(""))
    grows: bool = False
    is_private: bool = False

    @property
    def is_number(self) -> bool:
        return self.type in NUMBERS

    def fits(self, value: Any) -> bool:
        """Say whether a known value is of this fact's type and among its choices."""
        if self.is_number:
            return type(value) is int and abs(value) <= MAX_AMOUNT
        if self.type == "truth":
            return type(value) is bool
        if self.type == "choice":
            return isinstance(value, str) and value in self.choices
        return isinstance(value, (list, tuple, set, frozenset)) and all(one in self.choices for one in value)

    def show(self, value: Any) -> Text:
        """Say a known value as people read it: 36 tháng, 3.500.000 đồng/người/tháng, Hộ cận nghèo."""
        if self.is_number:
            return self._number(value)
        if self.type == "truth":
            return self.yes if value else self.no
        if self.type == "choice":
            return self.choices[value]
        named = [label for name, label in self.choices.items() if name in value]
        return Text(", ".join(named)) if named else _("không có")

    def _number(self, value: int) -> Text:
        if self.never is not None and value >= self.never:
            return self.never_text
        if self.type == "percent":
            return _("%(n)s%%", n=dong(value))
        return _("%(n)s %(unit)s", n=dong(value), unit=self.unit)


def _read(name: str, row: dict[str, Any]) -> Fact:
    texts: dict[str, Any] = {key: Text(row.pop(key)) for key in ("label", "meaning", "ask", "source", "unit", "yes", "no", "never_text") if key in row}
    choices = {key: Text(label) for key, label in row.pop("choices", {}).items()}
    return Fact(name=name, choices=choices, **texts, **row)


@cache
def catalogue() -> dict[str, Fact]:
    """Give every fact by its name."""
    raw = tomllib.loads(files("fundapp.rules").joinpath("data/facts.toml").read_text(encoding="utf-8"))
    return {name: _read(name, dict(row)) for name, row in raw.items()}
