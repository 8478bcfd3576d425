"""Acts on a unit's chart of accounts: give it the sample, divide an account, close and open one, say which codes the unit writes."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.access.trail import record
from fundapp.kernel.labels import _
from fundapp.kernel.money import dong
from fundapp.ledger import chart
from fundapp.ledger.models import Account, Balance, Book, CashBox, Entry, Line
from fundapp.ledger.service.refusals import LedgerRefused

THIS_UNIT = "the rows of the one unit whose chart is written"
LONGEST_CODE, LONGEST_OWN = 12, 20
OWN_SOURCE = _("Tài khoản chi tiết của đơn vị")


def ensure_chart(session: Session, unit_id: int) -> None:
    """Give a unit the sample chart when it has no accounts."""
    if session.scalar(select(Account.id).where(Account.unit_id == unit_id).limit(1).execution_options(all_units=THIS_UNIT)) is not None:
        return
    for row in chart.sample():
        session.add(
            Account(unit_id=unit_id, code=row.code, name=row.name, nature=row.nature, parent_code=row.parent, is_postable=row.is_postable, source=row.source)
        )
    session.flush()


def add_account(session: Session, *, unit_id: int, code: str, name: str, parent: str, source: str = "", by: Actor | None) -> Account:
    """Add a detailed account under one of the chart. A leaf that bears nothing yet becomes a heading; one that is used is refused."""
    ensure_chart(session, unit_id)
    code, name = code.strip(), " ".join(name.split())
    above = session.scalar(account_of(unit_id, parent))
    if above is None:
        raise LedgerRefused(_("Đơn vị không có tài khoản cấp trên này. Hãy chọn trong danh sách."), "parent")
    if not (code.isascii() and code.isdigit()) or not code.startswith(parent) or code == parent or len(code) > LONGEST_CODE:
        raise LedgerRefused(
            _("Số hiệu chi tiết gồm số hiệu cấp trên và thêm một hoặc vài chữ số, ví dụ TK-%(parent)s thành TK-%(example)s.", parent=parent, example=f"{parent}1"), "code"
        )
    if not name:
        raise LedgerRefused(_("Hãy ghi tên tài khoản."), "name")
    if above.closed_on is not None:
        raise LedgerRefused(_("Tài khoản TK-%(parent)s đã đóng. Hãy mở lại trước khi thêm tài khoản chi tiết.", parent=parent), "parent")
    taken = session.scalar(
        select(Account.code).where(Account.unit_id == unit_id, (Account.code == code) | (Account.shown_code == code)).execution_options(all_units=THIS_UNIT)
    )
    if taken is not None:
        raise LedgerRefused(_("Số hiệu TK-%(code)s đã dùng cho một tài khoản khác của đơn vị. Hãy chọn số hiệu khác.", code=code), "code")
    if above.is_postable:
        _divide(session, above)
    account = Account(
        unit_id=unit_id, code=code, name=name, nature=above.nature, parent_code=parent, is_postable=True, source=source.strip() or str(OWN_SOURCE)
    )
    session.add(account)
    record(session, by=by, act="ledger.account", subject=f"orgs/{unit_id}", details={"code": code}, unit_id=unit_id, changed=[account, above])
    session.flush()
    return account


def close_account(session: Session, account: Account, *, by: Actor, on: date) -> Account:
    """Close an account that holds nothing and on which nothing rests; it takes no lines any more and keeps its history."""
    if account.closed_on is not None:
        raise LedgerRefused(_("Tài khoản này đã đóng rồi."))
    held = session.execute(
        select(Book.name, func.sum(Balance.amount).label("amount")).join(Book, Book.id == Balance.book_id)
        .where(Balance.unit_id == account.unit_id, Balance.account_code == account.code, Balance.amount != 0).group_by(Book.name)
        .execution_options(all_units=THIS_UNIT)
    ).first()
    if held is not None:
        raise LedgerRefused(
            _("Tài khoản TK-%(code)s còn số dư %(amount)s đồng ở %(fund)s. Hãy chuyển hết số dư sang tài khoản khác bằng bút toán rồi mới đóng.",
              code=account.shown_code, amount=dong(abs(int(held.amount))), fund=held.name)
        )
    below = select(Account.shown_code).where(Account.unit_id == account.unit_id, Account.parent_code == account.code, Account.closed_on.is_(None))
    if (child := session.scalar(below.limit(1).execution_options(all_units=THIS_UNIT))) is not None:
        raise LedgerRefused(_("Còn tài khoản chi tiết TK-%(code)s đang mở. Hãy đóng các tài khoản chi tiết trước.", code=child))
    if (resting := _rests_on(session, account)) is not None:
        raise LedgerRefused(_("%(name)s đang dùng tài khoản này. Không đóng được khi quỹ, quỹ tiền mặt hoặc tài khoản ngân hàng đó còn hoạt động.", name=resting))
    drafts = (
        select(Entry.id).join(Line, Line.entry_id == Entry.id).join(Balance, Balance.id == Line.balance_id)
        .where(Balance.unit_id == account.unit_id, Balance.account_code == account.code, Entry.state == "draft")
    )
    if session.scalar(drafts.limit(1).execution_options(all_units=THIS_UNIT)) is not None:
        raise LedgerRefused(_("Còn bút toán chờ ghi sổ dùng tài khoản này. Hãy ghi sổ hoặc bỏ bút toán đó trước."))
    account.closed_on = on
    return _done(session, account, "ledger.account_closed", by)


def reopen_account(session: Session, account: Account, *, by: Actor) -> Account:
    """Let a closed account take lines again, unless the one above it is closed."""
    if account.closed_on is None:
        raise LedgerRefused(_("Tài khoản này đang mở."))
    above = None if account.parent_code is None else session.scalar(account_of(account.unit_id, account.parent_code))
    if above is not None and above.closed_on is not None:
        raise LedgerRefused(_("Tài khoản cấp trên TK-%(code)s đang đóng. Hãy mở lại tài khoản đó trước.", code=above.shown_code))
    account.closed_on = None
    return _done(session, account, "ledger.account_reopened", by)


def set_codes(session: Session, *, unit_id: int, codes: Mapping[str, str], by: Actor) -> int:
    """Say which codes the unit itself writes: the program's code → the unit's, empty for the same one. Gives how many have changed.

    No two accounts may be written alike, or a page, a paper or an imported file would be ambiguous.
    """
    ensure_chart(session, unit_id)
    accounts = {row.code: row for row in session.scalars(select(Account).where(Account.unit_id == unit_id).execution_options(all_units=THIS_UNIT))}
    wanted = {code: account.shown_code for code, account in accounts.items()}
    for code, own in codes.items():
        own = own.strip()
        if code not in accounts or len(own) > LONGEST_OWN or not (own == "" or (own.isascii() and own.replace(".", "").isalnum() and any(map(str.isdigit, own)))):
            raise LedgerRefused(_("Số hiệu của đơn vị cho tài khoản TK-%(code)s gồm chữ số, có thể thêm chữ cái không dấu và dấu chấm.", code=code), f"own_{code}")
        wanted[code] = own or code
    first: dict[str, str] = {}
    for code, own in wanted.items():
        if own in first:
            raise LedgerRefused(
                _("Số hiệu TK-%(own)s đang ghi cho cả %(one)s và %(other)s. Mỗi tài khoản một số hiệu; nếu đó là số hiệu mẫu của tài khoản không dùng, hãy ghi số hiệu "
                  "khác cho tài khoản đó.", own=own, one=_named(accounts[first[own]]), other=_named(accounts[code])),
                f"own_{code}",
            )
        first[own] = code
    changed = [account for code, account in accounts.items() if account.shown_code != wanted[code]]
    # Two accounts may change places, and the index allows no code twice even for a moment.
    for account in changed:
        account.shown_code = f"~{account.id}"
    session.flush()
    for account in changed:
        account.shown_code = wanted[account.code]
    session.flush()
    if changed:
        record(session, by=by, act="ledger.codes", subject=f"orgs/{unit_id}", details={"number": len(changed)}, unit_id=unit_id, changed=changed)
    return len(changed)


def account_of(unit_id: int, code: str) -> Select[Account]:
    """The account of a unit by the program's code."""
    return select(Account).where(Account.unit_id == unit_id, Account.code == code).execution_options(all_units=THIS_UNIT)


