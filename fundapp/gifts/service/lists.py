"""Acts of the unit that lists: open a list, put names into it, take them out, hand it in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import uuid4

from sqlalchemy import bindparam, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.access.trail import record
from fundapp.documents.register import next_number
from fundapp.gifts import overlap
from fundapp.gifts.lifecycle import Act
from fundapp.gifts.models import GiftCampaign, GiftEvent, GiftLine, GiftList, GiftRow
from fundapp.gifts.queries.taken import BECAUSE, Candidate, gone, taken_of
from fundapp.gifts.service.moves import begin, finish
from fundapp.gifts.service.quotas import fill
from fundapp.gifts.service.refusals import GiftRefused, ListedTwice
from fundapp.kernel import clock, crypto
from fundapp.kernel.codes import make_code
from fundapp.kernel.days import day_text
from fundapp.kernel.labels import Text, _
from fundapp.kernel.names import fold
from fundapp.orgs.models import Unit, UnitKind

SERIES = "QT"
WHY = "a list is one whole, whoever changes it"


@dataclass(frozen=True)
class LeftOut:
    """Somebody who was not put into a list, and why."""

    candidate: Candidate
    because: str

    @property
    def told(self) -> Text:
        return BECAUSE[self.because]


@dataclass(frozen=True)
class Listed:
    """What became of names that were put forward."""

    added: int
    left_out: list[LeftOut]


def open_list(session: Session, *, campaign: GiftCampaign, unit: Unit, by: Actor, on: date) -> GiftList:
    """Open a list of a unit in an open campaign; the campaign's unit decides it."""
    if campaign.state != "open" or on < campaign.opens_on:
        raise GiftRefused(_("Đợt “%(title)s” chưa mở hoặc đã kết thúc nên chưa lập được danh sách.", title=campaign.title))
    owner = session.get_one(Unit, campaign.unit_id)
    if not unit.path.startswith(owner.path):
        raise GiftRefused(_("%(unit)s không thuộc %(owner)s nên không dự đợt này.", unit=unit.name, owner=owner.name))
    # One series of codes for the whole installation: the number is taken at the root of the tree.
    root_id = int(owner.path.strip("/").split("/")[0])
    number = next_number(session, root_id, SERIES, on.year, title=campaign.title, for_unit_id=unit.id, by=by)
    gift_list = GiftList(
        code=make_code(SERIES, on.year, number), year=on.year, number=number, campaign_id=campaign.id, season_id=campaign.season_id, unit_id=unit.id,
        decider_unit_id=campaign.unit_id, state="draft", held_at=clock.now(), made_by_id=by.user_id, made_on=on,
    )
    session.add(gift_list)
    session.flush()
    session.add(GiftEvent(
        list_id=gift_list.id, unit_id=unit.id, version=1, act=Act.OPEN.value, from_state="", to_state="draft", by_id=by.user_id, at=clock.now(), on=on, details={},
    ))
    session.flush()
    record(session, by=by, act="gifts.open", subject=gift_list.subject, unit_id=unit.id, details={"code": gift_list.code})
    return gift_list


def judge(session: Session, gift_list: GiftList, line: GiftLine, candidates: Sequence[Candidate], on: date) -> tuple[list[Candidate], list[LeftOut]]:
    """Part those who may be listed for a line from those who may not, in their order: what is allowed counts for those after it."""
    unit = session.get_one(Unit, gift_list.unit_id)
    taken = taken_of(session, gift_list.campaign.season, candidates)
    absent = gone(session, candidates, unit.path, on)
    kept: list[Candidate] = []
    left_out: list[LeftOut] = []
    for one in candidates:
        if one.person_key in absent:
            left_out.append(LeftOut(one, absent[one.person_key]))
            continue
        known = one.person_key if one.identity or one.look_note.strip() else None
        asked = overlap.Asked(known, one.household_key, line.gift_class)
        verdict = taken.judge(asked)
        if not verdict.allowed:
            left_out.append(LeftOut(one, verdict.because))
            continue
        taken.add(asked)
        kept.append(one)
    return kept, left_out


