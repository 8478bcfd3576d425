"""What every template and static file keeps: no inline code, only known icons, vendored files as recorded, an example beside each macro."""

import hashlib
import re
from pathlib import Path

HOME = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((HOME / "templates").rglob("*.html"))
COMPONENTS = sorted((HOME / "templates" / "_components").glob("*.html"))
STATIC = HOME / "static"


def name_of(path: Path) -> str:
    return str(path.relative_to(HOME))


def test_no_inline_code() -> None:
    found = {
        name_of(path): inline for path in TEMPLATES
        if (inline := re.findall(r"<style|\sstyle=|\son[a-z]+=\"|javascript:|<script(?![^>]*\ssrc=)", path.read_text("utf-8")))
    }
    assert not found, f"{found}: the content security policy refuses it, use a class or a module in static/js"


def test_only_known_icons() -> None:
    known = set(re.findall(r'<symbol id="([^"]+)"', (STATIC / "icons.svg").read_text("utf-8")))
    unknown = {name_of(path): lost for path in TEMPLATES if (lost := set(re.findall(r'(?:\bicon\(|icon_name=)"([^"]+)"', path.read_text("utf-8"))) - known)}
    assert not unknown, f"{unknown} is not in static/icons.svg; choose one of {sorted(known)} or add its Tabler outline"


def test_the_menu_has_only_known_icons() -> None:
    known = set(re.findall(r'<symbol id="([^"]+)"', (STATIC / "icons.svg").read_text("utf-8")))
    views = "".join(path.read_text("utf-8") for path in (HOME / "fundapp").rglob("*.py"))
    used = set(re.findall(r'\bicon="([^"]+)"', views))
    assert used <= known, f"{used - known} is not in static/icons.svg; choose one of {sorted(known)} or add its Tabler outline"


def test_short() -> None:
    long = [name_of(path) for path in TEMPLATES if len(path.read_text("utf-8").splitlines()) > 150]
    assert not long, f"{long}: move a part into a macro or an include"


def test_each_file_of_macros_has_examples() -> None:
    texts = {name_of(path): path.read_text("utf-8") for path in COMPONENTS if path.name != "icons.html"}
    bare = [name for name, text in texts.items() if "{% macro" in text and "Example:" not in text]
    assert not bare, f"{bare}: write one example above each macro"


def test_vendored_files_are_as_recorded() -> None:
    lines = [line for line in (STATIC / "vendor" / "VERSIONS.txt").read_text("utf-8").splitlines() if line and not line.startswith("#")]
    assert lines
    for line in lines:
        _name, _version, _licence, file, expected = line.split()
        assert hashlib.sha256((STATIC / file).read_bytes()).hexdigest() == expected, f"{file} differs from static/vendor/VERSIONS.txt"
    assert "://" not in (STATIC / "vendor" / "VERSIONS.txt").read_text("utf-8")
    recorded = {line.split()[3] for line in lines}
    assert {f"vendor/{path.name}" for path in (STATIC / "vendor").iterdir() if path.name != "VERSIONS.txt"} <= recorded
