"""What both databases hold about advances: what was asked never changes, steps follow each other, hands stay, nothing is erased."""

from fundapp.advances.kinds import STEPS
from fundapp.kernel.db import register_triggers

FIXED = ("id", "unit_id", "for_unit_id", "year", "number", "asked_by_id", "asked_on", "amount", "reason", "due_on", "payee_account_id")
# Written once.
ONCE = (
    "book_id", "purpose", "from_box_id", "checked_by_id", "checked_on", "signed_by_id", "signed_on", "refused_by_id", "refused_on", "paid_by_id", "paid_on", "voucher_id",
    "voucher_file_id", "settled_number", "settled_by_id", "settled_on", "leveled_by_id", "leveled_on", "rest_voucher_id", "rest_file_id",
)
# What was reported and verified stands once the settlement is signed.
REPORT = ("spent_amount", "spent_papers", "attachments", "reported_on", "verified_by_id", "verified_on", "spent_account")
CHANGED = " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in FIXED)
CHANGED_ONCE = " OR ".join(f"(OLD.{column} IS NOT NULL AND NEW.{column} IS DISTINCT FROM OLD.{column})" for column in ONCE)
CHANGED_REPORT = "OLD.settled_by_id IS NOT NULL AND (" + " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in REPORT) + ")"
ALLOWED = " OR ".join(
    sorted({f"(OLD.state = '{old.value}' AND NEW.state = '{new.value}')" for steps in STEPS.values() for old, after in steps.items() for new in after})
)
RULES = {
    "INSERT": (("NEW.state <> 'asked'", "an advance is asked for first"),),
    "UPDATE": (
        (CHANGED, "what was asked for never changes"),
        (CHANGED_ONCE, "who took a step of an advance stays"),
        (CHANGED_REPORT, "what was settled never changes"),
        (f"NEW.state <> OLD.state AND NOT ({ALLOWED})", "steps of an advance follow each other"),
    ),
}
KEPT = "an advance is kept as it is"
# The books of an advance are set right by its own steps: what is not spent comes back on a phiếu thu.
WHEN_REVERSED = "NEW.kind = 'reversal'"
OF_AN_ADVANCE = "EXISTS (SELECT 1 FROM ledger_entry e WHERE e.id = NEW.reverses_id AND e.reference LIKE 'advances/%')"
ALONE = "F30 an entry of an advance is not taken back alone"


def _sqlite() -> list[str]:
    made = [
        f"CREATE TRIGGER advance_{event.lower()} BEFORE {event} ON advance BEGIN "
        + " ".join(f"SELECT RAISE(ABORT, '{message}') WHERE {wrong};" for wrong, message in rules) + " END"
        for event, rules in RULES.items()
    ]
    made.append(
        f"CREATE TRIGGER advance_entry_alone BEFORE INSERT ON ledger_entry WHEN {WHEN_REVERSED} BEGIN SELECT RAISE(ABORT, '{ALONE}') WHERE {OF_AN_ADVANCE}; END"
    )
    made.append(f"CREATE TRIGGER advance_no_delete BEFORE DELETE ON advance BEGIN SELECT RAISE(ABORT, '{KEPT}'); END")
    return made


def _postgresql() -> list[str]:
    made = []
    for event, rules in RULES.items():
        checks = " ".join(f"IF {wrong} THEN RAISE EXCEPTION '{message}' USING ERRCODE = '23514'; END IF;" for wrong, message in rules)
        name = f"advance_{event.lower()}"
        made.append(f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {checks} RETURN NEW; END $$")
        made.append(f"CREATE TRIGGER {name} BEFORE {event} ON advance FOR EACH ROW EXECUTE FUNCTION {name}()")
    made.append(
        "CREATE FUNCTION advance_entry_alone() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {OF_AN_ADVANCE} THEN RAISE EXCEPTION '{ALONE}' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$"
    )
    made.append(
        f"CREATE TRIGGER advance_entry_alone BEFORE INSERT ON ledger_entry FOR EACH ROW WHEN ({WHEN_REVERSED}) EXECUTE FUNCTION advance_entry_alone()"
    )
    made.append(
        f"CREATE FUNCTION advance_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{KEPT}' USING ERRCODE = '23514'; END $$"
    )
    made += [
        f"CREATE TRIGGER advance_no_{act.lower()} BEFORE {act} ON advance FOR EACH {each} EXECUTE FUNCTION advance_refuse()"
        for act, each in (("DELETE", "ROW"), ("TRUNCATE", "STATEMENT"))
    ]
    return made


register_triggers("advances", sqlite=_sqlite(), postgresql=_postgresql())
