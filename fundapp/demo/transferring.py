"""Payments of the demo world that go through the bank: where to, and who called back."""

from typing import TYPE_CHECKING

from fundapp.demo import words
from fundapp.demo.bookkeeping import Office
from fundapp.demo.plan import Twist
from fundapp.demo.timeline import WORKING_DAYS, moment
from fundapp.demo.year import Life, Year
from fundapp.payments import queries
from fundapp.payments import service as payments
from fundapp.payments.bank_files import Answer
from fundapp.payments.lifecycle import State
from fundapp.payments.models import PaymentOrder
from fundapp.payments.service import Transfer

if TYPE_CHECKING:
    from fundapp.demo.requests import Request


def transfer_to(one: "Request", payee: str) -> Transfer | None:
    """To which account a request is paid; none where it is paid in cash. Numbers begin with 0000, as no bank gives them out."""
    if not one.plan.has(Twist.TRANSFER):
        return None
    holder = one.family.relatives[0].full_name if one.plan.has(Twist.OTHER_HOLDER) and one.family.relatives else payee
    number = one.family.head.bank_account or f"0000{one.plan.number:04d}{one.plan.number * 7919 % 10_000:04d}"
    if _was_refused(one):
        number = f"{number[:-1]}{9 - int(number[-1])}"
    return Transfer("VBA" if one.family.head.bank_account else "VCB", number, holder, one.office.bank)


def vouch(one: "Request", order: PaymentOrder) -> None:
    """The head of accounting calls the payee of a new account where the plan says so."""
    account = order.payee_account
    if account is not None and one.plan.has(Twist.CALLED_BACK) and queries.call_back_of(one.year.session, account) is None:
        payments.call_back(one.year.session, account, note=words.CALLED_BACK, by=one.year.actor("hanh"), on=one.on)


def send_list(one: "Request", order: PaymentOrder) -> bool:
    """Pay an order by a payment list; gives whether the bank has refused it, which it does the first time where the plan says so."""
    session, on, lan = one.year.session, one.on, one.year.actor("lan")
    is_refused = one.plan.has(Twist.BANK_REFUSED) and not _was_refused(one)
    batch = payments.make_batch(session, box=one.office.bank, order_ids=[order.id], by=one.year.actor("tuan"), on=on)
    payments.approve_batch(session, batch, by=one.year.actor("hanh"), on=on)
    payments.send_batch(session, batch, key="vcb", by=lan, on=on)
    payments.settle(session, batch, Answer(order.code, not is_refused, words.BANK_REFUSED if is_refused else ""), by=lan, on=on)
    payments.end_batch(session, batch)
    return is_refused


def list_at_the_end(year: Year, office: Office) -> Life:
    """On the last day a list is approved and waits for the bank."""
    yield moment(WORKING_DAYS[-1], 15, 40)
    unit_id = year.unit_ids["CDCS-BML"]
    orders = [order.id for order in queries.ready_for(year.session, office.bank_id) if order.for_unit_id == unit_id]
    batch = payments.make_batch(year.session, box=office.bank, order_ids=orders, by=year.actor("tuan"), on=year.on)
    payments.approve_batch(year.session, batch, by=year.actor("hanh"), on=year.on)
    payments.add_layout(
        year.session, unit_id=office.bank.unit_id, name=words.BANK_FILE, sheet="Danh sach", columns=words.BANK_FILE_COLUMNS, by=year.actor("lan"),
    )


def _was_refused(one: "Request") -> bool:
    return any(order.state == State.REFUSED for order in queries.orders_of(one.year.session, one.grant.case.subject))
