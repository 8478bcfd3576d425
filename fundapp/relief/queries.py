"""Reads of disasters: which ones somebody sees, which households they hit by their address, what was asked for and decided after one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.access.policy import Permission
from fundapp.cases.models import Case
from fundapp.casework.queries import regulation_for
from fundapp.help.models import HelpGiven
from fundapp.households.models import Household, Person
from fundapp.kernel.days import day_text
from fundapp.kernel.labels import Text, _
from fundapp.kernel.money import dong
from fundapp.orgs.models import Unit
from fundapp.orgs.queries import tree
from fundapp.relief import words
from fundapp.relief.affected import Area, area_of
from fundapp.relief.eligibility import left_of
from fundapp.relief.facts import YEARLY_MOST
from fundapp.relief.models import Disaster, ReliefRequest
from fundapp.relief.programme import PROGRAMME

WHY = "one disaster is helped once, and a year has one limit, at whatever unit; only that it is so is told"
MOST = 2_000
AT_ONCE = 5_000


@dataclass(frozen=True)
class Proposed:
    """One household that a disaster hit, and why: its commune, the day, what it may get (đồng). `address` is as declared."""

    household_id: int
    name: str
    unit_id: int
    address: str
    area: Area
    amount: int
    because: Text


@dataclass(frozen=True)
class LeftOut:
    """One household in a commune that was hit which is not proposed, and why."""

    household_id: int
    name: str
    unit_id: int
    address: str
    because: Text


@dataclass(frozen=True)
class Affected:
    """The households of some units parted by their address and by what they have received."""

    proposed: list[Proposed]
    left_out: list[LeftOut]


def visible(session: Session, actor: Actor) -> list[Disaster]:
    """The disasters that units above and below the actor's posts have recorded, the newest first."""
    above = {int(part) for post in actor.posts for part in post.path.split("/") if part}
    below = or_(*(Unit.path.startswith(post.path, autoescape=True) for post in actor.posts))
    query = select(Disaster).join(Unit, Unit.id == Disaster.unit_id).where(or_(below, Disaster.unit_id.in_(above)))
    return list(session.scalars(query.order_by(Disaster.started_on.desc(), Disaster.id.desc()).limit(100)))


def is_visible(session: Session, actor: Actor, disaster: Disaster) -> bool:
    """Say whether the actor may see a disaster: of a unit above or below the own posts."""
    path = session.get_one(Unit, disaster.unit_id).path
    return any(path.startswith(post.path) or post.path.startswith(path) for post in actor.posts)


def asks_of(disaster: Disaster, *states: str) -> Select[ReliefRequest]:
    """Select the requests after a disaster that are in sight, in the order of their codes; of some states, or all."""
    query = select(ReliefRequest).join(Case, Case.id == ReliefRequest.id).where(ReliefRequest.disaster_id == disaster.id)
    return (query.where(Case.state.in_(states)) if states else query).order_by(ReliefRequest.unit_id, Case.id)


def affected(session: Session, disaster: Disaster, actor: Actor, on: date) -> Affected:
    """Part the living households that the actor may ask for: whom the disaster hit by address and who may get something, and who not, each with the reason."""
    known = tree(session)
    inside = set(known.subtree(session.get_one(Unit, disaster.unit_id).path))
    own = {unit_id for post in actor.posts if post.grants(Permission.CASE_OPEN) for unit_id in known.subtree(post.path)}
    wanted = sorted(inside & own)
    areas = {area.place_key: area for area in disaster.areas}
    places = [Area(area.name, area.hit_on) for area in areas.values()]
    query = (
        select(
            Household.id, Household.uid, Household.head_name, Household.unit_id, Household.address, Person.uid.label("person_uid"), Person.cccd_index,
            Person.is_member, Person.died_on, Person.left_union_on,
        )
        .join(Person, (Person.household_id == Household.id) & (Person.relation == "head"))
        .where(Household.unit_id.in_(wanted), Household.ended_on.is_(None), Household.address != "").order_by(Household.unit_id, Household.sort_key, Household.id)
    )
    hit = [(row, found) for row in session.execute(query) if (found := area_of(row.address, places)) is not None]
    rows = [row for row, _found in hit]
    asked, given, lanes = _asked(session, disaster, rows), _given(session, rows, on.year), _under_way(session, rows)
    terms = {unit_id: _terms(session, unit_id, on) for unit_id in {row.unit_id for row in rows}}
    proposed: list[Proposed] = []
    left: list[LeftOut] = []
    for row, found in hit:
        norm, yearly = terms[row.unit_id]
        most = min(disaster.amount, left_of(norm or 0, yearly, given.get(row.id, 0)))
        why = _against(row, found.is_sure, found.area, asked, lanes, norm, most)
        if why is not None:
            left.append(LeftOut(row.id, row.head_name, row.unit_id, row.address, why))
            continue
        source = next(area.source for area in disaster.areas if area.name == found.area.name) or disaster.source
        because = _("nơi ở thuộc %(area)s, bị %(what)s ngày %(day)s (theo %(source)s)", area=found.area.name, what=str(words.DISASTERS[disaster.kind]).lower(),
                    day=day_text(found.area.hit_on), source=source)
        if most < disaster.amount:
            because = _("%(because)s; năm nay đã nhận %(given)s đồng nên còn được %(left)s đồng", because=because, given=dong(given.get(row.id, 0)), left=dong(most))
        proposed.append(Proposed(row.id, row.head_name, row.unit_id, row.address, found.area, most, because))
    return Affected(proposed, left)


