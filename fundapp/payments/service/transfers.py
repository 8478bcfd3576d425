"""Paying by transfer: the ủy nhiệm chi with its number, its entries out of the bank account, and the paper that goes to the bank."""

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.access.policy import Permission
from fundapp.documents import papers
from fundapp.documents import service as documents
from fundapp.documents.models import StoredFile
from fundapp.kernel.banks import bank_name
from fundapp.kernel.certain import surely
from fundapp.kernel.labels import _
from fundapp.ledger.kinds import VoucherKind
from fundapp.ledger.models import CashBox, Voucher
from fundapp.payments import queries
from fundapp.payments.models import PayeeAccount, PaymentOrder
from fundapp.payments.service.payees import PaymentRefused
from fundapp.payments.service.paying import begin_paying, end_paying, post, printed_of
from fundapp.payments.vouchers import CASH_LAYOUT, TRANSFER_LAYOUT, Directed, Printed, data_of, transfer_data_of


def pay_by_transfer(session: Session, order: PaymentOrder, *, version: int | None = None, by: Actor, on: date) -> Voucher:
    """Order the bank to pay a checked order: one ủy nhiệm chi of the unit, one entry in each fund out of the bank account, all together.

    Refuses what cash refuses, and an account that is new and for which nobody has called back, with the day from which it may be paid.
    """
    if not order.is_transfer:
        raise PaymentRefused(_("Đề nghị này chi tiền mặt nên không lập ủy nhiệm chi được."))
    before = begin_paying(session, order, version, by)
    too_new = queries.waits(session, order, by.user_id, on)
    if too_new is not None:
        raise PaymentRefused(too_new)
    box = session.get_one(CashBox, order.from_box_id)
    if not box.is_open:
        raise PaymentRefused(_("Tài khoản %(name)s đã đóng. Hãy trả lại để kế toán chọn tài khoản khác.", name=box.name))
    account = surely(order.payee_account, "account of a payee who is paid by transfer")
    voucher = post(session, order, VoucherKind.BANK_PAYMENT, box, by, on)
    printed = printed_of(session, order, voucher, box, by.user_id, account.holder_name, None, by)
    file = keep_transfer(session, order, printed, box, name=f"uy-nhiem-chi-{voucher.label}.pdf", by=by)
    end_paying(
        session, order, voucher, file.id, box=box, receiver=account.holder_name, before=before,
        note=_("Ủy nhiệm chi %(number)s", number=voucher.label), by=by, on=on,
    )
    return voucher


def direction(account: PayeeAccount, box: CashBox) -> Directed:
    """Say on a paper for the bank where money goes, and out of which account of the unit."""
    return Directed(
        number=account.account, bank=bank_name(account.bank_code), holder=account.holder_name, from_tail=box.account_tail or "", from_bank=bank_name(box.bank_code)
    )


def print_paid(
    session: Session, printed: Printed, *, code: str, account: PayeeAccount | None, box: CashBox, unit_id: int, for_unit_id: int | None, by: Actor
) -> StoredFile:
    """Print the phiếu chi of money that is no order's, or with an account the paper for the bank; `code` says what it was paid for.

    The account stands on the bank's paper whole, so only those who file it open it.
    """
    if account is None:
        pdf = papers.render(CASH_LAYOUT, {**data_of(printed), "code": code})
        return documents.keep_printed(session, pdf=pdf, name=f"phieu-chi-{printed.number}.pdf", unit_id=unit_id, for_unit_id=for_unit_id, by=by)
    pdf = papers.render(TRANSFER_LAYOUT, {**transfer_data_of(printed, direction(account, box)), "code": code})
    return documents.keep_printed(
        session, pdf=pdf, name=f"uy-nhiem-chi-{printed.number}.pdf", unit_id=unit_id, for_unit_id=None, opens_with=Permission.PAYMENT_PAPER, by=by
    )


def keep_transfer(
    session: Session, order: PaymentOrder, printed: Printed, box: CashBox, *, name: str, by: Actor, reprint: dict[str, Any] | None = None
) -> StoredFile:
    """Print the paper for the bank. The account stands on it whole, so only those who file it open it."""
    account = surely(order.payee_account, "account of a payee who is paid by transfer")
    pdf = papers.render(TRANSFER_LAYOUT, transfer_data_of(printed, direction(account, box), reprint=reprint))
    return documents.keep_printed(
        session, pdf=pdf, name=name, unit_id=order.unit_id, for_unit_id=None, opens_with=Permission.PAYMENT_PAPER, by=by
    )
