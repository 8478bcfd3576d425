"""The database: columns, mixins, scope, engines and sessions, triggers.

Transactions are opened here and committed by the edge, a job or a command, never by a room.
"""

from fundapp.kernel.db import mapping  # noqa: F401  (before the first class is mapped)
from fundapp.kernel.db.columns import Base, ByteOrder, Dong, HasUid, Instant, Pk, Rate, Sealed, Versioned
from fundapp.kernel.db.engine import Database, place
from fundapp.kernel.db.marks import Marked
from fundapp.kernel.db.meeting import insert_unless_there, next_in
from fundapp.kernel.db.partial import partial_index
from fundapp.kernel.db.scope import NoScope, Scope, UnitScoped, columns, lines
from fundapp.kernel.db.sessions import ScopedSession
from fundapp.kernel.db.triggers import expected_triggers, installed_triggers, is_resealed, register_triggers

__all__ = [
    "Base",
    "ByteOrder",
    "Database",
    "Dong",
    "HasUid",
    "Instant",
    "Marked",
    "NoScope",
    "Pk",
    "Rate",
    "Scope",
    "ScopedSession",
    "Sealed",
    "UnitScoped",
    "Versioned",
    "columns",
    "expected_triggers",
    "insert_unless_there",
    "installed_triggers",
    "is_resealed",
    "lines",
    "next_in",
    "partial_index",
    "place",
    "register_triggers",
]