def _against(row: Any, is_sure: bool, area: Area, asked: set[int], lanes: set[int], norm: int | None, most: int) -> Text | None:
    """What speaks against a household in a commune that was hit."""
    if not is_sure:
        return _("địa chỉ có chữ “%(area)s” nhưng không rõ là xã, phường đó; hãy sửa bản khai hoặc mở hồ sơ riêng", area=area.name)
    if row.id in asked:
        return _("đã có hồ sơ trợ cấp cho đợt thiên tai này, ở đơn vị này hoặc đơn vị khác")
    if row.id in lanes:
        return _("đang có hồ sơ thiên tai khác chưa kết thúc; hãy làm tiếp hồ sơ đó")
    if not row.is_member:
        return _("không phải đoàn viên")
    if row.died_on is not None:
        return _("chủ hộ đã mất; hãy đổi người đứng tên hộ")
    if row.left_union_on is not None:
        return _("đã rời công đoàn")
    if norm is None:
        return _("chưa có quy chế đang hiệu lực cho trợ cấp thiên tai")
    return None if most > 0 else _("đã nhận đủ mức trợ cấp tối đa của năm")


def _terms(session: Session, unit_id: int, on: date) -> tuple[int | None, int | None]:
    regulation = regulation_for(session, PROGRAMME, unit_id, on)
    norm = regulation.grant_norm("disaster") if regulation else None
    return (norm.value if norm else None), (regulation.norm(YEARLY_MOST) if regulation else None)


def _asked(session: Session, disaster: Disaster, rows: Sequence[Any]) -> set[int]:
    """Which of these households have asked after the disaster, themselves or their head elsewhere."""
    query = (
        select(Case.household_id, Person.cccd_index).join(ReliefRequest, ReliefRequest.id == Case.id).join(Person, Person.id == Case.person_id)
        .where(ReliefRequest.kind == "disaster", ReliefRequest.is_live, or_(
            ReliefRequest.disaster_id == disaster.id, and_(ReliefRequest.event_on >= disaster.started_on, ReliefRequest.event_on <= disaster.ended_on),
        ))
    )
    found = session.execute(query.execution_options(all_units=WHY)).all()
    households, numbers = {row.household_id for row in found}, {row.cccd_index for row in found if row.cccd_index}
    return {row.id for row in rows if row.id in households or row.cccd_index in numbers}


def _under_way(session: Session, rows: Sequence[Any]) -> set[int]:
    """Which of these households have another request of the same lane that has not ended: each has one at a time."""
    query = select(Case.household_id).where(
        Case.programme == words.PROGRAMME, Case.lane == "disaster", Case.state.not_in(("refused", "withdrawn", "closed"))
    )
    open_ones = set(session.scalars(query.execution_options(all_units=WHY)))
    return {row.id for row in rows if row.id in open_ones}


def _given(session: Session, rows: Sequence[Any], year: int) -> dict[int, int]:
    """What each household, or its head, was granted of relief in a year, in đồng."""
    keys: dict[str, set[int]] = {}
    for row in rows:
        own = (f"household:{row.uid}", f"person:{row.person_uid}", *([f"cccd:{row.cccd_index}"] if row.cccd_index else []))
        for key in own:
            keys.setdefault(key, set()).add(row.id)
    found: dict[int, int] = {}
    wanted = sorted(keys)
    counted: set[tuple[int, int]] = set()
    for start in range(0, len(wanted), AT_ONCE):
        part = wanted[start : start + AT_ONCE]
        query = select(HelpGiven.id, HelpGiven.household_key, HelpGiven.person_key, HelpGiven.amount).where(
            HelpGiven.programme == words.PROGRAMME, HelpGiven.status != "withdrawn", HelpGiven.granted_on.between(date(year, 1, 1), date(year, 12, 31)),
            or_(HelpGiven.household_key.in_(part), HelpGiven.person_key.in_(part)),
        )
        for help_row in session.execute(query.execution_options(all_units=WHY)):
            for household_id in keys.get(help_row.household_key, set()) | keys.get(help_row.person_key, set()):
                if (household_id, help_row.id) not in counted:
                    counted.add((household_id, help_row.id))
                    found[household_id] = found.get(household_id, 0) + help_row.amount
    return found


def sums(session: Session, disaster: Disaster) -> dict[str, tuple[int, int]]:
    """Of the requests in sight after a disaster: how many stand in each state, and what was asked for or decided, in đồng."""
    amount = func.coalesce(Case.decided_amount, Case.requested_amount, 0)
    query = select(Case.state, func.count(), func.sum(amount)).join(ReliefRequest, ReliefRequest.id == Case.id).where(ReliefRequest.disaster_id == disaster.id)
    return {state: (number, int(total or 0)) for state, number, total in session.execute(query.group_by(Case.state))}
