"""A handful of loan requests in the last weeks of the demo year, one at each step of its life; the furthest is contracted and paid out."""

import io
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import exists, select

from fundapp.access.policy import Role
from fundapp.cases import queries as case_queries
from fundapp.cases import service as cases
from fundapp.cases.models import Case
from fundapp.casework import queries, service
from fundapp.demo import papers
from fundapp.demo.bookkeeping import HOME, MILLION, Office
from fundapp.demo.servicing import after_paying
from fundapp.demo.timeline import WORKING_DAYS, moment
from fundapp.demo.year import Life, Year
from fundapp.households.models import Household, Person
from fundapp.kernel.certain import surely
from fundapp.ledger import service as ledger
from fundapp.ledger.kinds import VoucherKind
from fundapp.ledger.service import LineSpec, Posting
from fundapp.loans.books import Place, accounts
from fundapp.loans.contracting import contract, first_due
from fundapp.loans.models import Loan, LoanRequest
from fundapp.loans.programme import PROGRAMME, LoanInput
from fundapp.loans.servicing.allocating import allocate
from fundapp.payments import service as payments
from fundapp.payments.models import PaymentOrder
from fundapp.regulations.sample import load_sample

UNIT, FUND = "CDCS-BML", "TROVON"
SAMPLE_DAY = date(2025, 12, 5)


@dataclass(frozen=True)
class Plan:
    """One request: of which product, how far it gets (the number of steps), how much, how many working days before the end it is opened."""

    product: str
    steps: int
    amount: int
    opened: int
    purpose: str
    instalments: int = 12
    then: str = ""


# Steps: 1 papers, 2 submission, 3 visit, 4 proposal, 5 decision, 6 contract, 7 order, 8 check, 9 signature, 10 payment, 11 the first money back.
PLANS = (
    Plan("san_xuat", 10, 15 * MILLION, 172, "Mua máy bơm nước, ống tưới", then="written_off"),
    Plan("san_xuat", 10, 12 * MILLION, 168, "Mua máy xay xát nhỏ", then="late"),
    Plan("san_xuat", 10, 18 * MILLION, 116, "Mua máy may, nhận hàng về nhà", then="visited"),
    Plan("san_xuat", 10, 24 * MILLION, 96, "Đóng lồng cá trên sông", 24, then="frozen"),
    Plan("san_xuat", 10, 20 * MILLION, 80, "Cải tạo vườn cây ăn quả", then="rescheduled"),
    Plan("san_xuat", 10, 12 * MILLION, 36, "Mua xe máy chở rau đi chợ", then="by_salary"),
    Plan("san_xuat", 11, 20 * MILLION, 13, "Mua hai con bò giống"), Plan("doi_song", 10, 12 * MILLION, 12, "Đóng học phí cho hai con"),
    Plan("san_xuat", 6, 15 * MILLION, 11, "Sửa xe ba gác chở hàng"), Plan("doi_song", 5, 10 * MILLION, 10, "Mua máy khâu làm thêm"),
    Plan("san_xuat", 4, 25 * MILLION, 8, "Mở quầy hàng ăn sáng", 24), Plan("san_xuat", 3, 18 * MILLION, 7, "Nuôi gà thả vườn"),
    Plan("doi_song", 2, 8 * MILLION, 6, "Chữa răng cho mẹ"), Plan("san_xuat", 1, 30 * MILLION, 5, "Thuê đất trồng rau", 24),
)


def loan_regulation(year: Year) -> Life:
    """The regulation of the loan fund, put in force before the year begins."""
    yield moment(SAMPLE_DAY, 10)
    load_sample(year.session, year.unit(HOME), by=year.actor("tuan"), approver=year.actor("van"), name="tro_von")


def loan_of(year: Year, office: Office, plan: Plan) -> Life:
    """Live one request as far as its plan says; it is about a household that has asked for nothing yet."""
    day = len(WORKING_DAYS) - plan.opened
    yield moment(WORKING_DAYS[day], 9, 40)
    household = _household(year)
    regulation = surely(queries.regulation_for(year.session, PROGRAMME, household.unit_id, year.on), "regulation of loans")
    product = next(one for one in regulation.products if one.key == plan.product)
    asked = LoanInput(
        product_id=product.id, requested_amount=plan.amount, instalments=plan.instalments, purpose=plan.purpose, project_amount=plan.amount + 5 * MILLION,
        description=f"{plan.purpose}; người nhà cùng làm, bán tại chợ xã.", salary_amount=7 * MILLION, income_amount=13 * MILLION, gain_amount=MILLION,
        spending_amount=8 * MILLION, debts_amount=0, is_guaranteed=True, guarantee_note="Ban Chấp hành CĐCS, giấy tín chấp (mẫu)", deducts_salary=True,
    )
    case_id = service.open_request(year.session, LoanRequest, household, content=asked, by=year.holder(UNIT, Role.OFFICER), on=year.on).id
    for step, act in enumerate(ACTS[: plan.steps]):
        yield moment(WORKING_DAYS[day + step], 10 + step % 5, 40)
        act(year, office, year.session.get_one(LoanRequest, case_id))
    if plan.then:
        yield from after_paying(year, office, case_id, plan.then)


