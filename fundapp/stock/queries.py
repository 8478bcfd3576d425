"""Reads of goods: what lies where for which fund, one good's movements, slips, what waits for whom."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.kernel.labels import _
from fundapp.ledger.models import Book
from fundapp.stock.kinds import KIND_LABELS, CountState, SlipKind, SlipState
from fundapp.stock.models import (
    StockCount,
    StockCountLine,
    StockGood,
    StockHolding,
    StockMovement,
    StockPlace,
    StockSlip,
    StockSlipLine,
)
from fundapp.web.waiting import Waiting

MOST_WAITING = 50
# A list of one unit is given goods of another one: what came back of them is one sum, whoever asks.
WHOLE = "what a slip has moved is one whole, whoever asks"


@dataclass(frozen=True)
class Held:
    """What lies of one kind of goods in one place for one fund; `amount` in đồng."""

    holding: StockHolding
    good: StockGood
    place: StockPlace
    book: Book


@dataclass(frozen=True)
class Moved:
    """One movement of a good with its slip."""

    movement: StockMovement
    slip: StockSlip
    place: StockPlace


def held(session: Session, *, unit_id: int | None = None, good_id: int | None = None, place_id: int | None = None, book_id: int | None = None) -> list[Held]:
    """What lies in sight, by good, place and fund; empty holdings are left out."""
    query = (
        select(StockHolding, StockGood, StockPlace, Book).join(StockGood, StockGood.id == StockHolding.good_id)
        .join(StockPlace, StockPlace.id == StockHolding.place_id).join(Book, Book.id == StockHolding.book_id).where(StockHolding.quantity > 0)
        .order_by(StockGood.name, StockGood.id, StockPlace.name, Book.name)
    )
    for column, value in ((StockHolding.unit_id, unit_id), (StockHolding.good_id, good_id), (StockHolding.place_id, place_id), (StockHolding.book_id, book_id)):
        if value is not None:
            query = query.where(column == value)
    return [Held(*row) for row in session.execute(query)]


def quantity_of(session: Session, *, place_id: int, good_id: int, book_id: int) -> int:
    """How many pieces lie in a place for a fund."""
    query = select(StockHolding.quantity).where(StockHolding.place_id == place_id, StockHolding.good_id == good_id, StockHolding.book_id == book_id)
    return session.scalar(query) or 0


def goods(session: Session, unit_id: int | None = None) -> Sequence[StockGood]:
    query = select(StockGood).order_by(StockGood.name)
    return session.scalars(query if unit_id is None else query.where(StockGood.unit_id == unit_id, StockGood.is_open)).all()


def places(session: Session, unit_id: int | None = None) -> Sequence[StockPlace]:
    query = select(StockPlace).order_by(StockPlace.name)
    return session.scalars(query if unit_id is None else query.where(StockPlace.unit_id == unit_id, StockPlace.is_open)).all()


def slips() -> Select[StockSlip]:
    """The slips in sight, for a page by key."""
    return select(StockSlip)


def moves_of(session: Session, good: StockGood, *, most: int = 200) -> list[Moved]:
    """The newest movements of a good, newest first."""
    query = (
        select(StockMovement, StockSlip, StockPlace).join(StockSlip, StockSlip.id == StockMovement.slip_id)
        .join(StockHolding, StockHolding.id == StockMovement.holding_id).join(StockPlace, StockPlace.id == StockHolding.place_id)
        .where(StockHolding.good_id == good.id).order_by(StockMovement.id.desc()).limit(most)
    )
    return [Moved(*row) for row in session.execute(query)]


def movements(session: Session, slip: StockSlip) -> Sequence[Any]:
    """What a slip moved: the movement, the good, the place."""
    query = (
        select(StockMovement, StockGood, StockPlace).join(StockHolding, StockHolding.id == StockMovement.holding_id)
        .join(StockGood, StockGood.id == StockHolding.good_id).join(StockPlace, StockPlace.id == StockHolding.place_id)
        .where(StockMovement.slip_id == slip.id).order_by(StockMovement.position)
    )
    return session.execute(query).all()


def line_goods(session: Session, slip: StockSlip) -> dict[int, StockGood]:
    ids = [line.good_id for line in slip.lines]
    return {good.id: good for good in session.scalars(select(StockGood).where(StockGood.id.in_(ids)))}


def returned(session: Session, slip: StockSlip) -> dict[int, tuple[int, int]]:
    """What has come back of a hand-out by good: pieces and đồng, without reversed returns."""
    back = select(StockSlip.reverses_id).where(StockSlip.state == SlipState.DONE.value, StockSlip.reverses_id.is_not(None))
    query = (
        select(StockHolding.good_id, func.sum(StockMovement.quantity), func.sum(StockMovement.amount))
        .join(StockMovement, StockMovement.holding_id == StockHolding.id).join(StockSlip, StockSlip.id == StockMovement.slip_id)
        .where(StockSlip.returns_id == slip.id, StockSlip.id.not_in(back)).group_by(StockHolding.good_id)
    )
    return {row[0]: (int(row[1]), int(row[2])) for row in session.execute(query.execution_options(all_units=WHOLE))}


def is_reversed(session: Session, slip: StockSlip) -> bool:
    """Whether a reversal of a slip has been done, or waits for the keeper."""
    query = select(StockSlip.id).where(StockSlip.reverses_id == slip.id, StockSlip.state != SlipState.DROPPED.value)
    return session.scalar(query.execution_options(all_units=WHOLE)) is not None


def slips_of(session: Session, subject: str) -> Sequence[StockSlip]:
    """The slips that a programme named itself on, oldest first."""
    query = select(StockSlip).where(StockSlip.subject == subject).order_by(StockSlip.id)
    return session.scalars(query.execution_options(all_units=WHOLE)).all()


def settled(session: Session, count: StockCount) -> dict[int, int]:
    """Pieces by holding that slips over a count's differences take up (dropped and reversed ones do not count)."""
    back = select(StockSlip.reverses_id).where(StockSlip.state == SlipState.DONE.value, StockSlip.reverses_id.is_not(None))
    query = (
        select(StockSlip.book_id, StockSlip.kind, StockSlipLine.good_id, func.sum(StockSlipLine.quantity))
        .join(StockSlipLine, StockSlipLine.slip_id == StockSlip.id)
        .where(StockSlip.count_id == count.id, StockSlip.state != SlipState.DROPPED.value, StockSlip.id.not_in(back))
        .group_by(StockSlip.book_id, StockSlip.kind, StockSlipLine.good_id)
    )
    taken = {(row[0], row[2]): int(row[3]) * (-1 if row[1] == SlipKind.LOSS else 1) for row in session.execute(query)}
    known = session.scalars(select(StockHolding).where(StockHolding.id.in_([line.holding_id for line in count.lines])))
    return {one.id: taken.get((one.book_id, one.good_id), 0) for one in known}


