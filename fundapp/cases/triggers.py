"""What the database itself refuses about requests, also to raw SQL: each law is one condition, written for both engines.

A request changes only together with its event: the event is inserted first and names the version that the row will have.
"""

from fundapp.cases.lifecycle import DECIDING, REGISTERING, SURVEYING, TRANSITIONS, Act, State
from fundapp.kernel.db import register_triggers


def _list(values: object) -> str:
    return ", ".join(f"'{value}'" for value in values)  # type: ignore[attr-defined]


def _states(act: Act) -> str:
    return _list(dict.fromkeys(transition.state.value for transition in TRANSITIONS if transition.act is act))


KEYS = _list(transition.key for transition in TRANSITIONS)
REG, SUR, DEC = (_list(sorted(act.value for act in group)) for group in (REGISTERING, SURVEYING, DECIDING))
EVENT = "(SELECT {0} FROM case_event e WHERE e.case_id = NEW.id AND e.version = NEW.version)"
CASE = "(SELECT c.{0} FROM case_file c WHERE c.id = NEW.case_id)"


def _only_by(column: str, *acts: str) -> str:
    """A person's column changes only by its own act, to the person who acts."""
    return (
        f"(NEW.{column} IS DISTINCT FROM OLD.{column} AND (NEW.{column} IS DISTINCT FROM {EVENT.format('e.actor_id')} "
        f"OR {EVENT.format('e.act')} NOT IN ({_list(acts)})))"
    )


def _done_by(acts: str) -> str:
    return (
        "EXISTS (SELECT 1 FROM case_event e WHERE e.case_id = NEW.case_id AND e.actor_id = NEW.actor_id "
        f"AND e.act IN ({acts}))"
    )


HOLDS = "EXISTS (SELECT 1 FROM reservation r WHERE r.subject = 'cases/' || NEW.id AND r.state = 'open')"
FROZEN = ("code", "programme", "lane", "unit_id", "household_id", "person_id", "opened_by_id", "opened_on")
DECIDED = ("decided_by_id", "decided_on", "decided_amount", "proposed_amount", "requested_amount", "kind")

