"""Invariant of provisions: what a fund posted last is what its classified month comes to, and what its books say."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from fundapp.kernel.checks import Fault, Invariant, everywhere
from fundapp.kernel.labels import _
from fundapp.kernel.money import dong
from fundapp.ledger.models import Balance, Book
from fundapp.loans.books import provision_accounts
from fundapp.loans.kinds import ActState
from fundapp.loans.models import LoanProvision
from fundapp.loans.servicing.providing import Reckoned, reckoned


def invariants(session: Session) -> list[Invariant]:
    """Check the last posted provision of every fund."""
    newest = (
        select(LoanProvision.book_id, func.max(LoanProvision.ended_on).label("ended_on")).where(LoanProvision.state == ActState.APPROVED.value)
        .group_by(LoanProvision.book_id).subquery()
    )
    posted = session.execute(everywhere(
        select(LoanProvision.book_id, LoanProvision.ended_on, LoanProvision.specific_amount, LoanProvision.general_amount, Book.name, Book.unit_id)
        .join(newest, (newest.c.book_id == LoanProvision.book_id) & (newest.c.ended_on == LoanProvision.ended_on)).join(Book, Book.id == LoanProvision.book_id)
        .where(LoanProvision.state == ActState.APPROVED.value)
    )).all()
    where = provision_accounts()
    query = select(Balance.book_id, Balance.account_code, Balance.amount).where(Balance.account_code.in_([where.specific, where.general]))
    held = {(row.book_id, row.account_code): row.amount for row in session.execute(everywhere(query))}
    months = {ended_on: reckoned(session, ended_on) for ended_on in {row.ended_on for row in posted}}
    wrong = []
    for row in posted:
        asked = months[row.ended_on].get(row.book_id, Reckoned())
        told = Reckoned(row.specific_amount, row.general_amount)
        said = Reckoned(*(-held.get((row.book_id, account), 0) for account in (where.specific, where.general)))
        if not asked == told == said:
            words = _(
                "%(fund)s: dự phòng tính lại %(asked)s đồng, đã duyệt %(told)s đồng, sổ ghi %(said)s đồng", fund=row.name, asked=dong(sum(asked)),
                told=dong(sum(told)), said=dong(sum(said)),
            )
            wrong.append(Fault(words, row.unit_id))
    return [Invariant("VV10", _("Dự phòng đã ghi sổ bằng số tính lại của cuối tháng ghi gần nhất, và bằng số sổ cái ghi"), len(posted), wrong)]
