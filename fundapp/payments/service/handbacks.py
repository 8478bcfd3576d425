"""Hand-backs (hoàn trả): money of a paid order that the payee is to return, expected in its funds, and given back to them when it has come."""

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.access.trail import record
from fundapp.kernel.labels import _
from fundapp.kernel.money import dong, share
from fundapp.ledger import queries as ledger_queries
from fundapp.ledger import service as ledger
from fundapp.ledger.kinds import EntryState
from fundapp.ledger.models import Book, Entry, Expected, Reservation
from fundapp.payments import queries
from fundapp.payments.duties import Barred
from fundapp.payments.lifecycle import State
from fundapp.payments.models import PaymentOrder
from fundapp.payments.service.payees import PaymentRefused


def ask_handback(session: Session, order: PaymentOrder, *, amount: int, due_on: date, reason: str, by: Actor, on: date) -> list[Expected]:
    """Expect a part of what was paid, or all of it, to be returned by a day; out of several funds, each its share.

    The payee writes the order's code. Money that a donor has bound comes back bound to the same donation. Refused beyond what was paid.
    """
    session.refresh(order, with_for_update=True)
    if order.state != State.PAID:
        raise PaymentRefused(_("Chỉ chờ hoàn trả được khoản đã chi."))
    if order.account_code is not None:
        # Money that is lent is owed on its subject already: given back to the fund beside it, the debt would stand.
        raise PaymentRefused(_("Đây là tiền cho vay: người vay trả theo khoản vay. Chi nhầm thì đảo khoản chi."))
    barred = queries.barred_from(session, [order.id]).get(order.id, Barred())
    if by.user_id in barred:
        raise PaymentRefused(_("Bạn có liên quan đến hộ này nên không làm việc này được."))
    said = " ".join(reason.split())
    if not said:
        raise PaymentRefused(_("Hãy ghi vì sao phải hoàn trả."), "reason")
    if due_on < on:
        raise PaymentRefused(_("Hạn hoàn trả không được ở quá khứ."), "due_on")
    asked = sum(one.came_amount + one.open_amount for one in ledger_queries.expected_of(session, order.reference))
    left = order.amount - asked
    if not 0 < amount <= left:
        raise PaymentRefused(_("Khoản này còn có thể hoàn trả nhiều nhất %(left)s đồng.", left=dong(left)), "amount")
    made = []
    for one, part in zip(order.shares, share(amount, [one.amount for one in order.shares]), strict=True):
        if part:
            made.append(
                ledger.expect(
                    session, book=session.get_one(Book, one.book_id), subject=order.reference, code=order.code, amount=part, due_on=due_on, payer=order.payee_name,
                    what=said, for_unit_id=order.for_unit_id, earmark_id=session.get_one(Reservation, one.reservation_id).earmark_id, by=by, on=on,
                )
            )
    record(session, by=by, act="payment.handback", subject=order.reference, unit_id=order.unit_id, details={"code": order.code, "amount": amount, "reason": said})
    session.flush()
    return made


def allocate_handback(session: Session, order: PaymentOrder, *, by: Actor, on: date) -> list[Entry]:
    """Draft what gives the returned money back to its funds, as less spent; a second person posts it. Refused while nothing waits."""
    session.refresh(order, with_for_update=True)
    waiting = ledger_queries.waiting_amounts(session, [order.reference])
    prefix = f"handback/{order.id}/"
    drafts = select(Entry.id).where(Entry.reference.startswith(prefix), Entry.unit_id == order.unit_id, Entry.state == EntryState.DRAFT.value)
    if session.scalar(drafts.limit(1)) is not None:
        raise PaymentRefused(_("Bút toán trả tiền về quỹ đã lập, đang chờ người thứ hai ghi sổ."))
    if not waiting:
        raise PaymentRefused(_("Chưa có tiền hoàn trả nào vào để đưa về quỹ."))
    made = []
    for (book_id, subject), amount in sorted(waiting.items()):
        book = session.get_one(Book, book_id)
        count = session.scalar(select(func.count(Entry.id)).where(Entry.book_id == book_id, Entry.reference.startswith(prefix))) or 0
        lines = [ledger.LineSpec(ledger.WAITING, debit=amount, subject=subject), ledger.LineSpec(book.fund_account_code, credit=amount, subject=subject)]
        narration = str(_("Giảm chi do hoàn trả khoản chi %(code)s", code=order.code))
        made.append(ledger.draft(session, ledger.Posting(book, on, narration, lines, f"{prefix}{count + 1}"), by=by))
    record(session, by=by, act="payment.handback_allocate", subject=order.reference, unit_id=order.unit_id, details={"code": order.code, "amount": sum(waiting.values())})
    session.flush()
    return made
