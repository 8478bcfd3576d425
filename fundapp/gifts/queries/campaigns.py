"""Reads of campaigns: which ones somebody sees, what each unit holds and how far it is, what waits."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.gifts import words
from fundapp.gifts.cascade import Below, Standing
from fundapp.gifts.models import GiftCampaign, GiftLine, GiftList, GiftQuota, GiftRow
from fundapp.gifts.queries.advancing import ready
from fundapp.households.models import HouseholdCount
from fundapp.kernel.labels import _
from fundapp.orgs.models import Unit, UnitKind
from fundapp.web.waiting import Waiting

ORDER = _("Lập đề nghị chi cho danh sách quà")
WHY = "a campaign shows each unit under its reader, and its own unit to all who take part"


@dataclass(frozen=True)
class Holding:
    """What one unit holds of a line, and its last day."""

    unit: Unit
    standing: Standing
    last_on: date


def visible(session: Session, actor: Actor) -> list[GiftCampaign]:
    """The campaigns of the units above and below the actor's posts; drafts only of those below."""
    above = {int(part) for post in actor.posts for part in post.path.split("/") if part}
    below = or_(*(Unit.path.startswith(post.path, autoescape=True) for post in actor.posts))
    query = select(GiftCampaign).join(Unit, Unit.id == GiftCampaign.unit_id).where(
        or_(below, and_(GiftCampaign.unit_id.in_(above), GiftCampaign.state != "draft"))
    )
    return list(session.scalars(query.order_by(GiftCampaign.id.desc()).limit(50)))


def is_visible(session: Session, actor: Actor, campaign: GiftCampaign) -> bool:
    """Say whether the actor may see a campaign: of a unit above or below the own posts; a draft only of one below."""
    path = session.get_one(Unit, campaign.unit_id).path
    return any(path.startswith(post.path) or (campaign.state != "draft" and post.path.startswith(path)) for post in actor.posts)


def holdings(session: Session, line: GiftLine) -> list[Holding]:
    """What the units in sight hold of a line, those above first."""
    query = (
        select(GiftQuota, Unit, UnitKind.level).join(Unit, Unit.id == GiftQuota.unit_id).join(UnitKind, UnitKind.code == Unit.kind)
        .where(GiftQuota.line_id == line.id).order_by(Unit.path).limit(500)
    )
    last = {one.level: one.list_until_on for one in line.campaign.deadlines}
    return [Holding(unit, quota.standing, last.get(level, line.campaign.list_until_on)) for quota, unit, level in session.execute(query)]


def weights(session: Session, unit: Unit, basis: str) -> list[Below]:
    """The units directly below one, with what places are shared by: members, or households on file in each subtree."""
    depth = unit.path.count("/")
    query = select(Unit.id, Unit.path, Unit.member_count, func.coalesce(HouseholdCount.living, 0).label("living")).outerjoin(
        HouseholdCount, HouseholdCount.unit_id == Unit.id
    ).where(Unit.path.startswith(unit.path, autoescape=True), Unit.id != unit.id, Unit.valid_to.is_(None))
    own: dict[int, int] = {}
    below: Counter[int] = Counter()
    for row in session.execute(query.execution_options(all_units=WHY)):
        child = int(row.path.split("/")[depth])
        if basis != "members":
            below[child] += row.living
        elif row.id == child and row.member_count is not None:
            own[child] = row.member_count
        else:
            below[child] += row.member_count or 0
    children = session.execute(select(Unit.id, Unit.code).where(Unit.parent_id == unit.id, Unit.valid_to.is_(None)).order_by(Unit.code)).all()
    return [Below(row.id, row.code, own.get(row.id, below[row.id])) for row in children]


def lists_of(session: Session, campaign: GiftCampaign | None = None) -> list[tuple[GiftList, Unit, int]]:
    """The lists in sight with how many names count, the newest first."""
    names = select(func.count()).where(GiftRow.list_id == GiftList.id, GiftRow.state == "listed").correlate(GiftList).scalar_subquery()
    query = select(GiftList, Unit, names).join(Unit, Unit.id == GiftList.unit_id).order_by(GiftList.id.desc()).limit(200)
    if campaign is not None:
        query = query.where(GiftList.campaign_id == campaign.id)
    return [(gift_list, unit, number) for gift_list, unit, number in session.execute(query)]


TURNS = {"gift:list": ("draft", "decided", "giving"), "gift:review": ("submitted",), "gift:decide": ("reviewed",)}


def waiting_on(session: Session, actor: Actor, on: date, limit: int = 20) -> list[Waiting]:
    """The lists that wait for whoever lists, reviews, decides or orders their money, longest first."""
    states = [state for permission, turn in TURNS.items() if actor.can(permission) for state in turn]
    query = select(GiftList).where(GiftList.state.in_(states)).order_by(GiftList.held_at).limit(limit)
    found = []
    for gift_list in session.scalars(query):
        permission = next(permission for permission, turn in TURNS.items() if gift_list.state in turn)
        if actor.can(permission, gift_list) and not (permission == "gift:list" and gift_list.unit_id not in actor.units_with(permission)):
            last = {"draft": gift_list.campaign.list_until_on, "submitted": gift_list.campaign.review_until_on, "reviewed": gift_list.campaign.decide_until_on}
            found.append(Waiting(
                words.LIST_STATES[gift_list.state], f"{gift_list.code} · {gift_list.campaign.title}", "", gift_list.subject, gift_list.held_at,
                last.get(gift_list.state, gift_list.campaign.give_until_on),
            ))
    found += [
        Waiting(ORDER, f"{one.gift_list.code} · {one.unit.short_name}", "", one.gift_list.subject, one.gift_list.held_at, one.gift_list.campaign.give_from_on)
        for one in ready(session, actor.units_with("payment:make"), most=limit)
    ]
    return found
