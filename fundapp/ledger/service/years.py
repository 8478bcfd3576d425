"""Close and re-open years of a book: results carried to surplus, then one person asks, another confirms, and each act leaves a row."""

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.access.trail import record
from fundapp.kernel import clock
from fundapp.kernel.labels import _
from fundapp.ledger import year_end
from fundapp.ledger.kinds import EntryKind, EntryState, PeriodState
from fundapp.ledger.models import Account, Book, BookYear, Entry, Period, YearBalance, YearClose, YearEvent
from fundapp.ledger.queries import years as queries
from fundapp.ledger.service.books import open_year
from fundapp.ledger.service.chart import account_of
from fundapp.ledger.service.drafts import draft
from fundapp.ledger.service.ready import LineSpec, Posting
from fundapp.ledger.service.refusals import LedgerRefused
from fundapp.ledger.service.two_people import is_another_person, stands_in
from fundapp.ledger.service.year_papers import print_year

S = PeriodState


def draft_closing(session: Session, book: Book, year: BookYear, *, surplus: str, by: Actor) -> Entry:
    """Make the entry that carries the year's results to an account of capital, dated its last day; a second person posts it.

    What comes into the year afterwards is carried by a further one.
    """
    if clock.today() <= date(year.year, 12, 31):
        raise LedgerRefused(_("Năm %(year)s chưa kết thúc nên chưa kết chuyển được.", year=year.year))
    waiting = queries.progress(session, year).draft_id
    if waiting is not None:
        raise LedgerRefused(_("Đã có một bút toán kết chuyển chờ ghi sổ. Hãy ghi sổ hoặc bỏ bút toán đó trước."))
    account = session.scalar(account_of(book.unit_id, surplus))
    if account is None or not _may_take(account):
        raise LedgerRefused(_("Hãy chọn một tài khoản nguồn vốn (loại 4) đang mở để nhận thặng dư, thâm hụt."), "surplus")
    lines = year_end.carry(queries.results_of(session, year), surplus=surplus, has_through=queries.has_through(session, book.unit_id))
    if not lines:
        raise LedgerRefused(_("Các tài khoản thu, chi của năm %(year)s không còn số dư, không cần kết chuyển.", year=year.year))
    made = select(func.count()).select_from(Entry).where(Entry.book_year_id == year.id, Entry.kind == EntryKind.CLOSING.value)
    wanted = Posting(
        book=book, on=date(year.year, 12, 31), narration=str(_("Kết chuyển thu, chi năm %(year)s", year=year.year)),
        lines=[LineSpec(line.account, debit=line.debit, credit=line.credit) for line in lines],
        reference=f"closing/{year.year}/{(session.scalar(made) or 0) + 1}", kind=EntryKind.CLOSING.value,
    )
    return draft(session, wanted, by=by)


def _may_take(account: Account) -> bool:
    return account.is_postable and account.closed_on is None and account.code.startswith("4")


def request_year_close(session: Session, year: BookYear, *, by: Actor, on: date) -> YearClose:
    """Ask for a year to be closed: its twelve months are, its results are carried, and so is every year before."""
    session.refresh(year, with_for_update=True)
    close = queries.year_close_of(session, year)
    if close is not None:
        stands_in(session, close, S.OPEN, _("Năm này không ở trạng thái đang mở."))
    _fit(session, year)
    if close is None:
        close = YearClose(book_year_id=year.id, book_id=year.book_id, unit_id=year.unit_id, state=S.CLOSING.value, requested_by_id=by.user_id)
        session.add(close)
        session.flush()
    return _step(session, close, S.CLOSING, "close_requested", by=by, on=on)


def close_year(session: Session, close: YearClose, *, by: Actor, on: date) -> YearClose:
    """Confirm the close that somebody else has asked for: freezes the year's trial balance, opens the next year with it, prints the paper."""
    stands_in(session, close, S.CLOSING, _("Năm này không chờ xác nhận khóa."))
    is_another_person(close, by)
    return _step(session, close, S.CLOSED, "closed", by=by, on=on)


def withdraw_year_close(session: Session, close: YearClose, *, reason: str, by: Actor, on: date) -> YearClose:
    """Take back a request to close a year; its months may be opened again."""
    stands_in(session, close, S.CLOSING, _("Năm này không chờ xác nhận khóa."))
    return _step(session, close, S.OPEN, "close_withdrawn", by=by, on=on, reason=reason)


