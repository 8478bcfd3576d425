"""The bank's answer to a payment list: kept as it came, read in the background, and order by order into the books."""

import io
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.access.policy import Permission
from fundapp.access.trail import record
from fundapp.documents import service as documents
from fundapp.documents.kinds import FileRefused
from fundapp.jobs import service as jobs
from fundapp.kernel import clock
from fundapp.kernel.certain import surely
from fundapp.kernel.labels import _
from fundapp.ledger.kinds import VoucherKind
from fundapp.ledger.models import CashBox
from fundapp.payments.bank_files import Answer
from fundapp.payments.batching import BatchState, LineState
from fundapp.payments.lifecycle import Act, State
from fundapp.payments.models import PaymentBatch, PaymentBatchLine, PaymentBatchResult, PaymentOrder
from fundapp.payments.service.orders import begin, end, given_reason
from fundapp.payments.service.payees import PaymentRefused
from fundapp.payments.service.paying import as_approved, end_paying, make_public, post

RESULT_JOB = "payments.result"


def receive_result(session: Session, batch: PaymentBatch, *, content: bytes, name: str | None, result_on: date, by: Actor, on: date) -> PaymentBatchResult:
    """Keep the bank's answer as it came; a job reads it. `result_on` is the day on which the bank has paid."""
    session.refresh(batch, with_for_update=True)
    if batch.state != BatchState.APPROVED:
        raise PaymentRefused(_("Chỉ đọc kết quả của bảng kê đã duyệt và còn khoản chờ ngân hàng."))
    if result_on > on or batch.approved_on is None or result_on < batch.approved_on:
        raise PaymentRefused(_("Ngày ngân hàng thực hiện phải từ ngày duyệt bảng kê đến hôm nay."), "result_on")
    try:
        file = documents.store(session, stream=io.BytesIO(content), name=name, unit_id=batch.unit_id, opens_with=Permission.PAYMENT_PAPER, by=by)
    except FileRefused as refusal:
        raise PaymentRefused(refusal.message, "file") from refusal
    row = PaymentBatchResult(
        batch_id=batch.id, unit_id=batch.unit_id, file_id=file.id, file_name=file.name, on=result_on, read_by_id=by.user_id, read_at=clock.now()
    )
    session.add(row)
    session.flush()
    record(session, by=by, act="payment.batch_result", subject=batch.reference, unit_id=batch.unit_id, details={"label": batch.label})
    row.job_id = jobs.enqueue(session, kind=RESULT_JOB, payload={"result_id": row.id}, by=by, unit_id=batch.unit_id).id
    session.flush()
    return row


def settle(session: Session, batch: PaymentBatch, answer: Answer, *, by: Actor, on: date) -> None:
    """Take one answer of the bank into the books: what was paid is posted, what was refused is free to be ordered again.

    The money of a paid order has left the account already, so nothing is asked again of its proof; it must only be what was approved.
    """
    query = (
        select(PaymentBatchLine, PaymentOrder).join(PaymentOrder, PaymentOrder.id == PaymentBatchLine.order_id)
        .where(PaymentBatchLine.batch_id == batch.id, PaymentBatchLine.state == LineState.LIVE.value, PaymentOrder.code == answer.code)
    )
    found = session.execute(query).first()
    if found is None or batch.state != BatchState.APPROVED or batch.paper_file_id is None:
        raise PaymentRefused(_("%(code)s không chờ ngân hàng trong bảng kê này.", code=answer.code))
    line, order = found[0], found[1]
    if answer.is_paid:
        _paid(session, batch, order, by, on)
        line.state = LineState.PAID.value
    else:
        _refused(session, order, answer.reason, by, on)
        line.state, line.reason = LineState.REFUSED.value, " ".join(answer.reason.split())
    line.settled_on = on
    session.flush()


def end_batch(session: Session, batch: PaymentBatch) -> None:
    """End a list to whose every line the bank has answered."""
    session.refresh(batch, with_for_update=True)
    waiting = select(PaymentBatchLine.id).where(PaymentBatchLine.batch_id == batch.id, PaymentBatchLine.state == LineState.LIVE.value).limit(1)
    if batch.state == BatchState.APPROVED and session.scalar(waiting) is None:
        batch.state = BatchState.DONE.value
        session.flush()


def _paid(session: Session, batch: PaymentBatch, order: PaymentOrder, by: Actor, on: date) -> None:
    before = begin(session, order, Act.PAY, None, by, listed=True)
    as_approved(order)
    box, account = session.get_one(CashBox, batch.box_id), surely(order.payee_account, "account of a payee who is paid by transfer")
    paper_id = surely(batch.paper_file_id, "paper of an approved list")
    voucher = post(session, order, VoucherKind.BANK_PAYMENT, box, by, on)
    make_public(session, order, voucher, by)
    note = _("Ủy nhiệm chi %(number)s, bảng kê %(label)s", number=voucher.label, label=batch.label)
    end_paying(session, order, voucher, paper_id, box=box, receiver=account.holder_name, before=before, note=note, by=by, on=on)


def _refused(session: Session, order: PaymentOrder, reason: str, by: Actor, on: date) -> None:
    before = begin(session, order, Act.REFUSE, None, by, listed=True)
    order.state, order.held_at = State.REFUSED.value, clock.now()
    end(session, order, Act.REFUSE, before, by, given_reason(reason))
