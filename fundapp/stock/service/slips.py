"""Make slips, drop them, open places and goods. Nothing moves here."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.access.trail import record
from fundapp.kernel import clock
from fundapp.kernel.labels import _
from fundapp.kernel.money import MAX_AMOUNT, dong
from fundapp.ledger.models import Book
from fundapp.stock import queries
from fundapp.stock.kinds import BRINGS_IN, SERIES, CountState, Flow, SlipKind, SlipState
from fundapp.stock.models import StockCount, StockGood, StockHolding, StockPlace, StockSlip, StockSlipLine
from fundapp.stock.service.refusals import StockRefused
from fundapp.stock.valuation import MOST, account_of, is_allowed, rules

VALUED = (SlipKind.RECEIPT, SlipKind.PURCHASE)


@dataclass(frozen=True)
class Item:
    """Whole pieces of one kind of goods; `amount` is what all of them are worth in đồng, for goods given, bought or found."""

    good: StockGood
    quantity: int
    amount: int | None = None
    # Only where goods are packed: what comes out of it.
    is_made: bool = False


@dataclass(frozen=True)
class Wanted:
    """What a slip is to say. `party` gives or receives the goods; `reference` names the act: the same act makes one slip."""

    kind: str
    book: Book
    place: StockPlace
    items: Sequence[Item]
    party: str
    reason: str
    address: str = ""
    basis: str = ""
    to_place: StockPlace | None = None
    counter: str = ""
    purpose: str = ""
    for_unit_id: int | None = None
    subject: str = ""
    reference: str = ""
    returns: StockSlip | None = None
    count: StockCount | None = None
    minutes_file_id: int | None = None


def add_place(session: Session, *, unit_id: int, name: str, address: str = "", by: Actor) -> StockPlace:
    """Open a place where goods lie."""
    name = " ".join(name.split())
    if not name:
        raise StockRefused(_("Hãy ghi tên nơi để hàng."), "name")
    if session.scalar(select(StockPlace.id).where(StockPlace.unit_id == unit_id, StockPlace.name == name)) is not None:
        raise StockRefused(_("Đơn vị đã có nơi để hàng tên này."), "name")
    place = StockPlace(unit_id=unit_id, name=name, address=" ".join(address.split()), is_open=True)
    session.add(place)
    session.flush()
    record(session, by=by, act="stock.place", subject=f"stock_places/{place.id}", unit_id=unit_id, details={"label": name})
    return place


def add_good(session: Session, *, unit_id: int, code: str, name: str, measure: str, by: Actor) -> StockGood:
    """Name one kind of goods, and in what it is counted."""
    code, name, measure = code.strip().upper(), " ".join(name.split()), " ".join(measure.split())
    for text, field, said in ((code, "code", _("Hãy ghi mã hàng.")), (name, "name", _("Hãy ghi tên hàng.")), (measure, "measure", _("Hãy ghi đơn vị tính."))):
        if not text:
            raise StockRefused(said, field)
    if session.scalar(select(StockGood.id).where(StockGood.unit_id == unit_id, StockGood.code == code)) is not None:
        raise StockRefused(_("Đơn vị đã có mặt hàng mã này."), "code")
    good = StockGood(unit_id=unit_id, code=code, name=name, measure=measure, is_open=True)
    session.add(good)
    session.flush()
    record(session, by=by, act="stock.good", subject=f"stock_goods/{good.id}", unit_id=unit_id, details={"label": name})
    return good


def make_slip(session: Session, wanted: Wanted, *, by: Actor, on: date, made_by_id: int | None = None) -> StockSlip:
    """Make a slip; the keeper, somebody else, does it. The same reference gives the slip that stands.

    `made_by_id` is who made it where a programme acts for that person (whoever released the goods of a list, say).
    """
    reference = wanted.reference or f"slip/{secrets.token_hex(8)}"
    known = session.scalar(
        select(StockSlip).where(StockSlip.unit_id == wanted.book.unit_id, StockSlip.reference == reference).execution_options(all_units=queries.WHOLE)
    )
    if known is not None:
        if known.kind != wanted.kind or [(line.good_id, line.quantity) for line in known.lines] != [(item.good.id, item.quantity) for item in wanted.items]:
            raise StockRefused(_("Việc này đã có phiếu kho với nội dung khác. Hãy mở lại trang để xem."))
        return known
    _check(session, wanted, on)
    slip = StockSlip(
        unit_id=wanted.book.unit_id, book_id=wanted.book.id, kind=wanted.kind, state=SlipState.MADE.value, place_id=wanted.place.id,
        to_place_id=None if wanted.to_place is None else wanted.to_place.id, party=" ".join(wanted.party.split()), address=" ".join(wanted.address.split()),
        reason=" ".join(wanted.reason.split()), basis=" ".join(wanted.basis.split()), account_code=str(rules()["goods"]), counter_code=_counter(wanted),
        purpose=wanted.purpose or ("gifts" if wanted.kind == SlipKind.HAND_OUT else ""), for_unit_id=wanted.for_unit_id, subject=wanted.subject,
        reference=reference, returns_id=None if wanted.returns is None else wanted.returns.id, count_id=None if wanted.count is None else wanted.count.id,
        minutes_file_id=wanted.minutes_file_id, made_by_id=by.user_id if made_by_id is None else made_by_id, made_at=clock.now(), made_on=on,
        series=SERIES[wanted.kind], drop_reason="",
    )
    slip.lines = [
        StockSlipLine(position=place, good_id=item.good.id, flow=_flow(wanted.kind, item), quantity=item.quantity, amount=item.amount)
        for place, item in enumerate(wanted.items, 1)
    ]
    return _keep(session, slip, by)


def make_reversal(session: Session, slip: StockSlip, *, reason: str, by: Actor, on: date) -> StockSlip:
    """Make the slip that takes a done one back: the same pieces and the same value the other way. The keeper does it."""
    reason = " ".join(reason.split())
    if not reason:
        raise StockRefused(_("Hãy ghi lý do đảo phiếu."), "reason")
    session.refresh(slip, with_for_update=True)
    if slip.state != SlipState.DONE or slip.kind == SlipKind.REVERSAL:
        raise StockRefused(_("Chỉ đảo được phiếu đã nhập, xuất hàng."))
    if queries.is_reversed(session, slip):
        raise StockRefused(_("Phiếu này đã có phiếu đảo."))
    if slip.kind == SlipKind.HAND_OUT and queries.returned(session, slip):
        raise StockRefused(_("Một phần hàng của phiếu này đã nhập lại. Hãy đảo phiếu nhập lại trước."))
    turned = {Flow.IN.value: Flow.OUT.value, Flow.OUT.value: Flow.IN.value}
    back = StockSlip(
        unit_id=slip.unit_id, book_id=slip.book_id, kind=SlipKind.REVERSAL.value, state=SlipState.MADE.value, place_id=slip.place_id, party=slip.party,
        address=slip.address, reason=reason, basis="", account_code=slip.account_code, counter_code=slip.counter_code, purpose="", for_unit_id=slip.for_unit_id,
        subject=slip.subject, reference=f"reversal/{slip.id}/{secrets.token_hex(4)}", reverses_id=slip.id, made_by_id=by.user_id, made_at=clock.now(), made_on=on,
        series=SERIES[SlipKind.REVERSAL], drop_reason="",
    )
    back.lines = [
        StockSlipLine(position=line.position, good_id=line.good_id, flow=turned[line.flow], quantity=line.quantity, amount=line.amount) for line in slip.lines
    ]
    return _keep(session, back, by)


def drop_slip(session: Session, slip: StockSlip, *, reason: str, by: Actor, on: date) -> StockSlip:
    """Drop a slip whose goods have not moved; it stays on file without a number."""
    if not reason.strip():
        raise StockRefused(_("Hãy ghi lý do bỏ phiếu."), "reason")
    session.refresh(slip, with_for_update=True)
    if slip.state != SlipState.MADE:
        raise StockRefused(_("Phiếu này không còn chờ. Hãy mở lại trang để xem tình trạng mới."))
    slip.state, slip.drop_reason = SlipState.DROPPED.value, " ".join(reason.split())
    session.flush()
    record(session, by=by, act="stock.drop", subject=f"stock_slips/{slip.id}", unit_id=slip.unit_id, details={"reason": slip.drop_reason})
    return slip


def settle_count(session: Session, count: StockCount, *, reason: str, by: Actor, on: date) -> list[StockSlip]:
    """Make the slips that bring the books to what was counted, fund by fund: what is missing goes out as a loss, what is too much comes in."""
    reason = " ".join(reason.split())
    if not reason:
        raise StockRefused(_("Hãy ghi lý do và hướng xử lý."), "reason")
    session.refresh(count, with_for_update=True)
    if count.state != CountState.CONFIRMED:
        raise StockRefused(_("Biên bản chưa có người thứ hai xác nhận."))
    taken = queries.settled(session, count)
    known = {one.id: one for one in session.scalars(select(StockHolding).where(StockHolding.place_id == count.place_id))}
    parts: dict[tuple[int, str], list[Item]] = {}
    for line in count.lines:
        left = line.difference - taken.get(line.holding_id, 0)
        if left:
            holding = known[line.holding_id]
            kind = SlipKind.LOSS.value if left < 0 else SlipKind.FOUND.value
            parts.setdefault((holding.book_id, kind), []).append(Item(session.get_one(StockGood, holding.good_id), abs(left)))
    if not parts:
        raise StockRefused(_("Không còn chênh lệch nào chờ xử lý."))
    place, party = session.get_one(StockPlace, count.place_id), str(_("Kiểm kê ngày %(day)s", day=f"{count.counted_on:%d/%m/%Y}"))
    return [
        make_slip(session, Wanted(kind, session.get_one(Book, book_id), place, items, party, reason, count=count), by=by, on=on)
        for (book_id, kind), items in sorted(parts.items())
    ]


def _keep(session: Session, slip: StockSlip, by: Actor) -> StockSlip:
    session.add(slip)
    session.flush()
    details = {"kind": slip.kind, "reason": slip.reason}
    record(session, by=by, act="stock.make", subject=f"stock_slips/{slip.id}", unit_id=slip.unit_id, details=details)
    session.flush()
    return slip


def _flow(kind: str, item: Item) -> str:
    return (Flow.IN if kind in BRINGS_IN or item.is_made else Flow.OUT).value


def _counter(wanted: Wanted) -> str:
    if wanted.kind in (SlipKind.TRANSFER, SlipKind.PACKING):
        return ""
    return wanted.counter or account_of(wanted.kind, wanted.book.fund_account_code)


def _check(session: Session, wanted: Wanted, on: date) -> None:
    if on > clock.today():
        raise StockRefused(_("Ngày của phiếu không được sau hôm nay."), "on")
    if not wanted.party.strip():
        raise StockRefused(_("Hãy ghi người giao hoặc nhận hàng."), "party")
    if not wanted.reason.strip():
        raise StockRefused(_("Hãy ghi lý do nhập, xuất hàng."), "reason")
    unit_id = wanted.book.unit_id
    rows: list[StockPlace | StockGood] = [wanted.place, *([wanted.to_place] if wanted.to_place else []), *(item.good for item in wanted.items)]
    if any(row.unit_id != unit_id for row in rows):
        raise StockRefused(_("Quỹ, hàng và nơi để hàng phải của cùng một đơn vị."), "book_id")
    if any(not row.is_open for row in rows):
        raise StockRefused(_("Mặt hàng hoặc nơi để hàng đã ngừng dùng."), "place_id")
    counter = _counter(wanted)
    if counter and not is_allowed(wanted.kind, counter, wanted.book.fund_account_code):
        raise StockRefused(_("Loại phiếu này không ghi vào tài khoản %(code)s. Hãy chọn tài khoản khác.", code=counter), "counter")
    _check_items(wanted)
    _check_kind(session, wanted)


def _check_items(wanted: Wanted) -> None:
    if not wanted.items:
        raise StockRefused(_("Phiếu cần ít nhất một mặt hàng. Hãy ghi số lượng."), "items")
    for item in wanted.items:
        if type(item.quantity) is not int or not 0 < item.quantity <= MOST:
            raise StockRefused(_("Số lượng %(good)s phải từ 1 đến %(most)s.", good=item.good.name, most=dong(MOST)), "items")
        if wanted.kind in VALUED and item.amount is None:
            raise StockRefused(_("Hãy ghi giá trị của %(good)s.", good=item.good.name), "items")
        if item.amount is not None and (type(item.amount) is not int or not 0 < item.amount <= MAX_AMOUNT):
            raise StockRefused(_("Giá trị %(good)s phải là một số đồng lớn hơn 0.", good=item.good.name), "items")
        if item.amount is not None and wanted.kind not in (*VALUED, SlipKind.FOUND):
            raise StockRefused(_("Giá trị hàng xuất do phần mềm tính theo bình quân, không ghi tay."), "items")
    if len({(item.good.id, item.is_made) for item in wanted.items}) < len(wanted.items):
        raise StockRefused(_("Mỗi mặt hàng ghi một dòng."), "items")
    made = [item for item in wanted.items if item.is_made]
    packs = wanted.kind == SlipKind.PACKING
    if packs != bool(made) or (packs and len(made) == len(wanted.items)) or {item.good.id for item in made} & {item.good.id for item in wanted.items if not item.is_made}:
        raise StockRefused(_("Đóng gói cần hàng lấy ra và túi quà làm ra, là hai mặt hàng khác nhau."), "items")


def _check_kind(session: Session, wanted: Wanted) -> None:
    if (wanted.kind == SlipKind.TRANSFER) != (wanted.to_place is not None) or (wanted.to_place is not None and wanted.to_place.id == wanted.place.id):
        raise StockRefused(_("Hãy chọn nơi đến, khác nơi đi."), "to_place_id")
    if wanted.kind == SlipKind.LOSS and wanted.count is None and wanted.minutes_file_id is None:
        raise StockRefused(_("Hàng hỏng, mất phải có biên bản. Hãy đính kèm biên bản."), "minutes")
    if wanted.kind == SlipKind.RETURN:
        _check_return(session, wanted)


def _check_return(session: Session, wanted: Wanted) -> None:
    out = wanted.returns
    if out is None or out.kind != SlipKind.HAND_OUT or out.state != SlipState.DONE or out.book_id != wanted.book.id or queries.is_reversed(session, out):
        raise StockRefused(_("Hàng nhập lại phải theo một phiếu xuất phát quà đã xuất."), "returns_id")
    handed, back = {line.good_id: line.quantity for line in out.lines}, queries.returned(session, out)
    for item in wanted.items:
        left = handed.get(item.good.id, 0) - back.get(item.good.id, (0, 0))[0]
        if item.quantity > left:
            raise StockRefused(_("%(good)s chỉ còn %(left)s chưa nhập lại của phiếu xuất này.", good=item.good.name, left=dong(left)), "items")
