"""The commands that found an installation and keep its people, as the server's administrator types them."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from fundapp import cli
from fundapp.access.models import Post, SignIn, User
from fundapp.kernel.db import Database
from tests.conftest import EVERYTHING, World
from tests.founding.lists import workbook

ROWS = [
    (1, "LDLD-NB", "Liên đoàn Lao động tỉnh Ninh Bình", None, "TLD", "01/04/1992", None),
    (2, None, "Công đoàn xã Hải Anh", None, "LDLD-NB", None, None),
    (3, None, "CĐCS Một", None, "Không Có", "26/03/2012", 85),
]


def run(monkeypatch: Any, db: Database, *arguments: str, code: int = 0) -> str:
    monkeypatch.setattr(cli.program, "database", lambda: db)
    done = CliRunner().invoke(cli.main, list(arguments))
    assert done.exit_code == code, done.output
    return done.output


@pytest.fixture
def units(tmp_path: Path) -> Path:
    path = tmp_path / "units.xlsx"
    path.write_bytes(workbook(ROWS))
    return path


def test_units_are_tried_then_opened(monkeypatch: Any, db: Database, units: Path, tmp_path: Path) -> None:
    cli.first_administrator(db, "quantri")
    told = json.loads(run(monkeypatch, db, "units", str(units), "--day", "01/07/2025", "--dry-run", "--json", code=1))
    assert (told["opened"], told["bad"], told["dry_run"]) == (2, 1, True)
    bad = tmp_path / "bad.xlsx"
    said = run(monkeypatch, db, "units", str(units), "--day", "01/07/2025", "--bad", str(bad), code=1)
    assert "2 đơn vị mở mới, 0 đã có, 1 dòng cần sửa" in said
    assert "hàng 6, Cấp trên" in said
    assert any(cell.value == "CĐCS Một" for row in load_workbook(bad).worksheets[0].iter_rows() for cell in row)
    assert "0 đơn vị mở mới, 2 đã có" in run(monkeypatch, db, "units", str(units), "--under", "LDLD-NB", code=1)


@pytest.mark.parametrize(("arguments", "message"), [(("--day", "hôm qua"), "ngày"), (("--under", "KHONG-CO"), "Không có đơn vị cấp trên")])
def test_what_is_typed_wrongly_is_said(monkeypatch: Any, db: Database, units: Path, arguments: tuple[str, ...], message: str) -> None:
    cli.first_administrator(db, "quantri")
    assert message in run(monkeypatch, db, "units", str(units), *arguments, code=1)


def test_people_are_kept_by_commands_too(monkeypatch: Any, world: World, client: Any) -> None:
    client("hoa")
    assert "Mật khẩu" in run(monkeypatch, world.db, "user", "add", "thu", "--name", "Lê Thu", "--role", "officer", "--unit", "CDCS-TRUC")
    run(monkeypatch, world.db, "user", "post", "thu", "--role", "reviewer", "--unit", "CDX-HAIANH")
    assert "đang giữ" in run(monkeypatch, world.db, "user", "post", "thu", "--role", "reviewer", "--unit", "CDX-HAIANH", code=1)
    run(monkeypatch, world.db, "user", "end", "hoa", "--role", "officer", "--unit", "CDCS-BML")
    assert "không giữ" in run(monkeypatch, world.db, "user", "end", "hoa", "--role", "officer", "--unit", "CDCS-BML", code=1)
    run(monkeypatch, world.db, "user", "lock", "thu", "--reason", "thử")
    assert "đã bị khóa" in run(monkeypatch, world.db, "user", "lock", "thu", "--reason", "thử", code=1)
    run(monkeypatch, world.db, "user", "unlock", "thu")
    assert "Không có người dùng" in run(monkeypatch, world.db, "user", "unlock", "khong.co", code=1)
    with world.db.reading(EVERYTHING) as session:
        assert session.query(Post).join(User, User.id == Post.user_id).filter(User.username == "thu").count() == 2
        assert session.query(SignIn).filter(SignIn.user_id == world.users["hoa"], SignIn.ended_at.is_(None)).count() == 0
