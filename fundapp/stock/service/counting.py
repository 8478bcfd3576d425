"""Count what lies in a place: one counts before the books are shown, another answers on the same day."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.access.trail import record
from fundapp.kernel import clock
from fundapp.kernel.labels import _
from fundapp.kernel.money import dong
from fundapp.stock.kinds import CountState
from fundapp.stock.models import StockCount, StockCountLine, StockHolding, StockPlace
from fundapp.stock.service.refusals import StockRefused
from fundapp.stock.valuation import MOST


def take_count(session: Session, place: StockPlace, *, pieces: Mapping[int, int], present: str = "", by: Actor, on: date) -> StockCount:
    """Write down what lies in a place now, by holding id, beside the books of this moment. Every holding with goods must be counted."""
    query = select(StockHolding).where(StockHolding.place_id == place.id).order_by(StockHolding.id).with_for_update()
    known = {one.id: one for one in session.scalars(query.execution_options(populate_existing=True))}
    if any(one.quantity and one.id not in pieces for one in known.values()):
        raise StockRefused(_("Hãy ghi số đếm của mọi mặt hàng; hết hàng thì ghi 0."), "pieces")
    for holding_id, number in pieces.items():
        if holding_id not in known:
            raise StockRefused(_("Mặt hàng này chưa có ở nơi kiểm kê. Hãy mở lại trang."), "pieces")
        if type(number) is not int or not 0 <= number <= MOST:
            raise StockRefused(_("Số đếm phải từ 0 đến %(most)s.", most=dong(MOST)), f"pieces_{holding_id}")
    if not pieces:
        raise StockRefused(_("Nơi này chưa có hàng nào để kiểm kê."), "pieces")
    count = StockCount(
        unit_id=place.unit_id, place_id=place.id, state=CountState.COUNTED.value, counted_on=on, counted_at=clock.now(), counted_by_id=by.user_id,
        present=" ".join(present.split()), answer="",
    )
    count.lines = [
        StockCountLine(holding_id=one, book_quantity=known[one].quantity, counted_quantity=number) for one, number in sorted(pieces.items())
    ]
    session.add(count)
    session.flush()
    details = {"differences": sum(1 for line in count.lines if line.difference)}
    record(session, by=by, act="stock.count", subject=f"stock_counts/{count.id}", unit_id=count.unit_id, details=details)
    session.flush()
    return count


def answer_count(session: Session, count: StockCount, *, agrees: bool, text: str = "", by: Actor, on: date) -> StockCount:
    """Confirm a count as whoever counted along, on the same day, or say why not."""
    session.refresh(count, with_for_update=True)
    if count.state != CountState.COUNTED:
        raise StockRefused(_("Biên bản này không còn chờ xác nhận. Hãy mở lại trang để xem tình trạng mới."))
    if by.user_id == count.counted_by_id:
        raise StockRefused(_("Người đếm không tự xác nhận. Người thứ hai phải xác nhận."))
    if agrees and count.counted_on != on:
        raise StockRefused(_("Người chứng kiến xác nhận ngay trong ngày kiểm kê. Biên bản này đã quá ngày; hãy cùng đếm lại."))
    text = " ".join(text.split())
    if not agrees and not text:
        raise StockRefused(_("Hãy ghi vì sao không xác nhận."), "text")
    count.state = (CountState.CONFIRMED if agrees else CountState.REJECTED).value
    count.answer, count.answered_by_id, count.answered_at = text, by.user_id, clock.now()
    session.flush()
    act = "stock.confirm" if agrees else "stock.reject"
    record(session, by=by, act=act, subject=f"stock_counts/{count.id}", unit_id=count.unit_id, details={"reason": text})
    session.flush()
    return count
