"""The long work: read a file in the child and try it out on the books, then, once a second person says so, post it in one transaction."""

import io
from typing import Any

from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.access.models import User
from fundapp.access.policy import Permission
from fundapp.access.queries import actor_of
from fundapp.documents import files
from fundapp.documents import service as documents
from fundapp.documents.models import StoredFile
from fundapp.jobs import service as jobs
from fundapp.jobs.models import Job
from fundapp.kernel import clock
from fundapp.kernel.certain import surely
from fundapp.kernel.db import Database, Scope
from fundapp.kernel.errors import Refusal
from fundapp.kernel.labels import _
from fundapp.kernel.money import dong
from fundapp.ledger.models import Book
from fundapp.sheets import bad_rows
from fundapp.sheets import service as sheets
from fundapp.sheets.bad_rows import Mark, MarkedSheet
from fundapp.sheets.cells import Workbook
from fundapp.sheets.layout import Layout
from fundapp.sheets.reader import read_workbook
from fundapp.takeover import journal, messages, openings, queries, service, words
from fundapp.takeover.books import Bad, Ground, Result
from fundapp.takeover.models import Takeover
from fundapp.takeover.rows import BooksRefused, Table, find_tables, rows_of
from fundapp.takeover.service import POST_JOB, READ_JOB

JOB = Scope.everything("the job runner looks up whose work this is")
# All of a file is posted in one transaction, in which nobody else can write to these funds (to none, on SQLite).
MOST_ENTRIES, MOST_ROWS, MOST_SAID = 2000, 20_000, 200


def _asked(db: Database, job_id: int) -> tuple[int, Actor]:
    """Give the file of a job, and who asked for it with today's posts: the work sees no more than its asker."""
    with db.reading(JOB) as session:
        job = session.get_one(Job, job_id)
        return int(job.payload["takeover_id"]), actor_of(session, session.get_one(User, job.user_id), on=clock.today())


@jobs.runner(READ_JOB)
def read_file(db: Database, job_id: int) -> dict[str, Any]:
    """Read an uploaded file and keep what was understood; nothing of it is in the books yet."""
    takeover_id, actor = _asked(db, job_id)
    return read(db, takeover_id, actor)


@jobs.runner(POST_JOB)
def post_file(db: Database, job_id: int) -> dict[str, Any]:
    """Post a file that a second person has looked at."""
    takeover_id, actor = _asked(db, job_id)
    return post(db, takeover_id, actor)


def read(db: Database, takeover_id: int, actor: Actor) -> dict[str, Any]:
    """Read in the child outside any transaction, judge, try out on the books and undo that, keep the outcome in one short act."""
    with db.reading(actor.scope) as session:
        takeover = session.get_one(Takeover, takeover_id)
        if takeover.state != words.WAITING:
            return {}
        sha256 = session.get_one(StoredFile, takeover.file_id).sha256
        remembered = sheets.remembered(session, takeover.unit_id, words.VOCABULARIES[takeover.kind].name)
        ground = queries.ground_of(session, takeover)
    try:
        content = files.read(sha256)
        book = read_workbook(content, takeover.file_name)
        tables = find_tables(book, takeover.kind, remembered)
        result = judge(takeover, ground, book, tables)
    except Refusal as refusal:
        layout = refusal.layout if isinstance(refusal, BooksRefused) else None
        with db.transaction(actor.scope) as session:
            row = session.get_one(Takeover, takeover_id)
            service.refuse(session, row, message=str(refusal.message), understood={} if layout is None else layout_of(layout))
        return {}
    if not result.bad:
        result.bad += _tried(db, takeover_id, result, actor)
    marked = marks_of(result, book, tables, content)
    with db.transaction(actor.scope) as session:
        row = session.get_one(Takeover, takeover_id)
        known = queries.known_references(session, result.entries)
        kept = None
        if marked is not None:
            name = str(_("Dòng cần sửa – %(name)s.xlsx", name=row.file_name.rsplit(".", 1)[0]))
            kept = documents.store(session, stream=marked, name=name, unit_id=row.unit_id, by=actor, opens_with=Permission.TAKEOVER_READ)
        service.keep(
            session, row, result.entries, known=known, understood=understood_of(result, tables, known), bad=len(result.bad), bad_file_id=kept.id if kept else None
        )
    return {"entries": len(result.entries), "bad": len(result.bad)}


def judge(takeover: Takeover, ground: Ground, book: Workbook, tables: list[Table]) -> Result:
    """Turn rows into entries and bad rows; raises BooksRefused when there is nothing, or too much for one file."""
    reading: Any
    if takeover.kind == words.OPENING:
        reading = openings.Reading(ground, surely(takeover.opened_on, "day of the opening balances"))
    else:
        reading = journal.Reading(ground, takeover.year)
    for row in rows_of(book, tables):
        reading.take(row)
        if reading.result.rows > MOST_ROWS:
            said = _("Tệp có hơn %(most)s dòng có số liệu. Hãy chia thành nhiều tệp, ví dụ theo quỹ hoặc theo tháng.", most=dong(MOST_ROWS))
            raise BooksRefused(said, tables[0].layout)
    result: Result = reading.finish()
    if not result.rows:
        raise BooksRefused(_("Tệp chưa có dòng nào có số tiền."), tables[0].layout)
    if len(result.entries) > MOST_ENTRIES:
        raise BooksRefused(_("Tệp có hơn %(most)s bút toán. Hãy chia thành nhiều tệp, ví dụ theo quỹ hoặc theo tháng.", most=dong(MOST_ENTRIES)), tables[0].layout)
    return result


