"""What both databases refuse about orders to pay, also to raw SQL: see `lifecycle` for the transitions they hold."""

from fundapp.kernel.db.laws import kept_postgresql, kept_sqlite, rules_postgresql, rules_sqlite
from fundapp.payments.lifecycle import MAKING, OPEN, PRINTED, TOUCHING, TRANSITIONS
from fundapp.payments.terms import HAS_SIGNER
from fundapp.payments.triggers import batches

COPIED = ", ".join(f"'{state.value}'" for state in PRINTED)
MOVES = ", ".join(sorted({f"'{step.state.value}>{step.next.value}'" for step in TRANSITIONS}))
NEVER = ("code", "year", "number", "unit_id", "for_unit_id", "subject", "title", "amount", "method", "decider_id", "seal_id", "made_on", "needs_signature",
         "account_code", "help_programme", "help_keys", "help_known")
IN_DRAFT = (
    "payee_name", "payee_folded", "payee_backwards", "payee_address", "reason", "attachments", "made_by_id", "payee_account_id", "from_box_id",
)
AT_CHECK = ("checked_by_id", "checked_at", "checked_digest")
AT_SIGNATURE = ("signed_by_id", "signed_on", "signed_at", "signed_digest", "signed_role", "signed_kind", "signed_terms_id")
AT_REVERSAL = ("reversal_reason", "reversal_asked_by_id", "reversal_asked_at", "reversed_by_id", "reversed_on")
AT_PAYMENT = ("paid_by_id", "paid_on", "receiver_name", "box_id", "proxy_name", "proxy_paper", "proxy_file_id", "voucher_id", "voucher_file_id")
TAKEN_BACK = "EXISTS (SELECT 1 FROM ledger_entry r WHERE r.reverses_id = e.id AND r.state = 'posted')"
STANDS = f"e.voucher_id = NEW.voucher_id AND e.state = 'posted' AND NOT {TAKEN_BACK}"


def _changes(columns: tuple[str, ...]) -> str:
    return "(" + " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in columns) + ")"


def _of_terms(column: str, day: str) -> str:
    """What the terms of the order's unit that hold on a day say."""
    return (
        f"(SELECT t.{column} FROM payment_terms t WHERE t.unit_id = NEW.unit_id AND t.state = 'in_force' AND t.valid_from <= {day} "
        "ORDER BY t.valid_from DESC LIMIT 1)"
    )


def _limit(fund: str) -> str:
    return (
        "(SELECT l.amount FROM payment_limit l WHERE l.terms_id = NEW.signed_terms_id AND l.role = NEW.signed_role AND l.unit_kind = NEW.signed_kind "
        f"AND l.book_id {fund})"
    )


