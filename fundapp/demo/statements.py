"""The bank's side of the year: a statement a month that bears what the books moved on the account, the last one still to be looked at.

The bank knows two things more than the books in November: a fee, and a gift of somebody who wrote no code.
"""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from fundapp.bank import service, work
from fundapp.bank.models import StatementFile
from fundapp.demo.bookkeeping import Office
from fundapp.demo.timeline import FIRST_DAY, LAST_DAY, moment, on_or_after
from fundapp.demo.treasury import Treasury
from fundapp.demo.year import DEMO, Year
from fundapp.kernel.money import dong
from fundapp.kernel.names import fold
from fundapp.ledger import queries as ledger
from fundapp.ledger.models import Balance, CashBox, Entry, Line, Narration, Voucher
from fundapp.payments.models import PaymentOrder

NUMBER, HOLDER = "99912345670009", "LIEN DOAN LAO DONG TINH NINH BINH"
OWN_NUMBER = "99988877660117"
# Statements are fetched in the first days of the next month; the one before the last ends early in November.
HALFWAY = date(2026, 11, 10)
FETCHED_ON = 4
NOTE_LINE = 65
MILLION = 1_000_000
# What is expected of borrowers does not come by the bank.
LOAN = "HV"
HEADER = ("Ngày giao dịch", "Mã giao dịch", "Phát sinh nợ", "Phát sinh có", "Số dư", "Diễn giải")


@dataclass(frozen=True)
class Move:
    """One movement as the bank shows it; positive what came in."""

    on: date
    amount: int
    note: str


BEYOND_THE_BOOKS = (
    Move(date(2026, 11, 6), -11_000, "PHI QUAN LY TAI KHOAN THANG 10/2026"), Move(date(2026, 11, 9), 2 * MILLION, "PHAM THI XOAN CHUYEN TIEN UNG HO"),
)


# What a household returns comes on this day, and only then stands in the books.
RETURNED_ON = date(2026, 11, 9)


class Statements:
    """Fetches the statements of the federation's account month by month, of the entrusted capital's once."""

    def __init__(self, year: Year, office: Office, treasury: Treasury) -> None:
        self.year, self.office, self.treasury = year, office, treasury

    def start(self) -> None:
        """Plan every upload."""
        for first, last in spans():
            self.year.outside(moment(on_or_after(last + timedelta(days=FETCHED_ON)), 15, 50), partial(self._month, first, last))
        self.year.outside(moment(on_or_after(date(2026, 7, 3)), 16, 5), self._entrusted)
        self.year.outside(moment(on_or_after(HALFWAY + timedelta(days=1)), 15, 50), partial(self._month, date(2026, 11, 1), HALFWAY))
        self.year.outside(moment(LAST_DAY, 15, 20), self._waiting)
        self.year.outside(moment(LAST_DAY, 15, 25), self._of_another_account)

    def _month(self, first: date, last: date) -> None:
        opening, moves = self._bank(first, last)
        self._send(self.office.bank_id, f"SK {first:%m-%Y}.sta", message(NUMBER, first, last, opening, moves), keeps=True)

    def _entrusted(self) -> None:
        last = date(2026, 6, 30)
        with self.year.db.reading(DEMO) as session:
            opening, moves = moves_of(session, self.treasury.own_bank_id, FIRST_DAY, last)
        self._send(self.treasury.own_bank_id, "NHCSXH 12-2025 den 06-2026.sta", message(OWN_NUMBER, FIRST_DAY, last, opening, moves), keeps=True)

    def _waiting(self) -> None:
        first = HALFWAY + timedelta(days=1)
        opening, moves = self._bank(first, LAST_DAY)
        self._send(self.office.bank_id, "Sao ke 11-20.11.2026.xlsx", _workbook(first, LAST_DAY, opening, moves), keeps=False)

    def _of_another_account(self) -> None:
        opening, moves = self._bank(date(2026, 10, 1), date(2026, 10, 31))
        self._send(self.treasury.own_bank_id, "SK 10-2026 (2).sta", message(NUMBER, date(2026, 10, 1), date(2026, 10, 31), opening, moves), keeps=False)

    def _bank(self, first: date, last: date) -> tuple[int, list[Move]]:
        """The federation's account as its bank shows it."""
        with self.year.db.reading(DEMO) as session:
            opening, moves = moves_of(session, self.office.bank_id, first, last)
            returned = [
                Move(RETURNED_ON, one.open_amount, f"{fold(one.payer_name).upper()} HOAN TRA {one.code.replace('-', ' ')}")
                for one in session.scalars(ledger.open_expected()) if not one.code.startswith(LOAN)
            ]
        opening += sum(move.amount for move in BEYOND_THE_BOOKS if move.on < first)
        moves += [move for move in returned if first <= move.on <= last]
        return opening, sorted([*moves, *(move for move in BEYOND_THE_BOOKS if first <= move.on <= last)], key=lambda move: move.on)

    def _send(self, account_id: int, name: str, content: bytes, *, keeps: bool) -> None:
        """Upload a file and read it, each step in a transaction of its own, as in the app; the treasurer looks and keeps it."""
        with self.year.db.transaction(DEMO) as self.year.session:
            lan = self.year.actor("lan")
            account = self.year.session.get_one(CashBox, account_id)
            file_id = service.receive(self.year.session, content=content, name=name, account=account, by=lan, is_read_later=False).id
        work.read(self.year.db, file_id, lan)
        if keeps:
            with self.year.db.transaction(DEMO) as self.year.session:
                service.confirm(self.year.session, self.year.session.get_one(StatementFile, file_id), by=lan)


