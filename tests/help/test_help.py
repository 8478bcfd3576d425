"""The register of help: across every unit, once a subject, with the least told."""

from datetime import date

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from fundapp.access.models import TrailEntry
from fundapp.help import check, facts, service
from fundapp.help.bands import EDGES, Earlier, band_of
from fundapp.help.models import HelpGiven
from fundapp.help.queries import earlier_help
from fundapp.help.service import HelpRefused

ON = date(2026, 11, 21)


def give(session, world, subject="cases/1", status="approved", on=date(2024, 3, 10), **more):
    told = {"programme": "housing", "household_key": "household:a", "person_key": "cccd:b", "kind": "new", "amount": 40_000_000,
            "unit_id": world.units["CDCS-SKD"], **more}
    return service.record(session, subject=subject, status=status, on=on, by=world.actor("van"), **told)


def test_help_given_at_another_unit_is_found_with_the_least_told(world):
    with world.transaction() as session:
        give(session, world, status="given")
    with world.transaction("hoa") as session:
        assert session.scalars(select(HelpGiven)).all() == []
        for keys in (("household:a", "none"), ("none", "cccd:b"), ("none", ["x", "cccd:b"])):
            (found,) = earlier_help(session, *keys)
            assert (found.programme, found.kind, found.year, found.status) == ("housing", "new", 2024, "given")
            assert found.band == "từ 20.000.000 đến dưới 50.000.000 đồng"
            assert "40.000.000" not in repr(found)
        assert earlier_help(session, "none", "none") == []
        assert earlier_help(session, "household:a", "none", programme="gifts") == []
        assert earlier_help(session, "household:a", "none", before=date(2024, 3, 10)) == []
        assert earlier_help(session, "household:a", "none", except_subject="cases/1") == []
    assert set(Earlier.__dataclass_fields__) == {"programme", "kind", "year", "band", "status", "on"}


def test_one_subject_is_one_help_that_goes_on_and_never_back(world):
    with world.transaction() as session:
        give(session, world)
        for status in ("approved", "given"):
            with pytest.raises(HelpRefused, match="đã được ghi"):
                give(session, world, status=status)
        row = service.give(session, subject="cases/1", amount=20_000_000, on=ON, by=None)
        assert (row.status, row.amount, row.given_amount, row.granted_on, row.given_on) == ("given", 40_000_000, 20_000_000, date(2024, 3, 10), ON)
        assert earlier_help(session, "household:a", "cccd:b")[0].band == "từ 20.000.000 đến dưới 50.000.000 đồng"
        service.give(session, subject="cases/1", amount=39_000_000, on=date(2026, 12, 1), by=None)
        # The same sum told again changes nothing, nor does a smaller one: what was given does not fall.
        service.give(session, subject="cases/1", amount=39_000_000, on=date(2026, 12, 9), by=None)
        service.give(session, subject="cases/1", amount=1, on=date(2026, 12, 9), by=None)
        assert (row.given_amount, row.given_on) == (39_000_000, date(2026, 12, 1))
        assert service.give(session, subject="payments/of/no/help", amount=5, on=ON, by=None) is None
        with pytest.raises(HelpRefused):
            give(session, world, status="withdrawn", subject="cases/2")
        with pytest.raises(HelpRefused):
            service.withdraw(session, subject="cases/1", reason=" ", by=None, on=ON)
        with pytest.raises(HelpRefused):
            service.withdraw(session, subject="cases/99", reason="x", by=None, on=ON)
        service.withdraw(session, subject="cases/1", reason="hộ trả lại", by=None, on=ON)
        assert earlier_help(session, "household:a", "cccd:b") == []
        with pytest.raises(HelpRefused, match="thu hồi"):
            service.give(session, subject="cases/1", amount=40_000_000, on=ON, by=None)
        assert len(session.scalars(select(HelpGiven)).all()) == 1
        acts = session.scalars(select(TrailEntry.act).where(TrailEntry.subject == "cases/1").order_by(TrailEntry.id)).all()
        assert acts == ["help.approved", "help.given", "help.given", "help.withdrawn"]


def test_a_stranger_may_not_record_the_same_subject_twice(world):
    with world.transaction() as session:
        give(session, world)
    with world.transaction("hoa") as session, pytest.raises(HelpRefused):
        # The subject is known anywhere, whoever asks.
        give(session, world, status="given")
    with world.transaction() as session:
        assert session.scalars(select(HelpGiven.status)).all() == ["approved"]


def test_months_since_the_last_housing_help(world):
    with world.transaction() as session:
        assert facts.helped_for_housing_within_months(session, "household:a", ["cccd:b"], ON) == facts.NEVER
        give(session, world, on=date(2022, 3, 10), status="given")
        give(session, world, subject="gifts/1", programme="gifts", on=ON, status="given")
        assert facts.facts_of(session, "household:a", ["cccd:b"], ON) == {"helped_for_housing_within_months": 56}
        assert facts.facts_of(session, "household:a", [], ON, "cases/1") == {"helped_for_housing_within_months": facts.NEVER}


def test_months_count_from_the_last_payment_and_not_from_the_decision(world):
    with world.transaction() as session:
        give(session, world, on=date(2020, 1, 10))
        service.give(session, subject="cases/1", amount=20_000_000, on=date(2020, 6, 1), by=None)
        service.give(session, subject="cases/1", amount=40_000_000, on=date(2021, 11, 21), by=None)
        assert facts.helped_for_housing_within_months(session, "household:a", [], ON) == 60
        assert [one.year for one in earlier_help(session, "household:a", "none")] == [2021]


def test_a_help_decided_and_not_yet_paid_is_on_its_way_however_old_it_is(world):
    with world.transaction() as session:
        give(session, world, on=date(2015, 1, 10))
        give(session, world, subject="cases/2", on=date(2010, 1, 10), status="given")
        assert facts.helped_for_housing_within_months(session, "household:a", [], ON) == 0
        service.withdraw(session, subject="cases/1", reason="không chi", by=None, on=ON)
        assert facts.helped_for_housing_within_months(session, "household:a", [], ON) == 202


CHANGES = [
    "DELETE FROM help_given", "UPDATE help_given SET household_key = 'x'", "UPDATE help_given SET amount = 1", "UPDATE help_given SET given_amount = 1",
    "UPDATE help_given SET given_on = '2024-03-09'", "UPDATE help_given SET granted_on = '2015-03-09'", "UPDATE help_given SET kind = 'repair'",
    "UPDATE help_given SET status = 'approved', given_on = NULL, given_amount = 0",
]


@pytest.mark.parametrize("change", CHANGES)
def test_help_that_was_given_is_kept_as_it_was(world, change):
    with world.transaction() as session:
        give(session, world, status="given")
    with pytest.raises(DBAPIError), world.db.engine.begin() as connection:
        connection.execute(text(change))


@pytest.mark.parametrize("edge", EDGES)
def test_a_band_begins_at_its_edge(edge):
    assert band_of(edge) != band_of(edge - 1)
    assert band_of(edge) == band_of(edge + 1)


def test_the_invariant_looks_and_finds_its_fault(world):
    with world.transaction() as session:
        give(session, world, status="given")
        (found,) = check.invariants(session)
        assert (found.ok, found.rows) == (True, 1)
        give(session, world, subject="cases/2", household_key="")
        assert not check.invariants(session)[0].ok
