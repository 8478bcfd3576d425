"""A household of the demo world that returns a part of what it was paid: expected with its code, come by the bank, given back to the fund."""

from datetime import date, timedelta
from functools import partial

from sqlalchemy import select

from fundapp.demo.timeline import moment
from fundapp.demo.year import DEMO, Year
from fundapp.ledger.models import Reservation
from fundapp.payments import service as payments
from fundapp.payments.models import PaymentOrder, PaymentShare

ASKED_ON = date(2026, 11, 5)
AMOUNT = 2_000_000


def start(year: Year) -> None:
    """Plan the asking."""
    year.outside(moment(ASKED_ON, 9, 10), partial(_ask, year))


def _ask(year: Year) -> None:
    """Ask the household of an older payment out of one fund to return a part."""
    with year.db.transaction(DEMO) as session:
        bound = select(PaymentShare.order_id).join(Reservation, Reservation.id == PaymentShare.reservation_id).where(Reservation.earmark_id.is_not(None))
        query = (
            select(PaymentOrder)
            .where(
                PaymentOrder.state == "paid", PaymentOrder.unit_id == year.unit_ids["LDLD-NB"], PaymentOrder.amount > AMOUNT, PaymentOrder.paid_on < ASKED_ON,
                PaymentOrder.id.not_in(bound),
            )
            .order_by(PaymentOrder.paid_on.desc(), PaymentOrder.id).limit(1)
        )
        payments.ask_handback(
            session, session.scalars(query).one(), amount=AMOUNT, due_on=ASKED_ON + timedelta(days=15), reason="Khoán vật liệu không dùng hết", by=year.actor("tuan"),
            on=year.on,
        )
