"""Goods of a list: one slip takes them out of the store for all who are listed; once the list is closed, what the absent did not get waits to come back."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.gifts import words
from fundapp.gifts.models import GiftLine, GiftList, GiftRow
from fundapp.gifts.service.refusals import GiftRefused
from fundapp.kernel.labels import _
from fundapp.ledger.models import Book
from fundapp.stock import queries as stock_queries
from fundapp.stock import service as stock
from fundapp.stock.kinds import SlipKind, SlipState
from fundapp.stock.models import StockGood, StockPlace, StockSlip
from fundapp.stock.service import Item, Wanted

WHY = "a list is handed out as a whole, out of the store of the unit that decided it"


def release_goods(session: Session, gift_list: GiftList, *, place: StockPlace, book: Book, by: Actor, on: date) -> StockSlip:
    """Make the slip by which the goods of a decided list leave the store; the keeper does it. The same list makes one slip for a fund and place."""
    if gift_list.state not in ("decided", "giving"):
        raise GiftRefused(_("Chỉ xuất hàng cho danh sách đã quyết định và chưa kết thúc."))
    query = select(GiftRow.line_id, func.count()).where(GiftRow.list_id == gift_list.id, GiftRow.state == "listed").group_by(GiftRow.line_id)
    counts = {row[0]: row[1] for row in session.execute(query.execution_options(all_units=WHY))}
    pieces = _pieces(gift_list.campaign.lines, counts)
    if not pieces:
        raise GiftRefused(_("Danh sách này không có suất quà bằng hiện vật trong kho."))
    goods = _goods(session, book.unit_id, pieces)
    lacking = [code for code in pieces if code not in goods]
    if lacking:
        raise GiftRefused(_("Kho của đơn vị quyết định chưa có mặt hàng mã %(code)s. Hãy thêm mặt hàng rồi xuất.", code=", ".join(lacking)))
    wanted = Wanted(
        SlipKind.HAND_OUT.value, book, place, [Item(goods[code], number) for code, number in sorted(pieces.items())],
        str(_("Đoàn viên theo danh sách %(code)s", code=gift_list.code)), gift_list.campaign.title, basis=gift_list.campaign.document, purpose=words.PROGRAMME,
        for_unit_id=gift_list.unit_id, subject=gift_list.subject, reference=f"{gift_list.subject}/{book.id}/{place.id}",
    )
    return stock.make_slip(session, wanted, by=by, on=on)


def return_goods(session: Session, gift_list: GiftList, absent: Mapping[int, int], *, by: Actor, on: date) -> list[StockSlip]:
    """Make the slips by which what the absent did not get comes back, from `absent` places by line; the keeper, who receives it, does them."""
    pieces = _pieces(gift_list.campaign.lines, absent)
    made = []
    for out in stock_queries.slips_of(session, gift_list.subject) if pieces else ():
        if out.kind != SlipKind.HAND_OUT or out.state != SlipState.DONE or stock_queries.is_reversed(session, out):
            continue
        book = session.scalars(select(Book).where(Book.id == out.book_id).execution_options(all_units=WHY)).one()
        place = session.scalars(select(StockPlace).where(StockPlace.id == out.place_id).execution_options(all_units=WHY)).one()
        back, items = stock_queries.returned(session, out), []
        taken = {line.good_id: line.quantity for line in out.lines}
        for code, good in sorted(_goods(session, out.unit_id, pieces).items()):
            number = min(pieces[code], taken.get(good.id, 0) - back.get(good.id, (0, 0))[0])
            if number > 0:
                items.append(Item(good, number))
                pieces[code] -= number
        if items:
            wanted = Wanted(
                SlipKind.RETURN.value, book, place, items, by.full_name, str(_("Người vắng mặt trong danh sách %(code)s", code=gift_list.code)),
                for_unit_id=gift_list.unit_id, subject=gift_list.subject, reference=f"{gift_list.subject}/return/{out.id}", returns=out,
            )
            made.append(stock.make_slip(session, wanted, by=by, on=on))
    return made


def _pieces(lines: list[GiftLine], counts: Mapping[int, int]) -> dict[str, int]:
    """Pieces by code of the goods."""
    found: dict[str, int] = {}
    for line in lines:
        if line.goods_code and counts.get(line.id):
            found[line.goods_code] = found.get(line.goods_code, 0) + counts[line.id]
    return found


def _goods(session: Session, unit_id: int, pieces: Mapping[str, int]) -> dict[str, StockGood]:
    query = select(StockGood).where(StockGood.unit_id == unit_id, StockGood.code.in_(list(pieces))).execution_options(all_units=WHY)
    return {good.code: good for good in session.scalars(query)}
