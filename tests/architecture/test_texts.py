"""Every text that users read is marked for gettext: in templates and in code."""

import ast
import re
from pathlib import Path

HOME = Path(__file__).resolve().parents[2]
VIETNAMESE = re.compile("[ăâđêôơưĂÂĐÊÔƠƯàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ]")
TEMPLATES = sorted((HOME / "templates").rglob("*.html"))
SOURCES = sorted(path for path in (HOME / "fundapp").rglob("*.py"))
# The demo world is data; commands speak to the administrator of the server; the kernel spells the language itself.
UNMARKED = ("fundapp/demo/", "fundapp/cli/", "fundapp/serving.py", "fundapp/kernel/money.py", "fundapp/kernel/names.py", "fundapp/kernel/codes.py")
# Papers are always Vietnamese; invariants are read by inspectors and administrators beside their codes.
ALWAYS_VIETNAMESE = ("check.py", "paper.py", "papers.py", "vouchers.py")
# Headers, words and synonyms that are read, not shown.
READ = ("fundapp/intake/", "fundapp/sheets/", "fundapp/loans/deductions.py")


def test_templates_mark_their_texts() -> None:
    bare = {}
    for path in TEMPLATES:
        text = path.read_text(encoding="utf-8")
        text = re.sub(r"\{#.*?#\}", "", text, flags=re.DOTALL)
        text = re.sub(r"\{\{.*?\}\}|\{%.*?%\}", "", text, flags=re.DOTALL)
        if lines := [line.strip() for line in text.splitlines() if VIETNAMESE.search(line)]:
            bare[str(path.relative_to(HOME))] = lines[:5]
    assert not bare, f"write {{{{ _('…') }}}}: {bare}"


def _marked(tree: ast.Module) -> set[int]:
    """Ids of the constants that stand inside a call of _(), and of docstrings."""
    inside: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_":
            inside |= {id(part) for part in ast.walk(node)}
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and node.body:
            first = node.body[0]
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                inside.add(id(first.value))
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            inside.add(id(node.value))
    return inside


def _bare_texts(path: Path) -> list[tuple[int, str]]:
    """Lines and texts that users read without _() around them."""
    name = str(path.relative_to(HOME))
    if name.startswith(UNMARKED) or path.name in ALWAYS_VIETNAMESE or (name.startswith(READ) and path.name not in ("views.py", "forms.py", "service.py", "words.py")):
        return []
    tree = ast.parse(path.read_text(encoding="utf-8"))
    marked = _marked(tree)
    return [
        (node.lineno, node.value[:60])
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in marked and VIETNAMESE.search(node.value)
    ]


def test_code_marks_its_texts() -> None:
    bare = {str(path.relative_to(HOME)): found[:5] for path in SOURCES if (found := _bare_texts(path))}
    assert not bare, f"mark with _(): {bare}"
