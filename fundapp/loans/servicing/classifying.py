"""Classify every loan at the end of a month, once, as then known; add the months up as reports do."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from operator import itemgetter
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, insert, select
from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.access.trail import record
from fundapp.kernel import clock
from fundapp.kernel.labels import _
from fundapp.loans import portfolio
from fundapp.loans.debt_groups import BAD_FROM
from fundapp.loans.events import Event, Rules
from fundapp.loans.kinds import ActState, LoanState
from fundapp.loans.models import Loan, LoanEvent, LoanMonth, LoanProvision
from fundapp.loans.portfolio import Sum, provision
from fundapp.loans.servicing.allocating import LoanRefused
from fundapp.loans.servicing.lives import CHUNK, lives, rules_of
from fundapp.loans.standing import standing
from fundapp.regulations.models import LoanProduct

COLUMNS = (
    Loan.id, Loan.unit_id, Loan.for_unit_id, Loan.officer_id, Loan.overdue_rate_percent, Loan.rate_per, Loan.allocation_order, Loan.product_id,
)


def last_month_end(on: date) -> date:
    """Give the last day of the month before: what is classified in the first days of a month."""
    return on.replace(day=1) - timedelta(1)


def may_classify(session: Session, ended_on: date, unit_id: int) -> None:
    """Refuse a month that isn't over, and one whose provision has been told."""
    if (ended_on + timedelta(1)).day != 1 or ended_on >= clock.today():
        raise LoanRefused(_("Chỉ phân loại đến ngày cuối của một tháng đã hết."))
    posted = select(LoanProvision.id).where(LoanProvision.unit_id == unit_id, LoanProvision.ended_on >= ended_on, LoanProvision.state != ActState.REFUSED.value)
    if session.scalar(posted.limit(1)) is not None:
        raise LoanRefused(_("Dự phòng từ tháng này trở đi đã được đề nghị hoặc ghi sổ nên không phân loại thêm."))


def to_classify(ended_on: date, unit_id: int) -> Any:
    """The loans of a unit that have no row of a month yet and may have been out in it; what was settled before needs none."""
    moved = select(LoanEvent.id).where(LoanEvent.loan_id == Loan.id, LoanEvent.on >= ended_on.replace(day=1)).exists()
    done = select(LoanMonth.id).where(LoanMonth.loan_id == Loan.id, LoanMonth.ended_on == ended_on).exists()
    lent = Loan.state.in_([LoanState.OPEN, LoanState.WRITTEN_OFF]) | ((Loan.state == LoanState.SETTLED) & moved)
    return select(*COLUMNS).where(Loan.unit_id == unit_id, lent, ~done).order_by(Loan.id)


def classify_some(session: Session, *, ended_on: date, unit_id: int, after: int = 0) -> tuple[int, int | None]:
    """Classify the next loans, some thousands at the most. Gives how many got their row, and after which loan it goes on: None when there are no more."""
    loans = list(session.execute(to_classify(ended_on, unit_id).where(Loan.id > after).limit(CHUNK)))
    lived, rates = lives(session, [loan.id for loan in loans]), rates_of(session)
    values = [row for loan in loans if (row := month_of(loan, lived.get(loan.id, []), ended_on, rates[loan.product_id])) is not None]
    if values:
        session.execute(insert(LoanMonth), values)
    return len(values), loans[-1].id if len(loans) == CHUNK else None


def classify(session: Session, *, ended_on: date, unit_id: int, by: Actor) -> int:
    """Classify the loans of a unit that were out at the end of a month, as known now. Gives how many; a loan that has its row keeps it."""
    may_classify(session, ended_on, unit_id)
    count = 0
    after: int | None = 0
    while after is not None:
        some, after = classify_some(session, ended_on=ended_on, unit_id=unit_id, after=after)
        count += some
    told(session, ended_on=ended_on, unit_id=unit_id, count=count, by=by)
    return count


def told(session: Session, *, ended_on: date, unit_id: int, count: int, by: Actor | None) -> None:
    """Put on the trail that a unit's loans were classified; by nobody when the night did it."""
    record(session, by=by, act="loans.classify", subject=f"orgs/{unit_id}", details={"on": ended_on.isoformat(), "count": count}, unit_id=unit_id)
    session.flush()


def rates_of(session: Session) -> dict[int, Mapping[int, Decimal]]:
    """Give the provision rates of each product, by group."""
    found = session.execute(
        select(
            LoanProduct.id, LoanProduct.provision_rate_1, LoanProduct.provision_rate_2, LoanProduct.provision_rate_3, LoanProduct.provision_rate_4,
            LoanProduct.provision_rate_5,
        )
    )
    return {row[0]: dict(enumerate(row[1:], start=1)) for row in found}


