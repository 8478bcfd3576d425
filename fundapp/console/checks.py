"""Every invariant of every room: reckoned in the background over the whole installation, shown to each within what they see."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy.orm import Session

from fundapp.access import check as access
from fundapp.access.actor import Actor
from fundapp.advances import check as advances
from fundapp.bank import check as bank
from fundapp.bank import settlement_check as settlements
from fundapp.cases import check as cases
from fundapp.cash import check as cash
from fundapp.documents import check as documents
from fundapp.gifts import check as gifts
from fundapp.help import check as help_given
from fundapp.households import check as households
from fundapp.housing import check as housing
from fundapp.intake import check as intake
from fundapp.jobs import queries as job_queries
from fundapp.jobs import service as jobs
from fundapp.jobs.models import Job
from fundapp.kernel.checks import Fault, Invariant
from fundapp.kernel.crypto import SealBroken
from fundapp.kernel.db import Database, Scope
from fundapp.kernel.labels import Text, _
from fundapp.ledger import check as ledger
from fundapp.loans import check as lent
from fundapp.loans import contract_check as contracts
from fundapp.loans import employment_check as employment
from fundapp.loans import provision_check as provisions
from fundapp.orgs import check as orgs
from fundapp.payments import check as payments
from fundapp.regulations import check as regulations
from fundapp.relief import check as relief
from fundapp.stock import check as stock
from fundapp.takeover import check as takeover

CHECK_JOB = "console.check"
EVERYTHING = Scope.everything("an invariant holds over all units or not at all; rows are shown within each reader's scope")
KNOWN_TO_ALL = "whether the invariants hold is told to everybody who may read it, whoever asked"
# When nobody works; the morning begins with what the night has found.
AT_NIGHT = time(2, 0)
# What reading a row raises when raw SQL has put into it what the program never writes.
UNREADABLE = (SealBroken, ValueError, LookupError, TypeError, AttributeError)
# So many rows are named for the units of each; the others are counted.
NAMED = 20
ROOMS: tuple[tuple[Text, Callable[[Session], list[Invariant]]], ...] = (
    (_("đơn vị"), orgs.invariants),
    (_("người dùng"), access.invariants),
    (_("sổ quỹ"), ledger.invariants),
    (_("quỹ tiền mặt và kiểm kê"), cash.invariants),
    (_("hàng, quà bằng hiện vật"), stock.invariants),
    (_("hộ gia đình"), households.invariants),
    (_("hỗ trợ đã nhận"), help_given.invariants),
    (_("văn bản và niêm phong"), documents.invariants),
    (_("hồ sơ"), cases.invariants),
    (_("chi tiền"), payments.invariants),
    (_("tạm ứng"), advances.invariants),
    (_("sao kê ngân hàng"), bank.invariants),
    (_("đối chiếu ngân hàng"), settlements.invariants),
    (_("danh sách tải lên"), intake.invariants),
    (_("sổ cũ"), takeover.invariants),
    (_("Mái ấm"), housing.invariants),
    (_("thăm hỏi, trợ cấp"), relief.invariants),
    (_("khế ước vay"), contracts.invariants),
    (_("tiền cho vay"), lent.invariants),
    (_("dự phòng cho vay"), provisions.invariants),
    (_("vốn vay việc làm"), employment.invariants),
    (_("quà tặng"), gifts.invariants),
    (_("quy chế"), regulations.invariants),
)


def invariants(session: Session) -> list[Invariant]:
    """Every invariant of the books and of the workflow."""
    return [invariant for name, room in ROOMS for invariant in of_room(session, name, room)]


def of_room(session: Session, name: Text, room: Callable[[Session], list[Invariant]]) -> list[Invariant]:
    """The invariants of a room. A cell that nobody can read any more (seal broken, a day that is none) is a fault of its own: it hides no other room's."""
    try:
        return room(session)
    except UNREADABLE as problem:
        words = _("phòng “%(room)s” không tính lại được: %(kind)s, %(what)s", room=name, kind=type(problem).__name__, what=str(problem)[:200])
        code = f"Z.{room.__module__.removeprefix('fundapp.')}"
        return [Invariant(code, _("Mọi ô dữ liệu đọc được"), 0, [Fault(words)])]


