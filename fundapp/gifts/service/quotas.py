"""Acts on places: pass them down by weight or by hand, give unused ones back. Many units at once, never one by one."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.access.trail import record
from fundapp.gifts.cascade import Below, shared
from fundapp.gifts.models import GiftLine, GiftQuota, GiftQuotaMove
from fundapp.gifts.service.refusals import GiftRefused, OverQuota
from fundapp.kernel import clock
from fundapp.kernel.labels import _
from fundapp.orgs.models import Unit

WHY = "places go to the units below, whoever's post reaches them"
FREE = GiftQuota.received + GiftQuota.taken_back - GiftQuota.passed_down - GiftQuota.given_back - GiftQuota.listed


def pass_by_weight(
    session: Session, line: GiftLine, *, unit: Unit, places: int, below: list[Below], basis: str, by: Actor, on: date, reason: str = ""
) -> dict[int, int]:
    """Share places among the units below by the largest remainder; gives what each got. Refuses where nobody has a weight."""
    try:
        given = shared(places, below)
    except ValueError as problem:
        raise GiftRefused(_("Chưa đơn vị trực thuộc nào có số liệu để chia. Hãy cập nhật số đoàn viên, số hộ khó khăn, hoặc nhập tay."), "basis") from problem
    pass_down(session, line, unit=unit, given=given, basis=basis, by=by, on=on, reason=reason)
    return given


def pass_down(
    session: Session, line: GiftLine, *, unit: Unit, given: Mapping[int, int], basis: str = "hand", by: Actor, on: date, reason: str = ""
) -> None:
    """Pass places of a line from a unit to units directly or further below it. Refuses more than it holds free, and units that are not below."""
    wanted = {unit_id: places for unit_id, places in given.items() if places}
    total = sum(wanted.values())
    if not wanted or min(wanted.values()) < 0:
        raise GiftRefused(_("Hãy ghi số suất cho ít nhất một đơn vị; không ghi số âm."), "places")
    _open(line)
    inside = _under(session, unit)
    if not set(wanted) <= inside:
        raise GiftRefused(_("Chỉ phân bổ được cho đơn vị trực thuộc."), "places")
    _take(session, line, unit, total, "passed_down")
    known = set(session.scalars(
        select(GiftQuota.unit_id).where(GiftQuota.line_id == line.id).execution_options(all_units=WHY)
    ))
    fresh = [{"line_id": line.id, "unit_id": one, "received": 0, "passed_down": 0, "given_back": 0, "taken_back": 0, "listed": 0} for one in wanted if one not in known]
    if fresh:
        session.execute(insert(GiftQuota), fresh)
    _add(session, line, wanted, "received")
    _trace(session, line, "passed", [(one, unit.id, places) for one, places in wanted.items()], basis, reason, by, on)
    record(session, by=by, act="gifts.passed", subject=f"gifts/line/{line.id}", unit_id=unit.id, details={"places": total, "units": len(wanted)})


def give_back(session: Session, line: GiftLine, *, unit: Unit, above: Unit, places: int, by: Actor, on: date, reason: str) -> None:
    """Give unused places back to the unit above that had passed them on. Refuses more than are free."""
    if places <= 0 or not reason.strip():
        raise GiftRefused(_("Hãy ghi số suất trả lại và lý do."), "places")
    _open(line)
    came = session.scalar(
        select(GiftQuotaMove.id).where(GiftQuotaMove.line_id == line.id, GiftQuotaMove.unit_id == unit.id, GiftQuotaMove.for_unit_id == above.id)
        .limit(1).execution_options(all_units=WHY)
    )
    if came is None:
        raise GiftRefused(_("%(unit)s không nhận suất nào từ %(above)s nên không trả lại ở đó.", unit=unit.name, above=above.name))
    _take(session, line, unit, places, "given_back")
    _add(session, line, {above.id: places}, "taken_back")
    _trace(session, line, "returned", [(above.id, unit.id, places)], "hand", reason.strip(), by, on)
    record(session, by=by, act="gifts.given_back", subject=f"gifts/line/{line.id}", unit_id=unit.id, details={"places": places, "reason": reason.strip()})


def fill(session: Session, line: GiftLine, *, unit: Unit, places: int) -> None:
    """Count so many more names (less, when negative) against a unit's own places; refuses over the quota with what to do."""
    query = update(GiftQuota).where(GiftQuota.line_id == line.id, GiftQuota.unit_id == unit.id, places <= FREE, GiftQuota.listed + places >= 0)
    changed = session.execute(query.values(listed=GiftQuota.listed + places).execution_options(all_units=WHY, synchronize_session=False))
    if not changed.rowcount:  # type: ignore[attr-defined]
        free = free_of(session, line, unit)
        raise OverQuota(
            _("%(unit)s còn %(free)s suất “%(line)s” nhưng cần %(wanted)s. Hãy bớt %(over)s người, hoặc đề nghị cấp trên phân bổ thêm.",
              unit=unit.name, free=free, line=line.title, wanted=places, over=places - free), "line_id",
        )


def free_of(session: Session, line: GiftLine, unit: Unit) -> int:
    """How many places a unit may still fill or pass on."""
    query = select(FREE).where(GiftQuota.line_id == line.id, GiftQuota.unit_id == unit.id)
    return int(session.scalar(query.execution_options(all_units=WHY)) or 0)


def _open(line: GiftLine) -> None:
    if line.campaign.state != "open":
        raise GiftRefused(_("Chỉ phân bổ được khi đợt đang mở."))


def _under(session: Session, unit: Unit) -> set[int]:
    below = select(Unit.id).where(Unit.path.startswith(unit.path, autoescape=True), Unit.id != unit.id, Unit.valid_to.is_(None))
    return set(session.scalars(below))


def _take(session: Session, line: GiftLine, unit: Unit, places: int, column: str) -> None:
    query = update(GiftQuota).where(GiftQuota.line_id == line.id, GiftQuota.unit_id == unit.id, places <= FREE)
    changed = session.execute(
        query.values({column: getattr(GiftQuota, column) + places}).execution_options(all_units=WHY, synchronize_session=False)
    )
    if not changed.rowcount:  # type: ignore[attr-defined]
        free = free_of(session, line, unit)
        raise OverQuota(
            _("%(unit)s chỉ còn %(free)s suất “%(line)s” chưa dùng. Hãy giảm số suất, hoặc chờ đơn vị khác trả lại.",
              unit=unit.name, free=free, line=line.title), "places",
        )


def _add(session: Session, line: GiftLine, places: Mapping[int, int], column: str) -> None:
    query = (
        update(GiftQuota).where(GiftQuota.line_id == line.id, GiftQuota.unit_id == bindparam("of_unit"))
        .values({column: getattr(GiftQuota, column) + bindparam("more")})
    )
    session.connection().execute(query, [{"of_unit": unit_id, "more": more} for unit_id, more in places.items()])
    session.expire_all()


def _trace(
    session: Session, line: GiftLine, kind: str, moves: list[tuple[int, int, int]], basis: str, reason: str, by: Actor, on: date
) -> None:
    now = clock.now()
    session.execute(insert(GiftQuotaMove), [
        {"line_id": line.id, "kind": kind, "unit_id": to_id, "for_unit_id": from_id, "places": places, "basis": basis, "reason": reason, "by_id": by.user_id,
         "on": on, "at": now}
        for to_id, from_id, places in moves
    ])
