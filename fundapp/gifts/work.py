"""The long work of gift lists: read one that comes as a file and list its rows or hold them against the decided list; order the transfers of a whole list."""

import io
from typing import Any

from fundapp.access.models import User
from fundapp.access.policy import Permission
from fundapp.access.queries import actor_of
from fundapp.documents import files
from fundapp.documents import service as documents
from fundapp.documents.models import StoredFile
from fundapp.gifts.models import GiftLine, GiftList
from fundapp.gifts.queries import lists
from fundapp.gifts.row_list import GivenRow, RowList, as_printed, read_list
from fundapp.gifts.service.paying import TRANSFERS, order_transfers
from fundapp.gifts.service.receiving import JOB, take_rows
from fundapp.gifts.sheet import differences
from fundapp.jobs import service as jobs
from fundapp.jobs.models import Job
from fundapp.kernel import clock
from fundapp.kernel.db import Database
from fundapp.kernel.labels import _
from fundapp.ledger.models import CashBox
from fundapp.sheets import bad_rows
from fundapp.sheets.bad_rows import Mark, MarkedSheet
from fundapp.sheets.cells import Workbook
from fundapp.sheets.reader import read_workbook

SHOWN = 200
# So many orders in one transaction: nobody else writes on SQLite meanwhile.
ORDERED_AT_ONCE = 50


@jobs.runner(JOB)
def read_rows(db: Database, job_id: int) -> dict[str, Any]:
    """List the rows of an uploaded file, or tell where it differs from the decided list; what became of each is the job's result."""
    with db.reading(jobs.SCOPE) as session:
        job = session.get_one(Job, job_id)
        asked, user_id = dict(job.payload), job.user_id
        actor = actor_of(session, session.get_one(User, user_id), on=clock.today())
        stored = session.get_one(StoredFile, asked["file_id"])
        sha256, name = stored.sha256, stored.name
    content = files.read(sha256)
    book = read_workbook(content, name)
    read = read_list(book, clock.today())
    if asked["line_id"] is None:
        with db.reading(actor.scope) as session:
            own = list(lists.printed(session, session.get_one(GiftList, asked["list_id"])))
        found = differences(own, as_printed(read.rows))
        return {"verified": not found, "rows": len(read.rows), "listed": len(own), "differences": [str(line) for line in found]}
    with db.transaction(actor.scope) as session:
        gift_list = session.get_one(GiftList, asked["list_id"])
        taken = take_rows(session, gift_list, session.get_one(GiftLine, asked["line_id"]), read.rows, by=actor, on=clock.today())
        bad_id = None
        if taken.bad:
            shown = str(_("Dòng cần sửa – %(name)s.xlsx", name=name.rsplit(".", 1)[0]))
            marked = io.BytesIO(_marked(book, read, taken.bad, content))
            bad_id = documents.store(session, stream=marked, name=shown, unit_id=gift_list.unit_id, by=actor, opens_with=Permission.GIFT_LIST).id
    return {
        "rows": len(read.rows), "added": taken.added, "bad": len(taken.bad), "bad_file_id": bad_id,
        "lines": [
            {"row": row.number, "name": row.said("full_name"), "wrong": [{"title": one.title, "message": str(one.message)} for one in row.wrong]}
            for row in taken.bad[:SHOWN]
        ],
    }


@jobs.runner(TRANSFERS)
def order_all(db: Database, job_id: int) -> dict[str, Any]:
    """Order the transfers of a list, a few in each transaction; cut off and run again, it leaves alone whoever has an order already."""
    with db.reading(jobs.SCOPE) as session:
        job = session.get_one(Job, job_id)
        asked, actor = dict(job.payload), actor_of(session, session.get_one(User, job.user_id), on=clock.today())
    rows, made = list(asked["rows"]), 0
    left_out: list[tuple[str, str]] = []
    for at in range(0, len(rows), ORDERED_AT_ONCE):
        with db.transaction(actor.scope) as session:
            found = order_transfers(
                session, session.get_one(GiftList, asked["list_id"]), box=session.get_one(CashBox, asked["box_id"]), row_ids=rows[at : at + ORDERED_AT_ONCE],
                by=actor, on=clock.today(),
            )
            made += len(found.made)
            left_out += [(name, str(why)) for name, why in found.left_out]
        jobs.progress(db, job_id, done=min(at + ORDERED_AT_ONCE, len(rows)), total=len(rows))
    return {"made": made, "refused": len(left_out), "lines": left_out[:SHOWN]}


def _marked(book: Workbook, read: RowList, bad: list[GivenRow], source: bytes) -> bytes:
    facts = read.layout.facts
    marks = [
        Mark(
            row.number, tuple(sorted({facts[one.fact] for one in row.wrong if one.fact in facts})),
            "\n".join(one.title or str(_("Người này")) for one in row.wrong), "\n".join(str(one.message) for one in row.wrong),
        )
        for row in bad
    ]
    return bad_rows.build([MarkedSheet(read.sheet.name, read.sheet.rows, read.layout.header_rows, marks)], kind=book.kind, source=source)
