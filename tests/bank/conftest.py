"""Two bank accounts of the province and short ways to send them statements."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from fundapp.bank import service, work
from fundapp.bank.models import BankStatement, StatementFile
from fundapp.kernel.db import Scope
from fundapp.ledger import service as ledger
from fundapp.ledger.models import CashBox

SAMPLES = Path(__file__).parents[1] / "data" / "bank"
EVERYTHING = Scope.everything("a test")


class Bank:
    """The world with its accounts; sends, reads and keeps files as the accountant does."""

    def __init__(self, world: Any) -> None:
        self.world, self.db, self.maker = world, world.db, world.actor("tuan")
        with world.transaction() as session:
            unit = world.units["LDLD-NB"]
            ledger.open_book(
                session, unit_id=unit, code="QMA", name="Quỹ Mái ấm", legal_form="social_fund", fund_account="43181", purposes=["housing"], by=self.maker,
                on=date(2026, 1, 1),
            )
            self.first = ledger.add_box(session, unit_id=unit, kind="bank", name="Vietcombank 5678", account_tail="5678", by=self.maker).id
            self.second = ledger.add_box(session, unit_id=unit, kind="bank", name="Tài khoản khác", by=self.maker).id
            self.cash = ledger.add_box(session, unit_id=unit, kind="cash", name="Quỹ tiền mặt", by=self.maker).id

    def send(self, content: bytes, account: int | None = None, name: str = "sao-ke.csv") -> StatementFile:
        """Upload and read a file; gives it as it then stands."""
        with self.db.transaction(self.maker.scope) as session:
            made = service.receive(
                session, content=content, name=name, account=session.get_one(CashBox, account or self.first), by=self.maker, is_read_later=False
            )
            file_id = made.id
        work.read(self.db, file_id, self.maker)
        return self.row(file_id)

    def sample(self, name: str, account: int | None = None) -> StatementFile:
        return self.send((SAMPLES / name).read_bytes(), account, name)

    def keep(self, row: StatementFile) -> BankStatement:
        """Put a read file on file."""
        with self.db.transaction(self.maker.scope) as session:
            found = service.confirm(session, session.get_one(StatementFile, row.id), by=self.maker)
            session.expunge(found)
            return found

    def row(self, file_id: int) -> StatementFile:
        with self.db.reading(EVERYTHING) as session:
            found = session.get_one(StatementFile, file_id)
            session.expunge(found)
            return found

    def ask(self, question: Callable[[Any], Any]) -> Any:
        with self.db.reading(EVERYTHING) as session:
            return question(session)


@pytest.fixture
def bank(world: Any) -> Bank:
    return Bank(world)
