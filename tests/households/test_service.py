"""Acts on households: what is stored, what is refused, what two people cannot do at once."""

from datetime import date

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from fundapp.access.models import TrailEntry
from fundapp.households import check, queries, service
from fundapp.households.models import Declaration, Household, HouseholdCount, Person
from fundapp.households.service import HouseholdRefused
from fundapp.kernel import crypto
from fundapp.kernel.db import NoScope
from fundapp.kernel.errors import Stale
from tests.households.people import TODAY, declaration, head, put_on_file

PROBLEMS = [
    ({"full_name": " "}, {}, "full_name"),
    ({"birth": "1826-01-01"}, {}, "birth"),
    ({"birth": "2026-12-01"}, {}, "birth"),
    ({"birth": "1988-02-31"}, {}, "birth"),
    ({"birth": "hôm qua"}, {}, "birth"),
    ({"cccd": "36188900501"}, {}, None),
    ({"cccd": "0361"}, {}, "cccd"),
    ({"phone": "12"}, {}, "phone"),
    ({"bank_account": "??"}, {}, "bank_account"),
    ({"sex": "X"}, {}, "sex"),
    ({"joined_union_on": date(1990, 1, 1)}, {}, "joined_union_on"),
    ({"employed_since_on": date(2027, 1, 1)}, {}, "employed_since_on"),
    ({}, {"household_size": 0}, "household_size"),
    ({}, {"household_size": 41}, "household_size"),
    ({}, {"income_per_head_amount": -1}, "income_per_head_amount"),
    ({}, {"income_per_head_amount": 10**19}, "income_per_head_amount"),
    ({}, {"declared_on": date(2026, 11, 22)}, "declared_on"),
    ({}, {"declared_on": date(1826, 11, 22)}, "declared_on"),
    ({}, {"area": "moon"}, "area"),
    ({}, {"categories": ("rich",)}, "categories"),
    ({}, {"deprivations": {"gold": True}}, "deprivations"),
    ({}, {"certificate_class": "poor"}, "certificate_number"),
]


@pytest.mark.parametrize(("told", "said", "field"), PROBLEMS)
def test_what_is_wrong_is_refused_on_its_field(world, told, said, field):
    if field is None:
        assert put_on_file(world, said=said, **told)  # A zero that a spreadsheet ate comes back.
        return
    with pytest.raises(HouseholdRefused) as refused:
        put_on_file(world, said=said, **told)
    assert refused.value.field == field
    assert refused.value.message
    with world.transaction() as session:
        assert session.scalar(select(Household)) is None


def test_a_household_is_stored_with_head_declaration_trail_and_count(world):
    household_id = put_on_file(world)
    with world.transaction("hoa") as session:
        row = queries.whole(session, household_id)
        assert row.head.cccd == "036188900501"
        assert row.head.phone == "0301900501"
        assert (row.head_name, row.cccd_tail, row.categories, row.code) == ("Nguyễn Thị Ánh", "501", ["hardship"], f"H{household_id:06d}")
        assert row.declaration.circumstances == "Chồng bệnh tim, con nhỏ"
        assert row.head_person_id == row.head.id
        trail = session.scalars(select(TrailEntry).where(TrailEntry.subject == f"households/{household_id}")).one()
        assert (trail.act, trail.unit_id) == ("household.register", world.units["CDCS-BML"])
        assert session.get(HouseholdCount, world.units["CDCS-BML"]).living == 1
        assert queries.living_in_scope(session) == 1
    with world.transaction() as session:
        assert all(invariant.ok and invariant.rows for invariant in check.invariants(session))


def test_sealed_columns_never_hold_the_digits(world):
    put_on_file(world)
    with world.db.engine.connect() as connection:
        for table in ("household", "person", "declaration", "trail"):
            stored = repr(connection.execute(text(f"SELECT * FROM {table} WHERE 1 = 1")).all())
            for secret in ("036188900501", "0301900501", "9990001234", "bệnh tim"):
                assert secret not in stored, table


def test_a_sealed_value_moved_to_another_row_is_refused_and_found(world):
    one, other = put_on_file(world), put_on_file(world, full_name="Lê Văn Bình", cccd="036088900502")
    with world.transaction() as session:
        token = session.scalar(select(Person.cccd_sealed).where(Person.household_id == one))
        session.execute(update(Person).where(Person.household_id == other).values(cccd_sealed=token))
    with world.transaction() as session:
        person = session.scalar(select(Person).where(Person.household_id == other))
        with pytest.raises(crypto.SealBroken):
            assert person.cccd
        sealed = next(invariant for invariant in check.invariants(session) if invariant.code == "households.sealed")
        assert len(sealed.wrong) == 1


def test_a_session_without_scope_raises(world):
    session = world.db.session(write=False)
    for model in (Household, Person, Declaration, HouseholdCount):
        with pytest.raises(NoScope):
            session.execute(select(model)).all()
    session.close()


