"""Payment lists: made, approved by somebody else and then frozen, sent to the bank as one file, given up."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.access.trail import record
from fundapp.documents import service as documents
from fundapp.jobs import service as jobs
from fundapp.jobs.models import Job
from fundapp.kernel import clock
from fundapp.kernel.errors import Stale
from fundapp.kernel.labels import Text, _
from fundapp.ledger.kinds import BoxKind
from fundapp.ledger.models import CashBox
from fundapp.payments import bank_files, queries
from fundapp.payments.bank_files import Format, Out
from fundapp.payments.batching import BATCH_LABELS, BatchState, LineState
from fundapp.payments.lifecycle import State
from fundapp.payments.models import PayeeAccount, PaymentBatch, PaymentBatchLine, PaymentOrder
from fundapp.payments.queries.batches import APPROVAL_JOB
from fundapp.payments.service.orders import given_reason
from fundapp.payments.service.payees import PaymentRefused
from fundapp.payments.service.proving import Proved, digest_of, live_ids, prove

MOST_LINES, MOST_SAID, AT_ONCE = 50_000, 5, 500


def make_batch(session: Session, *, box: CashBox, order_ids: Sequence[int], by: Actor, on: date) -> PaymentBatch:
    """List approved transfers out of one bank account. Refuses an order that is not approved, or lies in another list."""
    if box.kind != BoxKind.BANK or not box.is_open:
        raise PaymentRefused(_("Hãy chọn tài khoản ngân hàng đang mở của đơn vị."), "box")
    if not order_ids:
        raise PaymentRefused(_("Hãy chọn ít nhất một đề nghị chi đang chờ chuyển khoản."), "orders")
    if len(order_ids) > MOST_LINES:
        raise PaymentRefused(_("Một bảng kê có tối đa %(n)s khoản. Hãy chia thành nhiều bảng kê.", n=MOST_LINES), "orders")
    # The unit's row orders those who make a list at the same moment, so that numbers run without a gap.
    session.scalar(select(CashBox.id).where(CashBox.unit_id == box.unit_id, CashBox.kind == BoxKind.BANK.value).order_by(CashBox.id).limit(1).with_for_update())
    ids = sorted(set(order_ids))
    orders = [order for at in range(0, len(ids), AT_ONCE) for order in _locked(session, ids[at : at + AT_ONCE])]
    problems = [problem for at in range(0, len(orders), AT_ONCE) for problem in _unfit(session, orders[at : at + AT_ONCE], box)]
    if problems or len(orders) < len(ids):
        raise PaymentRefused(_("Chưa lập được bảng kê: %(what)s", what="; ".join(map(str, problems[:MOST_SAID])) or _("có đề nghị không còn ở đây")), "orders")
    last = select(func.max(PaymentBatch.number)).where(PaymentBatch.unit_id == box.unit_id, PaymentBatch.year == on.year)
    number = (session.scalar(last.execution_options(all_units="a list's number is of its unit")) or 0) + 1
    batch = PaymentBatch(
        unit_id=box.unit_id, year=on.year, number=number, box_id=box.id, made_by_id=by.user_id, made_on=on, made_at=clock.now(), state=BatchState.OPEN.value
    )
    session.add(batch)
    session.flush()
    session.execute(
        insert(PaymentBatchLine).execution_options(render_nulls=True),
        [
            {
                "batch_id": batch.id, "order_id": order.id, "unit_id": order.unit_id, "for_unit_id": order.for_unit_id, "position": place, "amount": order.amount,
                "state": LineState.LIVE.value, "reason": "",
            }
            for place, order in enumerate(orders, 1)
        ],
    )
    _note(session, batch, "payment.batch", by, {"lines": len(orders)})
    return batch


def remove_line(session: Session, batch: PaymentBatch, line: PaymentBatchLine, *, by: Actor, on: date) -> None:
    """Take an order out of a list that is not approved yet."""
    _is(session, batch, None, BatchState.OPEN)
    session.refresh(line, with_for_update=True)
    if line.batch_id != batch.id or line.state != LineState.LIVE:
        raise PaymentRefused(_("Dòng này không còn trong bảng kê."))
    line.state = LineState.REMOVED.value
    session.flush()
    _note(session, batch, "payment.batch_removal", by, {"position": line.position})


def approve_batch(session: Session, batch: PaymentBatch, *, version: int | None = None, proved: Proved | None = None, by: Actor, on: date) -> PaymentBatch:
    """Freeze a list: its count, its sum and the mark over every order as it was approved.

    Refuses what `prove` does. A long list was looked through before (`proved`), so that nobody else's writing waits for that: it must have the same lines still, and
    the orders in them cannot have changed.
    """
    _is(session, batch, version, BatchState.OPEN)
    seen = proved or prove(session, batch, by=by, on=on)
    if batch.made_by_id == by.user_id or live_ids(session, batch) != seen.line_ids:
        raise Stale
    file = documents.keep_printed(session, pdf=seen.pdf, name=f"bang-ke-{batch.label}.pdf", unit_id=batch.unit_id, by=by)
    # All at once: the database takes an approval whole or not at all.
    batch.line_count, batch.total_amount, batch.list_digest, batch.paper_file_id = len(seen.line_ids), seen.total, seen.digest, file.id
    batch.approved_by_id, batch.approved_on, batch.approved_at = by.user_id, on, clock.now()
    batch.state = BatchState.APPROVED.value
    session.flush()
    _note(session, batch, "payment.batch_approve", by, {"lines": batch.line_count, "amount": batch.total_amount})
    return batch


def ask_approval(session: Session, batch: PaymentBatch, *, version: int | None = None, by: Actor, on: date) -> Job:
    """Have a long list looked through and approved in the background, as it was seen. Who made it does not approve it."""
    _is(session, batch, version, BatchState.OPEN)
    if batch.made_by_id == by.user_id:
        raise PaymentRefused(_("Bạn đã lập bảng kê này nên người khác phải duyệt."))
    if is_under_way(queries.approval_job(session, batch)):
        raise PaymentRefused(_("Bảng kê này đang được soát để duyệt. Hãy chờ xong."))
    return jobs.enqueue(session, kind=APPROVAL_JOB, payload={"batch_id": batch.id, "version": batch.version}, by=by, unit_id=batch.unit_id)


def is_under_way(job: Job | None) -> bool:
    """Say whether work has been asked for and has not ended."""
    return job is not None and job.state in ("waiting", "running")


def void_batch(session: Session, batch: PaymentBatch, *, reason: str, version: int | None = None, by: Actor, on: date) -> PaymentBatch:
    """Give a list up that the bank has not answered; its orders wait for a transfer again."""
    _is(session, batch, version, BatchState.OPEN, BatchState.APPROVED)
    note = given_reason(reason)
    settled = select(PaymentBatchLine.id).where(PaymentBatchLine.batch_id == batch.id, PaymentBatchLine.state.in_(["paid", "refused"])).limit(1)
    if session.scalar(settled) is not None:
        raise PaymentRefused(_("Ngân hàng đã trả lời một phần bảng kê này nên không bỏ được."))
    session.execute(
        update(PaymentBatchLine).where(PaymentBatchLine.batch_id == batch.id, PaymentBatchLine.state == LineState.LIVE.value).values(state=LineState.REMOVED.value)
    )
    batch.state, batch.void_reason = BatchState.VOID.value, note
    session.flush()
    _note(session, batch, "payment.batch_void", by, {"reason": note})
    return batch


def send_batch(session: Session, batch: PaymentBatch, *, key: str, by: Actor, on: date) -> None:
    """Note that somebody takes the file for the bank, and who was the first; `bank_file` makes it."""
    _is(session, batch, None, BatchState.APPROVED)
    if batch.sent_at is None:
        batch.sent_at, batch.sent_by_id = clock.now(), by.user_id
    session.flush()
    _note(session, batch, "payment.batch_file", by, {"format": key})


def bank_file(session: Session, batch: PaymentBatch, *, form: Format) -> bytes:
    """Make the file for the bank, with every account number whole. Reads only: 50 000 rows take long, and nobody's writing is to wait for them."""
    count, mark = digest_of(session, batch)
    whole = session.scalar(select(func.count()).select_from(PaymentBatchLine).where(PaymentBatchLine.batch_id == batch.id, PaymentBatchLine.state != "removed"))
    if batch.state != BatchState.APPROVED or batch.sent_at is None or (count == whole and mark != batch.list_digest):
        raise PaymentRefused(_("Bảng kê không còn như lúc duyệt nên không gửi được. Hãy báo Ủy ban Kiểm tra."))
    query = (
        select(PaymentBatchLine.position, PaymentOrder.code, PayeeAccount, PaymentBatchLine.amount, PaymentOrder.reason)
        .join(PaymentOrder, PaymentOrder.id == PaymentBatchLine.order_id).join(PayeeAccount, PayeeAccount.id == PaymentOrder.payee_account_id)
        .where(PaymentBatchLine.batch_id == batch.id, PaymentBatchLine.state == LineState.LIVE.value).order_by(PaymentBatchLine.position)
    )
    rows = session.execute(query.execution_options(yield_per=AT_ONCE))
    return bank_files.upload_file(form, (_out(*row) for row in rows))


