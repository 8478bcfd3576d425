"""Reads of payment lists: what may go into one, its lines, what waits."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.jobs.models import Job
from fundapp.kernel.labels import _
from fundapp.kernel.money import dong
from fundapp.payments.batching import BatchState, LineState, batch_label
from fundapp.payments.lifecycle import TRANSFER, State
from fundapp.payments.models import (
    PayeeAccount,
    PayeeCallBack,
    PaymentBatch,
    PaymentBatchLine,
    PaymentBatchResult,
    PaymentOrder,
)
from fundapp.web.waiting import Waiting

APPROVAL_JOB = "payments.approval"
ANY_LIST = "an order lies in one list at most, whoever looks"
LIVE = PaymentBatchLine.state == LineState.LIVE.value


@dataclass(frozen=True)
class Standing:
    """How many lines of one state a list has, and their sum in đồng."""

    count: int = 0
    amount: int = 0


def batches() -> Select[PaymentBatch]:
    """Select lists in sight, for a list that pages by key."""
    return select(PaymentBatch)


def ready_for(session: Session, box_id: int, limit: int | None = None) -> list[PaymentOrder]:
    """Transfers out of one bank account that are approved and lie in no list, oldest first."""
    return list(session.scalars(select(PaymentOrder).where(_is_ready(), PaymentOrder.from_box_id == box_id).order_by(PaymentOrder.id).limit(limit)))


def ready_ids(session: Session, box_id: int, limit: int) -> list[int]:
    """The ids of the oldest of them."""
    return list(session.scalars(select(PaymentOrder.id).where(_is_ready(), PaymentOrder.from_box_id == box_id).order_by(PaymentOrder.id).limit(limit)))


def ready_sums(session: Session, box_ids: Sequence[int], limit: int) -> dict[int, Standing]:
    """Count and sum of what `ready_ids` gives of each bank account."""
    found = {}
    for box_id in box_ids:
        oldest = select(PaymentOrder.amount).where(_is_ready(), PaymentOrder.from_box_id == box_id).order_by(PaymentOrder.id).limit(limit).subquery()
        row = session.execute(select(func.count().label("orders"), func.coalesce(func.sum(oldest.c.amount), 0).label("amount")).select_from(oldest)).one()
        found[box_id] = Standing(row.orders, int(row.amount))
    return found


def _is_ready() -> ColumnElement[bool]:
    listed = select(PaymentBatchLine.order_id).where(LIVE)
    return and_(PaymentOrder.method == TRANSFER, PaymentOrder.state == State.CHECKED.value, PaymentOrder.id.not_in(listed))


def lines_of(batch_id: int) -> Select[PaymentBatchLine]:
    """Select the lines of a list, for a list that pages by key."""
    return select(PaymentBatchLine).where(PaymentBatchLine.batch_id == batch_id)


def sheet_of(session: Session, batch: PaymentBatch) -> Iterator[Any]:
    """All lines of a list that were not taken out, in their order, with their accounts; read in parts."""
    columns = (
        PaymentBatchLine.position, PaymentOrder.code, PayeeAccount.holder_name, PayeeAccount.bank_code, PayeeAccount.account_tail, PaymentBatchLine.amount,
        PaymentBatchLine.state, PaymentBatchLine.settled_on, PaymentBatchLine.reason,
    )
    query = (
        select(*columns).join(PaymentOrder, PaymentOrder.id == PaymentBatchLine.order_id).join(PayeeAccount, PayeeAccount.id == PaymentOrder.payee_account_id)
        .where(PaymentBatchLine.batch_id == batch.id, PaymentBatchLine.state != LineState.REMOVED.value).order_by(PaymentBatchLine.position)
    )
    yield from session.execute(query.execution_options(yield_per=1_000))


def orders_by_id(session: Session, ids: Sequence[int]) -> dict[int, PaymentOrder]:
    return {order.id: order for order in session.scalars(select(PaymentOrder).where(PaymentOrder.id.in_(ids)))}


def standings(session: Session, batch: PaymentBatch) -> dict[str, Standing]:
    """Count and sum of a list's lines by state."""
    return standings_of(session, [batch.id])[batch.id]


