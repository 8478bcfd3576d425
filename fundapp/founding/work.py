"""The long work of a list of units: read it in the child, open its rows some at a time, give the bad ones back."""

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.access.models import User
from fundapp.access.policy import Permission
from fundapp.access.queries import actor_of
from fundapp.documents import files
from fundapp.documents import service as documents
from fundapp.documents.models import StoredFile
from fundapp.founding.service import JOB, Line, Outcome, Taking, Usual
from fundapp.founding.unit_list import UnitList, in_order, read_list
from fundapp.jobs import service as jobs
from fundapp.jobs.models import Job
from fundapp.kernel import clock
from fundapp.kernel.days import read_day
from fundapp.kernel.db import Database, Scope
from fundapp.kernel.labels import _
from fundapp.kernel.money import dong
from fundapp.orgs.queries import subtree_ids
from fundapp.sheets import bad_rows
from fundapp.sheets.bad_rows import Mark, MarkedSheet
from fundapp.sheets.cells import Workbook
from fundapp.sheets.reader import read_workbook

SCOPE = Scope.everything("the tree of units is everybody's to read; where a list may open units is asked of its asker's posts")
TOGETHER = 100


@jobs.runner(JOB)
def open_list(db: Database, job_id: int) -> dict[str, Any]:
    """Open the units of an uploaded list, or only try; what became of each row is the job's result."""
    with db.reading(SCOPE) as session:
        job = session.get_one(Job, job_id)
        asked, unit_id = dict(job.payload), job.unit_id
        actor = actor_of(session, session.get_one(User, job.user_id), on=clock.today())
        stored = session.get_one(StoredFile, asked["file_id"])
        sha256, name = stored.sha256, stored.name
        reach = _reach(session, actor)
    content = files.read(sha256)
    book = read_workbook(content, name)
    read = read_list(book)
    taking = Taking(Usual(int(asked["parent_id"]), read_day(asked["on"])), actor, reach)

    def tell(done: int) -> None:
        jobs.progress(db, job_id, done=done, total=len(read.rows), message=str(_("Đã xét %(done)s trên %(total)s dòng", done=dong(done), total=dong(len(read.rows)))))

    lines = take(db, read, taking, is_tried=bool(asked["is_tried"]), tell=tell)
    bad = bad_list(book, read, lines, content)
    bad_id = None
    if bad is not None and unit_id is not None:
        with db.transaction(actor.scope) as session:
            shown = str(_("Dòng cần sửa – %(name)s.xlsx", name=name.rsplit(".", 1)[0]))
            bad_id = documents.store(session, stream=bad, name=shown, unit_id=unit_id, by=actor, opens_with=Permission.UNIT_MANAGE).id
    return report(read, lines) | {"bad_file_id": bad_id}


def take(db: Database, read: UnitList, taking: Taking, *, is_tried: bool, tell: Callable[[int], None] = lambda _done: None) -> list[Line]:
    """Open the rows, the units above before those below; a try undoes everything at the end."""
    rows, lines = in_order(read.rows), list[Line]()
    with db.reading(SCOPE) as session:
        taking.look(session)
    # What is only tried must stay in sight until the last row, so it is one transaction.
    size = len(rows) if is_tried else TOGETHER
    for start in range(0, len(rows), size):
        with _writing(db, is_tried) as session:
            lines += taking.take(session, rows[start : start + size])
        tell(len(lines))
    return sorted(lines, key=lambda line: line.row)


@contextmanager
def _writing(db: Database, is_tried: bool) -> Iterator[Session]:
    if not is_tried:
        with db.transaction(SCOPE) as session:
            yield session
        return
    session = db.session(write=True, scope=SCOPE)
    try:
        yield session
    finally:
        session.rollback()
        session.close()


def report(read: UnitList, lines: list[Line]) -> dict[str, Any]:
    """What the list said and what became of it, as data."""
    count = {outcome: sum(line.outcome is outcome for line in lines) for outcome in Outcome}
    return {
        "sheet": read.sheet.name, "columns": read.layout.by_letter, "rows": len(lines), **{outcome.value: count[outcome] for outcome in Outcome},
        "lines": [
            {
                "row": line.row, "outcome": line.outcome.value, "code": line.code, "name": line.name, "unit_id": line.unit_id,
                "wrong": [{"column": wrong.fact, "title": wrong.title, "message": str(wrong.message)} for wrong in line.wrong],
            }
            for line in lines
        ],
    }


def bad_list(book: Workbook, read: UnitList, lines: list[Line], source: bytes) -> io.BytesIO | None:
    """The bad rows in the sender's own file, to be mended and sent again; None when there are none."""
    facts = read.layout.facts
    marks = [
        Mark(
            line.row, tuple(sorted({facts[wrong.fact] for wrong in line.wrong if wrong.fact in facts})),
            "\n".join(wrong.title or str(_("Dòng này")) for wrong in line.wrong), "\n".join(str(wrong.message) for wrong in line.wrong),
        )
        for line in lines if line.outcome is Outcome.BAD
    ]
    if not marks:
        return None
    return io.BytesIO(bad_rows.build([MarkedSheet(read.sheet.name, read.sheet.rows, read.layout.header_rows, marks)], kind=book.kind, source=source))


def _reach(session: Session, actor: Actor) -> set[int]:
    return {unit_id for post in actor.posts if post.grants(Permission.UNIT_MANAGE) for unit_id in subtree_ids(session, post.path)}
