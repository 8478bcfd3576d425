"""How a staged row is shown: names in clear, numbers masked, what stood there beside what was made of it. Pure.

A column may stand in another one's place, so a number as long as a person's is masked wherever it stands.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from fundapp.intake import messages, words
from fundapp.kernel.identity import mask
from fundapp.kernel.labels import Text, _
from fundapp.kernel.money import dong

MASKED = ("cccd", "old_id", "phone")
# Columns in which people write about illness: shown to those who may read about a household's health.
HEALTH = ("categories", "circumstances")
SEALED = "•••"
LONG_NUMBER = re.compile(r"\d(?:[ .\-]?\d){8,}")
LONG_AMOUNT = re.compile(r"\d{11,}")
LONGEST_RAW = 60
SHARED: dict[str, Text] = {
    "cccd": _("số CCCD"), "old_id": _("số CMND"), "full_name": _("họ tên"), "birth": _("ngày sinh"), "phone": _("số điện thoại"), "address": _("địa chỉ"),
}


@dataclass(frozen=True)
class Item:
    """One thing found in one cell of a row."""

    severity: str
    cell: str
    title: str
    raw: str
    value: str
    reason: Text
    hint: Text


@dataclass
class Line:
    """One row of a list as its officer sees it."""

    name: str
    about: str
    requests: str
    amount: int | None
    has_housing_request: bool
    items: list[Item] = field(default_factory=list)
    twin: Text | None = None
    other_unit: str | None = None


def line_of(content: dict[str, Any], *, sees_health: bool) -> Line:
    """Show one opened row."""
    values = content["values"]
    about = [show("birth", values.get("birth")), show("cccd", values.get("cccd") or values.get("old_id"))]
    requests = values.get("requests") or []
    return Line(
        name=values.get("full_name") or str(_("(chưa có họ tên)")), about=" · ".join(part for part in about if part), requests=show("requests", requests),
        amount=values.get("amount_requested"), has_housing_request=any(code.startswith("housing") for code in requests),
        items=[_item(found, sees_health) for found in content["found"]], twin=_twin(content.get("twin")), other_unit=content.get("other_unit"),
    )


def _item(found: dict[str, Any], sees_health: bool) -> Item:
    fact, code = found["fact"], found["code"]
    raw, value = show_raw(fact, found["raw"]), show(fact, found["value"])
    if fact in HEALTH and not sees_health:
        raw, value = raw and SEALED, value and SEALED
    return Item(found["severity"], found["cell"], words.title(fact), raw, value, messages.reason(code), messages.hint(code))


def _twin(twin: dict[str, Any] | None) -> Text | None:
    if twin is None:
        return None
    share = ", ".join(SHARED[fact] for fact in twin["share"])
    if twin["verdict"] == "same_person":
        return _("Cùng một người với hàng %(row)s (trùng %(share)s)", row=twin["row"], share=share)
    return _("Có thể cùng một người với hàng %(row)s (trùng %(share)s)", row=twin["row"], share=share)


def show_raw(fact: str, raw: Any) -> str:
    """What stood in the cell; of a number of a person only the end."""
    if raw is None:
        return ""
    text = "/".join(reversed(raw.split("-"))) if fact == "birth" and isinstance(raw, str) and len(raw) == 10 and raw[4] == "-" else str(raw)
    if fact in MASKED and sum(char.isdigit() for char in text) > 4:
        return mask(text)
    text = (LONG_AMOUNT if fact in words.MONEY_FACTS else LONG_NUMBER).sub(lambda number: mask(number.group()), text)
    return text if len(text) <= LONGEST_RAW else text[: LONGEST_RAW - 1] + "…"


def show(fact: str, value: Any) -> str:
    """A value as people read it."""
    if value is None or value == []:
        return ""
    if fact in MASKED:
        return mask(value)
    if fact == "birth":
        return "/".join(reversed(value.split("-")))
    if fact in words.MONEY_FACTS:
        return dong(value)
    if fact in ("categories", "requests"):
        return ", ".join(words.usual(fact, code) for code in value)
    return words.usual(fact, value) if fact in ("area", "sex") else str(value)
