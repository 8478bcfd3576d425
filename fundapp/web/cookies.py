"""The signed cookie of a browser: its signature proved once, its age at each request.

What a cookie says of who is signed in is a token of a session that lives on the server; only that row says who it is.
"""

import time
from typing import Any

from flask import Flask, Request, Response
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from itsdangerous import BadSignature, URLSafeTimedSerializer

MOST_PROVED = 2_000
LASTING = (str, int, bool, type(None))


class Cookies(SecureCookieSessionInterface):
    """Flask's own cookies, without the making of a signer and the reckoning of the same signature at every request."""

    def __init__(self) -> None:
        self._serializers: dict[Any, URLSafeTimedSerializer | None] = {}
        # By the key and the very text of the cookie: when it was signed, and what it says.
        self._proved: dict[tuple[Any, str], tuple[float, dict[str, Any]]] = {}

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        if app.secret_key not in self._serializers:
            self._serializers[app.secret_key] = super().get_signing_serializer(app)
        return self._serializers[app.secret_key]

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Write the cookie where it has changed; else only say that the page hangs on it."""
        if not session or session.modified or session.permanent or "Vary" in response.headers:
            super().save_session(app, session, response)
        elif session.accessed:
            response.headers["Vary"] = "Cookie"

    def open_session(self, app: Flask, request: Request) -> Any:
        text = request.cookies.get(app.config["SESSION_COOKIE_NAME"])
        if not text:
            return super().open_session(app, request)
        most = app.permanent_session_lifetime.total_seconds()
        key = (app.secret_key, text)
        known = self._proved.get(key)
        if known is None:
            serializer = self.get_signing_serializer(app)
            if serializer is None:
                return None
            try:
                said, at = serializer.loads(text, max_age=int(most), return_timestamp=True)
            except BadSignature:
                return self.session_class()
            if not all(isinstance(value, LASTING) for value in said.values()):
                return self.session_class(said)
            if len(self._proved) >= MOST_PROVED:
                self._proved.clear()
            known = self._proved[key] = (at.timestamp(), said)
        signed_at, said = known
        return self.session_class(said) if 0 <= int(time.time()) - int(signed_at) <= int(most) else self.session_class()
