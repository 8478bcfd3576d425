"""A new installation, and the tree from a list: each row by itself, nothing twice, nothing out of reach."""

from datetime import date
from typing import Any

import pytest

from fundapp.access.models import Post, TrailEntry, User
from fundapp.access.trail import Server
from fundapp.cli import first_administrator
from fundapp.founding import work
from fundapp.founding.service import Outcome, Taking, Usual
from fundapp.founding.unit_list import UnitRow
from fundapp.kernel import clock
from fundapp.kernel.db import Database
from fundapp.orgs import check, queries
from fundapp.orgs.models import Unit
from tests.conftest import EVERYTHING

DAY = date(2025, 7, 1)


@pytest.fixture
def founded(db: Database) -> Database:
    first_administrator(db, "quantri")
    return db


def take(db: Database, *rows: dict[str, Any], reach: set[int] | None = None, is_tried: bool = False) -> list[Any]:
    with db.reading(EVERYTHING) as session:
        top = session.query(Unit).filter(Unit.parent_id.is_(None)).one().id
    units = [UnitRow(number, {"on": DAY, **values}) for number, values in enumerate(rows, 1)]
    read: Any = type("Read", (), {"rows": units})
    return work.take(db, read, Taking(Usual(top, clock.today()), Server(), reach), is_tried=is_tried)


PROVINCE = {"name": "Liên đoàn Lao động tỉnh Ninh Bình", "code": "LDLD-NB", "on": date(1992, 4, 1)}
COMMUNE = {"name": "Công đoàn xã Hải Anh", "parent": "LDLD-NB"}
UNION = {"name": "CĐCS Công ty May Một", "parent": "Công đoàn xã Hải Anh", "on": date(2012, 3, 26)}


def test_the_first_administrator_stands_at_the_top_which_is_older_than_all(founded: Database) -> None:
    with founded.reading(EVERYTHING) as session:
        [top], [user], [post] = session.query(Unit), session.query(User), session.query(Post)
        assert (top.code, top.valid_from, top.parent_id) == ("TLD", date(1946, 7, 20), None)
        assert (user.username, user.must_change_password, post.role, post.unit_id) == ("quantri", True, "administrator", top.id)
        assert {entry.act for entry in session.query(TrailEntry)} == {"unit.open", "user.add", "user.post"}


def test_a_tree_is_opened_whatever_the_order_of_its_rows(founded: Database) -> None:
    lines = take(founded, UNION, COMMUNE, PROVINCE)
    assert [(line.row, line.outcome, line.code) for line in lines] == [
        (1, Outcome.OPENED, "CDCS-MAY"), (2, Outcome.OPENED, "CDX-HAIANH"), (3, Outcome.OPENED, "LDLD-NB"),
    ]
    with founded.reading(EVERYTHING) as session:
        union = queries.unit_by_code(session, "CDCS-MAY")
        assert [above.code for above in queries.above(session, union)] == ["CDX-HAIANH", "LDLD-NB", "TLD"]
        assert all(one.ok for one in check.invariants(session))


def test_the_same_list_again_opens_nothing(founded: Database) -> None:
    take(founded, PROVINCE, COMMUNE, UNION)
    assert {line.outcome for line in take(founded, PROVINCE, COMMUNE, UNION)} == {Outcome.KNOWN}


def test_a_bad_row_costs_only_those_below_it(founded: Database) -> None:
    lines = take(
        founded, PROVINCE, {**COMMUNE, "kind": "Câu lạc bộ"}, UNION, {**COMMUNE, "name": "Công đoàn xã Hải Hậu"},
        {"name": "CĐCS Hai", "parent": "Công đoàn xã Hải Hậu"}, {"name": "Phòng Hành chính", "parent": "LDLD-NB"},
    )
    assert [line.outcome.value for line in lines] == ["opened", "bad", "bad", "opened", "opened", "bad"]
    assert [(wrong.fact, str(wrong.message)[:19]) for line in lines for wrong in line.wrong] == [
        ("kind", "Chưa rõ loại tổ chứ"), ("parent", "Không có đơn vị nào"), ("name", "Chưa rõ loại tổ chứ"),
    ]
    mended = take(founded, COMMUNE, UNION)
    assert [line.outcome.value for line in mended] == ["opened", "opened"]


@pytest.mark.parametrize(("row", "fact", "message"), [
    ({"name": "CĐCS Một", "code": "LDLD-NB"}, "code", "đã là của Liên đoàn"),
    ({"name": "CĐCS Một", "code": "x/"}, "code", "chữ không dấu"),
    ({"name": "Công đoàn xã A", "on": date(2020, 1, 1)}, "kind", "Loại tổ chức này không còn"),
    ({"name": "Liên đoàn Lao động tỉnh B", "parent": "LDLD-NB"}, "parent", "không trực thuộc"),
    ({"name": "CĐCS Một", "parent": "Không Có"}, "parent", "Không có đơn vị nào"),
    ({"name": "CĐCS Một", "parent": "Công đoàn xã Trùng"}, "parent", "nhiều đơn vị trùng tên"),
    ({"name": "CĐCS Một", "under_since": date(2020, 1, 1)}, "under_since", "không thể trước ngày thành lập"),
])
def test_what_is_refused_names_its_column(founded: Database, row: dict[str, Any], fact: str, message: str) -> None:
    twins = [{"name": "Công đoàn xã Trùng", "parent": "LDLD-NB", "code": code} for code in ("T-1", "T-2")]
    *good, bad = take(founded, PROVINCE, *twins, row)
    assert {line.outcome for line in good} == {Outcome.OPENED}
    assert [(wrong.fact, message in str(wrong.message)) for wrong in bad.wrong] == [(fact, True)]


def test_a_try_tells_the_same_and_leaves_nothing(founded: Database) -> None:
    tried = take(founded, UNION, COMMUNE, PROVINCE, is_tried=True)
    with founded.reading(EVERYTHING) as session:
        assert session.query(Unit).count() == 1
    assert [(line.outcome, line.code) for line in tried] == [(line.outcome, line.code) for line in take(founded, UNION, COMMUNE, PROVINCE)]


def test_only_units_within_reach_are_hung_under(founded: Database) -> None:
    province, *_ = take(founded, PROVINCE, {"name": "Liên đoàn Lao động tỉnh Hà Nam", "code": "LDLD-HN"})
    lines = take(founded, COMMUNE, UNION, {"name": "Công đoàn xã Liêm Hà", "parent": "LDLD-HN"}, reach={province.unit_id})
    assert [line.outcome.value for line in lines] == ["opened", "opened", "bad"]
    assert "ngoài phạm vi" in str(lines[2].wrong[0].message)


def test_hundreds_of_units_are_opened_in_parts(founded: Database, monkeypatch: Any) -> None:
    monkeypatch.setattr(work, "TOGETHER", 40)
    rows = [{"name": f"CĐCS Công ty Số {number}", "parent": "Công đoàn xã Hải Anh"} for number in range(150)]
    lines = take(founded, *rows, COMMUNE, PROVINCE)
    assert {line.outcome for line in lines} == {Outcome.OPENED}
    assert len({line.code for line in lines}) == 152
