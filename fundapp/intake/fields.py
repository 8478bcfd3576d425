"""Read one cell of a roster: the value it means, and what was found on the way. Pure.

error: the row waits until somebody corrects it. warning: it is taken in and somebody looks. repair: the value was
changed on the way and is worth showing. silent: nothing was lost.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from fundapp.intake import words
from fundapp.kernel.identity import read_cccd, read_phone
from fundapp.kernel.money import AmountError, read_amount
from fundapp.sheets.cells import Cell, is_blank, text_of

ERROR, WARNING, REPAIR, SILENT = "error", "warning", "repair", "silent"
REPAIR_CODES = ("leading_zero_lost", "letter_for_digit", "old_prefix", "excel_serial_date")
YOUNGEST, OLDEST = 15, 115
LARGEST_HOUSEHOLD = 40
LONGEST_NAME = 100
LONGEST_TEXT = 2000
# A monthly income per head or a request outside these is taken in, and somebody looks whether a zero slipped.
USUAL_AMOUNTS = {"income_per_head": (10_000, 100_000_000), "amount_requested": (10_000, 1_000_000_000)}
BLANKS = re.compile(r"[\s\u00a0\u200b-\u200d\u2060\ufeff]+")


@dataclass(frozen=True)
class Reading:
    """What a cell means (`value`) and the (severity, code) pairs found in it."""

    value: Any = None
    found: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Setting:
    """What a cell's reading depends on beside the cell: today, text files, the column's unit of money."""

    on: date
    is_text_file: bool = False
    factor: int = 1


def tidy(cell: Cell) -> tuple[str, str | None]:
    """One line of composed text, and the code of what had to be done for it."""
    raw = text_of(cell) if not isinstance(cell, str) else cell
    composed = unicodedata.normalize("NFC", raw)
    text = BLANKS.sub(" ", composed).strip()
    if composed != raw:
        return text, "unicode_decomposed"
    return text, "spaces" if text != raw else None


def silent(code: str | None) -> tuple[tuple[str, str], ...]:
    return ((SILENT, code),) if code else ()


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


def read_birth(cell: Cell, setting: Setting) -> Reading:
    """A birth date as far as known: yyyy-mm-dd, yyyy-mm or yyyy."""
    if is_blank(cell):
        return Reading(None, ((WARNING, "birth_missing"),))
    if isinstance(cell, datetime):
        cell = cell.date()
    if isinstance(cell, date):
        return _checked(cell, setting, ())
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _birth_of_number(cell, setting)
    text, code = tidy(cell)
    return _birth_of_text(text, code, setting)


def _birth_of_number(number: float, setting: Setting) -> Reading:
    if number != int(number):
        return Reading(None, ((ERROR, "birth_impossible"),))
    if 1000 <= number <= 2999:
        return _partial(int(number), None, setting, ())
    if 1 < number < 100_000:
        day = date(1899, 12, 30) + timedelta(days=int(number))
        if setting.on.year - OLDEST <= day.year and day <= setting.on:
            return Reading(day.isoformat(), ((REPAIR, "excel_serial_date"),))
    return Reading(None, ((ERROR, "birth_impossible"),))


def _birth_of_text(text: str, code: str | None, setting: Setting) -> Reading:
    if match := re.fullmatch(r"(\d{4})(?:\.0)?", text):
        return _partial(int(match[1]), None, setting, silent(code))
    if match := re.fullmatch(r"(\d{1,2})\s*[/.\-]\s*(\d{4})", text):
        return _partial(int(match[2]), int(match[1]), setting, silent(code))
    if match := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T]00:00(?::00)?)?", text):
        text, code = f"{match[3]}/{match[2]}/{match[1]}", "date_style"
    match = re.fullmatch(r"(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{4}|\d{2})", text)
    if match is None:
        return Reading(None, ((ERROR, "birth_impossible"),)) if text.lstrip("-").isdigit() else Reading(None, ((WARNING, "birth_unreadable"),))
    is_short_year = len(match[3]) == 2
    year = int(match[3])
    if is_short_year:
        year += 2000 if 2000 + year <= setting.on.year - YOUNGEST else 1900
    try:
        day = date(year, int(match[2]), int(match[1]))
    except ValueError:
        return Reading(None, ((ERROR, "birth_impossible"),))
    if is_short_year:
        return _checked(day, setting, ((WARNING, "two_digit_year"),))
    is_usual = re.fullmatch(r"\d\d/\d\d/\d{4}", text)
    return _checked(day, setting, silent(code or (None if is_usual else "date_style")))


def _partial(year: int, month: int | None, setting: Setting, found: tuple[tuple[str, str], ...]) -> Reading:
    if month is not None and not 1 <= month <= 12:
        return Reading(None, ((ERROR, "birth_impossible"),))
    reading = _checked(date(max(year, 1), month or 1, 1), setting, found)
    if reading.value is None:
        return reading
    return Reading(f"{year}" if month is None else f"{year}-{month:02d}", found)


def _checked(day: date, setting: Setting, found: tuple[tuple[str, str], ...]) -> Reading:
    if day > setting.on:
        return Reading(None, ((ERROR, "birth_in_future"),))
    if day.year < setting.on.year - OLDEST:
        return Reading(None, ((ERROR, "birth_impossible"),))
    return Reading(day.isoformat(), found)


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


def read_area(cell: Cell, setting: Setting) -> Reading:
    """urban or rural."""
    if is_blank(cell):
        return Reading(None, ((WARNING, "area_missing"),))
    text, code = tidy(cell)
    value = words.codes("area").get(words.key_of(text))
    if value is None:
        return Reading(None, ((WARNING, "area_unreadable"),))
    usual = words.usual("area", value)
    if code is None and text != usual:
        code = "capitals" if text.lower() == usual.lower() else "no_diacritics" if words.key_of(text) == words.key_of(usual) else "abbreviation"
    return Reading(value, silent(code))


def read_household_size(cell: Cell, setting: Setting) -> Reading:
    """How many people live in the household, at least one."""
    if is_blank(cell):
        return Reading(None, ((WARNING, "household_size_missing"),))
    code: str | None = None
    if isinstance(cell, str):
        text, code = tidy(cell)
        match = re.fullmatch(r"(-?\d{1,20})(?:[.,]0)?\s*(người|nhân khẩu|khẩu|nk|n)?", text, re.IGNORECASE)
        if match is None:
            return Reading(None, ((ERROR, "household_size_unreadable"),))
        number: float = int(match[1])
        is_plain = setting.is_text_file and not match[1].startswith("0")
        code = code or ("words_around" if match[2] else None if is_plain else "text_number")
    elif isinstance(cell, int | float) and not isinstance(cell, bool):
        number = cell
    else:
        return Reading(None, ((ERROR, "household_size_unreadable"),))
    if number <= 0:
        return Reading(None, ((ERROR, "household_size_not_positive"),))
    if number != int(number) or number > LARGEST_HOUSEHOLD:
        return Reading(None, ((ERROR, "household_size_unreadable"),))
    return Reading(int(number), silent(code))


def read_money(fact: str, cell: Cell, setting: Setting) -> Reading:
    """Whole đồng. An income that nobody knows is a warning; what could mean two amounts is an error."""
    is_income = fact == "income_per_head"
    if is_blank(cell):
        return Reading(None, ((WARNING, "income_unknown"),)) if is_income else Reading()
    if isinstance(cell, bool | date):
        return Reading(None, ((ERROR, "amount_unreadable"),))
    if isinstance(cell, str) and not any(char.isdigit() for char in cell):
        return Reading(None, ((WARNING, "income_unknown"),)) if is_income else Reading(None, ((ERROR, "amount_unreadable"),))
    try:
        amount = _amount(cell, setting)
    except AmountError as problem:
        return Reading(None, ((ERROR, _amount_code(str(getattr(problem, "reason", problem)))),))
    found: tuple[tuple[str, str], ...] = ()
    if isinstance(cell, str) and not (setting.is_text_file and cell.isdigit()):
        found = silent("number_style")
    low, high = USUAL_AMOUNTS[fact]
    if amount > high or 0 < amount < low:
        found = ((WARNING, "amount_unusual"),)
    return Reading(amount, found)


def _amount(cell: str | float | None, setting: Setting) -> int:
    assert cell is not None
    if setting.factor > 1 and not (isinstance(cell, str) and any(char.isalpha() for char in cell)):
        text = str(cell).strip().replace(",", ".")
        if re.fullmatch(r"\d{1,9}(\.\d{1,6})?", text):
            whole, _dot, part = text.partition(".")
            return read_amount(int(whole) * setting.factor + int(part.ljust(6, "0") or "0") * setting.factor // 1_000_000)
    return read_amount(tidy(cell)[0] if isinstance(cell, str) else cell)


def _amount_code(reason: str) -> str:
    return {"negative": "amount_negative", "too_large": "amount_too_large"}.get(reason, "amount_ambiguous")


def read_codes(kind: str, cell: Cell, setting: Setting) -> Reading:
    """Several words of one cell as codes, in the order of writing."""
    if is_blank(cell):
        return Reading([])
    text, code = tidy(cell.strip().replace("\n", ", ") if isinstance(cell, str) and "\n" in cell else cell)
    found: list[str] = []
    is_unknown = False
    for part in _parts(kind, text):
        meant = _code_of(kind, part)
        is_unknown = is_unknown or meant is None
        if meant is not None and meant not in found:
            found.append(meant)
    if is_unknown:
        return Reading(found, ((WARNING, "category_unknown" if kind == "categories" else "request_unknown"),))
    joint = ", " if kind == "categories" else " + "
    if code is None and text != joint.join(words.usual(kind, each) for each in found):
        code = "synonym"
    return Reading(found, silent(code))


def _parts(kind: str, text: str) -> list[str]:
    if words.key_of(text) in words.codes(kind):
        return [text]
    return [part for part in re.split(r"[,;+/&\n]|\s+và\s+", text) if part.strip(" .-")]


def _code_of(kind: str, part: str) -> str | None:
    key = re.sub(r"\s+nam \d{4}$", "", words.key_of(part))
    known = words.codes(kind)
    if key in known:
        return known[key]
    return next((code for phrase, code in words.phrases(kind) if f" {phrase} " in f" {key} "), None)


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
