"""What the database itself refuses about loans, also to raw SQL: each law is one condition, written for both engines.

A payment that moves the money writes the disbursement itself, in the same statement: no loan is paid out without its event, and none has
an event without money. The loan's row is locked first (PostgreSQL), so that two acts on one loan wait for each other.
"""

from fundapp.kernel.db import register_triggers
from fundapp.loans.kinds import STANDING, STEPS, EventKind, LoanState, listed

K, S = EventKind, LoanState
LOAN = "(SELECT l.{0} FROM loan l WHERE l.id = NEW.loan_id)"
UNDONE = "EXISTS (SELECT 1 FROM loan_event x WHERE x.reverses_id = {0}.id)"
# Ends in an open bracket that the caller closes.
LIVE = f"EXISTS (SELECT 1 FROM loan_event e WHERE e.loan_id = {{0}} AND e.kind IN ({{1}}) AND NOT {UNDONE.format('e')}"
DISBURSED = f"(SELECT COALESCE(SUM(e.amount), 0) FROM loan_event e WHERE e.loan_id = NEW.loan_id AND e.kind = 'disbursement' AND NOT {UNDONE.format('e')})"
RESERVED = "(SELECT COALESCE(SUM(r.amount - r.released_amount), 0) FROM reservation r WHERE r.subject = 'cases/' || {0}{1})"
LATER = (K.RECEIPT, K.WAIVER, K.WRITE_OFF, K.RECOVERY, K.RESCHEDULE, K.SETTLEMENT, K.SAVINGS_RETURN, K.REFUND)
# In which state of its loan an event of a kind may come.
WHEN = {
    K.RECEIPT: (S.OPEN, S.SETTLED), K.WAIVER: (S.OPEN,), K.RESCHEDULE: (S.OPEN,), K.FREEZE: (S.OPEN,), K.UNFREEZE: (S.OPEN,), K.WRITE_OFF: (S.OPEN,),
    K.RECOVERY: (S.WRITTEN_OFF,), K.SETTLEMENT: (S.OPEN, S.WRITTEN_OFF), K.SAVINGS_RETURN: (S.OPEN, S.SETTLED, S.WRITTEN_OFF),
    K.REFUND: (S.OPEN, S.SETTLED, S.WRITTEN_OFF), K.ALLOCATION: (S.OPEN, S.SETTLED, S.WRITTEN_OFF),
    K.DISBURSEMENT: (S.CONTRACTED, S.OPEN), K.TRANSFER: (S.OPEN, S.WRITTEN_OFF), K.DEATH: (S.OPEN, S.WRITTEN_OFF),
}
IN_STATE = " OR ".join(f"(NEW.kind = '{kind}' AND {LOAN.format('state')} IN ({listed(states)}))" for kind, states in WHEN.items())
FROZEN = (
    "id", "code", "contract_number", "unit_id", "household_id", "person_id", "borrower_name", "book_id", "product_id", "principal_amount", "purpose",
    "rate_percent", "rate_per", "overdue_rate_percent", "basis", "method", "every", "instalments", "grace", "grace_instalments", "moved", "savings_rate_percent",
    "fee_amount", "allocation_order", "recognition", "allows_second", "signed_on", "signed_by_id", "signed_at", "planned_on", "first_due_on",
)
SCHEDULE = ("id", "loan_id", "version", "from_on", "principal_amount", "carried_interest_amount", "reason", "made_by_id", "made_at")
ROWS = "loan_instalment i WHERE i.schedule_id = NEW.id"
BEFORE = "(SELECT b.{0} FROM loan_instalment b WHERE b.schedule_id = NEW.id AND b.number = i.number - 1)"
CASE_STATE = "(SELECT c.state FROM case_file c WHERE c.id = {0}.id)"


def _changed(columns: tuple[str, ...]) -> str:
    return " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in columns)


def _live(loan: str, *kinds: str, more: str = "") -> str:
    return f"{LIVE.format(loan, listed(kinds))}{more})"


