"""Laws of imports that the contracts in pyproject.toml cannot say."""

import ast
from pathlib import Path

HOME = Path(__file__).resolve().parents[2]
SOURCES = sorted((HOME / "fundapp").rglob("*.py"))
# These cost tens of megabytes or tenths of seconds, so they are imported where they are first used.
HEAVY = {
    "pandas", "numpy", "openpyxl", "xlsxwriter", "typst", "python_calamine", "PIL", "segno", "rapidfuzz", "holidays", "pysqlite3", "sqlite3", "zipfile",
    "resource", "defusedxml", "alembic", "huey",
}
# Commands put together only what they need; the demo world is not loaded to serve.
COMMANDS = "fundapp/cli/"


def _imports_inside_functions(tree: ast.Module) -> list[tuple[int, str]]:
    found = []
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            for node in ast.walk(function):
                if isinstance(node, ast.Import):
                    found += [(node.lineno, alias.name.split(".")[0]) for alias in node.names]
                elif isinstance(node, ast.ImportFrom):
                    found.append((node.lineno, (node.module or "").split(".")[0]))
    return found


def _imports_at_the_top(tree: ast.Module) -> set[str]:
    names = set()
    for node in tree.body:
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add((node.module or "").split(".")[0])
    return names


def test_heavy_libraries_alone_are_imported_inside_functions() -> None:
    wrong, slow = [], HEAVY - {"zipfile", "resource", "defusedxml", "sqlite3"}
    for path in SOURCES:
        name, tree = str(path.relative_to(HOME)), ast.parse(path.read_text(encoding="utf-8"))
        if not name.startswith(COMMANDS) and (light := [(line, library) for line, library in _imports_inside_functions(tree) if library not in HEAVY]):
            wrong.append(f"{name}: import at the top, or name the library in HEAVY with its cost: {light}")
        # The child process of a reading job exists to load the reader.
        if path.name != "child.py" and (heavy := _imports_at_the_top(tree) & slow):
            wrong.append(f"{name}: import {heavy} where it is first used")
    assert not wrong, "\n".join(wrong)


def test_nobody_but_the_edge_and_the_database_commits() -> None:
    # The last one is what a commit is on SQLite.
    allowed = {"fundapp/edge.py", "fundapp/kernel/db/engine.py", "fundapp/kernel/db/sessions.py"}
    wrong = [
        f"{path.relative_to(HOME)}:{node.lineno}"
        for path in SOURCES
        if str(path.relative_to(HOME)) not in allowed and "commit" in path.read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "commit"
    ]
    assert not wrong, f"only the edge commits a request; commands and jobs use Database.transaction(): {wrong}"


def test_nothing_catches_every_exception() -> None:
    allowed = {"fundapp/jobs/service.py"}
    wrong = [
        f"{path.relative_to(HOME)}:{node.lineno}"
        for path in SOURCES
        if str(path.relative_to(HOME)) not in allowed and "except" in path.read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ExceptHandler) and (node.type is None or (isinstance(node.type, ast.Name) and node.type.id in ("Exception", "BaseException")))
    ]
    assert not wrong, f"catch what you mean; only the job runner may catch everything: {wrong}"


def test_the_clock_is_one() -> None:
    wrong = [
        f"{path.relative_to(HOME)}:{number}"
        for path in SOURCES
        if path.name != "clock.py"
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if any(word in line for word in ("datetime.now(", "date.today(", "utcnow("))
    ]
    assert not wrong, f"ask kernel.clock: {wrong}"
