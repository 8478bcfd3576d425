"""Invariants of entries, their lines and their vouchers."""

from collections import defaultdict

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import Session, aliased

from fundapp.kernel.checks import Fault, Invariant, count, stream
from fundapp.kernel.days import day_text
from fundapp.kernel.labels import _
from fundapp.kernel.money import dong
from fundapp.ledger.kinds import VoucherKind
from fundapp.ledger.models import Balance, Book, BookYear, Entry, Line, Period, Voucher, VoucherSeries
from fundapp.ledger.models.entries import takes_back

POSTED = Entry.state == "posted"
ENTRIES = select(Entry.id).where(POSTED)


def balanced(session: Session) -> Invariant:
    sums = (
        select(
            Entry.id, func.max(Entry.unit_id).label("unit_id"), func.sum(Line.debit).label("debit"), func.sum(Line.credit).label("credit"),
        )
        .join(Line, Line.entry_id == Entry.id).join(Balance, Balance.id == Line.balance_id).where(POSTED).group_by(Entry.id)
        .having(or_(func.sum(Line.debit) != func.sum(Line.credit), func.max(Balance.book_id) != func.min(Balance.book_id), func.max(Balance.book_id) != Entry.book_id))
    )
    wrong: list[str] = [
        Fault(
            _("bút toán id %(id)s: Nợ %(debit)s, Có %(credit)s, hoặc lẫn sang quỹ khác", id=row.id, debit=dong(int(row.debit)), credit=dong(int(row.credit))),
            row.unit_id,
        )
        for row in stream(session, sums)
    ]
    return Invariant("L1", _("Mỗi bút toán đã ghi sổ cân Nợ và Có trong một quỹ"), count(session, ENTRIES), wrong)


def whole_lines(session: Session) -> Invariant:
    shape = or_((Line.debit > 0) == (Line.credit > 0), Line.debit < 0, Line.credit < 0)
    if session.get_bind().dialect.name == "sqlite":
        shape = or_(shape, func.typeof(Line.debit) != "integer", func.typeof(Line.credit) != "integer")
    query = select(Line.id, Balance.unit_id).outerjoin(Balance, Balance.id == Line.balance_id).where(shape)
    wrong: list[str] = [
        Fault(_("dòng id %(id)s không ghi đúng một bên một số nguyên dương", id=row.id), row.unit_id) for row in stream(session, query)
    ]
    return Invariant("L2", _("Mỗi dòng ghi hoặc Nợ hoặc Có một số đồng nguyên dương"), count(session, select(Line.id)), wrong)


def complete(session: Session) -> Invariant:
    lines = select(func.count()).where(Line.entry_id == Entry.id).scalar_subquery()
    broken = select(Entry.id, Entry.unit_id).where(POSTED, or_(lines < 2, Entry.number.is_(None), Entry.hash.is_(None), Entry.posted_by_id.is_(None)))
    wrong: list[str] = [
        Fault(_("bút toán id %(id)s đã ghi sổ mà thiếu dòng, số hoặc người ghi", id=row.id), row.unit_id) for row in stream(session, broken)
    ]
    return Invariant("L5", _("Bút toán đã ghi sổ có từ hai dòng, có số và người ghi"), count(session, ENTRIES), wrong)


def reversed_once(session: Session) -> Invariant:
    original = aliased(Entry)
    pairs = (
        select(Entry.id, Entry.unit_id, Entry.reverses_id, Entry.book_id, original.book_id.label("other_book"), original.state)
        .join(original, original.id == Entry.reverses_id).where(POSTED, Entry.kind == "reversal").order_by(Entry.id)
    )
    wrong: list[str] = []
    seen: set[int] = set()
    rows = 0
    for row in stream(session, pairs):
        rows += 1
        if row.reverses_id in seen:
            wrong.append(Fault(_("bút toán id %(id)s bị đảo hơn một lần", id=row.reverses_id), row.unit_id))
        seen.add(row.reverses_id)
        if row.state != "posted" or row.book_id != row.other_book or _mirrored(session, row.id) != _lines(session, row.reverses_id):
            wrong.append(Fault(_("bút toán id %(id)s không phải bản đảo của bút toán id %(other)s", id=row.id, other=row.reverses_id), row.unit_id))
    lost = select(Entry.id, Entry.unit_id).where(POSTED, (Entry.kind == "reversal") != (Entry.reverses_id.is_not(None)))
    wrong += [Fault(_("bút toán id %(id)s ghi số âm mà không nêu bút toán gốc", id=row.id), row.unit_id) for row in stream(session, lost)]
    return Invariant("L6", _("Mỗi bút toán đảo nhiều nhất một lần, bằng đúng bản đối ứng"), rows, wrong)


