"""Scope cannot be forgotten: what goes past the ORM is named here, and every row of a unit is narrowed."""

import ast
from pathlib import Path

from fundapp import models  # noqa: F401
from fundapp.kernel.db import Base, Dong, UnitScoped
from fundapp.kernel.db.columns import mapped_classes

HOME = Path(__file__).resolve().parents[2]
# Files that may speak SQL past the session's scope, each with its reason.
FAST_PATHS = {
    "fundapp/kernel/db/engine.py": "opens transactions",
    "fundapp/kernel/db/kept.py": "puts kept selects, narrowed before they come here, to the driver",
    "fundapp/kernel/db/columns.py": "names the version column to the mapper",
    "fundapp/kernel/db/triggers.py": "creates and lists triggers",
    "fundapp/console/health.py": "asks the database for its version",
    "fundapp/documents/seals.py": "digests the sealed cells of any table, whoever asks",
    "fundapp/ledger/posting.py": "the hot path of money",
    "fundapp/ledger/posting_block.py": "the hot path of many payments as one act",
    "fundapp/schema.py": "looks for rows that a migration has torn off",
}
# Rows that bear a unit and are seen by everybody: no person, no money of a unit.
OPEN = {
    "Disaster": "every unit under it asks for its own households; relief.queries keeps other trees' disasters back",
    "DocumentSeries": "a counter of document numbers",
    "GiftCampaign": "every unit under it takes part; gifts.queries keeps other trees' campaigns back",
    "Post": "who holds which office is no secret inside the union, and the scope itself is made from it",
    "Regulation": "everybody under a unit reads its regulations; drafts are kept back by regulations.queries",
    "TermsUnit": "a unit that the terms of a fund name; whose fund it is stands on the terms",
    "UnitFormerName": "the tree is public",
    "UnitParent": "the tree is public",
}


def _past_the_orm(tree: ast.Module) -> list[tuple[int, str]]:
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in ("text", "exec_driver_sql", "read_sql", "executescript") and not (name == "text" and not node.args):
                found.append((node.lineno, name))
        if isinstance(node, ast.Attribute) and node.attr == "__table__":
            found.append((node.lineno, "__table__"))
    return found


def test_sql_past_the_scope_is_named() -> None:
    wrong = {}
    for path in sorted((HOME / "fundapp").rglob("*.py")):
        name = str(path.relative_to(HOME))
        if name in FAST_PATHS or path.name == "models.py" or "models" in path.parts or path.name == "triggers.py" or "triggers" in path.parts:
            continue
        found = _past_the_orm(ast.parse(path.read_text(encoding="utf-8")))
        if found:
            wrong[name] = found
    assert not wrong, f"go through the ORM, or name the file in FAST_PATHS with its reason: {wrong}"


def test_every_row_of_a_unit_is_narrowed() -> None:
    wrong = [
        cls.__name__ for cls in mapped_classes()
        if "unit_id" in cls.__table__.columns and not issubclass(cls, UnitScoped) and cls.__name__ not in OPEN
    ]
    assert not wrong, f"inherit UnitScoped, or say in OPEN why everybody may see it: {wrong}"


def test_amounts_are_whole_dong() -> None:
    wrong = [
        f"{table.name}.{column.name}"
        for table in Base.metadata.tables.values()
        for column in table.columns
        if (column.name.endswith("_amount") or column.name in ("amount", "debit", "credit")) and not isinstance(column.type, Dong)
    ]
    assert not wrong, f"amounts are Dong: {wrong}"


def test_instants_and_days_are_named_so() -> None:
    kinds = {column.name: str(column.type) for table in Base.metadata.tables.values() for column in table.columns}
    wrong = [name for name, kind in kinds.items() if (name.endswith("_at") and "DATETIME" not in kind.upper()) or (name.endswith("_on") and "DATE" not in kind.upper())]
    assert not wrong, wrong


def test_every_constraint_has_a_name() -> None:
    nameless = [f"{table.name}: {constraint}" for table in Base.metadata.tables.values() for constraint in table.constraints if constraint.name is None]
    assert not nameless
