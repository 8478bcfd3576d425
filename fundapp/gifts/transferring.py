"""The transfers of many decided lists ordered at once, each list as it was seen and each name by itself; what cannot be costs no other."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.access.models import User
from fundapp.access.queries import actor_of
from fundapp.gifts.models import GiftList, GiftPayment
from fundapp.gifts.queries.paying import dues
from fundapp.gifts.service.paying import NOBODY, WHY, order_transfers
from fundapp.gifts.service.refusals import GiftRefused
from fundapp.jobs import service as jobs
from fundapp.jobs.models import Job
from fundapp.kernel import clock
from fundapp.kernel.db import Database, Scope
from fundapp.kernel.errors import Refusal, Stale
from fundapp.kernel.labels import _
from fundapp.kernel.money import dong
from fundapp.ledger.models import CashBox
from fundapp.orgs.models import Unit
from fundapp.payments.lifecycle import Act
from fundapp.payments.models import PaymentEvent, PaymentOrder
from fundapp.payments.together import Told, result_of

JOB = "gifts.transfers.together"
WHOSE = Scope.everything("the job runner looks up what is to be ordered")
# So many orders in one transaction: nobody else writes on SQLite meanwhile.
AT_ONCE = 50
# So many names of a list are told one by one.
NAMED = 100


def transfer_together(session: Session, rows: Sequence[tuple[int, int]], *, box: CashBox, by: Actor) -> Job:
    """Have the transfers of many lists ordered out of one account of the unit that decided them, each list as it was seen."""
    payload = {"box_id": box.id, "rows": [list(row) for row in rows]}
    return jobs.enqueue(session, kind=JOB, payload=payload, by=by, unit_id=by.home.unit_id if by.home else None)


@jobs.runner(JOB)
def transfer_each(db: Database, job_id: int) -> dict[str, Any]:
    """Order the transfers of the lists of a job, a few names in each transaction; begun anew, it leaves alone whoever has an order already."""
    with db.reading(WHOSE) as session:
        job = session.get_one(Job, job_id)
        asked, actor = dict(job.payload), actor_of(session, session.get_one(User, job.user_id), on=clock.today())
    told: list[Told] = []
    for done, (list_id, seen) in enumerate(asked["rows"], 1):
        told += _of_list(db, job_id, list_id, seen, asked["box_id"], actor)
        jobs.progress(db, job_id, done=done, total=len(asked["rows"]))
    return result_of(told)


def _of_list(db: Database, job_id: int, list_id: int, seen: int, box_id: int, actor: Actor) -> list[Told]:
    with db.reading(actor.scope) as session:
        gift_list = session.get(GiftList, list_id)
        if gift_list is None or not actor.can("payment:make", gift_list.decider_unit_id):
            return [Told("", "–", 0, str(_("Danh sách này không còn ở đây, hoặc bạn không còn giữ việc này.")))]
        subject, code, version = gift_list.subject, gift_list.code, gift_list.version
        name = f"{code} · {session.get_one(Unit, gift_list.unit_id).short_name}"
        ready = [due.row.id for due in dues(session, gift_list, clock.today()) if due.problem is None]
    refused: list[Told] = []
    try:
        if version != seen:
            raise Stale
        for at in range(0, len(ready), AT_ONCE):
            with db.transaction(actor.scope) as session:
                found = order_transfers(
                    session, session.get_one(GiftList, list_id), box=session.get_one(CashBox, box_id), row_ids=ready[at : at + AT_ONCE],
                    by=actor, on=clock.today(),
                )
                refused += [Told(subject, f"{code} · {who}", 0, str(why)) for who, why in found.left_out]
    except Refusal as refusal:
        refused.append(Told(subject, name, 0, str(refusal.message)))
    with db.reading(actor.scope) as session:
        number, amount = _made(session, list_id, actor, session.get_one(Job, job_id))
    if number:
        return [Told(subject, str(_("%(name)s · %(n)s người", name=name, n=dong(number))), amount), *_named(refused, name, subject)]
    return _named(refused, name, subject) or [Told(subject, name, 0, str(GiftRefused(NOBODY).message))]


def _made(session: Session, list_id: int, actor: Actor, job: Job) -> tuple[int, int]:
    """How many orders of a list this very job has made, also before it was cut off and begun anew, and their sum in đồng."""
    query = (
        select(func.count(), func.coalesce(func.sum(PaymentOrder.amount), 0)).select_from(GiftPayment)
        .join(PaymentOrder, PaymentOrder.id == GiftPayment.order_id).join(PaymentEvent, PaymentEvent.order_id == PaymentOrder.id)
        .where(GiftPayment.list_id == list_id, PaymentEvent.act == Act.MAKE.value, PaymentEvent.by_id == actor.user_id, PaymentEvent.at >= job.asked_at)
    )
    number, amount = session.execute(query.execution_options(all_units=WHY)).one()
    return int(number), int(amount)


def _named(refused: list[Told], name: str, subject: str) -> list[Told]:
    more = len(refused) - NAMED
    told = str(_("Và %(n)s người nữa; xem ở trang chuyển khoản của danh sách.", n=dong(more)))
    return refused if more <= 0 else [*refused[:NAMED], Told(subject, name, 0, told)]
