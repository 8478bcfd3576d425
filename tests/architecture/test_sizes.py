"""Small: modules, templates, names."""

from pathlib import Path

HOME = Path(__file__).resolve().parents[2]
FORBIDDEN = {"utils", "helpers", "common", "base", "managers", "constants"}
LONGEST_MODULE, LONGEST_TEMPLATE = 500, 150
# Handed to people who have nothing else of ours, so it is one file whatever it holds.
STANDS_ALONE = {"fundapp/ledger/data/verify_books.py": 780}


def _lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_modules_stay_small() -> None:
    long = {
        str(p.relative_to(HOME)): _lines(p)
        for p in (HOME / "fundapp").rglob("*.py") if _lines(p) > STANDS_ALONE.get(str(p.relative_to(HOME)), LONGEST_MODULE)
    }
    assert not long, f"make a folder of the same name, cut by page family or act: {long}"


def test_templates_stay_small() -> None:
    long = {str(p.relative_to(HOME)): _lines(p) for p in (HOME / "templates").rglob("*.html") if _lines(p) > LONGEST_TEMPLATE}
    assert not long, f"cut the page into includes: {long}"


def test_no_room_for_leftovers() -> None:
    wrong = [str(p.relative_to(HOME)) for p in (HOME / "fundapp").rglob("*") if p.stem in FORBIDDEN]
    assert not wrong, f"name the matter, not the leftover: {wrong}"


def test_every_room_says_what_it_holds() -> None:
    silent = [str(p.relative_to(HOME)) for p in (HOME / "fundapp").rglob("__init__.py") if not p.read_text(encoding="utf-8").lstrip().startswith('"""')]
    assert not silent, f"say in the docstring what the room holds and never does: {silent}"


def test_no_todo_without_an_issue() -> None:
    wrong = [str(p.relative_to(HOME)) for p in (HOME / "fundapp").rglob("*.py") if "TODO" in p.read_text(encoding="utf-8")]
    assert not wrong
