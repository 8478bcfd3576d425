"""Relief from the event to the paid help: limits of the year, one event once, several funds, the invariants."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from fundapp.cases import check as cases_check
from fundapp.cases import queries as cases
from fundapp.cases import service as case_service
from fundapp.casework import queries, service
from fundapp.help.models import HelpGiven
from fundapp.kernel.errors import Refusal
from fundapp.ledger.check import invariants as ledger_invariants
from fundapp.regulations.completeness import problems
from fundapp.relief import check
from fundapp.relief.models import ReliefRequest
from fundapp.relief.programme import ReliefInput
from tests.cases.story import DAY, MEMBER
from tests.cases.test_attacks import without_triggers
from tests.relief.conftest import STORM, Relief

SICK = ReliefInput(kind="sickness", event_on=date(2026, 11, 10), requested_amount=1_000_000, affected_name="Nguyễn Thị Hường", days_off=5)


def sound(tale: Relief) -> None:
    wrong = [one for room in (check, cases_check) for one in room.invariants(tale.session) if one.wrong]
    assert not wrong
    assert not [one for one in ledger_invariants(tale.session) if one.wrong]


def test_the_sample_regulation_is_whole(tale: Relief) -> None:
    judged = queries.judgement(tale.session, tale.asked(), DAY)
    assert judged.regulation is not None
    assert problems(judged.regulation) == []
    assert judged.norm_amount == 5_000_000
    assert {finding.outcome for finding in judged.findings} == {"met"}
    assert all(row.article and row.source for rows in (judged.regulation.norms, judged.regulation.criteria, judged.regulation.papers) for row in rows)


def test_granted_out_of_two_funds_with_proof_help_and_paper(tale: Relief) -> None:
    decision = tale.granted()
    case = tale.session.get_one(ReliefRequest, decision.case_id).case
    money = cases.money_of(tale.session, case)
    assert [one.amount for one in money.reservations] == [4_000_000, 1_000_000]
    assert (decision.file_id is not None, decision.seal_id is not None, case.state) == (True, True, "approved")
    helped = tale.session.query(HelpGiven).filter_by(subject=case.subject).one()
    assert (helped.programme, helped.kind, helped.amount) == ("relief", "disaster", 5_000_000)
    sound(tale)


def test_the_year_leaves_only_so_much(tale: Relief) -> None:
    household = tale.household()
    tale.granted(STORM, household)
    death = ReliefInput(kind="death_member", event_on=date(2026, 11, 20), requested_amount=6_000_000)
    ask = tale.handed_in(tale.asked(death, household))
    # 10 million a year, 5 of them are gone: of the 6 of this kind 5 are left.
    assert queries.judgement(tale.session, ask, DAY).norm_amount == 5_000_000
    with pytest.raises(Refusal, match=r"5\.000\.000"):
        tale.suggested(ask, 6_000_000)


def test_kinds_run_side_by_side_but_each_once(tale: Relief) -> None:
    household = tale.household()
    tale.asked(STORM, household)
    tale.asked(SICK, household)
    with pytest.raises(Refusal, match="đang có một hồ sơ"):
        tale.asked(replace(STORM, event_on=date(2026, 11, 19)), household)
    sound(tale)


def test_one_event_is_asked_for_once_at_whatever_unit(tale: Relief) -> None:
    tale.granted(SICK)
    other = tale.household("CDCS-SKD", replace(MEMBER, phone="0912345699"), by="son")
    with pytest.raises(Refusal, match="đã có hồ sơ"):
        service.open_request(tale.session, ReliefRequest, other, content=SICK, by=tale.actor("son"), on=DAY)
    # Another person's illness on the same day is another event.
    service.open_request(tale.session, ReliefRequest, other, content=replace(SICK, affected_name="Trần Văn Chồng", kind="serious_disease"), by=tale.actor("son"), on=DAY)


def test_an_event_is_free_again_when_its_request_was_withdrawn(tale: Relief) -> None:
    household = tale.household()
    ask = tale.asked(STORM, household)
    case_service.withdraw(tale.session, ask.case, reason="Ghi nhầm hộ", by=tale.actor("hoa"), on=DAY)
    tale.session.refresh(ask)
    assert not ask.is_live
    assert tale.asked(STORM, household).is_live
    sound(tale)


def test_two_officers_at_once_meet_the_index(tale: Relief) -> None:
    tale.asked()
    columns = "id, unit_id, version, kind, event_on, affected_name, place, description, event_key, is_live"
    with pytest.raises(IntegrityError), tale.session.begin_nested():
        tale.session.execute(text(f"INSERT INTO relief_request ({columns}) SELECT id + 1000, {columns.removeprefix('id, ')} FROM relief_request"))


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"event_on": date(2026, 12, 1)}, "tương lai"), ({"kind": "death_kin"}, "người thân"), ({"kind": "reduced_hours"}, "số ngày"), ({"kind": "party"}, "chọn loại"),
    ],
)
def test_content_that_contradicts_itself_is_refused(tale: Relief, changed: dict[str, object], said: str) -> None:
    with pytest.raises(Refusal, match=said):
        tale.asked(replace(STORM, **changed))


def test_the_kind_of_an_open_request_stays(tale: Relief) -> None:
    ask = tale.asked()
    with pytest.raises(Refusal, match="Không đổi loại"):
        service.amend(tale.session, ask, content=SICK, by=tale.actor("hoa"), on=DAY)
    service.amend(tale.session, ask, content=replace(STORM, requested_amount=3_000_000), by=tale.actor("hoa"), on=DAY)
    assert ask.case.requested_amount == 3_000_000


@pytest.mark.parametrize(
    "statement",
    ["UPDATE relief_request SET event_on = '2026-01-01'", "UPDATE relief_request SET is_live = FALSE", "DELETE FROM relief_request"],
)
def test_raw_sql_changes_nothing_that_was_decided(tale: Relief, statement: str) -> None:
    tale.granted()
    with pytest.raises(DBAPIError), tale.session.begin_nested():
        tale.session.execute(text(statement))


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        ("TC1", "UPDATE relief_request SET kind = 'hardship'"),
        ("TC1", "DELETE FROM relief_request"),
        ("TC2", "UPDATE relief_request SET is_live = FALSE"),
        ("TC3", "UPDATE help_given SET amount = 10000001 WHERE programme = 'relief'"),
    ],
)
def test_what_gets_past_the_laws_is_found(tale: Relief, code: str, fault: str) -> None:
    tale.granted()
    # The urgent decisions of TC4 are told in test_urgent, the disasters of TC5 in test_disasters.
    assert all(one.ok and (one.rows or one.code in ("TC4", "TC5")) for one in check.invariants(tale.session))
    without_triggers(tale)
    tale.session.execute(text(fault))
    tale.session.expire_all()
    assert {one.code: one for one in check.invariants(tale.session)}[code].wrong
