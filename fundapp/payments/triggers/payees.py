"""An account of a payee is born with the days that it waits, and never changes but to be sealed anew."""

from fundapp.kernel.db import is_resealed
from fundapp.payments.terms import COOLING_DAYS

SEALED = "account_sealed"
FIXED = (
    "id", "uid", "unit_id", "bank_code", "account_index", "account_tail", "holder_name", "holder_folded", "first_seen_on", "usable_on", "added_by_id",
    "added_at",
)
DAYS = (
    "coalesce((SELECT t.cooling_days FROM payment_terms t WHERE t.unit_id = NEW.unit_id AND t.state = 'in_force' AND t.valid_from <= NEW.first_seen_on "
    f"ORDER BY t.valid_from DESC LIMIT 1), {COOLING_DAYS})"
)
BORN, KEPT = "a new account waits as the terms of its first day say", "an account of a payee never changes"
CHANGED = " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in FIXED)


def _wrong(dialect: str) -> str:
    return f"{CHANGED} OR (NEW.{SEALED} <> OLD.{SEALED} AND NOT {is_resealed(SEALED, dialect)})"


def sqlite() -> list[str]:
    early = f"NEW.usable_on < date(NEW.first_seen_on, '+' || {DAYS} || ' days')"
    return [
        f"CREATE TRIGGER payee_account_born BEFORE INSERT ON payee_account BEGIN SELECT RAISE(ABORT, '{BORN}') WHERE {early}; END",
        f"CREATE TRIGGER payee_account_kept BEFORE UPDATE ON payee_account BEGIN SELECT RAISE(ABORT, '{KEPT}') WHERE {_wrong('sqlite')}; END",
    ]


def postgresql() -> list[str]:
    made = []
    for name, event, wrong, message in (
        ("payee_account_born", "INSERT", f"NEW.usable_on < NEW.first_seen_on + {DAYS}", BORN), ("payee_account_kept", "UPDATE", _wrong("postgresql"), KEPT),
    ):
        made.append(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {wrong} THEN RAISE EXCEPTION '{message}' "
            "USING ERRCODE = '23514'; END IF; RETURN NEW; END $$"
        )
        made.append(f"CREATE TRIGGER {name} BEFORE {event} ON payee_account FOR EACH ROW EXECUTE FUNCTION {name}()")
    return made
