"""What every template and static file keeps: no inline code, only known icons, vendored files as recorded, an example beside each macro."""

import hashlib
import re
from pathlib import Path

import pytest

HOME = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((HOME / "templates").rglob("*.html"))
COMPONENTS = sorted((HOME / "templates" / "_components").glob("*.html"))
STATIC = HOME / "static"


def name_of(path: Path) -> str:
    return str(path.relative_to(HOME))


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_no_inline_code(path: Path) -> None:
    found = re.findall(r"<style|\sstyle=|\son[a-z]+=\"|javascript:|<script(?![^>]*\ssrc=)", path.read_text("utf-8"))
    assert not found, f"{name_of(path)}: {found}; the content security policy refuses it, use a class or a module in static/js"


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_only_known_icons(path: Path) -> None:
    known = set(re.findall(r'<symbol id="([^"]+)"', (STATIC / "icons.svg").read_text("utf-8")))
    used = set(re.findall(r'\bicon\("([^"]+)"', path.read_text("utf-8"))) | set(re.findall(r'icon_name="([^"]+)"', path.read_text("utf-8")))
    assert used <= known, f"{name_of(path)}: {used - known} is not in static/icons.svg; choose one of {sorted(known)} or add its Tabler outline"


def test_the_menu_has_only_known_icons() -> None:
    known = set(re.findall(r'<symbol id="([^"]+)"', (STATIC / "icons.svg").read_text("utf-8")))
    views = "".join(path.read_text("utf-8") for path in (HOME / "fundapp").rglob("*.py"))
    used = set(re.findall(r'\bicon="([^"]+)"', views))
    assert used <= known, f"{used - known} is not in static/icons.svg; choose one of {sorted(known)} or add its Tabler outline"


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_short(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= 150, f"{name_of(path)}: move a part into a macro or an include"


@pytest.mark.parametrize("path", COMPONENTS, ids=name_of)
def test_each_file_of_macros_has_examples(path: Path) -> None:
    text = path.read_text("utf-8")
    if "{% macro" in text:
        assert "Example:" in text or path.name == "icons.html", f"{name_of(path)}: write one example above each macro"


def test_vendored_files_are_as_recorded() -> None:
    lines = [line for line in (STATIC / "vendor" / "VERSIONS.txt").read_text("utf-8").splitlines() if line and not line.startswith("#")]
    assert lines
    for line in lines:
        _name, _version, _licence, file, expected = line.split()
        assert hashlib.sha256((STATIC / file).read_bytes()).hexdigest() == expected, f"{file} differs from static/vendor/VERSIONS.txt"
    assert "://" not in (STATIC / "vendor" / "VERSIONS.txt").read_text("utf-8")
    recorded = {line.split()[3] for line in lines}
    assert {f"vendor/{path.name}" for path in (STATIC / "vendor").iterdir() if path.name != "VERSIONS.txt"} <= recorded
