"""The signature of the head of a unit between check and payment: on a complete voucher only, within the limits of the unit's terms."""

from datetime import date

from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.kernel import clock
from fundapp.kernel.labels import Text, _
from fundapp.payments import queries
from fundapp.payments.lifecycle import Act, State
from fundapp.payments.models import PaymentOrder
from fundapp.payments.service.orders import ask_again, begin, content_digest, end
from fundapp.payments.service.payees import PaymentRefused


def sign_order(session: Session, order: PaymentOrder, *, version: int | None = None, by: Actor, on: date) -> PaymentOrder:
    """Sign exactly what was checked, so that the treasurer may pay it. `version` is the one that the signer has seen.

    Refuses what is not complete (payee, purpose, amount, papers), what differs from the check, and an amount beyond the limit that the
    unit's terms of that day give to the signer's post.
    """
    before = begin(session, order, Act.SIGN, version, by)
    lacking = missing(order)
    if lacking:
        raise PaymentRefused(_("Chứng từ chưa đủ nên không được ký: %(what)s. Hãy trả lại để bổ sung.", what=", ".join(map(str, lacking))))
    ask_again(session, order)
    if content_digest(order) != order.checked_digest:
        raise PaymentRefused(_("Nội dung đề nghị chi không còn như lúc kiểm tra nên không được ký. Hãy trả lại để kiểm tra lại."))
    post = queries.signing_post(session, order, by, on)
    if post.problem is not None:
        raise PaymentRefused(post.problem)
    order.signed_by_id, order.signed_on, order.signed_at, order.signed_digest = by.user_id, on, clock.now(), order.checked_digest
    order.signed_role, order.signed_kind, order.signed_terms_id = post.role, post.kind, post.terms_id
    order.state, order.held_at = State.CHECKED.value, clock.now()
    return end(session, order, Act.SIGN, before, by)


def missing(order: PaymentOrder) -> list[Text]:
    """What a voucher lacks before anybody may sign it."""
    told = (
        (order.payee_name.strip() and order.payee_address.strip(), _("người nhận tiền và địa chỉ")), (order.reason.strip(), _("nội dung chi")),
        (order.amount > 0 and order.amount == sum(share.amount for share in order.shares), _("số tiền")), (order.attachments > 0, _("chứng từ gốc")),
    )
    return [what for there, what in told if not there]