def test_another_unit_sees_nothing(world):
    household_id = put_on_file(world)
    with world.transaction("son") as session:
        assert queries.whole(session, household_id) is None
        assert session.get(Household, household_id) is None
        assert session.scalars(select(Person)).all() == []
        assert queries.living_in_scope(session) == 0
    with world.transaction("minh") as session:
        assert queries.whole(session, household_id) is not None


def test_the_same_number_twice_in_a_unit_is_refused_but_not_in_another(world):
    put_on_file(world)
    with pytest.raises(HouseholdRefused) as refused:
        put_on_file(world, full_name="Nguyễn Thị Ánh B")
    assert refused.value.field == "cccd"
    assert "Nguyễn Thị Ánh" in refused.value.message
    assert put_on_file(world, code="CDCS-SKD", by="son")


def test_the_database_itself_refuses_the_second_living_registration(world):
    household_id = put_on_file(world)
    with world.transaction() as session:
        unit_id = session.get(Household, household_id).unit_id
        names = {"full_name": "X", "folded": "x", "name_backwards": "x", "sort_key": "x"}
        session.add(Person(unit_id=unit_id, household_id=household_id, relation="child", cccd="036188900501", **names))
        with pytest.raises(IntegrityError):
            session.flush()
        session.rollback()


def test_nothing_is_deleted_and_a_declaration_never_changes(world):
    put_on_file(world)
    for statement in (
        "DELETE FROM household", "DELETE FROM person", "DELETE FROM declaration", "UPDATE declaration SET income_per_head_amount = 1",
        "UPDATE declaration SET circumstances_sealed = NULL",
    ):
        with pytest.raises(DBAPIError), world.db.engine.begin() as connection:
            connection.execute(text(statement))


def test_the_same_person_is_found_anywhere_with_the_least_told(world):
    put_on_file(world)
    with world.transaction("son") as session:
        by_number = queries.find_same_person(session, crypto.blind_index("cccd", "036188900501"))
        assert [(m.certainty, m.shares, m.in_reach, m.household_id, m.person_id, m.unit_id) for m in by_number] == [
            ("same_person", ("cccd",), False, None, None, None)
        ]
        by_birth = queries.find_same_person(session, full_name="nguyen thi anh", birth="1988-03-04")
        assert by_birth[0].certainty == "probably_same_person"
        by_phone = queries.find_same_person(session, full_name="Nguyễn Thị Anh", phone_index=crypto.blind_index("phone", "0301900501"))
        assert set(by_phone[0].shares) == {"phone", "name"}
        assert queries.find_same_person(session, full_name="Nguyễn Thị Ánh", birth="1988") == []
        assert queries.find_same_person(session, crypto.blind_index("cccd", "036188900777"), full_name="Nguyễn Thị Ánh", birth="1988-03-04") == []
    with world.transaction("hoa") as session:
        found = queries.known_numbers(session, [crypto.blind_index("cccd", "036188900501"), "0" * 64])
        assert [m.in_reach for matches in found.values() for m in matches] == [True]


def test_a_new_declaration_supersedes_and_never_goes_back(world):
    household_id = put_on_file(world)
    with world.transaction("hoa") as session:
        row = queries.whole(session, household_id)
        with pytest.raises(HouseholdRefused) as refused:
            service.add_declaration(session, row, declaration(declared_on=date(2026, 10, 1)), by=world.actor("hoa"), on=TODAY)
        assert refused.value.field == "declared_on"
    with world.transaction("hoa") as session:
        row = queries.whole(session, household_id)
        made = service.add_declaration(
            session, row, declaration(declared_on=date(2026, 11, 20), income_per_head_amount=900_000, categories=("disaster", "poor")),
            by=world.actor("hoa"), on=TODAY,
        )
        assert made.number == 2
    with world.transaction("hoa") as session:
        row = queries.whole(session, household_id)
        assert (row.income_per_head_amount, row.categories, row.declaration.number) == (900_000, ["poor", "disaster"], 2)
        assert queries.declaration_on(session, household_id, date(2026, 11, 10)).number == 1
        assert queries.declaration_on(session, household_id, TODAY).number == 2
    with world.transaction() as session:
        assert all(invariant.ok for invariant in check.invariants(session))


