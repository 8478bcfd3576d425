"""What both databases ask before restricted money is spent or promised: the same condition for each, written once."""

from fundapp.ledger.chart import EXPENSE, OWED_ON, PASSED_THROUGH, REMITTANCE
from fundapp.ledger.year_end import CARRIED


def _allowing(of: str, purpose: str, unit: str, on: str) -> str:
    """There are terms of this kind, in force on the day, that name the purpose, are not over, and name the unit or none."""
    return f"""EXISTS (SELECT 1 FROM ledger_terms t WHERE {of} AND t.state = 'in_force'
      AND t.number = (SELECT max(x.number) FROM ledger_terms x WHERE x.book_id = t.book_id AND coalesce(x.earmark_id, 0) = coalesce(t.earmark_id, 0)
        AND x.state = 'in_force' AND (x.valid_from <= {on} OR x.number = 1))
      AND (t.last_on IS NULL OR t.last_on >= {on})
      AND EXISTS (SELECT 1 FROM ledger_terms_purpose p WHERE p.terms_id = t.id AND p.purpose = {purpose})
      AND (NOT EXISTS (SELECT 1 FROM ledger_terms_unit u WHERE u.terms_id = t.id)
        OR EXISTS (SELECT 1 FROM ledger_terms_unit u JOIN unit above ON above.id = u.unit_id JOIN unit helped ON helped.id = {unit}
          WHERE u.terms_id = t.id AND substr(helped.path, 1, length(above.path)) = above.path)))"""


def allowed(book: str, earmark: str, purpose: str, unit: str, on: str) -> str:
    """The condition under which this may be spent: the fund's terms allow it, and the donor's where the money is earmarked."""
    fund = _allowing(f"t.book_id = {book} AND t.earmark_id IS NULL", purpose, unit, on)
    donor = _allowing(f"t.book_id = {book} AND t.earmark_id = {earmark}", purpose, unit, on)
    return f"({purpose} IS NOT NULL AND {fund} AND ({earmark} IS NULL OR {donor}))"


def starts_with(column: str, codes: tuple[str, ...]) -> str:
    return "(" + " OR ".join(f"{column} LIKE '{code}%'" for code in codes) + ")"


# Per entry: money that leaves (negative: comes in), lines off the money accounts, capital or expense debited, and what a
# pass-through fund must never do: pay out against anything but what it owes. `off` is not 0 where L1 will speak.
SPENT = f"""coalesce(sum(CASE WHEN b.is_money THEN l.credit - l.debit ELSE 0 END), 0) AS out,
    sum(CASE WHEN b.is_money THEN 0 ELSE 1 END) AS others, sum(l.debit) - sum(l.credit) AS off,
    max(CASE WHEN l.debit > 0 AND (b.account_code = k.fund_account_code OR {starts_with("b.account_code", EXPENSE)}) THEN 1 ELSE 0 END) AS spends,
    max(CASE WHEN l.debit > 0 AND NOT b.is_money AND b.account_code NOT LIKE '{OWED_ON}%' THEN 1 ELSE 0 END) AS unowed,
    sum(CASE WHEN {starts_with("b.account_code", CARRIED)} THEN 0 ELSE 1 END) AS kept"""
# Which of these may not be posted; `s` holds the sums, `k` the fund. A reversal takes back what was posted, whatever it was.
WRONG_TRANSFER = "(NEW.kind = 'transfer' AND (s.out <> 0 OR s.others > 0))"
WRONG_OPENING = "(NEW.kind = 'opening' AND s.out > 0)"
# The entry that closes a year moves results to capital on its last day, and no money.
WRONG_CLOSING = "(NEW.kind = 'closing' AND (s.kept > 0 OR CAST(NEW.entry_on AS varchar(10)) NOT LIKE '%-12-31'))"
SPENDS = "(NEW.kind = 'ordinary' AND (s.out > 0 OR s.spends = 1))"
NOT_REMITTED = f"(s.out > 0 AND NEW.kind = 'ordinary' AND k.legal_form = 'pass_through' AND (s.unowed = 1 OR coalesce(NEW.purpose, '') <> '{REMITTANCE}'))"
ENTRY_ALLOWED = allowed("NEW.book_id", "NEW.earmark_id", "NEW.purpose", "NEW.beneficiary_unit_id", "NEW.entry_on")
RESERVATION_ALLOWED = allowed("NEW.book_id", "NEW.earmark_id", "NEW.purpose", "NEW.for_unit_id", "NEW.reserved_on")
NOT_PASSED_THROUGH = f"NOT {starts_with('NEW.account_code', PASSED_THROUGH)}"
NO_CAPITAL = f"NEW.legal_form = 'pass_through' AND NEW.fund_account_code NOT LIKE '{OWED_ON}%'"