def counted(session: Session, count: StockCount) -> Sequence[Any]:
    """The lines of a count with their good and fund."""
    query = (
        select(StockCountLine, StockGood, Book).join(StockHolding, StockHolding.id == StockCountLine.holding_id)
        .join(StockGood, StockGood.id == StockHolding.good_id).join(Book, Book.id == StockHolding.book_id)
        .where(StockCountLine.count_id == count.id).order_by(StockGood.name, Book.name)
    )
    return session.execute(query).all()


def open_differences(session: Session, counts: Iterable[StockCount]) -> dict[int, int]:
    """For each confirmed count how many of its lines differ and are not taken up by a slip yet."""
    found = {}
    for count in counts:
        taken = settled(session, count)
        found[count.id] = sum(1 for line in count.lines if count.state == CountState.CONFIRMED and line.difference != taken.get(line.holding_id, 0))
    return found


def counts_of(session: Session, place: StockPlace, *, most: int = 50) -> Sequence[StockCount]:
    return session.scalars(select(StockCount).where(StockCount.place_id == place.id).order_by(StockCount.id.desc()).limit(most)).all()


def waiting_on(session: Session, actor: Actor, on: date) -> list[Waiting]:
    """Slips that wait for the keeper, counts that wait for a second person, differences that wait for the accountant."""
    found: list[Waiting] = []
    if actor.can("stock:keep"):
        made = select(StockSlip).where(StockSlip.state == SlipState.MADE.value, StockSlip.made_by_id != actor.user_id).order_by(StockSlip.id).limit(MOST_WAITING)
        found += [
            Waiting(_("Nhập, xuất hàng theo phiếu"), str(KIND_LABELS[slip.kind]), slip.reason, f"stock_slips/{slip.id}", slip.made_at)
            for slip in session.scalars(made) if actor.can("stock:keep", slip)
        ]
    if actor.can("stock:witness"):
        counted = select(StockCount).where(StockCount.state == CountState.COUNTED.value, StockCount.counted_on == on, StockCount.counted_by_id != actor.user_id)
        found += [
            Waiting(
                _("Chứng kiến kiểm kê hàng"), session.get_one(StockPlace, count.place_id).name, str(_("Chỉ xác nhận khi đã cùng đếm, trong ngày hôm nay")),
                f"stock_counts/{count.id}", count.counted_at, due_on=on,
            )
            for count in session.scalars(counted.limit(MOST_WAITING)) if actor.can("stock:witness", count)
        ]
    if actor.can("stock:make"):
        confirmed = list(session.scalars(select(StockCount).where(StockCount.state == CountState.CONFIRMED.value).order_by(StockCount.id.desc()).limit(MOST_WAITING)))
        left = open_differences(session, confirmed)
        found += [
            Waiting(
                _("Xử lý chênh lệch kiểm kê hàng"), session.get_one(StockPlace, count.place_id).name, str(_("%(n)s mặt hàng chênh lệch", n=left[count.id])),
                f"stock_counts/{count.id}", count.counted_at,
            )
            for count in confirmed if left[count.id] and actor.can("stock:make", count)
        ]
    return found
