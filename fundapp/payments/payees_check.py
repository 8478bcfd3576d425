"""The invariant of receiving accounts (W20): the number that goes to the bank is the one that was approved."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from fundapp.kernel import crypto
from fundapp.kernel.checks import Fault, Invariant, lists
from fundapp.kernel.labels import Text, _
from fundapp.payments.models import PayeeAccount


def sealed(session: Session) -> Invariant:
    """Every sealed number opens in its own row and is that of its blind index, which the approvals of orders hold, and of its last digits."""
    wrong: list[str] = []
    rows = 0
    for part in lists(session, select(PayeeAccount).order_by(PayeeAccount.id)):
        for row in part:
            rows += 1
            if problem := _wrong_of(row):
                wrong.append(Fault(_("tài khoản nhận tiền id %(id)s: %(problem)s", id=row.id, problem=problem), row.unit_id))
    return Invariant("W20", _("Số tài khoản nhận tiền đã niêm phong mở được, đúng là số đã được duyệt"), rows, wrong)


def _wrong_of(row: PayeeAccount) -> Text | None:
    try:
        number = row.account
    except crypto.SealBroken:
        return _("số tài khoản không mở được ở hàng của nó")
    if crypto.blind_index("bank_account", number) != row.account_index or not number.endswith(row.account_tail):
        return _("số tài khoản khác với dấu đã duyệt hoặc số cuối")
    return None
