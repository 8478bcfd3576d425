"""Taking a payment back: asked for with a reason, confirmed by somebody who has not made, checked or paid it; every fund at once."""

from datetime import date

from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.help import service as help_given
from fundapp.kernel import clock
from fundapp.kernel.certain import surely
from fundapp.kernel.labels import _
from fundapp.ledger import queries as ledger_queries
from fundapp.ledger import service as ledger
from fundapp.ledger.models import Voucher
from fundapp.ledger.queries import standing_entries
from fundapp.payments import queries
from fundapp.payments.lifecycle import Act, State
from fundapp.payments.models import PaymentOrder
from fundapp.payments.service.orders import begin, end, given_reason
from fundapp.payments.service.payees import PaymentRefused


def ask_reversal(session: Session, order: PaymentOrder, *, reason: str, version: int | None = None, by: Actor, on: date) -> PaymentOrder:
    """Ask for a payment to be taken back. It stands in the books until somebody else has confirmed."""
    before = begin(session, order, Act.ASK_REVERSAL, version, by)
    if any(one.came_amount or one.open_amount for one in ledger_queries.expected_of(session, order.reference)):
        raise PaymentRefused(_("Khoản này đang chờ hoàn trả, hoặc đã hoàn trả một phần, nên không đảo cả khoản được nữa."))
    note = given_reason(reason)
    order.reversal_reason, order.reversal_asked_by_id, order.reversal_asked_at = note, by.user_id, clock.now()
    order.state, order.held_at = State.REVERSING.value, clock.now()
    return end(session, order, Act.ASK_REVERSAL, before, by, note)


def confirm_reversal(session: Session, order: PaymentOrder, *, version: int | None = None, by: Actor, on: date) -> list[ledger.Posted]:
    """Take the payment back today in every fund at once; its money is promised to the subject again.

    The cash is back in the box that it left, so the confirmer sees to it first.
    """
    before = begin(session, order, Act.REVERSE, version, by)
    asked_by_id, reason = surely(order.reversal_asked_by_id, "asker of a reversal"), surely(order.reversal_reason, "reason of a reversal")
    entries = standing_entries(session, session.get_one(Voucher, surely(order.voucher_id, "voucher of a paid order")))
    if {entry.book_id for entry in entries} != {share.book_id for share in order.shares}:
        raise PaymentRefused(_("Bút toán của khoản chi này không còn đủ trong sổ nên không đảo được. Hãy báo Ủy ban Kiểm tra."))
    made = ledger.reverse_together(session, entries, reason=reason, drafted_by=asked_by_id, by=by, on=on)
    order.reversed_by_id, order.reversed_on = by.user_id, on
    order.state, order.held_at = State.REVERSED.value, clock.now()
    end(session, order, Act.REVERSE, before, by, reason)
    help_given.take_back(session, subject=order.subject, amount=queries.paid_for(session, order.subject), on=on, by=by)
    return made


def keep_payment(session: Session, order: PaymentOrder, *, reason: str, version: int | None = None, by: Actor, on: date) -> PaymentOrder:
    """Let the payment stand: who asked takes the request back, or who would confirm does not agree."""
    before = begin(session, order, Act.KEEP, version, by)
    note = given_reason(reason)
    order.reversal_reason = order.reversal_asked_by_id = order.reversal_asked_at = None
    order.state, order.held_at = State.PAID.value, clock.now()
    return end(session, order, Act.KEEP, before, by, note)
