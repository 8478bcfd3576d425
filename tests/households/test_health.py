"""What a household tells of its health is read for a purpose by whoever judges it, and by nobody else in any form."""

import io
from datetime import date
from typing import Any

import openpyxl
import pytest
from sqlalchemy import select, text

from fundapp.access.models import TrailEntry
from fundapp.households import check, service, words
from fundapp.households.models import Declaration
from fundapp.households.queries import whole
from fundapp.households.service import HouseholdRefused
from fundapp.web import once
from tests.households.people import TODAY, declaration, put_on_file
from tests.households.test_views import form_of, shown

JUDGES, OTHERS = ("hoa", "minh", "van"), ("lan", "tuan", "hanh", "binh")
TOLD = "Chồng bệnh tim, con nhỏ"
ILL = {"categories": ("poor", "serious_illness", "disability"), "deprivations": {"nutrition": True}, "circumstances": TOLD}


@pytest.fixture
def household_id(world: Any) -> int:
    return put_on_file(world, said=ILL)


def tokens(asker: Any) -> dict[str, str]:
    form = form_of(asker.get("/access/password"), "/access/password")
    return {name: form[name].value for name in ("csrf_token", once.FIELD)}


def reading(page: Any) -> Any:
    return form_of(page, "/reading")


@pytest.mark.parametrize("who", JUDGES)
def test_who_judges_reads_it_for_a_purpose_and_leaves_a_trail(client: Any, world: Any, household_id: int, who: str) -> None:
    page = client(who).get(f"/households/{household_id}")
    assert TOLD not in page
    assert "Bệnh hiểm nghèo" in page
    assert "Dinh dưỡng" in page
    form = reading(page)
    form["reading_purpose"] = "judge"
    answer = form.submit()
    assert TOLD in answer
    assert answer.headers["Cache-Control"] == "no-store"
    with world.transaction() as session:
        row = session.scalars(select(TrailEntry).where(TrailEntry.act == "household.read_circumstances")).one()
        assert (row.user_id, row.subject) == (world.users[who], f"households/{household_id}")
        assert row.details == {"number": 1, "purpose": "Xét hồ sơ đề nghị hỗ trợ"}
    assert "mục đích" in client("binh").get("/access/trail").text.lower()
    assert TOLD not in client(who).get(f"/households/{household_id}/reading").follow()


def test_without_a_purpose_it_stays_sealed(client: Any, world: Any, household_id: int) -> None:
    page = reading(client("van").get(f"/households/{household_id}")).submit(status=422)
    assert TOLD not in page
    assert "Hãy chọn mục đích đọc" in page
    with world.transaction() as session:
        assert session.scalar(select(TrailEntry).where(TrailEntry.act == "household.read_circumstances")) is None


@pytest.mark.parametrize("who", OTHERS)
def test_nobody_else_learns_it_from_a_page_a_list_or_a_file(client: Any, household_id: int, who: str) -> None:
    asker = client(who)
    page = asker.get(f"/households/{household_id}")
    assert "Đã ghi, được niêm phong" in page
    assert "Đọc hoàn cảnh" not in page
    listing = asker.get("/households/")
    assert "Hộ nghèo, Hoàn cảnh khó khăn" in listing
    export = openpyxl.load_workbook(io.BytesIO(asker.get("/households/export").body)).active
    cells = " ".join(str(cell.value) for row in export.iter_rows() for cell in row if cell.value)
    assert "Hộ nghèo, Hoàn cảnh khó khăn" in cells
    for said in (page.text, listing.text, cells):
        for secret in (TOLD, "bệnh tim", "Dinh dưỡng", *(str(words.CATEGORIES[name]) for name in words.HEALTH)):
            assert secret not in said


@pytest.mark.parametrize("who", OTHERS)
def test_nobody_else_may_send_the_form(client: Any, household_id: int, who: str) -> None:
    form = reading(client("hoa").get(f"/households/{household_id}"))
    asker = client(who)
    asker.post(form.action, {"declaration": "1", "reading_purpose": "judge", **tokens(asker)}, status=403)


def test_the_stranger_gets_404(client: Any, household_id: int) -> None:
    son = client("son")
    son.post(f"/households/{household_id}/reading", {"declaration": "1", "reading_purpose": "judge", **tokens(son)}, status=404)


