"""What is printed on a slip (phiếu nhập kho C30-HD, phiếu xuất kho C31-HD), put together as plain texts for the layout."""

from typing import Any

from sqlalchemy.orm import Session

from fundapp.access.queries import names_of
from fundapp.kernel.money import dong, in_words
from fundapp.ledger.models import Book
from fundapp.orgs.models import Unit
from fundapp.stock import queries
from fundapp.stock.kinds import BRINGS_IN, SERIES_TITLES, TAKES_OUT, Flow, SlipKind, SlipState
from fundapp.stock.models import StockPlace, StockSlip
from fundapp.stock.valuation import rules

LAYOUT = "phieu_kho"


def data_of(session: Session, slip: StockSlip) -> dict[str, Any]:
    """Give the data of the layout. A slip whose goods have not moved has no number and says so; its values are known then only."""
    form = _form(slip.kind)
    names = names_of(session, {user for user in (slip.made_by_id, slip.done_by_id) if user})
    place, book = session.get_one(StockPlace, slip.place_id), session.get_one(Book, slip.book_id)
    goods = queries.line_goods(session, slip)
    worth = _worth(session, slip)
    lines = [
        {
            "name": goods[line.good_id].name + (_made(slip.kind, line.flow)), "code": goods[line.good_id].code, "measure": goods[line.good_id].measure,
            "asked": dong(line.quantity), "moved": dong(line.quantity) if slip.state == SlipState.DONE else "",
            "price": _price(worth.get(line.position), line.quantity), "amount": dong(worth[line.position]) if line.position in worth else "",
        }
        for line in slip.lines
    ]
    total = sum(worth[line.position] for line in slip.lines if line.position in worth and not (slip.kind == SlipKind.PACKING and line.flow == Flow.IN))
    incoming = slip.kind in BRINGS_IN
    return {
        "title": SERIES_TITLES[slip.series].msgid.upper(), "unit_name": session.get_one(Unit, slip.unit_id).name, "form_code": form.get("code", ""),
        "form_basis": form.get("basis", ""), "number": slip.label, "on": slip.done_on or slip.made_on, "party": slip.party, "address": slip.address,
        "party_label": "Họ tên người giao" if incoming else "Họ tên người nhận hàng", "reason": slip.reason, "basis": slip.basis, "place": place.name,
        "place_label": "Nhập tại kho" if incoming else "Xuất tại kho", "place_address": place.address, "fund": book.name,
        "to_place": session.get_one(StockPlace, slip.to_place_id).name if slip.to_place_id else "", "lines": lines, "total": dong(total) if worth else "",
        "words": in_words(total) if worth else "", "debit": slip.account_code if incoming else slip.counter_code,
        "credit": slip.counter_code if incoming else slip.account_code, "booked": slip.entry_id is not None,
        "stamp": "" if slip.state == SlipState.DONE else "ĐÃ BỎ, HÀNG KHÔNG CHUYỂN" if slip.state == SlipState.DROPPED else "CHƯA NHẬP, XUẤT HÀNG",
        "people": _people(slip, names, incoming), "trace": f"Phiếu điện tử {slip.label or 'chưa có số'}",
    }


def _form(kind: str) -> dict[str, str]:
    direction = "in" if kind in BRINGS_IN else "out" if kind in TAKES_OUT else ""
    return next((dict(one) for one in rules()["form"] if one["direction"] == direction), {})


def _made(kind: str, flow: str) -> str:
    if kind != SlipKind.PACKING:
        return ""
    return " (làm ra)" if flow == Flow.IN else " (lấy ra)"


def _worth(session: Session, slip: StockSlip) -> dict[int, int]:
    """What each line is worth, by its position: as moved, or as given before that."""
    if slip.state != SlipState.DONE:
        return {line.position: line.amount for line in slip.lines if line.amount is not None}
    moved: dict[tuple[int, bool], int] = {}
    for row in queries.movements(session, slip):
        moved[row[1].id, row[0].quantity > 0] = abs(row[0].amount)
    return {line.position: moved[line.good_id, line.flow == Flow.IN] for line in slip.lines}


def _price(amount: int | None, quantity: int) -> str:
    """The price of a piece where it is a whole number of đồng; an average that is none is not printed."""
    return dong(amount // quantity) if amount is not None and amount % quantity == 0 else ""


def _people(slip: StockSlip, names: dict[int, str], incoming: bool) -> list[dict[str, str]]:
    signed, stamped = "(Ký, họ tên)", "(Ký, họ tên, đóng dấu)"
    rows = [
        ("NGƯỜI LẬP", signed, names[slip.made_by_id]), ("NGƯỜI GIAO HÀNG" if incoming else "NGƯỜI NHẬN HÀNG", signed, ""),
        ("THỦ KHO", signed, names.get(slip.done_by_id or 0, "")), ("KẾ TOÁN TRƯỞNG", signed, ""),
    ]
    if not incoming:
        rows.append(("THỦ TRƯỞNG", stamped, ""))
    return [{"title": title, "how": how, "name": name} for title, how, name in rows]