def test_a_correction_keeps_empty_numbers_and_refuses_a_stale_page(world):
    household_id = put_on_file(world)
    hoa = world.actor("hoa")
    with world.transaction("hoa") as session:
        person = queries.whole(session, household_id).head
        told = head(full_name="Nguyễn Thị Ánh Tuyết", cccd=None, phone="0301900999", bank_account=None)
        service.correct_person(session, person, told, version=person.version, reason="nhập thiếu tên", by=hoa, on=TODAY)
    with world.transaction("hoa") as session:
        row = queries.whole(session, household_id)
        assert (row.head_name, row.head.cccd, row.head.phone, row.cccd_tail) == ("Nguyễn Thị Ánh Tuyết", "036188900501", "0301900999", "501")
        trail = session.scalars(select(TrailEntry).where(TrailEntry.act == "household.correct")).one()
        assert set(trail.details["fields"]) == {"full_name", "phone"}
        assert "0301900999" not in repr(trail.details)
        with pytest.raises(Stale):
            service.correct_person(session, row.head, head(), version=row.head.version - 1, reason="x", by=hoa, on=TODAY)
    with world.transaction() as session:
        assert all(invariant.ok for invariant in check.invariants(session))


def test_two_corrections_at_once_lose_none(world):
    household_id = put_on_file(world)
    first, second = (world.db.session(write=False, scope=world.actor("hoa").scope) for _ in range(2))
    person, version = queries.whole(first, household_id).head, 1
    second.close()
    with world.transaction("hoa") as session:
        row = queries.whole(session, household_id).head
        service.correct_person(session, row, head(full_name="Nguyễn Thị Ánh Hai"), version=row.version, reason="a", by=None, on=TODAY)
    first.close()
    with world.transaction("hoa") as session:
        row = queries.whole(session, household_id).head
        with pytest.raises(Stale):
            service.correct_person(session, row, head(full_name="Nguyễn Thị Ánh Ba"), version=version, reason="b", by=None, on=TODAY)
    assert person.version == 1


def test_family_marks_move_and_end(world):
    household_id = put_on_file(world)
    hoa = world.actor("hoa")
    with world.transaction("hoa") as session:
        row = queries.whole(session, household_id)
        child = service.add_family_member(session, row, head(full_name="Trần Bảo Nam", birth="2015", cccd=None, relation="child", is_member=False,
                                                               joined_union_on=None, employed_since_on=None), by=hoa, on=TODAY)
        assert child.relation == "child"
        with pytest.raises(HouseholdRefused):
            service.add_family_member(session, row, head(relation="head"), by=hoa, on=TODAY)
        with pytest.raises(HouseholdRefused):
            service.mark_left_union(session, child, left_on=TODAY, by=hoa, on=TODAY)
        with pytest.raises(HouseholdRefused):
            service.mark_died(session, row.head, died_on=date(2027, 1, 1), by=hoa, on=TODAY)
        service.mark_left_union(session, row.head, left_on=date(2026, 11, 1), by=hoa, on=TODAY)
    with world.transaction() as session:
        row = queries.whole(session, household_id)
        service.move(session, row, unit_id=world.units["CDCS-SKD"], by=hoa, on=TODAY)
    with world.transaction("hoa") as session:
        assert queries.whole(session, household_id) is None
    with world.transaction("son") as session:
        row = queries.whole(session, household_id)
        assert len(row.persons) == 2
        assert len(row.declarations) == 1
        assert queries.living_in_scope(session) == 1
        service.end_household(session, row, reason="left", by=world.actor("son"), on=TODAY)
        assert queries.find_same_person(session, crypto.blind_index("cccd", "036188900501")) == []
        with pytest.raises(HouseholdRefused):
            service.add_declaration(session, row, declaration(), by=None, on=TODAY)
    with world.transaction() as session:
        assert all(invariant.ok for invariant in check.invariants(session))
    assert put_on_file(world, code="CDCS-SKD", by="son")  # An ended registration does not stand in the way.


def test_a_reveal_is_on_record_before_it_is_answered(world):
    household_id = put_on_file(world)
    hoa = world.actor("hoa")
    with world.transaction("hoa") as session:
        person = queries.whole(session, household_id).head
        for field, purpose in (("full_name", "verify"), ("cccd", "")):
            with pytest.raises(HouseholdRefused):
                service.reveal(session, person, field, purpose, hoa)
        assert service.reveal(session, person, "cccd", "verify", hoa) == "036188900501"
        trail = session.scalars(select(TrailEntry).where(TrailEntry.act == "household.reveal")).one()
        assert trail.details == {"person": person.id, "field": "cccd", "purpose": "Đối chiếu giấy tờ khi thẩm tra"}


def test_every_invariant_finds_its_seeded_fault(world):
    household_id = put_on_file(world)
    faults = {
        "households.head": "UPDATE household SET head_name = 'Khác'",
        "households.declaration": "UPDATE household SET income_per_head_amount = 5",
        "households.unit": f"UPDATE person SET unit_id = {world.units['CDCS-SKD']}",
        "households.count": "UPDATE household_count SET living = 7",
        "households.sealed": "UPDATE person SET cccd_tail = '000'",
    }
    for code, statement in faults.items():
        with world.transaction() as session:
            session.execute(text(statement))
            wrong = {invariant.code for invariant in check.invariants(session) if not invariant.ok}
            assert code in wrong, (code, household_id)
            session.rollback()