def month_of(loan: Any, life: list[Event], ended_on: date, rates: Mapping[int, Decimal]) -> dict[str, Any] | None:
    """Give the row of one loan; none for what wasn't out yet or was settled before the month."""
    rules: Rules = rules_of(loan)
    now, before = standing(life, ended_on, rules), standing(life, ended_on.replace(day=1) - timedelta(1), rules)
    if not now.disbursed or (before.disbursed and before.is_settled and not now.principal_outstanding):
        return None
    collected = max(0, now.interest_paid + now.principal_paid - before.interest_paid - before.principal_paid)
    still_due = now.overdue_interest + now.overdue_principal + now.due_today_interest + now.due_today_principal
    return {
        "unit_id": loan.unit_id, "for_unit_id": loan.for_unit_id, "loan_id": loan.id, "ended_on": ended_on, "officer_id": loan.officer_id,
        "principal_amount": now.principal_outstanding, "overdue_principal_amount": now.overdue_principal, "interest_amount": now.interest_receivable,
        "off_balance_amount": now.off_principal, "due_amount": collected + still_due, "collected_amount": collected, "days_past_due": now.days_past_due,
        "debt_group": now.group, "provision_amount": provision(now.principal_outstanding, now.group, rates), "classified_at": clock.now(),
    }


def band(of: Any) -> ColumnElement[int]:
    """Give in which band of ageing a classified loan lies."""
    return case(*((of.days_past_due < days, at) for at, days in enumerate(portfolio.BANDS[1:])), else_=len(portfolio.BANDS) - 1)


def sums(of: Any, *by: ColumnElement[Any] | Any) -> Select[Any]:
    """Ask for sums of classified loans by what is named; `of` has the columns of LoanMonth."""
    named = [one.label(f"by_{at}") for at, one in enumerate(by)]
    owed = of.principal_amount
    amounts = (
        case((owed > 0, 1), else_=0), owed, of.overdue_principal_amount, of.interest_amount, of.due_amount, of.collected_amount, of.provision_amount,
        case((of.debt_group >= BAD_FROM, owed), else_=0), *(case((of.days_past_due >= days, owed), else_=0) for days in portfolio.AT_RISK),
    )
    return select(*named, *(func.sum(one) for one in amounts)).group_by(*(one.name for one in named))


def summed(rows: Iterable[Any], names: int) -> dict[tuple[Any, ...], Sum]:
    """Read what `sums` asks for, by so many names."""
    found = {}
    for row in rows:
        loans, principal, overdue, interest, due, collected, specific, bad, *risks = (int(amount) for amount in row[names:])
        found[tuple(row[:names])] = Sum(loans, principal, overdue, interest, due, collected, tuple(risks), bad, specific)
    return found


@dataclass(frozen=True)
class Report:
    """A portfolio at a month's end: all of it, and by group of debt, band of days past due, officer and borrowers' unit."""

    whole: Sum
    groups: dict[int, Sum]
    bands: dict[int, Sum]
    officers: dict[int | None, Sum]
    units: dict[int, Sum]
    concentration: Decimal | None


LARGEST = 10


def reported(session: Session, ended_on: date) -> Report:
    """Add up every classified loan in sight of a month; the database adds."""
    def by(*names: Any) -> dict[tuple[Any, ...], Sum]:
        return summed(session.execute(sums(LoanMonth, *names).where(LoanMonth.ended_on == ended_on)), len(names))

    aged = by(LoanMonth.debt_group, band(LoanMonth))
    whole, groups, bands = sum(aged.values(), Sum()), *(portfolio.merged(aged, itemgetter(at)) for at in range(2))
    officers, units = ({name: one for (name,), one in by(column).items()} for column in (LoanMonth.officer_id, LoanMonth.for_unit_id))
    owed = select(LoanMonth.principal_amount).where(LoanMonth.ended_on == ended_on)
    largest = session.scalars(owed.order_by(LoanMonth.principal_amount.desc()).limit(LARGEST))
    return Report(whole, groups, bands, officers, units, portfolio.percent_of(sum(largest), whole.principal))


def months(session: Session) -> list[date]:
    """Give the month ends that were classified, the newest first."""
    return list(session.scalars(select(LoanMonth.ended_on).distinct().order_by(LoanMonth.ended_on.desc())))
