"""Fees, interest and what else the bank moves by itself: an entry is drafted from the line, and how is remembered."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.bank import open_items
from fundapp.bank.models import LineBooking, PostingRule
from fundapp.bank.open_items import WHOLE, BankRow
from fundapp.bank.settling.refusals import SettlingRefused, lock_account, note
from fundapp.kernel import clock
from fundapp.kernel.labels import _
from fundapp.kernel.names import fold
from fundapp.ledger import service as ledger
from fundapp.ledger.kinds import EntryState
from fundapp.ledger.models import Book, CashBox, Entry
from fundapp.ledger.service import LineSpec, Posting


def rules_of(session: Session, box_id: int) -> list[PostingRule]:
    """The posting rules of an account that hold, newest first."""
    query = select(PostingRule).where(PostingRule.box_id == box_id, PostingRule.ended_at.is_(None)).order_by(PostingRule.id.desc())
    return list(session.scalars(query))


def rule_for(rules: Sequence[PostingRule], row: BankRow) -> PostingRule | None:
    """The newest rule whose direction is the line's and all of whose words stand in its note."""
    words = set(row.folded.split())
    return next((rule for rule in rules if rule.is_out == (row.amount < 0) and set(rule.words.split()) <= words), None)


def waiting_entries(session: Session, line_ids: Sequence[int]) -> dict[int, int]:
    """Drafts from these lines that nobody has posted yet, by line."""
    query = select(LineBooking.line_id, LineBooking.entry_id).join(Entry, Entry.id == LineBooking.entry_id)
    found = session.execute(query.where(LineBooking.line_id.in_(line_ids), Entry.state == EntryState.DRAFT.value).execution_options(**WHOLE))
    return {row.line_id: row.entry_id for row in found}


def book_line(
    session: Session, box: CashBox, line_id: int, *, book: Book, account: str, narration: str, purpose: str | None = None, words: str = "",
    rule: PostingRule | None = None, by: Actor, on: date,
) -> Entry:
    """Draft the entry of a line that is open whole, on the line's day; somebody else posts it, then it settles the line.

    With `words` the way it was booked is remembered for lines whose note holds all of them. Refuses a line that waits for a draft already.
    """
    lock_account(session, box)
    row = next(iter(open_items.bank_rows(session, box.id, ids=[line_id])), None)
    if row is None or row.amount != row.whole:
        raise SettlingRefused(_("Dòng này không còn để ngỏ toàn bộ nên không lập bút toán được. Hãy mở lại trang."))
    if waiting_entries(session, [line_id]):
        raise SettlingRefused(_("Dòng này đã có một bút toán chờ ghi sổ."))
    narration = " ".join(narration.split())
    if not narration:
        raise SettlingRefused(_("Hãy ghi nội dung bút toán."), "narration")
    if book.unit_id != box.unit_id:
        raise SettlingRefused(_("Hãy chọn quỹ của đơn vị có tài khoản này."), "book_id")
    if words:
        rule = _remember(session, box, row, book=book, account=account, narration=narration, purpose=purpose, words=words, by=by)
    amount, is_out = abs(row.amount), row.amount < 0
    money = LineSpec(box.account_code, debit=0 if is_out else amount, credit=amount if is_out else 0, box=box)
    other = LineSpec(account, debit=amount if is_out else 0, credit=0 if is_out else amount)
    count = len(session.scalars(select(LineBooking.id).where(LineBooking.line_id == line_id)).all())
    entry = ledger.draft(
        session,
        Posting(
            book=book, on=row.on, narration=narration, lines=[other, money] if is_out else [money, other], reference=f"bank/{line_id}/{count + 1}",
            purpose=purpose if is_out else None,
        ),
        by=by,
    )
    session.add(
        LineBooking(
            unit_id=box.unit_id, line_id=line_id, entry_id=entry.id, rule_id=None if rule is None else rule.id, drafted_by_id=by.user_id, drafted_at=clock.now()
        )
    )
    session.flush()
    note(session, box, "settlement.book", by, amount=amount)
    return entry


def end_rule(session: Session, rule: PostingRule, *, by: Actor) -> PostingRule:
    """Let a posting rule hold no longer."""
    if rule.ended_at is not None:
        raise SettlingRefused(_("Cách ghi này đã bỏ rồi."))
    rule.ended_by_id, rule.ended_at = by.user_id, clock.now()
    session.flush()
    note(session, session.get_one(CashBox, rule.box_id), "settlement.rule_end", by)
    return rule


def _remember(
    session: Session, box: CashBox, row: BankRow, *, book: Book, account: str, narration: str, purpose: str | None, words: str, by: Actor
) -> PostingRule:
    folded = fold(words)
    if len(folded) < 3:
        raise SettlingRefused(_("Hãy ghi vài chữ của nội dung để nhận ra các dòng sau, ví dụ: phi quan ly tai khoan."), "words")
    if not set(folded.split()) <= set(row.folded.split()):
        raise SettlingRefused(_("Các chữ này không có trong nội dung của dòng đang ghi."), "words")
    rule = PostingRule(
        unit_id=box.unit_id, box_id=box.id, words=folded, is_out=row.amount < 0, book_id=book.id, account_code=account, narration=narration,
        purpose=purpose if row.amount < 0 else None, made_by_id=by.user_id, made_at=clock.now(),
    )
    session.add(rule)
    session.flush()
    note(session, box, "settlement.rule", by)
    return rule
