"""Acts on the tree: what they keep of the past, and what they refuse."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from fundapp.access.models import TrailEntry
from fundapp.access.trail import Server
from fundapp.kernel import clock
from fundapp.orgs import queries, service
from fundapp.orgs.models import Unit, UnitKind
from fundapp.orgs.service import UnitRefused
from tests.conftest import World

SERVER = Server()
SINCE = date(2025, 7, 1)


@pytest.fixture
def at(world: World) -> Iterator[Any]:
    """A committing session over the world, and a look-up of units by code."""

    class At:
        def __init__(self, session: Session) -> None:
            self.session = session

        def __getitem__(self, code: str) -> Unit:
            unit = queries.unit_by_code(self.session, code)
            assert unit is not None
            return unit

    with world.transaction() as session:
        yield At(session)


def opened(at: Any, **changed: Any) -> Unit:
    usual = {"code": "CDCS-MOI", "name": "CĐCS Mới", "kind": "grassroots", "on": SINCE, "parent": at["CDX-HAIANH"], "by": SERVER}
    return service.open_unit(at.session, **{**usual, **changed})


class TestOpening:
    def test_a_unit_older_than_its_parent_hangs_there_from_the_first_day_of_both(self, at: Any) -> None:
        unit = opened(at, on=date(2012, 3, 26))
        [(link, parent)] = queries.parents_of(at.session, unit)
        assert (unit.valid_from, link.valid_from, parent.code) == (date(2012, 3, 26), SINCE, "CDX-HAIANH")
        assert unit.path == f"{at['CDX-HAIANH'].path}{unit.id}/"

    def test_it_is_on_the_trail_with_its_code(self, at: Any) -> None:
        unit = opened(at, document="QĐ 12")
        at.session.flush()
        entry = at.session.query(TrailEntry).filter_by(act="unit.open").one()
        assert (entry.subject, entry.details["code"], entry.details["document"]) == (f"orgs/{unit.id}", "CDCS-MOI", "QĐ 12")

    @pytest.mark.parametrize(("changed", "message"), [
        ({"code": "cdcs-bml"}, "CDCS-BML đã có"),
        ({"code": "x/y"}, "chữ không dấu"),
        ({"name": " "}, "tên đơn vị"),
        ({"kind": "no such"}, "Loại tổ chức"),
        ({"kind": "commune", "on": date(2025, 6, 30)}, "Loại tổ chức"),
        ({"kind": "province"}, "không trực thuộc Công đoàn xã"),
        ({"kind": "commune"}, "không trực thuộc Công đoàn xã"),
        ({"under_since": SINCE - timedelta(days=1)}, "không thể trước ngày thành lập"),
        ({"on": date(2012, 1, 1), "under_since": date(2020, 1, 1)}, "chỉ hoạt động từ 01/07/2025"),
    ])
    def test_what_is_refused(self, at: Any, changed: dict[str, Any], message: str) -> None:
        with pytest.raises(UnitRefused, match=message):
            opened(at, **changed)

    def test_nothing_opens_below_a_unit_that_has_ended(self, at: Any) -> None:
        with pytest.raises(UnitRefused, match="đã kết thúc hoạt động ngày 30/06/2025"):
            opened(at, parent=at["LDLD-HAIHAU"])

    def test_a_free_code_is_one_that_nobody_has(self, at: Any) -> None:
        kind = at.session.get_one(UnitKind, "grassroots")
        first = service.free_code(at.session, "CĐCS Công ty May Sông Đà", kind)
        opened(at, code=first)
        assert (first, service.free_code(at.session, "CĐCS Công ty May Sông Đà", kind)) == ("CDCS-MSD", "CDCS-MSD-2")


class TestRenaming:
    def test_the_earlier_name_is_kept_shown_on_its_days_and_found(self, at: Any) -> None:
        unit = at["CDCS-TRUC"]
        old = unit.name
        service.rename(at.session, unit, name="CĐCS HTX Thêu Ngõ Trúc Mới", short_name="", on=date(2026, 1, 1), document="QĐ 5", by=SERVER)
        former = queries.former_names(at.session, unit)
        assert [(name.name, name.valid_to, name.document) for name in former] == [(old, date(2025, 12, 31), "QĐ 5")]
        assert [queries.name_on(former, unit, day) for day in (date(2025, 12, 31), date(2026, 1, 1))] == [old, unit.name]
        assert unit in queries.find(at.session, "theu ren ngo truc", None)
        assert unit in queries.find(at.session, "theu ngo truc moi", None)

    def test_each_name_has_its_days(self, at: Any) -> None:
        unit = at["CDCS-HOACAU"]
        service.rename(at.session, unit, name="Tên ba", short_name="", on=date(2024, 1, 1), document="", by=SERVER)
        former = queries.former_names(at.session, unit)
        days = [date(2019, 8, 31), date(2019, 9, 1), date(2023, 12, 31), date(2024, 1, 1)]
        assert [queries.name_on(former, unit, day) for day in days] == [
            "CĐCS Trường Mẫu giáo Hoa Cau", "CĐCS Trường Mầm non Hoa Cau", "CĐCS Trường Mầm non Hoa Cau", "Tên ba",
        ]

    def test_on_the_first_day_it_sets_the_writing_right(self, at: Any) -> None:
        unit = at["CDCS-TRUC"]
        service.rename(at.session, unit, name="CĐCS HTX Thêu ren Ngõ Trúc Xanh", short_name="Ngõ Trúc", on=unit.valid_from, document="", by=SERVER)
        assert (queries.former_names(at.session, unit), unit.short_name) == ([], "Ngõ Trúc")

    @pytest.mark.parametrize(("code", "changed", "message"), [
        ("CDCS-TRUC", {"name": "CĐCS HTX Thêu ren Ngõ Trúc", "short_name": "CĐCS HTX Thêu ren Ngõ Trúc"}, "đang mang đúng tên này"),
        ("CDCS-TRUC", {"name": "  "}, "tên đơn vị"),
        ("CDCS-TRUC", {"on": date(2012, 3, 25)}, "chỉ hoạt động từ"),
        ("CDCS-TRUC", {"on": clock.today() + timedelta(days=1)}, "sau hôm nay"),
        ("CDCS-HOACAU", {"on": date(2019, 8, 31)}, "Tên hiện nay có từ 01/09/2019"),
        ("LDLD-HAIHAU", {}, "đã kết thúc hoạt động"),
    ])
    def test_what_is_refused(self, at: Any, code: str, changed: dict[str, Any], message: str) -> None:
        with pytest.raises(UnitRefused, match=message):
            service.rename(at.session, at[code], **{"name": "Tên khác", "short_name": "", "on": SINCE, "document": "", "by": SERVER, **changed})


class TestMoving:
    def test_the_days_of_both_parents_are_kept(self, at: Any) -> None:
        unit = at["CDCS-BML"]
        service.hang_under(at.session, unit, at["CDX-HAIHAU"], on=date(2026, 3, 1), document="QĐ 9", by=SERVER)
        assert queries.ancestors(at.session, unit, date(2026, 2, 28))[0].code == "CDX-HAIANH"
        assert queries.ancestors(at.session, unit, date(2026, 3, 1))[0].code == "CDX-HAIHAU"
        assert at["CDBP-MAY1"].path.startswith(at["CDX-HAIHAU"].path)

    @pytest.mark.parametrize(("code", "parent", "on", "message"), [
        ("CDX-HAIANH", "CDCS-BML", date(2026, 3, 1), "cấp dưới của nó"),
        ("CDX-HAIANH", "CDX-HAIANH", date(2026, 3, 1), "chính nó"),
        ("CDX-HAIANH", "CDX-HAIHAU", date(2026, 3, 1), "không trực thuộc"),
        ("CDCS-BML", "CDX-HAIANH", date(2026, 3, 1), "đang trực thuộc"),
        ("CDCS-BML", "LDLD-HAIHAU", date(2026, 3, 1), "đã kết thúc hoạt động"),
        ("CDCS-BML", "CDX-HAIHAU", SINCE, "phải sau ngày đó"),
        ("CDCS-TNX", "CDX-HAIHAU", date(2025, 6, 30), "chỉ hoạt động từ"),
        ("CDCS-BML", "CDX-HAIHAU", clock.today() + timedelta(days=1), "sau hôm nay"),
        ("LDLD-HAIHAU", "LDLD-NB", date(2026, 3, 1), "đã kết thúc hoạt động"),
    ])
    def test_what_is_refused(self, at: Any, code: str, parent: str, on: date, message: str) -> None:
        with pytest.raises(UnitRefused, match=message):
            service.hang_under(at.session, at[code], at[parent], on=on, document="", by=SERVER)


class TestClosing:
    def test_a_closed_unit_names_its_successor_and_keeps_where_it_hung(self, at: Any) -> None:
        unit = at["CDCS-TRUC"]
        service.close_unit(at.session, unit, on=date(2026, 4, 30), successor=at["CDCS-BML"], document="QĐ 7", by=SERVER)
        assert (unit.valid_to, unit.successor_id) == (date(2026, 4, 30), at["CDCS-BML"].id)
        assert queries.ancestors(at.session, unit, date(2026, 4, 30))[0].code == "CDX-HAIANH"
        assert queries.ancestors(at.session, unit, date(2026, 5, 1)) == []

    @pytest.mark.parametrize(("code", "successor", "on", "message"), [
        ("CDX-HAIANH", None, date(2026, 4, 30), "Còn đơn vị trực thuộc"),
        ("CDCS-TRUC", None, date(2025, 6, 30), "không thể trước 01/07/2025"),
        ("CDCS-TRUC", "CDCS-TRUC", date(2026, 4, 30), "một đơn vị khác"),
        ("CDCS-TRUC", "LDLD-HAIHAU", date(2026, 4, 30), "đã kết thúc hoạt động"),
        ("LDLD-HAIHAU", None, date(2026, 4, 30), "đã kết thúc hoạt động"),
        ("TLD", None, date(2026, 4, 30), "tổ chức đứng đầu"),
    ])
    def test_what_is_refused(self, at: Any, code: str, successor: str | None, on: date, message: str) -> None:
        with pytest.raises(UnitRefused, match=message):
            service.close_unit(at.session, at[code], on=on, successor=at[successor] if successor else None, document="", by=SERVER)

    def test_a_unit_that_others_hung_under_until_later_is_not_closed_before(self, at: Any) -> None:
        for code in ("CDCS-TTN", "CDCS-RBT"):
            service.hang_under(at.session, at[code], at["CDX-HAIHAU"], on=date(2026, 5, 1), document="", by=SERVER)
        with pytest.raises(UnitRefused, match="Còn đơn vị trực thuộc"):
            service.close_unit(at.session, at["CDX-HAIXUAN"], on=date(2026, 4, 1), successor=None, document="", by=SERVER)
        service.close_unit(at.session, at["CDX-HAIXUAN"], on=date(2026, 4, 30), successor=at["CDX-HAIHAU"], document="", by=SERVER)

    def test_a_unit_closed_by_mistake_hangs_where_it_hung_without_a_gap(self, at: Any) -> None:
        unit = at["CDCS-TRUC"]
        service.close_unit(at.session, unit, on=date(2026, 4, 30), successor=at["CDCS-BML"], document="QĐ 7", by=SERVER)
        service.reopen(at.session, unit, document="ghi nhầm", by=SERVER)
        assert (unit.valid_to, unit.successor_id) == (None, None)
        assert queries.ancestors(at.session, unit, date(2026, 5, 1))[0].code == "CDX-HAIANH"
        with pytest.raises(UnitRefused, match="đang hoạt động"):
            service.reopen(at.session, unit, document="", by=SERVER)


@pytest.mark.parametrize("statement", [
    "UPDATE unit SET code = 'KHAC' WHERE code = 'CDCS-BML'",
    "UPDATE unit SET parent_id = id WHERE code = 'CDCS-BML'",
    "DELETE FROM unit WHERE code = 'CDBP-MAY1'",
    "UPDATE unit_parent SET valid_to = '2026-01-01' WHERE valid_to IS NOT NULL",
    "UPDATE unit_parent SET valid_from = '2025-08-01' WHERE valid_to IS NULL",
    "DELETE FROM unit_parent",
    "UPDATE unit_former_name SET name = 'khác'",
    "DELETE FROM unit_former_name",
    "INSERT INTO unit_parent (unit_id, parent_id, valid_from, document) SELECT unit_id, parent_id, '2026-01-01', '' FROM unit_parent WHERE valid_to IS NULL",
])
def test_the_database_keeps_the_past_of_the_tree(world: World, statement: str) -> None:
    with world.db.engine.connect() as connection, connection.begin() as transaction:
        with pytest.raises(IntegrityError):
            connection.execute(text(statement))
        transaction.rollback()
