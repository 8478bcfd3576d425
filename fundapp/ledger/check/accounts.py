"""Invariants of the charts of accounts: lines on open leaves alone, details under their heading, closed accounts empty."""

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, aliased

from fundapp.kernel.checks import Fault, Invariant, count, stream
from fundapp.kernel.labels import _
from fundapp.ledger.models import Account, Balance


def on_leaves(session: Session) -> Invariant:
    of_account = (Account.unit_id == Balance.unit_id) & (Account.code == Balance.account_code)
    headings = select(Balance.id, Balance.unit_id, Balance.account_code).join(Account, of_account).where(Account.is_postable.is_(False))
    wrong: list[str] = [
        Fault(_("tài khoản tổng hợp %(code)s có số liệu ghi trực tiếp (số dư id %(id)s)", code=row.account_code, id=row.id), row.unit_id)
        for row in stream(session, headings)
    ]
    closed = select(Balance.id, Balance.unit_id, Balance.account_code).join(Account, of_account).where(
        or_((Account.closed_on.is_not(None)) & (Balance.amount != 0), Balance.is_closed != Account.closed_on.is_not(None))
    )
    wrong += [
        Fault(_("tài khoản %(code)s đã đóng mà còn số dư, hoặc số dư (id %(id)s) không theo tài khoản", code=row.account_code, id=row.id), row.unit_id)
        for row in stream(session, closed)
    ]
    lost = select(Balance.id, Balance.unit_id, Balance.account_code).outerjoin(Account, of_account).where(Account.id.is_(None))
    wrong += [
        Fault(_("tài khoản %(code)s có số liệu (số dư id %(id)s) mà không còn trong hệ thống tài khoản", code=row.account_code, id=row.id), row.unit_id)
        for row in stream(session, lost)
    ]
    above = aliased(Account)
    astray = (
        select(Account.id, Account.unit_id, Account.code).outerjoin(above, (above.unit_id == Account.unit_id) & (above.code == Account.parent_code))
        .where(
            Account.parent_code.is_not(None),
            or_(above.id.is_(None), above.is_postable, func.substr(Account.code, 1, func.length(Account.parent_code)) != Account.parent_code),
        )
    )
    wrong += [
        Fault(_("tài khoản %(code)s (id %(id)s) không nằm dưới tài khoản cấp trên của nó", code=row.code, id=row.id), row.unit_id)
        for row in stream(session, astray)
    ]
    return Invariant("L13", _("Chỉ tài khoản chi tiết đang mở có số liệu; tài khoản đã đóng không còn số dư"), count(session, select(Balance.id)), wrong)
