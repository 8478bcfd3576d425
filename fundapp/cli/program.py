"""What all commands share: the group they hang in, the database they open, how they speak and how an act of theirs ends."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click
from sqlalchemy.orm import Session

from fundapp import config, schema
from fundapp.kernel import scratch
from fundapp.kernel.db import Database, Scope
from fundapp.kernel.errors import Refusal

COMMAND = Scope.everything("a command of the administrator of the server")


def database() -> Database:
    """Open the database of this installation at its newest schema.

    Every room's rows and triggers are known from here on, whatever the command itself imports: keys are counted over all sealed columns
    and the triggers of all rooms must stand.
    """
    from fundapp import models

    assert models.MODELS
    settings = config.use(config.load())
    scratch.take_place(settings.data)
    db = Database(settings.database_url)
    schema.migrate(db)
    return db


def say(text: str) -> None:
    """Print a line."""
    click.echo(text)


@click.group()
@click.option("--lang", default="vi", hidden=True)
def main(lang: str) -> None:
    """Phần mềm chăm lo của Công đoàn: các lệnh trên máy chủ."""


def report_of(report: dict[str, Any], as_json: bool, summary: Any) -> None:
    """Print a report for people, or as JSON for scripts."""
    click.echo(json.dumps(report, ensure_ascii=False, indent=1) if as_json else "\n".join(summary(report)))


@contextmanager
def act() -> Iterator[Session]:
    """One act of the administrator of the server; what is refused ends the command with its sentence."""
    try:
        with database().transaction(COMMAND) as session:
            yield session
    except Refusal as refusal:
        raise click.ClickException(str(refusal.message)) from refusal
