"""The long work of settling: many sure proposals confirmed, some in each transaction, so that nobody else's writing waits for all of them."""

from contextlib import suppress
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from fundapp.access.models import User
from fundapp.access.queries import actor_of
from fundapp.bank.models import Settlement
from fundapp.bank.settlement_kinds import SettlementState
from fundapp.bank.settling import SettlingRefused, confirm
from fundapp.bank.settling.confirming import CONFIRM_JOB
from fundapp.jobs import service as jobs
from fundapp.jobs.models import Job
from fundapp.kernel import clock
from fundapp.kernel.db import Database, Scope
from fundapp.kernel.labels import _
from fundapp.kernel.money import dong
from fundapp.ledger.models import CashBox

JOB = Scope.everything("the job runner looks up whose work this is")
AT_ONCE = 100


@jobs.runner(CONFIRM_JOB)
def confirm_all(db: Database, job_id: int) -> dict[str, Any]:
    """Confirm what was shown, part by part; a part that has changed since is left whole. Cut off and run again, it goes on where it stopped."""
    with db.reading(JOB) as session:
        job = session.get_one(Job, job_id)
        actor = actor_of(session, session.get_one(User, job.user_id), on=clock.today())
        account_id, marks = int(job.payload["account_id"]), [(int(number), str(mark)) for number, mark in job.payload["marks"]]
    done = 0
    for at in range(0, len(marks), AT_ONCE):
        part = dict(marks[at : at + AT_ONCE])

        def act(session: Session, part: dict[int, str] = part) -> int:
            waiting = select(Settlement.id).where(Settlement.id.in_(part), Settlement.state == SettlementState.PROPOSED.value)
            left = {number: part[number] for number in session.scalars(waiting)}
            return confirm(session, session.get_one(CashBox, account_id), left, by=actor) if left else 0

        # Refused is a part that has changed since; it is told as left.
        with suppress(SettlingRefused):
            done += db.retried(act, actor.scope)
        reached = min(at + AT_ONCE, len(marks))
        said = str(_("Đã xem %(done)s trên %(total)s đề xuất", done=dong(reached), total=dong(len(marks))))
        jobs.progress(db, job_id, done=reached, total=len(marks), message=said)
    return {"confirmed": done, "left": len(marks) - done}
