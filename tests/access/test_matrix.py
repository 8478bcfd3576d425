"""Every address × everybody of the cast and a stranger: the answer is what the policy and the row's unit say, and no POST passes without its token."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from werkzeug.routing import Rule

from fundapp import config
from fundapp.access.actor import Actor
from fundapp.demo.cast import CAST
from fundapp.demo.keeping import ADMINISTRATOR
from fundapp.documents.models import StoredFile
from fundapp.founding import service as founding
from fundapp.jobs.models import Job
from fundapp.kernel.db import Database, UnitScoped
from fundapp.web import once
from tests.addresses import Row, question_of, rows_of, table_of
from tests.conftest import ENGINE, EVERYTHING
from tests.demo_world import DemoWorld, Filled, filled  # noqa: F401  (a fixture)

EVERYBODY = [*(member.username for member in CAST), ADMINISTRATOR]
# Who sees most comes first.
READERS = sorted(EVERYBODY, key=lambda name: name not in ("binh", "hanh"))
SCOPED = {cls.__tablename__ for cls in UnitScoped.scoped_classes}
FINE = {200, 302, 303}
# Pages about a row named in the question: who does not see that row gets 404.
ASKING = {"housing.new", "loans.new", "relief.new"}
# What leads on without looking at the row; the page that it leads to refuses.
LEADING_ON = {"households.after_reading", "households.after_reveal", "cases.show"}


class Matrix(DemoWorld):
    """A copy that no request of these tests changes: who is asking, and which rows there are, is looked up once."""

    def __init__(self, db: Database, settings: config.Settings, passwords: dict[str, str]) -> None:
        super().__init__(db, settings, passwords)
        self._actors: dict[str, Actor] = {}
        self.sampled: dict[tuple[str, str], list[tuple[str, str | None, Row | None]]] = {}

    def actor(self, username: str) -> Actor:
        if username not in self._actors:
            self._actors[username] = super().actor(username)
        return self._actors[username]


@pytest.fixture(scope="module")
def demo(filled: Filled, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Matrix]:  # noqa: F811
    copy = filled.copy(tmp_path_factory.mktemp("matrix"))
    world = Matrix(copy.db, copy.settings, copy.passwords)
    world.begin_draft()
    yield world
    filled.templates.drop(world.db)


def rules_of(world: DemoWorld, method: str) -> list[Rule]:
    return [rule for rule in world.app.url_map.iter_rules() if method in (rule.methods or set()) and rule.endpoint != "static"]


def permission_of(world: DemoWorld, rule: Rule) -> str:
    return str(world.app.view_functions[rule.endpoint].permission)


def samples(world: Matrix, rule: Rule) -> list[tuple[str, str | None, Row | None]]:
    """Addresses of a rule with the table and the row they name: one row of Hoa's unit, one of Sơn's, one of the province."""
    named = (rule.endpoint, rule.rule)
    if named not in world.sampled:
        world.sampled[named] = _samples(world, rule)
    return world.sampled[named]


def _samples(world: Matrix, rule: Rule) -> list[tuple[str, str | None, Row | None]]:
    if not rule.arguments:
        return [(rule.rule + question_of(world, rule), None, None)]
    first, *rest = sorted(rule.arguments, key=rule.rule.index)
    found: dict[str, Row] = {}
    for row in rows_of(world, rule, first):
        whose = next((code for code in ("CDCS-BML", "CDCS-SKD", "LDLD-NB") if world.units[code] in row.units), "another")
        found.setdefault(whose, row)
    builder = world.app.url_map.bind("localhost")
    # Who may come in is decided by the first row; a second one (a paper of the case) is any of its own.
    made = []
    for row in found.values():
        inner = {name: next((below.id for below in rows_of(world, rule, name, **{first: row.id})), 1) for name in rest}
        made.append((builder.build(rule.endpoint, {first: row.id, **inner}), table_of(rule, first), row))
    return made


def is_in_sight(actor: Any, table: str, row: Row) -> bool:
    if table not in SCOPED or actor.scope.unit_ids is None:
        return True
    return any(unit in actor.scope.unit_ids for unit in row.units)


def is_asked(demo: Matrix, username: str, permission: str) -> bool:
    """The second engine is asked whether it can answer every page, once each, by whoever may open it; who may come in does not hang on it."""
    return ENGINE == "sqlite" or username == next((name for name in READERS if permission in ("public", "signed in") or demo.actor(name).can(permission)), None)


def refusal_of(demo: Matrix, actor: Any, rule: Rule, row: Row) -> int | None:
    """How the page of a row in sight must refuse: a file says which permission opens it, and only jobs of one kind are lists of units."""
    with demo.db.reading(EVERYTHING) as session:
        if rule.endpoint == "documents.show":
            file = session.get_one(StoredFile, row.id)
            return None if actor.can(file.opens_with, file) else 403
        if rule.endpoint == "founding.show":
            return None if session.get_one(Job, row.id).kind == founding.JOB else 404
    return None


@pytest.mark.parametrize("username", EVERYBODY)
def test_get(demo: Matrix, username: str) -> None:
    actor, client, wrong = demo.actor(username), demo.client(username), []
    for rule in rules_of(demo, "GET"):
        permission = permission_of(demo, rule)
        for address, table, row in samples(demo, rule) if is_asked(demo, username, permission) else ():
            status = client.get(address, expect_errors=True).status_int
            if permission not in ("public", "signed in") and not actor.can(permission):
                fits = status == 403
            elif row is not None and table is not None and not is_in_sight(actor, table, row):
                fits = status == 404 or (rule.endpoint in LEADING_ON and status == 303)
                # A second permission may refuse before any row is read; then it refuses a row that nobody has just the same, and tells nothing.
                fits = fits or (status == 403 == client.get(address.replace(f"/{row.id}", "/999999999", 1), expect_errors=True).status_int)
            elif row is not None and (refused := refusal_of(demo, actor, rule, row)):
                fits = status == refused
            else:
                # In sight, the row's standing or a second permission may still refuse; a page that shows a row never does.
                may_refuse = bool(rule.arguments) and not rule.endpoint.endswith(".show")
                fits = status in FINE or (may_refuse and status in (403, 404, 409, 422)) or (rule.endpoint in ASKING and status == 404)
            if not fits:
                wrong.append(f"{address} ({permission}) answers {username} {status}")
    assert not wrong, "\n".join(wrong)


def test_get_by_a_stranger(demo: Matrix) -> None:
    client, wrong = demo.client(None), []
    for rule in rules_of(demo, "GET"):
        for address, _table, _row in samples(demo, rule):
            answer = client.get(address, expect_errors=True)
            is_led_away = answer.status_int == 303 and "/access/sign-in" in answer.location
            if not (is_led_away or permission_of(demo, rule) == "public"):
                wrong.append(f"{address} answers a stranger {answer.status_int}")
    assert not wrong, "\n".join(wrong)


def token_of(client: Any) -> str:
    found = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', client.get("/access/password", expect_errors=True).text)
    return found.group(1) if found else ""


@pytest.mark.parametrize("username", EVERYBODY)
def test_post_without_permission_or_out_of_sight(demo: Matrix, username: str) -> None:
    actor, client, wrong = demo.actor(username), demo.client(username), []
    token = token_of(client)
    for rule in rules_of(demo, "POST"):
        permission = permission_of(demo, rule)
        if permission in ("public", "signed in"):
            continue
        for address, table, row in samples(demo, rule):
            if not actor.can(permission):
                wanted = 403
            elif row is not None and table is not None and not is_in_sight(actor, table, row):
                wanted = 404
            else:
                continue
            status = client.post(address, {"csrf_token": token, once.FIELD: once.make(actor.user_id)}, expect_errors=True).status_int
            if (status, wanted) == (403, 404) and row is not None:
                # A second permission may refuse before any row is read; then it refuses a row that nobody has just the same, and tells nothing.
                nobodys = address.replace(f"/{row.id}", "/999999999", 1)
                wanted = client.post(nobodys, {"csrf_token": token, once.FIELD: once.make(actor.user_id)}, expect_errors=True).status_int
            if status != wanted:
                wrong.append(f"POST {address} ({permission}) answers {username} {status} instead of {wanted}")
    assert not wrong, "\n".join(wrong)


def test_post_by_a_stranger(demo: Matrix) -> None:
    client, wrong = demo.client(None), []
    sign_in = client.get("/access/sign-in")
    token = sign_in.forms[0]["csrf_token"].value
    for rule in rules_of(demo, "POST"):
        if permission_of(demo, rule) == "public":
            continue
        for address, _table, _row in samples(demo, rule):
            answer = client.post(address, {"csrf_token": token, once.FIELD: once.make(None)}, expect_errors=True)
            if answer.status_int != 303 or "/access/sign-in" not in answer.location:
                wrong.append(f"POST {address} answers a stranger {answer.status_int}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("username", ["hoa", "tuan", "binh"])
def test_post_without_csrf_token(demo: Matrix, username: str) -> None:
    client, wrong = demo.client(username), []
    for rule in rules_of(demo, "POST"):
        for address, _table, _row in samples(demo, rule):
            status = client.post(address, {once.FIELD: once.make(demo.users[username])}, expect_errors=True).status_int
            if status != 400:
                wrong.append(f"POST {address} without a CSRF token answers {status}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("username", ["hoa", "tuan"])
def test_post_without_one_time_token(demo: Matrix, username: str) -> None:
    client, wrong = demo.client(username), []
    token = token_of(client)
    for rule in rules_of(demo, "POST"):
        if getattr(demo.app.view_functions[rule.endpoint], "hashes_first", False):
            continue
        for address, _table, _row in samples(demo, rule):
            status = client.post(address, {"csrf_token": token}, expect_errors=True).status_int
            if status != 409:
                wrong.append(f"POST {address} without a one-time token answers {status}")
    assert not wrong, "\n".join(wrong)
