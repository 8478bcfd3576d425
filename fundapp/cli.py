"""The commands of the program: `./manage NAME`, each also as `python -m fundapp NAME`."""

import json
import logging
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from sqlalchemy.orm import Session

from fundapp import __version__, config, schema
from fundapp.access import passwords, service
from fundapp.access.models import User
from fundapp.access.policy import ROLE_LABELS, Role
from fundapp.access.queries import posts_of, user_by_name
from fundapp.kernel import clock, scratch
from fundapp.kernel.db import Database, Scope
from fundapp.kernel.errors import Refusal
from fundapp.orgs.queries import unit_by_code

COMMAND = Scope.everything("a command of the administrator of the server")


def _database() -> Database:
    settings = config.use(config.load())
    scratch.take_place(settings.data)
    db = Database(settings.database_url)
    schema.migrate(db)
    return db


def _say(text: str) -> None:
    click.echo(text)


@click.group()
@click.option("--lang", default="vi", hidden=True)
def main(lang: str) -> None:
    """Phần mềm chăm lo của Công đoàn: các lệnh trên máy chủ."""


@main.command()
@click.option("--port", type=int, default=lambda: int(os.environ.get("PORT", "8000")))
@click.option("--host", default="127.0.0.1")
@click.option("--demo/--no-demo", default=True)
def run(port: int, host: str, demo: bool) -> None:
    """Di chuyển cơ sở dữ liệu, nạp thế giới mẫu khi còn trống, rồi phục vụ."""
    from fundapp.serving import serve

    db = _database()
    if _is_empty(db):
        if demo:
            _fill(db)
        else:
            _first_administrator(db)
    else:
        _say("Cơ sở dữ liệu đã có người dùng; quên mật khẩu: ./manage user password TÊN")
    serve(db, host=host, port=port, say=_say)


@main.command()
def demo() -> None:
    """Nạp thế giới mẫu vào cơ sở dữ liệu trống."""
    db = _database()
    if not _is_empty(db):
        raise click.ClickException("Cơ sở dữ liệu đã có dữ liệu. Hãy dùng một cơ sở dữ liệu trống (DATABASE_URL hoặc FUNDAPP_DATA khác).")
    _fill(db)


def _fill(db: Database) -> None:
    from fundapp.demo.world import fill

    _say("Đang nạp thế giới mẫu (một tỉnh, người và số liệu đều bịa)…")
    people = fill(db, progress=_say)
    _say("\nĐăng nhập được (mật khẩu chỉ hiện một lần này; đặt lại: ./manage user password TÊN):")
    for person in people:
        _say(f"  {person.username:<6} {person.password}   {person.full_name}, {person.post}")


def _is_empty(db: Database) -> bool:
    from sqlalchemy import select

    from fundapp.access.models import User

    with db.reading(COMMAND) as session:
        return session.scalar(select(User.id).limit(1)) is None


def _first_administrator(db: Database) -> None:
    name = click.prompt("Tên đăng nhập của quản trị đầu tiên", default="quantri")
    try:
        password = first_administrator(db, name)
    except Refusal as refusal:
        raise click.ClickException(str(refusal.message)) from refusal
    _say(f"Quản trị: {name}   mật khẩu (chỉ hiện một lần, phải đổi khi đăng nhập): {password}")
    _say("Bước tiếp theo: đăng nhập, mở các đơn vị (hoặc ./manage units TỆP), rồi thêm người dùng.")


def first_administrator(db: Database, name: str, full_name: str = "Quản trị hệ thống") -> str:
    """Found a new installation; gives the password of its first administrator, which is kept nowhere."""
    from fundapp.founding import service as founding

    password = passwords.make()
    hashed = passwords.hashed(password, name)
    with db.transaction(COMMAND) as session:
        founding.found(session, username=name, full_name=full_name, password_hash=hashed, on=clock.today())
    return password


