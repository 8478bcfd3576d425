"""Print the paper of a closing and keep it exactly as it was printed."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.access.queries import names_of
from fundapp.documents import papers, qr
from fundapp.documents import service as documents
from fundapp.documents.models import StoredFile
from fundapp.ledger import closing_mark
from fundapp.ledger.closing_mark import ClosingMark
from fundapp.ledger.kinds import PERIOD_ACT_LABELS
from fundapp.ledger.models import Book, Period, PeriodEvent
from fundapp.ledger.paper import LAYOUT, Closing, TrialLine, data_of
from fundapp.ledger.queries.trial import trial_balance
from fundapp.orgs.models import Unit


def print_closing(session: Session, period: Period, event: PeriodEvent, *, by: Actor) -> StoredFile:
    """Print the closing that `event` keeps: the month's trial balance and the mark that proves it later."""
    book = session.get_one(Book, period.book_id)
    month = (period.starts_on.year, period.month)
    earlier = list(session.scalars(select(PeriodEvent).where(PeriodEvent.period_id == period.id).order_by(PeriodEvent.id)))
    mark = ClosingMark(
        book.code, month[0], event.head_number or 0, event.head_hash or "", period.month, 1 + sum(one.act == "closed" for one in earlier),
        event.trial_digest or "",
    )
    names = names_of(session, {period.requested_by_id or 0, event.by_id, *(one.by_id for one in earlier)})
    # A first closing has only its own request before it; what is told are closings and re-openings that went before this one.
    told = earlier[:-1] if any(one.act == "closed" for one in earlier) else []
    closing = Closing(
        unit_name=session.get_one(Unit, period.unit_id).name, book_name=book.name, mark=mark, on=event.on, entry_count=event.entry_count or 0,
        turnover=event.turnover_amount or 0, maker=names.get(period.requested_by_id or 0, ""), chief=names.get(event.by_id, ""),
        rows=[
            TrialLine(row.shown_code, f"{row.account_name}, {row.box_name}" if row.box_name else row.account_name, row.opening, row.debit, row.credit)
            for row in trial_balance(session, book, month, month)
        ],
        history=[(one.on, str(PERIOD_ACT_LABELS[one.act]), names.get(one.by_id, ""), one.reason) for one in told],
    )
    pdf = papers.render(LAYOUT, data_of(closing, qr.svg(closing_mark.text_of(mark))))
    name = f"khoa-so-{book.code.lower()}-{month[0]}-{month[1]:02d}-lan-{mark.time}.pdf"
    return documents.keep_printed(session, pdf=pdf, name=name, unit_id=period.unit_id, by=by)
