"""What one test process makes once, although every test has a database and an app of its own: compiled pages, SQL and routes."""

from collections.abc import Callable
from typing import Any

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule

from fundapp.kernel.db import Database

# So many different statements does the whole suite have; an app keeps 500.
MOST_STATEMENTS = 8_000


class KeptPages(BytecodeCache):
    """The pages' templates, compiled once a process."""

    def __init__(self) -> None:
        self._made: dict[tuple[str, str], Any] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._made.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._made[bucket.key, bucket.checksum] = bucket.code


class KeptRule(Rule):
    """A route whose writer of addresses is compiled once a process; it reads the rule at hand, so the rule's text decides it."""

    _made: dict[tuple[str, str, bool], Callable[..., tuple[str, str]]] = {}

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        key = (self.rule, repr(self.defaults), append_unknown)
        if key not in self._made:
            self._made[key] = super()._compile_builder(append_unknown)
        return self._made[key]


class KeptSql:
    """Statements compiled once a process: the engines of all tests share the first one's dialect, by which compiled SQL is known."""

    def __init__(self) -> None:
        self._dialect: Any = None
        self._made: Any = LRUCache(MOST_STATEMENTS)

    def share(self, db: Database) -> Database:
        """Let a database whose engines have not been used yet use what earlier ones have compiled."""
        if self._dialect is None:
            with db.engine.connect():
                self._dialect = db.engine.dialect
        engines: set[Any] = {db.engine, db.reader, db.still}
        # Options of an engine hang on the dialect that it was made with, which learns nothing when another one's connections are used.
        db.engine.dialect.__dict__.update(self._dialect.__dict__)
        for engine in engines:
            engine.dialect, engine._compiled_cache = self._dialect, self._made
        return db
