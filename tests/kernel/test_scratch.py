"""Temporary files lie in a private folder, and go with their process even when it is killed."""

import signal
import stat
import subprocess
import sys
from pathlib import Path

from fundapp.kernel import scratch

BEGIN = """
import sys, tempfile
from pathlib import Path
from fundapp.kernel import scratch
own = scratch.take_place(Path(sys.argv[1]))
handle, name = tempfile.mkstemp()
Path(name).write_text("036188900501")
print(name, flush=True)
sys.stdin.readline()
"""


def start(data: Path) -> tuple[subprocess.Popen[str], Path]:
    process = subprocess.Popen([sys.executable, "-c", BEGIN, str(data)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    return process, Path(process.stdout.readline().strip())


def end(process: subprocess.Popen[str], *, kill: bool) -> None:
    if kill:
        process.send_signal(signal.SIGKILL)
    process.communicate("\n")


def test_what_a_killed_process_left_is_deleted_and_what_a_living_one_holds_is_not(tmp_path: Path) -> None:
    killed, left = start(tmp_path)
    assert left.is_relative_to(tmp_path / "working")
    for folder in (left.parent, left.parent.parent):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    end(killed, kill=True)
    assert left.exists()
    living, held = start(tmp_path)
    assert not left.exists()
    assert scratch.sweep(tmp_path / "working") == []
    assert held.exists()
    end(living, kill=False)
    assert list((tmp_path / "working").iterdir()) == []
