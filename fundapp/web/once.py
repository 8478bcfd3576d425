"""The one-time form token: stateless in the GET, inserted first in the POST, so that a second click is the same act."""

import hashlib
import secrets
from dataclasses import dataclass
from typing import Any

from flask import Request, Response, g, redirect, request
from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from fundapp.kernel import clock, crypto
from fundapp.kernel.errors import Refusal
from fundapp.kernel.labels import _
from fundapp.web.models import FormToken

FIELD = "once_token"


class FormUsed(Refusal):
    """The same form was sent before with another content."""

    status = 409


@dataclass(frozen=True)
class Taken:
    """What became of a token: taken now, or taken before with the same content and answered with `location`."""

    first: bool
    location: str | None = None


def make() -> str:
    """Make a token for a form about to be shown."""
    return secrets.token_urlsafe(18)


def take(session: Session, request: Request, user_id: int | None) -> Taken:
    """Insert the token of this POST before anything else. Refuses a POST without one, or with one used for other content."""
    token = request.form.get(FIELD, "")
    if not 16 <= len(token) <= 64:
        raise FormUsed(_("Trang này đã cũ hoặc gửi thiếu dữ liệu. Hãy mở lại trang rồi gửi lại; chưa có gì được lưu."))
    body = _digest(request)
    kind = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    values = {"token": token, "user_id": user_id, "body_digest": body, "at": clock.now()}
    # PostgreSQL tells no row count of an insert that may do nothing, so the row itself is asked for.
    statement = kind(FormToken).values(values).on_conflict_do_nothing(index_elements=["token"]).returning(FormToken.token)
    if session.execute(statement).first() is not None:
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


def settle(session: Session, request: Request, location: str) -> None:
    """Remember where the answer of this POST led, for whoever sends the same form again."""
    session.execute(update(FormToken).where(FormToken.token == request.form.get(FIELD, "")).values(location=location))


def _digest(request: Request) -> str:
    content = hashlib.sha256(request.path.encode())
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


