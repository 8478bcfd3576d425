"""The limit of the ledger benchmark whose guarantees are ours to the letter: statements by hand into the program's own tables.

Tables of its own (`kept_ledger`) hold what a single fund of a single unit needs. Here every constraint and trigger of the program
stands, so what is measured against it is what our code costs beside the database.
"""

import secrets
from datetime import UTC, date, datetime
from typing import Any

from fundapp.ledger.chain import entry_hash, instant_text, narration_digest, sha256, voucher_label
from tests.benchmarks.hand_ledger import Hand

NARRATION, PAYEE, REASON, SUBJECT = "Chi hỗ trợ", "Trần Văn A", "Hỗ trợ xây nhà", "housing/1"
VOUCHER = """INSERT INTO voucher (unit_id, series, year, number, kind, voucher_on, amount, payee_name, payee_address, reason, attachments, state,
  issued_by_id, issued_at) VALUES (?, 'PC', ?, ?, 'cash_payment', ?, ?, ?, '', ?, 0, 'issued', ?, ?) RETURNING id"""
ENTRY = """INSERT INTO ledger_entry (unit_id, book_id, book_year_id, period_id, entry_on, kind, state, reference, body_digest, purpose, voucher_id,
  drafted_by_id, narration_digest) VALUES (?, ?, ?, ?, ?, 'ordinary', 'draft', ?, ?, 'housing', ?, ?, ?) RETURNING id"""
LINE = """INSERT INTO ledger_line (entry_id, position, balance_id, entry_on, debit, credit, subject)
  SELECT ?, ?, id, ?, ?, ?, ? FROM ledger_balance WHERE book_id = ? AND account_code = ?"""
POSTED = {
    True: "UPDATE ledger_entry SET state = 'posted', posted_by_id = ?, posted_at = ?, number = ?, previous_hash = ?, hash = ? WHERE id = ?",
    # There the trigger numbers and hashes.
    False: "UPDATE ledger_entry SET state = 'posted', posted_by_id = ?, posted_at = ? WHERE id = ?",
}


class Same(Hand):
    """Posts one payment a transaction into the one book of the database."""

    def __init__(self, connection: Any, is_sqlite: bool, drafted_by: int, posted_by: int) -> None:
        super().__init__(connection, is_sqlite, drafted_by, posted_by)
        self.book, self.code, self.unit = connection.execute("SELECT id, code, unit_id FROM ledger_book").fetchone()
        self.boxes = dict(connection.execute("SELECT account_code, box_id FROM ledger_balance WHERE box_id IS NOT NULL").fetchall())

    def post(self, reference: str, on: date, sides: list[tuple[str, int, int]], amount: int) -> None:
        if sum(side[1] for side in sides) != sum(side[2] for side in sides) or len(sides) < 2:
            raise ValueError("not balanced")
        execute, sql = self.connection.execute, self.sql
        lock = "" if self.is_sqlite else " FOR UPDATE"
        execute(self.begin)
        number = execute(sql(f"SELECT last_number + 1 FROM voucher_series WHERE unit_id = ? AND series = 'PC' AND year = ?{lock}"), (self.unit, on.year)).fetchone()[0]
        day: Any = on.isoformat() if self.is_sqlite else on
        now = datetime.now(UTC).replace(tzinfo=None)
        at: Any = now.isoformat(" ", "microseconds") if self.is_sqlite else now
        values = (self.unit, on.year, number, day, amount, PAYEE, REASON, self.drafted_by, at)
        voucher = execute(sql(VOUCHER), values).fetchone()[0]
        year, last_number, previous = execute(
            sql(f"SELECT id, last_number, last_hash FROM ledger_book_year WHERE book_id = ? AND year = ?{lock}"), (self.book, on.year)
        ).fetchone()
        period = execute(sql("SELECT id FROM ledger_period WHERE book_year_id = ? AND month = ?"), (year, on.month)).fetchone()[0]
        salt = secrets.token_hex(8)
        digest = narration_digest(salt, NARRATION)
        lines = [(place, code, self.boxes.get(code), debit, credit, SUBJECT if place == 1 else None) for place, (code, debit, credit) in enumerate(sides, 1)]
        body = sha256(f"{day}|ordinary|housing|{lines}")
        entry = execute(sql(ENTRY), (self.unit, self.book, year, period, day, reference, body, voucher, self.drafted_by, digest)).fetchone()[0]
        execute(sql("INSERT INTO ledger_narration (entry_id, text, salt) VALUES (?, ?, ?)"), (entry, NARRATION, salt))
        for place, code, _box, debit, credit, subject in lines:
            execute(sql(LINE), (entry, place, day, debit, credit, subject, self.book, code))
        made: tuple[Any, ...] = ()
        if self.is_sqlite:
            made = (last_number + 1, previous, entry_hash(
                book_code=self.code, year=on.year, number=last_number + 1, on=on, kind="ordinary", reference=reference, body=body, purpose="housing",
                earmark=None, beneficiary=None, voucher=voucher_label("PC", on.year, number, amount), reverses="", drafted_by=self.drafted_by,
                posted_by=self.posted_by, posted_at=instant_text(now), narration=digest, previous=previous, lines=lines,
            ))
        execute(sql(POSTED[self.is_sqlite]), (self.posted_by, at, *made, entry))
        execute("COMMIT")