def request_year_reopen(session: Session, close: YearClose, *, reason: str, by: Actor, on: date) -> YearClose:
    """Ask for a closed year to be opened again, with the reason. A later year that is closed rests on it."""
    stands_in(session, close, S.CLOSED, _("Năm này chưa khóa."))
    if not reason.strip():
        raise LedgerRefused(_("Hãy ghi lý do mở lại năm."), "reason")
    year = session.get_one(BookYear, close.book_year_id)
    later = select(YearClose.id).join(BookYear, BookYear.id == YearClose.book_year_id).where(
        YearClose.book_id == close.book_id, BookYear.year > year.year, YearClose.state != S.OPEN.value
    )
    if session.scalar(later.limit(1)) is not None:
        raise LedgerRefused(_("Hãy mở lại các năm sau trước rồi mới mở năm này."))
    return _step(session, close, S.REOPENING, "reopen_requested", by=by, on=on, reason=reason)


def reopen_year(session: Session, close: YearClose, *, by: Actor, on: date) -> YearClose:
    """Confirm the re-opening that somebody else has asked for; the months stay closed until they are opened one by one."""
    stands_in(session, close, S.REOPENING, _("Năm này không chờ xác nhận mở lại."))
    is_another_person(close, by)
    return _step(session, close, S.OPEN, "reopened", by=by, on=on)


def refuse_year_reopen(session: Session, close: YearClose, *, reason: str, by: Actor, on: date) -> YearClose:
    """Leave a year closed that somebody else has asked to open."""
    stands_in(session, close, S.REOPENING, _("Năm này không chờ xác nhận mở lại."))
    is_another_person(close, by)
    return _step(session, close, S.CLOSED, "reopen_refused", by=by, on=on, reason=reason)


def _fit(session: Session, year: BookYear) -> None:
    # Held until the end, in the order of the ids, so that none of the months is opened meanwhile.
    session.scalars(select(Period.id).where(Period.book_year_id == year.id).order_by(Period.id).with_for_update(read=True)).all()
    found = queries.progress(session, year)
    if found.earlier_open is not None:
        raise LedgerRefused(_("Hãy khóa năm %(year)s trước.", year=found.earlier_open))
    if found.open_months:
        months = ", ".join(str(month) for month in found.open_months)
        raise LedgerRefused(_("Hãy khóa đủ mười hai tháng trước; còn tháng %(months)s.", months=months))
    if any(found.results.values()):
        raise LedgerRefused(_("Tài khoản thu, chi của năm còn số dư. Hãy mở lại tháng 12, lập và ghi sổ bút toán kết chuyển rồi khóa lại tháng 12."))


def _step(session: Session, close: YearClose, state: PeriodState, act: str, *, by: Actor, on: date, reason: str = "") -> YearClose:
    if state in (S.CLOSING, S.REOPENING):
        close.requested_by_id, close.confirmed_by_id = by.user_id, None
    elif act != "close_withdrawn":
        close.confirmed_by_id = by.user_id
    close.state = state.value
    session.flush()
    year = session.get_one(BookYear, close.book_year_id)
    event = YearEvent(year_close_id=close.id, unit_id=close.unit_id, act=act, reason=reason.strip(), by_id=by.user_id, on=on, at=clock.now())
    if act == "closed":
        _freeze(session, year, close, event, by=by)
    else:
        session.add(event)
    record(session, by=by, act=f"ledger.year_{act}", subject=f"ledger/{close.book_id}", details={"year": year.year}, unit_id=close.unit_id, made=[event], changed=[close])
    session.flush()
    return close


def _freeze(session: Session, year: BookYear, close: YearClose, event: YearEvent, *, by: Actor) -> None:
    session.refresh(year)
    rows = queries.year_trial(session, year)
    event.entry_count = session.scalar(
        select(func.count()).where(Entry.book_year_id == year.id, Entry.state == EntryState.POSTED.value, Entry.number.is_not(None))
    )
    event.head_number, event.head_hash = year.last_number, year.last_hash
    event.turnover_amount, event.trial_digest = sum(row.debit for row in rows), queries.year_digest(rows)
    event.paper_file_id = print_year(session, year, close, event, rows, by=by).id
    session.add(event)
    session.flush()
    session.add_all(
        YearBalance(
            event_id=event.id, unit_id=close.unit_id, account_code=row.account_code, box_id=row.box_id, opening_amount=row.opening, debit_amount=row.debit,
            credit_amount=row.credit,
        )
        for row in rows
    )
    if session.scalar(select(BookYear.id).where(BookYear.book_id == year.book_id, BookYear.year == year.year + 1)) is None:
        open_year(session, session.get_one(Book, year.book_id), year.year + 1)
