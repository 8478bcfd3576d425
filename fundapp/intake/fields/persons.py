"""Who somebody is: name, sex, identity number, phone, and what a list remarks."""

from collections.abc import Sequence

from fundapp.intake import words
from fundapp.intake.fields.reading import ERROR, LONGEST_TEXT, REPAIR, WARNING, Reading, Setting, silent, tidy
from fundapp.kernel.identity import read_cccd, read_phone
from fundapp.sheets.cells import Cell, is_blank, text_of

REPAIR_CODES = ("leading_zero_lost", "letter_for_digit", "old_prefix", "excel_serial_date")
LONGEST_NAME = 100


def read_name(cell: Cell, setting: Setting) -> Reading:
    """A person's name; capitals or small letters throughout are set right."""
    if is_blank(cell):
        return Reading(None, ((ERROR, "name_missing"),))
    text, code = tidy(cell)
    if not isinstance(cell, str) or len(text) > LONGEST_NAME or not any(char.isalpha() for char in text) or any(char.isdigit() for char in text):
        return Reading(None, ((ERROR, "name_unreadable"),))
    if text in (text.upper(), text.lower()):
        return Reading(" ".join(part[:1].upper() + part[1:].lower() for part in text.split(" ")), silent(code or "capitals"))
    return Reading(text, silent(code))


def read_text(cell: Cell, setting: Setting) -> Reading:
    """Any remark or address as one line."""
    if is_blank(cell):
        return Reading()
    text, code = tidy(cell)
    return Reading(text[:LONGEST_TEXT], silent(code))


def read_sex(cell: Cell, setting: Setting) -> Reading:
    """M or F."""
    if is_blank(cell):
        return Reading()
    text, code = tidy(cell)
    value = words.codes("sex").get(words.key_of(text))
    if value is None:
        return Reading(None, ((WARNING, "sex_unreadable"),))
    usual = words.usual("sex", value)
    if code is None and text != usual and len(text) > 1:
        code = "capitals" if text.lower() == usual.lower() else "no_diacritics"
    return Reading(value, silent(code))


def read_identity(cell: Cell, setting: Setting, sex: str | None, birth: str | None) -> Reading:
    """The identity number: twelve digits, or a nine-digit CMND with the warning `old_id_only`."""
    raw = None if is_blank(cell) else cell if isinstance(cell, int | float) and not isinstance(cell, bool) else text_of(cell) if not isinstance(cell, str) else cell
    identity = read_cccd(raw, sex=sex, birth=birth, on=setting.on)
    if identity.error == "empty":
        return Reading(None, ((WARNING, "id_missing"),))
    if not identity.ok:
        return Reading(None, ((ERROR, f"id_{identity.error}"),))
    found = [(WARNING, code if code == "old_id_only" else f"id_{code}") for code in identity.warnings]
    return Reading(identity.value, tuple(found) + _changes(identity.repairs, cell))


def read_phone_number(cell: Cell, setting: Setting) -> Reading:
    """The first good phone number of the cell."""
    raw = None if is_blank(cell) else cell if isinstance(cell, int | float) and not isinstance(cell, bool) else text_of(cell) if not isinstance(cell, str) else cell
    phone = read_phone(raw)
    if phone.error == "empty":
        return Reading()
    if not phone.ok:
        return Reading(None, ((WARNING, "phone_unreadable"),))
    found = ((WARNING, "several_phones"),) if phone.others else ()
    changes = _changes(phone.repairs, cell)
    if not found and not changes and isinstance(cell, str) and cell != phone.value:
        code = "words_around" if any(char.isalpha() for char in cell) else "spaces" if cell.strip() == phone.value else "separators"
        changes = silent(code)
    return Reading(phone.value, found + changes)


def _changes(repairs: Sequence[str], cell: Cell) -> tuple[tuple[str, str], ...]:
    worth_showing = tuple((REPAIR, code) for code in repairs if code in REPAIR_CODES)
    if worth_showing or not repairs:
        return worth_showing
    is_space_only = isinstance(cell, str) and repairs[0] == "separators" and cell.strip().isdigit()
    return silent("spaces" if is_space_only else repairs[0])
