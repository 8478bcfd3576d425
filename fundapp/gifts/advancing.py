"""The money of many decided lists ordered at once, each as an advance to the unit that hands it out; a refused list costs no other."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.gifts.models import GiftList
from fundapp.gifts.queries.advancing import receiver_of
from fundapp.gifts.service.giving import order_advance
from fundapp.jobs import service as jobs
from fundapp.jobs.models import Job
from fundapp.kernel import clock
from fundapp.kernel.db import Database, Scope
from fundapp.kernel.errors import Stale
from fundapp.kernel.labels import _
from fundapp.orgs.models import Unit
from fundapp.payments import together
from fundapp.payments.models import PaymentOrder
from fundapp.payments.together import Told

JOB = "gifts.together"
WHOSE = Scope.everything("the job runner looks up what is to be ordered")


def order_together(session: Session, rows: Sequence[tuple[int, int]], *, by: Actor) -> Job:
    """Have the money of many lists ordered, each list as it was seen."""
    return jobs.enqueue(session, kind=JOB, payload={"rows": [list(row) for row in rows]}, by=by, unit_id=by.home.unit_id if by.home else None)


@jobs.runner(JOB)
def order_each(db: Database, job_id: int) -> dict[str, Any]:
    """Make the orders of a job, each on a savepoint of its own, and tell what came of each."""
    with db.reading(WHOSE) as session:
        rows = session.get_one(Job, job_id).payload["rows"]

    def one(session: Session, row: tuple[int, int], actor: Actor, job: Job) -> Told:
        gift_list = session.get(GiftList, row[0])
        if gift_list is None or not actor.can("payment:make", gift_list.decider_unit_id):
            return Told("", "–", 0, str(_("Danh sách này không còn ở đây, hoặc bạn không còn giữ việc này.")))
        name = f"{gift_list.code} · {session.get_one(Unit, gift_list.unit_id).short_name}"
        made = together.made_before(session, gift_list.subject, actor, job)
        if made is None:
            orders: list[PaymentOrder] = []
            problem = together.attempt(session, lambda: orders.append(_order(session, gift_list, row[1], actor)))
            if problem is not None:
                return Told(gift_list.subject, name, 0, str(problem))
            made = orders[0]
        return Told(made.reference, f"{name} · {made.code}", made.amount)

    return together.each(db, job_id, rows, one)


def _order(session: Session, gift_list: GiftList, seen: int, by: Actor) -> PaymentOrder:
    if gift_list.version != seen:
        raise Stale
    return order_advance(
        session, gift_list, payee_name=receiver_of(session, gift_list), payee_address=session.get_one(Unit, gift_list.unit_id).name[:120],
        reason=str(_("Tạm ứng trao quà theo danh sách %(code)s", code=gift_list.code)), by=by, on=clock.today(),
    )
