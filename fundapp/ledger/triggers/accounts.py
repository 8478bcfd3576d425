"""What both databases hold of the chart: only leaves take lines, an account that is used is not divided, a closed one is empty."""

MESSAGES = {
    "born": "L13 an account lies under a heading of its unit and bears its code, and is born open",
    "divided": "L13 an account that is used is not divided, a heading does not become a leaf",
    "closed": "L13 an account is closed while it is empty and nothing rests on it",
    "leaf": "L13 only an open leaf takes lines",
    "flag": "L13 a balance is closed with its account",
}
BORN = """NEW.closed_on IS NOT NULL OR (NEW.parent_code IS NOT NULL AND (NEW.code = NEW.parent_code OR substr(NEW.code, 1, length(NEW.parent_code)) <> NEW.parent_code
    OR NOT EXISTS (SELECT 1 FROM account a WHERE a.unit_id = NEW.unit_id AND a.code = NEW.parent_code AND NOT a.is_postable AND a.closed_on IS NULL)))"""
RESTS_ON_IT = """(EXISTS (SELECT 1 FROM ledger_book k WHERE k.unit_id = NEW.unit_id AND k.fund_account_code = NEW.code AND k.is_open)
    OR EXISTS (SELECT 1 FROM cash_box c WHERE c.unit_id = NEW.unit_id AND c.account_code = NEW.code AND c.is_open))"""
USED = f"""(EXISTS (SELECT 1 FROM ledger_balance b WHERE b.unit_id = NEW.unit_id AND b.account_code = NEW.code) OR {RESTS_ON_IT})"""
DIVIDED = f"(NEW.is_postable AND NOT OLD.is_postable) OR (OLD.is_postable AND NOT NEW.is_postable AND {USED})"
HOLDS = """(EXISTS (SELECT 1 FROM ledger_balance b WHERE b.unit_id = NEW.unit_id AND b.account_code = NEW.code AND b.amount <> 0)
    OR EXISTS (SELECT 1 FROM ledger_balance b JOIN ledger_line l ON l.balance_id = b.id JOIN ledger_entry e ON e.id = l.entry_id
      WHERE b.unit_id = NEW.unit_id AND b.account_code = NEW.code AND e.state = 'draft')
    OR EXISTS (SELECT 1 FROM account a WHERE a.unit_id = NEW.unit_id AND a.parent_code = NEW.code AND a.closed_on IS NULL))"""
CLOSED = f"NEW.closed_on IS NOT NULL AND OLD.closed_on IS NULL AND ({RESTS_ON_IT} OR {HOLDS})"
LEAF = "NEW.is_closed OR NOT EXISTS (SELECT 1 FROM account a WHERE a.unit_id = NEW.unit_id AND a.code = NEW.account_code AND a.is_postable AND a.closed_on IS NULL)"
FLAG = """NEW.is_closed <> OLD.is_closed AND NEW.is_closed <> EXISTS (
    SELECT 1 FROM account a WHERE a.unit_id = NEW.unit_id AND a.code = NEW.account_code AND a.closed_on IS NOT NULL)"""
# Closing an account closes its balances with it: their CHECK then refuses every đồng, without a look at the account while posting.
FOLLOW = """UPDATE ledger_balance SET is_closed = (NEW.closed_on IS NOT NULL)
    WHERE unit_id = NEW.unit_id AND account_code = NEW.code AND is_closed <> (NEW.closed_on IS NOT NULL)"""
# name, event, table, message, condition
ASKED = (
    ("account_born", "INSERT", "account", MESSAGES["born"], BORN),
    ("account_divided", "UPDATE OF is_postable", "account", MESSAGES["divided"], DIVIDED),
    ("account_closed", "UPDATE OF closed_on", "account", MESSAGES["closed"], CLOSED),
    ("ledger_balance_on_a_leaf", "INSERT", "ledger_balance", MESSAGES["leaf"], LEAF),
    ("ledger_balance_flag", "UPDATE OF is_closed", "ledger_balance", MESSAGES["flag"], FLAG),
)
