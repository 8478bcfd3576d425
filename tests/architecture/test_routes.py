"""Laws of addresses and templates: who may come in, how an address is written, and that every template has its page."""

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from werkzeug.routing import Rule

from fundapp.access.policy import Permission
from fundapp.app import create_app
from fundapp.config import Settings
from fundapp.kernel.db import Database
from tests.kept import PAGES

HOME = Path(__file__).resolve().parents[2]
TEMPLATES = HOME / "templates"
PUBLIC = {"access.sign_in", "console.favicon", "console.healthz", "documents.verified", "documents.verify"}
# What a POST leaves behind: a record, or the state that somebody put it into. Verbs do not belong into addresses.
ACTS = {
    "correction", "areas", "ending", "ethnicity", "retirement", "photos", "sample",
    "signature", "settlement",
    "beginning", "closing", "decision", "decision-return", "decision-strike", "list", "opening", "review", "review-return", "review-strike", "sheet",
    "allocation", "arrivals", "handback", "marks", "movement", "withdrawal",
    "approval", "attempt", "cancellation", "choice", "columns", "confirmation", "file", "kin", "pairs", "paper", "proposals", "reading", "removal", "papers", "reprints",
    "return", "reveal", "settlements", "sign-out", "submission", "unlocking", "version",
}
PLACEHOLDER = re.compile(r"<[^>]+>")
PART = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*(\.(pdf|xlsx|csv|ico|json))?")


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("routes")
    settings = Settings(data=folder, database_url=f"sqlite:///{folder / 'unused.sqlite'}", key_file=folder / "keys", run_jobs_at_once=True)
    made = create_app(settings, db=Database(settings.database_url), testing=True)
    made.jinja_env.bytecode_cache = PAGES
    return made


@pytest.fixture(scope="module")
def rules(app: Any) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"]


def test_every_view_says_who_may_open_it(app: Any, rules: list[Rule]) -> None:
    marks = {rule.endpoint: getattr(app.view_functions[rule.endpoint], "permission", None) for rule in rules}
    known = {"public", "signed in", *(permission.value for permission in Permission)}
    wrong = {endpoint: mark for endpoint, mark in marks.items() if mark is None or str(mark) not in known}
    assert not wrong, f"mark each view with @requires(…), @signed_in or @public, nearest to the function: {wrong}"


def test_only_the_doorstep_is_public(app: Any, rules: list[Rule]) -> None:
    found = {rule.endpoint for rule in rules if getattr(app.view_functions[rule.endpoint], "permission", None) == "public"}
    assert found == PUBLIC, "a page for everybody is a decision: add it to PUBLIC here and say why in the README"


@cache
def _said() -> str:
    """What all sources and templates say, but for the table of permissions."""
    return "".join(path.read_text("utf-8") for path in (*(HOME / "fundapp").rglob("*.py"), *TEMPLATES.rglob("*.html")) if path.name != "policy.py")


def test_every_permission_opens_something(app: Any) -> None:
    """A permission may also be asked on a row (`fetch`, `can`), so the sources are searched, not the marks alone."""
    sources = _said()
    idle = [permission.value for permission in Permission if f'"{permission.value}"' not in sources and f"Permission.{permission.name}" not in sources]
    assert not idle, f"no view asks for {idle}: take it out of fundapp/access/policy.py or use it"


def test_variables_in_addresses_are_numbers(rules: list[Rule]) -> None:
    # The code of a printed paper is the one other thing that an address may hold; its converter takes letters, digits and hyphens.
    wrong = [rule.rule for rule in rules for name in PLACEHOLDER.findall(rule.rule) if not name.startswith("<int:") and name != "<code:code>"]
    assert not wrong, f"write <int:…>, so that nonsense is 404 before any view runs: {wrong}"


def test_addresses_are_kebab_case_and_begin_with_their_room(rules: list[Rule]) -> None:
    wrong = []
    for rule in rules:
        parts = [part for part in PLACEHOLDER.sub("0", rule.rule).split("/") if part]
        room = rule.endpoint.split(".")[0]
        if not all(PART.fullmatch(part) for part in parts) or (room != "console" and parts[:1] != [room]):
            wrong.append(rule.rule)
    assert not wrong, f"/room/12/noun-of-the-act in lower case with hyphens: {wrong}"


def test_acts_are_nouns(rules: list[Rule]) -> None:
    ends = {rule.rule.rstrip("/").rsplit("/", 1)[-1] for rule in rules if "GET" not in (rule.methods or set())}
    unknown = {end for end in ends if not end.startswith("<")} - ACTS
    assert not unknown, f"name what the act leaves behind (a decision, a payment), then add the noun to ACTS: {sorted(unknown)}"
    assert ends >= ACTS, f"no longer an address, take it out of ACTS: {sorted(ACTS - ends)}"


def test_a_get_route_is_never_shadowed(rules: list[Rule]) -> None:
    seen: dict[tuple[str, str], str] = {}
    for rule in rules:
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            key = (method, PLACEHOLDER.sub("<>", rule.rule).rstrip("/"))
            assert key not in seen, f"{rule.endpoint} and {seen[key]} answer the same {method} {rule.rule}"
            seen[key] = rule.endpoint


def known_pages(app: Any) -> set[str]:
    """Every endpoint, and those of a programme as its own pages name them."""
    return set(app.view_functions) | {endpoint.removeprefix("housing") for endpoint in app.view_functions if endpoint.startswith("housing.")}


def _templates() -> list[str]:
    return sorted(str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html"))


def test_the_templates_compile(app: Any) -> None:
    for name in _templates():
        assert app.jinja_env.get_template(name), name


def test_templates_are_named_after_their_views(app: Any) -> None:
    for name in _templates():
        if "/" not in name or name.startswith(("_", "errors/")) or "/_" in name:
            continue
        room, _slash, file = name.partition("/")
        # What all programmes have in common is shown by each of them, under its own name.
        shown_by = "housing" if room == "casework" else room
        views = {endpoint.split(".", 1)[1] for endpoint in app.view_functions if endpoint.startswith(f"{shown_by}.")}
        assert file.removesuffix(".html").rstrip("_") in {view.rstrip("_") for view in views}, (
            f"templates/{name}: name it after the view that shows it ({sorted(views)}), or begin the name with _ when several do"
        )


def test_templates_are_used() -> None:
    idle = [name for name in _templates() if not name.startswith(("_", "errors/")) and f'"{name}"' not in _said() and f"'{name}'" not in _said()]
    assert not idle, f"no view shows these of templates/: {idle}, take them away"


def test_links_name_existing_pages(app: Any) -> None:
    known, wrong = known_pages(app), {}
    for name in _templates():
        text = re.sub(r"{#.*?#}", "", (TEMPLATES / name).read_text("utf-8"), flags=re.DOTALL)
        if lost := set(re.findall(r"url_for\(\s*[\"']([a-z_.]+)[\"']", text)) - known:
            wrong[name] = sorted(lost)
    assert not wrong, f"no view answers what these of templates/ link to: {wrong}"


def test_views_name_existing_pages(app: Any) -> None:
    wrong = {}
    for path in (HOME / "fundapp").rglob("*.py"):
        named = set(re.findall(r"url_for\(\s*[\"']([a-z_.]+)[\"']", path.read_text("utf-8")))
        if lost := named - known_pages(app):
            wrong[str(path.relative_to(HOME))] = sorted(lost)
    assert not wrong, f"no view answers these endpoints: {wrong}"
