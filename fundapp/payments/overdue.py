"""The invariant of promises whose last day has passed: they hold no more than orders under way ask for."""

from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from fundapp.kernel.checks import Fault, Invariant, count, everywhere, stream
from fundapp.kernel.days import day_text
from fundapp.kernel.labels import _
from fundapp.ledger.models import Reservation, ReservationMove
from fundapp.payments.lifecycle import OPEN
from fundapp.payments.models import PaymentOrder, PaymentShare

# The job of every night may be late by so much: a server that stood still over a long holiday.
GRACE = timedelta(days=10)


def overdue(session: Session) -> Invariant:
    """The day is that of the newest promise or move, not today's: books at rest grow no faults."""
    newest = [session.scalar(everywhere(select(func.max(day)))) for day in (Reservation.reserved_on, ReservationMove.on)]
    today = max((day for day in newest if day is not None), default=date.max) - GRACE
    ordered = (
        select(PaymentShare.reservation_id, func.sum(PaymentShare.amount).label("amount")).join(PaymentOrder, PaymentOrder.id == PaymentShare.order_id)
        .where(PaymentOrder.state.in_([state.value for state in OPEN])).group_by(PaymentShare.reservation_id).subquery()
    )
    left = Reservation.amount - Reservation.consumed_amount - Reservation.released_amount
    query = (
        select(Reservation.id, Reservation.unit_id, Reservation.for_unit_id, Reservation.lapse_on)
        .outerjoin(ordered, ordered.c.reservation_id == Reservation.id)
        .where(Reservation.state == "open", Reservation.lapse_on < today, left > func.coalesce(ordered.c.amount, 0)).order_by(Reservation.id)
    )
    wrong: list[str] = [
        Fault(_("cam kết chi id %(id)s còn giữ tiền sau ngày hết hiệu lực %(day)s", id=row.id, day=day_text(row.lapse_on)), row.unit_id, row.for_unit_id)
        for row in stream(session, query)
    ]
    rows = count(session, select(Reservation.id).where(Reservation.lapse_on.is_not(None)))
    return Invariant("W4c", _("Cam kết chi quá ngày hết hiệu lực chỉ còn giữ phần đang có đề nghị chi"), rows, wrong)