@main.command()
@click.option("--json", "as_json", is_flag=True)
def check(as_json: bool) -> None:
    """Tính lại mọi điều phải luôn đúng; thoát 1 khi có sai lệch."""
    from fundapp.console.checks import invariants

    db = _database()
    with db.moment(COMMAND) as session:
        found = invariants(session)
    if as_json:
        rows = [{"name": item.code, "rows": item.rows, "ok": item.ok, "wrong": item.wrong} for item in found]
        click.echo(json.dumps({"invariants": rows}, ensure_ascii=False, indent=1))
    else:
        for item in found:
            _say(f"{'đúng ' if item.ok else 'SAI  '} {item.code:<8} {item.rows:>8}  {item.name}")
            for line in item.wrong[:5]:
                _say(f"         {line}")
    sys.exit(0 if all(item.ok for item in found) else 1)


@main.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--unit", "unit_code")
@click.option("--dry-run", is_flag=True)
@click.option("--json", "as_json", is_flag=True)
def intake(file: Path, unit_code: str | None, dry_run: bool, as_json: bool) -> None:
    """Đọc một danh sách đoàn viên khó khăn; báo người, ô đã sửa, dòng hỏng, trùng lặp."""
    from fundapp.intake import command

    try:
        report = command.read_file(file, unit_code=unit_code, dry_run=dry_run, open_database=_database)
    except Refusal as refusal:
        raise click.ClickException(str(refusal.message)) from refusal
    _report(report, as_json, command.summary)


def _report(report: dict[str, Any], as_json: bool, summary: Any) -> None:
    click.echo(json.dumps(report, ensure_ascii=False, indent=1) if as_json else "\n".join(summary(report)))


@main.command()
@click.option("--format", "form", type=click.Choice(["proof", "beancount", "hledger"]), required=True)
@click.option("--book", "code", help="Mã quỹ; không ghi thì xuất mọi quỹ")
@click.option("--out", "folder", type=click.Path(file_okay=False, path_type=Path), required=True)
@click.option("--json", "as_json", is_flag=True)
def books(form: str, code: str | None, folder: Path, as_json: bool) -> None:
    """Xuất sổ quỹ để người ngoài tự chứng minh: bảng CSV kèm chương trình kiểm tra, hoặc sổ cho beancount, hledger."""
    from fundapp.ledger import export

    db = _database()
    try:
        with db.reading(COMMAND) as session:
            made = export.write_books(session, folder, form=form, code=code, at=clock.now(), version=__version__)
    except Refusal as refusal:
        raise click.ClickException(str(refusal.message)) from refusal
    _report(made.report(), as_json, export.summary)


@main.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--under", "parent_code", help="Mã cấp trên của những dòng không ghi cấp trên; không có thì là tổ chức đứng đầu")
@click.option("--day", help="Ngày thành lập của những dòng không ghi ngày (dd/mm/yyyy); không có thì là hôm nay")
@click.option("--bad", "bad_file", type=click.Path(dir_okay=False, writable=True, path_type=Path), help="Ghi các dòng cần sửa vào tệp này")
@click.option("--dry-run", is_flag=True)
@click.option("--json", "as_json", is_flag=True)
def units(file: Path, parent_code: str | None, day: str | None, bad_file: Path | None, dry_run: bool, as_json: bool) -> None:
    """Mở các đơn vị theo một danh sách (Excel, ODS, CSV); báo từng dòng; thoát 1 khi còn dòng cần sửa."""
    from fundapp.founding import command

    try:
        report = command.read_file(_database(), file, parent_code=parent_code, day=day, bad_file=bad_file, dry_run=dry_run)
    except Refusal as refusal:
        raise click.ClickException(str(refusal.message)) from refusal
    _report(report, as_json, command.summary)
    sys.exit(1 if report["bad"] else 0)


@main.group()
def user() -> None:
    """Người dùng: thêm, đặt lại mật khẩu."""


