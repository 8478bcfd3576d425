"""Found an installation; open the units of a list, each row by itself."""

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from fundapp.access import service as access
from fundapp.access.actor import Actor
from fundapp.access.models import User
from fundapp.access.policy import Permission, Role
from fundapp.access.trail import Server
from fundapp.documents import service as documents
from fundapp.founding.unit_list import UnitRow, Wrong
from fundapp.jobs import service as jobs
from fundapp.jobs.models import Job
from fundapp.kernel.errors import Refusal
from fundapp.kernel.labels import _
from fundapp.kernel.names import fold
from fundapp.orgs import naming
from fundapp.orgs import service as orgs
from fundapp.orgs.models import Unit, UnitKind
from fundapp.sheets import listed
from fundapp.sheets.reader import refuse_unsafe

TOP = "confederation"
JOB = "founding.units"


class Outcome(StrEnum):
    """What became of a row."""

    OPENED = "opened"
    KNOWN = "known"
    BAD = "bad"


@dataclass(frozen=True)
class Line:
    """One row of the report."""

    row: int
    outcome: Outcome
    name: str
    code: str = ""
    unit_id: int | None = None
    wrong: tuple[listed.Wrong, ...] = ()


@dataclass(frozen=True)
class Usual:
    """What a row means that leaves it out: under which unit it hangs, and since when it is there."""

    parent_id: int
    on: date


def found(session: Session, *, username: str, full_name: str, password_hash: str, on: date) -> User:
    """Open the unit at the top, which is as old as its kind, and add the first administrator, who must change the password."""
    orgs.load_kinds(session)
    kind = session.get_one(UnitKind, TOP)
    top = orgs.open_unit(
        session, code=kind.prefix, name=kind.name, short_name=kind.short_name, kind=kind.code, on=kind.valid_from, by=Server(), signer_title=str(_("TM. ĐOÀN CHỦ TỊCH"))
    )
    user = access.add_user(session, username=username, full_name=full_name, password_hash=password_hash, by=None, unit_id=top.id)
    access.give_post(session, user=user, role=Role.ADMINISTRATOR, unit=top, on=on, by=None)
    return user


def receive(session: Session, *, content: bytes, name: str, usual: Usual, is_tried: bool, unit_id: int, by: Actor) -> Job:
    """Keep an uploaded list of units and ask for it to be read. Refuses what is no safe workbook before it is kept."""
    if refuse_unsafe(content) == "text" and not name.lower().endswith((".csv", ".txt")):
        name = f"{name}.csv"
    stored = documents.store(session, stream=io.BytesIO(content), name=name, unit_id=unit_id, by=by, opens_with=Permission.UNIT_MANAGE)
    payload = {"file_id": stored.id, "name": stored.name, "parent_id": usual.parent_id, "on": usual.on.isoformat(), "is_tried": is_tried}
    return jobs.enqueue(session, kind=JOB, payload=payload, by=by, unit_id=unit_id)


@dataclass
class Taking:
    """Opens rows one after the other, and knows the units there are by code and name; `reach` is None where every unit is."""

    usual: Usual
    by: orgs.Recorder
    reach: set[int] | None = None
    _words: dict[str, str] = field(default_factory=dict)
    _by_code: dict[str, int] = field(default_factory=dict)
    _by_name: dict[str, set[int]] = field(default_factory=dict)

    def look(self, session: Session) -> None:
        """Learn which units and kinds there are."""
        self._words = {kind.code: kind.words for kind in session.scalars(select(UnitKind))}
        for row in session.execute(select(Unit.id, Unit.code, Unit.name, Unit.short_name)):
            self._learn(row.id, row.code, row.name, row.short_name)

    def take(self, session: Session, rows: Iterable[UnitRow]) -> Iterator[Line]:
        """Open each row that can be, in a savepoint of its own; a bad row never costs the good ones."""
        for row in rows:
            line = None
            try:
                with session.begin_nested():
                    line = self._take(session, row)
            except Refusal as refusal:
                line = Line(row.number, Outcome.BAD, row.said("name"), row.said("code"), wrong=(Wrong(refusal.field, refusal.message),))
            yield line

    def _take(self, session: Session, row: UnitRow) -> Line:
        if row.wrong:
            return Line(row.number, Outcome.BAD, row.said("name"), row.said("code"), wrong=tuple(row.wrong))
        parent = session.get_one(Unit, self._parent(row))
        if (known := self._known(session, row, parent)) is not None:
            return Line(row.number, Outcome.KNOWN, known.name, known.code, known.id)
        kind = session.get_one(UnitKind, self._kind(row))
        values = {fact: row.values[fact] for fact in ("short_name", "document", "address", "signer_title", "member_count", "under_since") if fact in row.values}
        unit = orgs.open_unit(
            session, code=row.said("code") or orgs.free_code(session, row.said("name"), kind), name=row.said("name"), kind=kind.code,
            on=row.values.get("on", self.usual.on), parent=parent, by=self.by, **values,
        )
        self._learn(unit.id, unit.code, unit.name, unit.short_name)
        if self.reach is not None:
            self.reach.add(unit.id)
        return Line(row.number, Outcome.OPENED, unit.name, unit.code, unit.id)

    def _learn(self, unit_id: int, code: str, *names: str) -> None:
        self._by_code[code] = unit_id
        for name in names:
            self._by_name.setdefault(fold(name), set()).add(unit_id)

    def _parent(self, row: UnitRow) -> int:
        """The unit above, by its code or its name; the usual one when the row names none."""
        named = row.said("parent")
        if not named:
            return self.usual.parent_id
        found = {self._by_code[code]} if (code := naming.tidy_code(named)) in self._by_code else self._by_name.get(fold(named), set())
        if not found:
            raise orgs.UnitRefused(_("Không có đơn vị nào mang mã hay tên này. Hãy ghi mã hoặc tên đầy đủ của cấp trên, hoặc thêm một dòng cho cấp trên đó."), "parent")
        if len(found) > 1:
            raise orgs.UnitRefused(_("Có nhiều đơn vị trùng tên này. Hãy ghi mã của cấp trên."), "parent")
        parent_id = next(iter(found))
        if self.reach is not None and parent_id not in self.reach:
            raise orgs.UnitRefused(_("Cấp trên này nằm ngoài phạm vi bạn quản lý."), "parent")
        return parent_id

    def _known(self, session: Session, row: UnitRow, parent: Unit) -> Unit | None:
        """The unit that this row has become before: of this code, or of this name under the same parent. Refuses a code of another unit."""
        folded, code = fold(row.said("name")), naming.tidy_code(row.said("code"))
        if code:
            known = session.get(Unit, self._by_code[code]) if code in self._by_code else None
            if known is not None and folded not in (fold(known.name), fold(known.short_name)):
                raise orgs.UnitRefused(_("Mã này đã là của %(name)s. Hãy ghi mã khác, hoặc để trống để hệ thống đặt.", name=known.name), "code")
            return known
        same = [session.get_one(Unit, unit_id) for unit_id in self._by_name.get(folded, ())]
        return next((unit for unit in same if unit.parent_id == parent.id and unit.valid_to is None), None)

    def _kind(self, row: UnitRow) -> str:
        """The kind that the row says, or else that its name begins with."""
        said = row.said("kind")
        kind = said if said in self._words else naming.kind_of(said or row.said("name"), self._words)
        if kind is None:
            raise orgs.UnitRefused(
                _("Chưa rõ loại tổ chức. Hãy ghi, ví dụ: CĐCS, Công đoàn xã, Công đoàn phường, LĐLĐ tỉnh, Nghiệp đoàn."), "kind" if said else "name"
            )
        return kind