def standings_of(session: Session, batch_ids: Sequence[int]) -> dict[int, dict[str, Standing]]:
    """Count and sum of the lines of each of these lists by state."""
    query = (
        select(PaymentBatchLine.batch_id, PaymentBatchLine.state, func.count().label("lines"), func.sum(PaymentBatchLine.amount).label("amount"))
        .where(PaymentBatchLine.batch_id.in_(batch_ids)).group_by(PaymentBatchLine.batch_id, PaymentBatchLine.state)
    )
    found = {batch_id: {state.value: Standing() for state in LineState} for batch_id in batch_ids}
    for row in session.execute(query):
        found[row.batch_id][row.state] = Standing(row.lines, int(row.amount))
    return found


def batch_of(session: Session, order: PaymentOrder) -> tuple[PaymentBatch, PaymentBatchLine] | None:
    """The list in which an order lies live, or was settled last."""
    query = (
        select(PaymentBatch, PaymentBatchLine).join(PaymentBatchLine, PaymentBatchLine.batch_id == PaymentBatch.id)
        .where(PaymentBatchLine.order_id == order.id, PaymentBatchLine.state != LineState.REMOVED.value).order_by(PaymentBatchLine.id.desc()).limit(1)
    )
    row = session.execute(query.execution_options(all_units=ANY_LIST)).first()
    return None if row is None else (row[0], row[1])


def lists_of(session: Session, order_ids: Sequence[int]) -> dict[int, str]:
    """The list in which each of these orders lies live, by its number."""
    query = (
        select(PaymentBatchLine.order_id, PaymentBatch.year, PaymentBatch.number).join(PaymentBatch, PaymentBatch.id == PaymentBatchLine.batch_id)
        .where(PaymentBatchLine.order_id.in_(order_ids), LIVE)
    )
    return {row.order_id: batch_label(row.year, row.number) for row in session.execute(query.execution_options(all_units=ANY_LIST))}


def approval_job(session: Session, batch: PaymentBatch) -> Job | None:
    """The newest work that was asked to approve a list."""
    query = select(Job).where(Job.kind == APPROVAL_JOB, Job.unit_id == batch.unit_id).order_by(Job.id.desc()).limit(20)
    return next((one for one in session.scalars(query) if one.payload["batch_id"] == batch.id), None)


def results_of(session: Session, batch: PaymentBatch) -> list[PaymentBatchResult]:
    """The bank's answers to a list, newest first."""
    return list(session.scalars(select(PaymentBatchResult).where(PaymentBatchResult.batch_id == batch.id).order_by(PaymentBatchResult.id.desc())))


def too_new(session: Session, batch: PaymentBatch, on: date) -> list[str]:
    """Codes of the orders in a list whose account is new and for which nobody else has called back."""
    vouched = select(PayeeCallBack.account_id).where(PayeeCallBack.by_id != PaymentOrder.made_by_id, PayeeCallBack.account_id == PayeeAccount.id)
    query = (
        select(PaymentOrder.code).join(PaymentBatchLine, PaymentBatchLine.order_id == PaymentOrder.id)
        .join(PayeeAccount, PayeeAccount.id == PaymentOrder.payee_account_id)
        .where(PaymentBatchLine.batch_id == batch.id, LIVE, PayeeAccount.usable_on > on, ~vouched.exists()).order_by(PaymentOrder.id)
    )
    return list(session.scalars(query))


def batches_waiting(session: Session, actor: Actor) -> list[Waiting]:
    """Lists that wait for this actor: to be approved, or to be sent and answered."""
    checks, pays = actor.can("payment:check"), actor.can("payment:pay")
    states = [state for state, mine in ((BatchState.OPEN.value, checks), (BatchState.APPROVED.value, pays)) if mine]
    if not states:
        return []
    query = select(PaymentBatch).where(PaymentBatch.state.in_(states), PaymentBatch.made_by_id != actor.user_id).order_by(PaymentBatch.id)
    return [
        Waiting(
            act=_("Duyệt bảng kê") if batch.state == BatchState.OPEN else _("Gửi bảng kê, đọc kết quả ngân hàng"), title=batch.label,
            note=str(_("%(n)s đồng", n=dong(batch.total_amount))) if batch.total_amount else "", subject=batch.reference, since=batch.approved_at or batch.made_at,
        )
        for batch in session.scalars(query)
        if actor.can("payment:check" if batch.state == BatchState.OPEN else "payment:pay", batch)
    ]