@user.command("add")
@click.argument("username")
@click.option("--name", "full_name", required=True, help="Họ tên")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.option("--unit", "unit_code", required=True, help="Mã đơn vị")
def user_add(username: str, full_name: str, role: str, unit_code: str) -> None:
    """Thêm một người dùng với một nhiệm vụ tại một đơn vị."""
    db = _database()
    password = passwords.make()
    hashed = passwords.hashed(password, username)
    try:
        with db.transaction(COMMAND) as session:
            unit = unit_by_code(session, unit_code)
            if unit is None:
                raise click.ClickException(f"Không có đơn vị mã {unit_code}.")
            row = service.add_user(session, username=username, full_name=full_name, password_hash=hashed, by=None, unit_id=unit.id)
            service.give_post(session, user=row, role=Role(role), unit=unit, on=clock.today(), by=None)
    except Refusal as refusal:
        raise click.ClickException(str(refusal.message)) from refusal
    _say(f"{username}: {ROLE_LABELS[Role(role)]} tại {unit_code}. Mật khẩu (chỉ hiện một lần): {password}")


@user.command("password")
@click.argument("username")
def user_password(username: str) -> None:
    """Đặt mật khẩu ngẫu nhiên mới cho một người; mọi phiên đang mở của người đó kết thúc."""
    db = _database()
    password = passwords.make()
    hashed = passwords.hashed(password, username)
    with db.transaction(COMMAND) as session:
        row = user_by_name(session, username)
        if row is None:
            raise click.ClickException(f"Không có người dùng {username}.")
        service.set_password(session, row, password_hash=hashed, by=None, must_change=True, now=clock.now())
    _say(f"Mật khẩu mới của {username} (chỉ hiện một lần): {password}")


@user.command("post")
@click.argument("username")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.option("--unit", "unit_code", required=True, help="Mã đơn vị")
def user_post(username: str, role: str, unit_code: str) -> None:
    """Giao thêm một nhiệm vụ cho người đã có."""
    with _act() as session:
        unit = unit_by_code(session, unit_code)
        if unit is None:
            raise click.ClickException(f"Không có đơn vị mã {unit_code}.")
        service.give_post(session, user=_known(session, username), role=Role(role), unit=unit, on=clock.today(), by=None)
    _say(f"{username}: {ROLE_LABELS[Role(role)]} tại {unit_code}.")


@user.command("end")
@click.argument("username")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.option("--unit", "unit_code", required=True, help="Mã đơn vị")
def user_end(username: str, role: str, unit_code: str) -> None:
    """Kết thúc một nhiệm vụ, hết quyền ngay."""
    today = clock.today()
    with _act() as session:
        held = [post for post, unit in posts_of(session, _known(session, username)) if (post.role, unit.code) == (role, unit_code) and not post.is_over(today)]
        if not held:
            raise click.ClickException(f"{username} không giữ nhiệm vụ này tại {unit_code}.")
        service.end_post(session, held[0], last_day=max(today, held[0].valid_from), by=None, on=today, now=clock.now())
    _say(f"{username}: đã thôi {ROLE_LABELS[Role(role)]} tại {unit_code}.")


@user.command("lock")
@click.argument("username")
@click.option("--reason", required=True, help="Lý do, ghi vào nhật ký")
def user_lock(username: str, reason: str) -> None:
    """Khóa một tài khoản; mọi phiên đang mở kết thúc ngay."""
    with _act() as session:
        service.lock(session, _known(session, username), reason=reason, by=None, now=clock.now())
    _say(f"Đã khóa {username}.")


@user.command("unlock")
@click.argument("username")
def user_unlock(username: str) -> None:
    """Mở khóa một tài khoản."""
    with _act() as session:
        service.unlock(session, _known(session, username), by=None)
    _say(f"Đã mở khóa {username}.")


