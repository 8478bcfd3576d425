"""The province's bank account with a statement laid beside its books, and short ways to settle."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from sqlalchemy import select

from fundapp.bank import open_items, packing, service, settling
from fundapp.bank.models import BankStatement, Settlement, StatementFile, StatementLine, StatementPlace
from fundapp.bank.mt940 import read_mt940
from fundapp.documents import service as documents
from fundapp.kernel import clock
from fundapp.kernel.codes import find_codes
from fundapp.kernel.names import fold
from fundapp.ledger import service as ledger
from fundapp.ledger.models import Balance, CashBox, Line
from fundapp.ledger.service import LineSpec, Posting
from tests.conftest import Templates
from tests.ledger.funds import Funds
from tests.ledger.retold import funds_of_monday

MONDAY = date(2026, 11, 23)
OPENING = 50_000_000
Told = tuple[date, int, str]


class Till:
    """One bank account in a session that sees everything: post to its books, file its statements, settle."""

    def __init__(self, funds: Funds, session: Any) -> None:
        self.funds, self.session = funds, session
        self.box: CashBox = session.get(CashBox, funds.bank.id)
        self.posted = 0

    def actor(self, name: str) -> Any:
        return self.funds.world.actor(name)

    def post(self, on: date, amount: int, narration: str = "Ủng hộ", box: CashBox | None = None) -> int:
        """Post what came into the account (went out: negative) and give its line there."""
        self.posted += 1
        money = LineSpec("1121", debit=max(amount, 0), credit=max(-amount, 0), box=box or self.box)
        fund = LineSpec("43181", debit=max(-amount, 0), credit=max(amount, 0))
        wanted = Posting(self.funds.a, on, narration, [money, fund], f"test/{self.posted}", purpose="housing" if amount < 0 else None)
        entry = ledger.post(self.session, wanted, drafted_by=self.funds.maker.user_id, by=self.funds.poster)
        return self.line_of(entry.id, (box or self.box).id)

    def line_of(self, entry_id: int, box_id: int) -> int:
        query = select(Line.id).join(Balance, Balance.id == Line.balance_id)
        return int(self.session.scalars(query.where(Line.entry_id == entry_id, Balance.box_id == box_id)).one())

    def file(self, lines: Sequence[Told], *, first: date, last: date, opening: int = OPENING, box: CashBox | None = None) -> list[int]:
        """File one statement as read from a bank."""
        return file_statement(self.session, box or self.box, lines, first=first, last=last, opening=opening, by=self.actor("lan"))

    def send(self, text: str) -> BankStatement:
        """Send an MT940 message and put it on file, through the services that the pages call; its reader needs no process of its own."""
        lan, found = self.actor("lan"), read_mt940(text)
        row = service.receive(self.session, content=text.encode(), name="sao-ke.sta", account=self.box, by=lan, is_read_later=False)
        content = packing.packed(found)
        service.keep(self.session, row, found, content=content, read=packing.unpacked(self.box.id, content))
        return service.confirm(self.session, row, by=lan)

    def propose(self) -> list[Settlement]:
        settling.propose(self.session, self.box, by=self.actor("lan"))
        return open_items.settlements(self.session, self.box.id, "proposed")

    def confirm(self, found: Sequence[Settlement] | None = None) -> int:
        found = self.propose() if found is None else found
        return settling.confirm(self.session, self.box, settling.marks(self.session, found), by=self.actor("lan"))

    def left(self) -> tuple[list[int], list[int]]:
        """Open amounts at the bank and in the books."""
        return [row.amount for row in open_items.bank_rows(self.session, self.box.id)], [row.amount for row in open_items.book_rows(self.session, self.box.id)]


def file_statement(session: Any, box: CashBox, lines: Sequence[Told], *, first: date, last: date, opening: int, by: Any) -> list[int]:
    """Keep a statement with its lines, as filing does; gives the ids of the lines."""
    paper = documents.keep_printed(session, pdf=b"%PDF-1.4 statement", name="sao-ke.pdf", unit_id=box.unit_id, by=by)
    session.flush()
    source = StatementFile(
        unit_id=box.unit_id, account_id=box.id, file_id=paper.id, file_name="sao-ke.csv", content_digest="0" * 64, state="read", understood={},
        uploaded_by_id=by.user_id, uploaded_at=clock.now(),
    )
    source.content = "[]"
    session.add(source)
    session.flush()
    came, went = sum(max(amount, 0) for _on, amount, _note in lines), sum(max(-amount, 0) for _on, amount, _note in lines)
    statement = BankStatement(
        unit_id=box.unit_id, account_id=box.id, source_id=source.id, first_on=first, last_on=last, opening_amount=opening, closing_amount=opening + came - went,
        debit_amount=went, credit_amount=came, line_count=len(lines), new_count=len(lines), filed_by_id=by.user_id, filed_at=clock.now(),
    )
    session.add(statement)
    session.flush()
    made = []
    for place, (on, amount, note) in enumerate(lines, 1):
        found = find_codes(note)
        line = StatementLine(
            unit_id=box.unit_id, account_id=box.id, statement_id=statement.id, on=on, amount=amount, reference=f"FT{place}", note=note, folded=fold(note),
            codes=found.codes, suspects=found.suspects, kind="unknown", occurrence=1, line_key=f"{statement.id}-{place}",
        )
        line.whole_note = note
        session.add(line)
        session.flush()
        session.add(StatementPlace(statement_id=statement.id, place=place, line_id=line.id))
        made.append(line.id)
    session.flush()
    source.state, source.content, source.filed_by_id, source.filed_at = "filed", None, by.user_id, clock.now()
    session.flush()
    return made


@pytest.fixture
def monday() -> Iterator[Any]:
    with time_machine.travel(datetime(2026, 11, 23, 2, 0, tzinfo=UTC), tick=True) as traveller:
        yield traveller


@pytest.fixture
def funds(templates: Templates, world: Any, monday: Any) -> Funds:
    return funds_of_monday(templates, world)


@pytest.fixture
def till(funds: Funds) -> Iterator[Till]:
    with funds.world.transaction() as session:
        yield Till(funds, session)
