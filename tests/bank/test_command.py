"""The command as scripts call it: JSON that says everything, exit 0 only on success, no database for a dry run."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from fundapp.cli import main, program
from tests.bank.files import csv_of, statement_rows

SAMPLE = Path(__file__).parents[1] / "data" / "bank" / "mb-like-2026-10.xlsx"


@pytest.fixture(autouse=True)
def no_database(monkeypatch: pytest.MonkeyPatch) -> None:
    def asked() -> None:
        raise AssertionError("a dry run opens no database")

    monkeypatch.setattr(program, "database", asked)


def run(*arguments: Any) -> Any:
    return CliRunner().invoke(main, ["statement", *map(str, arguments), "--account", "KHONG-CO", "--dry-run"])


def test_a_dry_run_tells_everything_without_a_database():
    told = run(SAMPLE, "--json")
    assert told.exit_code == 0
    assert json.loads(told.output)["closing"] == 25_377_112
    assert "15 dòng, cộng đủ" in run(SAMPLE).output


def test_a_refusal_has_a_code_and_a_place_and_does_not_exit_0(tmp_path: Path):
    path = tmp_path / "a.csv"
    path.write_bytes(csv_of(statement_rows(end=[["Số dư cuối kỳ", "", "", "", "1.300.001", ""]])))
    told = run(path, "--json")
    assert told.exit_code == 1
    refusal = json.loads(told.output)["refusal"]
    assert (refusal["code"], refusal["row"], refusal["column"]) == ("does_not_add_up", 9, "E")
    assert "Dòng 9, cột E" in run(path).output
