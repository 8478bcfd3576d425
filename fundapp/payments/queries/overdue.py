"""Orders under way whose promise has passed its last day: they keep their money, so somebody must pay them or give them up."""

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from fundapp.ledger.models import Reservation
from fundapp.payments.lifecycle import OPEN
from fundapp.payments.models import PaymentOrder, PaymentShare

OF_THE_ORDER = "an order's promise is the order's, whichever unit's member it is for"


def past_last_day(session: Session, on: date, order: PaymentOrder | None = None) -> dict[int, date]:
    """The last day of the promise behind each order under way (or behind this one) that lies before `on`."""
    query = (
        select(PaymentShare.order_id, func.min(Reservation.lapse_on).label("day")).join(Reservation, Reservation.id == PaymentShare.reservation_id)
        .join(PaymentOrder, PaymentOrder.id == PaymentShare.order_id)
        .where(PaymentOrder.state.in_([state.value for state in OPEN]), Reservation.lapse_on < on).group_by(PaymentShare.order_id)
    )
    if order is not None:
        query = query.where(PaymentOrder.id == order.id)
    return {row.order_id: row.day for row in session.execute(query.execution_options(all_units=OF_THE_ORDER))}