def spans() -> Iterator[tuple[date, date]]:
    """The whole months up to October."""
    first = FIRST_DAY
    while first < date(2026, 11, 1):
        following = (first.replace(day=28) + timedelta(days=4)).replace(day=1)
        yield first, following - timedelta(days=1)
        first = following


def moves_of(session: Session, box_id: int, first: date, last: date) -> tuple[int, list[Move]]:
    """What an account held before a day, and what the books moved on it in a span, as a bank shows it.

    A payment out of several funds is one transfer, the interest of all funds one line; what the books took back and entered anew on one
    day the bank never knew.
    """
    amount = func.sum(Line.debit - Line.credit).label("amount")
    query = (
        select(Entry.id, Entry.on, Entry.kind, Entry.reference, Entry.reverses_id, Narration.text.label("said"), Voucher.payee_name, amount)
        .join(Line, Line.entry_id == Entry.id).join(Balance, Balance.id == Line.balance_id).outerjoin(Narration, Narration.entry_id == Entry.id)
        .outerjoin(Voucher, Voucher.id == Entry.voucher_id).where(Balance.box_id == box_id, Entry.state == "posted", Entry.on <= last)
        .group_by(Entry.id, Entry.on, Entry.kind, Entry.reference, Entry.reverses_id, Narration.text, Voucher.payee_name).order_by(Entry.on, Entry.id)
    )
    rows = [row for row in session.execute(query) if row.amount]
    opening = sum(int(row.amount) for row in rows if row.on < first or row.kind == "opening")
    found = [row for row in rows if row.on >= first and row.kind != "opening"]
    for back in [row for row in found if row.kind == "reversal"]:
        anew = next((row for row in found if row.on == back.on and row.amount == -back.amount and row.id != back.reverses_id), None)
        if anew is not None:
            found = [row for row in found if row.id not in (back.id, anew.id)]
    orders = {row.id: row for row in session.execute(select(PaymentOrder.id, PaymentOrder.code, PaymentOrder.payee_name))}
    by_id = {row.id: row for row in rows}
    together: dict[tuple[object, ...], list[Any]] = {}
    for row in found:
        paid = by_id.get(row.reverses_id, row).reference.split("/")
        order = orders.get(int(paid[1])) if paid[0] == "payments" else None
        what = order.code if order else "interest" if fold(row.said or "").startswith("lai tien gui") else row.id
        together.setdefault((row.on, row.kind == "reversal", what), []).append((row, order))
    return opening, [_move([row for row, _order in group], group[0][1]) for group in together.values()]


def _move(rows: Sequence[Any], order: Any) -> Move:
    row, amount = rows[0], sum(int(row.amount) for row in rows)
    if order is not None:
        words = ["HOAN TRA LENH CHUYEN TIEN"] if row.kind == "reversal" else []
        return Move(row.on, amount, " ".join([*words, order.code.replace("-", " "), "CHI HO TRO", fold(order.payee_name).upper()]))
    if row.kind == "transfer":
        return Move(row.on, amount, "RUT TIEN MAT NOP QUY TIEN MAT" if amount < 0 else "NOP TIEN MAT VAO TAI KHOAN")
    if len(rows) > 1 or fold(row.said or "").startswith("lai tien gui"):
        return Move(row.on, amount, f"TRA LAI TIEN GUI KKH THANG {(row.on.month - 2) % 12 + 1}")
    payer = fold(row.payee_name or "").upper()
    return Move(row.on, amount, " ".join(part for part in (payer, "CHUYEN TIEN", fold(row.said or "").upper()) if part)[:140])


def message(number: str, first: date, last: date, opening: int, moves: Sequence[Move]) -> bytes:
    """Write a statement as the bank's message (MT940)."""
    closing = opening + sum(move.amount for move in moves)
    rows = [f":20:SK{last:%y%m%d}", f":25:{number}", f":28C:{last.month}/1", f":60F:C{first:%y%m%d}VND{opening},00"]
    for place, move in enumerate(moves, 1):
        rows.append(f":61:{move.on:%y%m%d}{move.on:%m%d}{'C' if move.amount > 0 else 'D'}{abs(move.amount)},00NTRFNONREF//{reference(move, place)}")
        cut = [move.note[at:at + NOTE_LINE] for at in range(0, len(move.note), NOTE_LINE)] or [""]
        rows += [f":86:{cut[0]}", *cut[1:]]
    rows += [f":62F:C{last:%y%m%d}VND{closing},00", "-"]
    return "\n".join(rows).encode()


def reference(move: Move, place: int) -> str:
    """The bank's number of a movement."""
    return f"AG{move.on:%y%m%d}{place * 7919 % 100_000:05d}"


def _workbook(first: date, last: date, opening: int, moves: Sequence[Move]) -> bytes:
    """Write a statement as the bank's page hands it out."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet, bold = book.add_worksheet("Sao ke"), book.add_format({"bold": True})
    held = opening
    rows: list[Sequence[str]] = [
        ("SỔ PHỤ KHÁCH HÀNG (MẪU)",), (f"TK: {NUMBER} - {HOLDER}",), (f"Kỳ: {first:%d/%m/%Y} - {last:%d/%m/%Y}",), (f"Số dư đầu kỳ: {dong(opening)} VND",), (), HEADER,
    ]
    for place, move in enumerate(moves, 1):
        held += move.amount
        amounts = ("", dong(move.amount)) if move.amount > 0 else (dong(-move.amount), "")
        rows.append((f"{move.on:%d/%m/%Y}", reference(move, place), *amounts, dong(held), move.note))
    rows.append(("Số dư cuối kỳ", "", "", "", dong(held), ""))
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            sheet.write_string(number, column, cell, bold if row is HEADER else None)
    book.close()
    return out.getvalue()