def add(
    session: Session, gift_list: GiftList, *, line: GiftLine, candidates: Sequence[Candidate], by: Actor, on: date, seen: int | None = None, strict: bool = False
) -> Listed:
    """Put people into a draft for one line, all whom nothing speaks against; `strict` refuses instead of leaving somebody out. Refuses over the quota."""
    transition = begin(session, gift_list, Act.AMEND, by=by, seen=seen)
    if line.campaign_id != gift_list.campaign_id:
        raise GiftRefused(_("Suất này không thuộc đợt của danh sách."), "line_id")
    kept, left_out = judge(session, gift_list, line, candidates, on)
    if strict and left_out:
        first = left_out[0]
        raise ListedTwice(
            _("Không ghi %(name)s vào danh sách được: %(why)s. Hãy kiểm tra lại người này hoặc chọn người khác.", name=first.candidate.full_name, why=first.told)
        )
    if not kept:
        return Listed(0, left_out)
    fill(session, line, unit=session.get_one(Unit, gift_list.unit_id), places=len(kept))
    start = session.scalar(
        select(func.coalesce(func.max(GiftRow.position), 0)).where(GiftRow.list_id == gift_list.id).execution_options(all_units=WHY)
    ) or 0
    limits = {one.code: one.per for one in gift_list.campaign.season.classes}
    rows = [_row(gift_list, line, one, position, limits.get(line.gift_class, "none")) for position, one in enumerate(kept, start + 1)]
    try:
        session.execute(insert(GiftRow), rows)
    except IntegrityError as problem:
        raise ListedTwice(
            _("Vừa có đơn vị khác ghi một người trong danh sách này vào suất cùng loại. Hãy gửi lại: người đó sẽ được nêu tên và để ra ngoài.")
        ) from problem
    finish(session, gift_list, transition, by=by, on=on, details={"line": line.code, "added": len(rows), "left_out": len(left_out)})
    return Listed(len(rows), left_out)


def take_out(session: Session, gift_list: GiftList, *, row_ids: Sequence[int], by: Actor, on: date, seen: int | None = None) -> int:
    """Take names out of a draft again; their places are free."""
    transition = begin(session, gift_list, Act.AMEND, by=by, seen=seen)
    mine = (GiftRow.list_id == gift_list.id, GiftRow.id.in_(list(row_ids)), GiftRow.state == "listed")
    counts = dict(session.execute(
        select(GiftRow.line_id, func.count()).where(*mine).group_by(GiftRow.line_id).execution_options(all_units=WHY)
    ).all())
    if not counts:
        raise GiftRefused(_("Hãy chọn ít nhất một người trong danh sách."), "rows")
    session.execute(delete(GiftRow).where(*mine).execution_options(all_units=WHY, synchronize_session=False))
    _free(session, gift_list, counts)
    finish(session, gift_list, transition, by=by, on=on, details={"taken_out": sum(counts.values())})
    return sum(counts.values())


def note_ethnicity(
    session: Session, gift_list: GiftList, *, row_ids: Sequence[int], ethnicity: str, by: Actor, on: date, seen: int | None = None
) -> int:
    """Note the ethnic group of names in a draft: the registry does not hold it, the report of a campaign asks for it."""
    transition = begin(session, gift_list, Act.AMEND, by=by, seen=seen)
    told = " ".join(ethnicity.split())
    if not told:
        raise GiftRefused(_("Hãy ghi tên dân tộc, ví dụ Mường."), "ethnicity")
    query = update(GiftRow).where(GiftRow.list_id == gift_list.id, GiftRow.id.in_(list(row_ids)), GiftRow.state == "listed").values(ethnicity=told)
    changed: int = session.execute(query.execution_options(all_units=WHY, synchronize_session=False)).rowcount  # type: ignore[attr-defined]
    if not changed:
        raise GiftRefused(_("Hãy chọn ít nhất một người trong danh sách."), "rows")
    session.expire_all()
    finish(session, gift_list, transition, by=by, on=on, details={"noted": changed})
    return changed


