"""Invariants of the hash chain: every hash is recomputed from the rows."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, aliased

from fundapp.kernel.checks import Fault, Invariant, count, stream
from fundapp.kernel.labels import Text, _
from fundapp.ledger import chain
from fundapp.ledger.models import Balance, Book, BookYear, Entry, Line, Narration, Voucher

POSTED = Entry.state == "posted"


def chained(session: Session) -> Invariant:
    wrong: list[str] = []
    rows, previous, year_id = 0, "", None
    heads: dict[int, str] = {}
    for entry, lines in entries_with_lines(session):
        rows += 1
        if entry.book_year_id != year_id:
            year_id, previous = entry.book_year_id, chain.genesis(entry.code, entry.year)
        made = hash_of(entry, previous, lines)
        if entry.previous_hash != previous:
            wrong.append(_broken(entry, _("không nối với bút toán trước")))
        elif entry.hash != made:
            wrong.append(_broken(entry, _("nội dung không khớp mã băm")))
        # The stored hash is carried on, so that one changed entry is named alone and not every later one with it.
        previous = heads[entry.book_year_id] = entry.hash
    years = select(BookYear.id, BookYear.year, BookYear.last_hash, BookYear.unit_id, Book.code, Book.unit_id.label("owner"))
    for year in stream(session, years.join(Book, Book.id == BookYear.book_id)):
        if year.unit_id != year.owner:
            wrong.append(Fault(_("năm %(year)s của sổ %(code)s ghi là của đơn vị khác", code=year.code, year=year.year), year.unit_id, year.owner))
        if year.last_hash != heads.get(year.id, chain.genesis(year.code, year.year)):
            wrong.append(Fault(_("đầu chuỗi của sổ %(code)s năm %(year)s không phải bút toán cuối", code=year.code, year=year.year), year.unit_id))
    nowhere = select(Entry.id, Entry.unit_id).outerjoin(BookYear, BookYear.id == Entry.book_year_id).outerjoin(Book, Book.id == BookYear.book_id)
    wrong += [
        Fault(_("bút toán id %(id)s đã ghi sổ mà sổ hoặc năm của sổ không còn", id=row.id), row.unit_id)
        for row in stream(session, nowhere.where(POSTED, Book.id.is_(None)))
    ]
    astray = select(Entry.id, Entry.unit_id, Book.unit_id.label("owner")).join(Book, Book.id == Entry.book_id).where(Entry.unit_id != Book.unit_id)
    wrong += [
        Fault(_("bút toán id %(id)s ghi là của đơn vị khác với đơn vị của sổ", id=row.id), row.unit_id, row.owner) for row in stream(session, astray)
    ]
    return Invariant("L7", _("Chuỗi mã băm của mỗi sổ liền mạch, tính lại từ dữ liệu vẫn khớp"), rows, wrong)


def _broken(entry: Any, why: Text) -> Fault:
    words = _("bút toán số %(number)s của sổ %(code)s năm %(year)s %(why)s", number=entry.number, code=entry.code, year=entry.year, why=why)
    return Fault(words, entry.unit_id)


def entries_with_lines(session: Session, *conditions: ColumnElement[bool]) -> Iterator[tuple[Any, list[chain.HashedLine]]]:
    """Every posted entry (or those of the conditions) in the order of its chain, with its lines. An entry without lines comes with none."""
    reversed_entry = aliased(Entry)
    query = (
        select(
            Entry.id, Entry.unit_id, Entry.book_year_id, Entry.number, Entry.on, Entry.kind, Entry.reference, Entry.body_digest, Entry.purpose,
            Entry.earmark_id, Entry.beneficiary_unit_id, Entry.drafted_by_id,
            Entry.posted_by_id, Entry.posted_at, Entry.narration_digest, Entry.previous_hash, Entry.hash, Entry.voucher_id, Entry.reverses_id,
            Book.code, BookYear.year, Voucher.series, Voucher.year.label("voucher_year"), Voucher.number.label("voucher_number"),
            Voucher.amount.label("voucher_amount"), reversed_entry.hash.label("reversed_hash"), Line.position, Line.debit, Line.credit,
            Line.subject, Balance.account_code, Balance.box_id,
        )
        .join(BookYear, BookYear.id == Entry.book_year_id).join(Book, Book.id == BookYear.book_id)
        .outerjoin(Voucher, Voucher.id == Entry.voucher_id).outerjoin(reversed_entry, reversed_entry.id == Entry.reverses_id)
        .outerjoin(Line, Line.entry_id == Entry.id).outerjoin(Balance, Balance.id == Line.balance_id)
        .where(POSTED, *conditions).order_by(Entry.book_year_id, Entry.number, Entry.id, Line.position)
    )
    for _entry_id, group in groupby(stream(session, query), key=lambda row: row.id):
        rows = list(group)
        lines = [chain.HashedLine(row.position, row.account_code, row.box_id, row.debit, row.credit, row.subject) for row in rows if row.position is not None]
        yield rows[0], lines


def hash_of(entry: Any, previous: str, lines: list[chain.HashedLine]) -> str:
    """The hash that an entry must bear after the one before it."""
    label = "" if entry.voucher_id is None else chain.voucher_label(entry.series, entry.voucher_year, entry.voucher_number, entry.voucher_amount)
    return chain.entry_hash(
        book_code=entry.code, year=entry.year, number=entry.number, on=entry.on, kind=entry.kind, reference=entry.reference, body=entry.body_digest,
        purpose=entry.purpose, earmark=entry.earmark_id, beneficiary=entry.beneficiary_unit_id, voucher=label,
        reverses=entry.reversed_hash or "", drafted_by=entry.drafted_by_id, posted_by=entry.posted_by_id,
        posted_at=chain.instant_text(entry.posted_at), narration=entry.narration_digest, previous=previous, lines=lines,
    )


def narrated(session: Session) -> Invariant:
    query = select(Entry.id, Entry.unit_id, Entry.narration_digest, Narration.text, Narration.salt).outerjoin(Narration, Narration.entry_id == Entry.id).where(POSTED)
    wrong: list[str] = [
        Fault(_("diễn giải của bút toán id %(id)s đã bị sửa", id=row.id), row.unit_id)
        for row in stream(session, query)
        if row.salt is not None and chain.narration_digest(row.salt, row.text or "") != row.narration_digest
    ]
    lost = select(Entry.id, Entry.unit_id).outerjoin(Narration, Narration.entry_id == Entry.id).where(POSTED, Narration.entry_id.is_(None))
    wrong += [Fault(_("bút toán id %(id)s mất dòng diễn giải", id=row.id), row.unit_id) for row in stream(session, lost)]
    return Invariant("L4", _("Diễn giải còn nguyên như lúc ghi sổ (hoặc đã xóa theo quyền của người liên quan)"), count(session, select(Entry.id).where(POSTED)), wrong)
