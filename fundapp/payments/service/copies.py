"""Further copies of a voucher, counted and marked."""

from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.access.trail import record
from fundapp.documents import papers
from fundapp.documents import service as documents
from fundapp.kernel import clock
from fundapp.kernel.clock import VIETNAM
from fundapp.kernel.labels import _
from fundapp.ledger.models import CashBox, Voucher
from fundapp.payments import queries
from fundapp.payments.models import PaymentOrder, PaymentReprint
from fundapp.payments.service.payees import PaymentRefused
from fundapp.payments.service.paying import printed_of
from fundapp.payments.service.transfers import keep_transfer
from fundapp.payments.vouchers import CASH_LAYOUT, data_of


def reprint(session: Session, order: PaymentOrder, *, by: Actor) -> PaymentReprint:
    """Print one more copy of the voucher, with its number on it; the paper of the payment itself stays as it is."""
    session.refresh(order, with_for_update=True)
    if order.voucher_id is None or order.box_id is None or order.paid_by_id is None or order.receiver_name is None:
        raise PaymentRefused(_("Chỉ in lại được phiếu chi của khoản đã chi."))
    number, at = len(queries.reprints_of(session, order)) + 1, clock.now()
    box = session.get_one(CashBox, order.box_id)
    printed = printed_of(
        session, order, session.get_one(Voucher, order.voucher_id), box, order.paid_by_id, order.receiver_name, order.proxy_paper, by
    )
    mark = {"number": number, "at": f"{at.astimezone(VIETNAM):%H:%M %d/%m/%Y}", "by": by.full_name}
    if order.is_transfer:
        file = keep_transfer(session, order, printed, box, name=f"uy-nhiem-chi-{printed.number}-in-lai-{number}.pdf", by=by, reprint=mark)
    else:
        file = documents.keep_printed(
            session, pdf=papers.render(CASH_LAYOUT, data_of(printed, reprint=mark)), name=f"phieu-chi-{printed.number}-in-lai-{number}.pdf",
            unit_id=order.unit_id, for_unit_id=order.for_unit_id, by=by,
        )
    row = PaymentReprint(
        order_id=order.id, unit_id=order.unit_id, for_unit_id=order.for_unit_id, number=number, file_id=file.id, by_id=by.user_id, at=at
    )
    session.add(row)
    record(session, by=by, act="payment.reprint", subject=order.reference, unit_id=order.unit_id, details={"code": order.code, "number": number})
    session.flush()
    return row
