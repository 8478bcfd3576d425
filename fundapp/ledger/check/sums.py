"""Invariants of stored sums: balances, months, funds, closed periods."""

from collections import defaultdict
from typing import Any

from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import Session

from fundapp.kernel.checks import Fault, Invariant, stream
from fundapp.kernel.labels import _
from fundapp.kernel.money import dong
from fundapp.ledger.chain import sha256
from fundapp.ledger.check.closings import Month, Place, trial_of
from fundapp.ledger.models import Account, Balance, Book, Entry, Line, MonthTotal, Period, PeriodEvent, StandingRow
from fundapp.ledger.queries.frozen import canonical

CLOSED = Period.state.in_(("closed", "reopening"))


def balances(session: Session) -> Invariant:
    """Each stored balance is the sum of its lines, and no line stands on a balance that is kept nowhere."""
    sums = (
        select(Line.balance_id, func.sum(Line.debit - Line.credit).label("amount"), func.max(Entry.unit_id).label("unit_id"))
        .join(Entry, Entry.id == Line.entry_id).where(Entry.state == "posted").group_by(Line.balance_id)
    )
    lines = {row.balance_id: row for row in stream(session, sums)}
    wrong: list[str] = []
    rows = 0
    query = select(Balance.id, Balance.unit_id, Balance.account_code, Balance.amount, Book.unit_id.label("owner")).outerjoin(Book, Book.id == Balance.book_id)
    for row in stream(session, query):
        rows += 1
        if row.owner is not None and row.owner != row.unit_id:
            wrong.append(Fault(_("số dư id %(id)s ghi là của đơn vị khác với đơn vị của sổ", id=row.id), row.unit_id, row.owner))
        own = lines.pop(row.id, None)
        added = 0 if own is None else int(own.amount)
        if row.amount != added:
            words = _(
                "tài khoản %(code)s (số dư id %(id)s) ghi %(stored)s, cộng các dòng là %(lines)s",
                code=row.account_code, id=row.id, stored=dong(row.amount), lines=dong(added),
            )
            wrong.append(Fault(words, row.unit_id))
    wrong += [
        Fault(_("số dư id %(id)s không còn, các dòng của nó cộng lại %(lines)s", id=lost.balance_id, lines=dong(int(lost.amount))), lost.unit_id)
        for lost in lines.values()
    ]
    return Invariant("L3a", _("Số dư lưu bằng tổng các dòng đã ghi sổ"), rows, wrong)


def months(session: Session) -> Invariant:
    mirrored = Entry.kind == "reversal"
    sums: dict[tuple[int, int, int], tuple[int, int]] = {}
    query = (
        select(
            Line.balance_id, func.extract("year", Line.on).label("year"), func.extract("month", Line.on).label("month"),
            func.sum(case((mirrored, -Line.credit), else_=Line.debit)).label("debit"),
            func.sum(case((mirrored, -Line.debit), else_=Line.credit)).label("credit"),
        )
        .join(Entry, Entry.id == Line.entry_id).where(Entry.state == "posted").group_by(Line.balance_id, "year", "month")
    )
    for row in stream(session, query):
        sums[(row.balance_id, int(row.year), int(row.month))] = (int(row.debit), int(row.credit))
    stored = {
        (row.balance_id, row.year, row.month): (row.debit_amount, row.credit_amount)
        for row in stream(session, select(MonthTotal.balance_id, MonthTotal.year, MonthTotal.month, MonthTotal.debit_amount, MonthTotal.credit_amount))
    }
    unit_of = {row.id: row.unit_id for row in stream(session, select(Balance.id, Balance.unit_id))}
    wrong: list[str] = [
        Fault(_("số phát sinh tháng %(month)s/%(year)s của số dư id %(id)s khác tổng các dòng", id=key[0], year=key[1], month=key[2]), unit_of.get(key[0]))
        for key in sorted({*sums, *stored}) if sums.get(key, (0, 0)) != stored.get(key, (0, 0))
    ]
    return Invariant("L3b", _("Số phát sinh từng tháng bằng tổng các dòng trong tháng"), len(stored), wrong)


def funds(session: Session) -> Invariant:
    money = select(Balance.book_id, func.sum(Balance.amount).label("amount")).where(Balance.is_money).group_by(Balance.book_id).subquery()
    query = (
        select(Book.code, Book.unit_id, StandingRow.balance_amount, func.coalesce(money.c.amount, 0).label("held"))
        .join(StandingRow, StandingRow.book_id == Book.id).outerjoin(money, money.c.book_id == Book.id)
    )
    wrong: list[str] = []
    rows = 0
    for row in stream(session, query):
        rows += 1
        if row.balance_amount != int(row.held):
            figures = {"stored": dong(row.balance_amount), "held": dong(int(row.held))}
            wrong.append(Fault(_("quỹ %(code)s ghi %(stored)s, các tài khoản tiền cộng lại %(held)s", code=row.code, **figures), row.unit_id))
    lost = select(Book.code, Book.unit_id).outerjoin(StandingRow, StandingRow.book_id == Book.id).where(StandingRow.book_id.is_(None))
    wrong += [Fault(_("quỹ %(code)s không có dòng số dư", code=row.code), row.unit_id) for row in stream(session, lost)]
    return Invariant("L3c", _("Số dư của quỹ bằng tổng các tài khoản tiền của quỹ"), rows, wrong)


