"""What both databases hold of the end of a year: closed over twelve closed months and empty accounts of result, and then its months stay closed."""

from fundapp.ledger.triggers.names import step_wrong
from fundapp.ledger.triggers.restrictions import starts_with
from fundapp.ledger.year_end import RESULTS

MESSAGES = {
    "closed": "L20 a year is closed while its twelve months are, and while nothing is left on its accounts of result",
    "steps": "L20 a year takes no such step",
    "months": "L20 a month of a closed year stays closed",
}
OPEN_MONTHS = "(SELECT count(*) FROM ledger_period p WHERE p.book_year_id = NEW.book_year_id AND p.state = 'closed') <> 12"
LEFT = f"""EXISTS (SELECT 1 FROM ledger_month_total t JOIN ledger_balance b ON b.id = t.balance_id JOIN ledger_book_year y ON y.id = NEW.book_year_id
    WHERE b.book_id = NEW.book_id AND {starts_with("b.account_code", RESULTS)} AND t.year <= y.year
    GROUP BY b.id HAVING sum(t.debit_amount - t.credit_amount) <> 0)"""
UNFIT = f"({OPEN_MONTHS} OR {LEFT})"
BORN = f"NEW.state <> 'closing' OR {UNFIT}"
STEPS = f"({step_wrong()}) OR (NEW.state <> 'open' AND {UNFIT})"
OF_A_CLOSED_YEAR = """NEW.state = 'reopening' AND OLD.state <> 'reopening' AND EXISTS (
    SELECT 1 FROM ledger_year_close c WHERE c.book_year_id = NEW.book_year_id AND c.state <> 'open')"""
# name, event, table, message, condition
ASKED = (
    ("ledger_year_close_born", "INSERT", "ledger_year_close", MESSAGES["closed"], BORN),
    ("ledger_year_close_steps", "UPDATE", "ledger_year_close", MESSAGES["steps"], STEPS),
    ("ledger_period_of_a_closed_year", "UPDATE", "ledger_period", MESSAGES["months"], OF_A_CLOSED_YEAR),
)
# Months are held while the year is closed over them, so that none is opened in the same moment: whoever comes second waits and then sees the first.
HOLD = "PERFORM 1 FROM ledger_period WHERE book_year_id = NEW.book_year_id ORDER BY id FOR SHARE;"
HELD = ("ledger_year_close_born", "ledger_year_close_steps")
