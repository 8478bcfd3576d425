"""A sealed file: AES-256-GCM in chunks whose order, number and file are authenticated, so that any file is sealed in constant memory.

The head names the key (as in a sealed value) and bears a salt, from which the file has a key of its own. Each chunk's
nonce is its number and whether it is the last one; its associated data are the head and what the file is about. So a
changed bit, a chunk lost, doubled, moved or cut off, and a file put into another one's place all refuse to open.
"""

import os
from collections.abc import Iterator
from typing import IO

from cryptography.exceptions import InvalidTag

from fundapp.kernel.crypto import KeyRing, SealBroken

MAGIC = b"FUNDAPP1"
CHUNK, TAG, SALT = 256 * 1024, 16, 32


def slices(content: bytes) -> Iterator[bytes]:
    """Cut bytes into the chunks of a file; nothing is one empty chunk."""
    return (content[start : start + CHUNK] for start in range(0, len(content) or 1, CHUNK))


def seal_to(ring: KeyRing, chunks: Iterator[bytes], target: IO[bytes], about: str) -> None:
    """Seal chunks (each but the last one full) into `target`, bound to what the file is about."""
    name, salt = ring.current.encode(), os.urandom(SALT)
    head = MAGIC + bytes([len(name)]) + name + salt
    target.write(head)
    cipher, bound = ring.file_cipher(ring.current, salt), head + about.encode()
    number = 0
    chunk: bytes | None = next(chunks)
    while chunk is not None:
        following = next(chunks, None)
        if following is not None and len(chunk) != CHUNK:
            raise ValueError("only the last chunk of a file may be short")
        target.write(cipher.encrypt(_nonce(number, is_last=following is None), chunk, bound))
        number, chunk = number + 1, following


def opened(ring: KeyRing, source: IO[bytes], about: str) -> Iterator[bytes]:
    """Give the chunks of a sealed file, each only once it is proved. Raises SealBroken; what was given until then is true but not all."""
    kid, head = _head(source)
    cipher, bound = ring.file_cipher(kid, head[-SALT:]), head + about.encode()
    number, chunk = 0, source.read(CHUNK + TAG)
    while True:
        following = source.read(CHUNK + TAG) if len(chunk) == CHUNK + TAG else b""
        try:
            yield cipher.decrypt(_nonce(number, is_last=not following), chunk, bound)
        except (InvalidTag, ValueError) as problem:
            raise SealBroken(about) from problem
        if not following:
            return
        number, chunk = number + 1, following


def key_of_file(source: IO[bytes]) -> str:
    """Name the key under which a file was sealed. Raises SealBroken for what is no sealed file."""
    return _head(source)[0]


def _head(source: IO[bytes]) -> tuple[str, bytes]:
    start = source.read(len(MAGIC) + 1)
    if len(start) != len(MAGIC) + 1 or not start.startswith(MAGIC):
        raise SealBroken("not a sealed file")
    rest = source.read(start[-1] + SALT)
    if len(rest) != start[-1] + SALT:
        raise SealBroken("the head is cut off")
    return rest[: start[-1]].decode("ascii", "replace"), start + rest


def _nonce(number: int, *, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([is_last])
