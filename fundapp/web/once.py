"""The one-time form token: stateless in the GET, inserted first in the POST, so that a second click is the same act.

A token says for whom and when it was made, under a key: nobody makes one, nobody uses another's, and an old one is refused, so that what
was used can be forgotten one day. Which form it serves is settled by the first POST that it comes with.
"""

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Request, Response, g, redirect, request
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from fundapp.kernel import clock, crypto
from fundapp.kernel.db import insert_unless_there
from fundapp.kernel.errors import Refusal
from fundapp.kernel.labels import _
from fundapp.web.models import FormToken

FIELD = "once_token"
# How long a page may stay open before its form is refused; what was used is kept a day longer.
LIFE = timedelta(days=7)
KEPT_LONGER = timedelta(days=1)
# Two servers need not have quite the same time.
AHEAD = timedelta(minutes=10)
AT_ONCE = 2_000
TAKEN = "form token"
WRITTEN = re.compile(r"([\w-]{12})\.([0-9a-f]{8,12})\.([0-9a-f]{32})", re.ASCII)


class FormUsed(Refusal):
    """The same form was sent before with another content."""

    status = 409


@dataclass(frozen=True)
class Taken:
    """What became of a token: taken now, or taken before with the same content and answered with `location`."""

    first: bool
    location: str | None = None


def make(user_id: int | None) -> str:
    """Make a token for a form about to be shown to somebody."""
    nonce, at = secrets.token_urlsafe(9), f"{int(clock.now().timestamp()):08x}"
    return f"{nonce}.{at}.{_mac(nonce, at, user_id)}"


def make_here() -> str:
    """Make a token for whoever is asking in this request."""
    return make(g.actor.user_id if g.get("actor") else None)


def _mac(nonce: str, at: str, user_id: int | None) -> str:
    return crypto.blind_index("once", f"{nonce}.{at}.{user_id or 0}")[:32]


def _check(token: str, user_id: int | None) -> None:
    """Refuse a token that was not made here, or for somebody else, or too long ago."""
    parts = WRITTEN.fullmatch(token)
    if parts is None or not hmac.compare_digest(parts[3], _mac(parts[1], parts[2], user_id)):
        raise FormUsed(_("Trang này đã cũ, gửi thiếu dữ liệu hoặc mở bằng tài khoản khác. Hãy mở lại trang rồi gửi lại; chưa có gì được lưu."))
    age = clock.now() - datetime.fromtimestamp(int(parts[2], 16), UTC)
    if not -AHEAD <= age <= LIFE:
        raise FormUsed(_("Trang này mở quá lâu rồi nên không gửi được. Hãy mở lại trang rồi gửi lại; chưa có gì được lưu."))


def take(session: Session, request: Request, user_id: int | None) -> Taken:
    """Insert the token of this POST before anything else. Refuses a POST without one, or with one used for other content."""
    token = request.form.get(FIELD, "")
    _check(token, user_id)
    body = _digest(request)
    values = {"token": token, "user_id": user_id, "body_digest": body, "at": clock.now()}
    # PostgreSQL tells no row count of an insert that may do nothing, so the row itself is asked for.
    statement = insert_unless_there(session, FormToken).values(values).returning(FormToken.token)
    if session.execute(statement).first() is not None:
        session.info[TAKEN] = token
        return Taken(first=True)
    known = session.execute(select(FormToken.user_id, FormToken.body_digest, FormToken.location).where(FormToken.token == token)).one()
    if known.user_id != user_id or known.body_digest != body or known.location is None:
        raise FormUsed(_("Biểu mẫu này đã được gửi rồi với nội dung khác. Hãy mở lại trang để xem kết quả lần trước, rồi nhập lại nếu cần."))
    return Taken(first=False, location=known.location)


def answer_before() -> Any:
    """Take the token of this request; when the form was sent before, give the way to where its answer led, else None."""
    taken = take(g.db, request, g.actor.user_id if g.actor else None)
    if taken.first:
        return None
    g.nothing_done = True
    return redirect(taken.location or "/", 303)


def lasting_address(response: Response) -> str:
    """Where whoever sends the same form again is led: where the answer led, or whose page it shows."""
    return response.headers.get("Location") or response.headers.get("Content-Location") or request.path


def settle(session: Session, location: str) -> None:
    """Remember where the answer of this POST led, for whoever sends the same form again; only of the token that this very transaction took."""
    token = session.info.pop(TAKEN, None)
    if token is not None:
        session.execute(update(FormToken).where(FormToken.token == token).values(location=location))


def forget(session: Session, *, now: datetime) -> int:
    """Forget some of what was used so long ago that it would be refused for its age; gives how many, 0 when there are no more."""
    old = select(FormToken.token).where(FormToken.at < now - LIFE - KEPT_LONGER).limit(AT_ONCE)
    return len(session.scalars(delete(FormToken).where(FormToken.token.in_(old)).returning(FormToken.token)).all())


def _digest(request: Request) -> str:
    content = hashlib.sha256(request.full_path.encode())
    for name in sorted(request.form):
        if name != "csrf_token":
            content.update(repr((name, request.form.getlist(name))).encode())
    for name in sorted(request.files):
        for file in request.files.getlist(name):
            content.update(repr((name, file.filename)).encode())
            while chunk := file.stream.read(1 << 20):
                content.update(chunk)
            file.stream.seek(0)
    # Keyed, because a form may hold little but a number of a person, which a bare digest would let anybody try out.
    return crypto.blind_index("form", content.hexdigest())


