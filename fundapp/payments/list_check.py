"""The invariant of payment lists (W12)."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from fundapp.kernel.checks import Fault, Invariant, everywhere, lists, stream
from fundapp.kernel.labels import Text, _
from fundapp.payments.batching import list_digest
from fundapp.payments.lifecycle import PRINTED, State
from fundapp.payments.models import PaymentBatch, PaymentBatchLine, PaymentOrder

# Which lines a list may have in each of its states; removed ones may be in any.
IN_A_LIST: dict[str, set[str]] = {"open": {"live"}, "approved": {"live", "paid", "refused"}, "done": {"paid", "refused"}, "void": set()}


def listed(session: Session) -> Invariant:
    """Lists as they were approved, each order in one live line at most, and each line as its order stands."""
    wrong: list[str] = []
    rows = 0
    for batches in lists(session, select(PaymentBatch).order_by(PaymentBatch.id)):
        for batch in batches:
            rows += 1
            wrong += [Fault(f"{batch.label}: {problem}", batch.unit_id) for problem in _wrong_of(session, batch)]
    twice = select(PaymentBatchLine.order_id, func.count().label("n")).where(PaymentBatchLine.state == "live").group_by(PaymentBatchLine.order_id)
    for row in stream(session, twice.having(func.count() > 1)):
        wrong.append(Fault(_("đề nghị chi số %(id)s nằm trong hai bảng kê", id=row.order_id)))
    return Invariant("W12", _("Mỗi bảng kê đúng số khoản, tổng và dấu lúc duyệt; mỗi đề nghị nằm trong không quá một bảng kê"), rows, wrong)


def _wrong_of(session: Session, batch: PaymentBatch) -> list[Text]:
    columns = (
        PaymentBatchLine.position, PaymentOrder.code, func.coalesce(PaymentOrder.checked_digest, "").label("mark"), PaymentBatchLine.amount,
        PaymentBatchLine.state, PaymentBatchLine.settled_on, PaymentOrder.amount.label("ordered"), PaymentOrder.state.label("stands"), PaymentOrder.paid_on,
    )
    query = (
        select(*columns).join(PaymentOrder, PaymentOrder.id == PaymentBatchLine.order_id)
        .where(PaymentBatchLine.batch_id == batch.id, PaymentBatchLine.state != "removed").order_by(PaymentBatchLine.position)
    )
    lines = list(session.execute(everywhere(query)))
    problems: list[Text] = []
    stands = {"live": {State.CHECKED.value}, "paid": {state.value for state in PRINTED}, "refused": {State.REFUSED.value}}
    if any(line.stands not in stands[line.state] or line.amount != line.ordered for line in lines):
        problems.append(_("có dòng không khớp đề nghị chi của nó"))
    if any(line.state == "paid" and line.settled_on != line.paid_on for line in lines):
        problems.append(_("có dòng ghi ngày chi khác với đề nghị chi của nó"))
    if not {line.state for line in lines} <= IN_A_LIST[batch.state]:
        problems.append(_("có dòng không hợp với tình trạng của bảng kê"))
    if batch.state in ("approved", "done") and (
        batch.line_count != len(lines) or batch.total_amount != sum(line.amount for line in lines)
        or batch.list_digest != list_digest((line.position, line.code, line.mark, line.amount) for line in lines) or batch.approved_by_id in (None, batch.made_by_id)
    ):
        problems.append(_("số khoản, tổng số tiền hoặc dấu khác lúc duyệt"))
    return problems
