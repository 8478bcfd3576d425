"""From a decided request to a signed contract with its schedule: the terms freeze here, and the money may go out."""

from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.access.models import User
from fundapp.access.trail import record
from fundapp.cases import queries as cases
from fundapp.documents import papers
from fundapp.documents import service as documents
from fundapp.documents.register import next_number
from fundapp.households.models import Household, Person
from fundapp.kernel import clock
from fundapp.kernel.certain import surely
from fundapp.kernel.codes import make_code
from fundapp.kernel.days import day_text, months_on
from fundapp.kernel.db import next_in
from fundapp.kernel.errors import Stale
from fundapp.kernel.labels import _
from fundapp.kernel.money import dong, round_half_up
from fundapp.kernel.names import fold
from fundapp.loans import words
from fundapp.loans.effective import effective_of_loan
from fundapp.loans.eligibility import savings_of, terms_of
from fundapp.loans.models import Loan, LoanInstalment, LoanRequest, LoanSchedule, LoanSeries
from fundapp.loans.papers import ContractPaper, PaperRow, data_of
from fundapp.loans.programme import LoanRefused
from fundapp.loans.schedule import WEEKS, Instalment, TermsWrong, schedule
from fundapp.orgs.models import Unit
from fundapp.orgs.paper import place_of
from fundapp.orgs.queries import above
from fundapp.regulations import loan_terms
from fundapp.regulations.loan_terms import Every, Method, RatePer
from fundapp.regulations.models import LoanProduct, Regulation

SERIES, PREFIX = "KUVV", "HV"
LONGEST_FIRST = 62


def first_due(request: LoanRequest, planned_on: date) -> date:
    """The first due day that follows from the day on which the money goes out, before any holiday rule: one whole period later."""
    every = Every(request.product.every)
    if every == Every.ONCE:
        return planned_on + timedelta(days=request.term_days or 1)
    return months_on(planned_on, 1) if every == Every.MONTH else planned_on + timedelta(weeks=WEEKS[every])


def planned(request: LoanRequest, *, principal: int, planned_on: date, first_due_on: date) -> list[tuple[Instalment, int]]:
    """Give the schedule that a contract would have, with the savings of each instalment. Refuses terms from which none follows."""
    product = request.product
    try:
        terms = terms_of(
            product, amount=principal, instalments=request.instalments, term_days=request.term_days, grace_instalments=request.grace_instalments,
            on=planned_on, first_due_on=first_due_on,
        )
    except TermsWrong as wrong:
        raise LoanRefused(words.WRONG[wrong.problem], "first_due_on") from wrong
    rows = schedule(terms)
    return list(zip(rows, savings_of(principal, product.savings_rate_percent, len(rows)), strict=True))


def fee_of(product: LoanProduct, principal: int) -> int:
    """Give what a loan of so many đồng costs once, with its disbursement."""
    return product.fee_amount + round_half_up(product.fee_rate_percent * principal / 100)


def contract(
    session: Session, request: LoanRequest, *, planned_on: date, first_due_on: date, by: Actor, on: date, seen: int | None = None
) -> Loan:
    """Make the contract of a decided request: number, code, frozen terms, schedule, printed paper.

    The whole decided amount out of the one fund of the decision. Refuses whoever has decided, registered or surveyed, a second contract, and a household
    that still has a loan where the terms allow no second one.
    """
    case = request.case
    session.refresh(case, with_for_update=True)
    if seen is not None and case.version != seen:
        raise Stale
    decision = cases.decision_of(session, case)
    if case.state != "approved" or decision is None or case.decided_amount is None:
        raise LoanRefused(_("Hồ sơ chưa được duyệt nên chưa lập được khế ước."))
    if session.get(Loan, case.id) is not None:
        raise LoanRefused(_("Hồ sơ này đã có khế ước."))
    if by.user_id in {*cases.barred_ids(session, case), case.decided_by_id}:
        raise LoanRefused(_("Người đăng ký, thẩm tra hoặc quyết định không lập khế ước của hồ sơ này."))
    if len(decision.shares) != 1:
        raise LoanRefused(_("Khoản vay phải lấy từ một quỹ, vì tiền trả về phải vào đúng quỹ đó."))
    _check_days(request, planned_on, first_due_on, on)
    _check_others(session, request)
    principal, product = case.decided_amount, request.product
    if not product.least_amount <= principal <= product.most_amount:
        raise LoanRefused(_("Số tiền được duyệt %(n)s đồng nằm ngoài mức của sản phẩm vay.", n=dong(principal)))
    fee = fee_of(product, principal)
    if fee >= principal:
        raise LoanRefused(_("Phí %(fee)s đồng không nhỏ hơn số tiền vay. Hãy sửa phí của sản phẩm vay trong quy chế.", fee=dong(fee)))
    rows = planned(request, principal=principal, planned_on=planned_on, first_due_on=first_due_on)
    person, unit = session.get_one(Person, case.person_id), session.get_one(Unit, decision.decider_unit_id)
    number = next_number(session, unit.id, SERIES, on.year, title=f"{product.name}, {person.full_name}", subject=case.subject, for_unit_id=case.unit_id, by=by)
    loan = Loan(
        id=case.id, code=make_code(PREFIX, on.year, next_in(session, LoanSeries, year=on.year)), contract_number=f"{number:02d}/{on.year}/{SERIES}", unit_id=unit.id,
        for_unit_id=case.unit_id, household_id=case.household_id, person_id=case.person_id, borrower_name=person.full_name, borrower_folded=fold(person.full_name),
        group_id=request.group_id, book_id=decision.shares[0].book_id, product_id=product.id, principal_amount=principal, purpose=request.purpose,
        rate_percent=product.rate_percent, rate_per=product.rate_per, overdue_rate_percent=_overdue(product.overdue_percent), basis=product.basis,
        method=product.method, every=product.every, instalments=len(rows), grace=product.grace, grace_instalments=request.grace_instalments, moved=product.moved,
        savings_rate_percent=product.savings_rate_percent, fee_amount=fee,
        allocation_order=product.allocation_order, recognition=product.recognition, allows_second=product.allows_second, deducts_salary=request.deducts_salary,
        signed_on=on, signed_by_id=by.user_id, signed_at=clock.now(), planned_on=planned_on, first_due_on=first_due_on, officer_id=case.opened_by_id,
    )
    session.add(loan)
    session.flush()
    keep_schedule(session, loan, rows, from_on=planned_on, by=by)
    loan.contract_file_id = _print(session, loan, request, rows, by=by)
    record(session, by=by, act="loan.contract", subject=loan.subject, unit_id=unit.id, details={"code": loan.code, "amount": principal, "number": loan.contract_number})
    session.flush()
    session.expire(request, ["loan"])
    return loan


