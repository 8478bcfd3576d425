"""The borrower's own money goes back: what was paid too much, and the savings at the end. The accountant proposes, the treasurer hands it out or orders
the bank to transfer it, to an account that waits or is called back like every payee's."""

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.access.queries import names_of
from fundapp.documents import public, qr
from fundapp.documents.public_codes import grouped
from fundapp.kernel import crypto
from fundapp.kernel.labels import Text, _
from fundapp.kernel.money import dong
from fundapp.ledger import service as ledger
from fundapp.ledger.kinds import BoxKind, VoucherKind
from fundapp.ledger.models import Book, CashBox, Voucher
from fundapp.ledger.queries import shown_codes
from fundapp.ledger.service import LineSpec, NewVoucher, Posting
from fundapp.loans.books import Place, accounts
from fundapp.loans.kinds import ActKind, EventKind
from fundapp.loans.models import Loan, LoanAct, LoanEvent
from fundapp.loans.servicing.allocating import LoanRefused, allocate
from fundapp.loans.servicing.lives import life_of, rules_of
from fundapp.loans.standing import standing
from fundapp.orgs.models import Unit
from fundapp.payments import queries as payment_queries
from fundapp.payments import service as payments
from fundapp.payments.models import PayeeAccount
from fundapp.payments.service import Transfer
from fundapp.payments.vouchers import TITLES, Printed, fingerprint


def may_return(session: Session, loan: Loan, details: dict[str, Any], on: date) -> None:
    """Refuse more than is the borrower's: money in hand that nothing has used."""
    held = standing(life_of(session, loan), on, rules_of(loan)).credit
    if not 0 < details["amount"] <= held:
        raise LoanRefused(_("Người vay đang có %(held)s đồng chưa dùng đến; chỉ trả lại được tới số đó.", held=dong(max(0, held))), "amount")


def directed(session: Session, loan: Loan, kind: ActKind, to: Transfer | None, by: Actor, on: date) -> dict[str, int]:
    """Give where money goes back to by transfer, and out of which account: a number that the unit hasn't paid before is put on its register, and waits."""
    if to is None or kind != ActKind.REFUND:
        return {}
    if not to.number.strip():
        raise LoanRefused(_("Hãy ghi số tài khoản của người nhận."), "account_number")
    _leaves(loan, to.box, BoxKind.BANK)
    return {"payee_account_id": payments.account_for(session, loan.unit_id, to, by=by, on=on).id, "from_box_id": to.box.id}


def account_of(session: Session, act: LoanAct) -> PayeeAccount | None:
    """The account to which money goes back by transfer; None in cash."""
    return None if act.payee_account_id is None else session.get_one(PayeeAccount, act.payee_account_id, execution_options={"all_units": "the payer's register"})


def officers_of(session: Session, act: LoanAct) -> list[str]:
    """Names of the officers whose own account the money would go to."""
    account = account_of(session, act)
    return [] if account is None else payment_queries.officers_with(session, account)


def why_not_yet(session: Session, act: LoanAct, by: Actor, on: date) -> Text | None:
    """Say why a transfer may not go to its account yet."""
    account = account_of(session, act)
    return None if account is None else payment_queries.account_waits(session, account, {act.proposed_by_id, by.user_id}, on)


def give_back(session: Session, loan: Loan, act: LoanAct, box: CashBox | None, by: Actor, on: date) -> LoanEvent:
    """Hand the money out, or order the bank to transfer it: one entry, its phiếu chi or ủy nhiệm chi, and the event that tells of it."""
    kind = BoxKind.CASH
    if act.from_box_id is not None:
        box, kind = session.get_one(CashBox, act.from_box_id), BoxKind.BANK
        if (too_new := why_not_yet(session, act, by, on)) is not None:
            raise LoanRefused(too_new)
    box = _leaves(loan, box, kind)
    amount, book, person = int(act.details["amount"]), session.get_one(Book, loan.book_id), act.details["receiver"] or loan.borrower_name
    why = str(_("Trả lại tiền của người vay, khoản vay %(code)s", code=loan.code))
    lines = [LineSpec(accounts()[Place.WAITING], debit=amount, subject=loan.subject), LineSpec(box.account_code, credit=amount, box=box)]
    home = session.get(Unit, loan.for_unit_id, execution_options={"all_units": "a paper names the unit of whoever it pays"})
    number = VoucherKind.CASH_PAYMENT if kind == BoxKind.CASH else VoucherKind.BANK_PAYMENT
    voucher = NewVoucher(number.value, amount, person, why, payee_address=home.name if home else "", attachments=1)
    entry = ledger.post(session, Posting(book, on, why, lines, f"loan_acts/{act.id}", voucher=voucher, purpose="loans"), drafted_by=act.proposed_by_id, by=by)
    allocate(session, loan, by=by, on=on)
    event = session.scalars(select(LoanEvent).where(LoanEvent.entry_id == entry.id, LoanEvent.kind == EventKind.REFUND.value)).one()
    act.paper_id = _print(session, loan, act, session.get_one(Voucher, entry.voucher_id), box, by)
    return event


def _leaves(loan: Loan, box: CashBox | None, kind: BoxKind) -> CashBox:
    if box is None or box.unit_id != loan.unit_id or box.kind != kind or not box.is_open or box.own_book_id not in (None, loan.book_id):
        if kind == BoxKind.BANK:
            raise LoanRefused(_("Hãy chọn tài khoản ngân hàng đang mở của đơn vị cho vay."), "from_box_id")
        raise LoanRefused(_("Hãy chọn quỹ tiền mặt đang mở của đơn vị cho vay."), "box_id")
    return box


def _print(session: Session, loan: Loan, act: LoanAct, voucher: Voucher, box: CashBox, by: Actor) -> int:
    shown, maker, account = shown_codes(session, loan.unit_id), names_of(session, {act.proposed_by_id}).get(act.proposed_by_id, ""), account_of(session, act)
    digest = crypto.digest(f"loan_acts/{act.id}", voucher.label, voucher.amount, loan.person_id, act.reason, *([account.account_index] if account else []))
    code = public.code_for(
        public.publish(
            session, subject=f"vouchers/{voucher.id}", title=TITLES[voucher.kind], number=voucher.label, on=voucher.on, amount=voucher.amount,
            payee=voucher.payee_name, digest=fingerprint(digest), unit_id=loan.unit_id, by=by,
        )
    )
    printed = Printed(
        unit_name=session.get_one(Unit, loan.unit_id).name, number=voucher.label, volume=str(voucher.year), on=voucher.on, payee=voucher.payee_name,
        address=voucher.payee_address, reason=voucher.reason, amount=voucher.amount, attachments=voucher.attachments,
        debits=[(shown[accounts()[Place.WAITING]], voucher.amount)], credits=[(shown[box.account_code], voucher.amount)], maker=maker, checker="",
        treasurer=by.full_name, receiver=voucher.payee_name, proxy="", code=loan.code, digest=digest, verify_code=grouped(code),
        verify_qr=qr.svg(public.address_of(code)),
    )
    what = str(_("Khoản vay %(code)s, khế ước %(number)s", code=loan.code, number=loan.contract_number))
    return payments.print_paid(session, printed, code=what, account=account, box=box, unit_id=loan.unit_id, for_unit_id=loan.for_unit_id, by=by).id
