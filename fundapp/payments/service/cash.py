"""Paying in cash: voucher, entries, consumed reservations and the printed paper in one act; further copies, counted and marked."""

from dataclasses import dataclass
from datetime import date
from typing import IO, Any

from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.access.queries import names_of
from fundapp.access.trail import record
from fundapp.documents import papers, public, qr
from fundapp.documents import service as documents
from fundapp.documents.kinds import FileRefused
from fundapp.documents.public_codes import grouped
from fundapp.help import service as help_given
from fundapp.kernel import clock
from fundapp.kernel.clock import VIETNAM
from fundapp.kernel.labels import _
from fundapp.kernel.names import tidy_name
from fundapp.ledger import service as ledger
from fundapp.ledger.kinds import BoxKind, VoucherKind, VoucherState
from fundapp.ledger.models import Book, CashBox, Earmark, Reservation, Voucher
from fundapp.ledger.queries import shown_codes
from fundapp.ledger.service import LineSpec, Posting
from fundapp.orgs.models import Unit
from fundapp.payments import queries
from fundapp.payments.lifecycle import Act, State
from fundapp.payments.models import PaymentOrder, PaymentReprint
from fundapp.payments.service.orders import PaymentRefused, ask_again, begin, content_digest, end
from fundapp.payments.vouchers import TITLE, Printed, data_of, fingerprint, stamp_of

LAYOUT = "phieu_chi"


@dataclass(frozen=True)
class Proxy:
    """Who takes the money instead of the payee, and by which paper; `scan` is (file name, stream)."""

    name: str
    paper: str
    scan: tuple[str, IO[bytes] | Any] | None = None


def pay_in_cash(
    session: Session, order: PaymentOrder, *, box: CashBox, proxy: Proxy | None = None, version: int | None = None, by: Actor, on: date
) -> Voucher:
    """Hand out the cash of a checked order: one voucher of the unit, one entry in each fund, all posted together.

    Refuses when anything differs from what was checked, when the decision's proof is stale (it holds who lives and who is a member), or
    when whom it pays has been helped elsewhere since the order was made.
    """
    before = begin(session, order, Act.PAY, version, by)
    ask_again(session, order)
    approved = {order.checked_digest, order.signed_digest} if order.needs_signature else {order.checked_digest}
    if approved != {content_digest(order)}:
        raise PaymentRefused(_("Nội dung đề nghị chi không còn như lúc kiểm tra, ký duyệt nên không được chi. Hãy trả lại để kiểm tra lại."))
    if box.unit_id != order.unit_id or box.kind != BoxKind.CASH or not box.is_open:
        raise PaymentRefused(_("Hãy chọn quỹ tiền mặt đang mở của đơn vị chi tiền."), "box")
    scan_id = _read_proxy(session, order, proxy, by)
    voucher = ledger.issue_voucher(
        session, unit_id=order.unit_id, kind=VoucherKind.CASH_PAYMENT.value, on=on, amount=order.amount,
        payee_name=order.payee_name, payee_address=order.payee_address, reason=order.reason, attachments=order.attachments, by=by,
    )
    books = {share.book_id: session.get_one(Book, share.book_id) for share in order.shares}
    ledger.post_together(session, _postings(session, order, books, box, voucher, on), drafted_by=order.made_by_id, by=by)
    receiver = tidy_name(proxy.name) if proxy else order.payee_name
    paper_of_proxy = " ".join(proxy.paper.split()) if proxy else None
    paper = papers.render(LAYOUT, data_of(_printed(session, order, voucher, books, box, by.user_id, receiver, paper_of_proxy, by)))
    file = documents.keep_printed(
        session, pdf=paper, name=f"phieu-chi-{voucher.label}.pdf", unit_id=order.unit_id, for_unit_id=order.for_unit_id, by=by
    )
    order.voucher_id, order.voucher_file_id, order.proxy_file_id = voucher.id, file.id, scan_id
    order.paid_by_id, order.paid_on, order.receiver_name, order.box_id = by.user_id, on, receiver, box.id
    order.proxy_name, order.proxy_paper = (receiver if proxy else None), paper_of_proxy
    order.state, order.held_at = State.PAID.value, clock.now()
    end(session, order, Act.PAY, before, by, _("Phiếu chi %(number)s", number=voucher.label))
    help_given.give(session, subject=order.subject, amount=queries.paid_for(session, order.subject), on=on, by=by)
    return voucher