def _household(year: Year) -> Household:
    untouched = (
        select(Household).join(Person, Person.household_id == Household.id)
        .where(
            Household.unit_id == year.unit_ids[UNIT], Household.ended_on.is_(None), Person.relation == "head", Person.is_member, Person.died_on.is_(None),
            Person.left_union_on.is_(None), Person.joined_union_on < year.on - timedelta(days=2 * 366), ~exists().where(Case.household_id == Household.id),
        )
        .order_by(Household.id.desc()).limit(1)
    )
    return year.session.scalars(untouched).one()


def _papers(year: Year, office: Office, ask: LoanRequest) -> None:
    for place, (key, title) in enumerate(queries.judgement(year.session, ask, year.on).papers):
        cases.attach_paper(
            year.session, ask.case, paper_key=key, stream=io.BytesIO(papers.pdf(title, "(xem đơn vay vốn)", place)), name=papers.file_name(title, "pdf"),
            by=year.holder(UNIT, Role.OFFICER), on=year.on,
        )


def _submit(year: Year, office: Office, ask: LoanRequest) -> None:
    service.submit(year.session, ask, by=year.holder(UNIT, Role.OFFICER), on=year.on)


def _visit(year: Year, office: Office, ask: LoanRequest) -> None:
    wanted = queries.judgement(year.session, ask, year.on).survey_papers
    files = [(key, io.BytesIO(papers.pdf(title, "(thẩm định)", 1)), papers.file_name(title, "pdf")) for key, title in wanted]
    cases.record_visit(
        year.session, ask.case, visited_on=year.on, participants="Công đoàn xã, CĐCS, tổ trưởng sản xuất", agrees=True, files=files,
        findings="Phương án làm được, thu nhập đúng như khai.", by=year.reviewer(UNIT), on=year.on,
    )


def _propose(year: Year, office: Office, ask: LoanRequest) -> None:
    service.propose(
        year.session, ask, amount=ask.case.requested_amount or 0, reason="Phương án rõ, đủ khả năng trả nợ, CĐCS tín chấp.", by=year.reviewer(UNIT), on=year.on,
    )


def _decide(year: Year, office: Office, ask: LoanRequest) -> None:
    judged = queries.judgement(year.session, ask, year.on)
    waivers = {one.key: "Gia đình chí thú làm ăn, CĐCS tín chấp và trừ lương." for one in judged.findings if one.outcome == "not_met" and one.severity == "waivable"}
    service.decide(
        year.session, ask, shares=[(office.book(FUND), ask.case.proposed_amount or 0)], waivers=waivers, reason="Đồng ý cho vay.", by=year.actor("van"), on=year.on,
    )


def _contract(year: Year, office: Office, ask: LoanRequest) -> None:
    contract(year.session, ask, planned_on=year.on, first_due_on=first_due(ask, year.on), by=year.actor("tuan"), on=year.on)


def _order(year: Year, office: Office, ask: LoanRequest) -> None:
    household = year.session.get_one(Household, ask.case.household_id)
    decision = surely(case_queries.decision_of(year.session, ask.case), "decision to pay by")
    service.order_payment(
        year.session, ask, payee_name=household.head_name, payee_address=household.address, reason=f"Giải ngân cho vay theo Quyết định số {decision.numbered}",
        attachments=4, by=year.actor("tuan"), on=year.on,
    )


def _ordered(year: Year, ask: LoanRequest) -> PaymentOrder:
    return year.session.scalars(select(PaymentOrder).where(PaymentOrder.subject == ask.case.subject)).one()


def _check(year: Year, office: Office, ask: LoanRequest) -> None:
    payments.check_order(year.session, _ordered(year, ask), by=year.actor("hanh"), on=year.on)


def _sign(year: Year, office: Office, ask: LoanRequest) -> None:
    order = _ordered(year, ask)
    if order.needs_signature:
        payments.sign_order(year.session, order, by=year.actor("van"), on=year.on)


def _pay(year: Year, office: Office, ask: LoanRequest) -> None:
    order = _ordered(year, ask)
    office.fill_the_box([(part.book_id, part.amount) for part in order.shares])
    payments.pay_in_cash(year.session, order, box=office.cash, by=year.actor("lan"), on=year.on)


def _repay(year: Year, office: Office, ask: LoanRequest) -> None:
    """The borrower brings the first instalment early: cash to the treasurer, posted by the head of accounting, allocated by the accountant."""
    loan, lan = year.session.get_one(Loan, ask.id), year.actor("lan")
    amount, why = 2 * MILLION, f"Trả nợ vay theo hợp đồng {loan.contract_number}, mã {loan.code}"
    voucher = ledger.issue_voucher(
        year.session, unit_id=loan.unit_id, kind=VoucherKind.CASH_RECEIPT.value, on=year.on, amount=amount, payee_name=loan.borrower_name, reason=why, by=lan,
    )
    lines = [
        LineSpec(office.cash.account_code, debit=amount, box=office.cash), LineSpec(accounts()[Place.WAITING], credit=amount, subject=loan.subject),
    ]
    wanted = Posting(office.book(FUND), year.on, why, lines, f"receipt/{voucher.id}", voucher=voucher, purpose="loans")
    ledger.post_draft(year.session, ledger.draft(year.session, wanted, by=lan), by=year.actor("hanh"))
    allocate(year.session, loan, by=year.actor("tuan"), on=year.on)


ACTS = (_papers, _submit, _visit, _propose, _decide, _contract, _order, _check, _sign, _pay, _repay)
