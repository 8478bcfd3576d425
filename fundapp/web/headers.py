"""Security headers of every answer, and the content hash in the address of static files."""

import hashlib
from pathlib import Path

from flask import Flask, Response, request

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'"
)


def add_headers(response: Response) -> Response:
    """Add what a browser needs to be strict; pages with personal data are never stored."""
    headers = response.headers
    headers.setdefault("Content-Security-Policy", CSP)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "camera=(self), geolocation=(), microphone=()")
    if request.is_secure:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    if request.endpoint != "static":
        headers.setdefault("Cache-Control", "no-store")
    return response


class StaticFiles:
    """Addresses of static files with a hash of their content, so that they may be kept for a year."""

    def __init__(self, app: Flask) -> None:
        self.folder = Path(app.static_folder or "static")
        self._hashes: dict[str, tuple[float, str]] = {}

    def url(self, path: str) -> str:
        file = self.folder / path
        changed = file.stat().st_mtime
        known = self._hashes.get(path)
        if known is None or known[0] != changed:
            known = self._hashes[path] = (changed, hashlib.sha256(file.read_bytes()).hexdigest()[:12])
        return f"/static/{path}?v={known[1]}"
