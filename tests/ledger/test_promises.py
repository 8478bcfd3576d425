"""The last day of a commitment: whoever comes first wins, and what comes back with a reversed payment is held anew."""

from datetime import date, timedelta

import pytest

from fundapp.kernel.errors import Refusal
from fundapp.ledger import service
from fundapp.ledger.models import Reservation
from tests.ledger.story import DAY


def promised(funds, session, amount: int = 5_000_000, lapse_on: date | None = DAY) -> Reservation:
    (one,) = service.reserve(
        session, shares=[(funds.a, amount)], subject="housing/7", purpose="housing", for_unit_id=funds.world.units["CDCS-BML"], lapse_on=lapse_on,
        warn_on=lapse_on, by=funds.world.actor("van"), on=DAY,
    )
    return one


def test_what_a_reversed_payment_brings_back_is_held_anew(funds) -> None:
    with funds.world.transaction() as session:
        one = promised(funds, session)
        paid = service.post(
            session, funds.payment(5_000_000, "payments/7", purpose=None, consumes=[(one, 5_000_000)]), drafted_by=funds.maker.user_id, by=funds.poster
        )
        late = DAY + timedelta(days=9)
        service.reverse(session, paid, reason="Giao nhầm người", drafted_by=funds.maker.user_id, by=funds.world.actor("hanh"), on=late)
        session.refresh(one)
        assert (one.state, one.lapse_on) == ("open", late + timedelta(days=30))
        with pytest.raises(Refusal, match="chưa qua ngày"):
            service.lapse(session, one, by=None, on=late)


@pytest.mark.parametrize("due_on", [DAY - timedelta(days=1), DAY + timedelta(days=1)])
def test_a_due_day_lies_before_the_last_day(funds, due_on: date) -> None:
    with funds.world.transaction() as session, pytest.raises(Refusal, match="Hạn chi phải từ hôm nay"):
        service.reserve(
            session, shares=[(funds.a, 1)], subject="housing/8", purpose="housing", for_unit_id=None, due_on=due_on, lapse_on=DAY, warn_on=DAY,
            by=funds.world.actor("van"), on=DAY,
        )


def test_what_has_no_last_day_neither_lapses_nor_is_extended(funds) -> None:
    with funds.world.transaction() as session:
        one = promised(funds, session, lapse_on=None)
        with pytest.raises(Refusal, match="chưa qua ngày"):
            service.lapse(session, one, by=None, on=DAY + timedelta(days=999))
        with pytest.raises(Refusal, match="không có ngày hết hiệu lực"):
            service.extend(session, one, to_on=DAY + timedelta(days=9), reason="Thử", by=funds.world.actor("van"), on=DAY)
