"""Invented people for the tests of this room (numbers lie in ranges that are not given out)."""

from datetime import date
from typing import Any

from fundapp.households.models import Household
from fundapp.households.registration import DeclarationInput, PersonInput
from fundapp.households.service import register

TODAY = date(2026, 11, 21)


def head(**told: Any) -> PersonInput:
    return PersonInput(
        **{
            "full_name": "Nguyễn Thị Ánh", "birth": "1988-03-04", "sex": "F", "cccd": "036188900501", "phone": "0301900501", "bank_code": "VCB",
            "bank_account": "9990001234", "is_member": True, "joined_union_on": date(2020, 5, 4), "employed_since_on": date(2019, 1, 2), **told,
        }
    )


def declaration(**told: Any) -> DeclarationInput:
    return DeclarationInput(
        **{
            "declared_on": date(2026, 11, 1), "household_size": 4, "income_per_head_amount": 1_400_000, "area": "rural", "categories": ("hardship",),
            "address": "Xóm 3, xã Hải Anh", "circumstances": "Chồng bệnh tim, con nhỏ", **told,
        }
    )


def put_on_file(world: Any, code: str = "CDCS-BML", by: str | None = "hoa", said: dict[str, Any] | None = None, **told: Any) -> int:
    """Register one household and commit; gives its id."""
    with world.transaction(by) as session:
        actor = world.actor(by) if by else None
        row: Household = register(
            session, unit_id=world.units[code], head=head(**told), declaration=declaration(**(said or {})), by=actor, on=TODAY
        )
        return row.id