def _tried(db: Database, takeover_id: int, result: Result, actor: Actor) -> list[Bad]:
    """What the ledger itself would refuse, found out by posting everything and undoing it."""
    session = db.session(write=True, scope=actor.scope)
    try:
        takeover = session.get_one(Takeover, takeover_id)
        service.check_year(session, takeover, sorted({one.book_id for one in result.entries}))
        return [Bad(one.sheet, one.row, "amount", "ledger", said) for one, said in service.try_out(session, takeover, result.entries, by=actor)]
    except Refusal as refusal:
        first = result.entries[0]
        return [Bad(first.sheet, first.row, "on", "ledger", str(refusal.message))]
    finally:
        session.rollback()
        session.close()


def marks_of(result: Result, book: Workbook, tables: list[Table], content: bytes) -> io.BytesIO | None:
    """The bad rows in the sender's own file."""
    if not result.bad:
        return None
    cells = {sheet.name: sheet.rows for sheet in book.sheets}
    layouts = {table.name: table.layout for table in tables}
    pages = {name: MarkedSheet(name, cells[name], layout.header_rows) for name, layout in layouts.items()}
    by_row: dict[tuple[str, int], list[Bad]] = {}
    for bad in result.bad:
        by_row.setdefault((bad.sheet, bad.row), []).append(bad)
    for (sheet, number), found in by_row.items():
        columns = tuple(sorted({layouts[sheet].facts[bad.fact] for bad in found if bad.fact in layouts[sheet].facts}))
        pages[sheet].marks.append(
            Mark(number, columns, "\n".join(str(messages.reason(bad)) for bad in found), "\n".join(str(messages.hint(bad)) for bad in found))
        )
    return io.BytesIO(bad_rows.build(list(pages.values()), kind=book.kind, source=content))


def layout_of(layout: Layout) -> dict[str, Any]:
    """What the columns were understood as."""
    columns = [
        {"letter": one.letter, "label": f"{one.group} – {one.label}" if one.group and one.group != one.label else one.label, "fact": one.fact or ""}
        for one in layout.columns
    ]
    return {"columns": columns, "fingerprint": layout.fingerprint}


def understood_of(result: Result, tables: list[Table], known: set[tuple[int, str]]) -> dict[str, Any]:
    """Counts and sums, and what is wrong row by row; no narration."""
    funds: dict[int, list[int]] = {}
    for one in result.entries:
        sums = funds.setdefault(one.book_id, [0, 0, 0])
        sums[0] += 1
        sums[1] += one.amount
        sums[2] += one.amount - one.difference
    return {
        **layout_of(tables[0].layout), "sheets": [table.name for table in tables], "rows": result.rows, "sums": result.sums, "entries": len(result.entries),
        "fresh": sum((one.book_id, one.reference) not in known for one in result.entries),
        "funds": [{"book_id": book_id, "entries": sums[0], "debit": sums[1], "credit": sums[2]} for book_id, sums in funds.items()],
        "bad": [
            {"sheet": bad.sheet, "row": bad.row, "column": words.title(bad.fact), "reason": str(messages.reason(bad)), "hint": str(messages.hint(bad))}
            for bad in result.bad[:MOST_SAID]
        ],
    }


def post(db: Database, takeover_id: int, actor: Actor) -> dict[str, Any]:
    """Post a whole file in one transaction; then close the year fund by fund, which may be done by hand where it is refused.

    Cut off between the two and begun anew, it goes on with the second.
    """
    on, fresh = clock.today(), 0
    with db.reading(actor.scope) as session:
        state = session.get_one(Takeover, takeover_id).state
    if state not in (words.POSTING, words.POSTED):
        return {}
    try:
        if state == words.POSTING:
            fresh = db.retried(lambda session: service.post_all(session, session.get_one(Takeover, takeover_id), by=actor, on=on), actor.scope)
    except Refusal as refusal:
        said = str(refusal.message)
        with db.transaction(actor.scope) as session:
            service.failed(session, session.get_one(Takeover, takeover_id), said)
        return {"refused": said}
    _close(db, takeover_id, actor)
    return {"entries": fresh}


def _close(db: Database, takeover_id: int, actor: Actor) -> None:
    with db.reading(actor.scope) as session:
        takeover = session.get_one(Takeover, takeover_id)
        maker = actor_of(session, session.get_one(User, takeover.uploaded_by_id), on=clock.today())
        book_ids = [fund["book_id"] for fund in takeover.understood["funds"]] if takeover.closes else []
    left: list[str] = []
    for book_id in book_ids:
        try:
            with db.transaction(actor.scope) as session:
                book = session.get_one(Book, book_id)
                if not service.close_months(session, book, takeover.year, asked_by=maker, by=actor, on=clock.today()):
                    left.append(book.name)
        except Refusal as refusal:
            _say(db, takeover_id, actor, str(_("Đã ghi sổ, nhưng chưa khóa được năm %(year)s: %(why)s", year=takeover.year, why=refusal.message)))


    if left:
        funds = ", ".join(left)
        said = _("Đã ghi sổ; tháng 12 còn mở vì thu, chi chưa kết chuyển: %(funds)s. Hãy kết chuyển ở trang Năm kế toán của quỹ rồi khóa tháng 12.", funds=funds)
        _say(db, takeover_id, actor, str(said))


def _say(db: Database, takeover_id: int, actor: Actor, message: str) -> None:
    def tell(session: Session) -> None:
        session.get_one(Takeover, takeover_id).message = message

    db.retried(tell, actor.scope)
