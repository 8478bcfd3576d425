"""What a read list says, in the keys that other people's scripts rely on (the `.expected.json` files). Pure."""

from collections.abc import Iterable
from typing import Any

from fundapp.intake import words
from fundapp.intake.duplicates import Pair, find_namesakes, find_pairs
from fundapp.intake.roster import ERROR, REPAIR, WARNING, Finding, Roster

SUMS = ("household_size", "income_per_head", "amount_requested")


def report_of(roster: Roster, file_name: str) -> dict[str, Any]:
    """Tell everything about a list as data; days are ISO, amounts đồng, rows those of the spreadsheet."""
    pairs = find_pairs(roster.people)
    bad = sum(person.is_bad for person in roster.people)
    report: dict[str, Any] = {
        "file": file_name,
        "sheets": [_sheet(reading) for reading in roster.sheets],
        "columns": _columns(roster),
        "people_rows": len(roster.people),
        "bad_rows": bad,
        "good_rows": len(roster.people) - bad,
        "sums_over_all_people_rows": {fact: roster.total_of(fact) for fact in SUMS},
        "total_row": _total(roster),
        "rows_that_are_no_people": [{"sheet": sheet, "row": row, "why": why} for sheet, row, why in roster.other_rows],
        "units": sorted({person.values["unit"] for person in roster.people if person.values.get("unit")}),
        "errors": _findings(roster.findings(ERROR)),
        "warnings": _findings(roster.findings(WARNING)),
        "repairs": _findings(roster.findings(REPAIR)),
        "silent_normalisations": dict(roster.silent),
        "duplicates": [_pair(pair) for pair in pairs],
        "namesakes": [_namesakes(pair) for pair in find_namesakes(roster.people, pairs)],
        "values": _values(roster),
    }
    if roster.encoding:
        report |= {"encoding": roster.encoding, "delimiter": roster.delimiter}
    return report


def _sheet(reading: Any) -> dict[str, Any]:
    if reading.layout is None:
        return {"name": reading.name, "people": False}
    return {"name": reading.name, "people": True, "header_rows": reading.layout.header_rows, "first_person_row": reading.first_row, "last_person_row": reading.last_row}


def _columns(roster: Roster) -> dict[str, str]:
    return dict(roster.layout.by_letter)


def _total(roster: Roster) -> dict[str, int] | None:
    if roster.total is None:
        return None
    row, stated = roster.total
    return {"row": row, "stated": stated, "sum_of_readable_amounts": roster.total_of("amount_requested")}


def _findings(found: Iterable[Finding]) -> list[dict[str, Any]]:
    return [{"sheet": f.sheet, "row": f.row, "column": f.column, "cell": f.cell, "code": f.code, "raw": f.raw, "value": f.value} for f in found]


def _pair(pair: Pair) -> dict[str, Any]:
    return {"rows": [pair.first.row, pair.second.row], "share": pair.share, "differ": pair.differ, "verdict": pair.verdict}


def _namesakes(pair: Pair) -> dict[str, Any]:
    return {"rows": [pair.first.row, pair.second.row], "same_birth_year": pair.is_same_birth_year, "verdict": pair.verdict}


def _values(roster: Roster) -> dict[str, Any]:
    known = set().union(*(person.values for person in roster.people))
    facts = [fact for fact in words.PERSON_FACTS if fact in known]
    return {"columns": ["row", *facts], "rows": [[person.row, *(person.values.get(fact) for fact in facts)] for person in roster.people]}
