"""One act on many orders: each all or nothing by itself, with what came of it; a refused one costs no other. Long, so it is a job."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.access.models import User
from fundapp.access.queries import actor_of
from fundapp.jobs import service as jobs
from fundapp.jobs.models import Job
from fundapp.kernel import clock
from fundapp.kernel.db import Database, Scope
from fundapp.kernel.errors import Refusal
from fundapp.kernel.labels import Text, _
from fundapp.payments import service
from fundapp.payments.lifecycle import CHECKER, SIGNER, Act
from fundapp.payments.models import PaymentEvent, PaymentOrder
from fundapp.payments.service import PaymentRefused

JOB = "payments.together"
WHOSE = Scope.everything("the job runner looks up whose work this is")
MOST_AT_ONCE, IN_ONE_TRANSACTION = 500, 25
ACTS: dict[str, tuple[str, Callable[..., PaymentOrder]]] = {Act.CHECK.value: (CHECKER, service.check_order), Act.SIGN.value: (SIGNER, service.sign_order)}


@dataclass(frozen=True)
class Told:
    """What came of one row: the page that shows it, its name, its amount in đồng, and why it was refused ("": done)."""

    subject: str
    name: str
    amount: int
    problem: str = ""


def chosen(values: Iterable[str], most: int = MOST_AT_ONCE) -> list[tuple[int, int]]:
    """Read what a page's boxes sent, each "id:version seen". Refuses nothing chosen, and more than one act takes."""
    pairs = [value.partition(":")[::2] for value in values]
    found = sorted({(int(row), int(seen)) for row, seen in pairs if _is_number(row) and _is_number(seen)})
    if not found:
        raise PaymentRefused(_("Hãy chọn ít nhất một dòng."))
    if len(found) > most:
        raise PaymentRefused(_("Mỗi lần làm nhiều nhất %(most)s dòng. Hãy bỏ bớt rồi làm tiếp sau.", most=most))
    return found


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10


def act_together(session: Session, act: Act, rows: Sequence[tuple[int, int]], *, by: Actor) -> Job:
    """Have one act done on many orders, each as it was seen."""
    payload = {"act": act.value, "rows": [list(row) for row in rows]}
    return jobs.enqueue(session, kind=JOB, payload=payload, by=by, unit_id=by.home.unit_id if by.home else None)


def each(db: Database, job_id: int, rows: Sequence[Any], one: Callable[[Session, Any, Actor, Job], Told]) -> dict[str, Any]:
    """Do `one` on each row on a savepoint of its own, a few in each transaction; `one` raises a refusal or says what it did."""
    with db.reading(WHOSE) as session:
        job = session.get_one(Job, job_id)
        actor = actor_of(session, session.get_one(User, job.user_id), on=clock.today())
    told: list[Told] = []
    for part in _parts(rows):
        with db.transaction(actor.scope) as session:
            told += [one(session, row, actor, job) for row in part]
        jobs.progress(db, job_id, done=len(told), total=len(rows))
    return result_of(told)


def result_of(told: Iterable[Told]) -> dict[str, Any]:
    """What a job on many keeps of its rows, as `told_of` reads it."""
    return {"told": [[row.subject, row.name, row.amount, row.problem] for row in told]}


def told_of(job: Job) -> list[Told]:
    """What came of each row of an act on many that has ended, those refused first."""
    rows = [Told(*row) for row in job.result.get("told", ())]
    return sorted(rows, key=lambda row: not row.problem)


@jobs.runner(JOB)
def act_on_each(db: Database, job_id: int) -> dict[str, Any]:
    """Check or sign the orders of a job."""
    with db.reading(WHOSE) as session:
        payload = session.get_one(Job, job_id).payload
    permission, do = ACTS[payload["act"]]

    def one(session: Session, row: tuple[int, int], actor: Actor, job: Job) -> Told:
        order = session.get(PaymentOrder, row[0])
        if order is None or not actor.can(permission, order):
            return Told("", "–", 0, str(_("Đề nghị chi này không còn ở đây, hoặc bạn không còn giữ việc này.")))
        told = Told(order.reference, f"{order.code} · {order.payee_name}", order.amount)
        if _is_done(session, order, payload["act"], actor, job):
            return told
        problem = attempt(session, lambda: do(session, order, version=row[1], by=actor, on=clock.today()))
        return Told(told.subject, told.name, told.amount, str(problem or ""))

    return each(db, job_id, payload["rows"], one)


def attempt(session: Session, do: Callable[[], Any]) -> Text | None:
    """Do something on a savepoint; give why it was refused, None when it was done."""
    try:
        with session.begin_nested():
            do()
    except Refusal as refusal:
        return refusal.message
    return None


def made_before(session: Session, subject: str, actor: Actor, job: Job) -> PaymentOrder | None:
    """The order of a subject that this very job made before it was cut off and begun anew."""
    made = select(PaymentOrder).join(PaymentEvent, PaymentEvent.order_id == PaymentOrder.id).where(
        PaymentOrder.subject == subject, PaymentEvent.act == Act.MAKE.value, PaymentEvent.by_id == actor.user_id, PaymentEvent.at >= job.asked_at
    )
    return session.scalar(made.limit(1))


def _is_done(session: Session, order: PaymentOrder, act: str, actor: Actor, job: Job) -> bool:
    """Say whether this very job did it before it was cut off and begun anew."""
    done = select(PaymentEvent.id).where(
        PaymentEvent.order_id == order.id, PaymentEvent.act == act, PaymentEvent.by_id == actor.user_id, PaymentEvent.at >= job.asked_at
    )
    return session.scalar(done.limit(1)) is not None


def _parts(rows: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for at in range(0, len(rows), IN_ONE_TRANSACTION):
        yield rows[at : at + IN_ONE_TRANSACTION]
