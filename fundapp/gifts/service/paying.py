"""Money of a decided list: one transfer for each receiver with an account, what of an advance was given, and what of it is asked back for those who did not come."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.access.trail import record
from fundapp.gifts.models import GiftList, GiftMark, GiftPayment, GiftRow
from fundapp.gifts.queries.paying import Due, dues, paid_rows
from fundapp.gifts.service.refusals import GiftRefused
from fundapp.jobs import service as jobs
from fundapp.jobs.models import Job
from fundapp.kernel import clock
from fundapp.kernel.certain import surely
from fundapp.kernel.errors import Refusal
from fundapp.kernel.labels import Text, _
from fundapp.kernel.money import dong
from fundapp.ledger import queries as ledger_queries
from fundapp.ledger.models import CashBox, Expected, Reservation
from fundapp.payments import queries as payment_queries
from fundapp.payments import service as payments
from fundapp.payments.lifecycle import State
from fundapp.payments.models import PaymentOrder
from fundapp.payments.service import Transfer

WHY = "a list is paid as a whole, out of the funds of the unit that decided it"
TRANSFERS = "gifts.transfers"
NOBODY = _("Không có ai chờ chuyển khoản: chưa khai tài khoản, đã có đề nghị chi, hoặc suất không phải tiền.")


@dataclass(frozen=True)
class Ordered:
    """What became of a bulk of transfers: the orders that were made, and who was left out and why."""

    made: list[PaymentOrder]
    left_out: list[tuple[str, Text]]


@dataclass(frozen=True)
class Standing:
    """Where the money of a list that was handed to the unit is, in đồng: paid out in cash, given to those who came, to come back, asked back, come back."""

    advanced: int
    given: int
    asked: int
    came: int

    @property
    def owed(self) -> int:
        """What was handed out for people who did not get it."""
        return max(self.advanced - self.given, 0)

    @property
    def short(self) -> int:
        """What the unit gave and has not got from the funds."""
        return max(self.given - self.advanced, 0)

    @property
    def to_ask(self) -> int:
        return max(self.owed - self.asked, 0)


def ask_transfers(session: Session, gift_list: GiftList, *, box: CashBox, by: Actor, on: date) -> Job:
    """Ask for the transfers of a list to be ordered in the background, a few in each transaction; its page tells how far it is. Refuses when nobody waits."""
    _refuse_transfers(gift_list)
    ready = [due.row.id for due in dues(session, gift_list, on) if due.problem is None]
    if not ready:
        raise GiftRefused(NOBODY)
    payload = {"list_id": gift_list.id, "box_id": box.id, "rows": ready}
    return jobs.enqueue(session, kind=TRANSFERS, payload=payload, by=by, unit_id=gift_list.decider_unit_id)


def order_transfers(session: Session, gift_list: GiftList, *, box: CashBox, row_ids: Sequence[int] = (), by: Actor, on: date) -> Ordered:
    """Order one transfer for each name (or those of `row_ids`) that has declared an account and nothing on its way; a refused one is ordered again.

    Each by itself: one that cannot be is told with its reason and costs the others nothing. Each goes on through check, signature, payment list and the
    bank's answer.
    """
    session.refresh(gift_list, with_for_update=True)
    _refuse_transfers(gift_list)
    found = dues(session, gift_list, on, row_ids)
    if not row_ids and all(due.problem is not None for due in found):
        raise GiftRefused(NOBODY)
    made: list[PaymentOrder] = []
    left_out = [(due.row.full_name, due.problem) for due in found if due.problem is not None]
    for due in found:
        if due.problem is None:
            try:
                with session.begin_nested():
                    made.append(_order(session, gift_list, due, box, by=by, on=on))
            except Refusal as refusal:
                left_out.append((due.row.full_name, refusal.message))
    if made:
        details = {"code": gift_list.code, "count": len(made)}
        record(session, by=by, act="gifts.transfers", subject=gift_list.subject, unit_id=gift_list.unit_id, details=details)
    return Ordered(made, left_out)


def _refuse_transfers(gift_list: GiftList) -> None:
    if gift_list.state not in ("decided", "giving"):
        raise GiftRefused(_("Chỉ chuyển khoản cho danh sách đã quyết định và chưa kết thúc."))


def note_transferred(session: Session, gift_list: GiftList, *, by: Actor, on: date) -> int:
    """Mark those as received whose transfer the bank has carried out and whom nobody has marked: they need not come."""
    now = clock.now()
    marks = [
        GiftMark(
            row_id=row_id, list_id=gift_list.id, unit_id=gift_list.unit_id, number=1, outcome="received", note=str(_("chuyển khoản %(code)s", code=code)),
            client_reference=f"order/{code}", marked_at=now, by_id=by.user_id, at=now, on=on,
        )
        for row_id, code in paid_rows(session, gift_list)
    ]
    session.add_all(marks)
    session.flush()
    return len(marks)


def standing(session: Session, gift_list: GiftList) -> Standing:
    """Say where the money that the unit got as an advance is; what went to people by transfer is not part of it."""
    own = select(GiftPayment.order_id).where(GiftPayment.list_id == gift_list.id)
    of_people = set(session.scalars(own.execution_options(all_units=WHY)))
    advances = [one for one in _paid(session, gift_list) if one.id not in of_people]
    transferred = set(session.scalars(
        select(GiftPayment.row_id).join(PaymentOrder, PaymentOrder.id == GiftPayment.order_id)
        .where(GiftPayment.list_id == gift_list.id, PaymentOrder.state == State.PAID.value).execution_options(all_units=WHY)
    ))
    query = select(GiftRow.id, GiftRow.line_id).where(GiftRow.list_id == gift_list.id, GiftRow.outcome.in_(("received", "proxy")), GiftRow.state == "listed")
    counts = Counter(row.line_id for row in session.execute(query.execution_options(all_units=WHY)) if row.id not in transferred)
    money = {line.id: sum(fund.unit_amount for fund in line.funds) for line in gift_list.campaign.lines}
    expected = [one for order in advances for one in ledger_queries.expected_of(session, order.reference)]
    came = sum(one.came_amount for one in expected)
    return Standing(
        sum(one.amount for one in advances), sum(money[line_id] * number for line_id, number in counts.items()), came + sum(one.open_amount for one in expected), came
    )


def ask_back(session: Session, gift_list: GiftList, *, due_on: date, by: Actor, on: date) -> list[Expected]:
    """Ask the unit for what it was advanced for people who did not get it: expected in the funds it came from, by a day. Refused before the list is closed."""
    session.refresh(gift_list, with_for_update=True)
    if gift_list.state != "closed":
        raise GiftRefused(_("Chỉ quyết toán tạm ứng khi danh sách đã kết thúc, lúc đã rõ ai vắng."))
    left = standing(session, gift_list).to_ask
    if left <= 0:
        raise GiftRefused(_("Không còn tiền tạm ứng nào phải thu lại."))
    reason = str(_("Người vắng mặt theo danh sách %(code)s", code=gift_list.code))
    made: list[Expected] = []
    for order in _paid(session, gift_list):
        asked = sum(one.came_amount + one.open_amount for one in ledger_queries.expected_of(session, order.reference))
        part = min(left, order.amount - asked)
        if part > 0 and not _of_a_person(session, order):
            made += payments.ask_handback(session, order, amount=part, due_on=due_on, reason=reason, by=by, on=on)
            left -= part
    if left > 0:
        raise GiftRefused(_("Chưa thu lại được %(n)s đồng: đề nghị chi tạm ứng đã được hoàn trả hoặc đảo. Hãy kiểm tra các đề nghị chi của danh sách.", n=dong(left)))
    record(session, by=by, act="gifts.asked_back", subject=gift_list.subject, unit_id=gift_list.unit_id, details={"code": gift_list.code, "count": len(made)})
    return made


def _of_a_person(session: Session, order: PaymentOrder) -> bool:
    query = select(GiftPayment.id).where(GiftPayment.order_id == order.id)
    return session.scalar(query.execution_options(all_units=WHY)) is not None


def _paid(session: Session, gift_list: GiftList) -> list[PaymentOrder]:
    return [one for one in payment_queries.orders_of(session, gift_list.subject) if one.state == State.PAID]


def _order(session: Session, gift_list: GiftList, due: Due, box: CashBox, *, by: Actor, on: date) -> PaymentOrder:
    seal_id, decider_id = surely(gift_list.seal_id, "seal of a decided list"), surely(gift_list.decided_by_id, "decider of a decided list")
    row, person = due.row, surely(due.person, "person to transfer a gift to")
    held = {
        one.book_id: one
        for one in session.scalars(select(Reservation).where(Reservation.subject == gift_list.subject, Reservation.state == "open").execution_options(all_units=WHY))
    }
    shares = [(held[fund.book_id], fund.unit_amount) for fund in row.line.funds]
    barred = [one for one in (gift_list.made_by_id, gift_list.submitted_by_id, gift_list.reviewed_by_id) if one is not None]
    order = payments.make_order(
        session, subject=gift_list.subject, title=f"{gift_list.code} · {row.position} · {row.line.title}", shares=shares, payee_name=row.full_name,
        payee_address=due.address[:120] or gift_list.code,
        reason=str(_("Chuyển khoản quà theo danh sách %(code)s, số %(position)s", code=gift_list.code, position=row.position)),
        attachments=1, seal_id=seal_id, decider_id=decider_id, barred_ids=barred,
        to=Transfer(bank=due.bank, number=person.bank_account or "", holder_name=person.full_name, box=box), by=by, on=on,
    )
    session.add(GiftPayment(row_id=row.id, list_id=gift_list.id, unit_id=gift_list.unit_id, order_id=order.id))
    session.flush()
    return order
