"""Cash boxes: what each holds, fund by fund, how much may lie in it, up to which day it is closed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from fundapp.kernel.days import day_text
from fundapp.kernel.labels import Text, _
from fundapp.kernel.money import dong
from fundapp.ledger.kinds import BoxKind
from fundapp.ledger.models import Balance, Book, BookYear, CashBox, CashClose, CashLimit, MonthTotal


@dataclass(frozen=True)
class BoxState:
    """What a cash box holds by the books, its ceiling (None: none is set), and the last day that is closed."""

    held: int
    limit: int | None
    closed_until: date | None

    @property
    def over(self) -> int:
        """What lies in the box above its ceiling."""
        return 0 if self.limit is None else max(self.held - self.limit, 0)


@dataclass(frozen=True)
class BoxHead:
    """What one fund's year has brought into a box, up to the number of its last entry."""

    book_year_id: int
    last_number: int
    amount: int


def cash_boxes(session: Session, unit_ids: Iterable[int] | None = None) -> list[CashBox]:
    """The open cash boxes in sight, or of some units."""
    query = select(CashBox).where(CashBox.kind == BoxKind.CASH.value, CashBox.is_open).order_by(CashBox.unit_id, CashBox.name)
    return list(session.scalars(query if unit_ids is None else query.where(CashBox.unit_id.in_(list(unit_ids)))))


def box_states(session: Session, boxes: Iterable[CashBox]) -> dict[int, BoxState]:
    """How these boxes stand, by id."""
    ids = [box.id for box in boxes]
    held = {
        row.box_id: int(row.amount)
        for row in session.execute(select(Balance.box_id, func.sum(Balance.amount).label("amount")).where(Balance.box_id.in_(ids)).group_by(Balance.box_id))
    }
    newest = select(func.max(CashLimit.id)).where(CashLimit.box_id.in_(ids)).group_by(CashLimit.box_id)
    limits = {row.box_id: row.amount for row in session.execute(select(CashLimit.box_id, CashLimit.amount).where(CashLimit.id.in_(newest)))}
    closed = closed_until(session, ids)
    return {one: BoxState(held.get(one, 0), limits.get(one), closed.get(one)) for one in ids}


def closed_until(session: Session, box_ids: Iterable[int]) -> dict[int, date]:
    """The last closed day of each of these boxes that has one."""
    query = select(CashClose.box_id, func.max(CashClose.on).label("on")).where(CashClose.box_id.in_(list(box_ids)), CashClose.state == "closed")
    return {row.box_id: row.on for row in session.execute(query.group_by(CashClose.box_id).execution_options(all_units="a closed box is closed for everybody"))}


def box_funds(session: Session, box: CashBox) -> Sequence[Any]:
    """What each fund has in a box."""
    return session.execute(
        select(Book.id, Book.code, Book.name, Balance.amount).join(Balance, Balance.book_id == Book.id).where(Balance.box_id == box.id).order_by(Book.name)
    ).all()


def held_in(session: Session, book: Book, box: CashBox) -> int:
    """What one fund has in a box."""
    return session.scalar(select(func.sum(Balance.amount)).where(Balance.book_id == book.id, Balance.box_id == box.id)) or 0


def box_heads(session: Session, box: CashBox) -> list[BoxHead]:
    """What each fund's year has brought into a box and the number of its last entry; exact under the lock of the box."""
    reckoned = {"all_units": "what lies in a box is reckoned whole, whoever asks"}
    moved = select(Balance.book_id, MonthTotal.year, (MonthTotal.debit_amount - MonthTotal.credit_amount).label("amount")).join(
        Balance, Balance.id == MonthTotal.balance_id
    )
    sums: dict[tuple[int, int], int] = {}
    for row in session.execute(moved.where(Balance.box_id == box.id).execution_options(**reckoned)):
        sums[row.book_id, row.year] = sums.get((row.book_id, row.year), 0) + row.amount
    years = select(BookYear.id, BookYear.book_id, BookYear.year, BookYear.last_number).where(BookYear.book_id.in_({book for book, _year in sums}))
    return [
        BoxHead(row.id, row.last_number, sums[row.book_id, row.year])
        for row in session.execute(years.order_by(BookYear.id).execution_options(**reckoned)) if (row.book_id, row.year) in sums
    ]


def limits_of(session: Session, box: CashBox) -> list[CashLimit]:
    """Every ceiling that was ever set for a box, newest first."""
    return list(session.scalars(select(CashLimit).where(CashLimit.box_id == box.id).order_by(CashLimit.id.desc())))


def over_limit(session: Session, unit_id: int) -> list[tuple[CashBox, BoxState]]:
    """The cash boxes of a unit that hold more than their ceiling."""
    boxes = cash_boxes(session, [unit_id])
    states = box_states(session, boxes)
    return [(box, states[box.id]) for box in boxes if states[box.id].over]


def box_warnings(session: Session, boxes: Iterable[CashBox], on: date, *, coming: int = 0) -> list[Text]:
    """What whoever pays out of these boxes, or puts `coming` into them, should know; it stops nobody."""
    found = [box for box in boxes if box.kind == BoxKind.CASH]
    states = box_states(session, found)
    told: list[Text] = []
    for box in found:
        state = states[box.id]
        if state.closed_until is not None and state.closed_until >= on:
            told.append(_("%(box)s đã khóa quỹ đến hết ngày %(day)s nên hôm nay không thu, chi được nữa.", box=box.name, day=day_text(state.closed_until)))
        if state.limit is not None and state.held + coming > state.limit:
            told.append(
                _("%(box)s giữ %(held)s đồng, vượt mức tồn quỹ %(limit)s đồng. Hãy nộp ít nhất %(over)s đồng vào ngân hàng.",
                  box=box.name, held=dong(state.held + coming), limit=dong(state.limit), over=dong(state.held + coming - state.limit))
            )
    return told


def box_shortages(session: Session, boxes: Iterable[CashBox], wanted: Mapping[int, int]) -> list[Text]:
    """Which of these boxes hold too little of a fund's money for what is wanted of it, by the fund's id."""
    told: list[Text] = []
    for box in boxes:
        held = {row.id: (row.name, row.amount) for row in box_funds(session, box)}
        names = {row.id: row.name for row in session.execute(select(Book.id, Book.name).where(Book.id.in_(wanted.keys() - held.keys())))}
        for book_id, amount in wanted.items():
            name, has = held.get(book_id) or (names.get(book_id, ""), 0)
            if has < amount:
                told.append(
                    _("%(box)s chỉ có %(held)s đồng của %(fund)s, cần %(asked)s đồng. Nhờ kế toán rút thêm tiền về quỹ trước khi chi, hoặc trả lại để chuyển khoản.",
                      box=box.name, held=dong(has), fund=name, asked=dong(amount))
                )
    return told
