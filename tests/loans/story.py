"""One loan told through the services, step by step, for the tests of loans."""

import io
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.cases import service as cases
from fundapp.cases.basis import Basis
from fundapp.cases.models import Case
from fundapp.households import service as households
from fundapp.households.models import Household
from fundapp.kernel import clock
from fundapp.kernel.codes import make_code
from fundapp.kernel.money import round_half_up
from fundapp.ledger import service as ledger
from fundapp.ledger.models import Book, CashBox, Reservation
from fundapp.ledger.service import LineSpec, Posting
from fundapp.loans.models import Loan, LoanInstalment, LoanRequest, LoanSchedule
from fundapp.loans.schedule import Terms, schedule
from fundapp.regulations import service as regulations
from fundapp.regulations.loan_terms import Every, Method, RatePer
from fundapp.regulations.models import LoanProduct, Regulation
from fundapp.regulations.product_terms import GROUPS
from fundapp.rules.engine import Finding
from tests.cases.story import DECLARED, MEMBER, PDF

DAY = date(2026, 11, 23)
AMOUNT = 20_000_000
PRODUCT: dict[str, Any] = {
    "key": "business", "name": "Vay sản xuất, kinh doanh nhỏ", "least_amount": 2_000_000, "most_amount": 50_000_000, "rate_percent": Decimal("0.55"),
    "rate_per": "month", "method": "equal_principal", "every": "month", "least_instalments": 6, "most_instalments": 36,
    "allocation_order": "penalty interest principal savings", "article": "Điều 5", "source": "Mẫu",
    "articles": dict.fromkeys(GROUPS, "Điều 5"),
}
MET = Finding("member", "Đang là đoàn viên", "met", "có", "có", "must", "Điều 4", "")


