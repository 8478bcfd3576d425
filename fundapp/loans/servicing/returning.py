"""The borrower's own money goes back in cash: what was paid too much, and the savings at the end. The accountant proposes, the treasurer hands it out."""

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.access.queries import names_of
from fundapp.documents import papers, public, qr
from fundapp.documents import service as documents
from fundapp.documents.public_codes import grouped
from fundapp.kernel import crypto
from fundapp.kernel.labels import _
from fundapp.kernel.money import dong
from fundapp.ledger import service as ledger
from fundapp.ledger.kinds import BoxKind, VoucherKind
from fundapp.ledger.models import Book, CashBox, Voucher
from fundapp.ledger.queries import shown_codes
from fundapp.ledger.service import LineSpec, NewVoucher, Posting
from fundapp.loans.books import Place, accounts
from fundapp.loans.kinds import EventKind
from fundapp.loans.models import Loan, LoanAct, LoanEvent
from fundapp.loans.servicing.allocating import LoanRefused, allocate
from fundapp.loans.servicing.lives import life_of, rules_of
from fundapp.loans.standing import standing
from fundapp.orgs.models import Unit
from fundapp.payments.vouchers import CASH_LAYOUT, TITLES, Printed, data_of, fingerprint


def may_return(session: Session, loan: Loan, details: dict[str, Any], on: date) -> None:
    """Refuse more than is the borrower's: money in hand that nothing has used."""
    held = standing(life_of(session, loan), on, rules_of(loan)).credit
    if not 0 < details["amount"] <= held:
        raise LoanRefused(_("Người vay đang có %(held)s đồng chưa dùng đến; chỉ trả lại được tới số đó.", held=dong(max(0, held))), "amount")


def give_back(session: Session, loan: Loan, act: LoanAct, box: CashBox | None, by: Actor, on: date) -> LoanEvent:
    """Hand the money out: one entry, its phiếu chi, and the event that tells of it."""
    if box is None or box.unit_id != loan.unit_id or box.kind != BoxKind.CASH or not box.is_open or box.own_book_id not in (None, loan.book_id):
        raise LoanRefused(_("Hãy chọn quỹ tiền mặt đang mở của đơn vị cho vay."), "box_id")
    amount, book, person = int(act.details["amount"]), session.get_one(Book, loan.book_id), act.details["receiver"] or loan.borrower_name
    why = str(_("Trả lại tiền của người vay, khoản vay %(code)s", code=loan.code))
    lines = [LineSpec(accounts()[Place.WAITING], debit=amount, subject=loan.subject), LineSpec(box.account_code, credit=amount, box=box)]
    home = session.get(Unit, loan.for_unit_id, execution_options={"all_units": "a paper names the unit of whoever it pays"})
    voucher = NewVoucher(VoucherKind.CASH_PAYMENT.value, amount, person, why, payee_address=home.name if home else "", attachments=1)
    entry = ledger.post(session, Posting(book, on, why, lines, f"loan_acts/{act.id}", voucher=voucher, purpose="loans"), drafted_by=act.proposed_by_id, by=by)
    allocate(session, loan, by=by, on=on)
    event = session.scalars(select(LoanEvent).where(LoanEvent.entry_id == entry.id, LoanEvent.kind == EventKind.REFUND.value)).one()
    act.paper_id = _print(session, loan, act, session.get_one(Voucher, entry.voucher_id), box, by)
    return event


def _print(session: Session, loan: Loan, act: LoanAct, voucher: Voucher, box: CashBox, by: Actor) -> int:
    shown, maker = shown_codes(session, loan.unit_id), names_of(session, {act.proposed_by_id}).get(act.proposed_by_id, "")
    digest = crypto.digest(f"loan_acts/{act.id}", voucher.label, voucher.amount, loan.person_id, act.reason)
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
    pdf = papers.render(CASH_LAYOUT, {**data_of(printed), "code": str(_("Khoản vay %(code)s, khế ước %(number)s", code=loan.code, number=loan.contract_number))})
    return documents.keep_printed(session, pdf=pdf, name=f"phieu-chi-{voucher.label}.pdf", unit_id=loan.unit_id, for_unit_id=loan.for_unit_id, by=by).id
