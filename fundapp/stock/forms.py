"""Shapes of what is typed about goods: one row for each kind of goods, empty rows are left out."""

from collections.abc import Sequence
from typing import Any

from fundapp.kernel.labels import _
from fundapp.stock.kinds import SlipKind
from fundapp.stock.models import StockGood
from fundapp.stock.service import Item
from fundapp.stock.valuation import MOST
from fundapp.web.forms import (
    DongField,
    Form,
    Optional,
    SelectField,
    StringField,
    TextAreaField,
    UploadField,
    WholeField,
    at_most,
    needed,
)

VALUED = (SlipKind.RECEIPT.value, SlipKind.PURCHASE.value)
PARTY = {
    SlipKind.RECEIPT: _("Người, đơn vị tặng"), SlipKind.PURCHASE: _("Người bán"), SlipKind.HAND_OUT: _("Người nhận hàng"),
    SlipKind.TRANSFER: _("Người vận chuyển"), SlipKind.PACKING: _("Người, tổ đóng gói"), SlipKind.LOSS: _("Người chịu trách nhiệm giữ hàng"),
}


class PlaceForm(Form):
    """Open a place."""

    name = StringField(_("Tên nơi để hàng"), [needed(), at_most(120)])
    address = StringField(_("Địa chỉ"), [Optional(), at_most(200)])


class GoodForm(Form):
    """Name one kind of goods."""

    code = StringField(_("Mã hàng"), [needed(), at_most(20)])
    name = StringField(_("Tên hàng"), [needed(), at_most(120)])
    measure = StringField(_("Đơn vị tính"), [needed(), at_most(20)], description=_("Ví dụ: túi, kg, thùng, suất."))


class SlipForm(Form):
    """One slip; the rows of goods are added by `for_goods`."""

    book_id = SelectField(_("Hàng của quỹ"), coerce=int)
    place_id = SelectField(_("Nơi để hàng"), coerce=int)
    to_place_id = SelectField(_("Chuyển đến"), coerce=int)
    party = StringField(_("Người giao, nhận"), [needed(), at_most(160)])
    address = StringField(_("Địa chỉ, bộ phận"), [Optional(), at_most(200)])
    reason = StringField(_("Lý do"), [needed(), at_most(300)])
    basis = StringField(_("Theo hóa đơn, quyết định số"), [Optional(), at_most(200)])
    minutes = UploadField(_("Biên bản hàng hỏng, mất"))

    kind = ""
    goods: Sequence[StockGood] = ()

    @classmethod
    def for_goods(cls, kind: str, goods: Sequence[StockGood]) -> "SlipForm":
        fields: dict[str, Any] = {"kind": kind, "goods": goods}
        for good in goods:
            fields[f"quantity_{good.id}"] = WholeField(_("Số lượng %(good)s", good=good.name), [Optional()], most=MOST)
            if kind in VALUED:
                fields[f"amount_{good.id}"] = DongField(_("Giá trị %(good)s", good=good.name), [Optional()], least=1)
            if kind == SlipKind.PACKING:
                fields[f"made_{good.id}"] = WholeField(_("Làm ra %(good)s", good=good.name), [Optional()], most=MOST)
        made: SlipForm = type("SlipFormOfGoods", (cls,), fields)()
        made.party.label.text = PARTY[SlipKind(kind)]
        return made

    def rows(self) -> list[tuple[StockGood, Any, Any]]:
        """Each kind of goods with the field of its pieces, and that of its value or of what is made of it."""
        found = self._fields
        return [(good, found[f"quantity_{good.id}"], found.get(f"amount_{good.id}") or found.get(f"made_{good.id}")) for good in self.goods]

    def items(self) -> list[Item]:
        items = []
        for good, quantity, other in self.rows():
            if quantity.data or (self.kind in VALUED and other is not None and other.data):
                items.append(Item(good, quantity.data or 0, other.data if self.kind in VALUED else None))
        if self.kind == SlipKind.PACKING:
            items += [Item(good, other.data, is_made=True) for good, _quantity, other in self.rows() if other.data]
        return items


class ReturnForm(Form):
    """What comes back of a hand-out."""

    place_id = SelectField(_("Nhập lại vào"), coerce=int)
    party = StringField(_("Người giao lại"), [needed(), at_most(160)])
    reason = StringField(_("Lý do"), [needed(), at_most(300)])
    goods: Sequence[tuple[StockGood, int]] = ()

    @classmethod
    def for_goods(cls, goods: Sequence[tuple[StockGood, int]]) -> "ReturnForm":
        fields: dict[str, Any] = {"goods": goods}
        fields |= {f"quantity_{good.id}": WholeField(_("Số lượng %(good)s", good=good.name), [Optional()], most=left) for good, left in goods}
        made: ReturnForm = type("ReturnFormOfGoods", (cls,), fields)()
        return made

    def rows(self) -> list[tuple[StockGood, Any, int]]:
        return [(good, self._fields[f"quantity_{good.id}"], left) for good, left in self.goods]

    def items(self) -> list[Item]:
        return [Item(good, field.data) for good, field, _left in self.rows() if field.data]


class ReasonForm(Form):
    """Drop a slip, take one back, settle a count: why."""

    reason = TextAreaField(_("Lý do"), [needed(), at_most(300)])


class CountForm(Form):
    """What lies in a place; the rows are added by `for_rows`."""

    present = StringField(_("Người cùng tham gia"), [Optional(), at_most(200)])
    held: Sequence[tuple[int, str]] = ()

    @classmethod
    def for_rows(cls, held: Sequence[tuple[int, str]]) -> "CountForm":
        fields: dict[str, Any] = {"held": held}
        fields |= {f"pieces_{holding_id}": WholeField(_("Số đếm %(good)s", good=name), [needed()], most=MOST) for holding_id, name in held}
        made: CountForm = type("CountFormOfPlace", (cls,), fields)()
        return made

    def rows(self) -> list[Any]:
        return [self._fields[f"pieces_{holding_id}"] for holding_id, _name in self.held]

    def pieces(self) -> dict[int, int]:
        return {holding_id: self._fields[f"pieces_{holding_id}"].data for holding_id, _name in self.held}


class AnswerForm(Form):
    """The second person confirms a count, or says why not."""

    text = TextAreaField(_("Ghi nhận của người chứng kiến"), [Optional(), at_most(600)], description=_("Bắt buộc khi không xác nhận."))
