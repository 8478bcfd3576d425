"""Security headers of every answer, and the content hash in the address of static files."""

import hashlib
import time
from pathlib import Path

from flask import Flask, Response, request

LOOKED_AT_EVERY = 2.0
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'"
)
STRICT = (
    ("Content-Security-Policy", CSP), ("X-Content-Type-Options", "nosniff"), ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"), ("Permissions-Policy", "camera=(self), geolocation=(), microphone=()"),
)


def add_headers(response: Response) -> Response:
    """Add what a browser needs to be strict; pages with personal data are never stored."""
    headers = response.headers
    if "Content-Security-Policy" not in headers:
        headers.extend(STRICT)
    if request.is_secure:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    if request.endpoint != "static":
        headers.setdefault("Cache-Control", "no-store")
    return response


class StaticFiles:
    """Addresses of static files with a hash of their content, so that they may be kept for a year."""

    def __init__(self, app: Flask) -> None:
        self.folder = Path(app.static_folder or "static")
        self._known: dict[str, tuple[float, float, str]] = {}
        self.version, self._due = 0, 0.0

    def url(self, path: str) -> str:
        """Give the address; whether the file has changed is looked at every few seconds, not thirty times a page."""
        now = time.monotonic()
        known = self._known.get(path)
        if known is not None and now < known[0]:
            return known[2]
        file = self.folder / path
        changed = file.stat().st_mtime
        is_new = known is None or known[1] != changed
        address = f"/static/{path}?v={hashlib.sha256(file.read_bytes()).hexdigest()[:12]}" if is_new else known[2]  # type: ignore[index]
        self._known[path] = (now + LOOKED_AT_EVERY, changed, address)
        if is_new:
            self.version += 1
        return address

    def stamp(self) -> int:
        """Give a number that is another one once a file of a page's head has changed."""
        now = time.monotonic()
        if now >= self._due:
            self._due = now + LOOKED_AT_EVERY
            for path in tuple(self._known):
                self.url(path)
        return self.version
