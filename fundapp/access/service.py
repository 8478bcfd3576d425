"""Acts on users: add, give a post, set a password, sign in and out."""

import secrets
from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.access.models import Post, SignIn, SignInFailure, User, UserKin
from fundapp.access.policy import APART, Role
from fundapp.access.queries import token_digest, user_by_name
from fundapp.access.trail import record
from fundapp.kernel import clock, crypto
from fundapp.kernel.errors import Refusal
from fundapp.kernel.labels import _
from fundapp.kernel.names import fold
from fundapp.orgs.models import Unit


class UserRefused(Refusal):
    """The account may not be made or changed so."""


def add_user(
    session: Session, *, username: str, full_name: str, password_hash: str, by: Actor | None, must_change: bool = True,
    cccd: str | None = None, phone: str | None = None, bank_account: str | None = None, address: str = "",
) -> User:
    """Add a user. Own numbers are kept as blind indexes alone."""
    name = username.strip().lower()
    if not name.isascii() or not name.replace(".", "").replace("_", "").isalnum():
        raise UserRefused(_("Tên đăng nhập chỉ gồm chữ không dấu, số, dấu chấm hoặc gạch dưới, ví dụ: hoa.bml"), "username")
    if user_by_name(session, name):
        raise UserRefused(_("Tên đăng nhập %(name)s đã có người dùng. Hãy chọn tên khác.", name=name), "username")
    user = User(
        username=name, full_name=full_name, password_hash=password_hash, must_change_password=must_change, created_at=clock.now(),
        cccd_index=crypto.blind_index("cccd", cccd) if cccd else None, phone_index=crypto.blind_index("phone", phone) if phone else None,
        bank_index=crypto.blind_index("bank_account", bank_account) if bank_account else None, address_folded=fold(address),
    )
    session.add(user)
    session.flush()
    record(session, by=by, act="user.add", subject=f"users/{user.id}")
    return user


def give_post(session: Session, *, user: User, role: Role, unit: Unit, on: date, by: Actor | None) -> Post:
    """Give a role at a unit. Refuses a role that may not meet one already held there."""
    held = set(session.scalars(select(Post.role).where(Post.user_id == user.id, Post.unit_id == unit.id, Post.valid_to.is_(None))))
    for other in held:
        if frozenset((role, Role(other))) in APART:
            raise UserRefused(_("Một người không thể cùng lúc giữ hai việc này tại một đơn vị (bất kiêm nhiệm). Hãy chọn người khác."), "role")
    post = Post(user_id=user.id, role=role.value, unit_id=unit.id, valid_from=on)
    session.add(post)
    session.flush()
    record(session, by=by, act="user.post", subject=f"users/{user.id}", unit_id=unit.id, details={"role": role.value})
    return post


def declare_kin(session: Session, *, user: User, cccd: str, relation: str) -> UserKin:
    """Note a relative of a user, by the blind index of the CCCD."""
    kin = UserKin(user_id=user.id, cccd_index=crypto.blind_index("cccd", cccd), relation=relation)
    session.add(kin)
    session.flush()
    return kin


def set_password(session: Session, user: User, *, password_hash: str, by: Actor | None, must_change: bool, now: datetime) -> None:
    """Set a password and end every session of the user. The hash is made before the transaction begins."""
    user.password_hash = password_hash
    user.must_change_password = must_change
    session.execute(update(SignIn).where(SignIn.user_id == user.id, SignIn.ended_at.is_(None)).values(ended_at=now))
    record(session, by=by, act="user.password", subject=f"users/{user.id}")


def sign_in(session: Session, user: User, *, address: str, now: datetime) -> str:
    """Start a session; gives its token, of which only a digest is stored."""
    token = secrets.token_urlsafe(32)
    session.add(SignIn(token_digest=token_digest(token), user_id=user.id, started_at=now, seen_at=now, address=address))
    record(session, by=None, act="user.sign_in", subject=f"users/{user.id}", details={"address": address})
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