def submit(session: Session, gift_list: GiftList, *, by: Actor, on: date, seen: int | None = None) -> GiftEvent:
    """Hand a list in. Refuses an empty one, and one that comes after the last day of its level; late ones are asked of whoever runs the campaign."""
    transition = begin(session, gift_list, Act.SUBMIT, by=by, seen=seen)
    if not session.scalar(select(GiftRow.id).where(GiftRow.list_id == gift_list.id, GiftRow.state == "listed").limit(1).execution_options(all_units=WHY)):
        raise GiftRefused(_("Danh sách chưa có ai. Hãy ghi người nhận rồi gửi."))
    last = last_day(session, gift_list)
    if on > last:
        raise GiftRefused(_("Hạn gửi danh sách là %(day)s. Hãy đề nghị đơn vị mở đợt gia hạn.", day=day_text(last)))
    set_order(session, gift_list)
    return finish(session, gift_list, transition, by=by, on=on, submitted_by_id=by.user_id)


def cancel(session: Session, gift_list: GiftList, *, reason: str, by: Actor, on: date, seen: int | None = None) -> GiftEvent:
    """Give a draft up: its names are taken out and its places are free."""
    transition = begin(session, gift_list, Act.CANCEL, by=by, seen=seen, reason=reason)
    mine = (GiftRow.list_id == gift_list.id, GiftRow.state == "listed")
    counts = dict(session.execute(
        select(GiftRow.line_id, func.count()).where(*mine).group_by(GiftRow.line_id).execution_options(all_units=WHY)
    ).all())
    session.execute(delete(GiftRow).where(*mine).execution_options(all_units=WHY, synchronize_session=False))
    _free(session, gift_list, counts)
    return finish(session, gift_list, transition, by=by, on=on, note=reason)


def last_day(session: Session, gift_list: GiftList) -> date:
    """The last day on which this unit hands in: that of its level, else that of the campaign."""
    unit = session.get_one(Unit, gift_list.unit_id)
    level = session.scalar(select(UnitKind.level).where(UnitKind.code == unit.kind))
    return next((one.list_until_on for one in gift_list.campaign.deadlines if one.level == level), gift_list.campaign.list_until_on)


def set_order(session: Session, gift_list: GiftList) -> None:
    """Number the names of a draft anew, those with more points first; equals stay as they were put in."""
    query = select(GiftRow.id, GiftRow.position).where(GiftRow.list_id == gift_list.id).order_by(GiftRow.points.desc(), GiftRow.position, GiftRow.id)
    moved = [
        {"of_row": row.id, "place": place}
        for place, row in enumerate(session.execute(query.execution_options(all_units=WHY)), 1) if row.position != place
    ]
    if moved:
        session.connection().execute(update(GiftRow).where(GiftRow.id == bindparam("of_row")).values(position=bindparam("place")), moved)


def _free(session: Session, gift_list: GiftList, counts: dict[int, int]) -> None:
    unit = session.get_one(Unit, gift_list.unit_id)
    for line in gift_list.campaign.lines:
        if counts.get(line.id):
            fill(session, line, unit=unit, places=-counts[line.id])


def _row(gift_list: GiftList, line: GiftLine, one: Candidate, position: int, per: str) -> dict[str, object]:
    uid = uuid4().hex
    own_number = one.cccd if one.person_id is None else None
    return {
        "uid": uid, "list_id": gift_list.id, "season_id": gift_list.season_id, "unit_id": gift_list.unit_id, "line_id": line.id, "gift_class": line.gift_class,
        "position": position, "points": one.points, "person_id": one.person_id, "household_id": one.household_id, "person_key": one.person_key,
        "household_key": one.household_key, "person_claim": one.person_key if per != "none" else None,
        "household_claim": one.household_key if per == "household" else None, "full_name": one.full_name, "folded": fold(one.full_name), "birth": one.birth,
        "sex": one.sex, "ethnicity": one.ethnicity,
        "cccd_sealed": crypto.seal(own_number, f"gift_row.cccd_sealed:{uid}") if own_number else None,
        "cccd_index": one.identity, "cccd_tail": one.cccd_tail, "amount": line.unit_amount, "reason": one.reason, "look_note": one.look_note.strip(),
        "state": "listed", "struck_reason": "",
    }
