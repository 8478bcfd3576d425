"""Changing the key: a new one seals from now on, a job seals rows and files anew, the old one is given up once nothing bears it.

The job may be killed at any moment and run again: each batch of rows is one transaction, each file is replaced as a
whole, and what bears the newest key is passed over. What is read meanwhile opens under either key.
"""

import logging
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from fundapp import config
from fundapp.access.trail import record
from fundapp.documents import files
from fundapp.jobs import service as jobs
from fundapp.jobs.models import Job
from fundapp.kernel import crypto, sealed_files
from fundapp.kernel.db import Database, Scope
from fundapp.kernel.db.resealing import Place, Resealed, borne, places, reseal_some
from fundapp.kernel.errors import Refusal
from fundapp.kernel.labels import Text, _

RESEAL_JOB = "keys.reseal"
SCOPE = Scope.everything("a key seals the rows and files of every unit")
TOGETHER = 200
# Whoever sealed a row under the old key before the new one was there has long committed it after this time.
SETTLED_SECONDS = 600
HALF_MADE_SECONDS = 3600
log = logging.getLogger(__name__)
CUT_OFF = (Job.kind == RESEAL_JOB, Job.state.in_(("waiting", "running")))
Tell = Callable[[int, Text], None]


class KeyKept(Refusal):
    """A key that is still needed may not be given up."""


@dataclass(frozen=True)
class KeyStanding:
    """One key, and what lies sealed under it. `kid` is "" for what bears no key of this installation."""

    kid: str
    is_current: bool
    keeps_indexes: bool
    rows: int
    files: int


def standing(session: Session) -> list[KeyStanding]:
    """Say of every key what bears it."""
    ring = crypto.ring()
    rows: Counter[str] = Counter()
    for place in places():
        rows += borne(session, place, ring.ids)
    kept = Counter(kid if kid in ring.ids else "" for _path, kid in _files())
    kids = [*ring.ids, *([""] if rows[""] or kept[""] else [])]
    return [KeyStanding(kid, kid == ring.current, kid == ring.index_id, rows[kid], kept[kid]) for kid in kids]


def begin(db: Database) -> tuple[str, int]:
    """Ask for everything to be sealed under a new key; gives it and the job. A change that was cut off goes on without another key."""
    # Walking all files takes long, so what bears which key is counted before the writing transaction.
    with db.reading(SCOPE) as session:
        is_over = session.scalar(select(Job.id).where(*CUT_OFF).limit(1)) is None
        is_over = is_over and all(one.is_current or not (one.rows or one.files) for one in standing(session))
    kid = config.keys().add() if is_over else ""
    with db.transaction(SCOPE) as session:
        if kid:
            record(session, by=None, act="keys.add", subject="keys", details={"code": kid})
        session.execute(update(Job).where(*CUT_OFF).values(state="failed", message=str(_("Bị ngắt; công việc sau làm tiếp."))))
        job = jobs.enqueue(session, kind=RESEAL_JOB, payload={}, by=None, unit_id=None)
    return crypto.ring().current, job.id


def give_up(db: Database, kid: str) -> None:
    """Take a key out of the key file. Refuses the newest one, and one that something bears. Backups made before still need it."""
    with db.reading(SCOPE) as session:
        found = {one.kid: one for one in standing(session) if one.kid}
    if kid not in found:
        raise KeyKept(_("Không có khóa %(kid)s. Xem các khóa: ./manage keys.", kid=kid))
    if found[kid].is_current:
        raise KeyKept(_("%(kid)s là khóa đang dùng. Hãy thêm khóa mới trước: ./manage keys rotate.", kid=kid))
    if found[kid].rows or found[kid].files:
        raise KeyKept(
            _("Còn %(rows)s giá trị và %(files)s tệp niêm phong bằng khóa %(kid)s. Hãy mã hóa lại trước: ./manage keys rotate.",
              rows=found[kid].rows, files=found[kid].files, kid=kid)
        )
    if time.time() - config.keys().path.stat().st_mtime < SETTLED_SECONDS:
        raise KeyKept(_("Tệp khóa vừa thay đổi; có thể còn việc đang lưu bằng khóa cũ. Hãy làm lại sau %(n)s phút.", n=SETTLED_SECONDS // 60))
    config.keys().give_up(kid)
    with db.transaction(SCOPE) as session:
        record(session, by=None, act="keys.give_up", subject="keys", details={"code": kid})


@jobs.runner(RESEAL_JOB)
def run(db: Database, job_id: int) -> dict[str, Any]:
    """Seal everything anew that does not bear the newest key."""

    def tell(done: int, message: Text) -> None:
        log.info("%s", message)
        jobs.progress(db, job_id, done=done, message=str(message))

    return reseal(db, tell)


def reseal(db: Database, tell: Tell) -> dict[str, Any]:
    """Seal rows, then files anew; gives how many, and which do not open and so keep their key."""
    broken: list[str] = []
    rows = sum(_reseal_rows(db, place, broken, tell) for place in places())
    kept = _reseal_files(broken, tell)
    for line in broken:
        log.error("does not open, keeps its key: %s", line)
    return {"rows": rows, "files": kept, "broken": broken[:50], "broken_count": len(broken)}


def _reseal_rows(db: Database, place: Place, broken: list[str], tell: Tell) -> int:
    done, after = 0, 0
    while True:
        def some(session: Session, after: int = after) -> Resealed:
            return reseal_some(session, place, after=after, most=TOGETHER)

        made = db.retried(some, SCOPE)
        if made.last is None:
            return done
        after, done = made.last, done + made.done
        broken += [f"{place.name} {row_id}" for row_id in made.broken]
        tell(done, _("%(place)s: đã mã hóa lại %(n)s giá trị", place=place.name, n=done))


def _reseal_files(broken: list[str], tell: Tell) -> int:
    done = 0
    for path, kid in _files():
        if kid == crypto.ring().current:
            continue
        try:
            with path.open("rb") as file:
                files.write_sealed(path, sealed_files.opened(crypto.ring(), file, path.name))
        except crypto.SealBroken:
            broken.append(f"files/{path.name}")
            continue
        done += 1
        if done % TOGETHER == 0:
            tell(done, _("đã mã hóa lại %(n)s tệp", n=done))
    tell(done, _("đã mã hóa lại %(n)s tệp", n=done))
    return done


def _files() -> Iterator[tuple[Path, str]]:
    """Every kept file with the key that it bears ("" for what is no sealed file); what a killed process left half made is deleted."""
    for path in files.folder().glob("*/*/*"):
        if path.name.startswith(files.NEW):
            if time.time() - path.stat().st_mtime > HALF_MADE_SECONDS:
                path.unlink(missing_ok=True)
            continue
        try:
            with path.open("rb") as file:
                yield path, sealed_files.key_of_file(file)
        except crypto.SealBroken:
            yield path, ""
