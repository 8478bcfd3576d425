"""The file of keys: lines `k1 = hex`, readable by its owner alone; read again when it changes, changed as a whole or not at all."""

import errno
import fcntl
import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fundapp.kernel.crypto import KeyRing, number_of

INDEX = "index"


class KeyFile:
    """One file of keys. `ring` may be asked at every use: it looks whether the file has changed, which costs a microsecond."""

    def __init__(self, path: Path) -> None:
        self.path, self._name = path, str(path)
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            with self._alone():
                if not path.exists():
                    self._write({"k1": secrets.token_hex(32)})
        self._stamp = self._stamp_now()
        self._ring = self._read()

    def ring(self) -> KeyRing:
        """Give the keys as they stand now; those known so far when the file is not to be reached (taken away after the start)."""
        try:
            stamp = self._stamp_now()
        except OSError:
            return self._ring
        if stamp != self._stamp:
            self._ring, self._stamp = self._read(), stamp
        return self._ring

    def add(self) -> str:
        """Add a new key, durable before anything is sealed under it; gives its name."""
        with self._alone():
            lines = self._lines()
            kid = f"k{max(number_of(name) for name in lines if name != INDEX) + 1}"
            self._write({**lines, kid: secrets.token_hex(32)})
        return kid

    def give_up(self, kid: str) -> None:
        """Take a key out of the file. Of the first one its index key stays, which opens nothing."""
        with self._alone():
            lines, known = self._lines(), self._read()
            if kid == known.current or kid not in known.ids:
                raise ValueError(f"{kid} is the newest key, or none")
            lines.setdefault(INDEX, known.index_key.hex())
            del lines[kid]
            self._write(lines)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Keep other processes from changing the file: a key that one of them overwrote would be lost with all that it sealed."""
        folder = os.open(self.path.parent, os.O_RDONLY)
        try:
            fcntl.flock(folder, fcntl.LOCK_EX)
            yield
            os.fsync(folder)
        finally:
            os.close(folder)

    def _stamp_now(self) -> tuple[int, int, int]:
        found = os.stat(self._name)
        return found.st_mtime_ns, found.st_ino, found.st_size

    def _lines(self) -> dict[str, str]:
        pairs = (line.split("=", 1) for line in self.path.read_text(encoding="ascii").splitlines() if "=" in line)
        return {name.strip(): value.strip() for name, value in pairs}

    def _read(self) -> KeyRing:
        try:
            values = {name: bytes.fromhex(value) for name, value in self._lines().items()}
        except ValueError:
            values = {}
        if not values.keys() - {INDEX}:
            raise OSError(errno.EINVAL, "no line `k1 = hex` in the file of keys", self._name)
        index_key = values.pop(INDEX, None)
        return KeyRing(values, index_key=index_key)

    def _write(self, lines: dict[str, str]) -> None:
        handle, temporary = tempfile.mkstemp(dir=self.path.parent, prefix=".keys-")
        try:
            with os.fdopen(handle, "w", encoding="ascii") as file:
                file.writelines(f"{name} = {value}\n" for name, value in lines.items())
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).replace(self.path)
        except OSError:
            Path(temporary).unlink(missing_ok=True)
            raise