# (table, INSERT or UPDATE, name, condition under which it is refused, message)
LAWS: list[tuple[str, str, str, str, str]] = [
    (
        "case_file", "INSERT", "born_draft",
        (f"NEW.state <> '{State.DRAFT}' OR NEW.version <> 1 OR COALESCE(NEW.submitted_by_id, NEW.visited_by_id, NEW.proposed_by_id, "
        "NEW.decided_by_id, NEW.ratified_by_id, NEW.proposed_amount, NEW.decided_amount) IS NOT NULL OR NEW.urgent_on IS NOT NULL"),
        "a case is born a draft",
    ),
    ("case_file", "UPDATE", "version", "NEW.version <> OLD.version + 1", "a case rises by one version"),
    (
        "case_file", "UPDATE", "event",
        ("NOT EXISTS (SELECT 1 FROM case_event e WHERE e.case_id = NEW.id AND e.version = NEW.version AND e.from_state = OLD.state "
        "AND e.to_state = NEW.state AND e.holder_unit_id = NEW.holder_unit_id)"),
        "a case changes only with its event",
    ),
    (
        "case_file", "UPDATE", "frozen",
        " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in ("id", *FROZEN)),
        "this column of a case never changes",
    ),
    (
        "case_file", "UPDATE", "decided",
        f"OLD.decided_by_id IS NOT NULL AND ({' OR '.join(f'NEW.{column} IS DISTINCT FROM OLD.{column}' for column in DECIDED)})",
        "what was decided never changes",
    ),
    (
        "case_file", "UPDATE", "persons",
        " OR ".join((
            _only_by("submitted_by_id", "submit"), _only_by("visited_by_id", "visit"), _only_by("proposed_by_id", "propose"),
            _only_by("decided_by_id", "approve", "urgent", "refuse"), _only_by("ratified_by_id", "ratify"),
            f"(NEW.urgent_on IS DISTINCT FROM OLD.urgent_on AND {EVENT.format('e.act')} <> 'urgent')",
            f"({EVENT.format('e.act')} = 'urgent' AND NEW.urgent_on IS NULL)",
            f"({EVENT.format('e.act')} = 'ratify' AND (OLD.urgent_on IS NULL OR OLD.ratified_on IS NOT NULL OR NEW.ratified_on IS NULL))",
        )),
        "a person stands in a case only by their own act",
    ),
    (
        "case_file", "UPDATE", "approval",
        (f"NEW.state = '{State.APPROVED}' AND OLD.state <> '{State.APPROVED}' AND NOT EXISTS (SELECT 1 FROM case_decision d "
        "WHERE d.case_id = NEW.id AND d.outcome = 'approved' AND d.amount = NEW.decided_amount AND d.decided_by_id = NEW.decided_by_id "
        "AND d.amount = (SELECT SUM(s.amount) FROM case_decision_share s WHERE s.decision_id = d.id))"),
        "an approval has a decision whose shares sum to its amount",
    ),
    (
        "case_file", "UPDATE", "reopened",
        f"OLD.state = '{State.CLOSED}' AND NEW.state = '{State.APPROVED}' AND NOT {HOLDS}",
        "a closed case is opened again only while it holds money",
    ),
    (
        "case_event", "INSERT", "order",
        ("NOT ((NEW.version = 1 AND NEW.act = 'open' AND NEW.from_state = '' AND NEW.to_state = 'draft' "
        f"AND NEW.actor_id = {CASE.format('opened_by_id')} AND {CASE.format('version')} = 1) "
        f"OR (NEW.version > 1 AND NEW.version = {CASE.format('version')} + 1 AND NEW.from_state = {CASE.format('state')} "
        f"AND NEW.act || ':' || NEW.from_state || '>' || NEW.to_state IN ({KEYS}) "
        "AND EXISTS (SELECT 1 FROM case_event e WHERE e.case_id = NEW.case_id AND e.version = NEW.version - 1)))"),
        "no such transition of a case",
    ),
    (
        "case_event", "INSERT", "duties",
        (f"(NEW.act IN ({DEC}) AND {_done_by(REG + ', ' + SUR)}) OR (NEW.act IN ({SUR}) AND {_done_by(REG + ', ' + DEC)}) "
        f"OR (NEW.act IN ({REG}) AND {_done_by(SUR + ', ' + DEC)})"),
        "one person twice in the chain of a case",
    ),
    (
        "case_visit", "INSERT", "when",
        (f"{CASE.format('state')} NOT IN ({_states(Act.VISIT)}) OR NEW.visited_on < "
        "(SELECT MIN(e.on_day) FROM case_event e WHERE e.case_id = NEW.case_id AND e.act = 'submit')"),
        "a visit follows the submission",
    ),
    ("case_proposal", "INSERT", "when", f"{CASE.format('state')} NOT IN ({_states(Act.PROPOSE)})", "a proposal follows the visit"),
    (
        "case_decision", "INSERT", "when",
        (f"{CASE.format('state')} NOT IN ({_states(Act.APPROVE)}, {_states(Act.URGENT)}) "
        f"OR ({CASE.format('state')} IN ({_states(Act.APPROVE)}) AND NEW.amount > {CASE.format('proposed_amount')})"),
        "a decision follows the proposal and stays within it, or is urgent",
    ),
    (
        "case_decision_share", "INSERT", "when",
        ("NOT EXISTS (SELECT 1 FROM case_decision d JOIN case_file c ON c.id = d.case_id WHERE d.id = NEW.decision_id "
        f"AND d.outcome = 'approved' AND c.state IN ('{State.PROPOSED}', '{State.SUBMITTED}'))"),
        "shares belong to a decision being made",
    ),
    ("case_paper", "INSERT", "when", f"{CASE.format('state')} NOT IN ({_states(Act.ADD_PAPER)}, {_states(Act.VISIT)})", "no paper now"),
    (
        "case_paper", "UPDATE", "only_withdrawn",
        "OLD.withdrawn_at IS NOT NULL OR NEW.withdrawn_at IS NULL OR "
        + " OR ".join(
            f"NEW.{column} IS DISTINCT FROM OLD.{column}"
            for column in ("id", "case_id", "unit_id", "paper_key", "file_id", "visit_id", "name", "added_by_id", "added_at")
        )
        + f" OR {CASE.format('state')} NOT IN ({_states(Act.DROP_PAPER)})",
        "a paper is only ever withdrawn, before the case is judged",
    ),
]
APPEND_ONLY = ("case_event", "case_visit", "case_proposal", "case_decision", "case_decision_share")
KEPT = ("case_file", "case_paper", *APPEND_ONLY)


def _sqlite() -> list[str]:
    made = [
        f"CREATE TRIGGER {table}_{name} BEFORE {act} ON {table} WHEN {condition.replace('IS DISTINCT FROM', 'IS NOT')} "
        f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
        for table, act, name, condition, message in LAWS
    ]
    for table in APPEND_ONLY:
        made.append(f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END")
    for table in KEPT:
        made.append(f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} BEGIN SELECT RAISE(ABORT, '{table} is kept'); END")
    return made


def _postgresql() -> list[str]:
    made: list[str] = []
    for table, act, name, condition, message in LAWS:
        made.append(
            f"CREATE OR REPLACE FUNCTION {table}_{name}_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {condition} THEN "
            f"RAISE EXCEPTION '{message}' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$"
        )
        made.append(f"CREATE TRIGGER {table}_{name} BEFORE {act} ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_{name}_law()")
    made.append(
        "CREATE OR REPLACE FUNCTION cases_kept() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION '% is kept as it is', TG_TABLE_NAME USING ERRCODE = '23514'; END $$"
    )
    for table in APPEND_ONLY:
        made.append(f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION cases_kept()")
    for table in KEPT:
        made.append(f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION cases_kept()")
        made.append(f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION cases_kept()")
    return made


register_triggers("cases", sqlite=_sqlite(), postgresql=_postgresql())
