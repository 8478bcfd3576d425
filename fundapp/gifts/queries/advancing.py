"""Decided lists whose money waits for an order."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from fundapp.access.models import User
from fundapp.gifts.models import GiftList
from fundapp.ledger.models import Reservation
from fundapp.orgs.models import Unit
from fundapp.payments import queries as payments

WHY = "a list is paid out of the funds of the unit that decided it"


@dataclass(frozen=True)
class Ready:
    """One decided list whose money waits for an order: the unit, who hands it out and receives the advance, the amount in đồng that is not yet ordered."""

    gift_list: GiftList
    unit: Unit
    payee_name: str
    amount: int


def ready(session: Session, units: Collection[int], *, most: int) -> list[Ready]:
    """Lists decided by these units whose money is neither paid nor ordered, whoever has waited longest first."""
    query = (
        select(GiftList).where(GiftList.decider_unit_id.in_(units), GiftList.state.in_(("decided", "giving"))).order_by(GiftList.decided_on, GiftList.id)
    )
    lists = {one.subject: one for one in session.scalars(query)}
    if not lists:
        return []
    promised = select(Reservation).where(Reservation.subject.in_(lists), Reservation.state == "open")
    held = list(session.scalars(promised.execution_options(all_units=WHY)))
    ordered, left = payments.ordered_amounts(session, [one.id for one in held]), dict.fromkeys(lists, 0)
    for one in held:
        left[one.subject] += one.open_amount - ordered.get(one.id, 0)
    found = [lists[subject] for subject, amount in left.items() if amount > 0][:most]
    return [Ready(one, session.get_one(Unit, one.unit_id), receiver_of(session, one), left[one.subject]) for one in found]


def receiver_of(session: Session, gift_list: GiftList) -> str:
    """Whoever sent the list receives its money and hands it out."""
    return session.get_one(User, gift_list.submitted_by_id).full_name