# (table, INSERT or UPDATE, name, condition under which it is refused, message); {day:...} is the day in Vietnam of an instant.
LAWS: list[tuple[str, str, str, str, str]] = [
    (
        "loan_request", "UPDATE", "frozen",
        f"{CASE_STATE.format('OLD')} NOT IN ('draft', 'returned') OR NEW.id <> OLD.id OR NEW.unit_id <> OLD.unit_id", "a request changes only with its own unit",
    ),
    (
        "loan_request", "INSERT", "of_loans",
        "NOT EXISTS (SELECT 1 FROM case_file c WHERE c.id = NEW.id AND c.programme = 'loans' AND c.unit_id = NEW.unit_id)", "a request belongs to a case of loans",
    ),
    (
        "loan", "INSERT", "born", f"NEW.state <> '{S.CONTRACTED}' OR NEW.version <> 1 OR NEW.schedule_version <> 0", "a loan is born contracted, without a schedule",
    ),
    (
        "loan", "INSERT", "decided",
        ("NOT EXISTS (SELECT 1 FROM case_file c JOIN case_decision d ON d.case_id = c.id WHERE c.id = NEW.id AND c.programme = 'loans' AND c.state = 'approved' "
        "AND c.unit_id = NEW.for_unit_id AND c.household_id = NEW.household_id AND c.person_id = NEW.person_id AND d.outcome = 'approved' "
        "AND d.amount >= NEW.principal_amount AND d.decider_unit_id = NEW.unit_id AND d.decided_on <= NEW.signed_on AND d.decided_by_id <> NEW.signed_by_id) "
        f"OR NEW.principal_amount > {RESERVED.format('NEW.id', ' AND r.book_id = NEW.book_id')}"),
        "a loan is contracted within what was decided and reserved, by somebody else than who decided",
    ),
    (
        "loan", "INSERT", "second",
        (f"EXISTS (SELECT 1 FROM loan l WHERE l.household_id = NEW.household_id AND l.id <> NEW.id AND l.state IN ({listed(STANDING)}) "
        "AND (NOT l.allows_second OR NOT NEW.allows_second))"),
        "a second open loan of a household is not allowed",
    ),
    ("loan", "UPDATE", "frozen", _changed(FROZEN), "the terms of a loan never change"),
    (
        # The unit that deducts salaries and the group are those of the unit: they end with a transfer, or with the borrower's death.
        "loan", "UPDATE", "moved",
        (f"(NEW.for_unit_id <> OLD.for_unit_id AND NOT {_live('NEW.id', K.TRANSFER)}) OR "
        f"((NEW.group_id IS DISTINCT FROM OLD.group_id OR NEW.deducts_salary <> OLD.deducts_salary) AND NOT {_live('NEW.id', K.TRANSFER, K.DEATH)})"),
        "the unit of a borrower changes by a transfer",
    ),
    (
        "loan", "UPDATE", "paper", "OLD.contract_file_id IS NOT NULL AND NEW.contract_file_id IS DISTINCT FROM OLD.contract_file_id", "a contract is printed once",
    ),
    (
        "loan", "UPDATE", "step",
        "NEW.state <> OLD.state AND NOT (" + " OR ".join(f"(OLD.state = '{old}' AND NEW.state IN ({listed(new)}))" for old, new in STEPS.items() if new) + ")",
        "no such step of a loan",
    ),
    (
        "loan", "UPDATE", "truth",
        (f"NEW.state <> OLD.state AND ((NEW.state IN ({listed((S.OPEN, S.SETTLED, S.WRITTEN_OFF))})) <> {_live('NEW.id', K.DISBURSEMENT)} "
        f"OR (NEW.state = '{S.SETTLED}' AND NOT {_live('NEW.id', K.SETTLEMENT)}) OR (NEW.state = '{S.WRITTEN_OFF}' AND NOT {_live('NEW.id', K.WRITE_OFF)}))"),
        "the state of a loan follows from its events",
    ),
    (
        "loan", "UPDATE", "scheduled",
        ("NEW.schedule_version <> OLD.schedule_version AND (NEW.schedule_version <> OLD.schedule_version + 1 OR NOT EXISTS (SELECT 1 FROM loan_schedule s "
        "WHERE s.loan_id = NEW.id AND s.version = NEW.schedule_version AND s.is_whole))"),
        "a loan follows its next whole schedule",
    ),
    (
        "loan_schedule", "INSERT", "born",
        ("NEW.is_whole OR NEW.version <> 1 + COALESCE((SELECT MAX(s.version) FROM loan_schedule s WHERE s.loan_id = NEW.loan_id), 0) "
        f"OR NEW.principal_amount > {LOAN.format('principal_amount')} "
        f"OR ({LOAN.format('state')} = '{S.CONTRACTED}' OR NEW.version = 1) AND NEW.principal_amount <> {LOAN.format('principal_amount')} "
        f"OR {LOAN.format('state')} NOT IN ('{S.CONTRACTED}', '{S.OPEN}') "
        f"OR NEW.version = 1 AND NEW.from_on <> {LOAN.format('planned_on')}"),
        "the next schedule of a loan, and no principal that it does not have",
    ),
    (
        # Before any receipt a schedule may be made anew from the day on which the money really went out.
        "loan_schedule", "INSERT", "past",
        ("NEW.version > 1 AND ((NEW.from_on < {day:NEW.made_at} AND (" + _live("NEW.loan_id", *LATER) + " OR NEW.from_on <> COALESCE((SELECT MIN(e.on_day) "
        f"FROM loan_event e WHERE e.loan_id = NEW.loan_id AND e.kind = 'disbursement' AND NOT {UNDONE.format('e')}), NEW.from_on))) "
        "OR (NEW.from_on < (SELECT MAX(s.from_on) FROM loan_schedule s WHERE s.loan_id = NEW.loan_id) AND ("
        + _live("NEW.loan_id", *LATER) + " OR NOT " + _live("NEW.loan_id", K.DISBURSEMENT, more=" AND e.on_day = NEW.from_on") + ")))"),
        "a new schedule never changes the past",
    ),
    (
        "loan_schedule", "UPDATE", "whole",
        (f"OLD.is_whole OR NOT NEW.is_whole OR {_changed(SCHEDULE)} OR NEW.principal_amount <> (SELECT COALESCE(SUM(i.principal_amount), 0) FROM {ROWS}) "
        f"OR (NEW.version = 1 AND 1 <> (SELECT MIN(i.number) FROM {ROWS})) OR 0 <> (SELECT MIN(i.closing_amount) FROM {ROWS}) "
        f"OR NEW.from_on > (SELECT MIN(i.due_on) FROM {ROWS}) "
        f"OR EXISTS (SELECT 1 FROM {ROWS} AND i.number > (SELECT MIN(f.number) FROM loan_instalment f WHERE f.schedule_id = NEW.id) "
        f"AND (COALESCE({BEFORE.format('closing_amount')}, -1) <> i.opening_amount OR i.due_on <= {BEFORE.format('due_on')})) "
        f"OR EXISTS (SELECT 1 FROM {ROWS} AND i.number = (SELECT MIN(f.number) FROM loan_instalment f WHERE f.schedule_id = NEW.id) "
        "AND i.opening_amount <> NEW.principal_amount)"),
        "a whole schedule pays back just its principal, on days that rise, and never changes",
    ),
    (
        "loan_instalment", "INSERT", "open",
        "COALESCE((SELECT s.is_whole FROM loan_schedule s WHERE s.id = NEW.schedule_id), TRUE)", "an instalment is added only while its schedule is being made",
    ),
    ("loan_event", "INSERT", "future", "NEW.on_day > {day:NEW.recorded_at}", "nothing happens in the future"),
    (
        "loan_event", "INSERT", "after_money",
        f"NEW.kind NOT IN ('{K.DISBURSEMENT}', '{K.REVERSAL}') AND NOT {_live('NEW.loan_id', K.DISBURSEMENT, more=' AND e.on_day <= NEW.on_day')}",
        "nothing is paid back before the money was paid out",
    ),
    (
        "loan_event", "INSERT", "state",
        f"NEW.kind <> '{K.REVERSAL}' AND NOT ({IN_STATE})",
        "not in this state of the loan",
    ),
    (
        "loan_event", "INSERT", "disbursed",
        (f"NEW.kind = '{K.DISBURSEMENT}' AND ({DISBURSED} + NEW.amount > {LOAN.format('principal_amount')} "
        f"OR {DISBURSED} + NEW.amount > {RESERVED.format('NEW.loan_id', '')} OR {LOAN.format('schedule_version')} < 1 "
        "OR NOT EXISTS (SELECT 1 FROM reservation_move m JOIN reservation r ON r.id = m.reservation_id WHERE m.entry_id = NEW.entry_id AND m.kind = 'consumed' "
        "AND m.amount = NEW.amount AND m.moved_on = NEW.on_day AND r.subject = 'cases/' || NEW.loan_id))"),
        "F7 no more is paid out than was contracted and reserved, and only by a payment",
    ),
    (
        "loan_event", "INSERT", "reversed",
        (f"NEW.kind = '{K.REVERSAL}' AND (NOT EXISTS (SELECT 1 FROM loan_event o WHERE o.id = NEW.reverses_id AND o.loan_id = NEW.loan_id AND o.kind <> '{K.REVERSAL}' "
        f"AND o.amount = NEW.amount AND o.on_day <= NEW.on_day) OR (EXISTS (SELECT 1 FROM loan_event o WHERE o.id = NEW.reverses_id AND o.kind = '{K.DISBURSEMENT}') "
        f"AND (NEW.entry_id IS NULL OR {_live('NEW.loan_id', *LATER)})))"),
        "F8 a reversal takes back one whole event of its loan; money that was paid out only while nothing has come of it",
    ),
    (
        "reservation_move", "INSERT", "of_a_loan",
        ("NEW.kind = 'consumed' AND EXISTS (SELECT 1 FROM reservation r JOIN case_file c ON r.subject = 'cases/' || c.id WHERE r.id = NEW.reservation_id "
        "AND {subject:r} = c.id AND c.programme = 'loans' AND NOT EXISTS (SELECT 1 FROM loan l WHERE l.id = c.id AND l.schedule_version > 0))"),
        "F7 a loan is paid out only on its contract",
    ),
]
APPEND_ONLY = ("loan_event", "loan_instalment")
KEPT = ("loan", "loan_request", "loan_schedule", "loan_group", *APPEND_ONLY)
AMOUNTS = {"loan": ("principal_amount", "fee_amount"), "loan_instalment": ("principal_amount", "interest_amount", "savings_amount"), "loan_event": ("amount",)}
FROM_MOVE = "FROM reservation r JOIN loan l ON l.id = {subject:r} WHERE r.id = NEW.reservation_id AND r.subject = 'cases/' || l.id"
PAID = f"""INSERT INTO loan_event (loan_id, kind, on_day, amount, details, reference, entry_id, recorded_by_id, recorded_at)
    SELECT l.id, 'disbursement', NEW.moved_on, NEW.amount, {{object}}('fee', l.fee_amount), 'reservation_moves/' || NEW.id, NEW.entry_id, NEW.by_id, NEW.moved_at
    {FROM_MOVE}"""
