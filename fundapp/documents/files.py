"""Bytes on disk by their hash: durable before any row names them, proved against the hash when asked.

A file lies at `<data>/files/ab/cd/<sha256>`; equal bytes lie once. A transaction that rolls back leaves bytes that no
row names, which harms nobody.
"""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fundapp import config

_at_once = True


@contextmanager
def settled_at_the_end() -> Iterator[None]:
    """Write many files, and make them outlast a power cut all together when the last is written.

    Only the demo world does: nobody relies on it before it is whole.
    """
    global _at_once
    _at_once = False
    try:
        yield
    finally:
        _at_once = True
        os.sync()


def folder() -> Path:
    return config.current().data / "files"


def path_of(sha256: str) -> Path:
    """Where the bytes of a hash lie."""
    return folder() / sha256[:2] / sha256[2:4] / sha256


def keep(content: bytes) -> str:
    """Write bytes so that they outlast a power cut (temp, fsync, rename, fsync of the folder) and give their SHA-256."""
    sha256 = hashlib.sha256(content).hexdigest()
    target = path_of(sha256)
    if target.exists() and target.stat().st_size == len(content):
        return sha256
    for made in (folder(), target.parent.parent, target.parent):
        made.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not _at_once:
        target.write_bytes(content)
        return sha256
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(target)
    except OSError:
        Path(temporary).unlink(missing_ok=True)
        raise
    for made in (target.parent, target.parent.parent, folder()):
        _settle(made)
    return sha256


def read(sha256: str) -> bytes:
    """Read the bytes of a hash."""
    return path_of(sha256).read_bytes()


def is_whole(sha256: str, size: int) -> bool:
    """Say whether the bytes are there and still have this hash and size."""
    path = path_of(sha256)
    if not path.is_file() or path.stat().st_size != size:
        return False
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == sha256


def _settle(made: Path) -> None:
    handle = os.open(made, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
