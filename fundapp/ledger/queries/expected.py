"""Reads of what is expected to come in, and of what came and waits for its programme."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from fundapp.documents import qr
from fundapp.kernel import vietqr
from fundapp.kernel.banks import find_bank
from fundapp.ledger.kinds import EntryState, ExpectedState
from fundapp.ledger.models import Balance, BankAccount, Book, CashBox, Entry, Expected, ExpectedMove, Line

# Own accounts are told to whoever is to pay into them; that is what they are for.
TOLD = {"all_units": "the account of the unit that is owed is told to its payer"}


@dataclass(frozen=True)
class HowToPay:
    """All that a payer needs for one transfer: bank, account, holder, amount in đồng, note; and the same as a VietQR with its symbol (SVG)."""

    bank: str
    number: str
    holder: str
    amount: int
    note: str
    payload: str
    symbol: str


def expected_of(session: Session, subject: str) -> list[Expected]:
    """Everything that was ever expected for a subject, by due day."""
    return list(session.scalars(select(Expected).where(Expected.subject == subject).order_by(Expected.due_on, Expected.id)))


def open_expected() -> Select[Expected]:
    """What is still expected in sight, for a page by key (due day, id)."""
    return select(Expected).where(Expected.state == ExpectedState.OPEN.value)


def moves_of_expected(session: Session, expected_ids: Iterable[int]) -> list[ExpectedMove]:
    """What happened to expected amounts, oldest first."""
    return list(session.scalars(select(ExpectedMove).where(ExpectedMove.expected_id.in_(list(expected_ids))).order_by(ExpectedMove.id)))


def waiting_amounts(session: Session, subjects: Iterable[str]) -> dict[tuple[int, str], int]:
    """What came in for each of these subjects and waits for allocation, by fund and subject; what is allocated whole is left out."""
    wanted = list(subjects)
    accounts = select(Expected.account_code).where(Expected.subject == Line.subject, Expected.book_id == Entry.book_id, Expected.account_code == Balance.account_code)
    left = func.sum(Line.credit - Line.debit)
    query = (
        select(Entry.book_id, Line.subject, left.label("amount")).join(Entry, Entry.id == Line.entry_id).join(Balance, Balance.id == Line.balance_id)
        .where(Line.subject.in_(wanted), Entry.state == EntryState.POSTED.value, accounts.exists()).group_by(Entry.book_id, Line.subject).having(left != 0)
    )
    return {(row.book_id, row.subject): int(row.amount) for row in session.execute(query)}


def waiting_for_allocation(session: Session, subject: str, book: Book | None = None) -> int:
    """What came in for a subject and waits for its programme, in đồng; of one fund, or of all in sight."""
    return sum(amount for (book_id, _subject), amount in waiting_amounts(session, [subject]).items() if book is None or book_id == book.id)


def how_to_pay(session: Session, expected: Expected, amount: int | None = None) -> HowToPay | None:
    """How to pay what is still missing, or a part of it; None while bank or number of no account that takes it are known."""
    wanted = expected.open_amount if amount is None else amount
    query = (
        select(CashBox, BankAccount).join(BankAccount, BankAccount.box_id == CashBox.id)
        .where(CashBox.unit_id == expected.unit_id, CashBox.is_open, (CashBox.own_book_id.is_(None)) | (CashBox.own_book_id == expected.book_id))
        .order_by(CashBox.id)
    )
    for box, account in session.execute(query.execution_options(**TOLD)):
        bank = find_bank(box.bank_code)
        if bank is None or wanted <= 0 or expected.box_id not in (None, box.id):
            continue
        number = "".join(sign for sign in account.number if sign.isalnum())
        try:
            payload = vietqr.write(vietqr.Payment(bank.bin, number, wanted, expected.code))
        except vietqr.QrError:
            continue
        return HowToPay(bank.name, number, account.holder_name, wanted, expected.code, payload, qr.svg(payload))
    return None
