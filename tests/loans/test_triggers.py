"""What the database refuses about loans, also to raw SQL, on both engines."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from fundapp.cases import service as cases
from fundapp.kernel import clock
from fundapp.ledger import service as ledger
from fundapp.ledger.models import Entry
from fundapp.ledger.service.refusals import LedgerRefused
from fundapp.loans.kinds import EventKind
from fundapp.loans.models import Loan, LoanEvent
from tests.loans.story import AMOUNT, DAY, LoanStory


def refused(story: LoanStory, act: Callable[[], Any], match: str) -> None:
    """The act is refused by the database, and the story goes on."""
    def done() -> None:
        with story.session.begin_nested():
            act()
            story.session.flush()

    with pytest.raises(DBAPIError, match=match):
        done()


def event(story: LoanStory, loan: Loan, kind: EventKind, **changed: Any) -> LoanEvent:
    values: dict[str, Any] = {
        "loan_id": loan.id, "kind": kind.value, "on": DAY, "amount": 1_000_000, "reference": f"{kind}/{changed}", "recorded_by_id": story.world.users["lan"],
        "recorded_at": clock.now(),
    }
    made = LoanEvent(**{**values, **changed})
    story.session.add(made)
    story.session.flush()
    return made


def events(story: LoanStory, loan: Loan) -> list[tuple[str, int]]:
    return [(one.kind, one.amount) for one in story.session.scalars(select(LoanEvent).where(LoanEvent.loan_id == loan.id).order_by(LoanEvent.id))]


def sql(story: LoanStory, statement: str) -> Callable[[], Any]:
    return lambda: story.session.execute(text(statement))


def test_a_payment_writes_its_disbursement_and_its_reversal_takes_it_back(story: LoanStory) -> None:
    product = story.lay_ground()
    case = story.decided(product)
    with pytest.raises(LedgerRefused, match="chưa ký hợp đồng"), story.session.begin_nested():
        story.paid(case)
    loan = story.contract(case, product)
    story.scheduled(loan)
    posted = story.paid(case, 15_000_000)
    story.session.refresh(loan)
    assert (loan.state, events(story, loan)) == ("open", [("disbursement", 15_000_000)])
    story.paid(case, 5_000_000, "payments/2")
    entry = story.session.get_one(Entry, posted.id)
    ledger.reverse(story.session, entry, reason="Chi nhầm người nhận", on=DAY, drafted_by=story.world.users["tuan"], by=story.actor("hanh"))
    story.session.refresh(loan)
    assert (loan.state, events(story, loan)) == ("open", [("disbursement", 15_000_000), ("disbursement", 5_000_000), ("reversal", 15_000_000)])


def test_a_contract_stays_within_the_decision_and_a_household_has_one_loan(story: LoanStory) -> None:
    product = story.lay_ground()
    household = story.household()
    case = story.decided(product, household)
    refused(story, lambda: story.contract(case, product, principal_amount=AMOUNT + 1), "within what was decided")
    refused(story, lambda: story.contract(case, product, signed_by_id=story.world.users["van"]), "somebody else than who decided")
    loan = story.contract(case, product)
    refused(story, sql(story, f"UPDATE loan SET rate_percent = 0 WHERE id = {loan.id}"), "terms of a loan never change")
    refused(story, sql(story, f"UPDATE loan SET state = 'settled' WHERE id = {loan.id}"), "no such step|follows from its events")
    refused(story, sql(story, f"UPDATE loan SET state = 'open' WHERE id = {loan.id}"), "no such step|follows from its events")
    refused(story, sql(story, f"DELETE FROM loan WHERE id = {loan.id}"), "kept")


def test_a_schedule_pays_back_just_the_loan_and_never_changes(story: LoanStory) -> None:
    product = story.lay_ground()
    case = story.decided(product)
    loan = story.contract(case, product)
    short, turned, torn = story.rows(), story.rows(), story.rows()
    short[-1] |= {"principal_amount": short[-1]["principal_amount"] - 1, "closing_amount": 1}
    turned[3]["due_on"] = turned[2]["due_on"]
    torn[4] |= {"opening_amount": torn[4]["opening_amount"] + 5, "closing_amount": torn[4]["closing_amount"] + 5}
    for rows in (short, turned, torn, story.rows()[:-1]):
        refused(story, lambda rows=rows: story.scheduled(loan, rows), "pays back just its principal")  # type: ignore[misc]
        story.session.refresh(loan)
    refused(story, lambda: story.scheduled(loan, principal_amount=AMOUNT - 1), "no principal that it does not have")
    made = story.scheduled(loan)
    refused(story, sql(story, f"UPDATE loan_instalment SET interest_amount = 0 WHERE schedule_id = {made.id}"), "append-only|kept as it is")
    refused(story, sql(story, f"UPDATE loan_schedule SET reason = 'x' WHERE id = {made.id}"), "never changes")
    refused(
        story, sql(story, f"INSERT INTO loan_instalment VALUES ({made.id}, 13, '2028-01-01', 0, 0, 5, 0, 0)"), "while its schedule is being made",
    )


def test_nothing_happens_before_the_money_nor_in_the_future_nor_twice(story: LoanStory) -> None:
    product = story.lay_ground()
    case = story.decided(product)
    loan = story.contract(case, product)
    story.scheduled(loan)
    refused(story, lambda: event(story, loan, EventKind.RECEIPT), "before the money was paid out|not in this state")
    story.paid(case)
    story.session.refresh(loan)
    refused(story, lambda: event(story, loan, EventKind.RECEIPT, on=DAY - timedelta(1)), "before the money was paid out")
    refused(story, lambda: event(story, loan, EventKind.RECEIPT, on=DAY + timedelta(1)), "in the future")
    refused(story, lambda: event(story, loan, EventKind.RECEIPT, amount=0), "money_positive")
    refused(story, lambda: event(story, loan, EventKind.RECEIPT, amount=-1), "not_negative|money_positive")
    refused(story, lambda: event(story, loan, EventKind.RECOVERY), "not in this state")
    refused(story, lambda: event(story, loan, EventKind.DISBURSEMENT, amount=1), "no more is paid out|disbursed_by_an_entry")
    first = event(story, loan, EventKind.RECEIPT, reference="receipts/1")
    refused(story, lambda: event(story, loan, EventKind.RECEIPT, reference="receipts/1"), "(?i)unique")
    refused(story, lambda: event(story, loan, EventKind.REVERSAL, reverses_id=first.id, amount=5), "takes back one whole event")
    event(story, loan, EventKind.REVERSAL, reverses_id=first.id)
    refused(story, lambda: event(story, loan, EventKind.REVERSAL, reverses_id=first.id, reference="again"), "(?i)unique")
    refused(story, sql(story, f"UPDATE loan_event SET amount = 5 WHERE id = {first.id}"), "append-only|kept as it is")
    refused(story, sql(story, f"DELETE FROM loan_event WHERE id = {first.id}"), "kept")


def test_money_that_was_paid_out_is_not_taken_back_once_something_has_come_of_it(story: LoanStory) -> None:
    loan = story.lent()
    event(story, loan, EventKind.RECEIPT)
    paid = story.session.scalars(select(LoanEvent).where(LoanEvent.loan_id == loan.id, LoanEvent.kind == "disbursement")).one()
    entry = story.session.get_one(Entry, paid.entry_id)
    with pytest.raises(LedgerRefused, match="không đảo được nữa"), story.session.begin_nested():
        ledger.reverse(story.session, entry, reason="Chi nhầm người nhận", on=DAY, drafted_by=story.world.users["tuan"], by=story.actor("hanh"))


def test_a_new_schedule_never_changes_the_past(story: LoanStory) -> None:
    loan = story.lent()
    event(story, loan, EventKind.RECEIPT)
    early = DAY - timedelta(5)
    refused(story, lambda: story.scheduled(loan, story.rows(on=early), from_on=early, reason="Gia hạn"), "never changes the past")
    story.session.refresh(loan)
    later = date(2027, 1, 5)
    rest = 15_000_000
    made = story.scheduled(loan, story.rows(rest, later), from_on=later, principal_amount=rest, reason="Gia hạn")
    assert (loan.schedule_version, made.version) == (2, 2)


def test_a_household_may_have_a_second_loan_where_both_products_allow_it(story: LoanStory) -> None:
    product = story.lay_ground(allows_second=True)
    household = story.household()
    first = story.decided(product, household)
    loan = story.contract(first, product)
    story.scheduled(loan)
    story.paid(first)
    cases.close(story.session, first, reason="Đã giải ngân xong", by=story.actor("van"), on=DAY)
    second = story.decided(product, household)
    refused(story, lambda: story.contract(second, product, allows_second=False), "second open loan|uq_loan_alone")
    assert story.contract(second, product).state == "contracted"
