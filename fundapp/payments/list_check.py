"""The invariant of payment lists (W12)."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from fundapp.kernel.checks import Fault, Invariant, everywhere, lists, stream
from fundapp.kernel.labels import Text, _
from fundapp.payments import service
from fundapp.payments.lifecycle import PRINTED, State
from fundapp.payments.models import PaymentBatch, PaymentBatchLine, PaymentOrder


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
    query = (
        select(PaymentBatchLine, PaymentOrder).join(PaymentOrder, PaymentOrder.id == PaymentBatchLine.order_id)
        .where(PaymentBatchLine.batch_id == batch.id, PaymentBatchLine.state != "removed").order_by(PaymentBatchLine.position)
    )
    lines = [(row[0], row[1]) for row in session.execute(everywhere(query))]
    problems: list[Text] = []
    stands = {"live": {State.CHECKED.value}, "paid": {state.value for state in PRINTED}, "refused": {State.REFUSED.value}}
    if any(order.state not in stands[line.state] or line.amount != order.amount for line, order in lines):
        problems.append(_("có dòng không khớp đề nghị chi của nó"))
    if batch.state in ("approved", "done") and (
        batch.line_count != len(lines) or batch.total_amount != sum(line.amount for line, _order in lines)
        or batch.list_digest != service.digest_of(lines) or batch.approved_by_id in (None, batch.made_by_id)
    ):
        problems.append(_("số khoản, tổng số tiền hoặc dấu khác lúc duyệt"))
    return problems
