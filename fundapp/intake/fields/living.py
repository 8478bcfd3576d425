"""How a household lives: area, number of people, money, and the words for hardship and requests."""

import re
from datetime import date

from fundapp.intake import words
from fundapp.intake.fields.reading import ERROR, WARNING, Reading, Setting, silent, tidy
from fundapp.kernel.money import AmountError, read_amount
from fundapp.sheets.cells import Cell, is_blank

LARGEST_HOUSEHOLD = 40
# A monthly income per head or a request outside these is taken in, and somebody looks whether a zero slipped.
USUAL_AMOUNTS = {"income_per_head": (10_000, 100_000_000), "amount_requested": (10_000, 1_000_000_000)}


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
    if cell is None or is_blank(cell):
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


def _amount(cell: str | float, setting: Setting) -> int:
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
