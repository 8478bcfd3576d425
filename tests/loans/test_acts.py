"""Acts on loans that are out: two people, within the product, never changing the past, and the books follow."""

import io
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy.exc import DBAPIError

from fundapp.kernel import clock
from fundapp.loans.kinds import ActKind
from fundapp.loans.models import Loan, LoanAct
from fundapp.loans.servicing.acts import approve, propose, refuse
from fundapp.loans.servicing.allocating import LoanRefused, allocate
from fundapp.loans.servicing.coming import coming_back
from fundapp.loans.servicing.lives import life_of, rules_of
from fundapp.loans.servicing.settling import quoted, settle
from fundapp.loans.standing import row_states, standing
from fundapp.loans.told import Standing
from tests.cases.story import PDF
from tests.loans.story import LoanStory
from tests.loans.test_allocating import balances, came, is_sound, on_day

WHY = "Gia đình có người ốm nặng (mẫu)"
ANEW = {"instalments": 18, "first_due_on": "2027-03-15", "rate_percent": "0.55"}


@pytest.fixture
def late(story: LoanStory) -> Loan:
    """A loan of which nothing has been paid."""
    return story.lent(most_reschedules=1)


def told(story: LoanStory, loan: Loan) -> Standing:
    return standing(life_of(story.session, loan), clock.today(), rules_of(loan))


def proposed(story: LoanStory, loan: Loan, kind: ActKind, **details: Any) -> LoanAct:
    minutes = (io.BytesIO(PDF), "bien-ban.pdf") if kind == ActKind.WRITE_OFF else None
    return propose(story.session, loan, kind, details=details, reason=WHY, minutes=minutes, by=story.actor("tuan"), on=clock.today())


def refused(act: Callable[[], Any], match: str) -> None:
    with pytest.raises(LoanRefused, match=match):
        act()


def comes_back(story: LoanStory, loan: Loan, principal: int) -> None:
    """What the fund is told to come back is what is still open of the loan's instalments."""
    found = coming_back(story.session, clock.today())[loan.book_id]
    rows = row_states(life_of(story.session, loan), clock.today(), rules_of(loan))
    rows = [row for row in rows if row.version == rows[-1].version]
    assert sum(cell[0] for cell in found.values()) == sum(row.open_principal for row in rows) == principal
    assert sum(cell[1] for cell in found.values()) == sum(row.open_interest for row in rows)
    assert sorted(found) == sorted({max(row.due_on, clock.today()).replace(day=1) for row in rows})


def test_a_loan_rescheduled(story: LoanStory, late: Loan) -> None:
    with on_day(date(2027, 2, 10)):
        before = told(story, late)
        act = proposed(story, late, ActKind.RESCHEDULE, **ANEW)
        refused(lambda: proposed(story, late, ActKind.FREEZE), "đang có một đề nghị")
        refused(lambda: approve(story.session, act, by=story.actor("tuan"), on=clock.today()), "người khác")
        approve(story.session, act, by=story.actor("van"), on=clock.today())
        refused(lambda: approve(story.session, act, by=story.actor("van"), on=clock.today()), "đã được quyết định")
        now = told(story, late)
        assert (before.days_past_due, now.days_past_due, now.times_rescheduled, now.group) == (49, 0, 1, 2)
        assert now.principal_outstanding == 20_000_000
        assert now.penalty_owed == before.penalty_owed
        # What has fallen due before is unchanged; its interest is asked for with the first new instalment.
        rows = row_states(life_of(story.session, late), clock.today(), rules_of(late))
        assert [row.due_on for row in rows][:3] == [date(2026, 12, 23), date(2027, 1, 23), date(2027, 3, 15)]
        assert late.schedule_version == 2
        comes_back(story, late, 20_000_000)
        is_sound(story)
    with on_day(date(2027, 4, 20)):
        refused(lambda: proposed(story, late, ActKind.RESCHEDULE, **{**ANEW, "first_due_on": "2027-06-15"}), "nhiều nhất 1 lần")


def test_a_reschedule_never_changes_the_past(story: LoanStory, late: Loan) -> None:
    with on_day(date(2027, 2, 10)):
        refused(lambda: proposed(story, late, ActKind.RESCHEDULE, **{**ANEW, "first_due_on": "2027-02-10"}), "sau hôm nay")
        refused(lambda: proposed(story, late, ActKind.RESCHEDULE, **{**ANEW, "first_due_on": "2028-03-15"}), "không quá 366 ngày")
        came(story, late, 100_000, clock.today(), "pt/1")
        act = proposed(story, late, ActKind.RESCHEDULE, **ANEW)
        # The money of today is told first; the new schedule would count from before it.
        refused(lambda: approve(story.session, act, by=story.actor("van"), on=clock.today()), "từ ngày mai")
    with on_day(date(2027, 2, 11)):
        approve(story.session, act, by=story.actor("van"), on=clock.today())
        is_sound(story)
        assert told(story, late).received == 100_000


