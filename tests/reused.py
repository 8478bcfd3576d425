"""PostgreSQL databases that tests use one after the other: put back as they were, which takes a third of the time of a new copy.

A template keeps the rows that it was made with in a schema of its own, `kept`, which its copies inherit. When a test is done, the
tables that it wrote to are emptied and filled from there, and the sequences set back; the connections stay open and keep what the server
has planned and compiled. A copy whose schema was changed, or to which somebody else is still connected, is thrown away.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import Pool

from fundapp.kernel.db import Database

# Emptied tables keep their dead rows, and each open connection is a process of the server.
MOST_TIMES, MOST_IDLE, MOST_CONNECTIONS = 40, 5, 3

TABLES = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY relname"
COLUMNS = """SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute
    WHERE attrelid = format('public.%I', CAST(:name AS text))::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''"""
# Rows written since are known by the number of their transaction, taken rows by their count.
LOOKED = """SELECT count(*), count(*) FILTER (WHERE xmin::text::bigint >= since) INTO rows, newer FROM public."{name}";
    IF newer > 0 OR rows <> {rows} THEN changed := changed || '{name}'::text; END IF;"""
# A table that began without rows has no page before its first row, and keeps the pages when it is emptied; so most are never opened.
RESTORE = """CREATE FUNCTION kept.restore(connections bigint) RETURNS boolean LANGUAGE plpgsql AS $restore$
DECLARE since bigint; rows bigint; newer bigint; bare text[]; changed text[] := '{{}}'; one text; had text;
BEGIN
    IF (SELECT s.is_spoilt FROM kept.state s) OR (SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()) > connections THEN
        RETURN false;
    END IF;
    SELECT s.since INTO since FROM kept.state s;
    {looked}
    SELECT array_agg(b.name) INTO bare FROM kept.bare b WHERE pg_relation_size(b.id) > 0;
    PERFORM set_config('session_replication_role', 'replica', true);
    FOREACH one IN ARRAY changed || bare LOOP EXECUTE format('DELETE FROM public.%I', one); END LOOP;
    FOR one, had IN SELECT c.name, c.names FROM kept.columns c WHERE c.name = ANY(changed) LOOP
        EXECUTE format('INSERT INTO public.%I (%s) OVERRIDING SYSTEM VALUE SELECT %s FROM kept.%I', one, had, had, 'rows of ' || one);
    END LOOP;
    PERFORM setval(k.id, coalesce(k.last_value, 1), k.last_value IS NOT NULL)
    FROM kept.sequence k WHERE pg_sequence_last_value(k.id) IS DISTINCT FROM k.last_value;
    UPDATE kept.state SET since = txid_current() + 1;
    PERFORM set_config('session_replication_role', 'origin', true);
    RETURN true;
END $restore$"""


def keep(connection: Connection) -> None:
    """Remember in this template the rows that it holds now, and how to come back to them."""

    def do(statement: str) -> Any:
        return connection.exec_driver_sql(statement.replace("%", "%%"))

    do("DROP EVENT TRIGGER IF EXISTS kept_spoil")
    do("DROP SCHEMA IF EXISTS kept CASCADE")
    do("CREATE SCHEMA kept")
    do("CREATE TABLE kept.columns (name text PRIMARY KEY, names text NOT NULL)")
    do("CREATE TABLE kept.bare (name text NOT NULL, id regclass NOT NULL)")
    do("CREATE TABLE kept.sequence AS SELECT seqrelid::regclass AS id, pg_sequence_last_value(seqrelid) AS last_value FROM pg_sequence")
    looked = []
    for name in connection.scalars(text(TABLES)).all():
        rows = do(f'SELECT count(*) FROM public."{name}"').scalar_one()
        if rows:
            do(f'CREATE TABLE kept."rows of {name}" AS TABLE public."{name}"')
            columns = connection.scalar(text(COLUMNS), {"name": name})
            connection.execute(text("INSERT INTO kept.columns VALUES (:name, :names)"), {"name": name, "names": columns})
            looked.append(LOOKED.format(name=name, rows=rows))
        else:
            connection.execute(text("INSERT INTO kept.bare VALUES (:name, CAST(format('public.%I', CAST(:name AS text)) AS regclass))"), {"name": name})
    do(RESTORE.format(looked="\n    ".join(looked)))
    do("CREATE TABLE kept.state AS SELECT txid_current() + 1 AS since, false AS is_spoilt")
    do("CREATE FUNCTION kept.spoil() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN UPDATE kept.state SET is_spoilt = true; END $$")
    do("CREATE EVENT TRIGGER kept_spoil ON ddl_command_end EXECUTE FUNCTION kept.spoil()")
    # Whoever switches the rules off to break a row may take a constraint away as well.
    do("ALTER EVENT TRIGGER kept_spoil ENABLE ALWAYS")


@dataclass
class Copy:
    """One copy of a template, the connections that are open to it, and how often it was lent."""

    template: str
    name: str
    pool: Pool | None = None
    times: int = 0


class Reused:
    """Lends copies of templates and takes them back."""

    def __init__(self, make: Callable[[str], str], attach: Callable[[str], Database], throw_away: Callable[[str], None]) -> None:
        """`make` gives the name of a new copy of a template, `attach` opens a database by its name, `throw_away` drops it."""
        self.make, self.attach, self.throw_away = make, attach, throw_away
        self.idle: list[Copy] = []
        self.lent: dict[str, Copy] = {}

    def take(self, template: str) -> Database:
        copy = next((one for one in reversed(self.idle) if one.template == template), None)
        if copy is None:
            copy = Copy(template, self.make(template))
        else:
            self.idle.remove(copy)
        self.lent[copy.name] = copy
        copy.times += 1
        db = self.attach(copy.name)
        if copy.pool is not None:
            db.engine.pool = copy.pool
        return db

    def give_back(self, db: Database) -> bool:
        """Take a copy back; False when this one was not lent here."""
        copy = self.lent.pop(str(db.engine.url.database), None)
        if copy is None:
            return False
        if copy.times < MOST_TIMES and _restored(db):
            copy.pool = db.engine.pool
            self.idle.append(copy)
            for old in self.idle[:-MOST_IDLE]:
                self._discard(old)
            self.idle = self.idle[-MOST_IDLE:]
        else:
            db.dispose()
            self.throw_away(copy.name)
        return True

    def close(self) -> None:
        """Let go of the connections that are still held."""
        for copy in self.idle:
            if copy.pool is not None:
                copy.pool.dispose()

    def _discard(self, copy: Copy) -> None:
        if copy.pool is not None:
            copy.pool.dispose()
        self.throw_away(copy.name)


def _restored(db: Database) -> bool:
    """Put the rows back and leave the open connections as they were opened."""
    pool: Any = db.engine.pool
    if pool.checkedout() or not pool.checkedin():
        return False
    held = [pool.connect() for _one in range(pool.checkedin())]
    try:
        for one in held[MOST_CONNECTIONS:]:
            one.invalidate()
        held = held[:MOST_CONNECTIONS]
        for one in held:
            one.driver_connection.execute("RESET ALL")
            one.driver_connection.commit()
        driver = held[0].driver_connection
        is_restored = bool(driver.execute("SELECT kept.restore(%s)", (len(held),)).fetchone()[0])
        driver.commit()
        return is_restored
    except (DBAPIError, db.engine.dialect.loaded_dbapi.Error):
        return False
    finally:
        for one in held:
            one.close()
