"""What is printed on a reconciliation statement (bảng đối chiếu tiền gửi ngân hàng), as plain texts for the layout.

No form of the Ministry of Finance was found for it, so it bears no form number.
"""

from typing import Any

from sqlalchemy.orm import Session

from fundapp.access.queries import names_of
from fundapp.bank.models import Reconciliation, ReconciliationItem
from fundapp.kernel.days import day_text
from fundapp.kernel.money import dong
from fundapp.ledger.models import CashBox
from fundapp.orgs.models import Unit

LAYOUT = "doi_chieu_ngan_hang"


def data_of(session: Session, made: Reconciliation, *, signed_by: int | None) -> dict[str, Any]:
    """Give the data of the layout; while nobody has signed it says so."""
    names = names_of(session, {user for user in (made.prepared_by_id, signed_by) if user})
    in_books = [one for one in made.items if one.ledger_line_id is not None]
    at_bank = [one for one in made.items if one.line_id is not None]
    return {
        "unit_name": session.get_one(Unit, made.unit_id).name, "box": session.get_one(CashBox, made.box_id).name, "number": made.label, "on": made.on,
        "book": _signed(made.book_amount), "statement": _signed(made.statement_amount), "difference": _signed(made.book_amount - made.statement_amount),
        "in_books": [_row(one, made) for one in in_books], "at_bank": [_row(one, made) for one in at_bank], "in_books_sum": _signed(made.in_books_amount),
        "at_bank_sum": _signed(made.at_bank_amount), "unexplained": _signed(made.unexplained_amount), "explanation": made.explanation,
        "people": [
            {"title": "NGƯỜI LẬP", "how": "(Ký, họ tên)", "name": names[made.prepared_by_id]},
            {"title": "NGƯỜI KIỂM TRA", "how": "(Ký, họ tên)", "name": names.get(signed_by or 0, "")},
            {"title": "THỦ TRƯỞNG ĐƠN VỊ", "how": "(Ký, họ tên, đóng dấu)", "name": ""},
        ],
        "is_final": signed_by is not None, "trace": f"Bảng đối chiếu điện tử số {made.label} năm {made.year}",
    }


def _row(one: ReconciliationItem, made: Reconciliation) -> dict[str, str]:
    return {
        "on": day_text(one.on), "label": one.label, "what": one.what, "came": dong(one.amount) if one.amount > 0 else "",
        "went": dong(-one.amount) if one.amount < 0 else "", "age": str(max((made.on - one.on).days, 0)),
    }


def _signed(amount: int) -> str:
    return f"({dong(-amount)})" if amount < 0 else dong(amount)
