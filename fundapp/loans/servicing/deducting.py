"""A unit's list of deductions: read by one, posted by another as one entry, each loan's money waiting on its loan and used at once."""

import hashlib
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.access.trail import record
from fundapp.kernel import clock
from fundapp.kernel.labels import _
from fundapp.ledger import service as ledger
from fundapp.ledger.kinds import VoucherKind
from fundapp.ledger.models import Book, CashBox
from fundapp.ledger.service import LineSpec, NewVoucher, Posting
from fundapp.loans.books import Place, accounts
from fundapp.loans.deductions import GOOD, Asked, good_sum, judged
from fundapp.loans.kinds import LoanState, SheetState
from fundapp.loans.models import Loan, LoanSheet
from fundapp.loans.servicing.allocating import LoanRefused, allocate, next_payment
from fundapp.loans.servicing.lives import lives, rules_of
from fundapp.loans.standing import standing
from fundapp.orgs.models import Unit
from fundapp.sheets.reader import read_workbook


def asked_of(session: Session, *, book_id: int, for_unit_id: int, on: date) -> dict[str, Asked]:
    """Give what each loan of a fund to a unit's members should pay next, by code."""
    query = (
        select(Loan).where(Loan.book_id == book_id, Loan.for_unit_id == for_unit_id, Loan.state == LoanState.OPEN, Loan.deducts_salary)
        .order_by(Loan.borrower_folded, Loan.id)
    )
    loans = list(session.scalars(query))
    lived = lives(session, [loan.id for loan in loans])
    found: dict[str, Asked] = {}
    for loan in loans:
        wanted = next_payment(standing(lived.get(loan.id, []), on, rules_of(loan)), on)
        found[loan.code] = Asked(loan.id, loan.code, loan.borrower_name, wanted[0] if wanted else 0)
    return found


def take_in(session: Session, *, content: bytes, name: str, book: Book, box: CashBox, for_unit_id: int, by: Actor, on: date) -> LoanSheet:
    """Read a list and keep each row with its verdict; nothing is posted yet. The same file is taken in once."""
    digest = hashlib.sha256(content).hexdigest()
    again = select(LoanSheet.id).where(LoanSheet.unit_id == book.unit_id, LoanSheet.digest == digest, LoanSheet.state != SheetState.DROPPED.value)
    if session.scalar(again) is not None:
        raise LoanRefused(_("Tệp này đã được nhận rồi."), "file")
    rows = judged(read_workbook(content, name), asked_of(session, book_id=book.id, for_unit_id=for_unit_id, on=on))
    sheet = LoanSheet(
        unit_id=book.unit_id, for_unit_id=for_unit_id, book_id=book.id, box_id=box.id, came_on=on, state=SheetState.READ.value, digest=digest, file_name=name[:200],
        rows=rows, uploaded_by_id=by.user_id, uploaded_at=clock.now(),
    )
    session.add(sheet)
    session.flush()
    record(session, by=by, act="loans.sheet", subject=f"orgs/{for_unit_id}", details={"count": len(rows)}, unit_id=book.unit_id)
    return sheet


def post_sheet(session: Session, sheet: LoanSheet, *, by: Actor, on: date) -> LoanSheet:
    """Post the good rows as one entry and use each loan's money; somebody else has read the list. The bad rows stay on the list."""
    session.refresh(sheet, with_for_update=True)
    if sheet.state != SheetState.READ:
        raise LoanRefused(_("Danh sách này đã được ghi sổ hoặc đã bỏ."))
    if sheet.uploaded_by_id == by.user_id:
        raise LoanRefused(_("Bạn là người đọc danh sách nên người khác phải ghi sổ."))
    good = [row for row in sheet.rows if row["verdict"] in GOOD]
    if not good:
        raise LoanRefused(_("Không dòng nào ghi được."))
    amount, book, box = good_sum(sheet.rows), session.get_one(Book, sheet.book_id), session.get_one(CashBox, sheet.box_id)
    unit = session.get_one(Unit, sheet.for_unit_id)
    why = str(_("Thu nợ vay trừ lương, %(unit)s, %(count)s người", unit=unit.name, count=len(good)))
    waiting = accounts()[Place.WAITING]
    lines = [LineSpec(box.account_code, debit=amount, box=box), *(LineSpec(waiting, credit=row["amount"], subject=f"cases/{row['loan_id']}") for row in good)]
    voucher = NewVoucher(VoucherKind.BANK_RECEIPT.value, amount, unit.name, why)
    entry = ledger.post(
        session, Posting(book, on, why, lines, f"loan_sheets/{sheet.id}", voucher=voucher, purpose="loans"), drafted_by=sheet.uploaded_by_id, by=by,
    )
    sheet.state, sheet.entry_id, sheet.confirmed_by_id = SheetState.POSTED.value, entry.id, by.user_id
    session.flush()
    for loan_id in sorted(row["loan_id"] for row in good):
        allocate(session, session.get_one(Loan, loan_id), by=by, on=on)
    record(session, by=by, act="loans.sheet_post", subject=f"orgs/{sheet.for_unit_id}", details={"amount": amount, "count": len(good)}, unit_id=sheet.unit_id)
    session.flush()
    return sheet


def drop_sheet(session: Session, sheet: LoanSheet, *, by: Actor) -> LoanSheet:
    """Give a list up that was read wrongly."""
    session.refresh(sheet, with_for_update=True)
    if sheet.state != SheetState.READ:
        raise LoanRefused(_("Danh sách này đã được ghi sổ hoặc đã bỏ."))
    sheet.state = SheetState.DROPPED.value
    record(session, by=by, act="loans.sheet_drop", subject=f"orgs/{sheet.for_unit_id}", details={}, unit_id=sheet.unit_id)
    session.flush()
    return sheet


def lines_of(asked: dict[str, Asked]) -> list[tuple[Any, ...]]:
    """Give the rows of the list that a unit fills in: number, code, name, due, and an empty cell for what was deducted."""
    return [(at, one.code, one.name, one.amount, None) for at, one in enumerate(asked.values(), 1)]
