"""Reads of counts: of a box, what is still to be settled, which month was counted, what waits for whom."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, aliased

from fundapp.access.actor import Actor
from fundapp.cash.counting import Due, due_around, dues_before
from fundapp.cash.kinds import FINAL, CountKind, CountState
from fundapp.cash.models import CashCount, CashCountHead, CashSettlement
from fundapp.kernel.clock import VIETNAM
from fundapp.kernel.days import day_text
from fundapp.kernel.labels import _
from fundapp.kernel.money import dong
from fundapp.ledger import queries as ledger
from fundapp.ledger.models import Book, BookYear, CashBox, Entry
from fundapp.ledger.models.entries import takes_back
from fundapp.web.waiting import Waiting


@dataclass(frozen=True)
class Settled:
    """One entry over a difference, and whether it counts (a dropped or reversed one does not)."""

    row: CashSettlement
    entry: Entry
    book: Book
    is_live: bool


@dataclass(frozen=True)
class Month:
    """One month-end count that was due, and the count that was taken for it (None: none yet, or none at all)."""

    due: Due
    count: CashCount | None


def counts(box: CashBox) -> Select[CashCount]:
    """The counts of a box, for a page by key."""
    return select(CashCount).where(CashCount.box_id == box.id)


def final_counts(session: Session, box_ids: Iterable[int]) -> dict[int, CashCount]:
    """The newest count of each box that two people have answered for."""
    newest = select(func.max(CashCount.id)).where(CashCount.box_id.in_(list(box_ids)), CashCount.state.in_(FINAL)).group_by(CashCount.box_id)
    return {count.box_id: count for count in session.scalars(select(CashCount).where(CashCount.id.in_(newest)))}


def heads_of(session: Session, count: CashCount) -> Sequence[Any]:
    """What each fund had in the box at the moment of the count."""
    return session.execute(
        select(Book.id, Book.name, func.sum(CashCountHead.amount).label("amount"))
        .join(BookYear, BookYear.id == CashCountHead.book_year_id).join(Book, Book.id == BookYear.book_id)
        .where(CashCountHead.count_id == count.id).group_by(Book.id, Book.name).order_by(Book.name)
    ).all()


def settled(session: Session, count_ids: Iterable[int]) -> dict[int, list[Settled]]:
    """The entries over the differences of these counts, oldest first."""
    back = aliased(Entry)
    query = (
        select(CashSettlement, Entry, Book, back.id.label("back"))
        .join(Entry, Entry.id == CashSettlement.entry_id).join(Book, Book.id == Entry.book_id)
        .outerjoin(back, takes_back(back, Entry.id))
        .where(CashSettlement.count_id.in_(list(count_ids))).order_by(CashSettlement.id)
    )
    found: dict[int, list[Settled]] = {}
    for row in session.execute(query):
        found.setdefault(row[0].count_id, []).append(Settled(row[0], row[1], row[2], row[1].state != "dropped" and row[3] is None))
    return found


def left_to_settle(count: CashCount, known: Iterable[Settled]) -> int:
    """How much of a difference no entry takes up yet (drafts count); nothing, before two people have answered for the count."""
    return abs(count.difference) - sum(one.row.amount for one in known if one.is_live) if count.is_final else 0


def open_differences(session: Session) -> list[tuple[CashCount, int]]:
    """Counts in sight whose difference is not wholly taken up, oldest first, with what is left."""
    query = select(CashCount).where(CashCount.state.in_(FINAL), CashCount.counted_amount != CashCount.book_amount).order_by(CashCount.id)
    found = list(session.scalars(query))
    known = settled(session, [count.id for count in found])
    left = [(count, left_to_settle(count, known.get(count.id, []))) for count in found]
    return [(count, amount) for count, amount in left if amount]


def months_of(session: Session, box: CashBox, on: date, months: int = 3) -> list[Month]:
    """The last month-end counts that were due for a box, newest first."""
    dues = dues_before(on, months)
    query = counts(box).where(CashCount.state.in_(FINAL), CashCount.counted_on >= dues[-1].opens_on).order_by(CashCount.id)
    taken = list(session.scalars(query))
    return [Month(due, next((count for count in taken if due.holds(count.counted_on)), None)) for due in dues]


def is_lapsed(count: CashCount, on: date) -> bool:
    """A regular count that nobody witnessed on its day is none."""
    return count.kind == CountKind.REGULAR and count.state == CountState.COUNTED and count.counted_on < on


def waiting_on(session: Session, actor: Actor, on: date) -> list[Waiting]:
    """What waits for this actor about cash boxes, oldest first."""
    found: list[Waiting] = []
    boxes = {box.id: box for box in ledger.cash_boxes(session)} if actor.can("fund:read") else {}
    if boxes:
        found += _to_close(session, actor, boxes, on) + _to_count(session, actor, boxes, on) + _over_limit(session, actor, boxes)
        found += _to_answer(session, actor, boxes, on) + _to_reopen(session, actor, boxes) + _to_settle(session, actor, boxes)
    return sorted(found, key=lambda one: one.since)


def _to_close(session: Session, actor: Actor, boxes: dict[int, CashBox], on: date) -> list[Waiting]:
    mine = [box for box in boxes.values() if actor.can("cash:close", box)]
    return [
        Waiting(
            _("Khóa quỹ"), boxes[box_id].name, _("Có thu, chi ngày %(day)s, chưa khóa quỹ", day=day_text(day)), f"cash/{box_id}", _evening(day), due_on=day,
        )
        for box_id, day in ledger.open_days(session, mine, on).items()
    ]


def _to_count(session: Session, actor: Actor, boxes: dict[int, CashBox], on: date) -> list[Waiting]:
    due = due_around(on)
    found = []
    for box in boxes.values():
        if due is not None and actor.can("count:take", box):
            taken = counts(box).where(CashCount.state.in_(FINAL), CashCount.counted_on.between(due.opens_on, due.closes_on))
            if session.scalar(taken.with_only_columns(CashCount.id).limit(1)) is None:
                note = _("Chưa kiểm kê cuối tháng %(month)s/%(year)s", month=due.month_end.month, year=due.month_end.year)
                found.append(Waiting(_("Kiểm kê quỹ tiền mặt"), box.name, note, f"cash/{box.id}", _evening(due.opens_on - timedelta(days=1)), due_on=due.month_end))
    return found


def _over_limit(session: Session, actor: Actor, boxes: dict[int, CashBox]) -> list[Waiting]:
    mine = [box for box in boxes.values() if actor.can("cash:close", box) or actor.can("cash:limit", box)]
    states = ledger.box_states(session, mine)
    moved = ledger.last_moves(session, [box for box in mine if states[box.id].over])
    return [
        Waiting(
            _("Nộp bớt tiền mặt vào ngân hàng"), boxes[box_id].name,
            _("Giữ %(held)s đồng, vượt mức tồn quỹ %(over)s đồng", held=dong(states[box_id].held), over=dong(states[box_id].over)), f"cash/{box_id}", _evening(day),
        )
        for box_id, day in moved.items()
    ]


def _to_answer(session: Session, actor: Actor, boxes: dict[int, CashBox], on: date) -> list[Waiting]:
    """Counts of today that want a witness, or an explanation first; surprise counts that the treasurer has not answered."""
    found = []
    newest: set[int] = set()
    for count in session.scalars(select(CashCount).where(CashCount.state == CountState.COUNTED.value).order_by(CashCount.id.desc())):
        box = boxes.get(count.box_id)
        if box is None or is_lapsed(count, on) or (count.kind == CountKind.REGULAR and box.id in newest):
            continue
        title = _("%(box)s, biên bản %(label)s", box=box.name, label=count.label)
        if count.kind == CountKind.SURPRISE:
            if actor.can("count:take", box):
                found.append(Waiting(_("Trả lời kiểm kê đột xuất"), title, _("Đồng ý, hoặc ghi ý kiến khác bằng văn bản"), f"counts/{count.id}", count.counted_at))
            continue
        newest.add(box.id)
        if count.difference and not count.explanation:
            if count.counted_by_id == actor.user_id:
                note = _("Chênh lệch %(n)s đồng", n=dong(count.difference))
                found.append(Waiting(_("Giải trình chênh lệch kiểm kê"), title, note, f"counts/{count.id}", count.counted_at))
        elif actor.can("count:witness", box) and count.counted_by_id != actor.user_id:
            note = _("Chỉ xác nhận khi đã cùng đếm, trong ngày hôm nay")
            found.append(Waiting(_("Chứng kiến kiểm kê quỹ"), title, note, f"counts/{count.id}", count.counted_at, due_on=on))
    return found


def _to_reopen(session: Session, actor: Actor, boxes: dict[int, CashBox]) -> list[Waiting]:
    return [
        Waiting(
            _("Xem đề nghị mở lại khóa quỹ"), boxes[asked.box_id].name, _("Từ ngày %(day)s: %(reason)s", day=day_text(asked.from_on), reason=asked.reason),
            f"cash/{asked.box_id}", asked.asked_at,
        )
        for asked in ledger.asked_reopenings(session)
        if asked.box_id in boxes and actor.can("ledger:close", boxes[asked.box_id]) and asked.asked_by_id != actor.user_id
    ]


def _to_settle(session: Session, actor: Actor, boxes: dict[int, CashBox]) -> list[Waiting]:
    return [
        Waiting(
            _("Xử lý chênh lệch kiểm kê"), _("%(box)s, biên bản %(label)s", box=boxes[count.box_id].name, label=count.label),
            (_("Thừa %(n)s đồng chưa ghi sổ", n=dong(left)) if count.difference > 0 else _("Thiếu %(n)s đồng chưa ghi sổ", n=dong(left))),
            f"counts/{count.id}", count.answered_at or count.counted_at,
        )
        for count, left in open_differences(session)
        if count.box_id in boxes and actor.can("ledger:post", boxes[count.box_id])
    ]


def _evening(day: date) -> datetime:
    return datetime.combine(day, time(17), VIETNAM)
