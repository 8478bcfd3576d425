"""The reconciliation statement: reckoned, prepared by one, signed by another."""

from datetime import date

from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.bank import open_items, paper
from fundapp.bank.models import Reconciliation, ReconciliationItem
from fundapp.bank.settlement_kinds import ReconciliationState
from fundapp.bank.settling.confirming import signed_until
from fundapp.bank.settling.refusals import SettlingRefused, lock_account, note
from fundapp.bank.standing import OpenRow, Standing
from fundapp.documents import papers
from fundapp.documents import service as documents
from fundapp.documents.register import next_number
from fundapp.kernel import clock
from fundapp.kernel.days import day_text
from fundapp.kernel.labels import _
from fundapp.kernel.money import dong
from fundapp.ledger.models import CashBox

SERIES = "DC-NH"


def standing(session: Session, box: CashBox, on: date) -> Standing:
    """Reckon how book and bank stand at the end of a day that a statement covers."""
    until = open_items.covered_until(session, box.id)
    if until is None or on > until or on < (open_items.begins_on(session, box.id) or on):
        raise SettlingRefused(_("Chưa có sao kê đến hết ngày %(day)s. Hãy nhập sao kê trước.", day=day_text(on)), "on")
    bank = [OpenRow(row.id, row.on, row.amount, row.whole, row.reference, row.note) for row in open_items.bank_rows(session, box.id, until=on)]
    books = [OpenRow(row.id, row.on, row.amount, row.whole, row.label, row.what) for row in open_items.book_rows(session, box.id, until=on)]
    return Standing(on, open_items.book_balance(session, box.id, on), open_items.statement_balance(session, box.id, on), books, bank)


def prepare(session: Session, box: CashBox, *, on: date, explanation: str = "", seen: int, by: Actor) -> Reconciliation:
    """Write the statement of a day down as it stands now; somebody else signs it.

    `seen` is the difference that was shown: one that has changed since is refused. An unexplained difference needs words.
    """
    lock_account(session, box)
    now = standing(session, box, on)
    explanation = " ".join(explanation.split())
    if now.difference != seen:
        raise SettlingRefused(_("Chênh lệch đã khác với lúc hiển thị (nay là %(n)s đồng). Hãy xem lại bảng mới rồi lập.", n=dong(now.difference)))
    if now.unexplained and not explanation:
        raise SettlingRefused(_("Còn %(n)s đồng chênh lệch chưa rõ. Hãy ghi vì sao.", n=dong(now.unexplained)), "explanation")
    signed = signed_until(session, box.id)
    if signed is not None and on <= signed:
        raise SettlingRefused(_("Tài khoản đã đối chiếu và ký đến hết ngày %(day)s.", day=day_text(signed)), "on")
    if any(one.on == on and one.state == ReconciliationState.PREPARED for one in open_items.reconciliations(session, box.id)):
        raise SettlingRefused(_("Bảng đối chiếu ngày này đã lập và đang chờ người thứ hai ký."), "on")
    title = str(_("Bảng đối chiếu tiền gửi ngân hàng, %(box)s", box=box.name))
    number = next_number(session, box.unit_id, SERIES, on.year, title=title, subject=f"bank_accounts/{box.id}", by=by)
    made = Reconciliation(
        unit_id=box.unit_id, box_id=box.id, year=on.year, number=number, on=on, book_amount=now.book_amount, statement_amount=now.statement_amount,
        in_books_amount=now.in_books_amount, at_bank_amount=now.at_bank_amount, unexplained_amount=now.unexplained, explanation=explanation,
        state=ReconciliationState.PREPARED.value, prepared_by_id=by.user_id, prepared_at=clock.now(), answer="",
    )
    rows = [*((row, True) for row in now.in_books), *((row, False) for row in now.at_bank)]
    made.items = [
        ReconciliationItem(
            position=position, on=row.on, amount=row.amount, label=row.label[:80], what=row.what, ledger_line_id=row.id if of_books else None,
            line_id=None if of_books else row.id,
        )
        for position, (row, of_books) in enumerate(rows, 1)
    ]
    session.add(made)
    session.flush()
    note(session, box, "reconciliation.prepare", by, label=made.label, difference=now.difference)
    return made


def sign(session: Session, made: Reconciliation, *, answer: str = "", by: Actor) -> Reconciliation:
    """Sign a statement as the second person; it is printed and kept, and what it covers is frozen."""
    box = _answerable(session, made, by)
    now = standing(session, box, made.on)
    if (now.book_amount, now.statement_amount, now.in_books_amount, now.at_bank_amount) != (
        made.book_amount, made.statement_amount, made.in_books_amount, made.at_bank_amount,
    ):
        raise SettlingRefused(_("Sổ hoặc các khoản khớp đã thay đổi từ khi lập bảng này. Hãy không ký, ghi lý do, rồi để lập lại."))
    said = " ".join(answer.split())
    pdf = papers.render(paper.LAYOUT, paper.data_of(session, made, signed_by=by.user_id))
    name = f"bang-doi-chieu-ngan-hang-{made.number:02d}-{made.year}.pdf"
    made.paper_file_id = documents.keep_printed(session, pdf=pdf, name=name, unit_id=made.unit_id, by=by).id
    made.state, made.answer, made.answered_by_id, made.answered_at = ReconciliationState.SIGNED.value, said, by.user_id, clock.now()
    session.flush()
    note(session, box, "reconciliation.sign", by, label=made.label)
    return made


def refuse(session: Session, made: Reconciliation, *, answer: str, by: Actor) -> Reconciliation:
    """Refuse to sign a statement; it stays on file and another may be prepared."""
    box = _answerable(session, made, by)
    said = " ".join(answer.split())
    if not said:
        raise SettlingRefused(_("Hãy ghi vì sao không ký."), "answer")
    made.state, made.answer, made.answered_by_id, made.answered_at = ReconciliationState.REFUSED.value, said, by.user_id, clock.now()
    session.flush()
    note(session, box, "reconciliation.refuse", by, label=made.label, reason=said)
    return made


def _answerable(session: Session, made: Reconciliation, by: Actor) -> CashBox:
    box = session.get_one(CashBox, made.box_id)
    lock_account(session, box)
    session.refresh(made)
    if made.state != ReconciliationState.PREPARED:
        raise SettlingRefused(_("Bảng đối chiếu này không còn chờ ký."))
    if made.prepared_by_id == by.user_id:
        raise SettlingRefused(_("Người lập bảng không tự ký. Người thứ hai phải ký."))
    return box