def closed(session: Session) -> Invariant:
    entries = {
        (row.book_year_id, row.period_id): row.n
        for row in stream(
            session, select(Entry.book_year_id, Entry.period_id, func.count().label("n")).where(Entry.state == "posted").group_by(Entry.book_year_id, Entry.period_id)
        )
    }
    events, stored = _last_closings(session), _stored(session)
    wrong: list[str] = []
    rows = 0
    for period in stream(session, select(Period.id, Period.unit_id, Period.book_id, Period.book_year_id, Period.month, Period.starts_on).where(CLOSED)):
        rows += 1
        name = f"{period.month}/{period.starts_on.year}"
        event = events.get(period.id)
        if event is None:
            wrong.append(Fault(_("kỳ %(name)s (id %(id)s) khóa mà không có bản ghi khóa", name=name, id=period.id), period.unit_id))
            continue
        trial = trial_of(stored[period.book_id].values(), (period.starts_on.year, period.starts_on.month))
        now = (entries.get((period.book_year_id, period.id), 0), sum(row.debit for row in trial), sha256(canonical(trial)))
        if now != (event.entry_count, event.turnover_amount, event.trial_digest):
            wrong.append(Fault(_("kỳ %(name)s (id %(id)s) đã thay đổi sau khi khóa", name=name, id=period.id), period.unit_id))
        if event.head_number and event.head_id is None:
            wrong.append(Fault(_("đầu chuỗi lúc khóa kỳ %(name)s (id %(id)s) không còn trong sổ", name=name, id=period.id), period.unit_id))
    return Invariant("L9", _("Kỳ đã khóa giữ nguyên bút toán và bảng cân đối lúc khóa"), rows, wrong)


def _last_closings(session: Session) -> dict[int, Any]:
    """By period: what its last closing kept, with the entry that was then the head of the chain, if it is still there."""
    head = and_(Entry.book_year_id == Period.book_year_id, Entry.number == PeriodEvent.head_number, Entry.hash == PeriodEvent.head_hash)
    query = (
        select(
            PeriodEvent.period_id, PeriodEvent.entry_count, PeriodEvent.turnover_amount, PeriodEvent.trial_digest, PeriodEvent.head_number,
            Entry.id.label("head_id"),
        )
        .join(Period, Period.id == PeriodEvent.period_id).outerjoin(Entry, head).where(PeriodEvent.act == "closed", CLOSED).order_by(PeriodEvent.id)
    )
    return {row.period_id: row for row in stream(session, query)}


def _stored(session: Session) -> dict[int, dict[int, tuple[Place, dict[Month, tuple[int, int]]]]]:
    """By fund and balance: its account and box, and what the stored months say of it. Nothing stands on an account that is not in the chart."""
    query = select(
        MonthTotal.balance_id, Balance.book_id, Balance.unit_id, Balance.account_code, Balance.box_id, MonthTotal.year, MonthTotal.month,
        MonthTotal.debit_amount, MonthTotal.credit_amount,
    ).join(Balance, Balance.id == MonthTotal.balance_id)
    accounts = {tuple(row) for row in stream(session, select(Account.unit_id, Account.code))}
    stored: dict[int, dict[int, tuple[Place, dict[Month, tuple[int, int]]]]] = defaultdict(dict)
    for row in stream(session, query):
        if (row.unit_id, row.account_code) not in accounts:
            continue
        _place, months = stored[row.book_id].setdefault(row.balance_id, ((row.account_code, row.box_id), {}))
        months[(row.year, row.month)] = (row.debit_amount, row.credit_amount)
    return stored


def nothing_below_zero(session: Session) -> Invariant:
    query = select(
        StandingRow.book_id, StandingRow.balance_amount, StandingRow.reserved_amount, StandingRow.set_apart_amount, Book.unit_id
    ).outerjoin(Book, Book.id == StandingRow.book_id)
    wrong: list[str] = []
    rows = 0
    for row in stream(session, query):
        rows += 1
        if row.reserved_amount < 0 or row.balance_amount < row.reserved_amount + row.set_apart_amount:
            figures = {"balance": dong(row.balance_amount), "reserved": dong(row.reserved_amount)}
            wrong.append(Fault(_("quỹ id %(id)s: số dư %(balance)s, cam kết %(reserved)s", id=row.book_id, **figures), row.unit_id))
    low = select(Balance.id, Balance.unit_id, Balance.amount).where(Balance.is_money, Balance.amount < 0)
    wrong += [Fault(_("tài khoản tiền (số dư id %(id)s) âm %(amount)s", id=row.id, amount=dong(row.amount)), row.unit_id) for row in stream(session, low)]
    return Invariant("F1", _("Không quỹ nào âm, không quỹ nào cam kết quá số dư"), rows, wrong)