SIGNS = "OLD.state = 'signing' AND NEW.state = 'checked'"
BEYOND = (
    "EXISTS (SELECT 1 FROM payment_limit l WHERE l.terms_id = NEW.signed_terms_id) AND EXISTS (SELECT 1 FROM payment_share s WHERE s.order_id = NEW.id "
    f"AND NEW.amount > coalesce({_limit('= s.book_id')}, {_limit('IS NULL')}, 0))"
)
INCOMPLETE = (
    "NEW.attachments = 0 OR length(trim(NEW.reason)) = 0 OR length(trim(NEW.payee_address)) = 0 "
    "OR (SELECT coalesce(sum(s.amount), 0) FROM payment_share s WHERE s.order_id = NEW.id) <> NEW.amount"
)
# A decision, and each confirmation of it, leaves a sealed proof of the subject with who sealed it.
SEALERS = "EXISTS (SELECT 1 FROM seal s WHERE s.subject = NEW.subject AND s.sealed_by_id IN ({}))"
# A transfer leaves a bank account of the unit for an account of its register; one that is new there has waited, or somebody else has called back.
MISDIRECTED = (
    "NEW.method = 'transfer' AND NOT EXISTS (SELECT 1 FROM cash_box b JOIN payee_account a ON a.unit_id = b.unit_id WHERE b.id = NEW.from_box_id "
    "AND b.kind = 'bank' AND b.unit_id = NEW.unit_id AND a.id = NEW.payee_account_id)"
)
TOO_NEW = (
    "OLD.state = 'checked' AND NEW.state = 'paid' AND NEW.method = 'transfer' AND NOT EXISTS (SELECT 1 FROM payee_account a "
    "LEFT JOIN payee_call_back c ON c.account_id = a.id AND c.by_id NOT IN (NEW.made_by_id, NEW.paid_by_id) "
    "WHERE a.id = NEW.payee_account_id AND (a.usable_on <= NEW.paid_on OR c.id IS NOT NULL))"
)
# Whoever made an order has made it, also when somebody else has mended it since.
MAKERS_ELSE = " OR ".join(
    f"(NEW.{column} IS DISTINCT FROM OLD.{column} AND NEW.{column} = e.by_id)" for column in ("checked_by_id", "signed_by_id", "paid_by_id", "reversed_by_id")
)
MADE_BEFORE = f"EXISTS (SELECT 1 FROM payment_event e WHERE e.order_id = NEW.id AND e.act IN ({', '.join(map(repr, MAKING))}) AND ({MAKERS_ELSE}))"
# Each rule: what makes a new version of an order wrong, and what is said then.
UPDATE_RULES = (
    ("NEW.id <> OLD.id OR NEW.version <> OLD.version + 1", "an order changes by one version at a time"),
    (f"(OLD.state || '>' || NEW.state) NOT IN ({MOVES})", "no such transition of an order"),
    (_changes(NEVER), "what an order is about never changes"),
    (f"{_changes(IN_DRAFT)} AND NEW.state <> 'draft'", "payee and reason change only while the order is mended"),
    (
        f"{_changes(AT_CHECK)} AND NEW.state NOT IN ('returned', 'draft') AND (OLD.state || '>' || NEW.state) NOT IN ('draft>checked', 'draft>signing')",
        "checking is set by the check and emptied by a return",
    ),
    (f"{_changes(AT_SIGNATURE)} AND NEW.state NOT IN ('returned', 'draft') AND NOT ({SIGNS})", "a signature is set by signing and emptied by a return"),
    (f"{SIGNS} AND ({INCOMPLETE})", "what is not complete is not signed"),
    (f"{SIGNS} AND NEW.signed_terms_id IS DISTINCT FROM {_of_terms('id', 'NEW.signed_on')}", "signing goes by the terms of its day"),
    (f"{SIGNS} AND {BEYOND}", "the payment is beyond the limit of who signs"),
    (MISDIRECTED, "a transfer goes from a bank account of the unit to an account of its register"),
    (TOO_NEW, "a new account of a payee waits, or somebody else has called back"),
    (f"{_changes(AT_PAYMENT)} AND (OLD.state || '>' || NEW.state) <> 'checked>paid'", "payment is set by paying"),
    (
        f"{_changes(AT_REVERSAL)} AND (OLD.state || '>' || NEW.state) NOT IN ('paid>reversing', 'reversing>reversed', 'reversing>paid')",
        "a reversal is asked for, confirmed or refused",
    ),
    (
        f"OLD.state = 'reversing' AND NEW.state = 'reversed' AND ({_changes(AT_REVERSAL[:3])} OR EXISTS (SELECT 1 FROM ledger_entry e WHERE {STANDS}))",
        "a payment is reversed when all its entries are",
    ),
    (
        f"OLD.state = 'reversing' AND NEW.state = 'paid' AND EXISTS (SELECT 1 FROM ledger_entry e WHERE e.voucher_id = NEW.voucher_id AND {TAKEN_BACK})",
        "a part of the payment is reversed already",
    ),
    (
        ("EXISTS (SELECT 1 FROM payment_barred b WHERE b.order_id = NEW.id "
        "AND b.user_id IN (NEW.made_by_id, NEW.checked_by_id, NEW.signed_by_id, NEW.paid_by_id, NEW.reversal_asked_by_id, NEW.reversed_by_id))"),
        "a barred person may not touch the order",
    ),
    (MADE_BEFORE, "who made or mended an order does not check, sign, pay or take it back"),
    (SEALERS.format("NEW.made_by_id, NEW.checked_by_id, NEW.paid_by_id"), "who decided or confirmed anew does not make, check or pay"),
    (
        "NOT EXISTS (SELECT 1 FROM payment_event e WHERE e.order_id = OLD.id AND e.version = OLD.version)",
        "the act before was left without its event",
    ),
    (
        "NEW.state IN ('signing', 'checked') AND (SELECT coalesce(sum(s.amount), 0) FROM payment_share s WHERE s.order_id = NEW.id) <> NEW.amount",
        "the shares do not sum to the amount",
    ),
    *batches.ORDER_RULES,
)
INSERT_RULES = (
    (
        ("NEW.state <> 'draft' OR NEW.version <> 1 OR NEW.checked_by_id IS NOT NULL OR NEW.signed_by_id IS NOT NULL "
        "OR NEW.paid_by_id IS NOT NULL"),
        "an order is born a draft",
    ),
    (
        f"NEW.needs_signature <> coalesce({_of_terms('has_signer', 'NEW.made_on')}, {str(HAS_SIGNER).upper()})",
        "an order takes the steps of its unit",
    ),
    (MISDIRECTED, "a transfer goes from a bank account of the unit to an account of its register"),
    (SEALERS.format("NEW.made_by_id"), "who decided or confirmed anew does not make, check or pay"),
)
# Money that an open order asks for is neither freed nor ordered once more.
IN_OPEN = ", ".join(f"'{state.value}'" for state in OPEN)
LEFT = (
    "(SELECT r.amount - r.consumed_amount - r.released_amount - coalesce((SELECT sum(s.amount) FROM payment_share s JOIN payment_order o ON o.id = s.order_id "
    f"WHERE s.reservation_id = r.id AND o.state IN ({IN_OPEN})), 0) FROM reservation r WHERE r.id = NEW.reservation_id)"
)
FREED = ("NEW.kind IN ('released', 'lapsed')", f"NEW.amount > {LEFT}", "an order under way holds this money")
SHARE_RULES = (
    (
        ("NOT EXISTS (SELECT 1 FROM payment_order o WHERE o.id = NEW.order_id AND o.state = 'draft' AND o.version = 1 AND o.amount >= NEW.amount "
        "+ (SELECT coalesce(sum(s.amount), 0) FROM payment_share s WHERE s.order_id = NEW.order_id))"),
        "shares are set once and never exceed the order",
    ),
    (f"NEW.amount > {LEFT}", "an order takes no more than is promised and not yet ordered"),
)
BARRED_RULES = (
    (
        ("NOT EXISTS (SELECT 1 FROM payment_order o WHERE o.id = NEW.order_id AND o.state IN ('draft', 'returned', 'signing', 'checked') "
        "AND o.made_by_id <> NEW.user_id AND (o.checked_by_id IS NULL OR o.checked_by_id <> NEW.user_id) "
        "AND (o.signed_by_id IS NULL OR o.signed_by_id <> NEW.user_id))"),
        "who has touched the order cannot be barred from it any more",
    ),
)
EVENT_RULES = (
    (
        "NOT EXISTS (SELECT 1 FROM payment_order o WHERE o.id = NEW.order_id AND o.version = NEW.version AND o.state = NEW.to_state)",
        "an event tells of the order as it is now",
    ),
)
REPRINT_RULES = (
    (
        (f"NOT EXISTS (SELECT 1 FROM payment_order o WHERE o.id = NEW.order_id AND o.state IN ({COPIED})) OR NEW.number <> 1 + "
        "(SELECT coalesce(max(r.number), 0) FROM payment_reprint r WHERE r.order_id = NEW.order_id)"),
        "copies of a paid order are numbered one after the other",
    ),
)
# The entries of a payment are taken back by its order alone, all of them together.
ALONE = (
    "NEW.kind = 'reversal'",
    ("EXISTS (SELECT 1 FROM ledger_entry e JOIN payment_order o ON o.voucher_id = e.voucher_id WHERE e.id = NEW.reverses_id AND o.state <> 'reversing')"),
    "a payment is reversed by its order",
)
# What the register of help says was given of a subject is what the books have paid for it; without a trace in the books it never falls.
PAID = "(SELECT coalesce(sum(r.consumed_amount), 0) FROM reservation r WHERE r.subject = NEW.subject)"
PROMISED = "EXISTS (SELECT 1 FROM reservation r WHERE r.subject = NEW.subject)"
HELPED = (
    (f"{PROMISED} AND (NEW.given_amount <> {PAID} OR (NEW.status = 'withdrawn' AND {PAID} > 0))", "help is what the books have paid"),
    (f"NOT {PROMISED} AND (NEW.given_amount < OLD.given_amount OR (OLD.status = 'given' AND NEW.status = 'approved'))", "help is kept as it was given"),
)
SEAL_RULES = (
    (
        ("EXISTS (SELECT 1 FROM payment_event e JOIN payment_order o ON o.id = e.order_id WHERE o.subject = NEW.subject AND o.state <> 'void' "
        f"AND e.by_id = NEW.sealed_by_id AND e.act IN ({', '.join(repr(act) for act in TOUCHING)}))"),
        "who made, checked or paid does not decide on the subject any more",
    ),
)
# Terms are proposed, then put in force or refused, once; their limits are written while they are proposed.
TERMS = ("id", "unit_id", "number", "valid_from", "has_signer", "cooling_days", "document", "reason", "proposed_by_id", "proposed_at")
BORN_TERMS = (
    (
        "NEW.state <> 'proposed' OR NEW.number <> 1 + (SELECT coalesce(max(t.number), 0) FROM payment_terms t WHERE t.unit_id = NEW.unit_id)",
        "terms are born proposed and in their order",
    ),
)
TERMS_RULES = ((f"OLD.state <> 'proposed' OR NEW.state = 'proposed' OR {_changes(TERMS)}", "terms are put in force or refused once"),)
LIMIT_RULES = (
    ("NOT EXISTS (SELECT 1 FROM payment_terms t WHERE t.id = NEW.terms_id AND t.state = 'proposed')", "limits are added to proposed terms only"),
)
CALL_BACK_RULES = (
    (
        "NOT EXISTS (SELECT 1 FROM payee_account a WHERE a.id = NEW.account_id AND a.unit_id = NEW.unit_id AND a.added_by_id <> NEW.by_id)",
        "who added an account does not vouch for it",
    ),
)
RULES = {
    **batches.RULES,
    ("payee_call_back", "INSERT"): CALL_BACK_RULES,
    ("payment_terms", "INSERT"): BORN_TERMS,
    ("payment_terms", "UPDATE"): TERMS_RULES,
    ("payment_limit", "INSERT"): LIMIT_RULES,
    ("payment_order", "UPDATE"): UPDATE_RULES,
    ("payment_order", "INSERT"): INSERT_RULES,
    ("payment_share", "INSERT"): SHARE_RULES,
    ("payment_barred", "INSERT"): BARRED_RULES,
    ("payment_event", "INSERT"): EVENT_RULES,
    ("payment_reprint", "INSERT"): REPRINT_RULES,
    ("seal", "INSERT"): SEAL_RULES,
}
# What is counted about orders is counted under the lock of their rows.
LOCKS = {"payment_order": "", "seal": "PERFORM 1 FROM payment_order WHERE subject = NEW.subject ORDER BY id FOR UPDATE;"}
LOCKS["payment_share"] = (
    "PERFORM 1 FROM payment_order WHERE id = NEW.order_id FOR UPDATE; PERFORM 1 FROM reservation WHERE id = NEW.reservation_id FOR UPDATE;"
)
LOCKS["payee_call_back"] = LOCKS["payment_terms"] = LOCKS["payment_batch"] = ""
LOCKS["payment_limit"] = "PERFORM 1 FROM payment_terms WHERE id = NEW.terms_id FOR UPDATE;"
LOCK_OF_ONE = "PERFORM 1 FROM payment_order WHERE id = NEW.order_id FOR UPDATE;"
FROZEN = ("payment_limit", "payment_share", "payment_barred", "payment_event", "payment_reprint", "payee_call_back", "payment_warning")
KEPT = (*FROZEN, "payment_order", "payment_counter", "payment_terms", "payee_account", "payment_batch", "payment_batch_line", "payment_batch_result")
NEVER_DONE = [*((table, "DELETE") for table in KEPT), *((table, "UPDATE") for table in FROZEN)]