@contextmanager
def _act() -> Iterator[Session]:
    """One act of the administrator of the server; what is refused ends the command with its sentence."""
    try:
        with _database().transaction(COMMAND) as session:
            yield session
    except Refusal as refusal:
        raise click.ClickException(str(refusal.message)) from refusal


def _known(session: Session, username: str) -> User:
    row = user_by_name(session, username)
    if row is None:
        raise click.ClickException(f"Không có người dùng {username}.")
    return row


@main.group(invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True)
@click.pass_context
def keys(context: click.Context, as_json: bool) -> None:
    """Các khóa mã hóa: mỗi khóa còn niêm phong bao nhiêu giá trị, bao nhiêu tệp."""
    from fundapp.documents import keys as documents_keys

    if context.invoked_subcommand is not None:
        return
    db = _database()
    with db.reading(COMMAND) as session:
        found = documents_keys.standing(session)
    if as_json:
        click.echo(json.dumps([vars(one) for one in found], ensure_ascii=False, indent=1))
        return
    for one in found:
        marks = [mark for mark, holds in (("đang dùng", one.is_current), ("giữ khóa tìm kiếm", one.keeps_indexes)) if holds]
        _say(f"{one.kid or 'không rõ khóa':<14} {one.rows:>10} giá trị {one.files:>10} tệp  {', '.join(marks)}")


@keys.command("rotate")
def keys_rotate() -> None:
    """Thêm khóa mới, dùng ngay, rồi mã hóa lại mọi thứ bằng khóa đó. Bị ngắt thì chạy lại: làm tiếp, không thêm khóa nữa."""
    from fundapp.documents import keys as documents_keys
    from fundapp.jobs import service as jobs_service

    db = _database()
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stdout)
    kid, job_id = documents_keys.begin(db)
    _say(f"Khóa đang dùng: {kid}, trong {config.keys().path}. Hãy sao lưu tệp khóa ngay, để riêng với dữ liệu; bản cũ của nó giữ cho các bản sao lưu cũ.")
    state = jobs_service.run(db, job_id)
    result = jobs_service.result_of(db, job_id)
    if state != "done" or result["broken_count"]:
        for line in result.get("broken", []):
            _say(f"  không mở được: {line}")
        raise click.ClickException("Chưa mã hóa lại được hết. Xem nhật ký của máy chủ, rồi chạy lại lệnh này.")
    _say(f"Đã mã hóa lại {result['rows']} giá trị và {result['files']} tệp. Bỏ khóa cũ khi không còn cần: ./manage keys retire TÊN")


@keys.command("retire")
@click.argument("kid")
def keys_retire(kid: str) -> None:
    """Bỏ một khóa cũ mà không còn gì niêm phong bằng nó. Các bản sao lưu trước đó vẫn cần bản cũ của tệp khóa."""
    from fundapp.documents import keys as documents_keys

    try:
        documents_keys.give_up(_database(), kid)
    except Refusal as refusal:
        raise click.ClickException(str(refusal.message)) from refusal
    _say(f"Đã bỏ khóa {kid}. Giữ bản cũ của tệp khóa cùng các bản sao lưu làm trước hôm nay.")


@main.command()
@click.option("--stay", is_flag=True, help="Ở lại: cứ mỗi phút tìm việc đang chờ hoặc bị ngắt rồi chạy, đến khi bấm Ctrl+C.")
def jobs(stay: bool) -> None:
    """Chạy những công việc nền đang chờ, cả những việc bị ngắt giữa chừng và việc đến giờ hằng đêm."""
    from fundapp import app  # noqa: F401  (every room registers its work)
    from fundapp.jobs import service as jobs_service

    db = _database()

    def start(job_id: int) -> None:
        _say(f"công việc {job_id}: {jobs_service.run(db, job_id)}")

    if stay:
        jobs_service.keep_sweeping(db, start, threading.Event())
    for job_id in jobs_service.sweep(db, now=clock.now()):
        start(job_id)
