"""Passwords: hashed with Argon2id (OWASP profile, 0.07 s), made at random, refused when common or short."""

import secrets
from datetime import timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from fundapp.kernel.errors import Refusal
from fundapp.kernel.labels import _

HASHER = PasswordHasher(memory_cost=19 * 1024, time_cost=2, parallelism=1)
SHORTEST, LONGEST = 10, 128
# How long a password that somebody else has set opens its own change.
TEMPORARY = timedelta(days=14)
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
COMMON = ("password", "matkhau", "congdoan", "12345678", "qwerty", "111111", "abc123", "iloveyou", "admin")
_NOBODY = HASHER.hash(secrets.token_hex(16))


def make() -> str:
    """Make a random password of four groups that can be read out: 80 bits."""
    return "-".join("".join(secrets.choice(LETTERS) for _i in range(4)) for _g in range(4))


def hashed(password: str, username: str = "") -> str:
    """Hash a new password; refuses short, very long and common ones."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise Refusal(_("Mật khẩu cần từ %(low)s đến %(high)s ký tự.", low=SHORTEST, high=LONGEST), "password")
    lowered = password.lower()
    if any(word in lowered and len(lowered) < len(word) + 6 for word in COMMON) or (username and username.lower() in lowered):
        raise Refusal(_("Mật khẩu này dễ đoán. Hãy dùng một câu dài hơn mà chỉ bạn biết."), "password")
    return HASHER.hash(password)


def fits(password_hash: str | None, password: str) -> bool:
    """Say whether the password is the one hashed; takes as long when there is no such user."""
    try:
        return HASHER.verify(password_hash or _NOBODY, password) and password_hash is not None
    except (VerifyMismatchError, InvalidHashError):
        return False
