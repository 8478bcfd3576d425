"""What the database itself refuses about loans that are out: an act once decided, a month once classified, a visit once done stay as they are."""

from fundapp.kernel.db import register_triggers
from fundapp.loans.books import Place, accounts

PROPOSED = ("id", "unit_id", "loan_id", "kind", "details", "reason", "file_id", "payee_account_id", "from_box_id", "proposed_by_id", "proposed_at")
SET_ASIDE = ("id", "unit_id", "book_id", "ended_on", "specific_amount", "general_amount", "proposed_by_id", "proposed_at")
TEXTS = ("details",)


def _changed(columns: tuple[str, ...], cast: str) -> str:
    def one(column: str) -> str:
        # JSON has no equality of its own on PostgreSQL.
        return f"CAST(NEW.{column} AS {cast}) <> CAST(OLD.{column} AS {cast})" if column in TEXTS else f"NEW.{column} IS DISTINCT FROM OLD.{column}"

    return " OR ".join(one(column) for column in columns)


# (table, act, name, condition under which it is refused, message)
LAWS = (
    ("loan_act", "INSERT", "born", "NEW.state <> 'proposed'", "an act on a loan is born as a proposal"),
    ("loan_act", "UPDATE", "decided", "OLD.state <> 'proposed' OR {proposed}", "an act on a loan is decided once, as it was proposed"),
    (
        "loan_act", "UPDATE", "event",
        "NEW.event_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM loan_event e WHERE e.id = NEW.event_id AND e.loan_id = NEW.loan_id AND e.kind = NEW.kind)",
        "an approved act names the event of its loan",
    ),
    ("loan_provision", "INSERT", "born", "NEW.state <> 'proposed'", "a provision is born as a proposal"),
    ("loan_provision", "UPDATE", "decided", "OLD.state <> 'proposed' OR {set_aside}", "a provision is decided once, as it was proposed"),
    ("loan_visit", "UPDATE", "done", "OLD.done_on IS NOT NULL", "a visit is told once"),
    # What a loan's entry moved was reckoned from all that had happened to it: taken back alone, books and loan would part.
    (
        "ledger_entry", "INSERT", "of_a_loan",
        "NEW.reverses_id IS NOT NULL AND EXISTS (SELECT 1 FROM loan_event e WHERE e.entry_id = NEW.reverses_id AND e.kind IN ('allocation', 'waiver', 'write_off'))",
        "an allocation of a loan is taken back by what it allocated",
    ),
    (
        "ledger_entry", "INSERT", "of_a_provision",
        "NEW.reverses_id IS NOT NULL AND EXISTS (SELECT 1 FROM loan_provision p WHERE p.entry_id = NEW.reverses_id)",
        "a provision is taken back by that of the next month",
    ),
)
# The lines of an entry on what waits for a loan, as they are written; and the event that tells of it.
CAME = f"""INSERT INTO loan_arrival (entry_id, loan_id, amount)
    SELECT NEW.entry_id, l.id, NEW.credit - NEW.debit FROM loan l JOIN ledger_balance b ON b.id = NEW.balance_id
    WHERE l.id = {{number}} AND NEW.subject = 'cases/' || l.id AND b.account_code = '{accounts()[Place.WAITING]}'
    ON CONFLICT (entry_id, loan_id) DO UPDATE SET amount = loan_arrival.amount + excluded.amount"""
TOLD = "UPDATE loan_arrival SET event_id = NEW.id WHERE entry_id = NEW.entry_id AND loan_id = NEW.loan_id"
BY_THEMSELVES = (
    ("ledger_line", "loan_came", "NEW.subject LIKE 'cases/%'", CAME), ("loan_event", "told_of_money", "NEW.entry_id IS NOT NULL", TOLD),
)
KEPT = ("loan_act", "loan_arrival", "loan_month", "loan_provision", "loan_sheet", "loan_visit")


def _filled(condition: str) -> str:
    return condition.replace("{proposed}", _changed(PROPOSED, "TEXT")).replace("{set_aside}", _changed(SET_ASIDE, "TEXT"))


def _sqlite() -> list[str]:
    made = []
    for table, act, name, condition, message in LAWS:
        said = _filled(condition).replace("IS DISTINCT FROM", "IS NOT")
        made.append(f"CREATE TRIGGER {table}_{name} BEFORE {act} ON {table} WHEN {said} BEGIN SELECT RAISE(ABORT, '{message}'); END")
    for table, name, condition, does in BY_THEMSELVES:
        said = does.format(number="CAST(substr(NEW.subject, 7) AS INTEGER)")
        made.append(f"CREATE TRIGGER {table}_{name} AFTER INSERT ON {table} WHEN {condition} BEGIN {said}; END")
    made.append("CREATE TRIGGER loan_month_no_update BEFORE UPDATE ON loan_month BEGIN SELECT RAISE(ABORT, 'loan_month is append-only'); END")
    return made + [f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} BEGIN SELECT RAISE(ABORT, '{table} is kept'); END" for table in KEPT]


def _postgresql() -> list[str]:
    made = []
    for table, act, name, condition, message in LAWS:
        said = _filled(condition)
        made.append(
            f"CREATE OR REPLACE FUNCTION {table}_{name}_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {said} THEN "
            f"RAISE EXCEPTION '{message}' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$"
        )
        # Ordinary entries, which come by the ten thousand, pay for no call.
        only = " WHEN (NEW.reverses_id IS NOT NULL)" if table == "ledger_entry" else ""
        made.append(f"CREATE TRIGGER {table}_{name} BEFORE {act} ON {table} FOR EACH ROW{only} EXECUTE FUNCTION {table}_{name}_law()")
    for table, name, condition, does in BY_THEMSELVES:
        # A subject that is no case has no number.
        said = does.format(number="(CASE WHEN NEW.subject ~ '^cases/[0-9]+$' THEN CAST(substr(NEW.subject, 7) AS BIGINT) END)")
        made.append(f"CREATE OR REPLACE FUNCTION {table}_{name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {said}; RETURN NULL; END $$")
        made.append(f"CREATE TRIGGER {table}_{name} AFTER INSERT ON {table} FOR EACH ROW WHEN ({condition}) EXECUTE FUNCTION {table}_{name}()")
    made.append(
        "CREATE OR REPLACE FUNCTION loan_servicing_kept() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION '% is kept as it is', TG_TABLE_NAME USING ERRCODE = '23514'; END $$"
    )
    made.append("CREATE TRIGGER loan_month_no_update BEFORE UPDATE ON loan_month FOR EACH ROW EXECUTE FUNCTION loan_servicing_kept()")
    for table in KEPT:
        made.append(f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION loan_servicing_kept()")
        made.append(f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION loan_servicing_kept()")
    return made


register_triggers("loan_servicing", sqlite=_sqlite(), postgresql=_postgresql())
