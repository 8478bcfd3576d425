"""What stands around the rows of every report: whose it is, who signs, whether the books are closed, the head of the chain."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from fundapp.access.queries import holders
from fundapp.kernel.days import day_text
from fundapp.kernel.labels import Text, _
from fundapp.kernel.money import dong
from fundapp.ledger.chain import in_fours
from fundapp.ledger.models import Book, BookYear, Period, PeriodEvent
from fundapp.ledger.reports.official import Form, chart_note
from fundapp.ledger.reports.shape import Heading, Signer
from fundapp.ledger.spans import Span
from fundapp.orgs.models import Unit
from fundapp.orgs.queries import above


def heading(session: Session, unit_id: int, about: Sequence[tuple[Text, str]]) -> Heading:
    """The unit, the unit above it, and what the report is about."""
    unit = session.get_one(Unit, unit_id)
    over = above(session, unit)
    return Heading(unit.id, unit.name, over[0].name if over else "", tuple(about), unit.address)


def signers(session: Session, form: Form, unit_id: int, on: date) -> tuple[Signer, ...]:
    """The signatures of a form; a name stands only where one person alone holds the office."""
    known = holders(session, unit_id, on)
    return tuple(
        Signer(office.title, office.how, known[office.role][0] if len(known.get(office.role, ())) == 1 else "") for office in form.offices
    )


def closed(session: Session, books: Sequence[Book], span: Span) -> tuple[bool, tuple[str, ...]]:
    """Whether every month of the stretch is closed in each fund, and what is said of it with the heads of the chains."""
    ids = [book.id for book in books]
    open_months = set(
        session.scalars(
            select(Period.book_id).where(
                Period.book_id.in_(ids), Period.starts_on <= span.last, Period.ends_on >= span.first, Period.state.in_(("open", "closing"))
            )
        )
    )
    heads = {row.book_id: row for row in session.execute(_heads(ids, span))}
    notes: list[str] = [
        _("Các tháng trong kỳ đã khóa sổ.") if not open_months else _("Kỳ chưa khóa sổ; số liệu có thể thay đổi cho đến khi khóa.")
    ]
    for book in books:
        head = heads.get(book.id)
        if head is None or not head.number:
            continue
        where = _("%(fund)s: ", fund=book.name) if len(books) > 1 else ""
        if book.id in open_months:
            notes.append(_("%(where)sĐầu chuỗi mã băm lúc lập: bút toán số %(number)s, %(hash)s.", where=where, number=dong(head.number), hash=in_fours(head.last_hash)))
        else:
            frozen = session.execute(_frozen(book.id, span)).first()
            if frozen is not None:
                notes.append(
                    _("%(where)sKhóa ngày %(day)s; đầu chuỗi mã băm khi khóa: bút toán số %(number)s, %(hash)s.", where=where,
                      day=day_text(frozen.on), number=dong(frozen.head_number or 0), hash=in_fours(frozen.head_hash or ""))
                )
    return not open_months, tuple(notes)


def notes(session: Session, form: Form, books: Sequence[Book], span: Span) -> tuple[bool, tuple[str, ...]]:
    """Whether the numbers are final, and the notes under the report."""
    is_final, said = closed(session, books, span)
    return is_final, (*((chart_note(),) if form.uses_chart else ()), *said)


def _heads(ids: list[int], span: Span) -> Select[int, int, str]:
    return select(BookYear.book_id, BookYear.last_number.label("number"), BookYear.last_hash).where(BookYear.book_id.in_(ids), BookYear.year == span.year)


def _frozen(book_id: int, span: Span) -> Select[date, int | None, str | None]:
    newest = (
        select(func.max(PeriodEvent.id)).join(Period, Period.id == PeriodEvent.period_id)
        .where(Period.book_id == book_id, Period.starts_on <= span.last, Period.ends_on >= span.last, PeriodEvent.act == "closed")
    )
    return select(PeriodEvent.on, PeriodEvent.head_number, PeriodEvent.head_hash).where(PeriodEvent.id == newest.scalar_subquery())
