"""Reads of lists: the rows as printed, who has acted, sums by fund."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from fundapp.gifts.models import GiftEvent, GiftLine, GiftList, GiftRow
from fundapp.gifts.sheet import Printed

WHY = "a list is one whole, whoever asks for its mark"


def printed(session: Session, gift_list: GiftList) -> Iterator[Printed]:
    """The lines of the sheet in their order: who was decided on, also those who were withdrawn or absent afterwards."""
    query = (
        select(GiftRow.position, GiftRow.full_name, GiftRow.birth, GiftRow.cccd_tail, GiftLine.title, GiftRow.amount)
        .join(GiftLine, GiftLine.id == GiftRow.line_id).where(GiftRow.list_id == gift_list.id, GiftRow.state != "struck")
        .order_by(GiftRow.position, GiftRow.id)
    )
    for number, row in enumerate(session.execute(query.execution_options(all_units=WHY, yield_per=2000)), 1):
        yield Printed(number, row.full_name, row.birth or "", row.cccd_tail or "", row.title, row.amount)


def by_fund(lines: Mapping[int, GiftLine], counts: Mapping[int, int]) -> dict[int, int]:
    """What so many places of each line cost each fund, in đồng by book id."""
    cost: Counter[int] = Counter()
    for line_id, number in counts.items():
        for fund in lines[line_id].funds:
            cost[fund.book_id] += fund.unit_amount * number
    return dict(cost)


def done_by(session: Session, gift_list: GiftList) -> dict[int, set[str]]:
    """Which acts each person has done on a list."""
    found: dict[int, set[str]] = defaultdict(set)
    query = select(GiftEvent.by_id, GiftEvent.act).where(GiftEvent.list_id == gift_list.id).execution_options(all_units=WHY)
    for by_id, act in session.execute(query):
        found[by_id].add(act)
    return found


def outcomes(session: Session, gift_list: GiftList) -> dict[str, int]:
    """How many names that count were received, received by somebody else, absent, or not marked yet ("")."""
    query = select(GiftRow.outcome, func.count()).where(GiftRow.list_id == gift_list.id, GiftRow.state == "listed").group_by(GiftRow.outcome)
    return {outcome or "": number for outcome, number in session.execute(query.execution_options(all_units=WHY)).all()}