TAKEN_BACK = f"""INSERT INTO loan_event (loan_id, kind, on_day, amount, details, reference, reverses_id, entry_id, recorded_by_id, recorded_at)
    SELECT l.id, 'reversal', NEW.moved_on, NEW.amount, '{{{{}}}}', 'reservation_moves/' || NEW.id, o.id, NEW.entry_id, NEW.by_id, NEW.moved_at
    {FROM_MOVE.replace("WHERE", "JOIN loan_event o ON o.loan_id = l.id AND o.kind = 'disbursement' "
    "AND o.entry_id = (SELECT e.reverses_id FROM ledger_entry e WHERE e.id = NEW.entry_id) WHERE")}"""
OPENED = f"UPDATE loan SET state = 'open', books_due_on = NEW.moved_on, version = version + 1 WHERE state = 'contracted' AND id IN (SELECT l.id {FROM_MOVE})"
CLOSED = (
    f"UPDATE loan SET state = 'contracted', books_due_on = NULL, version = version + 1 WHERE state = 'open' AND id IN (SELECT l.id {FROM_MOVE}) "
    f"AND NOT {LIVE.format('loan.id', listed((K.DISBURSEMENT,)))})"
)

BY_MOVES = (("reservation_move_pays_loan", "consumed", PAID, OPENED), ("reservation_move_takes_loan_back", "restored", TAKEN_BACK, CLOSED))


