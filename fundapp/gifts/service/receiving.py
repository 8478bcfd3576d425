"""A gift list that comes as a file: kept and read by a job; every row that may stand is listed, every other one is given back with why."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.access.policy import Permission
from fundapp.documents import service as documents
from fundapp.gifts.models import GiftLine, GiftList
from fundapp.gifts.queries.taken import Candidate
from fundapp.gifts.row_list import GivenRow, Wrong
from fundapp.gifts.service.lists import add, judge
from fundapp.gifts.service.quotas import free_of
from fundapp.households.models import Household, Person
from fundapp.jobs import service as jobs
from fundapp.jobs.models import Job
from fundapp.kernel import crypto
from fundapp.kernel.labels import _
from fundapp.kernel.names import fold
from fundapp.orgs.models import Unit
from fundapp.orgs.queries import subtree_ids
from fundapp.sheets.reader import refuse_unsafe

JOB = "gifts.rows"
WHY = "a list of a unit names people of its own subtree"
AT_ONCE = 5_000


@dataclass(frozen=True)
class Taken:
    """What became of the rows of a file: how many are listed, and which are given back."""

    added: int
    bad: list[GivenRow]


def receive(session: Session, gift_list: GiftList, *, line: GiftLine | None, content: bytes, name: str, by: Actor) -> Job:
    """Keep an uploaded list and ask for it to be read: into `line` of the draft, or, without one, to be held against the decided list."""
    if refuse_unsafe(content) == "text" and not name.lower().endswith((".csv", ".txt")):
        name = f"{name}.csv"
    stored = documents.store(session, stream=io.BytesIO(content), name=name, unit_id=gift_list.unit_id, by=by, opens_with=Permission.GIFT_LIST)
    payload = {"file_id": stored.id, "name": stored.name, "list_id": gift_list.id, "line_id": line.id if line else None}
    return jobs.enqueue(session, kind=JOB, payload=payload, by=by, unit_id=gift_list.unit_id)


def take_rows(session: Session, gift_list: GiftList, line: GiftLine, rows: Sequence[GivenRow], *, by: Actor, on: date) -> Taken:
    """List every row that nothing speaks against, up to the free places; what speaks against another one is written on it."""
    found = [(row, candidate) for row in rows if not row.wrong and (candidate := _candidate(session, gift_list, row)) is not None]
    kept, left_out = judge(session, gift_list, line, [candidate for _row, candidate in found], on)
    row_of = {id(candidate): row for row, candidate in found}
    for left in left_out:
        row_of[id(left.candidate)].wrong.append(Wrong(None, left.told))
    free = free_of(session, line, session.get_one(Unit, gift_list.unit_id))
    for candidate in kept[max(free, 0) :]:
        row_of[id(candidate)].wrong.append(Wrong(None, _("Đơn vị đã hết suất “%(line)s”. Hãy xin thêm suất rồi gửi lại dòng này.", line=line.title)))
    added = add(session, gift_list, line=line, candidates=kept[: max(free, 0)], by=by, on=on).added if kept and free > 0 else 0
    return Taken(added, [row for row in rows if row.wrong])


def _candidate(session: Session, gift_list: GiftList, row: GivenRow) -> Candidate | None:
    """Whom a row means: by the number of the household, by the CCCD, else by a name and birth that only one member of the unit bears."""
    unit_ids = subtree_ids(session, session.get_one(Unit, gift_list.unit_id).path)
    reason = row.said("reason") or str(_("theo danh sách của đơn vị"))
    index = crypto.blind_index("cccd", row.said("cccd")) if row.said("cccd") else None
    person = _person(session, row, index, unit_ids)
    if person is not None:
        if fold(person.full_name) != fold(row.said("full_name")):
            row.wrong.append(Wrong("full_name", _("Trong sổ hộ, số này của %(name)s. Hãy xem lại họ tên hoặc số.", name=person.full_name)))
            return None
        household = session.get_one(Household, person.household_id)
        return Candidate(
            person.full_name, person.help_key, household.help_key, person.cccd_index, person.id, household.id, person.birth, person.sex,
            ethnicity=row.said("ethnicity"), cccd_tail=person.cccd_tail, reason=reason, look_note=row.said("look_note"),
        )
    if row.wrong:
        return None
    if index is None:
        row.wrong.append(Wrong("cccd", _("Không thấy một đoàn viên duy nhất có họ tên và ngày sinh này trong sổ hộ của đơn vị. Hãy ghi CCCD hoặc mã hộ.")))
        return None
    return Candidate(
        row.said("full_name"), f"cccd:{index}", None, index, None, None, row.values.get("birth"), row.values.get("sex"), ethnicity=row.said("ethnicity"),
        cccd=row.said("cccd"), cccd_tail=row.said("cccd")[-3:], reason=reason, look_note=row.said("look_note"),
    )


def _person(session: Session, row: GivenRow, index: str | None, unit_ids: Sequence[int]) -> Person | None:
    living = select(Person).where(Person.ended_on.is_(None), Person.unit_id.in_(unit_ids)).execution_options(all_units=WHY)
    if row.said("household"):
        digits = row.said("household").upper().removeprefix("H")
        number = int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 12 else 0
        found = session.scalars(living.where(Person.household_id == number, Person.relation == "head")).one_or_none()
        if found is None:
            row.wrong.append(Wrong("household", _("Đơn vị không có hộ mang mã này. Hãy xem lại mã ở trang hộ.")))
        return found
    if index is not None:
        return session.scalars(living.where(Person.cccd_index == index).order_by(Person.relation != "head", Person.id).limit(1)).one_or_none()
    birth = row.said("birth")
    if not birth:
        return None
    same = session.scalars(living.where(Person.folded == fold(row.said("full_name")), Person.birth.startswith(birth), Person.is_member).limit(2)).all()
    return same[0] if len(same) == 1 else None
