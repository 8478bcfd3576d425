"""Triggers of SQLite. Posting is one UPDATE of an entry's state: checked before, carried into the balances after."""

from fundapp.ledger.triggers import accounts, lapsing, years
from fundapp.ledger.triggers import restrictions as r
from fundapp.ledger.triggers.names import FIXED, NEVER_CHANGED, NEVER_DELETED, step_wrong
from fundapp.ledger.triggers.open_blocks import born_posted, takes_rows, voucher_in_open_block

INTEGERS = {
    "ledger_line": ("debit", "credit"), "reservation": ("amount", "consumed_amount", "released_amount"), "reservation_move": ("amount",),
    "voucher": ("amount", "number"),
}
# A block of a year is being filled: nothing moves until it is sealed.
UNSEALED = """EXISTS (SELECT 1 FROM ledger_block k WHERE k.book_year_id = {year} AND k.first_number = {last} + 1
      AND NOT EXISTS (SELECT 1 FROM ledger_sealed_block z WHERE z.block_id = k.id))"""
# True only while the AFTER trigger of a posting or of a seal runs: the newest entry is posted, the year has not yet moved on to it.
POSTING = f"""EXISTS (SELECT 1 FROM ledger_book_year y JOIN ledger_entry e ON e.book_year_id = y.id AND e.number = y.last_number + 1
    WHERE y.book_id = {{book}} AND NOT {UNSEALED.format(year="y.id", last="y.last_number")})"""
# While a block is being sealed, the fund's promises fall by all that its entries pay.
SEALED_NOW = """EXISTS (SELECT 1 FROM ledger_book_year y JOIN ledger_block k ON k.book_year_id = y.id AND k.first_number = y.last_number + 1
      JOIN ledger_sealed_block z ON z.block_id = k.id WHERE y.book_id = NEW.book_id AND OLD.reserved_amount - NEW.reserved_amount = (
        SELECT coalesce(sum(m.amount), 0) FROM ledger_entry e JOIN reservation_move m ON m.entry_id = e.id
        WHERE e.book_year_id = y.id AND e.number BETWEEN k.first_number AND k.last_number))"""
PAID = "sum(CASE kind WHEN 'consumed' THEN amount WHEN 'restored' THEN -amount ELSE 0 END)"
FREED = "sum(CASE WHEN kind IN ('released', 'lapsed') THEN amount ELSE 0 END)"
SUMS = f"(SELECT coalesce({PAID}, 0) AS paid, coalesce({FREED}, 0) AS freed FROM reservation_move WHERE reservation_id = NEW.id)"
# What a fund promises changes only by a commitment or a move that is newer than all those counted before, and by exactly its amount.
UNCOUNTED = f"""(NEW.reserved_amount, NEW.last_reservation_id, NEW.last_move_id) IS NOT (OLD.reserved_amount, OLD.last_reservation_id, OLD.last_move_id)
    AND NOT (NEW.last_move_id = OLD.last_move_id AND NEW.last_reservation_id > OLD.last_reservation_id AND EXISTS (
      SELECT 1 FROM reservation WHERE id = NEW.last_reservation_id AND book_id = NEW.book_id AND amount = NEW.reserved_amount - OLD.reserved_amount))
    AND NOT (NEW.last_reservation_id = OLD.last_reservation_id AND NEW.last_move_id > OLD.last_move_id AND EXISTS (
      SELECT 1 FROM reservation_move m JOIN reservation r ON r.id = m.reservation_id WHERE m.id = NEW.last_move_id AND r.book_id = NEW.book_id
        AND NEW.reserved_amount - OLD.reserved_amount = CASE m.kind WHEN 'restored' THEN m.amount ELSE -m.amount END))
    AND NOT (NEW.last_reservation_id = OLD.last_reservation_id AND {SEALED_NOW})"""


def refuse(name: str, event: str, table: str, message: str, when: str = "1") -> str:
    return f"CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN {when} BEGIN SELECT RAISE(ABORT, '{message}'); END"


def changed(columns: tuple[str, ...]) -> str:
    return " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in columns)


