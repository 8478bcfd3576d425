"""Commands that bring the program up: serve it, fill the demo world, run the work that waits."""

import os
import sys
import threading
from datetime import timedelta

import click
from sqlalchemy import func, select

from fundapp.access import passwords
from fundapp.access.models import TrailEntry, User
from fundapp.cli import program
from fundapp.cli.program import COMMAND, main, say
from fundapp.kernel import clock
from fundapp.kernel.db import Database
from fundapp.kernel.errors import Refusal
from fundapp.web.formats import show_instant

# Two machines that share a database may differ by so much without anybody being misled.
CLOCKS_DIFFER = timedelta(minutes=5)
# Said to a server that begins anew over the database that it has just built.
BUILT = "--built"


@main.command(help="Di chuyển cơ sở dữ liệu, nạp thế giới mẫu khi còn trống, rồi phục vụ.")
@click.option("--port", type=click.IntRange(1, 65535), default=lambda: os.environ.get("PORT", "8000"))
@click.option("--host", default="127.0.0.1")
@click.option("--demo/--no-demo", default=True)
@click.option(BUILT, is_flag=True, hidden=True)
def run(port: int, host: str, demo: bool, built: bool) -> None:
    """Migrate, fill what is empty, serve. Its help stands above, because this runs without docstrings."""
    from fundapp.serving import serve

    db = program.database()
    program.prove_writable(db)
    if not built:
        if is_new := _is_empty(db):
            _people(db, demo)
        else:
            say("Cơ sở dữ liệu đã có người dùng; quên mật khẩu: ./manage user password TÊN")
        if (late := clock_behind(db)) is not None:
            say(late)
        # Alembic is loaded where there was something to migrate.
        if is_new or "alembic" in sys.modules:
            begin_anew(db)
    serve(db, host=host, port=port, say=say)


def begin_anew(db: Database) -> None:
    """Begin the same command once more over the database that it has built: what filled a world keeps 160 MB that no page needs."""
    if os.name == "posix":
        db.dispose()
        sys.stdout.flush()
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:], BUILT])  # noqa: S606  (this very command)


def _people(db: Database, demo: bool) -> None:
    if demo:
        _fill(db)
    else:
        _first_administrator(db)


@main.command()
def demo() -> None:
    """Nạp thế giới mẫu vào cơ sở dữ liệu trống."""
    db = program.database()
    if not _is_empty(db):
        raise click.ClickException("Cơ sở dữ liệu đã có dữ liệu. Hãy dùng một cơ sở dữ liệu trống (DATABASE_URL hoặc FUNDAPP_DATA khác).")
    _fill(db)


def _fill(db: Database) -> None:
    from fundapp.demo.world import fill

    say("Đang nạp thế giới mẫu (một tỉnh, người và số liệu đều bịa)…")
    people = fill(db, progress=say)
    say("\nĐăng nhập được (mật khẩu chỉ hiện một lần này; đặt lại: ./manage user password TÊN):")
    for person in people:
        say(f"  {person.username:<6} {person.password}   {person.full_name}, {person.post}")


def clock_behind(db: Database) -> str | None:
    """Say that this machine's clock stands before what was last done here: posts and periods would then be taken for not yet begun."""
    with db.reading(COMMAND) as session:
        last = session.scalar(select(func.max(TrailEntry.at)))
    if last is None or clock.now() >= last - CLOCKS_DIFFER:
        return None
    return (
        f"Cảnh báo: đồng hồ của máy này ({show_instant(clock.now())}) chậm hơn việc ghi gần nhất trong cơ sở dữ liệu ({show_instant(last)}). "
        "Hãy chỉnh giờ máy rồi chạy lại; nếu không, chức vụ và kỳ sổ sẽ bị coi là chưa bắt đầu, chứng từ mang ngày sai."
    )


def _is_empty(db: Database) -> bool:
    with db.reading(COMMAND) as session:
        return session.scalar(select(User.id).limit(1)) is None


def _first_administrator(db: Database) -> None:
    name = click.prompt("Tên đăng nhập của quản trị đầu tiên", default="quantri")
    try:
        password = first_administrator(db, name)
    except Refusal as refusal:
        raise click.ClickException(str(refusal.message)) from refusal
    say(f"Quản trị: {name}   mật khẩu (chỉ hiện một lần, phải đổi khi đăng nhập): {password}")
    say("Bước tiếp theo: đăng nhập, mở các đơn vị (hoặc ./manage units TỆP), rồi thêm người dùng.")


def first_administrator(db: Database, name: str, full_name: str = "Quản trị hệ thống") -> str:
    """Found a new installation; gives the password of its first administrator, which is kept nowhere."""
    from fundapp.founding import service as founding

    password = passwords.make()
    hashed = passwords.hashed(password, name)
    with db.transaction(COMMAND) as session:
        founding.found(session, username=name, full_name=full_name, password_hash=hashed, on=clock.today())
    return password


@main.command()
@click.option("--stay", is_flag=True, help="Ở lại: cứ mỗi phút tìm việc đang chờ hoặc bị ngắt rồi chạy, đến khi bấm Ctrl+C.")
@click.option("--only", type=int, help="Chỉ chạy công việc số này, nếu nó còn đang chờ.")
def jobs(stay: bool, only: int | None) -> None:
    """Chạy những công việc nền đang chờ, cả những việc bị ngắt giữa chừng và việc đến giờ hằng đêm."""
    from fundapp import app  # noqa: F401  (every room registers its work)
    from fundapp.jobs import service as jobs_service

    db = program.database()

    def start(job_id: int) -> None:
        say(f"công việc {job_id}: {jobs_service.run(db, job_id)}")

    if only is not None:
        start(only)
        return
    if stay:
        jobs_service.keep_sweeping(db, start, threading.Event())
    for job_id in jobs_service.sweep(db, now=clock.now()):
        start(job_id)
