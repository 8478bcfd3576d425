"""A birth date as lists write it: whole, in part, as a serial number of Excel, with a year of two digits."""

import re
from datetime import date, datetime, timedelta

from fundapp.intake.fields.reading import ERROR, REPAIR, WARNING, Reading, Setting, silent, tidy
from fundapp.sheets.cells import Cell, is_blank

YOUNGEST, OLDEST = 15, 115


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
