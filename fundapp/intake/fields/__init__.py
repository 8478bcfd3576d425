"""Read one cell of a roster: the value it means, and what was found on the way. Pure.

error: the row waits until somebody corrects it. warning: it is taken in and somebody looks. repair: the value was
changed on the way and is worth showing. silent: nothing was lost.
"""

from collections.abc import Callable

from fundapp.intake.fields.births import read_birth
from fundapp.intake.fields.living import read_area, read_codes, read_household_size, read_money
from fundapp.intake.fields.persons import REPAIR_CODES, read_identity, read_name, read_phone_number, read_sex, read_text
from fundapp.intake.fields.reading import ERROR, REPAIR, SILENT, WARNING, Reading, Setting
from fundapp.sheets.cells import Cell

__all__ = [
    "ERROR", "READERS", "REPAIR", "REPAIR_CODES", "SILENT", "WARNING", "Reading", "Setting", "read_birth", "read_codes", "read_identity", "read_money",
    "read_name",
]

READERS: dict[str, Callable[[Cell, Setting], Reading]] = {
    "full_name": read_name,
    "birth": read_birth,
    "sex": read_sex,
    "phone": read_phone_number,
    "unit": read_text,
    "address": read_text,
    "area": read_area,
    "household_size": read_household_size,
    "income_per_head": lambda cell, setting: read_money("income_per_head", cell, setting),
    "categories": lambda cell, setting: read_codes("categories", cell, setting),
    "circumstances": read_text,
    "requests": lambda cell, setting: read_codes("requests", cell, setting),
    "amount_requested": lambda cell, setting: read_money("amount_requested", cell, setting),
    "note": read_text,
}