MESSAGES = {
    "place": "F3 a transfer moves money from place to place, an opening brings money in",
    "closing": "L20 the entry that closes a year carries results to capital on its last day",
    "terms": "F3 the fund may not pay for this purpose, unit or day",
    "remitted": "F4 money only passed through is only remitted",
    "account": "F4 money only passed through stands on no income, expense or capital",
    "purpose": "F4 terms of money only passed through name its remittance alone",
    "born": "F5 terms are born proposed and in their order",
    "steps": "F5 terms are put in force or refused once, and not before those that already hold",
    "added": "F5 purposes and units are added to proposed terms only",
    "own_box": "F6 this box keeps the money of one other fund",
    "own_box_taken": "F6 a box is given to one fund while no other keeps money in it",
    "earmark_born": "F7 an earmarked donation starts at 0",
    "earmark_moves": "F7 an earmarked donation moves by posting and by commitments only",
    "earmark_mixed": "F2 an entry pays commitments of its own earmarked donation only",
    "set_apart": "F7 what is set apart is the sum of the earmarked donations",
}
# The number of terms is the next of the fund's or of the donation's.
NEXT_NUMBER = """(SELECT coalesce(max(t.number), 0) + 1 FROM ledger_terms t WHERE t.book_id = NEW.book_id
    AND coalesce(t.earmark_id, 0) = coalesce(NEW.earmark_id, 0))"""
OVERTAKES = """EXISTS (SELECT 1 FROM ledger_terms t WHERE t.book_id = NEW.book_id AND coalesce(t.earmark_id, 0) = coalesce(NEW.earmark_id, 0)
    AND t.id <> NEW.id AND t.state = 'in_force' AND (t.valid_from > NEW.valid_from OR t.number > NEW.number))"""
STEP_WRONG = f"OLD.state <> 'proposed' OR NEW.state = 'proposed' OR (NEW.state = 'in_force' AND {OVERTAKES})"
NOT_PROPOSED = "NOT EXISTS (SELECT 1 FROM ledger_terms t WHERE t.id = NEW.terms_id AND t.state = 'proposed')"
NOT_REMITTANCE = f"""NEW.purpose <> '{REMITTANCE}' AND EXISTS (SELECT 1 FROM ledger_terms t JOIN ledger_book k ON k.id = t.book_id
    WHERE t.id = NEW.terms_id AND k.legal_form = 'pass_through')"""
OTHERS_BOX = "EXISTS (SELECT 1 FROM cash_box c WHERE c.id = NEW.box_id AND c.own_book_id IS NOT NULL AND c.own_book_id <> NEW.book_id)"
BOX_SHARED = """NEW.own_book_id IS NOT NULL AND (NOT EXISTS (SELECT 1 FROM ledger_book k WHERE k.id = NEW.own_book_id AND k.unit_id = NEW.unit_id)
    OR EXISTS (SELECT 1 FROM ledger_balance b WHERE b.box_id = NEW.id AND b.book_id <> NEW.own_book_id))"""
SET_APART = "(SELECT coalesce(sum(m.balance_amount - m.reserved_amount), 0) FROM ledger_earmark m WHERE m.book_id = NEW.book_id)"
PROMISED = """(SELECT coalesce(sum(r.amount - r.consumed_amount - r.released_amount), 0) FROM reservation r
    WHERE r.earmark_id = NEW.id AND r.state = 'open')"""