ENTRY = [
    refuse(
        "ledger_entry_born", "INSERT", "ledger_entry", "L5 an entry is born a draft",
        f"(NEW.state <> 'draft' OR NEW.number IS NOT NULL) AND NOT {born_posted('NEW')}",
    ),
    refuse("ledger_entry_frozen", "UPDATE", "ledger_entry", "L4 a posted entry never changes", "OLD.state <> 'draft'"),
    refuse(
        "ledger_entry_draft", "UPDATE", "ledger_entry", "L4 a draft is posted or dropped, nothing else",
        "NEW.state = 'draft' OR (NEW.state = 'dropped' AND (NEW.number IS NOT NULL OR NEW.hash IS NOT NULL))",
    ),
    """CREATE TRIGGER ledger_entry_posts BEFORE UPDATE ON ledger_entry WHEN OLD.state = 'draft' AND NEW.state = 'posted' BEGIN
    SELECT CASE
      WHEN count(*) < 2 THEN RAISE(ABORT, 'L5 an entry has two lines or more')
      WHEN sum(debit) <> sum(credit) THEN RAISE(ABORT, 'L1 an entry balances')
      WHEN sum(entry_on <> NEW.entry_on) > 0 THEN RAISE(ABORT, 'L11 a line bears the day of its entry')
    END FROM ledger_line WHERE entry_id = NEW.id;
    SELECT RAISE(ABORT, 'L7 not the next number or not linked to the last entry') WHERE NOT EXISTS (
      SELECT 1 FROM ledger_book_year WHERE id = NEW.book_year_id AND last_number + 1 = NEW.number AND last_hash = NEW.previous_hash)
      OR length(NEW.hash) <> 64 OR NEW.hash = NEW.previous_hash;
    SELECT RAISE(ABORT, 'L9 the period is not open on that day') WHERE NOT EXISTS (
      SELECT 1 FROM ledger_period WHERE id = NEW.period_id AND state = 'open' AND NEW.entry_on BETWEEN starts_on AND ends_on);
    SELECT RAISE(ABORT, 'L8 the voucher is void or of another unit') WHERE NEW.voucher_id IS NOT NULL AND NOT EXISTS (
      SELECT 1 FROM voucher WHERE id = NEW.voucher_id AND state = 'issued' AND unit_id = NEW.unit_id);
    SELECT RAISE(ABORT, 'L19 the cash box is closed on that day') WHERE EXISTS (
      SELECT 1 FROM ledger_line l CROSS JOIN ledger_balance b ON b.id = l.balance_id
      CROSS JOIN cash_close c ON c.box_id = b.box_id AND c.state = 'closed' AND c.close_on >= NEW.entry_on WHERE l.entry_id = NEW.id);
    END""",
    f"""CREATE TRIGGER ledger_entry_allowed BEFORE UPDATE ON ledger_entry WHEN OLD.state = 'draft' AND NEW.state = 'posted' AND NEW.kind <> 'reversal' BEGIN
    SELECT CASE
      WHEN {r.WRONG_TRANSFER} OR {r.WRONG_OPENING} THEN RAISE(ABORT, '{r.MESSAGES["place"]}')
      WHEN {r.WRONG_CLOSING} THEN RAISE(ABORT, '{r.MESSAGES["closing"]}')
      WHEN {r.NOT_REMITTED} THEN RAISE(ABORT, '{r.MESSAGES["remitted"]}')
      WHEN {r.SPENDS} AND NOT {r.ENTRY_ALLOWED} THEN RAISE(ABORT, '{r.MESSAGES["terms"]}')
    END FROM (SELECT {r.SPENT} FROM ledger_line l JOIN ledger_balance b ON b.id = l.balance_id JOIN ledger_book k ON k.id = NEW.book_id
      WHERE l.entry_id = NEW.id) s, ledger_book k WHERE k.id = NEW.book_id AND s.off = 0;
    END""",
    # The plus signs keep SQLite from looking for an entry's lines by their account, which has ever more of them.
    """CREATE TRIGGER ledger_entry_carried AFTER UPDATE ON ledger_entry WHEN OLD.state = 'draft' AND NEW.state = 'posted' BEGIN
    UPDATE ledger_balance SET amount = amount + (
        SELECT sum(debit - credit) FROM ledger_line WHERE entry_id = NEW.id AND +balance_id = ledger_balance.id)
      WHERE id IN (SELECT balance_id FROM ledger_line WHERE entry_id = NEW.id);
    INSERT INTO ledger_month_total (balance_id, year, month, debit_amount, credit_amount)
      SELECT balance_id, CAST(substr(NEW.entry_on, 1, 4) AS INTEGER), CAST(substr(NEW.entry_on, 6, 2) AS INTEGER),
        sum(CASE NEW.kind WHEN 'reversal' THEN -credit ELSE debit END), sum(CASE NEW.kind WHEN 'reversal' THEN -debit ELSE credit END)
      FROM ledger_line WHERE entry_id = NEW.id GROUP BY balance_id
      ON CONFLICT (balance_id, year, month) DO UPDATE
      SET debit_amount = debit_amount + excluded.debit_amount, credit_amount = credit_amount + excluded.credit_amount;
    UPDATE ledger_earmark SET balance_amount = balance_amount + (
        SELECT coalesce(sum(l.debit - l.credit), 0) FROM ledger_line l JOIN ledger_balance b ON b.id = l.balance_id
        WHERE l.entry_id = NEW.id AND b.is_money)
      WHERE NEW.earmark_id IS NOT NULL AND id = NEW.earmark_id;
    UPDATE ledger_standing SET balance_amount = balance_amount + m.money, set_apart_amount = set_apart_amount + iif(NEW.earmark_id IS NULL, 0, m.money)
      FROM (SELECT coalesce(sum(l.debit - l.credit), 0) AS money FROM ledger_line l JOIN ledger_balance b ON b.id = l.balance_id
        WHERE l.entry_id = NEW.id AND b.is_money) m
      WHERE book_id = NEW.book_id;
    UPDATE ledger_book_year SET last_number = NEW.number, last_hash = NEW.hash WHERE id = NEW.book_year_id;
    END""",
]
LINE = [
    f"""CREATE TRIGGER ledger_line_added BEFORE INSERT ON ledger_line BEGIN
    SELECT RAISE(ABORT, 'L4 lines are added to a draft of the same book only') WHERE NOT EXISTS (
      SELECT 1 FROM ledger_entry e JOIN ledger_balance b ON b.book_id = e.book_id
      WHERE e.id = NEW.entry_id AND b.id = NEW.balance_id AND {takes_rows('e')});
    END""",
]
KEPT = [
    refuse(
        "ledger_book_year_moves", "UPDATE", "ledger_book_year", "L7 a year moves on by posting only",
        f"""(NEW.last_number <> OLD.last_number OR NEW.last_hash <> OLD.last_hash) AND (
        {UNSEALED.format(year="NEW.id", last="OLD.last_number")} OR NEW.last_number <> OLD.last_number + 1 OR NOT EXISTS (
        SELECT 1 FROM ledger_entry WHERE book_year_id = NEW.id AND number = NEW.last_number AND hash = NEW.last_hash))
        AND NOT EXISTS (SELECT 1 FROM ledger_block k JOIN ledger_sealed_block z ON z.block_id = k.id WHERE k.book_year_id = NEW.id
          AND k.first_number = OLD.last_number + 1 AND k.last_number = NEW.last_number AND z.last_hash = NEW.last_hash)""",
    ),
    refuse("ledger_book_year_born", "INSERT", "ledger_book_year", "L7 a year starts at 0", "NEW.last_number <> 0"),
    refuse(
        "ledger_balance_moves", "UPDATE", "ledger_balance", "L3 a balance moves by posting only",
        f"NEW.amount IS NOT OLD.amount AND NOT {POSTING.format(book='NEW.book_id')}",
    ),
    refuse("ledger_balance_born", "INSERT", "ledger_balance", "L3 a balance starts at 0", "NEW.amount <> 0"),
    refuse(
        "ledger_balance_passed_through", "INSERT", "ledger_balance", r.MESSAGES["account"],
        f"{r.NOT_PASSED_THROUGH} AND EXISTS (SELECT 1 FROM ledger_book k WHERE k.id = NEW.book_id AND k.legal_form = 'pass_through')",
    ),
    refuse("ledger_balance_in_own_box", "INSERT", "ledger_balance", r.MESSAGES["own_box"], r.OTHERS_BOX),
    refuse("ledger_book_no_capital", "INSERT", "ledger_book", r.MESSAGES["account"], r.NO_CAPITAL),
    refuse("cash_box_given", "UPDATE OF own_book_id", "cash_box", r.MESSAGES["own_box_taken"], f"OLD.own_book_id IS NOT NULL OR {r.BOX_SHARED}"),
    refuse("cash_box_born_given", "INSERT", "cash_box", r.MESSAGES["own_box_taken"], r.BOX_SHARED),
    refuse(
        "ledger_month_total_moves", "UPDATE", "ledger_month_total", "L3 a month total moves by posting only",
        f"NOT {POSTING.format(book='(SELECT book_id FROM ledger_balance WHERE id = NEW.balance_id)')}",
    ),
    refuse(
        "ledger_month_total_born", "INSERT", "ledger_month_total", "L3 a month total is made by posting only",
        f"NOT {POSTING.format(book='(SELECT book_id FROM ledger_balance WHERE id = NEW.balance_id)')}",
    ),
    refuse(
        "ledger_standing_moves", "UPDATE", "ledger_standing", "L3 a fund moves by posting only",
        f"NEW.balance_amount IS NOT OLD.balance_amount AND NOT {POSTING.format(book='NEW.book_id')}",
    ),
    refuse(
        "ledger_standing_set_apart", "UPDATE OF set_apart_amount", "ledger_standing", r.MESSAGES["set_apart"],
        f"NEW.set_apart_amount <> OLD.set_apart_amount AND NEW.set_apart_amount IS NOT {r.SET_APART}",
    ),
    refuse(
        "ledger_standing_born", "INSERT", "ledger_standing", "L3 a fund starts at 0",
        "NEW.balance_amount <> 0 OR NEW.reserved_amount <> 0 OR NEW.set_apart_amount <> 0 OR NEW.last_reservation_id <> 0 OR NEW.last_move_id <> 0",
    ),
    refuse("ledger_standing_promises", "UPDATE", "ledger_standing", "F2 what is promised changes by a new commitment or move only", UNCOUNTED),
    refuse("ledger_period_steps", "UPDATE", "ledger_period", "L9 a period takes no such step", step_wrong()),
    refuse("ledger_period_born", "INSERT", "ledger_period", "L11 a period lies in its year", """NEW.state <> 'open'
        OR substr(NEW.starts_on, 1, 4) <> (SELECT CAST(year AS TEXT) FROM ledger_book_year WHERE id = NEW.book_year_id)
        OR substr(NEW.starts_on, 1, 7) <> substr(NEW.ends_on, 1, 7) OR CAST(substr(NEW.starts_on, 6, 2) AS INTEGER) <> NEW.month"""),
    refuse(
        "ledger_narration_erased", "UPDATE", "ledger_narration", "L4 a narration is erased or stays",
        "NEW.text IS NOT NULL OR NEW.salt IS NOT NULL",
    ),
    refuse(
        "ledger_narration_added", "INSERT", "ledger_narration", "L4 a narration is added to a draft only",
        f"NOT EXISTS (SELECT 1 FROM ledger_entry e WHERE e.id = NEW.entry_id AND {takes_rows('e')})",
    ),
]
VOUCHER = [
    refuse(
        "voucher_born", "INSERT", "voucher", "L8 not the next number of the series",
        f"""NEW.state <> 'issued' OR (NEW.number IS NOT (
        SELECT last_number + 1 FROM voucher_series WHERE unit_id = NEW.unit_id AND series = NEW.series AND year = NEW.year)
        AND NOT {voucher_in_open_block("NEW")})""",
    ),
    f"""CREATE TRIGGER voucher_counted AFTER INSERT ON voucher WHEN NOT {voucher_in_open_block("NEW")} BEGIN
    UPDATE voucher_series SET last_number = NEW.number WHERE unit_id = NEW.unit_id AND series = NEW.series AND year = NEW.year; END""",
    refuse("voucher_series_born", "INSERT", "voucher_series", "L8 a series starts at 0", "NEW.last_number <> 0"),
    refuse(
        "voucher_series_moves", "UPDATE", "voucher_series", "L8 a series moves on by a new voucher only",
        """(NEW.last_number <> OLD.last_number + 1 OR NOT EXISTS (SELECT 1 FROM voucher
        WHERE unit_id = NEW.unit_id AND series = NEW.series AND year = NEW.year AND number = NEW.last_number))
        AND NOT EXISTS (SELECT 1 FROM ledger_block k JOIN ledger_sealed_block z ON z.block_id = k.id
        WHERE k.series_id = NEW.id AND k.first_voucher = OLD.last_number + 1 AND k.last_voucher = NEW.last_number)""",
    ),
    refuse(
        "voucher_voided", "UPDATE", "voucher", "L8 a voucher is voided once, and not while an entry stands on it",
        """OLD.state <> 'issued' OR NEW.state <> 'void' OR EXISTS (SELECT 1 FROM ledger_entry e WHERE e.voucher_id = NEW.id AND e.state <> 'dropped'
        AND NOT EXISTS (SELECT 1 FROM ledger_entry r WHERE r.reverses_id = e.id AND r.state = 'posted'))""",
    ),
]
RESERVATION = [
    refuse(
        "reservation_born", "INSERT", "reservation", "F2 a commitment is born open and whole",
        "NEW.state <> 'open' OR NEW.consumed_amount <> 0 OR NEW.released_amount <> 0",
    ),
    refuse("reservation_allowed", "INSERT", "reservation", r.MESSAGES["terms"], f"NOT {r.RESERVATION_ALLOWED}"),
    """CREATE TRIGGER reservation_counted AFTER INSERT ON reservation BEGIN
    UPDATE ledger_earmark SET reserved_amount = reserved_amount + NEW.amount WHERE NEW.earmark_id IS NOT NULL AND id = NEW.earmark_id;
    UPDATE ledger_standing SET reserved_amount = reserved_amount + NEW.amount, last_reservation_id = NEW.id,
      set_apart_amount = set_apart_amount - iif(NEW.earmark_id IS NULL, 0, NEW.amount) WHERE book_id = NEW.book_id; END""",
    # Only while a move is being counted do the sums of the row differ from those of its moves.
    f"""CREATE TRIGGER reservation_moves BEFORE UPDATE ON reservation
    WHEN (NEW.consumed_amount, NEW.released_amount, NEW.state) IS NOT (OLD.consumed_amount, OLD.released_amount, OLD.state) BEGIN
    SELECT RAISE(ABORT, 'F2 a commitment changes by its moves only') FROM {SUMS} s
    WHERE (NEW.consumed_amount, NEW.released_amount) IS NOT (s.paid, s.freed) OR (OLD.consumed_amount, OLD.released_amount) IS (s.paid, s.freed); END""",
    f"""CREATE TRIGGER reservation_move_of_its_book BEFORE INSERT ON reservation_move WHEN NEW.entry_id IS NOT NULL BEGIN
    SELECT RAISE(ABORT, 'F2 an entry pays a commitment of its own book while it is a draft; a posted reversal gives back what was paid')
    WHERE NOT EXISTS (
      SELECT 1 FROM ledger_entry e JOIN reservation r ON r.book_id = e.book_id
      WHERE e.id = NEW.entry_id AND r.id = NEW.reservation_id AND e.earmark_id IS r.earmark_id AND (
        (NEW.kind = 'consumed' AND {takes_rows('e')}) OR (NEW.kind = 'restored' AND e.state = 'posted' AND NEW.amount = (
          SELECT amount FROM reservation_move WHERE entry_id = e.reverses_id AND reservation_id = r.id)))); END""",
    # What an entry of a block pays is counted by its seal: only there does a posted entry consume.
    """CREATE TRIGGER reservation_move_counted AFTER INSERT ON reservation_move
    WHEN NEW.kind <> 'consumed' OR EXISTS (SELECT 1 FROM ledger_entry e WHERE e.id = NEW.entry_id AND e.state = 'draft') BEGIN
    UPDATE reservation SET
      consumed_amount = consumed_amount + CASE NEW.kind WHEN 'consumed' THEN NEW.amount WHEN 'restored' THEN -NEW.amount ELSE 0 END,
      released_amount = released_amount + CASE WHEN NEW.kind IN ('released', 'lapsed') THEN NEW.amount ELSE 0 END,
      state = CASE WHEN NEW.kind = 'restored' OR consumed_amount + released_amount + NEW.amount < amount THEN 'open'
                   WHEN NEW.kind = 'consumed' AND released_amount = 0 THEN 'consumed' WHEN NEW.kind = 'lapsed' THEN 'lapsed' ELSE 'released' END
      WHERE id = NEW.reservation_id;
    UPDATE ledger_earmark SET reserved_amount = reserved_amount + CASE NEW.kind WHEN 'restored' THEN NEW.amount ELSE -NEW.amount END
      WHERE id = (SELECT earmark_id FROM reservation WHERE id = NEW.reservation_id);
    UPDATE ledger_standing SET reserved_amount = reserved_amount + CASE NEW.kind WHEN 'restored' THEN NEW.amount ELSE -NEW.amount END,
      last_move_id = NEW.id, set_apart_amount = set_apart_amount + CASE WHEN r.earmark_id IS NULL THEN 0 WHEN NEW.kind = 'restored' THEN -NEW.amount ELSE NEW.amount END
      FROM reservation r WHERE r.id = NEW.reservation_id AND ledger_standing.book_id = r.book_id; END""",
]
TERMS = [
    refuse("ledger_terms_born", "INSERT", "ledger_terms", r.MESSAGES["born"], f"NEW.state <> 'proposed' OR NEW.number <> {r.NEXT_NUMBER}"),
    refuse("ledger_terms_steps", "UPDATE", "ledger_terms", r.MESSAGES["steps"], r.STEP_WRONG),
    refuse("ledger_terms_purpose_added", "INSERT", "ledger_terms_purpose", r.MESSAGES["added"], r.NOT_PROPOSED),
    refuse("ledger_terms_unit_added", "INSERT", "ledger_terms_unit", r.MESSAGES["added"], r.NOT_PROPOSED),
    refuse("ledger_terms_purpose_remitted", "INSERT", "ledger_terms_purpose", r.MESSAGES["purpose"], r.NOT_REMITTANCE),
    refuse("ledger_earmark_born", "INSERT", "ledger_earmark", r.MESSAGES["earmark_born"], "NEW.balance_amount <> 0 OR NEW.reserved_amount <> 0"),
    refuse(
        "ledger_earmark_moves", "UPDATE", "ledger_earmark", r.MESSAGES["earmark_moves"],
        f"(NEW.balance_amount IS NOT OLD.balance_amount AND NOT {POSTING.format(book='NEW.book_id')})"
        f" OR (NEW.reserved_amount IS NOT OLD.reserved_amount AND NEW.reserved_amount IS NOT {r.PROMISED})",
    ),
]

