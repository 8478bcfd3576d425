"""What must be the same whenever the demo world is filled: names, amounts, codes, days. Run as a module it fills a fresh one."""

import hashlib
import sys
from pathlib import Path
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import aliased

from fundapp import config, models  # noqa: F401  (the whole schema)
from fundapp.access.models import User
from fundapp.cases.models import Case, Decision
from fundapp.demo.world import fill
from fundapp.households.models import Household, Person
from fundapp.kernel.db import Database, Scope
from fundapp.ledger.models import Book, Entry, Line, StandingRow, Voucher
from fundapp.orgs.models import Unit
from fundapp.payments.models import PaymentOrder

EVERYTHING = Scope.everything("a test looks at the whole demo world")


def told(db: Database) -> dict[str, list[tuple[Any, ...]]]:
    """Every row's part that may not differ from run to run, table by table."""
    amounts = select(Line.entry_id, func.sum(Line.debit).label("amount")).group_by(Line.entry_id).subquery()
    reversed_ = aliased(Entry)
    # A reversal bears the id of what it takes back; ids have gaps on PostgreSQL where a trial was rolled back, so it is told by that one's act.
    reference = case((Entry.reverses_id.is_(None), Entry.reference), else_="back: " + reversed_.reference)
    queries = {
        "users": select(User.username, User.full_name).order_by(User.id),
        "units": select(Unit.code, Unit.name, Unit.path).order_by(Unit.id),
        "households": select(Household.id, Household.head_name, Household.address, Household.income_per_head_amount, Household.registered_on).order_by(Household.id),
        "cases": select(Case.code, Case.kind, Case.state, Case.opened_on, Case.requested_amount, Case.decided_amount, Case.version).order_by(Case.id),
        "decisions": select(Decision.series, Decision.number, Decision.amount, Decision.decided_on).order_by(Decision.id),
        "orders": select(PaymentOrder.code, PaymentOrder.payee_name, PaymentOrder.amount, PaymentOrder.state, PaymentOrder.paid_on).order_by(PaymentOrder.id),
        "vouchers": select(Voucher.series, Voucher.year, Voucher.number, Voucher.amount, Voucher.payee_name, Voucher.state).order_by(Voucher.id),
        "entries": select(Book.code, Entry.number, Entry.on, Entry.kind, reference, amounts.c.amount).outerjoin(reversed_, reversed_.id == Entry.reverses_id)
        .join(Book, Book.id == Entry.book_id).join(amounts, amounts.c.entry_id == Entry.id).order_by(Entry.id),
        "standing": select(StandingRow.book_id, StandingRow.balance_amount, StandingRow.reserved_amount).order_by(StandingRow.book_id),
    }
    with db.reading(EVERYTHING) as session:
        found = {name: [tuple(str(cell) for cell in row) for row in session.execute(query)] for name, query in queries.items()}
        people = session.scalars(select(Person).order_by(Person.id))
        found["people"] = [(person.full_name, str(person.birth), str(person.cccd), str(person.phone)) for person in people]
    return found


def digest(db: Database) -> str:
    return hashlib.sha256(repr(sorted(told(db).items())).encode()).hexdigest()


def main(folder: Path) -> None:
    settings = config.Settings(data=folder / "data", database_url=f"sqlite:///{folder / 'again.sqlite'}", key_file=folder / "key", run_jobs_at_once=True)
    config.use(settings)
    db = Database(settings.database_url)
    db.create_all()
    fill(db, progress=lambda _line: None)
    sys.stdout.write(digest(db))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
