"""What becomes of the loans of the demo year after their money went out: one pays by salary deduction, others are late, rescheduled, frozen, written off."""

import io
from collections.abc import Callable, Iterator
from datetime import date, datetime

from sqlalchemy import select

from fundapp.access.policy import Role
from fundapp.demo import papers
from fundapp.demo.bookkeeping import HOME, Office
from fundapp.demo.timeline import moment, on_or_after, workday
from fundapp.demo.year import Life, Year
from fundapp.loans.kinds import ActKind
from fundapp.loans.models import Loan, LoanProvision, LoanVisit
from fundapp.loans.servicing.acts import approve, propose
from fundapp.loans.servicing.allocating import allocate
from fundapp.loans.servicing.classifying import classify
from fundapp.loans.servicing.deducting import asked_of, lines_of, post_sheet, take_in
from fundapp.loans.servicing.providing import post_provision, propose_provision, reckoned
from fundapp.loans.servicing.visits import tell_visit

MONTH_END = date(2026, 10, 31)
ILL, LOST = "Người vay ốm nặng, giảm thu nhập, có giấy của bệnh viện (mẫu)", "Người vay mất tích, CĐCS và địa phương xác nhận (mẫu)"
ANEW = {"instalments": 15, "first_due_on": "2026-12-10", "rate_percent": "0.45"}
# Working days before the end on which each kind of thing is done.
RESCHEDULED, FROZEN, WRITTEN_OFF, SEEN, DEDUCTED = -20, -32, -25, -22, -4


def late(year: Year, office: Office, loan_id: int) -> Iterator[datetime]:
    """Nothing is paid; the visit that sees what the money is used for is still to be done."""
    yield from ()


def visited(year: Year, office: Office, loan_id: int) -> Life:
    """Nothing is paid, though the money was used as said."""
    yield moment(workday(SEEN), 9, 55)
    visit = year.session.scalars(select(LoanVisit).where(LoanVisit.loan_id == loan_id)).one()
    loan = year.session.get_one(Loan, loan_id)
    officer = next(year.holder(code, Role.OFFICER) for code, unit_id in year.unit_ids.items() if unit_id == loan.for_unit_id)
    tell_visit(
        year.session, visit, findings="Đã mua máy đúng như phương án; việc làm đang ít, hẹn trả dần.", is_used_as_said=True, files=[], by=officer, on=year.on,
    )


def _decided(kind: ActKind, day: int, reason: str, details: dict[str, object]) -> Callable[[Year, Office, int], Life]:
    def live(year: Year, office: Office, loan_id: int) -> Life:
        yield moment(workday(day), 10, 35)
        loan = year.session.get_one(Loan, loan_id)
        minutes = (io.BytesIO(papers.pdf("Biên bản họp xét xử lý nợ", "(mẫu)", 1)), papers.file_name("Biên bản họp", "pdf")) if kind == ActKind.WRITE_OFF else None
        act = propose(year.session, loan, kind, details=dict(details), reason=reason, minutes=minutes, by=year.actor("tuan"), on=year.on)
        yield moment(workday(day + 1), 15, 35)
        approve(year.session, act, answer="Đồng ý.", by=year.actor("van"), on=year.on)

    return live


def by_salary(year: Year, office: Office, loan_id: int) -> Life:
    """The unit sends its list back: this borrower's salary was deducted, nobody else's."""
    yield moment(workday(DEDUCTED), 14, 45)
    loan = year.session.get_one(Loan, loan_id)
    asked = asked_of(year.session, book_id=loan.book_id, for_unit_id=loan.for_unit_id, on=year.on)
    # As text: a workbook would bear the hour at which the world was filled.
    rows = [f"{number};{code};{name};{due};{due if code == loan.code else ''}" for number, code, name, due, _none in lines_of(asked)]
    content = "\n".join(["STT;Mã khoản vay;Họ và tên;Phải trả (đồng);Đã trừ (đồng)", *rows]).encode()
    sheet = take_in(
        year.session, content=content, name="tru-luong-11-2026.csv", book=office.book("TROVON"), box=office.bank, for_unit_id=loan.for_unit_id,
        by=year.actor("tuan"), on=year.on,
    )
    post_sheet(year.session, sheet, by=year.actor("hanh"), on=year.on)


LIVES: dict[str, Callable[[Year, Office, int], Life]] = {
    "late": late, "visited": visited, "by_salary": by_salary, "rescheduled": _decided(ActKind.RESCHEDULE, RESCHEDULED, ILL, ANEW),
    "frozen": _decided(ActKind.FREEZE, FROZEN, ILL, {}), "written_off": _decided(ActKind.WRITE_OFF, WRITTEN_OFF, LOST, {}),
}


def after_paying(year: Year, office: Office, loan_id: int, name: str) -> Life:
    """Bring the books of a loan to the day after its money went out, and live on as planned."""
    yield moment(year.on, 16, 50)
    allocate(year.session, year.session.get_one(Loan, loan_id), by=year.actor("hanh"), on=year.on)
    yield from LIVES[name](year, office, loan_id)


def month_end(year: Year, office: Office) -> Life:
    """October is classified in the first days of November, what it comes to is set aside."""
    yield moment(on_or_after(date(2026, 11, 4)), 9, 50)
    hanh, unit = year.actor("hanh"), year.unit(HOME)
    classify(year.session, ended_on=MONTH_END, unit_id=unit.id, by=hanh)
    for book_id in reckoned(year.session, MONTH_END):
        book = next(office.book(code) for code, number in office.book_ids.items() if number == book_id)
        made: LoanProvision = propose_provision(year.session, book=book, ended_on=MONTH_END, by=year.actor("tuan"))
        post_provision(year.session, made, by=hanh, on=year.on)

