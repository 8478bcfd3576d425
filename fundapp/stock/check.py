"""Invariants of goods: what lies somewhere is the sum of what moved, what it is worth is what the books say, two people, no gap in numbers."""

from collections import defaultdict

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from fundapp.kernel.checks import Fault, Invariant, everywhere
from fundapp.kernel.labels import _
from fundapp.kernel.money import dong
from fundapp.ledger.models import Balance, Book, Entry, Line
from fundapp.stock.kinds import CountState, SlipState
from fundapp.stock.models import StockCount, StockHolding, StockMovement, StockSlip
from fundapp.stock.valuation import rules


def invariants(session: Session) -> list[Invariant]:
    """Every invariant of this room, over the rows of all units."""
    return [_quantities(session), _values(session), _slips(session), _numbers(session), _counts(session)]


def _quantities(session: Session) -> Invariant:
    sums = select(
        StockMovement.holding_id, func.sum(StockMovement.quantity).label("quantity"), func.sum(StockMovement.amount).label("amount")
    ).group_by(StockMovement.holding_id).subquery()
    query = select(StockHolding, sums.c.quantity, sums.c.amount).outerjoin(sums, sums.c.holding_id == StockHolding.id)
    wrong, rows = [], 0
    for holding, quantity, amount in session.execute(everywhere(query)):
        rows += 1
        if (holding.quantity, holding.amount) != (int(quantity or 0), int(amount or 0)) or min(holding.quantity, holding.amount) < 0:
            said = _(
                "mặt hàng id %(good)s ở nơi id %(place)s: ghi %(held)s, cộng nhập xuất được %(moved)s", good=holding.good_id, place=holding.place_id,
                held=dong(holding.quantity), moved=dong(int(quantity or 0)),
            )
            wrong.append(Fault(said, holding.unit_id))
    return Invariant("G1", _("Số lượng và giá trị hàng ở mỗi nơi bằng tổng nhập trừ tổng xuất, không âm"), rows, wrong)


def _values(session: Session) -> Invariant:
    goods = str(rules()["goods"])
    stock = select(StockHolding.book_id, func.sum(StockHolding.amount).label("amount")).group_by(StockHolding.book_id).subquery()
    booked = select(Balance.book_id, func.sum(Balance.amount).label("amount")).where(Balance.account_code == goods).group_by(Balance.book_id).subquery()
    query = (
        select(Book.id, Book.name, Book.unit_id, stock.c.amount, booked.c.amount).join(stock, stock.c.book_id == Book.id)
        .outerjoin(booked, booked.c.book_id == Book.id)
    )
    found = session.execute(everywhere(query)).all()
    wrong = [
        Fault(_("%(fund)s: hàng trị giá %(stock)s đồng, sổ ghi %(books)s đồng", fund=row[1], stock=dong(int(row[3])), books=dong(int(row[4] or 0))), row[2])
        for row in found if int(row[3]) != int(row[4] or 0)
    ]
    return Invariant("G2", _("Giá trị hàng của mỗi quỹ bằng số dư tài khoản hàng trong sổ quỹ"), len(found), wrong)


def _slips(session: Session) -> Invariant:
    """Each done slip has moved just what its own entry says, and two people stand behind it."""
    moved = select(StockMovement.slip_id, func.sum(StockMovement.amount).label("amount")).group_by(StockMovement.slip_id).subquery()
    goods = str(rules()["goods"])
    entry = (
        select(Line.entry_id, func.sum(Line.debit - Line.credit).label("amount")).join(Balance, Balance.id == Line.balance_id)
        .join(Entry, Entry.id == Line.entry_id).where(Balance.account_code == goods, Entry.state == "posted").group_by(Line.entry_id).subquery()
    )
    query = (
        select(StockSlip, moved.c.amount, entry.c.amount).outerjoin(moved, moved.c.slip_id == StockSlip.id).outerjoin(entry, entry.c.entry_id == StockSlip.entry_id)
        .where(StockSlip.state == SlipState.DONE.value)
    )
    wrong, rows = [], 0
    for slip, amount, booked in session.execute(everywhere(query)):
        rows += 1
        if amount is None or int(amount) != int(booked or 0):
            moved_text, booked_text = dong(int(amount or 0)), dong(int(booked or 0))
            said = _("phiếu %(label)s: hàng %(moved)s đồng, bút toán %(booked)s đồng", label=slip.label, moved=moved_text, booked=booked_text)
            wrong.append(Fault(said, slip.unit_id))
        if slip.done_by_id is None or slip.done_by_id == slip.made_by_id:
            wrong.append(Fault(_("phiếu %(label)s: do một người lập và nhập, xuất", label=slip.label), slip.unit_id))
    return Invariant("G3", _("Mỗi phiếu kho có hai người và ghi sổ đúng giá trị hàng đã chuyển"), rows, wrong)


def _numbers(session: Session) -> Invariant:
    query = select(StockSlip.unit_id, StockSlip.series, StockSlip.year, StockSlip.number).where(StockSlip.state == SlipState.DONE.value)
    series: dict[tuple[int, str, int], list[int]] = defaultdict(list)
    for row in session.execute(everywhere(query)):
        series[row.unit_id, row.series, row.year or 0].append(row.number or 0)
    wrong = [
        Fault(_("phiếu %(series)s năm %(year)s thiếu hoặc trùng số", series=name, year=year), unit_id)
        for (unit_id, name, year), numbers in series.items() if sorted(numbers) != list(range(1, len(numbers) + 1))
    ]
    return Invariant("G4", _("Số phiếu kho liền nhau, không thiếu, không trùng"), sum(len(one) for one in series.values()), wrong)


def _counts(session: Session) -> Invariant:
    counts = list(session.scalars(everywhere(select(StockCount).where(StockCount.state == CountState.CONFIRMED.value))))
    wrong = [
        Fault(_("kiểm kê hàng id %(id)s: do cùng một người đếm và xác nhận", id=count.id), count.unit_id)
        for count in counts if count.answered_by_id is None or count.answered_by_id == count.counted_by_id
    ]
    return Invariant("G5", _("Mỗi lần kiểm kê hàng có hai người khác nhau"), len(counts), wrong)
