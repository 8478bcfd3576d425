"""Raw SQL against the books, as somebody at the database's own prompt would try it: every attack is refused, on both engines."""

import re
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from fundapp.kernel.db import Scope
from fundapp.ledger import check

COLUMNS = "unit_id, book_id, book_year_id, period_id, entry_on, kind, state, reference, body_digest, drafted_by_id, narration_digest"
FIRST = "(SELECT min(id) FROM ledger_entry WHERE state = 'posted')"
DRAFT = "(SELECT max(id) FROM ledger_entry WHERE state = 'draft')"


def attacks(engine: str) -> dict[str, str]:
    """The attacks of `attacks.sql` that make sense on an engine, by name."""
    parts = re.split(r"^-- attack: (.+)$", (Path(__file__).parent / "attacks.sql").read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    named = dict(zip(parts[::2], parts[1::2], strict=True))
    other = "(postgresql)" if engine == "sqlite" else "(sqlite)"
    return {
        name: sql.strip().replace("{first}", FIRST).replace("{draft}", DRAFT).replace("{columns}", COLUMNS)
        for name, sql in named.items() if not name.endswith(other)
    }


def test_every_attack_is_refused(told) -> None:
    db = told.world.db
    tried = attacks(db.engine.dialect.name)
    assert len(tried) > 60
    went_through = []
    for name, statement in tried.items():
        with db.engine.connect() as connection:
            with suppress(IntegrityError):
                went_through.append(f"{name} ({connection.execute(text(statement)).rowcount} rows)")
            connection.rollback()
    assert went_through == []
    with db.reading(Scope.everything("a test")) as session:
        assert [one.code for one in check.invariants(session) if not one.ok] == []


def test_a_narration_can_be_erased_and_the_chain_still_holds(told) -> None:
    with told.world.db.engine.begin() as connection:
        connection.execute(text(f"UPDATE ledger_narration SET text = NULL, salt = NULL WHERE entry_id = {FIRST}"))
    with told.world.db.reading(Scope.everything("a test")) as session:
        assert [one.code for one in check.invariants(session) if not one.ok] == []


def test_an_unbalanced_draft_cannot_be_posted(told) -> None:
    db = told.world.db
    columns = COLUMNS.replace("reference", "'u'").replace("state,", "'draft',")
    with db.engine.connect() as connection:
        connection.execute(text(f"INSERT INTO ledger_entry ({COLUMNS}) SELECT {columns} FROM ledger_entry WHERE id = {DRAFT}"))
        lines = f"SELECT {DRAFT}, position, balance_id, entry_on, debit * 2, credit FROM ledger_line WHERE entry_id = {DRAFT} - 1"
        connection.execute(text(f"INSERT INTO ledger_line (entry_id, position, balance_id, entry_on, debit, credit) {lines}"))
        with pytest.raises(DBAPIError, match="L1"):
            connection.execute(
                text(
                    "UPDATE ledger_entry SET state = 'posted', posted_by_id = 1, posted_at = '2026-03-10 00:00:00.000000',"
                    " number = (SELECT last_number + 1 FROM ledger_book_year y WHERE y.id = book_year_id),"
                    " previous_hash = (SELECT last_hash FROM ledger_book_year y WHERE y.id = book_year_id),"
                    f" hash = {repr('b' * 64) if db.is_sqlite else 'NULL'} WHERE id = {DRAFT}"
                )
            )
        connection.rollback()
