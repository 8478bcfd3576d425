"""What all commands share: the group they hang in, the database they open, how they speak and how an act of theirs ends."""

import errno
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.orm import Session

from fundapp import config, schema
from fundapp.kernel import scratch
from fundapp.kernel.db import Database, Scope
from fundapp.kernel.errors import Refusal

DATABASES = ("sqlite:///", "postgresql+psycopg://")
COMMAND = Scope.everything("a command of the administrator of the server")


def database() -> Database:
    """Open the database of this installation at its newest schema.

    Every room's rows and triggers are known from here on, whatever the command itself imports: keys are counted over all sealed columns
    and the triggers of all rooms must stand.
    """
    from fundapp import models  # noqa: F401  (every room says what it holds)

    settings = config.load()
    if not settings.database_url.startswith(DATABASES):
        raise click.ClickException("DATABASE_URL phải bắt đầu bằng sqlite:/// hoặc postgresql+psycopg://; bỏ trống thì dùng tệp SQLite trong thư mục dữ liệu.")
    config.use(settings)
    scratch.take_place(settings.data)
    db = Database(settings.database_url)
    schema.migrate(db)
    return db


def prove_writable(db: Database) -> None:
    """Write nothing into one table: what can only be read is told before the first person is served."""
    try:
        with db.engine.begin() as connection:
            connection.exec_driver_sql("DELETE FROM job WHERE 1 = 0")
    except DatabaseError as problem:
        if not _is_read_only(problem):
            raise
        raise click.ClickException(trouble(problem)) from problem


def say(text: str) -> None:
    """Print a line."""
    click.echo(text)


def trouble(problem: OSError | DatabaseError) -> str:
    """Say what the machine would not do, and what to look at."""
    if isinstance(problem, DatabaseError):
        if _is_read_only(problem):
            return (
                "Cơ sở dữ liệu chỉ đọc được, không ghi được. Hãy xem quyền của tệp và của thư mục dữ liệu (FUNDAPP_DATA), "
                "hoặc máy chủ PostgreSQL có đang là bản sao chỉ đọc không; chưa có gì bị thay đổi."
            )
        why = str(problem.orig).strip().partition("\n")[0]
        return f"Không dùng được cơ sở dữ liệu: {why}. Hãy xem DATABASE_URL, FUNDAPP_DATA, chỗ trống trên ổ đĩa, và máy chủ PostgreSQL có đang chạy không."
    if problem.errno == errno.EADDRINUSE:
        return "Cổng này đang có chương trình khác dùng. Hãy dừng chương trình đó, hoặc chọn cổng khác: ./manage run --port N"
    if problem.errno == errno.ENOSPC:
        return "Ổ đĩa đã đầy. Hãy dọn bớt rồi chạy lại; chưa có gì làm dở."
    return f"Không đọc hoặc ghi được {problem.filename or 'tệp'}: {problem.strerror or problem}. Hãy xem đường dẫn và quyền của thư mục (FUNDAPP_DATA, FUNDAPP_SECRET)."


def _is_read_only(problem: DatabaseError) -> bool:
    return "readonly" in str(problem.orig) or "read-only" in str(problem.orig)


class Commands(click.Group):
    """The group of all commands. What the machine refuses ends a command with a sentence; what is a bug keeps its traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (OSError, OperationalError) as problem:
            raise click.ClickException(trouble(problem)) from problem
        except schema.SchemaBroken as problem:
            raise click.ClickException(
                f"Cơ sở dữ liệu không hợp với bản chương trình này ({problem}). Hãy chạy bản mới hơn, hoặc phục hồi bản sao lưu; chưa có gì bị thay đổi."
            ) from problem
        except DatabaseError as problem:
            # Its subclasses are refusals of the database, which nobody expected here; itself it is a file that is no database.
            if type(problem) is not DatabaseError:
                raise
            raise click.ClickException(trouble(problem)) from problem


@click.group(cls=Commands)
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
