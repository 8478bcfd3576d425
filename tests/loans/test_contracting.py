"""From a request through casework to a contract and its payment, with the sample regulation; who may not, and what is refused."""

import io
from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from pypdf import PdfReader
from sqlalchemy import select
from sqlalchemy.orm.attributes import set_committed_value

from fundapp.cases import service as case_service
from fundapp.casework import queries, service
from fundapp.casework.service import RequestRefused
from fundapp.documents import files
from fundapp.documents.models import StoredFile
from fundapp.help import service as help_service
from fundapp.help.queries import open_loans
from fundapp.households.models import Household, Person
from fundapp.kernel import clock
from fundapp.ledger import service as ledger
from fundapp.ledger.models import Balance, Line
from fundapp.ledger.service import LineSpec
from fundapp.loans.contracting import contract, first_due
from fundapp.loans.effective import effective_of_loan, effective_percent
from fundapp.loans.eligibility import Asked, capacity, loan_is_within_product
from fundapp.loans.facts import asked_of, loans_anywhere
from fundapp.loans.kinds import LoanState
from fundapp.loans.models import Loan, LoanEvent, LoanRequest, LoanSchedule
from fundapp.loans.programme import LoanInput, LoanRefused
from fundapp.payments import service as payments
from fundapp.regulations.loan_terms import Every
from fundapp.regulations.sample import load_sample
from tests.cases.story import PDF
from tests.loans.story import DAY, LoanStory


def opened(story: LoanStory, **changed: Any) -> LoanRequest:
    """A request under the sample regulation, in a fund that may lend."""
    session, tuan = story.session, story.actor("tuan")
    province = story.world.unit("LDLD-NB", session)
    regulation = load_sample(session, province, by=tuan, approver=story.actor("van"), name="tro_von")
    story.box = ledger.add_box(session, unit_id=province.id, kind="cash", name="Két LĐLĐ tỉnh", by=tuan)
    story.book = ledger.open_book(
        session, unit_id=province.id, code="TV", name="Quỹ trợ vốn", legal_form="social_fund", fund_account="43182", purposes=["loans"], by=tuan, on=date(2026, 1, 1),
    )
    lines = [LineSpec("1111", debit=500_000_000, box=story.box), LineSpec("43182", credit=500_000_000)]
    ledger.enter_opening(session, story.book, lines=lines, on=date(2026, 1, 1), drafted_by=tuan.user_id, by=story.actor("hanh"))
    product = next(one for one in regulation.products if one.key == "san_xuat")
    asked = LoanInput(**{
        "product_id": product.id, "requested_amount": 20_000_000, "instalments": 12, "purpose": "Mua bò giống", "income_amount": 12_000_000,
        "gain_amount": 1_500_000, "spending_amount": 8_000_000, "debts_amount": 500_000, "is_guaranteed": True, "guarantee_note": "BCH CĐCS", **changed,
    })
    case = service.open_request(session, LoanRequest, story.household(), content=asked, by=story.actor("hoa"), on=DAY)
    return session.get_one(LoanRequest, case.id)


def decided(story: LoanStory, **changed: Any) -> LoanRequest:
    """The same, decided by Vân over 20.000.000 đồng."""
    session, request = story.session, opened(story, **changed)
    for key, _name in queries.judgement(session, request, DAY).papers:
        case_service.attach_paper(
            session, request.case, paper_key=key, stream=io.BytesIO(PDF + key.encode()), name=f"{key}.pdf", by=story.actor("hoa"), on=DAY,
        )
    service.submit(session, request, by=story.actor("hoa"), on=DAY)
    case_service.record_visit(
        session, request.case, visited_on=DAY, participants="Minh, Hoa", findings="Phương án làm được.", agrees=True, by=story.actor("minh"), on=DAY,
        files=[("survey", io.BytesIO(PDF), "bb.pdf")],
    )
    service.propose(session, request, amount=20_000_000, reason="Đủ khả năng trả nợ.", by=story.actor("minh"), on=DAY)
    service.decide(session, request, shares=[(story.book, 20_000_000)], waivers={}, by=story.actor("van"), on=DAY)
    return request


def contracted(story: LoanStory, request: LoanRequest, by: str = "tuan", **changed: Any) -> Loan:
    values: dict[str, Any] = {"planned_on": DAY, "first_due_on": first_due(request, DAY), **changed}
    return contract(story.session, request, by=story.actor(by), on=DAY, **values)


def ordered(story: LoanStory, request: LoanRequest) -> Any:
    return service.order_payment(
        story.session, request, payee_name="Nguyễn Thị Hường", payee_address="Hải Anh", reason="Giải ngân", attachments=3, by=story.actor("tuan"), on=DAY,
    )


def test_a_request_is_contracted_then_paid_and_becomes_a_claim(story: LoanStory) -> None:
    request = decided(story)
    with pytest.raises(RequestRefused, match="Chưa có khế ước vay"):
        ordered(story, request)
    loan = contracted(story, request)
    assert (loan.code[:4], loan.state, loan.principal_amount, loan.rate_percent) == ("HV26", "contracted", 20_000_000, Decimal("0.45"))
    assert loan.overdue_rate_percent == Decimal("0.585")
    rows = story.session.query(LoanSchedule).filter_by(loan_id=loan.id).one().rows
    # 23/1/2027 is a Saturday, so the second instalment falls due on Monday.
    assert [row.due_on for row in rows[:2]] == [date(2026, 12, 23), date(2027, 1, 25)]
    assert (sum(row.principal_amount for row in rows), rows[-1].closing_amount, rows[0].interest_amount) == (20_000_000, 0, 90_000)
    order = ordered(story, request)
    payments.check_order(story.session, order, by=story.actor("hanh"), on=DAY)
    payments.pay_in_cash(story.session, order, box=story.box, by=story.actor("lan"), on=DAY)
    story.session.refresh(loan)
    assert loan.state == LoanState.OPEN
    paid = story.session.query(LoanEvent).filter_by(loan_id=loan.id).one()
    assert (paid.kind, paid.amount, paid.on) == ("disbursement", 20_000_000, DAY)
    lines = select(Balance.account_code, Line.debit, Line.credit).join(Balance, Balance.id == Line.balance_id).where(Line.entry_id == paid.entry_id)
    accounts = {tuple(line) for line in story.session.execute(lines)}
    assert accounts == {("1381", 20_000_000, 0), ("1111", 0, 20_000_000)}
    # What is lent comes back by the loan: handed back to the fund beside it, the debt would stand.
    with pytest.raises(payments.PaymentRefused, match="trả theo khoản vay"):
        payments.ask_handback(story.session, order, amount=5_000_000, due_on=DAY, reason="Trả lại", by=story.actor("tuan"), on=DAY)


