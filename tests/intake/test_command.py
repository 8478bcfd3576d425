"""The command: a dry run needs nothing but the file; without it the list goes on file at the unit."""

import json
from pathlib import Path
from typing import Any

import pytest

from fundapp.intake.command import read_file, summary
from fundapp.kernel.errors import Refusal

SMALL = Path(__file__).parents[1] / "data" / "rosters" / "roster-small.xlsx"


def test_a_dry_run_needs_no_database_and_no_known_unit():
    report = read_file(SMALL, unit_code="KHONG-CO", dry_run=True)
    expected = json.loads(SMALL.with_name("roster-small.xlsx.expected.json").read_text(encoding="utf-8"))
    assert set(expected) - {"about", "level"} <= set(report)
    json.dumps(report)
    assert "8 dòng cần sửa" in summary(report)[0]


def test_the_list_goes_on_file_at_the_unit(world: Any):
    report = read_file(SMALL, unit_code="CDCS-BML", open_database=lambda: world.db)
    assert report["taken"]["added"] == 29
    assert "29 hộ mới" in summary(report)[-1]
    assert read_file(SMALL, unit_code="CDCS-BML", open_database=lambda: world.db)["taken"]["unchanged"] == 29


def test_an_unknown_unit_or_none_is_refused(world: Any):
    with pytest.raises(Refusal, match="KHONG-CO"):
        read_file(SMALL, unit_code="KHONG-CO", open_database=lambda: world.db)
    with pytest.raises(Refusal, match="--dry-run"):
        read_file(SMALL, open_database=lambda: world.db)
