"""What one test process makes once, although every test has a database of its own: apps, compiled pages, SQL and routes."""

from collections.abc import Callable
from typing import Any

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule

from fundapp import config
from fundapp.kernel import crypto
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


class KeptApps:
    """Apps that serve one world after another; two worlds that stand side by side have two, and so have two keys."""

    def __init__(self) -> None:
        self._free: dict[tuple[bytes | str, bool], list[Any]] = {}

    def take(self, settings: config.Settings, db: Database) -> Any:
        """Give an app over this database that has drawn nothing yet."""
        from fundapp.app import create_app
        from fundapp.edge import App
        from fundapp.jobs.queue import JobQueue

        chosen = config.use(settings)
        free = self._free.get((crypto.ring().session_key, chosen.secure_cookies))
        if not free:
            App.url_rule_class = KeptRule
            made = create_app(settings, db=db, testing=True)
            made.jinja_env.bytecode_cache = PAGES
            return made
        app = free.pop()
        app.db, app.jobs = db, JobQueue(db, chosen)
        drawn = app.extensions["drawn"]
        drawn._parts, drawn._letters = {}, 0
        return app

    def give_back(self, app: Any) -> None:
        """Keep an app for the next world; this one will not be asked any more."""
        self._free.setdefault((app.config["SECRET_KEY"], app.config["SESSION_COOKIE_SECURE"]), []).append(app)


PAGES = KeptPages()