class LoanStory:
    """The acts of the cast in one session that sees everything."""

    def __init__(self, world: Any, session: Session) -> None:
        self.world, self.session = world, session
        self.actors: dict[str, Actor] = {}
        self.book: Book
        self.box: CashBox

    def actor(self, name: str) -> Actor:
        if name not in self.actors:
            self.actors[name] = self.world.actor(name)
        return self.actors[name]

    def lay_ground(self, **product: Any) -> LoanProduct:
        """A regulation with one product in force, and a fund with money in the cash box."""
        province, tuan = self.world.unit("LDLD-NB", self.session), self.actor("tuan")
        made = self.regulation(**product)
        self.box = ledger.add_box(self.session, unit_id=province.id, kind="cash", name="Két LĐLĐ tỉnh", by=tuan)
        self.book = ledger.open_book(
            self.session, unit_id=province.id, code="TV", name="Quỹ trợ vốn", legal_form="social_fund", fund_account="43182", purposes=["loans"], by=tuan,
            on=date(2026, 1, 1),
        )
        lines = [LineSpec("1111", debit=500_000_000, box=self.box), LineSpec("43182", credit=500_000_000)]
        ledger.enter_opening(self.session, self.book, lines=lines, on=date(2026, 1, 1), drafted_by=tuan.user_id, by=self.actor("hanh"))
        return made.products[0]

    def regulation(self, **product: Any) -> Regulation:
        tuan, van = self.actor("tuan"), self.actor("van")
        made = regulations.draft(
            self.session, programme="loans", unit=self.world.unit("LDLD-NB", self.session), title="Quy chế vay vốn (mẫu)", number="20/QĐ-LĐLĐ",
            issued_on=date(2025, 12, 20), valid_from=date(2026, 1, 1), by=tuan, on=date(2025, 12, 20),
        )
        regulations.set_criterion(
            self.session, made, "member", title="Đang là đoàn viên", article="Điều 4", fact="is_union_member", operator="is", value=True, by=tuan,
        )
        regulations.set_norm(
            self.session, made, "most_loan", name="Mức cho vay tối đa", value=50_000_000, unit="dong", article="Điều 5", grants=True, applies_to="loan", by=tuan,
        )
        regulations.set_paper(self.session, made, "request", name="Đơn vay vốn", article="Điều 10", by=tuan)
        regulations.set_limit(self.session, made, unit_kind="province", role="signer", amount=100_000_000, article="Điều 7", by=tuan)
        made.products.append(LoanProduct(position=1, **{**PRODUCT, **product}))
        self.session.flush()
        regulations.submit(self.session, made, by=tuan, on=date(2025, 12, 20))
        regulations.put_in_force(self.session, made, by=van, on=date(2025, 12, 20))
        return made

    def household(self) -> Household:
        return households.register(
            self.session, unit_id=self.world.units["CDCS-BML"], head=MEMBER, declaration=DECLARED, by=self.actor("hoa"), on=date(2026, 10, 1)
        )

    def decided(self, product: LoanProduct, household: Household | None = None, amount: int = AMOUNT) -> Case:
        """A request that has gone all the way to its decision, with the money reserved."""
        s, province = self.session, self.world.unit("LDLD-NB", self.session)
        case = cases.open_case(
            s, programme="loans", kind=product.key, household=household or self.household(), requested_amount=amount, by=self.actor("hoa"), on=DAY
        )
        s.add(LoanRequest(id=case.id, unit_id=case.unit_id, product_id=product.id, instalments=12, purpose="Chăn nuôi"))
        s.flush()
        cases.submit(s, case, required=[], advice=[], by=self.actor("hoa"), on=DAY)
        cases.record_visit(
            s, case, visited_on=DAY, participants="Minh, Hoa", findings="Đúng như hồ sơ.", agrees=True, by=self.actor("minh"), on=DAY,
            files=[("survey", io.BytesIO(PDF), "bb.pdf")],
        )
        cases.propose(s, case, amount=amount, reason="Có khả năng trả nợ.", norm_amount=50_000_000, deciding=province, by=self.actor("minh"), on=DAY)
        basis = Basis(product.regulation_id, "Quy chế vay vốn", [MET], 50_000_000, 100_000_000, "loans", summary="Vay vốn", what_for="vay vốn")
        cases.decide(s, case, basis=basis, shares=[(self.book, amount)], waivers={}, by=self.actor("van"), on=DAY)
        return case

    def contract(self, case: Case, product: LoanProduct, **changed: Any) -> Loan:
        """The row of a contract, without its schedule."""
        values: dict[str, Any] = {
            "id": case.id, "code": make_code("HV", 2026, case.id), "contract_number": f"{case.id:02d}/2026/HĐVV", "unit_id": self.book.unit_id,
            "for_unit_id": case.unit_id, "household_id": case.household_id, "person_id": case.person_id, "borrower_name": "Nguyễn Thị Hường",
            "borrower_folded": "nguyen thi huong", "book_id": self.book.id, "product_id": product.id, "principal_amount": AMOUNT, "purpose": "Chăn nuôi",
            "rate_percent": product.rate_percent, "rate_per": product.rate_per, "overdue_rate_percent": product.overdue_percent, "basis": product.basis,
            "method": product.method, "every": product.every, "instalments": 12, "grace": product.grace, "grace_instalments": 0, "moved": product.moved,
            "savings_rate_percent": product.savings_rate_percent, "fee_amount": product.fee_amount + round_half_up(product.fee_rate_percent * AMOUNT / 100),
            "allocation_order": product.allocation_order,
            "recognition": product.recognition, "allows_second": product.allows_second, "deducts_salary": True, "signed_on": DAY,
            "signed_by_id": self.world.users["tuan"], "signed_at": clock.now(), "planned_on": DAY, "first_due_on": date(2026, 12, 23),
        }
        loan = Loan(**{**values, **changed})
        self.session.add(loan)
        self.session.flush()
        return loan

    def rows(self, principal: int = AMOUNT, on: date = DAY) -> list[dict[str, Any]]:
        terms = Terms(
            principal=principal, instalments=12, method=Method.EQUAL_PRINCIPAL, rate_percent=Decimal("0.55"), rate_per=RatePer.MONTH, every=Every.MONTH,
            disbursed_on=on,
        )
        return [
            {"number": row.number, "due_on": row.due_on, "opening_amount": row.opening, "principal_amount": row.principal, "interest_amount": row.interest,
             "closing_amount": row.closing}
            for row in schedule(terms)
        ]

    def scheduled(self, loan: Loan, rows: list[dict[str, Any]] | None = None, **changed: Any) -> LoanSchedule:
        """The next version of a loan's schedule, whole and followed."""
        values: dict[str, Any] = {
            "loan_id": loan.id, "version": loan.schedule_version + 1, "from_on": DAY, "principal_amount": AMOUNT, "made_by_id": self.world.users["tuan"],
            "made_at": clock.now(),
        }
        made = LoanSchedule(**{**values, **changed})
        self.session.add(made)
        self.session.flush()
        self.session.add_all(LoanInstalment(schedule_id=made.id, **row) for row in (rows if rows is not None else self.rows()))
        self.session.flush()
        made.is_whole = True
        self.session.flush()
        loan.schedule_version += 1
        self.session.flush()
        return made

    def paid(self, case: Case, amount: int = AMOUNT, reference: str = "payments/1") -> Any:
        """Pay out of what is reserved, as a payment does."""
        held = self.session.query(Reservation).filter_by(subject=case.subject).one()
        lines = [LineSpec("1381", debit=amount, subject=case.subject), LineSpec("1111", credit=amount, box=self.box, subject=case.subject)]
        wanted = Posting(book=self.book, on=DAY, narration="Giải ngân", reference=reference, lines=lines, consumes=[(held, amount)])
        return ledger.post(self.session, wanted, drafted_by=self.world.users["tuan"], by=self.actor("lan"))

    def lent(self, **product: Any) -> Loan:
        """A loan whose money was paid out today."""
        made = self.lay_ground(**product)
        case = self.decided(made)
        loan = self.contract(case, made)
        self.scheduled(loan)
        self.paid(case)
        self.session.refresh(loan)
        return loan