def test_a_filter_tells_nobody_else_who_is_ill(client: Any, world: Any, household_id: int) -> None:
    put_on_file(world, full_name="Lê Văn Bình", cccd="036088900502", said={"categories": ("hardship",)})
    put_on_file(world, full_name="Trần Thị Cúc", cccd="036188900503", said={"categories": ("poor",)})
    ill, all_of_them = ["Nguyễn Thị Ánh"], ["Nguyễn Thị Ánh", "Lê Văn Bình", "Trần Thị Cúc"]
    assert shown(client("minh").get("/households/?category=serious_illness")) == ill
    assert shown(client("minh").get("/households/?category=hardship")) == ["Lê Văn Bình"]
    for who in OTHERS:
        asker = client(who)
        assert sorted(shown(asker.get("/households/?category=serious_illness"))) == sorted(all_of_them)
        assert sorted(shown(asker.get("/households/?category=hardship"))) == sorted([*ill, "Lê Văn Bình"])
        assert "serious_illness" not in asker.get("/households/")


def test_it_is_found_by_no_search(client: Any, household_id: int) -> None:
    for who in (*JUDGES, *OTHERS):
        for asked in ("benh tim", "Chồng bệnh"):
            assert "Nguyễn Thị Ánh" not in client(who).get("/search", {"q": asked})


def test_a_new_declaration_neither_shows_nor_loses_what_lies_sealed(client: Any, world: Any, household_id: int) -> None:
    hoa = client("hoa")
    page = hoa.get(f"/households/{household_id}/declarations/new")
    assert TOLD not in page
    form = form_of(page, "/declarations/new")
    form["household_size"] = "5"
    form.submit(status=303)
    with world.transaction() as session:
        assert [told.circumstances for told in whole(session, household_id).declarations] == [TOLD, TOLD]
        assert session.scalar(select(TrailEntry).where(TrailEntry.act == "household.read_circumstances")) is None
    form = form_of(hoa.get(f"/households/{household_id}/declarations/new"), "/declarations/new")
    form["circumstances"] = "Chồng đã khỏi"
    form.submit(status=303)
    with world.transaction() as session:
        assert whole(session, household_id).declaration.circumstances == "Chồng đã khỏi"
    form = reading(hoa.get(f"/households/{household_id}"))
    form["declaration"], form["reading_purpose"] = "1", "correct"
    assert TOLD in form.submit()


def test_the_service_refuses_what_was_not_told(world: Any) -> None:
    household_id = put_on_file(world, said={"circumstances": ""})
    with world.transaction("hoa") as session:
        told = session.scalars(select(Declaration).where(Declaration.household_id == household_id)).one()
        with pytest.raises(HouseholdRefused, match="không ghi hoàn cảnh"):
            service.read_circumstances(session, told, "judge", world.actor("hoa"))
        session.rollback()
    with world.transaction("hoa") as session:
        household = whole(session, household_id)
        assert service.add_declaration(session, household, declaration(declared_on=date(2026, 11, 20), circumstances=None), by=None, on=TODAY).circumstances is None


@pytest.mark.parametrize(("categories", "read"), [
    (["poor"], ["poor"]), (["serious_illness"], ["hardship"]), (["hardship", "disability"], ["hardship"]), (["work_accident", "disaster"], ["hardship", "disaster"]),
    ([], []),
])
def test_categories_about_health_stand_under_the_neutral_one(categories: list[str], read: list[str]) -> None:
    bits = words.bits_of(categories)
    assert words.categories_of(words.shown_bits(bits, sees_health=False)) == read
    assert words.categories_of(words.shown_bits(bits, sees_health=True)) == categories


def test_what_a_filter_finds_is_what_the_list_shows() -> None:
    for category in words.CATEGORIES:
        for bits in range(1 << len(words.CATEGORIES)):
            for sees in (True, False):
                wanted = words.wanted_bits(category, sees_health=sees)
                names_it = category in words.categories_of(words.shown_bits(bits, sees_health=sees))
                assert wanted == 0 or bool(wanted & bits) == names_it, (category, bits, sees)
    assert [name for name in words.CATEGORIES if not words.wanted_bits(name, sees_health=False)] == list(words.HEALTH)


def test_check_finds_circumstances_that_were_put_into_another_row(world: Any, household_id: int) -> None:
    other = put_on_file(world, full_name="Lê Văn Bình", cccd="036088900502")
    with world.transaction() as session:
        assert [(found.rows, found.ok) for found in check.invariants(session) if found.code == "households.sealed"] == [(4, True)]
    with world.db.engine.begin() as connection:
        connection.execute(text("DROP TRIGGER declaration_kept_sealed" + (" ON declaration" if connection.dialect.name == "postgresql" else "")))
        connection.execute(text(
            "UPDATE declaration SET circumstances_sealed = (SELECT told.circumstances_sealed FROM declaration told "
            f"WHERE told.household_id = {household_id}) WHERE household_id = {other}"
        ))
    with world.transaction() as session:
        (wrong,) = next(found for found in check.invariants(session) if found.code == "households.sealed").wrong
        assert "hoàn cảnh không mở được" in str(wrong)
