"""Payment lists: made, approved by somebody else and then frozen, sent to the bank as one file, given up."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.access.queries import names_of
from fundapp.access.trail import record
from fundapp.documents import papers
from fundapp.documents import service as documents
from fundapp.kernel import clock
from fundapp.kernel.errors import Stale
from fundapp.kernel.labels import Text, _
from fundapp.ledger.kinds import BoxKind
from fundapp.ledger.models import CashBox
from fundapp.orgs.models import Unit
from fundapp.payments import bank_files, queries
from fundapp.payments.bank_files import Out
from fundapp.payments.batching import BATCH_LABELS, BatchState, LineState, list_digest
from fundapp.payments.lifecycle import State
from fundapp.payments.models import PaymentBatch, PaymentBatchLine, PaymentOrder
from fundapp.payments.service.orders import ask_again, given_reason
from fundapp.payments.service.payees import PaymentRefused
from fundapp.payments.service.paying import as_approved
from fundapp.payments.vouchers import LIST_LAYOUT, list_data_of

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
    orders = _locked(session, order_ids)
    problems = [problem for problem in (_unfit(session, order, box) for order in orders) if problem is not None]
    if problems or len(orders) < len(set(order_ids)):
        raise PaymentRefused(_("Chưa lập được bảng kê: %(what)s", what="; ".join(map(str, problems[:MOST_SAID])) or _("có đề nghị không còn ở đây")), "orders")
    last = select(func.max(PaymentBatch.number)).where(PaymentBatch.unit_id == box.unit_id, PaymentBatch.year == on.year)
    number = (session.scalar(last.execution_options(all_units="a list's number is of its unit")) or 0) + 1
    batch = PaymentBatch(
        unit_id=box.unit_id, year=on.year, number=number, box_id=box.id, made_by_id=by.user_id, made_on=on, made_at=clock.now(), state=BatchState.OPEN.value
    )
    session.add(batch)
    session.flush()
    session.add_all(
        PaymentBatchLine(
            batch_id=batch.id, order_id=order.id, unit_id=order.unit_id, for_unit_id=order.for_unit_id, position=place, amount=order.amount,
            state=LineState.LIVE.value,
        )
        for place, order in enumerate(orders, 1)
    )
    session.flush()
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


def approve_batch(session: Session, batch: PaymentBatch, *, version: int | None = None, by: Actor, on: date) -> PaymentBatch:
    """Freeze a list: its count, its sum and the mark over every order as it was approved. Who made the list does not approve it.

    Refuses an order that says something else than what was checked and signed, rests on a stale proof, or goes to an account that is too new.
    """
    _is(session, batch, version, BatchState.OPEN)
    if batch.made_by_id == by.user_id:
        raise PaymentRefused(_("Bạn đã lập bảng kê này nên người khác phải duyệt."))
    lines = _live(session, batch)
    if not lines:
        raise PaymentRefused(_("Bảng kê không còn dòng nào. Hãy bỏ bảng kê này và lập bảng khác."))
    new = queries.too_new(session, batch, on)
    if new:
        told = ", ".join(new[:MOST_SAID])
        raise PaymentRefused(_("Có %(n)s khoản tới tài khoản còn mới, chưa chi được: %(codes)s. Hãy đưa ra khỏi bảng kê hoặc gọi lại xác nhận.", n=len(new), codes=told))
    for _line, order in lines:
        as_approved(order)
        ask_again(session, order)
    total, mark = sum(line.amount for line, _order in lines), digest_of(lines)
    pdf = papers.render(LIST_LAYOUT, _paper(session, batch, lines, total, mark, by, on))
    file = documents.keep_printed(session, pdf=pdf, name=f"bang-ke-{batch.label}.pdf", unit_id=batch.unit_id, by=by)
    # All at once: the database takes an approval whole or not at all.
    batch.line_count, batch.total_amount, batch.list_digest, batch.paper_file_id = len(lines), total, mark, file.id
    batch.approved_by_id, batch.approved_on, batch.approved_at = by.user_id, on, clock.now()
    batch.state = BatchState.APPROVED.value
    session.flush()
    _note(session, batch, "payment.batch_approve", by, {"lines": batch.line_count, "amount": batch.total_amount})
    return batch


def void_batch(session: Session, batch: PaymentBatch, *, reason: str, version: int | None = None, by: Actor, on: date) -> PaymentBatch:
    """Give a list up that the bank has not answered; its orders wait for a transfer again."""
    _is(session, batch, version, BatchState.OPEN, BatchState.APPROVED)
    note = given_reason(reason)
    settled = select(PaymentBatchLine.id).where(PaymentBatchLine.batch_id == batch.id, PaymentBatchLine.state.in_(["paid", "refused"])).limit(1)
    if session.scalar(settled) is not None:
        raise PaymentRefused(_("Ngân hàng đã trả lời một phần bảng kê này nên không bỏ được."))
    for line, _order in _live(session, batch):
        line.state = LineState.REMOVED.value
    session.flush()
    batch.state, batch.void_reason = BatchState.VOID.value, note
    session.flush()
    _note(session, batch, "payment.batch_void", by, {"reason": note})
    return batch


def bank_file(session: Session, batch: PaymentBatch, *, key: str, by: Actor, on: date) -> bytes:
    """Give the file for the bank, with every account number whole. Each time somebody takes it is in the trail."""
    _is(session, batch, None, BatchState.APPROVED)
    lines = _live(session, batch)
    whole = session.scalar(select(func.count()).select_from(PaymentBatchLine).where(PaymentBatchLine.batch_id == batch.id, PaymentBatchLine.state != "removed"))
    if len(lines) == whole and digest_of(lines) != batch.list_digest:
        raise PaymentRefused(_("Bảng kê không còn như lúc duyệt nên không gửi được. Hãy báo Ủy ban Kiểm tra."))
    content = bank_files.upload_file(key, (_out(line, order) for line, order in lines))
    if batch.sent_at is None:
        batch.sent_at, batch.sent_by_id = clock.now(), by.user_id
    session.flush()
    _note(session, batch, "payment.batch_file", by, {"format": key, "lines": len(lines)})
    return content


def digest_of(lines: Sequence[tuple[PaymentBatchLine, PaymentOrder]]) -> str:
    """The mark over the lines of a list, in their order."""
    return list_digest((line.position, order.code, order.checked_digest or "", line.amount) for line, order in lines)


def _out(line: PaymentBatchLine, order: PaymentOrder) -> Out:
    account = order.payee_account
    assert account is not None
    return Out(line.position, order.code, account.holder_name, account.account, account.bank_code, line.amount, order.reason)


def _paper(
    session: Session, batch: PaymentBatch, lines: Sequence[tuple[PaymentBatchLine, PaymentOrder]], total: int, mark: str, by: Actor, on: date
) -> dict[str, object]:
    box = session.get_one(CashBox, batch.box_id)
    rows = []
    for line, order in lines:
        account = order.payee_account
        assert account is not None
        rows.append((line.position, order.code, account.holder_name, queries.masked(account), line.amount))
    names = names_of(session, {batch.made_by_id, by.user_id})
    return list_data_of(
        unit_name=session.get_one(Unit, batch.unit_id).name, label=batch.label, on=on, box=box.name, rows=rows,
        total=total, digest=mark, maker=names[batch.made_by_id], approver=names[by.user_id],
    )


def _locked(session: Session, order_ids: Sequence[int]) -> list[PaymentOrder]:
    """The orders by id, each locked in this order."""
    found: list[PaymentOrder] = []
    ids = sorted(set(order_ids))
    for at in range(0, len(ids), AT_ONCE):
        query = select(PaymentOrder).where(PaymentOrder.id.in_(ids[at : at + AT_ONCE])).order_by(PaymentOrder.id)
        found += session.scalars(query.with_for_update().execution_options(populate_existing=True))
    return found


def _unfit(session: Session, order: PaymentOrder, box: CashBox) -> Text | None:
    if order.state != State.CHECKED or order.from_box_id != box.id:
        return _("%(code)s không chờ chuyển khoản từ tài khoản này", code=order.code)
    listed = queries.batch_of(session, order)
    if listed is not None and listed[1].state == LineState.LIVE:
        return _("%(code)s đã nằm trong bảng kê %(label)s", code=order.code, label=listed[0].label)
    return None


def _live(session: Session, batch: PaymentBatch) -> list[tuple[PaymentBatchLine, PaymentOrder]]:
    query = (
        select(PaymentBatchLine, PaymentOrder).join(PaymentOrder, PaymentOrder.id == PaymentBatchLine.order_id)
        .where(PaymentBatchLine.batch_id == batch.id, PaymentBatchLine.state == LineState.LIVE.value).order_by(PaymentBatchLine.position)
    )
    return [(row[0], row[1]) for row in session.execute(query)]


def _is(session: Session, batch: PaymentBatch, version: int | None, *states: BatchState) -> None:
    session.refresh(batch, with_for_update=True)
    if version is not None and batch.version != version:
        raise Stale
    if batch.state not in states:
        raise PaymentRefused(_("Bảng kê %(label)s đang ở tình trạng “%(state)s” nên không làm được việc này.", label=batch.label, state=BATCH_LABELS[batch.state]))


def _note(session: Session, batch: PaymentBatch, act: str, by: Actor, details: dict[str, object]) -> None:
    record(session, by=by, act=act, subject=batch.reference, unit_id=batch.unit_id, details={"label": batch.label, **details})
    session.flush()
