"""Closing a cash box: the treasurer's and the accountant's book side by side, days that wait, closes and re-openings."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, aliased

from fundapp.ledger.kinds import EntryState, VoucherKind, VoucherState
from fundapp.ledger.models import (
    Balance,
    CashBox,
    CashClose,
    CashReopening,
    Entry,
    Line,
    Narration,
    Voucher,
)
from fundapp.ledger.models.entries import is_on
from fundapp.ledger.queries.boxes import closed_until
from fundapp.ledger.two_books import Posted, Slip, TwoBooks, pair_up

CASH_VOUCHERS = (VoucherKind.CASH_RECEIPT.value, VoucherKind.CASH_PAYMENT.value)
RECKONED = {"all_units": "what went through a box is reckoned whole, whoever asks"}


def two_books(session: Session, box: CashBox, until: date) -> TwoBooks:
    """Lay the vouchers and the lines of a box side by side, from the last closed day up to `until`."""
    after = closed_until(session, [box.id]).get(box.id)
    total = session.scalar(select(func.coalesce(func.sum(Balance.amount), 0)).where(Balance.box_id == box.id).execution_options(**RECKONED)) or 0
    later = session.scalar(
        _lines(box, func.coalesce(func.sum(Line.debit - Line.credit), 0)).where(Line.on > until).execution_options(**RECKONED)
    ) or 0
    pairs = pair_up(_slips(session, box, after, until), _posted(session, box, after, until))
    return TwoBooks(after, until, int(total) - int(later), pairs)


def waiting_drafts(session: Session, box: CashBox, until: date) -> Sequence[Any]:
    """Entries of the box that wait for a second person on days about to be closed: they could not be posted on their day any more."""
    query = (
        select(Entry.id, Entry.on, Narration.text.label("narration")).join(Line, Line.entry_id == Entry.id).join(Balance, Balance.id == Line.balance_id)
        .outerjoin(Narration, Narration.entry_id == Entry.id)
        .where(Balance.box_id == box.id, Entry.state == EntryState.DRAFT.value, Entry.on <= until).order_by(Entry.on, Entry.id).distinct()
    )
    return session.execute(query).all()


def open_days(session: Session, boxes: Iterable[CashBox], before: date) -> dict[int, date]:
    """Of each box in which something moved after its last closed day and before a day: the last such day."""
    found: dict[int, date] = {}
    wanted = list(boxes)
    closed = closed_until(session, [box.id for box in wanted])
    for box in wanted:
        query = _lines(box, func.max(Line.on)).where(Line.on < before)
        if box.id in closed:
            query = query.where(Line.on > closed[box.id])
        if last := session.scalar(query):
            found[box.id] = last
    return found


def last_moves(session: Session, boxes: Iterable[CashBox]) -> dict[int, date]:
    """The last day on which something moved in each of these boxes."""
    days = {box.id: session.scalar(_lines(box, func.max(Line.on))) for box in boxes}
    return {box_id: day for box_id, day in days.items() if day}


def closes(box: CashBox) -> Select[CashClose]:
    """The closes of a box, for a page by key."""
    return select(CashClose).where(CashClose.box_id == box.id)


def reopenings_of(session: Session, box: CashBox) -> list[CashReopening]:
    """Every request to open a box again, newest first."""
    return list(session.scalars(select(CashReopening).where(CashReopening.box_id == box.id).order_by(CashReopening.id.desc())))


def asked_reopenings(session: Session) -> list[CashReopening]:
    """Requests in sight that wait for an answer, oldest first."""
    return list(session.scalars(select(CashReopening).where(CashReopening.state == "asked").order_by(CashReopening.id)))


def _lines(box: CashBox, what: Any) -> Select[Any]:
    """Something of the posted lines of a box."""
    return (
        select(what).join(Balance, Balance.id == Line.balance_id).join(Entry, Entry.id == Line.entry_id)
        .where(Balance.box_id == box.id, Entry.state == EntryState.POSTED.value)
    )


def _between(query: Any, column: Any, after: date | None, until: date) -> Any:
    query = query.where(column <= until).execution_options(**RECKONED)
    return query if after is None else query.where(column > after)


def _posted(session: Session, box: CashBox, after: date | None, until: date) -> list[Posted]:
    original = aliased(Entry)
    query = (
        select(
            Entry.id, Line.on, Entry.kind, func.coalesce(Entry.voucher_id, original.voucher_id).label("voucher_id"), Line.debit, Line.credit,
            Narration.text.label("narration"),
        )
        .join(Entry, Entry.id == Line.entry_id).join(Balance, Balance.id == Line.balance_id)
        .outerjoin(original, original.id == Entry.reverses_id).outerjoin(Narration, Narration.entry_id == Entry.id)
        .where(Balance.box_id == box.id, Entry.state == EntryState.POSTED.value).order_by(Entry.id, Line.position)
    )
    rows = session.execute(_between(query, Line.on, after, until)).all()
    vouchers = select(Voucher).where(Voucher.id.in_({row.voucher_id for row in rows if row.voucher_id})).execution_options(**RECKONED)
    labels = {voucher.id: voucher.label for voucher in session.scalars(vouchers)}
    return [
        Posted(row.id, row.on, row.kind, row.voucher_id, labels.get(row.voucher_id, ""), row.debit, row.credit, row.narration or "") for row in rows
    ]


def _slips(session: Session, box: CashBox, after: date | None, until: date) -> list[Slip]:
    """The cash vouchers of these days that are for this box, or for none yet because nobody has drafted their entry."""
    query = select(Voucher).where(Voucher.unit_id == box.unit_id, Voucher.kind.in_(CASH_VOUCHERS), Voucher.state == VoucherState.ISSUED.value)
    vouchers = list(session.scalars(_between(query, Voucher.on, after, until)))
    used: dict[int, set[int]] = {}
    boxes = (
        select(Entry.voucher_id, Balance.box_id).join(Line, Line.entry_id == Entry.id).join(Balance, Balance.id == Line.balance_id)
        .where(is_on(Entry, [voucher.id for voucher in vouchers]), Balance.box_id.is_not(None))
    )
    for row in session.execute(boxes.execution_options(**RECKONED)):
        used.setdefault(row.voucher_id, set()).add(row.box_id)
    return [
        Slip(one.id, one.label, one.on, one.kind == VoucherKind.CASH_RECEIPT, one.amount, f"{one.reason} ({one.payee_name})")
        for one in vouchers if box.id in used.get(one.id, {box.id})
    ]
