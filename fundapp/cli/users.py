"""Commands about accounts, for whoever runs the server: add, password, posts, locks."""

import click
from sqlalchemy.orm import Session

from fundapp.access import passwords, service
from fundapp.access.models import User
from fundapp.access.policy import ROLE_LABELS, Role
from fundapp.access.queries import posts_of, user_by_name
from fundapp.cli import program
from fundapp.cli.program import COMMAND, act, main, say
from fundapp.kernel import clock
from fundapp.kernel.errors import Refusal
from fundapp.orgs.queries import unit_by_code


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
    db = program.database()
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
    say(f"{username}: {ROLE_LABELS[Role(role)]} tại {unit_code}. Mật khẩu (chỉ hiện một lần): {password}")


@user.command("password")
@click.argument("username")
def user_password(username: str) -> None:
    """Đặt mật khẩu ngẫu nhiên mới cho một người; mọi phiên đang mở của người đó kết thúc."""
    db = program.database()
    password = passwords.make()
    hashed = passwords.hashed(password, username)
    with db.transaction(COMMAND) as session:
        row = user_by_name(session, username)
        if row is None:
            raise click.ClickException(f"Không có người dùng {username}.")
        service.set_password(session, row, password_hash=hashed, by=None, must_change=True, now=clock.now())
    say(f"Mật khẩu mới của {username} (chỉ hiện một lần): {password}")


@user.command("post")
@click.argument("username")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.option("--unit", "unit_code", required=True, help="Mã đơn vị")
def user_post(username: str, role: str, unit_code: str) -> None:
    """Giao thêm một nhiệm vụ cho người đã có."""
    with act() as session:
        unit = unit_by_code(session, unit_code)
        if unit is None:
            raise click.ClickException(f"Không có đơn vị mã {unit_code}.")
        service.give_post(session, user=_known(session, username), role=Role(role), unit=unit, on=clock.today(), by=None)
    say(f"{username}: {ROLE_LABELS[Role(role)]} tại {unit_code}.")


@user.command("end")
@click.argument("username")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.option("--unit", "unit_code", required=True, help="Mã đơn vị")
def user_end(username: str, role: str, unit_code: str) -> None:
    """Kết thúc một nhiệm vụ, hết quyền ngay."""
    today = clock.today()
    with act() as session:
        held = [post for post, unit in posts_of(session, _known(session, username)) if (post.role, unit.code) == (role, unit_code) and not post.is_over(today)]
        if not held:
            raise click.ClickException(f"{username} không giữ nhiệm vụ này tại {unit_code}.")
        service.end_post(session, held[0], last_day=max(today, held[0].valid_from), by=None, on=today, now=clock.now())
    say(f"{username}: đã thôi {ROLE_LABELS[Role(role)]} tại {unit_code}.")


@user.command("lock")
@click.argument("username")
@click.option("--reason", required=True, help="Lý do, ghi vào nhật ký")
def user_lock(username: str, reason: str) -> None:
    """Khóa một tài khoản; mọi phiên đang mở kết thúc ngay."""
    with act() as session:
        service.lock(session, _known(session, username), reason=reason, by=None, now=clock.now())
    say(f"Đã khóa {username}.")


@user.command("unlock")
@click.argument("username")
def user_unlock(username: str) -> None:
    """Mở khóa một tài khoản."""
    with act() as session:
        service.unlock(session, _known(session, username), by=None)
    say(f"Đã mở khóa {username}.")


def _known(session: Session, username: str) -> User:
    row = user_by_name(session, username)
    if row is None:
        raise click.ClickException(f"Không có người dùng {username}.")
    return row
