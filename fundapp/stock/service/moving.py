"""The keeper does a slip: goods move, they are valued, the fund's book follows, the slip gets its number. All or nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.access.trail import record
from fundapp.documents.register import next_number
from fundapp.kernel import clock
from fundapp.kernel.db import insert_unless_there
from fundapp.kernel.labels import _
from fundapp.kernel.money import dong, share
from fundapp.ledger import service as ledger
from fundapp.ledger.models import Book, Entry
from fundapp.ledger.service import DutiesMixed, LineSpec, Posting
from fundapp.stock import queries
from fundapp.stock.kinds import KIND_LABELS, SERIES_TITLES, Flow, SlipKind, SlipState
from fundapp.stock.models import StockGood, StockHolding, StockMovement, StockPlace, StockSlip, StockSlipLine
from fundapp.stock.service.refusals import Short, StockRefused
from fundapp.stock.service.slips import Wanted, make_slip
from fundapp.stock.valuation import value_back, value_out

Key = tuple[int, int]


@dataclass
class Heap:
    """What lies in one holding while a slip is reckoned."""

    holding_id: int
    quantity: int
    amount: int

    def put(self, quantity: int, amount: int) -> tuple[int, int, int]:
        self.quantity, self.amount = self.quantity + quantity, self.amount + amount
        return self.holding_id, quantity, amount


def move(session: Session, wanted: Wanted, *, made_by_id: int, by: Actor, on: date) -> StockSlip:
    """Make a slip and do it in one act, for a programme: `made_by_id` released the goods, `by` moves them. The same reference moves them once."""
    slip = make_slip(session, wanted, by=by, on=on, made_by_id=made_by_id)
    return slip if slip.state == SlipState.DONE else carry_out(session, slip, by=by, on=on)


def carry_out(session: Session, slip: StockSlip, *, by: Actor, on: date) -> StockSlip:
    """Move the goods of a slip on a day, as its keeper. Refuses more than lies there, and whoever made the slip."""
    session.refresh(slip, with_for_update=True)
    if slip.state != SlipState.MADE:
        raise StockRefused(_("Phiếu này không còn chờ. Hãy mở lại trang để xem tình trạng mới."))
    if by.user_id == slip.made_by_id:
        raise DutiesMixed(_("Người lập phiếu không tự nhập, xuất hàng. Thủ kho, là người khác, phải làm."))
    if not slip.made_on <= on <= clock.today():
        raise StockRefused(_("Ngày nhập, xuất hàng phải từ ngày lập phiếu đến hôm nay."), "on")
    returns = session.get_one(StockSlip, slip.returns_id) if slip.returns_id is not None else None
    if returns is not None:
        # Two returns of one hand-out wait for each other, so that no piece comes back twice.
        session.refresh(returns, with_for_update=True)
    heaps = _lock(session, slip)
    moves = _moves(session, slip, heaps, returns)
    session.add_all(
        StockMovement(slip_id=slip.id, position=place, holding_id=holding_id, quantity=quantity, amount=amount)
        for place, (holding_id, quantity, amount) in enumerate(moves, 1)
    )
    session.flush()
    for holding in session.scalars(select(StockHolding).where(StockHolding.id.in_([heap.holding_id for heap in heaps.values()]))):
        session.refresh(holding)
    entry = _book(session, slip, sum(amount for _id, _quantity, amount in moves), by, on)
    slip.year, slip.number = on.year, next_number(
        session, slip.unit_id, slip.series, on.year, title=SERIES_TITLES[slip.series].msgid, subject=f"stock_slips/{slip.id}", by=by
    )
    slip.state, slip.done_by_id, slip.done_at, slip.done_on, slip.entry_id = SlipState.DONE.value, by.user_id, clock.now(), on, entry.id if entry else None
    session.flush()
    record(session, by=by, act="stock.carry_out", subject=f"stock_slips/{slip.id}", unit_id=slip.unit_id, details={"label": slip.label})
    session.flush()
    return slip


def _lock(session: Session, slip: StockSlip) -> dict[Key, Heap]:
    """The holdings that a slip touches, by place and good, locked by id; those that are new are made empty."""
    if slip.reverses_id is not None:
        ids: Iterable[int] = session.scalars(select(StockMovement.holding_id).where(StockMovement.slip_id == slip.reverses_id)).all()
        query = select(StockHolding).where(StockHolding.id.in_(ids))
    else:
        places = [slip.place_id, *([slip.to_place_id] if slip.to_place_id is not None else [])]
        goods = sorted({line.good_id for line in slip.lines})
        rows = [
            {"unit_id": slip.unit_id, "place_id": place, "good_id": good, "book_id": slip.book_id, "quantity": 0, "amount": 0}
            for place in sorted(places) for good in goods
        ]
        session.execute(insert_unless_there(session, StockHolding).values(rows))
        query = select(StockHolding).where(StockHolding.book_id == slip.book_id, StockHolding.place_id.in_(places), StockHolding.good_id.in_(goods))
    found = session.scalars(query.order_by(StockHolding.id).with_for_update().execution_options(populate_existing=True))
    return {(one.place_id, one.good_id): Heap(one.id, one.quantity, one.amount) for one in found}


def _moves(session: Session, slip: StockSlip, heaps: dict[Key, Heap], returns: StockSlip | None) -> Sequence[tuple[int, int, int]]:
    """What moves: holding, pieces, đồng."""
    if slip.kind == SlipKind.REVERSAL:
        return _mirrored(session, slip, heaps)
    if slip.kind == SlipKind.PACKING:
        return _packed(session, slip, heaps)
    made = []
    for line in slip.lines:
        heap = heaps[slip.place_id, line.good_id]
        if line.flow == Flow.OUT:
            worth = _take(session, slip, heap, line)
            made.append(heap.put(-line.quantity, -worth))
            if slip.to_place_id is not None:
                made.append(heaps[slip.to_place_id, line.good_id].put(line.quantity, worth))
        else:
            made.append(heap.put(line.quantity, _worth(session, slip, heap, line, returns)))
    return made


def _take(session: Session, slip: StockSlip, heap: Heap, line: StockSlipLine) -> int:
    if line.quantity > heap.quantity:
        good, place = session.get_one(StockGood, line.good_id), session.get_one(StockPlace, slip.place_id)
        raise Short(
            _(
                "%(place)s chỉ còn %(held)s %(measure)s %(good)s của quỹ này, phiếu cần %(asked)s. Hãy nhập thêm hàng hoặc giảm số lượng.",
                place=place.name, held=dong(heap.quantity), measure=good.measure, good=good.name, asked=dong(line.quantity),
            ),
            "items",
        )
    return value_out(heap.quantity, heap.amount, line.quantity)


def _worth(session: Session, slip: StockSlip, heap: Heap, line: StockSlipLine, returns: StockSlip | None) -> int:
    """What comes in is worth: as given; what it went out for; or the average of what lies there."""
    if line.amount is not None:
        return line.amount
    if returns is not None:
        back, worth = queries.returned(session, returns).get(line.good_id, (0, 0))
        went = [row[0] for row in queries.movements(session, returns) if row[1].id == line.good_id]
        handed = -sum(one.quantity for one in went)
        if back + line.quantity > handed:
            raise StockRefused(_("Hàng nhập lại nhiều hơn hàng đã xuất. Hãy mở lại trang để xem tình trạng mới."), "items")
        return value_back(handed, -sum(one.amount for one in went), back, worth, line.quantity)
    if heap.quantity == 0:
        raise StockRefused(_("Hàng thừa này không còn hàng cùng loại để tính bình quân. Hãy nhập theo giá trị được đánh giá."), "items")
    return (2 * heap.amount * line.quantity + heap.quantity) // (2 * heap.quantity)


def _packed(session: Session, slip: StockSlip, heaps: dict[Key, Heap]) -> list[tuple[int, int, int]]:
    """What is packed takes its value along; several products share it by their pieces, to the đồng."""
    made, worth = [], 0
    for line in slip.lines:
        if line.flow == Flow.OUT:
            heap = heaps[slip.place_id, line.good_id]
            taken = _take(session, slip, heap, line)
            worth += taken
            made.append(heap.put(-line.quantity, -taken))
    products = [line for line in slip.lines if line.flow == Flow.IN]
    for line, part in zip(products, share(worth, [line.quantity for line in products]), strict=True):
        made.append(heaps[slip.place_id, line.good_id].put(line.quantity, part))
    return made


def _mirrored(session: Session, slip: StockSlip, heaps: dict[Key, Heap]) -> list[tuple[int, int, int]]:
    by_id, made = {heap.holding_id: heap for heap in heaps.values()}, []
    rows = session.scalars(select(StockMovement).where(StockMovement.slip_id == slip.reverses_id).order_by(StockMovement.position)).all()
    for row in rows:
        made.append(by_id[row.holding_id].put(-row.quantity, -row.amount))
    if any(heap.quantity < 0 or heap.amount < 0 or (heap.quantity == 0 and heap.amount) for heap in heaps.values()):
        raise Short(_("Hàng của phiếu này đã được xuất hoặc chuyển đi nên không đảo được. Hãy đảo các phiếu sau đó trước, hoặc lập phiếu khác."))
    return made


def _book(session: Session, slip: StockSlip, value: int, by: Actor, on: date) -> ledger.Posted | None:
    """The entry of a slip: what it changes of the fund's goods; none where goods only move or are packed."""
    if slip.reverses_id is not None:
        entry_id = session.get_one(StockSlip, slip.reverses_id).entry_id
        if entry_id is None:
            return None
        return ledger.reverse(session, session.get_one(Entry, entry_id), reason=slip.reason, drafted_by=slip.made_by_id, by=by, on=on)
    if value == 0:
        return None
    subject = f"stock_slips/{slip.id}"
    goods = LineSpec(slip.account_code, debit=max(value, 0), credit=max(-value, 0), subject=subject)
    other = LineSpec(slip.counter_code, debit=max(-value, 0), credit=max(value, 0), subject=subject)
    wanted = Posting(
        book=session.get_one(Book, slip.book_id), on=on, narration=f"{KIND_LABELS[slip.kind].msgid}: {slip.reason}",
        lines=[goods, other] if value > 0 else [other, goods],
        reference=f"stock/{slip.id}", purpose=slip.purpose or None, for_unit_id=slip.for_unit_id,
    )
    return ledger.post(session, wanted, drafted_by=slip.made_by_id, by=by)
