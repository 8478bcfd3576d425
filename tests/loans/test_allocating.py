"""Money that came is used as the product says, and the books of a loan always say what the fold says."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from sqlalchemy import func, select, text

from fundapp.kernel import clock
from fundapp.ledger import queries as ledger_queries
from fundapp.ledger import service as ledger
from fundapp.ledger.models import Balance, Entry, Line
from fundapp.ledger.service import LineSpec, Posting
from fundapp.loans import all_waiting, work
from fundapp.loans.books import Place, accounts
from fundapp.loans.check import invariants
from fundapp.loans.kinds import EventKind
from fundapp.loans.models import Loan, LoanEvent
from fundapp.loans.servicing.allocating import LoanRefused, allocate
from fundapp.loans.servicing.lives import life_of, rules_of
from fundapp.loans.servicing.paid_out import events_of, schedule_from_payment, went_out_on
from fundapp.loans.standing import row_states, standing
from tests.loans.story import DAY, LoanStory


def came(story: LoanStory, loan: Loan, amount: int, on: date, name: str, more: tuple[tuple[Loan, int], ...] = ()) -> Entry:
    """Money that came in cash and waits on the loan (negative: went back to the borrower)."""
    lines = [LineSpec("1111", debit=max(amount, 0), credit=max(-amount, 0), box=story.box)]
    lines.append(LineSpec("3387", debit=max(-amount, 0), credit=max(amount, 0), subject=loan.subject))
    wanted = Posting(story.book, on, "Thu nợ", lines, name, purpose="loans")
    return ledger.post(story.session, wanted, drafted_by=story.world.users["lan"], by=story.actor("hanh"))


def balances(story: LoanStory, loan: Loan) -> dict[str, int]:
    """What the books say of the loan, debit positive."""
    query = (
        select(Balance.account_code, func.sum(Line.debit - Line.credit)).join(Balance, Balance.id == Line.balance_id).join(Entry, Entry.id == Line.entry_id)
        .where(Line.subject == loan.subject, Entry.state == "posted", Balance.box_id.is_(None)).group_by(Balance.account_code)
    )
    return {code: int(amount) for code, amount in story.session.execute(query) if amount}


def on_day(day: date) -> Any:
    return time_machine.travel(f"{day:%Y-%m-%d} 03:00:00+00:00", tick=True)


def is_sound(story: LoanStory) -> None:
    for one in invariants(story.session):
        assert one.ok, (one.code, list(one.wrong))


@pytest.mark.parametrize("recognition", ["cash", "accrual"])
def test_a_life_of_receipts(story: LoanStory, recognition: str) -> None:
    loan = story.lent(recognition=recognition, savings_rate_percent=Decimal(1))
    allocate(story.session, loan, by=story.actor("hanh"), on=clock.today())
    assert balances(story, loan) == {"1381": 20_000_000}
    with on_day(date(2026, 12, 10)):
        # Money in advance waits as credit.
        came(story, loan, 1_000_000, date(2026, 12, 10), "pt/1")
        allocate(story.session, loan, by=story.actor("hanh"), on=clock.today())
        assert balances(story, loan) == {"1381": 20_000_000, "3387": -1_000_000}
        is_sound(story)
    with on_day(date(2026, 12, 23)):
        # On its day it is used, though nothing has come: interest 110.000, the rest principal.
        allocate(story.session, loan, by=story.actor("hanh"), on=clock.today())
        assert balances(story, loan) == {"1381": 19_110_000}
        is_sound(story)
    with on_day(date(2027, 1, 30)):
        # Late by a week with January, and December's rest by five weeks: what is owed and half a million.
        now = standing(life_of(story.session, loan), clock.today(), rules_of(loan))
        assert (now.overdue_principal, now.days_past_due) == (776_666 + 1_666_666, 38)
        assert now.penalty_owed > 0
        paid = came(story, loan, now.asked_today + 500_000, clock.today(), "pt/2")
        event = allocate(story.session, loan, by=story.actor("tuan"), on=clock.today())
        assert event is not None
        assert balances(story, loan) == {"1381": 19_110_000 - 776_666 - 1_666_666, "3387": -500_000}
        assert allocate(story.session, loan, by=story.actor("tuan"), on=clock.today()) is None
        is_sound(story)
    with on_day(date(2027, 2, 1)):
        # Taken back: everything is as if it had never come; interest by accrual is owed.
        ledger.reverse(story.session, paid, reason="Thu nhầm", drafted_by=story.world.users["lan"], by=story.actor("hanh"), on=clock.today())
        allocate(story.session, loan, by=story.actor("hanh"), on=clock.today())
        found = balances(story, loan)
        assert found["1381"] == 19_110_000
        assert ("1382" in found) == (recognition == "accrual")
        is_sound(story)


def test_a_loan_paid_whole_is_settled_and_opens_again_when_the_money_is_taken_back(story: LoanStory) -> None:
    loan = story.lent()
    with on_day(date(2028, 1, 5)):
        now = standing(life_of(story.session, loan), clock.today(), rules_of(loan))
        paid = came(story, loan, now.asked_today + 1_000, clock.today(), "pt/1")
        allocate(story.session, loan, by=story.actor("hanh"), on=clock.today())
        assert loan.state == "settled"
        assert balances(story, loan) == {"3387": -1_000}
        # The 1.000 too much go back.
        came(story, loan, -1_000, clock.today(), "pc/1")
        allocate(story.session, loan, by=story.actor("hanh"), on=clock.today())
        assert balances(story, loan) == {}
        is_sound(story)
        ledger.reverse(story.session, paid, reason="Thu nhầm", drafted_by=story.world.users["lan"], by=story.actor("hanh"), on=clock.today())
        allocate(story.session, loan, by=story.actor("hanh"), on=clock.today())
        assert loan.state == "open"
        is_sound(story)
    kinds = [row.kind for row in story.session.scalars(select(LoanEvent).where(LoanEvent.loan_id == loan.id, LoanEvent.kind != "allocation").order_by(LoanEvent.id))]
    assert kinds == ["disbursement", "receipt", "settlement", "refund", "reversal", "reversal"]


def test_the_end_of_a_loan_gives_its_savings_back(story: LoanStory) -> None:
    loan = story.lent(savings_rate_percent=Decimal(1))
    story.scheduled(loan, [{**row, "savings_amount": 200_000} for row in story.rows()], reason="Có tiết kiệm")
    with on_day(date(2027, 11, 23)):
        asked = sum(row.payment for row in row_states(life_of(story.session, loan), clock.today(), rules_of(loan)))
        came(story, loan, asked + standing(life_of(story.session, loan), clock.today(), rules_of(loan)).penalty_owed, clock.today(), "pt/1")
        allocate(story.session, loan, by=story.actor("hanh"), on=clock.today())
        assert loan.state == "settled"
        assert balances(story, loan) == {"3387": -2_400_000}
        is_sound(story)


def test_who_took_the_money_in_does_not_post_its_use_alone(story: LoanStory) -> None:
    loan = story.lent()
    came(story, loan, 500_000, clock.today(), "pt/1")
    event = allocate(story.session, loan, by=story.actor("lan"), on=clock.today())
    assert event is not None
    made = story.session.get_one(LoanEvent, event.id)
    assert made.entry_id is None  # Nothing is due yet: it waits as it came.


def test_the_fold_and_the_books_part_when_somebody_writes_on_the_loan_by_hand(story: LoanStory) -> None:
    loan = story.lent()
    allocate(story.session, loan, by=story.actor("hanh"), on=clock.today())
    is_sound(story)
    lines = [LineSpec("811", debit=7_000), LineSpec(accounts()[Place.PRINCIPAL], credit=7_000, subject=loan.subject)]
    ledger.post(story.session, Posting(story.book, clock.today(), "Sai", lines, "sai/1", purpose="loans"), drafted_by=story.world.users["lan"], by=story.actor("hanh"))
    wrong = {one.code: list(one.wrong) for one in invariants(story.session) if not one.ok}
    assert list(wrong) == ["VV1"]
    assert "19.993.000" in wrong["VV1"][0]


def test_an_event_without_its_money_is_found(story: LoanStory) -> None:
    loan = story.lent()
    allocate(story.session, loan, by=story.actor("hanh"), on=clock.today())
    story.session.add(
        LoanEvent(
            loan_id=loan.id, kind=EventKind.RECEIPT.value, on=clock.today(), amount=9_000, reference="nowhere", recorded_by_id=story.world.users["tuan"],
            recorded_at=clock.now(),
        )
    )
    story.session.flush()
    wrong = {one.code for one in invariants(story.session) if not one.ok}
    assert wrong == {"VV1", "VV2"}


def test_money_that_waits_is_found_and_used_at_once(story: LoanStory) -> None:
    loan = story.lent()
    tuan, van = story.actor("tuan"), story.actor("van")
    # Paid out: its first instalment is to be expected and its visit planned, before any money comes.
    assert set(work.to_allocate(story.session, clock.today())) == {loan.id}
    assert [one.act for one in work.waiting_on(story.session, tuan, clock.today())] == ["Đưa vào sổ khoản vay"]
    assert all_waiting.allocate_or_ask(story.session, by=story.actor("hanh"), on=clock.today()) == (1, [])
    assert [(one.code, one.due_on) for one in ledger_queries.expected_of(story.session, loan.subject)] == [(loan.code, date(2026, 12, 23))]
    assert work.to_allocate(story.session, clock.today()) == {}
    with on_day(date(2026, 12, 10)):
        came(story, loan, 1_000_000, clock.today(), "pt/1")
        assert set(work.to_allocate(story.session, clock.today())) == {loan.id}
        assert [one.subject for one in work.waiting_on(story.session, tuan, clock.today())] == [f"loan_lives/{loan.id}"]
        assert work.amounts(story.session, [loan.id]) == {loan.id: 1_000_000}
        assert work.waiting_on(story.session, van, clock.today()) == []
        assert all_waiting.allocate_or_ask(story.session, by=van, on=clock.today()) == (0, [])
        assert all_waiting.allocate_or_ask(story.session, by=tuan, on=clock.today()) == (1, [])
        assert work.to_allocate(story.session, clock.today()) == {}
    with on_day(date(2026, 12, 23)):
        # It came early; its day has come.
        assert set(work.to_allocate(story.session, clock.today())) == {loan.id}
        all_waiting.allocate_or_ask(story.session, by=tuan, on=clock.today())
        assert balances(story, loan)["1381"] == 19_110_000
        is_sound(story)


@pytest.mark.parametrize("recognition", ["cash", "accrual"])
def test_the_fee_comes_first_and_is_income_when_it_comes(story: LoanStory, recognition: str) -> None:
    loan = story.lent(recognition=recognition, fee_amount=50_000, fee_rate_percent=Decimal("0.5"))
    assert loan.fee_amount == 150_000
    allocate(story.session, loan, by=story.actor("hanh"), on=clock.today())
    # Due with the money: it is expected today, and a loan whose fee is unpaid is not late.
    assert [(one.amount, one.due_on) for one in ledger_queries.expected_of(story.session, loan.subject)] == [(150_000, clock.today())]
    came(story, loan, 200_000, clock.today(), "pt/1")
    allocate(story.session, loan, by=story.actor("hanh"), on=clock.today())
    told = standing(life_of(story.session, loan), clock.today(), rules_of(loan))
    assert (told.fee_paid, told.fee_owed, told.credit, told.days_past_due) == (150_000, 0, 50_000, 0)
    assert balances(story, loan) == {"1381": 20_000_000, "3387": -50_000}
    income = story.session.scalar(select(func.sum(Line.credit - Line.debit)).join(Balance, Balance.id == Line.balance_id).where(Balance.account_code == "531"))
    assert income == 150_000
    is_sound(story)


@pytest.mark.parametrize("fault", ["amount = amount + 1", "event_id = NULL"])
def test_what_waits_is_kept_beside_the_books(story: LoanStory, fault: str) -> None:
    loan = story.lent()
    came(story, loan, 1_000_000, clock.today(), "pt/1")
    allocate(story.session, loan, by=story.actor("hanh"), on=clock.today())
    is_sound(story)
    story.session.execute(text(f"UPDATE loan_arrival SET {fault}"))
    assert [one.code for one in invariants(story.session) if not one.ok] == ["VV11"]


def test_a_schedule_from_the_day_on_which_the_money_went_out(story: LoanStory) -> None:
    product = story.lay_ground(savings_rate_percent=Decimal(1))
    case = story.decided(product)
    loan = story.contract(case, product, planned_on=date(2026, 11, 30), first_due_on=date(2026, 12, 30))
    story.scheduled(loan, story.rows(on=date(2026, 11, 30)), from_on=date(2026, 11, 30))
    story.paid(case)
    story.session.refresh(loan)
    allocate(story.session, loan, by=story.actor("hanh"), on=clock.today())
    assert went_out_on(loan, events_of(story.session, loan)) == DAY
    with pytest.raises(LoanRefused, match="sau ngày giải ngân"):
        schedule_from_payment(story.session, loan, first_due_on=DAY, by=story.actor("tuan"), on=clock.today())
    schedule_from_payment(story.session, loan, first_due_on=date(2026, 12, 23), by=story.actor("tuan"), on=clock.today())
    rows = row_states(life_of(story.session, loan), clock.today(), rules_of(loan))
    assert (loan.schedule_version, rows[0].due_on, rows[0].savings) == (2, date(2026, 12, 23), 200_000)
    assert went_out_on(loan, events_of(story.session, loan)) is None
    with pytest.raises(LoanRefused, match="không cần"):
        schedule_from_payment(story.session, loan, first_due_on=date(2027, 1, 5), by=story.actor("tuan"), on=clock.today())
    is_sound(story)
