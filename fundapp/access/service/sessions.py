"""Sessions: sign in and out, count failures, move the idle clock."""

import secrets
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from fundapp.access.models import SignIn, SignInFailure, User
from fundapp.access.queries import token_digest
from fundapp.access.trail import record


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
