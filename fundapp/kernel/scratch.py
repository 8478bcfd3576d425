"""The private place for temporary files: a folder of this process alone under the data folder, gone when the process ends.

Libraries write uploads, buffers and half-made workbooks into the system's temporary folder; what they leave behind in a
crash would lie there in the clear. Each folder is locked by its process, so that the next one that starts knows which of
them nobody holds any more, and deletes these.
"""

import atexit
import fcntl
import os
import shutil
import tempfile
from pathlib import Path

LOCK = ".held"


def take_place(data: Path) -> Path:
    """Make this process's folder (0700) and have every temporary file made there; delete what dead processes left."""
    places = data / "working"
    places.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Between making a folder and locking it nobody may sweep, or it would look like a dead one's.
    everybody = os.open(places, os.O_RDONLY)
    fcntl.flock(everybody, fcntl.LOCK_EX)
    try:
        sweep(places)
        own = Path(tempfile.mkdtemp(prefix=f"{os.getpid()}-", dir=places))
        # Held open, and so locked, until the process ends however it ends.
        fcntl.flock(os.open(own / LOCK, os.O_WRONLY | os.O_CREAT, 0o600), fcntl.LOCK_EX)
    finally:
        os.close(everybody)
    tempfile.tempdir = str(own)
    atexit.register(shutil.rmtree, own, ignore_errors=True)
    return own


def sweep(places: Path) -> list[Path]:
    """Delete the folders that no living process holds; gives which."""
    dead = [place for place in places.iterdir() if place.is_dir() and not _is_held(place)]
    for place in dead:
        shutil.rmtree(place, ignore_errors=True)
    return dead


def _is_held(place: Path) -> bool:
    try:
        handle = os.open(place / LOCK, os.O_WRONLY)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False
