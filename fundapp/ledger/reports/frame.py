"""What stands around the rows of every report: whose it is, who signs, whether the books are closed, the head of the chain."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session, aliased

from fundapp.access.queries import holders
from fundapp.kernel.days import day_text
from fundapp.kernel.db import columns
from fundapp.kernel.labels import Text, _
from fundapp.kernel.money import dong
from fundapp.ledger.chain import in_fours
from fundapp.ledger.models import Book, BookYear, Period, PeriodEvent
from fundapp.ledger.reports.official import Form, chart_note
from fundapp.ledger.reports.shape import Heading, Signer
from fundapp.ledger.spans import Span
from fundapp.orgs.models import Unit

# Every page and paper of the books pays for these, so each is written once and read as bare columns.
BOOKS: Any = bindparam("books", expanding=True)
FIRST, LAST = bindparam("first", type_=Period.starts_on.type), bindparam("last", type_=Period.starts_on.type)
Over = aliased(Unit)
UNIT = select(Unit.id, Unit.name, Unit.address, Over.name).outerjoin(Over, Over.id == Unit.parent_id).where(Unit.id == bindparam("unit"))
OPEN_MONTHS = select(Period.book_id).where(
    Period.book_id.in_(BOOKS), Period.starts_on <= LAST, Period.ends_on >= FIRST, Period.state.in_(("open", "closing"))
)
HEADS = select(BookYear.book_id, BookYear.last_number, BookYear.last_hash).where(BookYear.book_id.in_(BOOKS), BookYear.year == bindparam("year"))
NEWEST_CLOSE = (
    select(func.max(PeriodEvent.id)).join(Period, Period.id == PeriodEvent.period_id)
    .where(Period.book_id == bindparam("book"), Period.starts_on <= LAST, Period.ends_on >= LAST, PeriodEvent.act == "closed")
)
FROZEN = select(PeriodEvent.on, PeriodEvent.head_number, PeriodEvent.head_hash).where(PeriodEvent.id == NEWEST_CLOSE.scalar_subquery())


def heading(session: Session, unit_id: int, about: Sequence[tuple[Text, str]]) -> Heading:
    """The unit, the unit above it, and what the report is about."""
    ((found, name, address, over),) = columns(session, UNIT, {"unit": unit_id})
    return Heading(found, name, over or "", tuple(about), address)


def signers(session: Session, form: Form, unit_id: int, on: date) -> tuple[Signer, ...]:
    """The signatures of a form; a name stands only where one person alone holds the office."""
    known = holders(session, unit_id, on)
    return tuple(
        Signer(office.title, office.how, known[office.role][0] if len(known.get(office.role, ())) == 1 else "") for office in form.offices
    )


def closed(session: Session, books: Sequence[Book], span: Span) -> tuple[bool, tuple[str, ...]]:
    """Whether every month of the stretch is closed in each fund, and what is said of it with the heads of the chains."""
    ids = [book.id for book in books]
    open_months = {row[0] for row in columns(session, OPEN_MONTHS, {"books": ids, "first": span.first, "last": span.last})}
    heads = {row[0]: (row[1], row[2]) for row in columns(session, HEADS, {"books": ids, "year": span.year})}
    notes: list[str] = [
        _("Các tháng trong kỳ đã khóa sổ.") if not open_months else _("Kỳ chưa khóa sổ; số liệu có thể thay đổi cho đến khi khóa.")
    ]
    for book in books:
        number, last_hash = heads.get(book.id, (0, ""))
        if not number:
            continue
        where = _("%(fund)s: ", fund=book.name) if len(books) > 1 else ""
        if book.id in open_months:
            notes.append(_("%(where)sĐầu chuỗi mã băm lúc lập: bút toán số %(number)s, %(hash)s.", where=where, number=dong(number), hash=in_fours(last_hash)))
        else:
            for day, head_number, head_hash in columns(session, FROZEN, {"book": book.id, "last": span.last}):
                notes.append(
                    _("%(where)sKhóa ngày %(day)s; đầu chuỗi mã băm khi khóa: bút toán số %(number)s, %(hash)s.", where=where,
                      day=day_text(day), number=dong(head_number or 0), hash=in_fours(head_hash or ""))
                )
    return not open_months, tuple(notes)


def notes(session: Session, form: Form, books: Sequence[Book], span: Span) -> tuple[bool, tuple[str, ...]]:
    """Whether the numbers are final, and the notes under the report."""
    is_final, said = closed(session, books, span)
    return is_final, (*((chart_note(),) if form.uses_chart else ()), *said)