def keep_schedule(session: Session, loan: Loan, rows: list[tuple[Instalment, int]], *, from_on: date, reason: str = "", by: Actor) -> LoanSchedule:
    """Keep the next version of a loan's schedule, whole, and let the loan follow it."""
    made = LoanSchedule(
        loan_id=loan.id, version=loan.schedule_version + 1, from_on=from_on, principal_amount=sum(row.principal for row, _saved in rows), reason=reason,
        made_by_id=by.user_id, made_at=clock.now(),
    )
    session.add(made)
    session.flush()
    session.add_all(
        LoanInstalment(
            schedule_id=made.id, number=row.number, due_on=row.due_on, opening_amount=row.opening, principal_amount=row.principal, interest_amount=row.interest,
            savings_amount=saved, closing_amount=row.closing,
        )
        for row, saved in rows
    )
    session.flush()
    made.is_whole = True
    session.flush()
    loan.schedule_version = made.version
    session.flush()
    return made


def _overdue(rate: Decimal) -> Decimal:
    return rate.quantize(Decimal("0.000001"))


def _check_days(request: LoanRequest, planned_on: date, first_due_on: date, on: date) -> None:
    if planned_on < on:
        raise LoanRefused(_("Ngày giải ngân dự kiến không ở trước ngày lập khế ước."), "planned_on")
    if first_due_on <= planned_on:
        raise LoanRefused(_("Kỳ trả đầu phải sau ngày giải ngân."), "first_due_on")
    most = (request.product.most_days if request.product.every == Every.ONCE else None) or LONGEST_FIRST
    if (first_due_on - planned_on).days > most:
        raise LoanRefused(_("Kỳ trả đầu không quá %(n)s ngày sau ngày giải ngân.", n=most), "first_due_on")


def _check_others(session: Session, request: LoanRequest) -> None:
    query = select(Loan.allows_second).where(Loan.household_id == request.case.household_id, Loan.state.in_(["contracted", "open", "written_off"]))
    standing = session.scalars(query.execution_options(all_units="a household's other loan forbids a second one, whoever lent it")).all()
    if standing and not (request.product.allows_second and all(standing)):
        raise LoanRefused(_("Hộ này còn một khoản vay chưa trả xong và sản phẩm không cho vay thêm, nên không lập được khế ước."))


def _print(session: Session, loan: Loan, request: LoanRequest, rows: list[tuple[Instalment, int]], *, by: Actor) -> int:
    unit, own = session.get_one(Unit, loan.unit_id), session.get_one(Unit, loan.for_unit_id)
    decision, higher = surely(cases.decision_of(session, request.case), "decision of a request under contract"), above(session, unit)
    regulation = session.get(Regulation, decision.regulation_id) if decision.regulation_id else None
    signer = session.get_one(User, decision.decided_by_id).full_name
    data = data_of(
        ContractPaper(
            superior=higher[0].name if higher else "", body=unit.name, address=unit.address, place=place_of(unit.address), on=loan.signed_on,
            number=loan.contract_number, code=loan.code, decision=decision.numbered, decided_on=decision.decided_on,
            regulation=f"{regulation.title} ({regulation.named})" if regulation else "", borrower=loan.borrower_name,
            borrower_address=session.get_one(Household, loan.household_id).address, own_unit=own.name, product=request.product.name, purpose=loan.purpose,
            principal=loan.principal_amount, method=Method(loan.method), every=Every(loan.every), rate_percent=loan.rate_percent, rate_per=RatePer(loan.rate_per),
            effective=effective_of_loan(loan, [row.payment for row, _saved in rows]), effective_per=str(words.PERIOD[Every(loan.every)]),
            overdue_percent=loan.overdue_rate_percent, order=str(loan_terms.ORDERS[loan.allocation_order]), planned_on=loan.planned_on,
            grace_instalments=loan.grace_instalments, fee=loan.fee_amount, guarantee=request.guarantee_note if request.is_guaranteed else "",
            deducts_salary=loan.deducts_salary, signer_title=unit.signer_title, signer=signer, maker=by.full_name,
            rows=[PaperRow(row.number, row.due_on, row.principal, row.interest, saved, row.closing) for row, saved in rows],
        )
    )
    name = f"Khe-uoc-{loan.code}-{day_text(loan.signed_on).replace('/', '')}.pdf"
    return documents.keep_printed(session, pdf=papers.render("khe_uoc_vay", data), name=name, unit_id=loan.unit_id, for_unit_id=loan.for_unit_id, by=by).id