def _lines(session: Session, entry_id: int) -> list[tuple[int, int, int]]:
    query = select(Line.balance_id, Line.debit, Line.credit).where(Line.entry_id == entry_id)
    return sorted((row.balance_id, row.debit, row.credit) for row in stream(session, query))


def _mirrored(session: Session, entry_id: int) -> list[tuple[int, int, int]]:
    return sorted((balance, credit, debit) for balance, debit, credit in _lines(session, entry_id))


def numbered(session: Session) -> Invariant:
    query = (
        select(
            BookYear.id, BookYear.unit_id, BookYear.year, Book.code, BookYear.last_number, func.count(Entry.id).label("n"), func.max(Entry.number).label("top"),
            func.min(Entry.number).label("least"),
        )
        .join(Book, Book.id == BookYear.book_id).outerjoin(Entry, (Entry.book_year_id == BookYear.id) & POSTED)
        .group_by(BookYear.id, BookYear.unit_id, BookYear.year, Book.code, BookYear.last_number)
    )
    wrong: list[str] = []
    rows = 0
    for row in stream(session, query):
        rows += row.n
        if row.n != row.last_number or (row.n and (row.top != row.n or row.least != 1)):
            words = _("sổ %(book)s năm %(year)s: %(n)s bút toán nhưng số cuối là %(last)s", book=row.code, year=row.year, n=row.n, last=row.last_number)
            wrong.append(Fault(words, row.unit_id))
    doubles = (
        select(Entry.book_year_id, Entry.number, func.max(Entry.unit_id).label("unit_id")).where(POSTED).group_by(Entry.book_year_id, Entry.number)
        .having(func.count() > 1)
    )
    wrong += [
        Fault(_("sổ năm id %(id)s có hai bút toán số %(number)s", id=row.book_year_id, number=row.number), row.unit_id) for row in stream(session, doubles)
    ]
    return Invariant("L8a", _("Số bút toán của mỗi sổ chạy liên tục từ 1, không trùng, không nhảy"), rows, wrong)


def vouchers_numbered(session: Session) -> Invariant:
    numbers: dict[tuple[int, str, int], list[int]] = defaultdict(list)
    query = select(Voucher.unit_id, Voucher.series, Voucher.year, Voucher.number).order_by(Voucher.number)
    rows = 0
    for row in stream(session, query):
        rows += 1
        numbers[(row.unit_id, row.series, row.year)].append(row.number)
    last = {
        (row.unit_id, row.series, row.year): row.last_number
        for row in stream(session, select(VoucherSeries.unit_id, VoucherSeries.series, VoucherSeries.year, VoucherSeries.last_number))
    }
    wrong: list[str] = [
        Fault(_("chứng từ %(series)s năm %(year)s của đơn vị số %(unit)s bị nhảy hoặc trùng số", unit=key[0], series=key[1], year=key[2]), key[0])
        for key in sorted({*numbers, *last}) if numbers.get(key, []) != list(range(1, last.get(key, 0) + 1))
    ]
    return Invariant("L8b", _("Số chứng từ của mỗi quyển chạy liên tục từ 1, không trùng, không nhảy"), rows, wrong)


