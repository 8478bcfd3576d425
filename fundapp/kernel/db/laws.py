"""The laws of rows as triggers: written once as SQL that both engines read, put into the words of each."""

from collections.abc import Iterable, Mapping, Sequence

# By table and event: what is wrong, and what the refusal says.
Rules = Mapping[tuple[str, str], Sequence[tuple[str, str]]]


def rules_sqlite(rules: Rules) -> list[str]:
    """Triggers that refuse a row of which something is wrong."""
    return [
        f"CREATE TRIGGER {table}_{event.lower()} BEFORE {event} ON {table} BEGIN "
        + " ".join(f"SELECT RAISE(ABORT, '{message}') WHERE {wrong};" for wrong, message in told) + " END"
        for (table, event), told in rules.items()
    ]


def rules_postgresql(rules: Rules, locks: Mapping[tuple[str, str], str] | None = None) -> list[str]:
    """The same for PostgreSQL; `locks` are statements that hold other rows still before these are looked at."""
    made = []
    for (table, event), told in rules.items():
        checks = " ".join(f"IF {wrong} THEN RAISE EXCEPTION '{message}' USING ERRCODE = '23514'; END IF;" for wrong, message in told)
        begin = "BEGIN" if locks is None else f"BEGIN {locks.get((table, event), '')}"
        name = f"{table}_{event.lower()}"
        made.append(f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ {begin} {checks} RETURN NEW; END $$")
        made.append(f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")
    return made


def kept_sqlite(never: Iterable[tuple[str, str]]) -> list[str]:
    """Triggers for what is never done to a table: the table and the act."""
    return [f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} BEGIN SELECT RAISE(ABORT, '{table} is kept as it is'); END" for table, act in never]


def kept_postgresql(refuse: str, never: Iterable[tuple[str, str]], emptied: Iterable[str]) -> list[str]:
    """The same for PostgreSQL, where a table can also be emptied; `refuse` is the name of the function that says no."""
    says = "BEGIN RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ' is kept as it is', ERRCODE = '23514'; END"
    acts = [*((table, act, "ROW") for table, act in never), *((table, "TRUNCATE", "STATEMENT") for table in emptied)]
    return [
        f"CREATE FUNCTION {refuse}() RETURNS trigger LANGUAGE plpgsql AS $$ {says} $$",
        *(f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} FOR EACH {each} EXECUTE FUNCTION {refuse}()" for table, act, each in acts),
    ]
