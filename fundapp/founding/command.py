"""The command: open the units of a list and say everything about it; with --dry-run it only tries."""

from pathlib import Path
from typing import Any

from sqlalchemy import select

from fundapp.access.trail import Server
from fundapp.founding.service import Taking, Usual
from fundapp.founding.unit_list import read_list
from fundapp.founding.work import SCOPE, bad_list, report, take
from fundapp.kernel import clock
from fundapp.kernel.days import DayError, read_day
from fundapp.kernel.db import Database
from fundapp.kernel.errors import Refusal
from fundapp.kernel.labels import _
from fundapp.orgs.models import Unit
from fundapp.orgs.queries import unit_by_code
from fundapp.sheets.reader import content_of, read_workbook


def read_file(db: Database, path: Path, *, parent_code: str | None, day: str | None, bad_file: Path | None, dry_run: bool) -> dict[str, Any]:
    """Open the units of a file, or only try; the bad rows go into `bad_file` when there are any."""
    try:
        on = read_day(day) if day else clock.today()
    except DayError as problem:
        raise Refusal(problem.message) from problem
    with db.reading(SCOPE) as session:
        parent = unit_by_code(session, parent_code) if parent_code else session.scalar(select(Unit).where(Unit.parent_id.is_(None)))
        if parent is None:
            raise Refusal(_("Không có đơn vị cấp trên này. Cơ sở dữ liệu mới thì chạy ./manage run --no-demo trước."))
        usual = Usual(parent.id, on)
    content = content_of(path)
    book = read_workbook(content, path.name)
    read = read_list(book)
    lines = take(db, read, Taking(usual, Server()), is_tried=dry_run)
    bad = bad_list(book, read, lines, content)
    if bad is not None and bad_file is not None:
        bad_file.write_bytes(bad.getvalue())
    return {"file": path.name, "dry_run": dry_run} | report(read, lines)


def summary(told: dict[str, Any]) -> list[str]:
    """Say the report in lines for people."""
    counts = {name: told[name] for name in ("file", "opened", "known", "bad")}
    found = [str(_("%(file)s: %(opened)s đơn vị mở mới, %(known)s đã có, %(bad)s dòng cần sửa", **counts))]
    if told["dry_run"]:
        found.append(str(_("Chỉ thử: chưa có gì được ghi.")))
    for line in told["lines"]:
        for wrong in line["wrong"]:
            found.append(str(_("  hàng %(row)s, %(title)s: %(message)s", row=line["row"], title=wrong["title"] or _("cả dòng"), message=wrong["message"])))
    return found
