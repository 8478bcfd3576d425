"""Files lie sealed on disk: durable, unreadable without the key, under names that tell nothing, refused when changed or exchanged."""

import hashlib
import os
from pathlib import Path

import pytest

from fundapp import config
from fundapp.documents import files
from fundapp.documents.files import FileBroken
from fundapp.kernel import crypto
from fundapp.kernel.sealed_files import CHUNK

CCCD = b"036188900501"
ONE, TWO = b"%PDF-1.7 one " + CCCD, b"%PDF-1.7 two " + CCCD


def lying(settings: config.Settings) -> list[Path]:
    return [path for path in settings.data.rglob("*") if path.is_file()]


def test_nothing_on_disk_tells_what_a_file_holds_or_which_it_is(settings: config.Settings) -> None:
    sha256 = files.keep(ONE)
    assert sha256 == hashlib.sha256(ONE).hexdigest()
    assert files.read(sha256) == ONE
    (path,) = lying(settings)
    assert CCCD not in path.read_bytes()
    assert b"%PDF" not in path.read_bytes()
    assert sha256 not in str(path)
    assert path.stat().st_mode & 0o077 == 0
    assert path.parent.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("size", [1, CHUNK, 3 * CHUNK + 5])
def test_large_files_come_back_in_chunks(settings: config.Settings, size: int) -> None:
    content = os.urandom(size)
    sha256 = files.keep(content)
    assert b"".join(files.chunks(sha256)) == files.opened(sha256).read() == content
    assert max(map(len, files.chunks(sha256))) <= CHUNK
    assert files.is_whole(sha256, size)
    assert not files.is_whole(sha256, size + 1)


def test_a_flipped_bit_refuses(settings: config.Settings) -> None:
    sha256 = files.keep(ONE)
    path = files.path_of(sha256)
    kept = bytearray(path.read_bytes())
    kept[-1] ^= 1
    path.write_bytes(kept)
    assert not files.is_whole(sha256, len(ONE))
    with pytest.raises(FileBroken, match="không mở"):
        files.read(sha256)


def test_a_file_put_into_another_ones_place_refuses(settings: config.Settings) -> None:
    one, two = files.keep(ONE), files.keep(TWO)
    files.path_of(one).write_bytes(files.path_of(two).read_bytes())
    assert not files.is_whole(one, len(ONE))
    with pytest.raises(FileBroken):
        files.read(one)
    assert files.read(two) == TWO


def test_plain_bytes_in_the_place_of_a_sealed_file_refuse(settings: config.Settings) -> None:
    one = files.keep(ONE)
    files.path_of(one).write_bytes(ONE)
    with pytest.raises(FileBroken):
        files.read(one)


def test_what_was_lost_or_broken_is_kept_anew_when_it_comes_again(settings: config.Settings) -> None:
    one = files.keep(ONE)
    files.path_of(one).write_bytes(b"x")
    assert files.keep(ONE) == one
    assert files.read(one) == ONE
    files.path_of(one).unlink()
    with pytest.raises(FileBroken):
        files.read(one)
    files.keep(ONE)
    assert files.read(one) == ONE
    assert len(lying(settings)) == 1


def test_a_key_that_is_not_here_opens_nothing(settings: config.Settings) -> None:
    one = files.keep(ONE)
    known = crypto.ring()
    other = crypto.KeyRing({"k1": b"x" * 32}, index_key=known.index_key)
    try:
        crypto.use(lambda: other)
        with pytest.raises(FileBroken):
            files.read(one)
    finally:
        crypto.use(lambda: known)


def test_it_is_on_the_disk_before_it_has_its_name(settings: config.Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    settle, rename = os.fsync, Path.replace

    def settled(handle: int) -> None:
        said.append("folder" if os.path.isdir(f"/proc/self/fd/{handle}") else "file")
        settle(handle)

    def renamed(path: Path, target: Path) -> Path:
        said.append("rename")
        return rename(path, target)

    monkeypatch.setattr(os, "fsync", settled)
    monkeypatch.setattr(Path, "replace", renamed)
    files.keep(ONE)
    assert said == ["file", "rename", "folder", "folder", "folder"]


def test_a_full_disk_leaves_nothing_half(settings: config.Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        files.keep(ONE)
    assert lying(settings) == []
