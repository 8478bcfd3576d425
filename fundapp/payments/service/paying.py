"""What paying in cash and by transfer share: the look before, voucher and entries, what the paper says, the end."""

from datetime import date

from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.access.queries import names_of
from fundapp.documents import public, qr
from fundapp.documents.models import PublicPaper
from fundapp.documents.public_codes import grouped
from fundapp.help import service as help_given
from fundapp.kernel import clock
from fundapp.kernel.labels import Text, _
from fundapp.ledger import service as ledger
from fundapp.ledger.kinds import VoucherKind, VoucherState
from fundapp.ledger.models import Book, CashBox, Earmark, Reservation, Voucher
from fundapp.ledger.queries import shown_codes
from fundapp.ledger.service import LineSpec, Posting
from fundapp.orgs.models import Unit
from fundapp.payments import queries
from fundapp.payments.lifecycle import Act, State
from fundapp.payments.models import PaymentOrder
from fundapp.payments.service.orders import ask_again, begin, content_digest, end
from fundapp.payments.service.payees import PaymentRefused
from fundapp.payments.vouchers import TITLES, Printed, fingerprint, stamp_of


def begin_paying(session: Session, order: PaymentOrder, version: int | None, by: Actor) -> str:
    """Lock the order; refuse what differs from what was checked and signed, and what rests on a stale proof."""
    before = begin(session, order, Act.PAY, version, by)
    ask_again(session, order)
    as_approved(order)
    return before


def as_approved(order: PaymentOrder) -> None:
    """Refuse an order that says something else than its checker, and its signer, have seen."""
    approved = {order.checked_digest, order.signed_digest} if order.needs_signature else {order.checked_digest}
    if approved != {content_digest(order)}:
        raise PaymentRefused(_("Nội dung đề nghị chi không còn như lúc kiểm tra, ký duyệt nên không được chi. Hãy trả lại để kiểm tra lại."))


def post(session: Session, order: PaymentOrder, kind: VoucherKind, box: CashBox, by: Actor, on: date) -> Voucher:
    """Give the payment its voucher and post its entries, all together."""
    voucher = ledger.issue_voucher(
        session, unit_id=order.unit_id, kind=kind.value, on=on, amount=order.amount, payee_name=order.payee_name, payee_address=order.payee_address,
        reason=order.reason, attachments=order.attachments, by=by,
    )
    ledger.post_together(session, _postings(session, order, books_of(session, order), box, voucher, on), drafted_by=order.made_by_id, by=by)
    return voucher


def make_public(session: Session, order: PaymentOrder, voucher: Voucher, by: Actor) -> PublicPaper:
    """Let anybody who holds the voucher verify it. Printed again, it bears the code under which it was first published."""
    return public.publish(
        session, subject=f"vouchers/{voucher.id}", title=TITLES[voucher.kind], number=voucher.label, on=voucher.on, amount=order.amount,
        payee=order.payee_name, digest=fingerprint(order.checked_digest or ""), unit_id=order.unit_id, by=by,
    )


def books_of(session: Session, order: PaymentOrder) -> dict[int, Book]:
    return {share.book_id: session.get_one(Book, share.book_id) for share in order.shares}


def end_paying(
    session: Session, order: PaymentOrder, voucher: Voucher, file_id: int, *, box: CashBox, receiver: str, before: str, note: Text, by: Actor, on: date
) -> None:
    """Set the order paid, and tell the register of help what was given."""
    order.voucher_id, order.voucher_file_id, order.box_id = voucher.id, file_id, box.id
    order.paid_by_id, order.paid_on, order.receiver_name = by.user_id, on, receiver
    order.state, order.held_at = State.PAID.value, clock.now()
    end(session, order, Act.PAY, before, by, note)
    help_given.give(session, subject=order.subject, amount=queries.paid_for(session, order.subject), on=on, by=by)


def _postings(session: Session, order: PaymentOrder, books: dict[int, Book], box: CashBox, voucher: Voucher, on: date) -> list[Posting]:
    """One entry in each fund, and one in each earmarked donation of it: its capital is spent, its cash goes out of the box."""
    parts: dict[tuple[int, int], list[tuple[Reservation, int]]] = {}
    for share in order.shares:
        reservation = session.get_one(Reservation, share.reservation_id)
        parts.setdefault((share.book_id, reservation.earmark_id or 0), []).append((reservation, share.amount))
    postings = []
    for (book_id, earmark_id), consumed in sorted(parts.items(), key=lambda part: part[0]):
        amount = sum(part for _reservation, part in consumed)
        postings.append(
            Posting(
                book=books[book_id], on=on, narration=f"{order.reason} ({order.payee_name})", voucher=voucher,
                reference=f"{order.reference}/{earmark_id}" if earmark_id else order.reference,
                lines=[
                    LineSpec(order.account_code or books[book_id].fund_account_code, debit=amount, subject=order.subject),
                    LineSpec(box.account_code, credit=amount, box=box, subject=order.subject),
                ],
                consumes=consumed, earmark=session.get_one(Earmark, earmark_id) if earmark_id else None,
            )
        )
    return postings


def printed_of(
    session: Session, order: PaymentOrder, voucher: Voucher, box: CashBox, treasurer_id: int, receiver: str, proxy_paper: str | None, by: Actor
) -> Printed:
    """What the paper of a payment says; the payment becomes one that anybody who holds the paper may verify."""
    books = books_of(session, order)
    names = names_of(session, {order.made_by_id, order.checked_by_id or 0, order.signed_by_id or 0, treasurer_id})
    written = shown_codes(session, order.unit_id)
    debits: dict[str, int] = {}
    for share in order.shares:
        account = written[order.account_code or books[share.book_id].fund_account_code]
        debits[account] = debits.get(account, 0) + share.amount
    code = public.code_for(make_public(session, order, voucher, by))
    return Printed(
        unit_name=session.get_one(Unit, order.unit_id).name, number=voucher.label, volume=str(voucher.year), on=voucher.on, payee=order.payee_name,
        address=order.payee_address, reason=order.reason, amount=order.amount, attachments=order.attachments, debits=sorted(debits.items()),
        credits=[(written[box.account_code], order.amount)], maker=names[order.made_by_id], checker=names.get(order.checked_by_id or 0, ""),
        signer=names.get(order.signed_by_id or 0, ""),
        treasurer=names[treasurer_id], receiver=receiver, proxy=f"{receiver} ({proxy_paper})" if proxy_paper else "", code=order.code,
        digest=order.checked_digest or "", stamp=stamp_of(voucher.state == VoucherState.VOID, order.reversed_on),
        verify_code=grouped(code), verify_qr=qr.svg(public.address_of(code)),
    )