def vouchers_booked(session: Session) -> Invariant:
    reversal = aliased(Entry)
    # Cash drawn from the bank comes in by the whole voucher, though the fund has neither more nor less.
    # What moves no money at all (phiếu kế toán) turns over just its amount.
    money = func.sum(
        case(
            (Voucher.kind == VoucherKind.ADJUSTMENT.value, Line.debit), (Balance.is_money & (Entry.kind == "transfer"), Line.credit),
            (Balance.is_money, Line.credit - Line.debit), else_=0,
        )
    )
    query = (
        select(
            Voucher.id, Voucher.amount, Voucher.state, Voucher.unit_id, func.max(Entry.unit_id).label("booked_by"), money.label("moved"),
            func.count(reversal.id.distinct()).label("taken_back"), func.count(Entry.id.distinct()).label("entries"),
        )
        .join(Entry, Entry.voucher_id == Voucher.id).join(Line, Line.entry_id == Entry.id).join(Balance, Balance.id == Line.balance_id)
        # The second condition says nothing new, but only with it does SQLite see that the index of reversals holds all that is asked for.
        .outerjoin(reversal, takes_back(reversal, Entry.id))
        .where(POSTED).group_by(Voucher.id, Voucher.amount, Voucher.state, Voucher.unit_id)
    )
    wrong: list[str] = []
    rows = 0
    for row in stream(session, query):
        rows += 1
        if abs(int(row.moved)) != row.amount or row.booked_by != row.unit_id:
            figures = {"amount": dong(row.amount), "moved": dong(abs(int(row.moved)))}
            wrong.append(Fault(_("chứng từ id %(id)s ghi %(amount)s đồng nhưng sổ ghi %(moved)s đồng", id=row.id, **figures), row.unit_id, row.booked_by))
        if row.state == "void" and row.taken_back < row.entries:
            wrong.append(Fault(_("chứng từ id %(id)s đã hủy mà bút toán vẫn đứng trong sổ", id=row.id), row.unit_id))
    return Invariant("V1", _("Số tiền trên chứng từ bằng số tiền ghi sổ; chứng từ hủy không còn bút toán"), rows, wrong)


def vouchers_whole(session: Session) -> Invariant:
    reversal = aliased(Entry)
    query = (
        select(
            Voucher.id, Voucher.unit_id, func.count(Entry.id.distinct()).label("entries"), func.count(reversal.id.distinct()).label("taken_back"),
        )
        .join(Entry, Entry.voucher_id == Voucher.id).outerjoin(reversal, takes_back(reversal, Entry.id))
        .where(POSTED).group_by(Voucher.id, Voucher.unit_id).having(func.count(Entry.id.distinct()) > 1)
    )
    wrong: list[str] = []
    rows = 0
    for row in stream(session, query):
        rows += 1
        if row.taken_back not in (0, row.entries):
            words = _("chứng từ id %(id)s: đảo %(n)s trong %(all)s bút toán của nó", id=row.id, n=row.taken_back, all=row.entries)
            wrong.append(Fault(words, row.unit_id))
    return Invariant("V3", _("Các bút toán của một chứng từ cùng đứng hoặc cùng bị đảo"), rows, wrong)


def two_people(session: Session) -> Invariant:
    same = select(Entry.id, Entry.unit_id).where(POSTED, Entry.posted_by_id == Entry.drafted_by_id)
    wrong: list[str] = [Fault(_("bút toán id %(id)s do cùng một người lập và ghi sổ", id=row.id), row.unit_id) for row in stream(session, same)]
    asked = select(Period.id, Period.unit_id).where(Period.requested_by_id == Period.confirmed_by_id)
    wrong += [Fault(_("kỳ id %(id)s do cùng một người đề nghị và xác nhận", id=row.id), row.unit_id) for row in stream(session, asked)]
    return Invariant("L10", _("Người lập và người ghi sổ là hai người khác nhau"), count(session, ENTRIES), wrong)


def days(session: Session) -> Invariant:
    astray = (
        select(Entry.id, Entry.unit_id, Entry.on).join(Period, Period.id == Entry.period_id)
        .where(POSTED, or_(Entry.on < Period.starts_on, Entry.on > Period.ends_on, Period.book_year_id != Entry.book_year_id))
    )
    wrong: list[str] = [
        Fault(_("bút toán id %(id)s ngày %(day)s nằm ngoài kỳ của nó", id=row.id, day=day_text(row.on)), row.unit_id) for row in stream(session, astray)
    ]
    lines = select(Line.id, Entry.unit_id).join(Entry, Entry.id == Line.entry_id).where(Line.on != Entry.on)
    wrong += [Fault(_("dòng id %(id)s mang ngày khác bút toán", id=row.id), row.unit_id) for row in stream(session, lines)]
    months = select(Period.id, Period.unit_id, Period.starts_on, Period.ends_on, Period.month, BookYear.year).join(BookYear, BookYear.id == Period.book_year_id)
    for row in stream(session, months):
        if (row.starts_on.year, row.starts_on.month) != (row.year, row.month) or (row.ends_on.year, row.ends_on.month) != (row.year, row.month):
            wrong.append(Fault(_("kỳ id %(id)s không nằm trong năm của sổ", id=row.id), row.unit_id))
    return Invariant("L11", _("Ngày bút toán nằm trong kỳ, kỳ nằm trong năm của sổ"), count(session, ENTRIES), wrong)
