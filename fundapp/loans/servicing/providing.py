"""Provisions at a month's end: what the classified months come to with the products' rates, posted as the difference to the month before by two people."""

from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.access.trail import record
from fundapp.kernel import clock
from fundapp.kernel.checks import everywhere
from fundapp.kernel.days import day_text
from fundapp.kernel.labels import _
from fundapp.ledger import service as ledger
from fundapp.ledger.models import Account, Book
from fundapp.ledger.service import LineSpec, PeriodClosed, Posting
from fundapp.loans.books import provision_accounts, provision_moves
from fundapp.loans.kinds import ActState
from fundapp.loans.models import Loan, LoanMonth, LoanProvision
from fundapp.loans.portfolio import general_provision
from fundapp.loans.servicing.allocating import LoanRefused
from fundapp.regulations.models import LoanProduct

LOST = 5


class Reckoned(NamedTuple):
    """What a fund should have set aside, in đồng."""

    specific: int = 0
    general: int = 0


def reckoned(session: Session, ended_on: date) -> dict[int, Reckoned]:
    """Give what each fund should have set aside at a classified month's end, over all units."""
    query = (
        select(
            Loan.book_id, LoanMonth.debt_group, LoanProduct.provision_rate_general, func.sum(LoanMonth.principal_amount).label("principal"),
            func.sum(LoanMonth.provision_amount).label("specific"),
        )
        .join(Loan, Loan.id == LoanMonth.loan_id).join(LoanProduct, LoanProduct.id == Loan.product_id).where(LoanMonth.ended_on == ended_on)
        .group_by(Loan.book_id, LoanMonth.debt_group, LoanProduct.provision_rate_general)
    )
    specific: dict[int, int] = defaultdict(int)
    bases: dict[tuple[int, Decimal], int] = defaultdict(int)
    for row in session.execute(everywhere(query)):
        specific[row.book_id] += int(row.specific)
        bases[row.book_id, row.provision_rate_general] += int(row.principal) if row.debt_group != LOST else 0
    general: dict[int, int] = defaultdict(int)
    for (book_id, rate), base in bases.items():
        general[book_id] += general_provision(base, rate)
    return {book_id: Reckoned(specific[book_id], general[book_id]) for book_id in specific}


def last_posted(session: Session, book_id: int) -> LoanProvision | None:
    """Give what a fund posted last."""
    query = select(LoanProvision).where(LoanProvision.book_id == book_id, LoanProvision.state == ActState.APPROVED.value)
    return session.scalar(query.order_by(LoanProvision.ended_on.desc()).limit(1))


def propose_provision(session: Session, *, book: Book, ended_on: date, by: Actor) -> LoanProvision:
    """Propose what a fund sets aside for a classified month; somebody else posts it."""
    found = reckoned(session, ended_on).get(book.id)
    if found is None:
        raise LoanRefused(_("Tháng này chưa phân loại nợ. Hãy phân loại trước."))
    later = select(LoanProvision.ended_on).where(
        LoanProvision.book_id == book.id, LoanProvision.ended_on >= ended_on, LoanProvision.state != ActState.REFUSED.value
    )
    if session.scalar(later.limit(1)) is not None:
        raise LoanRefused(_("Quỹ này đã có dự phòng của tháng này hoặc tháng sau."))
    waiting = select(LoanProvision.id).where(LoanProvision.book_id == book.id, LoanProvision.state == ActState.PROPOSED.value)
    if session.scalar(waiting.limit(1)) is not None:
        raise LoanRefused(_("Dự phòng tháng trước của quỹ này còn chờ ghi sổ. Hãy quyết định trước."))
    made = LoanProvision(
        unit_id=book.unit_id, book_id=book.id, ended_on=ended_on, state=ActState.PROPOSED.value, specific_amount=found.specific, general_amount=found.general,
        proposed_by_id=by.user_id, proposed_at=clock.now(),
    )
    session.add(made)
    session.flush()
    record(session, by=by, act="loans.provide", subject=f"loan_provisions/{made.id}", details={"on": ended_on.isoformat()}, unit_id=book.unit_id)
    return made


def post_provision(session: Session, made: LoanProvision, *, by: Actor, on: date) -> LoanProvision:
    """Post the difference to what was set aside before: on the month's last day while its month is open, else today."""
    _begin(session, made, by)
    book, before = session.get_one(Book, made.book_id), last_posted(session, made.book_id)
    moves = provision_moves((before.specific_amount, before.general_amount) if before else (0, 0), (made.specific_amount, made.general_amount))
    entry_id = None
    if moves:
        _accounts(session, book.unit_id, by)
        lines = [LineSpec(account, debit=max(amount, 0), credit=max(-amount, 0)) for account, amount in moves]
        why = str(_("Dự phòng rủi ro cho vay đến %(day)s", day=day_text(made.ended_on)))
        wanted = Posting(book, made.ended_on, why, lines, f"loan_provisions/{made.id}", purpose="loans")
        try:
            with session.begin_nested():
                entry = ledger.post(session, wanted, drafted_by=made.proposed_by_id, by=by)
        except PeriodClosed:
            entry = ledger.post(session, wanted._replace(on=on), drafted_by=made.proposed_by_id, by=by)
        entry_id = entry.id
    made.state, made.entry_id, made.decided_by_id, made.decided_at = ActState.APPROVED.value, entry_id, by.user_id, clock.now()
    record(session, by=by, act="loans.provide_post", subject=f"loan_provisions/{made.id}", details={"on": made.ended_on.isoformat()}, unit_id=made.unit_id)
    session.flush()
    return made


def refuse_provision(session: Session, made: LoanProvision, *, answer: str, by: Actor) -> LoanProvision:
    """Decline what was proposed, with the reason; it may then be proposed anew."""
    _begin(session, made, by)
    said = " ".join(answer.split())
    if not said:
        raise LoanRefused(_("Hãy ghi lý do không duyệt."), "answer")
    made.state, made.answer, made.decided_by_id, made.decided_at = ActState.REFUSED.value, said, by.user_id, clock.now()
    record(session, by=by, act="loans.provide_refuse", subject=f"loan_provisions/{made.id}", details={}, unit_id=made.unit_id)
    session.flush()
    return made


def _begin(session: Session, made: LoanProvision, by: Actor) -> None:
    session.refresh(made, with_for_update=True)
    if made.state != ActState.PROPOSED:
        raise LoanRefused(_("Dự phòng này đã được quyết định."))
    if made.proposed_by_id == by.user_id:
        raise LoanRefused(_("Bạn là người đề nghị nên người khác phải ghi sổ."))


def _accounts(session: Session, unit_id: int, by: Actor) -> None:
    where = provision_accounts()
    for code, name in ((where.specific, where.specific_name), (where.general, where.general_name)):
        account = session.scalar(select(Account).where(Account.unit_id == unit_id, Account.code == code))
        if account is None:
            ledger.add_account(session, unit_id=unit_id, code=code, name=name, parent=where.parent, source=where.source, by=by)
        elif account.source != where.source:
            raise LoanRefused(_("Tài khoản TK-%(code)s của đơn vị đã dùng cho việc khác nên không ghi dự phòng vào đó được.", code=code))
