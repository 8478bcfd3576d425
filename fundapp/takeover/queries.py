"""Reads for old books: what a file is read against, the files and their entries."""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.kernel.labels import _
from fundapp.kernel.names import fold
from fundapp.ledger import chart
from fundapp.ledger import queries as ledger
from fundapp.ledger.kinds import PURPOSE_LABELS
from fundapp.ledger.models import Book, Entry
from fundapp.ledger.restrictions import in_force
from fundapp.orgs.models import Unit
from fundapp.takeover.books import Account, Box, Fund, Ground, Line, Made
from fundapp.takeover.models import Takeover, TakeoverEntry
from fundapp.takeover.words import KINDS
from fundapp.web.waiting import Waiting

WAITS = _("Ghi sổ số liệu từ sổ cũ")


def ground_of(session: Session, takeover: Takeover) -> Ground:
    """The unit's accounts, boxes, funds, purposes and units, by the forms in which a file names them."""
    books = ledger.books(session, unit_id=takeover.unit_id, is_open=True)
    funds = {book.id: _fund(book) for book in books}
    units = {fold(label): row.id for row in session.execute(select(Unit.id, Unit.code, Unit.name)) for label in (row.code, row.name)}
    boxes = [Box(box.id, box.name, box.account_code, box.account_tail or "", box.own_book_id) for box in ledger.boxes_of(session, takeover.unit_id)]
    return Ground(
        accounts=_accounts(session, takeover.unit_id), boxes=boxes,
        funds={label.casefold(): fund for fund in funds.values() for label in (fund.code, fund.name)},
        only_fund=funds.get(takeover.book_id) if takeover.book_id else None,
        purposes={fold(label): key for key, text in PURPOSE_LABELS.items() for label in (key, text)}, default_purpose=takeover.purpose, units=units,
    )


def _fund(book: Book) -> Fund:
    terms = list(book.terms)

    def purposes(on: date) -> Sequence[str]:
        now = in_force(terms, on)
        return [] if now is None else list(now.purposes)

    return Fund(book.id, book.code, book.name, book.fund_account_code, purposes)


def _accounts(session: Session, unit_id: int) -> dict[str, Account]:
    found: dict[str, Account] = {}
    rows = ledger.accounts_of(session, unit_id)
    made = {
        row.code: Account(row.code, row.shown_code, row.name, row.is_postable and row.closed_on is None, chart.needs_box(row.code), chart.is_money(row.code))
        for row in rows
    }
    for code, account in made.items():
        found[code.upper()] = account
    # What the unit writes counts before what the program calls it.
    for account in made.values():
        found[account.shown.upper()] = account
    return found


def takeovers() -> Select[Any]:
    """The files in sight, for a page by key."""
    return select(Takeover)


def entries_of(takeover: Takeover) -> Select[Any]:
    """The entries that were understood, for a page by key."""
    return select(TakeoverEntry).where(TakeoverEntry.takeover_id == takeover.id)


def known_references(session: Session, entries: Sequence[Made]) -> set[tuple[int, str]]:
    """Which of these entries stand in the books already, by fund and reference."""
    found: set[tuple[int, str]] = set()
    for start in range(0, len(entries), 400):
        part = [one.reference for one in entries[start : start + 400]]
        rows = session.execute(select(Entry.book_id, Entry.reference).where(Entry.reference.in_(part), Entry.state == "posted"))
        found |= {(row.book_id, row.reference) for row in rows}
    return found


def later_entries(session: Session, book_ids: Sequence[int], year: int) -> list[str]:
    """Funds that have posted entries after a year: their past can no longer be filled in."""
    rows = session.execute(
        select(Book.name).join(Entry, Entry.book_id == Book.id)
        .where(Book.id.in_(book_ids), Entry.state == "posted", func.extract("year", Entry.on) > year).group_by(Book.id, Book.name)
    )
    return [row.name for row in rows]


def earlier_posting(session: Session, takeover: Takeover) -> Takeover | None:
    """The same file, posted before."""
    same = select(Takeover).where(
        Takeover.unit_id == takeover.unit_id, Takeover.content_digest == takeover.content_digest, Takeover.kind == takeover.kind,
        Takeover.state == "posted", Takeover.id != takeover.id,
    )
    return session.scalar(same.order_by(Takeover.id.desc()).limit(1))


def opened(row: TakeoverEntry) -> Made:
    """Unseal an entry."""
    content = json.loads(row.content)
    lines = [Line(*line) for line in content["lines"]]
    return Made(
        row.book_id, row.on, content["label"], content["narration"], row.reference, row.kind, lines, row.sheet, row.row_number, content["purpose"],
        content["unit_id"],
    )


def units_for(session: Session, actor: Actor) -> list[Unit]:
    """The units whose books the actor keeps and which have a fund."""
    ids = {book.unit_id for book in ledger.books(session, is_open=True) if actor.can("fund:open", book)}
    return list(session.scalars(select(Unit).where(Unit.id.in_(ids)).order_by(Unit.path)))


def waiting_on(session: Session, actor: Actor, on: date) -> list[Waiting]:
    """Files that wait for this actor to post them."""
    if not actor.can("ledger:confirm"):
        return []
    rows = session.scalars(select(Takeover).where(Takeover.state == "sent", Takeover.uploaded_by_id != actor.user_id).order_by(Takeover.id))
    return [
        Waiting(act=WAITS, title=row.file_name, note=KINDS[row.kind], subject=f"takeover/{row.id}", since=row.uploaded_at)
        for row in rows if actor.can("ledger:confirm", row)
    ]
