"""What is printed of an advance: giấy đề nghị tạm ứng (C42-HD), giấy thanh toán tạm ứng (C43-BB), and the phiếu chi (C41-BB) it is paid on."""

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.access.queries import names_of
from fundapp.advances import queries
from fundapp.advances.models import Advance
from fundapp.advances.rules import form_on, rules
from fundapp.documents import public, qr
from fundapp.documents.models import StoredFile
from fundapp.documents.public_codes import grouped
from fundapp.kernel import crypto
from fundapp.kernel.days import day_text
from fundapp.kernel.money import dong, in_words
from fundapp.ledger.kinds import BoxKind
from fundapp.ledger.models import CashBox, Voucher
from fundapp.ledger.queries import shown_codes
from fundapp.orgs.models import Unit
from fundapp.payments.service import print_paid
from fundapp.payments.vouchers import TITLES, Printed, fingerprint

REQUEST_LAYOUT, SETTLEMENT_LAYOUT = "de_nghi_tam_ung", "thanh_toan_tam_ung"
NAMES_ON_PAPER = "a paper names the units it is about"


def name_of(session: Session, row: Advance) -> str:
    """The full name of whoever asked."""
    return names_of(session, {row.asked_by_id})[row.asked_by_id]


def unit_of(session: Session, row: Advance) -> str:
    """The unit of whoever asked, as papers name it."""
    return _unit(session, row.for_unit_id or row.unit_id)


def request_data(session: Session, row: Advance) -> dict[str, Any]:
    """Give the data of the layout `de_nghi_tam_ung`; names stand only where the program knows that somebody has agreed."""
    form = form_on("request", row.asked_on)
    return {
        **_head(session, row, form.code, form.basis), "on": row.asked_on, "number": row.label, "reason": row.reason, "amount": dong(row.amount),
        "words": in_words(row.amount), "due": day_text(row.due_on), "head": _names(session, row).get(row.signed_by_id or 0, ""),
        "chief": _names(session, row).get(row.checked_by_id or 0, ""), "refusal": row.refusal,
    }


def settlement_data(session: Session, row: Advance, *, on: date) -> dict[str, Any]:
    """Give the data of the layout `thanh_toan_tam_ung`: what was advanced, what was spent by which papers, and what is left over."""
    form, names = form_on("settlement", row.reported_on or on), _names(session, row)
    voucher = session.get_one(Voucher, row.voucher_id, execution_options={"all_units": NAMES_ON_PAPER})
    spent = row.spent_amount or 0
    return {
        **_head(session, row, form.code, form.basis), "on": row.settled_on or row.reported_on or on, "number": row.settlement_label, "request": row.label,
        "amount": dong(row.amount), "voucher": f"{TITLES[voucher.kind]} số {voucher.label} ngày {day_text(voucher.on)}", "papers": row.spent_papers,
        "attachments": f"{row.attachments:02d}", "spent": dong(spent), "words": in_words(spent), "back": dong(max(row.rest, 0)), "more": dong(max(-row.rest, 0)),
        "debit": row.spent_account or "", "credit": rules().account, "head": names.get(row.settled_by_id or 0, ""),
        "chief": names.get(row.verified_by_id or 0, ""), "reason": row.reason, "is_final": row.settled_by_id is not None,
    }


def keep_payment(session: Session, row: Advance, voucher: Voucher, box: CashBox, *, by: Actor) -> StoredFile:
    """Print and keep the phiếu chi or ủy nhiệm chi of an advance, or of what was spent above it; anybody who holds it may verify it."""
    account = queries.account_of(session, row) if box.kind == BoxKind.BANK else None
    names, shown = _names(session, row), shown_codes(session, row.unit_id)
    digest = crypto.digest(row.subject, voucher.label, voucher.amount, row.asked_by_id, row.reason, *([account.account_index] if account else []))
    published = public.publish(
        session, subject=f"vouchers/{voucher.id}", title=TITLES[voucher.kind], number=voucher.label, on=voucher.on, amount=voucher.amount,
        payee=voucher.payee_name, digest=fingerprint(digest), unit_id=row.unit_id, by=by,
    )
    code = public.code_for(published)
    checker, signer = (row.verified_by_id, row.settled_by_id) if row.settled_by_id else (row.checked_by_id, row.signed_by_id)
    printed = Printed(
        unit_name=_unit(session, row.unit_id), number=voucher.label, volume=str(voucher.year), on=voucher.on, payee=voucher.payee_name,
        address=voucher.payee_address, reason=voucher.reason, amount=voucher.amount, attachments=voucher.attachments,
        debits=[(shown[rules().account], voucher.amount)], credits=[(shown[box.account_code], voucher.amount)], maker=names.get(checker or 0, ""),
        checker=names.get(checker or 0, ""), signer=names.get(signer or 0, ""), treasurer=by.full_name, receiver=voucher.payee_name, proxy="", code=row.label,
        digest=digest, verify_code=grouped(code), verify_qr=qr.svg(public.address_of(code)),
    )
    return print_paid(
        session, printed, code=f"Giấy đề nghị tạm ứng {row.label} năm {row.year}", account=account, box=box, unit_id=row.unit_id, for_unit_id=row.for_unit_id,
        by=by,
    )


def _head(session: Session, row: Advance, code: str, basis: str) -> dict[str, Any]:
    return {
        "unit_name": _unit(session, row.unit_id), "form_code": code, "form_basis": basis, "person": name_of(session, row), "department": unit_of(session, row),
        "trace": f"Giấy đề nghị tạm ứng điện tử {row.label} năm {row.year}",
    }


def _names(session: Session, row: Advance) -> dict[int, str]:
    people = (row.asked_by_id, row.checked_by_id, row.signed_by_id, row.paid_by_id, row.verified_by_id, row.settled_by_id)
    return names_of(session, {user for user in people if user})


def _unit(session: Session, unit_id: int) -> str:
    return session.get_one(Unit, unit_id, execution_options={"all_units": NAMES_ON_PAPER}).name
