"""Sealing of personal data: AES-256-GCM bound to its row and column, blind indexes, digests.

A sealed value reads `v1.<key id>.<base64 of nonce and ciphertext>`. Moved to another row or column, or with one bit
changed, it refuses to open. A blind index is HMAC-SHA256 under a key of its own, so that equality can be asked of the
database without the value. Keys come from one secret by HKDF and never lie in the database.
"""

import base64
import hashlib
import hmac
import json
import os
import re
from collections.abc import Callable, Mapping
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


class SealBroken(Exception):
    """A sealed value was changed, moved to another row, or sealed under a key that is not here."""


class KeyRing:
    """Keys derived from the secrets of this installation (k1, k2, …); the newest seals, every one of them opens.

    Blind indexes stay under one key for ever, or equality could not be asked of the database: the first secret's, until
    that secret is given up; then its index key alone is kept (`index_key`).
    """

    def __init__(self, secrets: Mapping[str, bytes], *, index_key: bytes | None = None) -> None:
        self.ids = sorted(secrets, key=number_of)
        self.current = self.ids[-1]
        self._ciphers = {kid: AESGCM(_derive(secret, b"seal")) for kid, secret in secrets.items()}
        self._file_secrets = {kid: _derive(secret, b"file") for kid, secret in secrets.items()}
        # The secret from which the index key still has to be derived; none once that key is kept by itself.
        self.index_id = "" if index_key else self.ids[0]
        self.index_key = index_key or _derive(secrets[self.ids[0]], b"blind index")
        self.session_key = _derive(secrets[self.current], b"session").hex()

    def seal(self, text: str, aad: str) -> str:
        nonce = os.urandom(12)
        body = nonce + self._ciphers[self.current].encrypt(nonce, text.encode(), aad.encode())
        return f"v1.{self.current}.{base64.urlsafe_b64encode(body).decode()}"

    def unseal(self, token: str, aad: str) -> str:
        try:
            version, kid, body = token.split(".")
            raw = base64.urlsafe_b64decode(body)
            if version != "v1":
                raise SealBroken("unknown version")
            return self._ciphers[kid].decrypt(raw[:12], raw[12:], aad.encode()).decode()
        except (InvalidTag, KeyError, ValueError) as problem:
            raise SealBroken(aad) from problem

    def file_cipher(self, kid: str, salt: bytes) -> AESGCM:
        """Give the cipher of one sealed file, whose key no other file has."""
        if kid not in self._file_secrets:
            raise SealBroken(f"no key {kid}")
        return AESGCM(HKDF(algorithm=hashes.SHA256(), length=32, salt=salt, info=b"one file").derive(self._file_secrets[kid]))

    def blind_index(self, purpose: str, text: str) -> str:
        return hmac.digest(self.index_key, f"{purpose}:{text}".encode(), "sha256").hex()


def number_of(kid: str) -> int:
    """Give the place of a key in the order in which keys were made: 12 for k12."""
    if not re.fullmatch(r"k[1-9]\d{0,5}", kid):
        raise ValueError(f"a key is called k1, k2, …, not {kid!r}")
    return int(kid[1:])


def key_of(token: str) -> str:
    """Name the key under which a value was sealed."""
    return token.split(".", 2)[1] if token.startswith("v1.") else ""


_supply: Callable[[], KeyRing] | None = None


def use(supply: Callable[[], KeyRing]) -> None:
    """Say where this process has its key ring from. It is asked at every use, because a key may be added while it runs."""
    global _supply
    _supply = supply


def ring() -> KeyRing:
    if _supply is None:
        raise RuntimeError("no key ring: call kernel.crypto.use() at start")
    return _supply()


def seal(text: str, aad: str) -> str:
    """Encrypt `text`, bound to `aad` (table.column:uid)."""
    return ring().seal(text, aad)


def unseal(token: str, aad: str) -> str:
    """Decrypt what `seal` made; raises SealBroken when it was changed or moved."""
    return ring().unseal(token, aad)


def blind_index(purpose: str, text: str) -> str:
    """Give the 64 hex characters under which equal values of one purpose are equal."""
    return ring().blind_index(purpose, text)


def canonical(value: Any) -> str:
    """Write a value as JSON that is the same for equal values."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)


def digest(*parts: Any) -> str:
    """Give the SHA-256 (hex) over the canonical JSON of the parts."""
    return hashlib.sha256(canonical(list(parts)).encode()).hexdigest()


def _derive(secret: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=b"fundapp", info=purpose).derive(secret)