SQLITE = [
    *(refuse(f"{table}_no_delete", "DELETE", table, f"W7 {table} is never deleted") for table in NEVER_DELETED),
    *(refuse(f"{table}_no_update", "UPDATE", table, f"L4 {table} never changes") for table in NEVER_CHANGED),
    *(
        refuse(f"{table}_fixed", f"UPDATE OF {', '.join(columns)}", table, f"L4 what {table} is never changes", changed(columns))
        for table, columns in FIXED.items()
    ),
    *(
        refuse(
            f"{table}_whole", "INSERT", table, "L2 amounts are whole numbers",
            " OR ".join(f"typeof(NEW.{column}) <> 'integer'" for column in columns),
        )
        for table, columns in INTEGERS.items()
    ),
    *ENTRY, *LINE, *KEPT, *VOUCHER, *RESERVATION, *TERMS,
    *(refuse(*asked) for asked in (*accounts.ASKED, *years.ASKED)),
    *(refuse(name, event, table, message, when.replace("IS DISTINCT FROM", "IS NOT")) for name, event, table, message, when in lapsing.ASKED),
    f"CREATE TRIGGER reservation_extended AFTER INSERT ON reservation_extension BEGIN {lapsing.EXTENDED}; END",
    f"CREATE TRIGGER account_followed AFTER UPDATE OF closed_on ON account BEGIN {accounts.FOLLOW}; END",
]
