"""Sealed bytes on disk by the hash of what they hold: durable before any row names them, proved against the hash when asked.

A file lies at `<data>/files/ab/cd/<name>`; the name is a keyed digest of the SHA-256, because a bare one would tell
whoever sees the folder that a document he knows is here. The bytes are sealed in chunks and bound to that name, so that a
file that was changed, or put into another one's place, refuses to open. Equal bytes lie once. A transaction that rolls
back leaves bytes that no row names, which harms nobody.
"""

import hashlib
import io
import logging
import os
import tempfile
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from fundapp import config
from fundapp.kernel import crypto, sealed_files
from fundapp.kernel.errors import Refusal
from fundapp.kernel.labels import _

NEW = ".new-"
log = logging.getLogger(__name__)
_at_once = True


class FileBroken(Refusal):
    """A kept file is lost, was changed or exchanged on the disk, or its key is not here."""

    status = 409


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
    """Where the sealed bytes of a hash lie."""
    name = crypto.blind_index("file", sha256)
    return folder() / name[:2] / name[2:4] / name


def keep(content: bytes) -> str:
    """Seal bytes so that they outlast a power cut (temp, fsync, rename, fsync of the folder) and give their SHA-256."""
    sha256 = hashlib.sha256(content).hexdigest()
    if not is_whole(sha256, len(content)):
        write_sealed(path_of(sha256), sealed_files.slices(content))
    return sha256


def write_sealed(target: Path, content: Iterator[bytes]) -> None:
    """Seal chunks into its place under the newest key; what lay there before is there until the new file is whole."""
    for made in (folder(), target.parent.parent, target.parent):
        made.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=NEW)
    try:
        with os.fdopen(handle, "wb") as file:
            sealed_files.seal_to(crypto.ring(), content, file, target.name)
            if _at_once:
                file.flush()
                os.fsync(file.fileno())
        Path(temporary).replace(target)
    finally:
        Path(temporary).unlink(missing_ok=True)
    for made in (target.parent, target.parent.parent, folder()) if _at_once else ():
        _settle(made)


def read(sha256: str) -> bytes:
    """Open the bytes of a hash. Raises FileBroken."""
    return b"".join(chunks(sha256))


def chunks(sha256: str) -> Generator[bytes]:
    """Open the bytes of a hash chunk by chunk, each proved. Raises FileBroken, also in the middle: ask `is_whole` before showing any."""
    path = path_of(sha256)
    try:
        with path.open("rb") as file:
            yield from sealed_files.opened(crypto.ring(), file, path.name)
    except (OSError, crypto.SealBroken) as problem:
        raise broken(sha256) from problem


def opened(sha256: str) -> IO[bytes]:
    """Open the bytes of a hash as a stream for whoever hands them on; it ends, or raises, as `chunks` does."""
    return io.BufferedReader(_Chunks(chunks(sha256)), sealed_files.CHUNK)


def is_whole(sha256: str, size: int) -> bool:
    """Say whether the bytes are there, open, and still have this hash and size. Needs the memory of one chunk."""
    path, seen, content = path_of(sha256), 0, hashlib.sha256()
    try:
        with path.open("rb") as file:
            for chunk in sealed_files.opened(crypto.ring(), file, path.name):
                seen += len(chunk)
                content.update(chunk)
    except (OSError, crypto.SealBroken):
        return False
    return seen == size and content.hexdigest() == sha256


def broken(sha256: str) -> FileBroken:
    """Say in the log which file it is, and to its reader what to do."""
    log.error("file %s (content %s) does not open", path_of(sha256), sha256)
    return FileBroken(
        _("Tệp này đã mất, bị sửa hoặc bị đổi trên máy chủ nên hệ thống không mở. Hãy báo quản trị hệ thống chạy lệnh kiểm tra và khôi phục từ bản sao lưu.")
    )


class _Chunks(io.RawIOBase):
    """Chunks read as a stream."""

    def __init__(self, chunks: Generator[bytes]) -> None:
        self._chunks, self._rest = chunks, memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self._rest:
            self._rest = memoryview(next(self._chunks, b""))
        count = min(len(buffer), len(self._rest))
        buffer[:count], self._rest = self._rest[:count], self._rest[count:]
        return count

    def close(self) -> None:
        self._chunks.close()
        super().close()


def _settle(made: Path) -> None:
    handle = os.open(made, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
