"""Sessions: sign in and out, count failures, move the idle clock."""

import secrets
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from fundapp.access.models import SignIn, SignInFailure, User
from fundapp.access.queries import home_of, token_digest
from fundapp.access.service.refusals import UserRefused
from fundapp.access.trail import record
from fundapp.kernel import clock
from fundapp.kernel.days import day_text
from fundapp.kernel.labels import _


def sign_in(session: Session, user_id: int, *, proven: str, address: str, now: datetime) -> str:
    """Start a session; gives its token, of which only a digest is stored.

    `proven` is the hash that the password was held against, before this transaction began: a password set meanwhile, or a
    lock, has ended every session and starts none. Refuses a password of somebody else's that has waited too long.
    """
    user = session.get_one(User, user_id, with_for_update=True, populate_existing=True)
    if user.password_hash != proven or not user.is_active:
        raise UserRefused(_("Mật khẩu hoặc tài khoản vừa được thay đổi. Hãy đăng nhập lại, hoặc hỏi quản trị."))
    if user.password_expires_at is not None and now > user.password_expires_at:
        expired = user.password_expires_at.astimezone(clock.VIETNAM).date()
        raise UserRefused(_("Mật khẩu tạm này đã hết hạn ngày %(day)s. Hãy nhờ quản trị đặt lại mật khẩu.", day=day_text(expired)))
    token = secrets.token_urlsafe(32)
    session.add(SignIn(token_digest=token_digest(token), user_id=user.id, started_at=now, seen_at=now, address=address))
    record(session, by=None, act="user.sign_in", subject=f"users/{user.id}", unit_id=home_of(session, user), details={"address": address})
    return token


def sign_out(session: Session, sign_in_id: int, *, now: datetime) -> None:
    """End a session on the server."""
    session.execute(update(SignIn).where(SignIn.id == sign_in_id).values(ended_at=now))


def note_failure(session: Session, *, username: str, address: str, now: datetime) -> None:
    """Count a failed sign-in."""
    session.add(SignInFailure(username=username[:120], address=address, at=now))


def note_seen(session: Session, sign_in_id: int, *, now: datetime) -> None:
    """Move the idle clock of a session."""
    session.execute(update(SignIn).where(SignIn.id == sign_in_id).values(seen_at=now))
