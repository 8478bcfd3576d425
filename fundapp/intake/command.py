"""The command: read a list of any common shape and say everything about it; without --dry-run also take it in."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from fundapp.access.actor import Actor, PostHeld
from fundapp.access.models import User
from fundapp.access.policy import Role
from fundapp.access.queries import users
from fundapp.intake import queries, service, work
from fundapp.intake.messages import reason
from fundapp.intake.models import IntakeBatch
from fundapp.intake.report import report_of
from fundapp.intake.roster import read_roster
from fundapp.kernel import clock
from fundapp.kernel.db import Database, Scope
from fundapp.kernel.errors import Refusal
from fundapp.kernel.labels import _
from fundapp.orgs.models import Unit
from fundapp.orgs.queries import tree, unit_by_code
from fundapp.sheets.reader import content_of, read_workbook

COMMAND = Scope.everything("a command of the administrator of the server")


def read_file(path: Path, *, unit_code: str | None = None, dry_run: bool = False, open_database: Callable[[], Database] | None = None) -> dict[str, Any]:
    """Report on a list in the keys of the `.expected.json` files. Without `dry_run` the good rows go on file at the unit.

    A dry run needs no database and no known unit.
    """
    content = content_of(path)
    report = report_of(read_roster(read_workbook(content, path.name), clock.today()), path.name)
    if dry_run:
        return report
    if unit_code is None or open_database is None:
        raise Refusal(_("Hãy cho biết đơn vị nhận: --unit MÃ; hoặc chỉ đọc thử: --dry-run."))
    db = open_database()
    return report | {"taken": _take(db, content, path.name, unit_code)}


def _take(db: Database, content: bytes, name: str, unit_code: str) -> dict[str, Any]:
    with db.transaction(COMMAND) as session:
        unit = unit_by_code(session, unit_code)
        if unit is None:
            raise Refusal(_("Không có đơn vị mã %(code)s.", code=unit_code))
        actor = _officer(users(session), unit, tree(session).path_of)
        batch = service.receive(session, content=content, name=name, unit_id=unit.id, by=actor, on=clock.today(), is_read_later=False)
        batch_id = batch.id
    work.read(db, batch_id, actor)
    with db.transaction(COMMAND) as session:
        batch = session.get_one(IntakeBatch, batch_id)
        if batch.message:
            raise Refusal(_("%(message)s", message=batch.message))
        service.confirm(session, batch, takes_other_units=True, by=actor, is_taken_later=False)
    work.take(db, batch_id, actor)
    with db.reading(COMMAND) as session:
        return {"batch": batch_id, "unit": unit_code, **queries.counts(session, session.get_one(IntakeBatch, batch_id))}


def _officer(known: Iterable[User], unit: Unit, path_of: dict[int, str]) -> Actor:
    """The command acts under the first administrator's name, for the one unit that it was told."""
    user = next((user for user in known if user.is_active), None)
    if user is None:
        raise Refusal(_("Chưa có người dùng nào. Hãy chạy ./manage run để tạo quản trị đầu tiên."))
    post = PostHeld(Role.OFFICER, unit.id, unit.path, unit.short_name)
    return Actor(user.id, user.username, user.full_name, (post,), COMMAND, path_of)


def summary(report: dict[str, Any]) -> list[str]:
    """Say the report in lines for people."""
    lines = [str(_("%(file)s: %(people)s người, %(good)s dòng tốt, %(bad)s dòng cần sửa", file=report["file"], people=report["people_rows"],
                   good=report["good_rows"], bad=report["bad_rows"]))]
    lines += [f"  {each['cell']:<8} {reason(each['code'])}" for each in report["errors"][:50]]
    lines.append(str(_("Cần xem: %(warnings)s; đã sửa giúp: %(repairs)s; có thể trùng: %(doubles)s", warnings=len(report["warnings"]),
                       repairs=len(report["repairs"]), doubles=len(report["duplicates"]))))
    if "taken" in report:
        taken = report["taken"]
        lines.append(str(_("Đợt %(batch)s: %(added)s hộ mới, %(updated)s hộ cập nhật, %(same)s hộ không đổi, %(left)s dòng không nhận, %(failed)s dòng chưa nhận được",
                           batch=taken["batch"], added=taken.get("added", 0), updated=taken.get("updated", 0), same=taken.get("unchanged", 0),
                           left=taken.get("left", 0), failed=taken.get("failed", 0))))
    return lines
