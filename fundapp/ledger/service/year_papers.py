"""Print the paper of a year that is closed and keep it exactly as it was printed."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.access.queries import names_of
from fundapp.documents import papers, qr
from fundapp.documents import service as documents
from fundapp.documents.models import StoredFile
from fundapp.ledger import closing_mark
from fundapp.ledger.closing_mark import ClosingMark
from fundapp.ledger.kinds import YEAR_ACT_LABELS
from fundapp.ledger.models import Book, BookYear, Period, PeriodEvent, YearClose, YearEvent
from fundapp.ledger.paper import LAYOUT, Closing, TrialLine, year_data_of
from fundapp.ledger.queries.trial import TrialRow
from fundapp.orgs.models import Unit


def print_year(session: Session, year: BookYear, close: YearClose, event: YearEvent, rows: Sequence[TrialRow], *, by: Actor) -> StoredFile:
    """Print the closing that `event` keeps: the year's trial balance, and the mark of its December, after which nothing can have come."""
    book = session.get_one(Book, year.book_id)
    earlier = list(session.scalars(select(YearEvent).where(YearEvent.year_close_id == close.id).order_by(YearEvent.id)))
    december = list(
        session.scalars(
            select(PeriodEvent).join(Period, Period.id == PeriodEvent.period_id)
            .where(Period.book_year_id == year.id, Period.month == 12, PeriodEvent.act == "closed").order_by(PeriodEvent.id)
        )
    )
    mark = ClosingMark(book.code, year.year, year.last_number, year.last_hash, 12, len(december), december[-1].trial_digest or "")
    names = names_of(session, {close.requested_by_id, event.by_id, *(one.by_id for one in earlier)})
    time = 1 + sum(one.act == "closed" for one in earlier)
    told = earlier[:-1] if time > 1 else []
    closing = Closing(
        unit_name=session.get_one(Unit, year.unit_id).name, book_name=book.name, mark=mark, on=event.on, entry_count=event.entry_count or 0,
        turnover=event.turnover_amount or 0, maker=names.get(close.requested_by_id, ""), chief=names.get(event.by_id, ""),
        rows=[
            TrialLine(row.shown_code, f"{row.account_name}, {row.box_name}" if row.box_name else row.account_name, row.opening, row.debit, row.credit)
            for row in rows
        ],
        history=[(one.on, str(YEAR_ACT_LABELS[one.act]), names.get(one.by_id, ""), one.reason) for one in told],
    )
    pdf = papers.render(LAYOUT, year_data_of(closing, qr.svg(closing_mark.text_of(mark)), time=time, digest=event.trial_digest or ""))
    return documents.keep_printed(session, pdf=pdf, name=f"khoa-nam-{book.code.lower()}-{year.year}-lan-{time}.pdf", unit_id=year.unit_id, by=by)