def reprint(session: Session, order: PaymentOrder, *, by: Actor) -> PaymentReprint:
    """Print one more copy of the voucher, with its number on it; the paper of the payment itself stays as it is."""
    session.refresh(order, with_for_update=True)
    if order.voucher_id is None or order.box_id is None or order.paid_by_id is None or order.receiver_name is None:
        raise PaymentRefused(_("Chỉ in lại được phiếu chi của khoản đã chi."))
    number, at = len(queries.reprints_of(session, order)) + 1, clock.now()
    books = {share.book_id: session.get_one(Book, share.book_id) for share in order.shares}
    printed = _printed(
        session, order, session.get_one(Voucher, order.voucher_id), books, session.get_one(CashBox, order.box_id), order.paid_by_id,
        order.receiver_name, order.proxy_paper, by,
    )
    mark = {"number": number, "at": f"{at.astimezone(VIETNAM):%H:%M %d/%m/%Y}", "by": by.full_name}
    pdf = papers.render(LAYOUT, data_of(printed, reprint=mark))
    file = documents.keep_printed(
        session, pdf=pdf, name=f"phieu-chi-{printed.number}-in-lai-{number}.pdf", unit_id=order.unit_id, for_unit_id=order.for_unit_id, by=by
    )
    row = PaymentReprint(
        order_id=order.id, unit_id=order.unit_id, for_unit_id=order.for_unit_id, number=number, file_id=file.id, by_id=by.user_id, at=at
    )
    session.add(row)
    record(session, by=by, act="payment.reprint", subject=order.reference, unit_id=order.unit_id, details={"code": order.code, "number": number})
    session.flush()
    return row


def _read_proxy(session: Session, order: PaymentOrder, proxy: Proxy | None, by: Actor) -> int | None:
    if proxy is None:
        return None
    if not tidy_name(proxy.name):
        raise PaymentRefused(_("Hãy ghi họ và tên người nhận thay."), "proxy_name")
    if not proxy.paper.strip():
        raise PaymentRefused(_("Người nhận thay phải có giấy ủy quyền. Hãy ghi số, ngày và nơi xác nhận của giấy."), "proxy_paper")
    if proxy.scan is None:
        return None
    name, stream = proxy.scan
    try:
        return documents.store(session, stream=stream, name=name, unit_id=order.unit_id, for_unit_id=order.for_unit_id, by=by).id
    except FileRefused as refusal:
        raise PaymentRefused(refusal.message, "proxy_scan") from refusal


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
                    LineSpec(books[book_id].fund_account_code, debit=amount, subject=order.subject),
                    LineSpec(box.account_code, credit=amount, box=box, subject=order.subject),
                ],
                consumes=consumed, earmark=session.get_one(Earmark, earmark_id) if earmark_id else None,
            )
        )
    return postings


def _printed(
    session: Session, order: PaymentOrder, voucher: Voucher, books: dict[int, Book], box: CashBox, treasurer_id: int, receiver: str,
    proxy_paper: str | None, by: Actor,
) -> Printed:
    names = names_of(session, {order.made_by_id, order.checked_by_id or 0, order.signed_by_id or 0, treasurer_id})
    written = shown_codes(session, order.unit_id)
    debits: dict[str, int] = {}
    for share in order.shares:
        account = written[books[share.book_id].fund_account_code]
        debits[account] = debits.get(account, 0) + share.amount
    # Printed again, the voucher bears the code under which it was first published.
    code = public.code_for(
        public.publish(
            session, subject=f"vouchers/{voucher.id}", title=TITLE, number=voucher.label, on=voucher.on, amount=order.amount, payee=order.payee_name,
            digest=fingerprint(order.checked_digest or ""), unit_id=order.unit_id, by=by,
        )
    )
    return Printed(
        unit_name=session.get_one(Unit, order.unit_id).name, number=voucher.label, volume=str(voucher.year), on=voucher.on, payee=order.payee_name,
        address=order.payee_address, reason=order.reason, amount=order.amount, attachments=order.attachments, debits=sorted(debits.items()),
        credits=[(written[box.account_code], order.amount)], maker=names[order.made_by_id], checker=names.get(order.checked_by_id or 0, ""),
        signer=names.get(order.signed_by_id or 0, ""),
        treasurer=names[treasurer_id], receiver=receiver, proxy=f"{receiver} ({proxy_paper})" if proxy_paper else "", code=order.code,
        digest=order.checked_digest or "", stamp=stamp_of(voucher.state == VoucherState.VOID, order.reversed_on),
        verify_code=grouped(code), verify_qr=qr.svg(public.address_of(code)),
    )
