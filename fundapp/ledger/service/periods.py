"""Close and re-open months of a book; one person asks, another confirms, and each act leaves a row."""

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.access.trail import record
from fundapp.kernel import clock
from fundapp.kernel.labels import _
from fundapp.ledger.kinds import EntryState, PeriodState
from fundapp.ledger.models import BookYear, Entry, Period, PeriodEvent, YearClose
from fundapp.ledger.queries.trial import trial_digest
from fundapp.ledger.service.closing_papers import print_closing
from fundapp.ledger.service.refusals import LedgerRefused
from fundapp.ledger.service.two_people import is_another_person, stands_in

S = PeriodState


def request_close(session: Session, period: Period, *, by: Actor, on: date) -> Period:
    """Ask for a month to be closed: from now on it takes no entries."""
    stands_in(session, period, S.OPEN, _("Kỳ này không ở trạng thái đang mở."))
    if period.ends_on >= on:
        raise LedgerRefused(_("Chỉ khóa được kỳ đã kết thúc."))
    earlier = select(Period.id).join(BookYear, BookYear.id == Period.book_year_id).where(
        Period.book_id == period.book_id, Period.ends_on < period.starts_on, Period.state != S.CLOSED.value
    )
    if session.scalar(earlier.limit(1)) is not None:
        raise LedgerRefused(_("Hãy khóa các kỳ trước theo thứ tự rồi mới khóa kỳ này."))
    drafts = select(Entry.id).where(
        Entry.book_year_id == period.book_year_id, Entry.number.is_(None), Entry.period_id == period.id, Entry.state == EntryState.DRAFT.value
    )
    if session.scalar(drafts.limit(1)) is not None:
        raise LedgerRefused(_("Kỳ này còn bút toán chờ ghi sổ. Hãy ghi sổ hoặc bỏ bút toán đó trước."))
    return _step(session, period, S.CLOSING, "close_requested", by=by, on=on)


def close_period(session: Session, period: Period, *, by: Actor, on: date) -> Period:
    """Confirm the close that somebody else has asked for; keeps the trial balance's digest and the head of the chain."""
    stands_in(session, period, S.CLOSING, _("Kỳ này không chờ xác nhận khóa."))
    is_another_person(period, by)
    return _step(session, period, S.CLOSED, "closed", by=by, on=on)


def withdraw_close(session: Session, period: Period, *, reason: str, by: Actor, on: date) -> Period:
    """Take back a request to close; the month takes entries again."""
    stands_in(session, period, S.CLOSING, _("Kỳ này không chờ xác nhận khóa."))
    return _step(session, period, S.OPEN, "close_withdrawn", by=by, on=on, reason=reason)


def request_reopen(session: Session, period: Period, *, reason: str, by: Actor, on: date) -> Period:
    """Ask for a closed month to be opened again, with the reason."""
    stands_in(session, period, S.CLOSED, _("Kỳ này chưa khóa."))
    if not reason.strip():
        raise LedgerRefused(_("Hãy ghi lý do mở lại kỳ."), "reason")
    closed = select(YearClose.state).where(YearClose.book_year_id == period.book_year_id, YearClose.state != S.OPEN.value)
    if session.scalar(closed) is not None:
        raise LedgerRefused(_("Năm %(year)s đã khóa hoặc đang chờ khóa. Hãy mở lại năm trước rồi mới mở kỳ này.", year=period.starts_on.year))
    later = select(Period.id).where(Period.book_id == period.book_id, Period.starts_on > period.ends_on, Period.state != S.OPEN.value)
    if session.scalar(later.limit(1)) is not None:
        raise LedgerRefused(_("Hãy mở lại các kỳ sau trước rồi mới mở kỳ này."))
    return _step(session, period, S.REOPENING, "reopen_requested", by=by, on=on, reason=reason)


def reopen_period(session: Session, period: Period, *, by: Actor, on: date) -> Period:
    """Confirm the re-opening that somebody else has asked for."""
    stands_in(session, period, S.REOPENING, _("Kỳ này không chờ xác nhận mở lại."))
    is_another_person(period, by)
    return _step(session, period, S.OPEN, "reopened", by=by, on=on)


def refuse_reopen(session: Session, period: Period, *, reason: str, by: Actor, on: date) -> Period:
    """Leave a month closed that somebody else has asked to open."""
    stands_in(session, period, S.REOPENING, _("Kỳ này không chờ xác nhận mở lại."))
    is_another_person(period, by)
    return _step(session, period, S.CLOSED, "reopen_refused", by=by, on=on, reason=reason)


def _step(session: Session, period: Period, state: PeriodState, act: str, *, by: Actor, on: date, reason: str = "") -> Period:
    if state in (S.CLOSING, S.REOPENING):
        period.requested_by_id, period.confirmed_by_id = by.user_id, None
    elif act == "close_withdrawn":
        period.requested_by_id = None
    else:
        period.confirmed_by_id = by.user_id
    period.state = state.value
    session.flush()
    event = PeriodEvent(period_id=period.id, unit_id=period.unit_id, act=act, reason=reason.strip(), by_id=by.user_id, on=on, at=clock.now())
    if act == "closed":
        _freeze(session, period, event)
        event.paper_file_id = print_closing(session, period, event, by=by).id
    session.add(event)
    record(
        session, by=by, act=f"ledger.{act}", subject=f"ledger/{period.book_id}", details={"period": f"{period.month}/{period.starts_on.year}"},
        unit_id=period.unit_id, made=[event], changed=[period],
    )
    session.flush()
    return period


def _freeze(session: Session, period: Period, event: PeriodEvent) -> None:
    posted = select(func.count()).where(
        Entry.book_year_id == period.book_year_id, Entry.period_id == period.id, Entry.state == EntryState.POSTED.value
    )
    event.entry_count = session.scalar(posted)
    year = session.get_one(BookYear, period.book_year_id)
    session.refresh(year)
    event.head_number, event.head_hash = year.last_number, year.last_hash
    event.turnover_amount, event.trial_digest = trial_digest(session, period)