def test_a_loan_frozen_and_thawed(story: LoanStory, late: Loan) -> None:
    # Nothing is late yet: the schedule alone says what comes back.
    with on_day(date(2026, 12, 2)):
        allocate(story.session, late, by=story.actor("hanh"), on=clock.today())
        comes_back(story, late, 20_000_000)
    with on_day(date(2027, 1, 2)):
        refused(lambda: proposed(story, late, ActKind.UNFREEZE), "không khoanh")
        approve(story.session, proposed(story, late, ActKind.FREEZE), by=story.actor("van"), on=clock.today())
    with on_day(date(2027, 7, 1)):
        assert (told(story, late).days_past_due, told(story, late).is_frozen) == (9, True)
        refused(lambda: settle(story.session, late, by=story.actor("tuan"), on=clock.today()), "khoanh")
        approve(story.session, proposed(story, late, ActKind.UNFREEZE), by=story.actor("van"), on=clock.today())
        is_sound(story)
        assert told(story, late).days_past_due == 10
        comes_back(story, late, 20_000_000)


@pytest.mark.parametrize("recognition", ["cash", "accrual"])
def test_interest_waived_and_the_rest_written_off_and_recovered(story: LoanStory, recognition: str) -> None:
    loan = story.lent(recognition=recognition)
    with on_day(date(2027, 6, 1)):
        owed = told(story, loan)
        refused(lambda: proposed(story, loan, ActKind.WAIVER, interest=0, penalty=0), "số lãi")
        refused(lambda: proposed(story, loan, ActKind.WAIVER, interest=owed.overdue_interest + 1, penalty=0), "đã đến hạn")
        act = proposed(story, loan, ActKind.WAIVER, interest=owed.overdue_interest, penalty=owed.penalty_owed, inability=True)
        approve(story.session, act, by=story.actor("van"), on=clock.today())
        now = told(story, loan)
        assert (now.interest_receivable, now.is_waived_for_inability) == (0, True)
        is_sound(story)
    with on_day(date(2027, 9, 1)):
        refused(
            lambda: propose(story.session, loan, ActKind.WRITE_OFF, details={}, reason=WHY, by=story.actor("tuan"), on=clock.today()), "biên bản",
        )
        approve(story.session, proposed(story, loan, ActKind.WRITE_OFF), by=story.actor("van"), on=clock.today())
        assert loan.state == "written_off"
        found = balances(story, loan)
        assert "1381" not in found
        assert "1382" not in found
        assert found["811"] >= 20_000_000
        is_sound(story)
    with on_day(date(2028, 1, 5)):
        came(story, loan, 3_000_000, clock.today(), "pt/9")
        allocate(story.session, loan, by=story.actor("hanh"), on=clock.today())
        assert (told(story, loan).off_principal, told(story, loan).recovered) == (17_000_000, 3_000_000)
        assert balances(story, loan)["711"] == -3_000_000
        is_sound(story)


def test_savings_and_money_in_hand_lower_what_is_written_off(story: LoanStory) -> None:
    loan = story.lent(savings_rate_percent=Decimal(1))
    rows = [{**row, "savings_amount": 200_000} for row in story.rows()]
    story.scheduled(loan, rows, reason="Có tiết kiệm")
    with on_day(date(2026, 12, 23)):
        # December's interest, principal and savings, and 500.000 for January: 110.000 + 1.666.666 + 200.000.
        came(story, loan, 1_976_666 + 500_000, clock.today(), "pt/1")
        allocate(story.session, loan, by=story.actor("hanh"), on=clock.today())
        assert (told(story, loan).savings_held, told(story, loan).credit) == (200_000, 500_000)
    with on_day(date(2026, 12, 28)):
        act = approve(story.session, proposed(story, loan, ActKind.WRITE_OFF), by=story.actor("van"), on=clock.today())
        now, left = told(story, loan), 20_000_000 - 1_666_666 - 700_000
        assert (act.amount, now.written_off, now.off_principal, now.savings_held, now.credit) == (left, left, left, 0, 0)
        found = balances(story, loan)
        assert (found["811"], "3387" in found, "3388" in found) == (left, False, False)
        is_sound(story)


def test_a_loan_settled_early(story: LoanStory, late: Loan) -> None:
    with on_day(date(2026, 12, 8)):
        asked = quoted(story.session, late, clock.today())
        # Half of December's 110.000, by days: 15 of 30.
        assert (asked.principal, asked.accrued, asked.to_pay) == (20_000_000, 55_000, 20_055_000)
        came(story, late, 20_000_000, clock.today(), "pt/1")
        with story.session.begin_nested() as saved:
            refused(lambda: settle(story.session, late, by=story.actor("tuan"), on=clock.today()), "thiếu 55.000")
            saved.rollback()
        came(story, late, 60_000, clock.today(), "pt/2")
        settle(story.session, late, by=story.actor("tuan"), on=clock.today())
        assert late.state == "settled"
        assert balances(story, late) == {"3387": -5_000}
        is_sound(story)


def test_a_proposal_is_declined_with_its_reason_and_stays_as_it_was(story: LoanStory, late: Loan) -> None:
    act = proposed(story, late, ActKind.FREEZE)
    refused(lambda: refuse(story.session, act, answer=" ", by=story.actor("van")), "lý do")
    refuse(story.session, act, answer="Chưa đủ căn cứ", by=story.actor("van"))
    assert act.state == "refused"
    for change in ({"reason": "Khác"}, {"state": "approved"}, {"details": {"x": 1}}):
        with pytest.raises(DBAPIError, match="decided once"):
            _changed(story, act, change)
    refused(lambda: propose(story.session, late, ActKind.FREEZE, details={}, reason="ngắn", by=story.actor("tuan"), on=clock.today()), "lý do")


def _changed(story: LoanStory, act: LoanAct, change: dict[str, Any]) -> None:
    with story.session.begin_nested():
        for name, value in change.items():
            setattr(act, name, value)
        story.session.flush()
