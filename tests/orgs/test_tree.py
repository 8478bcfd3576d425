"""The tree of units through time."""

from datetime import date, timedelta

import pytest

from fundapp.orgs import queries, service
from fundapp.orgs.models import Unit
from fundapp.orgs.service import UnitRefused
from tests.conftest import World

BEFORE, AFTER = date(2025, 6, 30), date(2025, 7, 1)


def test_a_grassroots_unit_hung_under_the_district_and_hangs_under_the_commune(world: World) -> None:
    with world.transaction() as session:
        unit = queries.unit_by_code(session, "CDCS-BML")
        assert [above.code for above in queries.ancestors(session, unit, BEFORE)] == ["LDLD-HAIHAU", "LDLD-ND", "TLD"]
        assert [above.code for above in queries.ancestors(session, unit, AFTER)] == ["CDX-HAIANH", "LDLD-NB", "TLD"]
        assert [above.code for above in queries.above(session, unit)] == ["CDX-HAIANH", "LDLD-NB", "TLD"]


def test_some_hang_directly_under_the_province_since(world: World) -> None:
    with world.transaction() as session:
        unit = queries.unit_by_code(session, "CDCS-HOACAU")
        assert queries.above(session, unit)[0].code == "LDLD-NB"


def test_the_closed_district_names_its_successor_and_holds_nobody(world: World) -> None:
    with world.transaction() as session:
        district = queries.unit_by_code(session, "LDLD-HAIHAU")
        assert district.valid_to == BEFORE
        assert session.get(Unit, district.successor_id).code == "LDLD-NB"
        assert queries.children(session, district) == []


def test_moving_a_unit_moves_all_below_it(world: World) -> None:
    with world.transaction() as session:
        commune, other = queries.unit_by_code(session, "CDX-HAIANH"), queries.unit_by_code(session, "CDX-HAIHAU")
        unit = queries.unit_by_code(session, "CDCS-BML")
        section = queries.unit_by_code(session, "CDBP-MAY1")
        service.hang_under(session, unit, other, on=AFTER + timedelta(days=30), document="thử", by=None)
        assert section.path.startswith(other.path)
        assert section.id not in queries.subtree_ids(session, commune.path)
        assert {unit.id, section.id} <= set(queries.subtree_ids(session, other.path))


def test_the_tree_stays_a_tree(world: World) -> None:
    with world.transaction() as session:
        commune, unit = queries.unit_by_code(session, "CDX-HAIANH"), queries.unit_by_code(session, "CDCS-BML")
        with pytest.raises(UnitRefused, match="cấp dưới"):
            service.hang_under(session, commune, unit, on=AFTER + timedelta(days=30), document="", by=None)
        with pytest.raises(UnitRefused, match="Còn đơn vị trực thuộc"):
            service.close_unit(session, commune, on=AFTER + timedelta(days=30), successor=None, document="", by=None)
        with pytest.raises(UnitRefused, match="đã có"):
            service.open_unit(session, code="CDCS-BML", name="x", kind="grassroots", on=AFTER, by=None, parent=commune)
        with pytest.raises(UnitRefused, match="Loại tổ chức"):
            service.open_unit(session, code="LDLD-MOI", name="x", kind="district", on=AFTER, by=None, parent=commune)
        with pytest.raises(UnitRefused, match="Chỉ có một"):
            service.open_unit(session, code="TLD2", name="x", kind="confederation", on=AFTER, by=None)


def test_pages_show_the_tree_and_a_day_of_it(world: World, client) -> None:
    hoa = client("hoa")
    page = hoa.get("/orgs/")
    assert "Bến Mộc Lan" in page.text
    found = hoa.get("/orgs/", params={"q": "hai hau"})
    assert "Liên đoàn Lao động huyện Hải Hậu" in found.text
    unit = hoa.get(f"/orgs/{world.units['CDCS-BML']}", params={"on": "30/06/2025"})
    assert "Liên đoàn Lao động huyện Hải Hậu" in unit.text
    assert 'class="error"' in hoa.get(f"/orgs/{world.units['CDCS-BML']}", params={"on": "31/02/2025"}).text
    hoa.get("/orgs/999999", status=404)