def _out(position: int, code: str, account: PayeeAccount, amount: int, reason: str) -> Out:
    return Out(position, code, account.holder_name, account.account, account.bank_code, amount, reason)


def _locked(session: Session, ids: Sequence[int]) -> list[Any]:
    """These orders by id, locked in this order."""
    columns = (PaymentOrder.id, PaymentOrder.code, PaymentOrder.state, PaymentOrder.from_box_id, PaymentOrder.unit_id, PaymentOrder.for_unit_id, PaymentOrder.amount)
    return list(session.execute(select(*columns).where(PaymentOrder.id.in_(ids)).order_by(PaymentOrder.id).with_for_update()))


def _unfit(session: Session, orders: Sequence[Any], box: CashBox) -> list[Text]:
    listed = queries.lists_of(session, [order.id for order in orders])
    told: list[Text] = []
    for order in orders:
        if order.state != State.CHECKED or order.from_box_id != box.id:
            told.append(_("%(code)s không chờ chuyển khoản từ tài khoản này", code=order.code))
        elif order.id in listed:
            told.append(_("%(code)s đã nằm trong bảng kê %(label)s", code=order.code, label=listed[order.id]))
    return told


def _is(session: Session, batch: PaymentBatch, version: int | None, *states: BatchState) -> None:
    session.refresh(batch, with_for_update=True)
    if version is not None and batch.version != version:
        raise Stale
    if batch.state not in states:
        raise PaymentRefused(_("Bảng kê %(label)s đang ở tình trạng “%(state)s” nên không làm được việc này.", label=batch.label, state=BATCH_LABELS[batch.state]))


def _note(session: Session, batch: PaymentBatch, act: str, by: Actor, details: dict[str, object]) -> None:
    rows = {"made" if act == "payment.batch" else "changed": [batch]}
    record(session, by=by, act=act, subject=batch.reference, unit_id=batch.unit_id, details={"label": batch.label, **details}, **rows)
    session.flush()
