"""What must hold of gifts: no place lost, no name over the quota, nobody twice, every decided list as it was decided, every place accounted for."""

from collections import Counter
from typing import Any

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import Session, aliased

from fundapp.gifts.models import (
    GiftCampaign,
    GiftClass,
    GiftLine,
    GiftList,
    GiftMark,
    GiftQuota,
    GiftQuotaMove,
    GiftRow,
)
from fundapp.gifts.queries.lists import printed
from fundapp.gifts.sheet import digest_of
from fundapp.help.models import HelpGiven
from fundapp.kernel.checks import Fault, Invariant, count, everywhere, lists, stream
from fundapp.kernel.labels import _
from fundapp.ledger.models import Reservation

LOCKED = ("decided", "giving", "closed")


def invariants(session: Session) -> list[Invariant]:
    """Check places, names and lists."""
    return [_moves(session), _lines(session), _filled(session), _once(session), _decided(session), _promised(session), _marks(session), _closed(session)]


def _moves(session: Session) -> Invariant:
    """What a unit holds is what its moves say."""
    came: dict[tuple[int, int], Counter[str]] = {}
    move = GiftQuotaMove
    for to_id, from_id, line_id, kind, places in session.execute(everywhere(
        select(move.unit_id, move.for_unit_id, move.line_id, move.kind, func.sum(move.places)).group_by(move.unit_id, move.for_unit_id, move.line_id, move.kind)
    )):
        came.setdefault((line_id, to_id), Counter())["taken_back" if kind == "returned" else "received"] += places
        if from_id is not None:
            came.setdefault((line_id, from_id), Counter())["given_back" if kind == "returned" else "passed_down"] += places
    wrong = []
    for row in stream(session, select(GiftQuota.line_id, GiftQuota.unit_id, GiftQuota.received, GiftQuota.passed_down, GiftQuota.given_back, GiftQuota.taken_back)):
        told = came.pop((row.line_id, row.unit_id), Counter())
        wrong += [
            Fault(f"gifts/line/{row.line_id}, unit/{row.unit_id}: {name} {getattr(row, name)} ≠ {told[name]}", row.unit_id)
            for name in ("received", "passed_down", "given_back", "taken_back") if getattr(row, name) != told[name]
        ]
    wrong += [Fault(f"gifts/line/{line_id}, unit/{unit_id}: moves without a quota", unit_id) for line_id, unit_id in came]
    return Invariant("gifts.moves", _("Số suất của mỗi đơn vị đúng bằng các lần giao, phân bổ, trả lại"), count(session, select(GiftQuota.id)), wrong)


def _lines(session: Session) -> Invariant:
    """The places of a line are all with some unit: own places of all units sum to those of the line."""
    own = func.sum(GiftQuota.received + GiftQuota.taken_back - GiftQuota.passed_down - GiftQuota.given_back)
    query = (
        select(GiftLine.id, GiftLine.code, GiftLine.places, func.coalesce(own, 0).label("own"), GiftCampaign.unit_id)
        .join(GiftCampaign, GiftCampaign.id == GiftLine.campaign_id).outerjoin(GiftQuota, GiftQuota.line_id == GiftLine.id)
        .where(GiftCampaign.state != "draft").group_by(GiftLine.id, GiftLine.code, GiftLine.places, GiftCampaign.unit_id)
    )
    wrong = [Fault(f"{row.code}: {row.own} ≠ {row.places}", row.unit_id) for row in stream(session, query) if row.own != row.places]
    return Invariant("gifts.places", _("Không suất nào mất: suất của mọi đơn vị cộng lại bằng số suất của loại quà"), count(session, query), wrong)


def _filled(session: Session) -> Invariant:
    """A unit counts against its places just the names that count."""
    named = (
        select(GiftRow.line_id, GiftRow.unit_id, func.count().label("names")).where(GiftRow.state == "listed").group_by(GiftRow.line_id, GiftRow.unit_id)
        .subquery()
    )
    query = select(GiftQuota.line_id, GiftQuota.unit_id, GiftQuota.listed, func.coalesce(named.c.names, 0).label("names")).outerjoin(
        named, (named.c.line_id == GiftQuota.line_id) & (named.c.unit_id == GiftQuota.unit_id)
    )
    wrong = [
        Fault(f"gifts/line/{row.line_id}, unit/{row.unit_id}: {row.listed} ≠ {row.names}", row.unit_id)
        for row in stream(session, query) if row.listed != row.names
    ]
    homeless = select(GiftRow.list_id, GiftRow.unit_id).where(
        GiftRow.state == "listed", ~select(GiftQuota.id).where(GiftQuota.line_id == GiftRow.line_id, GiftQuota.unit_id == GiftRow.unit_id).exists()
    ).distinct()
    wrong += [Fault(f"gifts/{row.list_id}: names without a place", row.unit_id) for row in stream(session, homeless)]
    return Invariant("gifts.filled", _("Số người trong danh sách không vượt và đúng bằng số suất đã dùng của đơn vị"), count(session, select(GiftQuota.id)), wrong)