def sqlite() -> list[str]:
    made = rules_sqlite(RULES)
    when, wrong, message = ALONE
    made.append(
        f"CREATE TRIGGER payment_reversed_alone BEFORE INSERT ON ledger_entry WHEN {when} BEGIN SELECT RAISE(ABORT, '{message}') WHERE {wrong}; END"
    )
    when, wrong, message = FREED
    made.append(f"CREATE TRIGGER payment_freed BEFORE INSERT ON reservation_move WHEN {when} BEGIN SELECT RAISE(ABORT, '{message}') WHERE {wrong}; END")
    helped = " ".join(f"SELECT RAISE(ABORT, '{message}') WHERE {wrong};" for wrong, message in HELPED)
    made.append(f"CREATE TRIGGER payment_helped BEFORE UPDATE ON help_given BEGIN {helped} END")
    return [*made, *kept_sqlite(NEVER_DONE)]


def postgresql() -> list[str]:
    made = rules_postgresql(RULES, {(table, event): LOCKS.get(table, LOCK_OF_ONE) for table, event in RULES})
    when, wrong, message = ALONE
    made.append(
        "CREATE FUNCTION payment_reversed_alone() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {wrong} THEN RAISE EXCEPTION '{message}' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$"
    )
    made.append(
        f"CREATE TRIGGER payment_reversed_alone BEFORE INSERT ON ledger_entry FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION payment_reversed_alone()"
    )
    when, wrong, message = FREED
    made.append(
        "CREATE FUNCTION payment_freed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM 1 FROM reservation WHERE id = NEW.reservation_id FOR UPDATE; "
        f"IF {wrong} THEN RAISE EXCEPTION '{message}' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$"
    )
    made.append(f"CREATE TRIGGER payment_freed BEFORE INSERT ON reservation_move FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION payment_freed()")
    helped = " ".join(f"IF {wrong} THEN RAISE EXCEPTION '{message}' USING ERRCODE = '23514'; END IF;" for wrong, message in HELPED)
    made.append(f"CREATE FUNCTION payment_helped() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {helped} RETURN NEW; END $$")
    made.append("CREATE TRIGGER payment_helped BEFORE UPDATE ON help_given FOR EACH ROW EXECUTE FUNCTION payment_helped()")
    return [*made, *kept_postgresql("payments_refuse", NEVER_DONE, KEPT)]
