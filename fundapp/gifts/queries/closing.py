"""Reads of the end of a list and a campaign: what was named, given and returned, in places, đồng and goods, side by side."""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from fundapp.gifts.models import GiftCampaign, GiftLine, GiftList, GiftRow
from fundapp.stock import queries as stock
from fundapp.stock.kinds import SlipKind, SlipState
from fundapp.stock.models import StockGood

WHY = "a list is closed as a whole, with the goods that its deciding unit gave out for it"
GIVEN = ("received", "proxy")


@dataclass(frozen=True)
class LineEnd:
    """One line of a list at its end: names as decided, given, returned (absent or taken out), and pieces of its goods that went out and came back."""

    line: GiftLine
    named: int
    given: int
    returned: int
    pieces_out: int
    pieces_back: int

    @property
    def open(self) -> int:
        """Names of which nobody has said yet what became of them."""
        return self.named - self.given - self.returned

    @property
    def given_amount(self) -> int:
        return self.given * self.line.unit_amount

    @property
    def returned_amount(self) -> int:
        return self.returned * self.line.unit_amount

    @property
    def is_settled(self) -> bool:
        """Whether all that was named is given or returned, and the goods that are out are those that were given."""
        return not self.open and (self.line.goods_code is None or not self.pieces_out or self.pieces_out - self.pieces_back == self.given)


def ends_of(session: Session, gift_list: GiftList) -> list[LineEnd]:
    """What became of each line of a decided list."""
    query = (
        select(
            GiftRow.line_id, func.count(),
            func.sum(case(((GiftRow.state == "listed") & GiftRow.outcome.in_(GIVEN), 1), else_=0)), func.sum(case((GiftRow.state != "listed", 1), else_=0)),
        )
        .where(GiftRow.list_id == gift_list.id, GiftRow.state != "struck").group_by(GiftRow.line_id)
    )
    counts = {
        line_id: (int(named), int(given or 0), int(returned or 0))
        for line_id, named, given, returned in session.execute(query.execution_options(all_units=WHY))
    }
    lines = [line for line in gift_list.campaign.lines if line.id in counts]
    out, back = _pieces(session, gift_list) if any(line.goods_code for line in lines) else (Counter[str](), Counter[str]())
    return [
        LineEnd(line, named, given, returned, out[line.goods_code or ""], back[line.goods_code or ""]) for line in lines for named, given, returned in [counts[line.id]]
    ]


def given_of(session: Session, campaign: GiftCampaign) -> dict[tuple[int, int], int]:
    """How many places the units in sight have given, by line and unit."""
    query = select(GiftRow.line_id, GiftRow.unit_id, func.count()).where(
        GiftRow.line_id.in_([line.id for line in campaign.lines]), GiftRow.state == "listed", GiftRow.outcome.in_(GIVEN)
    )
    return {(line_id, unit_id): number for line_id, unit_id, number in session.execute(query.group_by(GiftRow.line_id, GiftRow.unit_id))}


def _pieces(session: Session, gift_list: GiftList) -> tuple[Counter[str], Counter[str]]:
    """Pieces by code of the goods that went out for a list and that came back; what was reversed is left out."""
    sides = {SlipKind.HAND_OUT.value: Counter[str](), SlipKind.RETURN.value: Counter[str]()}
    for slip in stock.slips_of(session, gift_list.subject):
        if slip.kind in sides and slip.state == SlipState.DONE and not stock.is_reversed(session, slip):
            goods = select(StockGood.id, StockGood.code).where(StockGood.id.in_([line.good_id for line in slip.lines])).execution_options(all_units=WHY)
            codes = dict(session.execute(goods).all())
            for line in slip.lines:
                sides[slip.kind][codes[line.good_id]] += line.quantity
    return sides[SlipKind.HAND_OUT.value], sides[SlipKind.RETURN.value]
