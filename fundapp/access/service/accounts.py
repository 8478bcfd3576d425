"""Accounts: add, lock and unlock, set a password; each of the last three ends the user's sessions where it must."""

import re
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from fundapp.access import passwords
from fundapp.access.actor import Actor
from fundapp.access.models import SignIn, User
from fundapp.access.queries import home_of, user_by_name
from fundapp.access.service.declaring import set_numbers
from fundapp.access.service.refusals import UserRefused, refuse_own, refuse_without_administrator
from fundapp.access.trail import record
from fundapp.kernel import clock
from fundapp.kernel.labels import _
from fundapp.kernel.names import fold, tidy_name

LONGEST_NAME = 60
USERNAME = re.compile(rf"[a-z0-9][a-z0-9._]{{1,{LONGEST_NAME - 1}}}")


def add_user(
    session: Session, *, username: str, full_name: str, password_hash: str, by: Actor | None, must_change: bool = True,
    cccd: str | None = None, phone: str | None = None, bank_account: str | None = None, address: str = "", unit_id: int | None = None,
) -> User:
    """Add a user. Own numbers are kept as blind indexes alone; `unit_id` is where the first post will be, under which the trail tells it."""
    name, now = username.strip().lower(), clock.now()
    if not USERNAME.fullmatch(name):
        raise UserRefused(_("Tên đăng nhập gồm từ 2 chữ không dấu, số, dấu chấm hoặc gạch dưới, ví dụ: hoa.bml"), "username")
    if user_by_name(session, name):
        raise UserRefused(_("Tên đăng nhập %(name)s đã có người dùng. Hãy chọn tên khác.", name=name), "username")
    if not fold(full_name):
        raise UserRefused(_("Hãy nhập họ tên."), "full_name")
    user = User(
        username=name, full_name=tidy_name(full_name), folded=fold(f"{full_name} {name}"), password_hash=password_hash, created_at=now,
        must_change_password=must_change, password_expires_at=now + passwords.TEMPORARY if must_change else None,
    )
    session.add(user)
    set_numbers(session, user, cccd=cccd, phone=phone, bank_account=bank_account, address=address)
    session.flush()
    record(session, by=by, act="user.add", subject=f"users/{user.id}", unit_id=unit_id, details={"username": name})
    return user


def free_username(session: Session, full_name: str) -> str:
    """Give a name to sign in with that nobody has: the given name and the initials before it. "Trần Thị Hoa" is hoatt."""
    words = [re.sub("[^a-z0-9]", "", word) for word in fold(full_name).split()]
    words = [word for word in words if word] or ["nguoidung"]
    stem = (words[-1] + "".join(word[0] for word in words[:-1]))[: LONGEST_NAME - 6].ljust(2, "x")
    taken = set(session.scalars(select(User.username).where(User.username.startswith(stem, autoescape=True))))
    return next(name for name in (stem, *(f"{stem}{number}" for number in range(2, len(taken) + 3))) if name not in taken)


def set_password(session: Session, user: User, *, password_hash: str, by: Actor | None, must_change: bool, now: datetime) -> None:
    """Set a password and end every session of the user. The hash is made before the transaction begins.

    One that the user did not choose (`must_change`) opens only its own change, and that for some days.
    """
    if must_change:
        refuse_own(user, by)
    user.password_hash = password_hash
    user.must_change_password = must_change
    user.password_expires_at = now + passwords.TEMPORARY if must_change else None
    _end(session, user, now)
    record(session, by=by, act="user.reset" if must_change else "user.password", subject=f"users/{user.id}", unit_id=home_of(session, user))


def lock(session: Session, user: User, *, reason: str, by: Actor | None, now: datetime) -> None:
    """Let a user in no more, at once. Refuses the own account and the last administrator of a unit."""
    refuse_own(user, by)
    if not user.is_active:
        raise UserRefused(_("Tài khoản này đã bị khóa."))
    refuse_without_administrator(session, user, on=clock.today())
    user.is_active = False
    _end(session, user, now)
    session.flush()
    record(session, by=by, act="user.lock", subject=f"users/{user.id}", unit_id=home_of(session, user), details={"reason": reason})


def unlock(session: Session, user: User, *, by: Actor | None) -> None:
    """Let a user in again; sessions ended by the lock stay ended."""
    refuse_own(user, by)
    if user.is_active:
        raise UserRefused(_("Tài khoản này không bị khóa."))
    user.is_active = True
    session.flush()
    record(session, by=by, act="user.unlock", subject=f"users/{user.id}", unit_id=home_of(session, user))


def end_sessions(session: Session, user: User, *, by: Actor | None, now: datetime) -> int:
    """End every session of a user, wherever it is open; gives how many there were."""
    count = _end(session, user, now)
    record(session, by=by, act="user.end_sessions", subject=f"users/{user.id}", unit_id=home_of(session, user), details={"sessions": count})
    return count


def _end(session: Session, user: User, now: datetime) -> int:
    found = session.execute(update(SignIn).where(SignIn.user_id == user.id, SignIn.ended_at.is_(None)).values(ended_at=now))
    return int(found.rowcount)  # type: ignore[attr-defined]
