"""Open funds with their years, charts, boxes and opening balances."""

import calendar
from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.access.trail import record
from fundapp.kernel import clock
from fundapp.kernel.db import insert_unless_there
from fundapp.kernel.labels import _
from fundapp.ledger import chain, chart
from fundapp.ledger.kinds import BoxKind, LegalForm
from fundapp.ledger.models import Balance, Book, BookYear, CashBox, Period, StandingRow, VoucherSeries
from fundapp.ledger.service.chart import account_of, ensure_chart
from fundapp.ledger.service.refusals import LedgerRefused, account_is_closed, passes_through_only
from fundapp.ledger.service.terms import Use, first_terms, made_of

THIS_UNIT = "the rows of the one unit whose book is written"


def open_book(
    session: Session, *, unit_id: int, code: str, name: str, legal_form: str, fund_account: str, purposes: Iterable[str], by: Actor | None, on: date,
    unit_ids: Sequence[int] = (), last_on: date | None = None, document: str = "",
) -> Book:
    """Open a fund: its chart when the unit has none yet, its year with twelve open months, its first terms of use, its standing at nothing.

    `fund_account` is the account that carries the capital (43181 for Mái ấm, 3381 for money only passed through).
    """
    code, name, wanted = code.strip().upper(), " ".join(name.split()), sorted(set(purposes))
    if not code or any(sign in code for sign in chain.SEPARATORS) or len(code) > 40:
        raise LedgerRefused(_("Mã quỹ gồm chữ, số và dấu gạch ngang, tối đa 40 ký tự."), "code")
    if session.scalar(select(Book.id).where(Book.code == code).execution_options(all_units="codes are unique")) is not None:
        raise LedgerRefused(_("Mã quỹ %(code)s đã có. Hãy chọn mã khác.", code=code), "code")
    if on > clock.today():
        raise LedgerRefused(_("Ngày mở sổ không được sau hôm nay."), "opened_on")
    ensure_chart(session, unit_id)
    account = session.scalar(account_of(unit_id, fund_account))
    if account is None or not account.is_postable or account.closed_on is not None or chart.is_money(account.code):
        raise LedgerRefused(_("Hãy chọn tài khoản nguồn của quỹ trong hệ thống tài khoản."), "fund_account")
    if legal_form == LegalForm.REMITTED and not fund_account.startswith(chart.OWED_ON):
        raise LedgerRefused(_("Tiền thu hộ, chi hộ phải ghi vào tài khoản phải trả (338), không phải nguồn thu của đơn vị."), "fund_account")
    book = Book(
        code=code, unit_id=unit_id, name=name, legal_form=legal_form, fund_account_code=fund_account, opened_on=on,
        opened_by_id=by.user_id if by else None, opened_at=clock.now(),
    )
    session.add(book)
    session.flush()
    session.add(StandingRow(book_id=book.id, balance_amount=0, reserved_amount=0, set_apart_amount=0))
    terms = first_terms(session, book, Use(wanted, unit_ids, last_on, document), by=by, on=on)
    open_year(session, book, on.year)
    record(session, by=by, act="ledger.open", subject=f"ledger/{book.id}", details={"code": code, "purposes": wanted}, unit_id=unit_id, made=[book, *made_of(terms)])
    session.flush()
    return book


def add_box(
    session: Session, *, unit_id: int, kind: str, name: str, account_code: str | None = None, bank_code: str | None = None,
    account_tail: str | None = None, own_book: Book | None = None, by: Actor | None,
) -> CashBox:
    """Add a cash box or a bank account of a unit, shared by its funds or kept for one. Of a bank account only the last digits are kept here."""
    ensure_chart(session, unit_id)
    code = account_code or ("1111" if kind == BoxKind.CASH else "1121")
    account = session.scalar(account_of(unit_id, code))
    if account is None or not account.is_postable or account.closed_on is not None or not chart.needs_box(code):
        raise LedgerRefused(_("Quỹ tiền mặt dùng tài khoản 111, tài khoản ngân hàng dùng tài khoản 112."), "account_code")
    taken = session.scalar(select(CashBox.id).where(CashBox.unit_id == unit_id, CashBox.name == name).execution_options(all_units=THIS_UNIT))
    if taken is not None:
        raise LedgerRefused(_("Đơn vị đã có quỹ tiền mặt hoặc tài khoản tên %(name)s.", name=name), "name")
    if own_book is not None and own_book.unit_id != unit_id:
        raise LedgerRefused(_("Quỹ này không thuộc đơn vị có quỹ tiền mặt, tài khoản."), "own_book_id")
    box = CashBox(
        unit_id=unit_id, kind=kind, name=name, account_code=code, bank_code=bank_code, account_tail=account_tail,
        own_book_id=None if own_book is None else own_book.id,
    )
    session.add(box)
    record(session, by=by, act="ledger.box", subject=f"orgs/{unit_id}", details={"kind": kind, "account": code}, unit_id=unit_id, made=[box])
    session.flush()
    return box


