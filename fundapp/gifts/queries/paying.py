"""Reads of the money of a list: who of it may get a transfer, who not and why, whose has been carried out."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from fundapp.gifts.models import GiftLine, GiftLineFund, GiftList, GiftPayment, GiftRow
from fundapp.gifts.queries.taken import BECAUSE, Candidate, gone
from fundapp.households.models import Household, Person
from fundapp.kernel.banks import find_bank
from fundapp.kernel.labels import Text, _
from fundapp.orgs.models import Unit
from fundapp.payments.lifecycle import State
from fundapp.payments.models import PaymentOrder

WHY = "a list is paid as a whole, out of the funds of the unit that decided it"
# An order in one of these states pays nobody any more: the name may get another.
OVER = (State.VOID.value, State.REFUSED.value, State.REVERSED.value)


@dataclass(frozen=True)
class Due:
    """One name of a list: where its money could be transferred to, or why not."""

    row: GiftRow
    person: Person | None
    bank: str
    address: str
    problem: Text | None
    order: PaymentOrder | None = None


def dues(session: Session, gift_list: GiftList, on: date, row_ids: Sequence[int] = ()) -> list[Due]:
    """Every name that counts and has not received its gift (or those of `row_ids`), in the order of the sheet; who has died, left or moved by the day gets none."""
    wanted = select(GiftRow).where(GiftRow.list_id == gift_list.id, GiftRow.state == "listed", GiftRow.outcome.is_(None))
    if row_ids:
        wanted = wanted.where(GiftRow.id.in_(list(row_ids)))
    rows = session.scalars(wanted.order_by(GiftRow.position, GiftRow.id).execution_options(all_units=WHY)).all()
    ids = [row.person_id for row in rows if row.person_id is not None]
    people = {one.id: one for one in session.scalars(select(Person).where(Person.id.in_(ids)).execution_options(all_units=WHY))}
    places = dict(session.execute(
        select(Household.id, Household.address).where(Household.id.in_([row.household_id for row in rows if row.household_id])).execution_options(all_units=WHY)
    ).all())
    query = select(GiftPayment.row_id, PaymentOrder).join(PaymentOrder, PaymentOrder.id == GiftPayment.order_id).where(GiftPayment.list_id == gift_list.id)
    if row_ids:
        query = query.where(GiftPayment.row_id.in_(list(row_ids)))
    # The newest of a name stands.
    told = gone(
        session, [Candidate(row.full_name, row.person_key, identity=row.cccd_index, person_id=row.person_id) for row in rows],
        session.get_one(Unit, gift_list.unit_id).path, on,
    )
    orders = dict(session.execute(query.order_by(GiftPayment.id).execution_options(all_units=WHY)).all())
    return [_due(row, people.get(row.person_id or 0), places.get(row.household_id or 0, ""), orders.get(row.id), told.get(row.person_key)) for row in rows]


def _due(row: GiftRow, person: Person | None, address: str, order: PaymentOrder | None, why: str | None) -> Due:
    bank = find_bank(person.bank_code) if person is not None else None
    problem: Text | None = None
    if row.line.kind != "cash" or not row.line.funds:
        problem = _("suất không phải tiền")
    elif order is not None and order.state not in OVER:
        problem = _("đã có đề nghị chi %(code)s", code=order.code)
    elif why is not None:
        problem = BECAUSE[why]
    elif person is None or bank is None or not person.bank_account_tail:
        problem = _("chưa khai tài khoản ngân hàng; trao tiền mặt hoặc bổ sung ở trang hộ")
    return Due(row, person, bank.code if bank else "", address, problem, order)


@dataclass(frozen=True)
class Waiting:
    """One decided list with people whose money could be transferred: how many, and what they get together, in đồng."""

    gift_list: GiftList
    unit: Unit
    people: int
    amount: int


def waiting(session: Session, units: Collection[int], *, most: int) -> list[Waiting]:
    """Lists decided by these units that have names with an account, no gift yet and nothing on its way, whoever has waited longest first.

    Counted by one statement; who has died, left or moved is found, and told by name, when it is ordered.
    """
    query = (
        select(GiftList, func.count().label("people"), func.sum(GiftRow.amount).label("amount"))
        .join(GiftRow, GiftRow.list_id == GiftList.id).join(GiftLine, GiftLine.id == GiftRow.line_id).join(Person, Person.id == GiftRow.person_id)
        .where(
            GiftList.decider_unit_id.in_(units), GiftList.state.in_(("decided", "giving")), GiftRow.state == "listed", GiftRow.outcome.is_(None),
            GiftLine.kind == "cash", exists().where(GiftLineFund.line_id == GiftRow.line_id), Person.bank_account_tail != "", Person.bank_code != "",
            ~exists().where(GiftPayment.row_id == GiftRow.id, PaymentOrder.id == GiftPayment.order_id, PaymentOrder.state.not_in(OVER)),
        )
        .group_by(GiftList.id).order_by(GiftList.decided_on, GiftList.id).limit(most)
    )
    found = session.execute(query.execution_options(all_units=WHY)).all()
    return [Waiting(row.GiftList, session.get_one(Unit, row.GiftList.unit_id), row.people, int(row.amount)) for row in found]


def transfers_of(session: Session, row_ids: Sequence[int]) -> dict[int, str]:
    """Names of a list that get their money by transfer, under way or carried out, each with the code of its order: nobody hands them cash."""
    query = (
        select(GiftPayment.row_id, PaymentOrder.code).join(PaymentOrder, PaymentOrder.id == GiftPayment.order_id)
        .where(GiftPayment.row_id.in_(row_ids), PaymentOrder.state.not_in(OVER))
    )
    return dict(session.execute(query.execution_options(all_units=WHY)).all())


def paid_rows(session: Session, gift_list: GiftList) -> list[tuple[int, str]]:
    """The names whom nobody has marked and whose transfer is paid, each with the code of its order."""
    query = (
        select(GiftRow.id, PaymentOrder.code).join(GiftPayment, GiftPayment.row_id == GiftRow.id).join(PaymentOrder, PaymentOrder.id == GiftPayment.order_id)
        .where(GiftRow.list_id == gift_list.id, GiftRow.state == "listed", GiftRow.outcome.is_(None), PaymentOrder.state == State.PAID.value).order_by(GiftRow.id)
    )
    return [(row.id, row.code) for row in session.execute(query.execution_options(all_units=WHY))]
