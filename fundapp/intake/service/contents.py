"""What a staged row holds once it is opened: the values, and the person and declaration made of them."""

import json
from datetime import date
from typing import Any

from fundapp.households.service import DeclarationInput, PersonInput
from fundapp.intake.models import IntakeRow


def opened(row: IntakeRow) -> dict[str, Any]:
    """Unseal a row: its values, what was found in its cells, its twin in the list, the other unit it names."""
    content: dict[str, Any] = json.loads(row.content)
    return content


def values_of(row: IntakeRow) -> dict[str, Any]:
    values: dict[str, Any] = opened(row)["values"]
    return values


def person_of(values: dict[str, Any]) -> PersonInput:
    """The member who heads the household, as the list tells."""
    return PersonInput(
        full_name=values.get("full_name") or "", birth=values.get("birth"), sex=values.get("sex"), cccd=values.get("cccd"),
        old_id=values.get("old_id"), phone=values.get("phone"), is_member=True,
    )


def declaration_of(values: dict[str, Any], on: date, source: str) -> DeclarationInput:
    """What the list declares about the household."""
    return DeclarationInput(
        declared_on=on, household_size=values.get("household_size"), income_per_head_amount=values.get("income_per_head"), area=values.get("area"),
        address=values.get("address") or "", categories=tuple(values.get("categories") or ()), circumstances=values.get("circumstances") or "",
        source=source,
    )