def open_year(session: Session, book: Book, year: int) -> BookYear:
    """Open a year of a book: its own sequence, its own chain, twelve open months. Balances carry over by themselves."""
    opened = BookYear(book_id=book.id, unit_id=book.unit_id, year=year, last_number=0, last_hash=chain.genesis(book.code, year))
    session.add(opened)
    session.flush()
    session.add_all(
        Period(
            book_year_id=opened.id, book_id=book.id, unit_id=book.unit_id, month=month, state="open", starts_on=date(year, month, 1),
            ends_on=date(year, month, calendar.monthrange(year, month)[1]),
        )
        for month in range(1, 13)
    )
    session.flush()
    return opened


def make_missing(session: Session, book: Book, on: date, sides: Sequence[tuple[str, int | None]], series: str | None) -> None:
    """Make the year, balance rows and voucher series that a posting needs, or say why they cannot be."""
    if not book.opened_on.year <= on.year <= clock.today().year:
        raise LedgerRefused(_("Sổ của %(fund)s chưa mở cho năm %(year)s.", fund=book.name, year=on.year), "on")
    if session.scalar(select(BookYear.id).where(BookYear.book_id == book.id, BookYear.year == on.year).execution_options(all_units=THIS_UNIT)) is None:
        open_year(session, book, on.year)
    for code, box_id in sides:
        if _balance(session, book, code, box_id) is None:
            session.add(_new_balance(session, book, code, box_id))
            session.flush()
    if series is not None:
        ensure_series(session, book.unit_id, series, on.year)


def _balance(session: Session, book: Book, code: str, box_id: int | None) -> int | None:
    same_box = Balance.box_id.is_(None) if box_id is None else Balance.box_id == box_id
    found = select(Balance.id).where(Balance.book_id == book.id, Balance.account_code == code, same_box)
    return session.scalar(found.execution_options(all_units=THIS_UNIT))


def _new_balance(session: Session, book: Book, code: str, box_id: int | None) -> Balance:
    # Held until the end, so that the account is not closed or divided meanwhile.
    account = session.scalar(account_of(book.unit_id, code).with_for_update(read=True))
    if account is not None and account.closed_on is not None:
        raise account_is_closed(account.shown_code)
    if account is None or not account.is_postable:
        raise LedgerRefused(_("Tài khoản TK-%(code)s không có trong hệ thống tài khoản của đơn vị hoặc không ghi trực tiếp được.", code=code), "account")
    if book.legal_form == LegalForm.REMITTED and not chart.may_pass_through(code):
        raise passes_through_only()
    if chart.needs_box(code) != (box_id is not None):
        raise LedgerRefused(_("Tài khoản TK-%(code)s phải ghi kèm quỹ tiền mặt hoặc tài khoản ngân hàng; các tài khoản khác thì không.", code=code), "box")
    if box_id is not None:
        box = session.scalar(select(CashBox).where(CashBox.id == box_id).execution_options(all_units=THIS_UNIT))
        if box is None or box.unit_id != book.unit_id or box.account_code != code:
            raise LedgerRefused(_("Quỹ tiền mặt hoặc tài khoản ngân hàng không khớp với tài khoản TK-%(code)s của đơn vị.", code=code), "box")
        if box.own_book_id not in (None, book.id):
            raise LedgerRefused(_("%(box)s dành riêng cho một quỹ khác. Hãy chọn nơi giữ tiền khác.", box=box.name), "box")
    return Balance(book_id=book.id, unit_id=book.unit_id, account_code=code, box_id=box_id, is_money=chart.is_money(code), amount=0)


def ensure_series(session: Session, unit_id: int, series: str, year: int) -> None:
    """Start a voucher series of a year at nothing; two who start it at once meet in the unique index."""
    session.execute(insert_unless_there(session, VoucherSeries).values(unit_id=unit_id, series=series, year=year, last_number=0))