@jobs.runner(CHECK_JOB, nightly=AT_NIGHT, apart=True)
def run(db: Database, job_id: int) -> dict[str, Any]:
    """Reckon every invariant at one moment, room by room; what each found is the result of the job."""
    found: list[dict[str, Any]] = []
    with db.moment(EVERYTHING) as session:
        for done, (name, room) in enumerate(ROOMS):
            jobs.progress(db, job_id, done=done, total=len(ROOMS), message=str(_("Đang tính lại: %(room)s", room=name)))
            found += [kept(invariant) for invariant in of_room(session, name, room)]
    jobs.progress(db, job_id, done=len(ROOMS), total=len(ROOMS))
    return {"invariants": found}


def kept(invariant: Invariant) -> dict[str, Any]:
    """An invariant as the job keeps it: its faults under the units whose rows they are, the first of them by name."""
    groups: dict[tuple[int, ...], list[str]] = defaultdict(list)
    for fault in invariant.wrong:
        groups[getattr(fault, "unit_ids", ())].append(str(fault))
    faults = [{"units": list(units), "count": len(lines), "named": lines[:NAMED]} for units, lines in groups.items()]
    return {"code": invariant.code, "name": str(invariant.name), "rows": invariant.rows, "faults": faults}


@dataclass(frozen=True)
class Shown:
    """One invariant for one reader: the faults in sight by name, then how many more are in sight, and how many out of it."""

    code: str
    name: str
    rows: int
    named: list[str]
    unnamed: int
    elsewhere: int

    @property
    def faults(self) -> int:
        return len(self.named) + self.unnamed + self.elsewhere

    @property
    def ok(self) -> bool:
        return not self.faults


def shown(kept_one: dict[str, Any], scope: Scope) -> Shown:
    """What a reader with this scope is told of an invariant."""
    mine = [group for group in kept_one["faults"] if scope.holds(group["units"])]
    named = [line for group in mine for line in group["named"]][:NAMED]
    in_sight = sum(group["count"] for group in mine)
    whole = sum(group["count"] for group in kept_one["faults"])
    return Shown(kept_one["code"], kept_one["name"], kept_one["rows"], named, in_sight - len(named), whole - in_sight)


@dataclass(frozen=True)
class Result:
    """The last finished look at every invariant, for one reader."""

    at: datetime
    took: timedelta
    invariants: list[Shown]

    @property
    def broken(self) -> list[Shown]:
        return [one for one in self.invariants if not one.ok]

    @property
    def rows(self) -> int:
        return sum(one.rows for one in self.invariants)


def last(session: Session, scope: Scope) -> Result | None:
    """The last finished look."""
    job = job_queries.newest(session, CHECK_JOB, "done", why=KNOWN_TO_ALL)
    if job is None or job.started_at is None or job.ended_at is None:
        return None
    return Result(job.started_at, job.ended_at - job.started_at, [shown(one, scope) for one in job.result["invariants"]])


def under_way(session: Session) -> Job | None:
    """The look that waits or runs."""
    return job_queries.newest(session, CHECK_JOB, "waiting", "running", why=KNOWN_TO_ALL)


def failed_since(session: Session) -> Job | None:
    """The last look, when it came to no end."""
    job = job_queries.newest(session, CHECK_JOB, "done", "failed", why=KNOWN_TO_ALL)
    return job if job is not None and job.state == "failed" else None


def ask(session: Session, *, by: Actor | None) -> Job:
    """Ask for a new look, unless one is under way."""
    return under_way(session) or jobs.enqueue(session, kind=CHECK_JOB, payload={}, by=by, unit_id=None)