def test_the_paper_says_both_rates_and_the_amount_in_words(story: LoanStory) -> None:
    loan = contracted(story, decided(story))
    file = story.session.get_one(StoredFile, loan.contract_file_id)
    reader = PdfReader(io.BytesIO(files.read(file.sha256)))
    text = " ".join(" ".join(one.extract_text() for one in reader.pages).split())
    for said in ("KHẾ ƯỚC VAY VỐN", loan.contract_number, loan.code, "Hai mươi triệu đồng", "0,45%", "Lãi suất thực tế", "LỊCH TRẢ NỢ", "25/01/2027", "1.666.674"):
        assert said in text, said


def test_a_fee_is_part_of_the_effective_rate_and_smaller_than_the_loan(story: LoanStory) -> None:
    request = decided(story)
    set_committed_value(request.product, "fee_amount", 20_000_000)
    with pytest.raises(LoanRefused, match="không nhỏ hơn số tiền vay"):
        contracted(story, request)
    set_committed_value(request.product, "fee_amount", 200_000)
    loan = contracted(story, request)
    said = " ".join(PdfReader(io.BytesIO(files.read(story.session.get_one(StoredFile, loan.contract_file_id).sha256))).pages[0].extract_text().split())
    assert "tính cả phí" in said
    assert "200.000 đồng; tiền bên vay nộp trừ vào phí trước" in said
    rows = story.session.query(LoanSchedule).filter_by(loan_id=loan.id).one().rows
    payments_due = [row.principal_amount + row.interest_amount for row in rows]
    assert effective_of_loan(loan, payments_due) > effective_percent(payments_due, 20_000_000)


def test_who_and_what_is_refused(story: LoanStory) -> None:
    request = decided(story)
    for name in ("van", "hoa", "minh"):
        with pytest.raises(LoanRefused, match="không lập khế ước"):
            contracted(story, request, by=name)
    with pytest.raises(LoanRefused, match="trước ngày lập"):
        contracted(story, request, planned_on=DAY - timedelta(1))
    with pytest.raises(LoanRefused, match="phải sau ngày giải ngân"):
        contracted(story, request, first_due_on=DAY)
    contracted(story, request, first_due_on=date(2026, 12, 10))
    with pytest.raises(LoanRefused, match="đã có khế ước"):
        contracted(story, request)


def test_capacity_is_told_in_numbers_and_what_is_over_the_product_is_not_met(story: LoanStory) -> None:
    request = opened(story, requested_amount=31_000_000)
    judged = {one.key: one.outcome for one in queries.judgement(story.session, request, DAY).findings}
    assert (judged["within_product"], judged["guaranteed"], judged["can_pay"], judged["no_open_loan"]) == ("not_met", "met", "met", "met")
    told = capacity(asked_of(story.session, request, DAY))
    assert told is not None
    assert (told.left, told.payment, told.percent) == (5_000_000, 2_722_833, 54)
    assert loans_anywhere(story.session, request) == []
    request.salary_amount = None
    request.income_amount = None
    assert {one.key: one.outcome for one in queries.judgement(story.session, request, DAY).findings}["can_pay"] == "unknown"


@pytest.mark.parametrize(
    ("amount", "days", "salary", "fits"),
    [
        (5_600_000, 31, 7_000_000, True), (5_600_001, 31, 7_000_000, False), (5_600_000, 32, 7_000_000, False), (5_600_000, None, 7_000_000, None),
        (5_600_000, 31, None, None), (10_000_001, 31, 20_000_000, False), (499_999, 5, 7_000_000, False), (5_600_000, 31, 0, False),
    ],
)
def test_an_emergency_loan_is_at_most_four_fifths_of_the_salary_for_31_days(amount: int, days: int | None, salary: int | None, fits: bool | None) -> None:
    product: Any = SimpleNamespace(
        least_amount=500_000, most_amount=10_000_000, salary_percent_most=80, every=Every.ONCE, most_days=31, most_grace_instalments=0,
    )
    assert loan_is_within_product(Asked(product, DAY, amount=amount, term_days=days, salary_amount=salary)) is fits


def test_an_open_loan_anywhere_forbids_another(story: LoanStory) -> None:
    first = decided(story)
    contracted(story, first)
    others = loans_anywhere(story.session, first)
    assert others == []
    household, person = story.session.get_one(Household, first.case.household_id), story.session.get_one(Person, first.case.person_id)
    (found,) = open_loans(story.session, household.help_key, [person.help_key])
    assert (found.year, found.is_overdue) == (2026, False)
    assert "20.000.000" in str(found.told)
    help_service.note_loan(story.session, subject=first.case.subject, ended_on=clock.today(), overdue_since=None, by=None)
    assert open_loans(story.session, household.help_key, [person.help_key]) == []