def _once(session: Session) -> Invariant:
    """Nobody, and no household where it is limited so, twice in a class and season, also where a claim was left out."""
    live = GiftRow.state == "listed"
    joined = (GiftClass.season_id == GiftRow.season_id) & (GiftClass.code == GiftRow.gift_class)
    persons = (
        select(GiftRow.season_id, GiftRow.gift_class, func.min(GiftRow.list_id).label("list_id"), func.max(GiftRow.unit_id).label("unit_id"))
        .join(GiftClass, joined).where(live, GiftClass.per != "none").group_by(GiftRow.season_id, GiftRow.gift_class, GiftRow.person_key)
        .having(func.count() > 1)
    )
    households = (
        select(GiftRow.season_id, GiftRow.gift_class, func.min(GiftRow.list_id).label("list_id"), func.max(GiftRow.unit_id).label("unit_id"))
        .join(GiftClass, joined).where(live, GiftClass.per == "household", GiftRow.household_key.is_not(None))
        .group_by(GiftRow.season_id, GiftRow.gift_class, GiftRow.household_key).having(func.count() > 1)
    )
    wrong = [Fault(f"gifts/{row.list_id}: {row.gift_class} twice", row.unit_id) for query in (persons, households) for row in stream(session, query)]
    return Invariant("gifts.once", _("Không ai, không hộ nào nhận hai suất cùng loại trong một mùa"), count(session, select(GiftRow.id).where(live)), wrong)


def _decided(session: Session) -> Invariant:
    """A locked list bears the mark of its names, and the sum of those it was decided with."""
    query = select(GiftList).where(GiftList.state.in_(LOCKED)).order_by(GiftList.id)
    wrong = []
    for portion in lists(session, query, size=50):
        for one in portion:
            amount = session.scalar(everywhere(select(func.sum(GiftRow.amount)).where(GiftRow.list_id == one.id, GiftRow.state != "struck")))
            if digest_of(one.code, printed(session, one)) != one.digest:
                wrong.append(Fault(f"{one.code}: digest", one.unit_id, one.decider_unit_id))
            elif amount != one.decided_amount:
                wrong.append(Fault(f"{one.code}: {amount} ≠ {one.decided_amount}", one.unit_id, one.decider_unit_id))
    return Invariant("gifts.decided", _("Danh sách đã quyết định còn nguyên: đúng dấu, đúng tổng số tiền"), count(session, query), wrong)


def _promised(session: Session) -> Invariant:
    """What a decided list costs its funds was reserved, and its names stand in the register of help."""
    wrong = []
    query = select(GiftList).where(GiftList.state.in_(LOCKED)).order_by(GiftList.id)
    for portion in lists(session, query, size=50):
        for one in portion:
            lines = {line.id: line for line in one.campaign.lines}
            counted = session.execute(everywhere(
                select(GiftRow.line_id, func.count()).where(GiftRow.list_id == one.id, GiftRow.state != "struck").group_by(GiftRow.line_id)
            )).all()
            cost = sum(fund.unit_amount * number for line_id, number in counted for fund in lines[line_id].funds)
            held = session.scalar(everywhere(select(func.coalesce(func.sum(Reservation.amount), 0)).where(Reservation.subject == one.subject)))
            names = sum(number for _line, number in counted)
            helped = session.scalar(everywhere(
                select(func.count()).select_from(HelpGiven).where(HelpGiven.programme == "gifts", HelpGiven.subject.startswith(f"{one.subject}/"))
            ))
            if cost != held:
                wrong.append(Fault(f"{one.code}: {held} ≠ {cost}", one.unit_id, one.decider_unit_id))
            if names != helped:
                wrong.append(Fault(f"{one.code}: help {helped} ≠ {names}", one.unit_id))
    return Invariant("gifts.promised", _("Tiền của danh sách đã quyết định được giữ đủ ở các quỹ, mọi người có trong sổ hỗ trợ"), count(session, query), wrong)


def _marks(session: Session) -> Invariant:
    """What became of a name is what its newest mark says."""
    newest = aliased(GiftMark)
    last = select(func.max(newest.number)).where(newest.row_id == GiftMark.row_id).scalar_subquery()
    query = select(GiftRow.list_id, GiftRow.unit_id, GiftRow.id, GiftRow.outcome, GiftMark.outcome.label("marked")).join(
        GiftMark, GiftMark.row_id == GiftRow.id
    ).where(GiftMark.number == last)
    wrong = [Fault(f"gifts/{row.list_id}/{row.id}: {row.outcome} ≠ {row.marked}", row.unit_id) for row in stream(session, query) if row.outcome != row.marked]
    unmarked = select(GiftRow.list_id, GiftRow.unit_id, GiftRow.id).where(
        GiftRow.outcome.is_not(None), ~select(GiftMark.id).where(GiftMark.row_id == GiftRow.id).exists()
    )
    wrong += [Fault(f"gifts/{row.list_id}/{row.id}: no mark", row.unit_id) for row in stream(session, unmarked)]
    return Invariant("gifts.marks", _("Trạng thái nhận quà của mỗi người đúng với dấu mới nhất"), count(session, select(GiftMark.id)), wrong)


def _closed(session: Session) -> Invariant:
    """Of a closed list every name is given, returned or withdrawn: listed = given + returned."""
    given = func.sum(case((GiftRow.state == "listed", 1), else_=0))
    open_names = func.sum(case((or_(GiftRow.state != "listed", GiftRow.outcome.in_(("received", "proxy"))), 0), else_=1))
    query: Any = (
        select(GiftList.code, GiftList.unit_id, given.label("given"), open_names.label("open_names")).join(GiftRow, GiftRow.list_id == GiftList.id)
        .where(GiftList.state == "closed").group_by(GiftList.code, GiftList.unit_id)
    )
    wrong = [Fault(f"{row.code}: {row.open_names} names neither given nor returned", row.unit_id) for row in stream(session, query) if row.open_names]
    return Invariant("gifts.closed", _("Danh sách đã kết thúc: số có tên bằng số đã trao cộng số trả lại"), count(session, query), wrong)