def _for(sql: str, day: str, subject: str, json_object: str) -> str:
    for name in ("NEW.made_at", "NEW.recorded_at"):
        sql = sql.replace("{day:" + name + "}", day.format(name))
    return sql.replace("{object}", json_object).replace("{subject:r}", subject).replace("{{}}", "{}")


def _sqlite() -> list[str]:
    def here(sql: str) -> str:
        return _for(sql, "date({0}, '+7 hours')", "CAST(substr(r.subject, 7) AS INTEGER)", "json_object").replace("IS DISTINCT FROM", "IS NOT")

    made = [
        f"CREATE TRIGGER {table}_{name} BEFORE {act} ON {table} WHEN {here(condition)} BEGIN SELECT RAISE(ABORT, '{message}'); END"
        for table, act, name, condition, message in LAWS
    ]
    for table, columns in AMOUNTS.items():
        wrong = " OR ".join(f"typeof(NEW.{column}) <> 'integer'" for column in columns)
        made.append(f"CREATE TRIGGER {table}_whole_dong BEFORE INSERT ON {table} WHEN {wrong} BEGIN SELECT RAISE(ABORT, 'an amount is whole dong'); END")
    for table in APPEND_ONLY:
        made.append(f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END")
    for table in KEPT:
        made.append(f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} BEGIN SELECT RAISE(ABORT, '{table} is kept'); END")
    for name, kind, first, second in BY_MOVES:
        is_loans = f"NEW.kind = '{kind}' AND EXISTS (SELECT 1 {FROM_MOVE})"
        made.append(f"CREATE TRIGGER {name} AFTER INSERT ON reservation_move WHEN {here(is_loans)} BEGIN {here(first)}; {here(second)}; END")
    return made


def _looking(name: str, body: str) -> list[str]:
    """What looks at all moves of one insert together, as `added`: a payment list inserts them by the ten thousand, and few of them pay a loan.

    Its plans are kept, so they find other rows by their keys, also when made on empty tables.
    """
    keys = " ".join(f"SET {one} = off" for one in ("enable_seqscan", "enable_hashjoin", "enable_material", "enable_mergejoin"))
    return [
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql {keys} AS $$ DECLARE one record; BEGIN {body} RETURN NULL; END $$",
        f"CREATE TRIGGER {name} AFTER INSERT ON reservation_move REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION {name}()",
    ]


def _postgresql() -> list[str]:
    def here(sql: str) -> str:
        # A subject that is no case has no number.
        number = "(CASE WHEN r.subject ~ '^cases/[0-9]+$' THEN CAST(substr(r.subject, 7) AS BIGINT) END)"
        return _for(sql, "CAST({0} + INTERVAL '7 hours' AS date)", number, "json_build_object")

    locks = {
        # A household is no row of this room: who contracts a second loan at the same moment waits for the first.
        "loan_second": "PERFORM pg_advisory_xact_lock(hashtextextended('loan of household ' || NEW.household_id, 0));",
        "loan_schedule_born": "PERFORM 1 FROM loan WHERE id = NEW.loan_id FOR UPDATE;",
        "loan_event_after_money": "PERFORM 1 FROM loan WHERE id = NEW.loan_id FOR UPDATE;",
        "loan_instalment_open": "PERFORM 1 FROM loan_schedule WHERE id = NEW.schedule_id FOR UPDATE;",
    }
    made: list[str] = []
    for table, act, name, condition, message in LAWS:
        if table == "reservation_move":
            wrong = f"IF EXISTS (SELECT 1 FROM added a WHERE {here(condition)}) THEN RAISE EXCEPTION '{message}' USING ERRCODE = '23514'; END IF;"
            made += _looking(f"{table}_{name}", wrong.replace("NEW.", "a."))
            continue
        made.append(
            f"CREATE OR REPLACE FUNCTION {table}_{name}_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {locks.get(f'{table}_{name}', '')} IF {here(condition)} THEN "
            f"RAISE EXCEPTION '{message}' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$"
        )
        made.append(f"CREATE TRIGGER {table}_{name} BEFORE {act} ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_{name}_law()")
    made.append(
        "CREATE OR REPLACE FUNCTION loans_kept() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION '% is kept as it is', TG_TABLE_NAME USING ERRCODE = '23514'; END $$"
    )
    for table in APPEND_ONLY:
        made.append(f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION loans_kept()")
    for table in KEPT:
        made.append(f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION loans_kept()")
        made.append(f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION loans_kept()")
    for name, kind, first, second in BY_MOVES:
        moves = f"SELECT a.* FROM added a WHERE a.kind = '{kind}' AND EXISTS (SELECT 1 {FROM_MOVE.replace('NEW.', 'a.')}) ORDER BY a.id"
        acts = f"{first}; {second};".replace("NEW.", "one.")
        made += _looking(name, here(f"FOR one IN {moves} LOOP {acts} END LOOP;"))
    return made


register_triggers("loans", sqlite=_sqlite(), postgresql=_postgresql())