def _named(account: Account) -> str:
    return f"TK-{account.code} {account.name}"


def _divide(session: Session, above: Account) -> None:
    """Make a leaf a heading, or say how else to get a detailed account."""
    used = select(Balance.id).where(Balance.unit_id == above.unit_id, Balance.account_code == above.code).limit(1).execution_options(all_units=THIS_UNIT)
    if session.scalar(used) is not None or _rests_on(session, above) is not None:
        beside = above.parent_code or above.code[:-1]
        raise LedgerRefused(
            _("Tài khoản TK-%(code)s đã có số liệu hoặc đang được dùng nên không chia chi tiết được nữa. Hãy mở một tài khoản cùng cấp dưới TK-%(beside)s, "
              "chuyển số dư sang bằng bút toán, rồi đóng TK-%(code)s.", code=above.shown_code, beside=beside), "parent",
        )
    above.is_postable = False
    session.flush()


def _rests_on(session: Session, account: Account) -> str | None:
    books = select(Book.name).where(Book.unit_id == account.unit_id, Book.fund_account_code == account.code, Book.is_open)
    boxes = select(CashBox.name).where(CashBox.unit_id == account.unit_id, CashBox.account_code == account.code, CashBox.is_open)
    for query in (books, boxes):
        if (name := session.scalar(query.limit(1).execution_options(all_units=THIS_UNIT))) is not None:
            return name
    return None


def _done(session: Session, account: Account, act: str, by: Actor) -> Account:
    session.flush()
    record(session, by=by, act=act, subject=f"orgs/{account.unit_id}", details={"code": account.code}, unit_id=account.unit_id, changed=[account])
    return account
