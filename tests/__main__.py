"""`./manage test`: the tests on SQLite with lint, types and contracts beside them, then the tests on PostgreSQL. Stops at the first that fails."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
IN_CI = os.environ.get("CI") == "true"
# Dozens of processes read the same modules, and pytest writes each test file anew: once is enough, whatever the caller's habits.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


class Beside:
    """Steps that are done while others are: what each said is printed together once all have ended, in this order."""

    def __init__(self, *steps: tuple[str, tuple[str | Path, ...]]) -> None:
        self._started = time.monotonic()
        self._names = [name for name, _command in steps]
        self._running = [
            subprocess.Popen([str(part) for part in command], cwd=HOME, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) for _name, command in steps
        ]
        self._readers = ThreadPoolExecutor(len(steps))
        self._said = [self._readers.submit(lambda one=one: (one.communicate()[0], time.monotonic() - self._started)) for one in self._running]

    def has_failed(self) -> bool:
        """Whether all have ended, one of them badly."""
        return all(one.done() for one in self._said) and any(process.returncode for process in self._running)

    def end(self) -> None:
        """Wait for them, and print what they said; the first that failed ends the run with its code."""
        for name, process, said in zip(self._names, self._running, self._said, strict=True):
            output, seconds = said.result()
            print(f"\n=== {name}\n{output.decode(errors='replace')}", end="", flush=True)
            _end(name, process.returncode, seconds)
        self._readers.shutdown()


def step(name: str, *command: str | Path, beside: Beside | None = None, **environment: str) -> None:
    """Do one step, with its name and seconds printed; the first that fails ends the run with its code, and so does what fails beside it."""
    started = time.monotonic()
    print(f"\n=== {name}", flush=True)
    process = subprocess.Popen([str(part) for part in command], cwd=HOME, env={**os.environ, **environment})
    while beside is not None and process.poll() is None:
        if beside.has_failed():
            process.terminate()
            process.wait()
            beside.end()
        time.sleep(0.5)
    _end(name, process.wait(), time.monotonic() - started)


def _end(name: str, code: int, seconds: float) -> None:
    print(f"=== {name}: {'ok' if code == 0 else f'FAILED ({code})'} {seconds:.0f} s", flush=True)
    if code:
        sys.exit(code)


# What tests need of Debian: the commands of which one is enough (each in the package of its name, the best first), and what is skipped without.
PROGRAMS = (
    # Without its windows Chromium costs a quarter less processor time a page.
    (("chromium-headless-shell", "chromium"), "các bài thử trên trình duyệt (tests/browser) / the browser tests"),
    (("hledger",), "bài thử đối chiếu sổ bằng hledger (tests/ledger/test_export.py) / the proof of the books by hledger"),
)


def fetch_programs() -> None:
    """Install what is missing where that may be done; in CI its absence is a failure, elsewhere its tests are skipped by name."""
    wait = ("-o", "DPkg::Lock::Timeout=300")
    missing = [commands for commands, _skipped in PROGRAMS if not any(map(shutil.which, commands))]
    if missing and shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        subprocess.call(["apt-get", "update", "-qq", *wait], stdout=subprocess.DEVNULL)
        for commands in missing:
            for package in commands:
                call = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *wait, package]
                if subprocess.call(call, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL if package != commands[-1] else None) == 0:
                    break
    for commands, skipped in PROGRAMS:
        if not any(map(shutil.which, commands)):
            print(f"Không có {commands[-1]}: bỏ qua {skipped}", flush=True)
            if IN_CI:
                sys.exit(f"CI=true needs {commands[-1]}")


def main(arguments: list[str]) -> None:
    workers = ("-n", str(min(4, os.cpu_count() or 1))) if not any(part.startswith("-n") for part in arguments) else ()
    pytest = (sys.executable, "-m", "pytest", *workers, "--dist", "loadgroup")
    if arguments:
        step("tests", *pytest, *arguments)
        return
    read = Beside(
        ("lint (ruff)", (BIN / "ruff", "check", ".")), ("types (mypy)", (BIN / "mypy",)), ("contracts (import-linter)", (BIN / "lint-imports",)),
    )
    # Fetching waits for the network most of the time.
    fetch_programs()
    with tempfile.TemporaryDirectory(prefix="fundapp-tests-") as between:
        # Each run fills the demo world: the second one proves that it's the same again, on the other engine too.
        digest = os.path.join(between, "demo")
        step("tests on SQLite", *pytest, "tests", beside=read, TEST_ENGINE="sqlite", TEST_DEMO_DIGEST=digest)
        read.end()
        step("tests on PostgreSQL", *pytest, "tests", "--ignore=tests/browser", "--ignore=tests/architecture", TEST_ENGINE="postgresql", TEST_DEMO_DIGEST=digest)


main(sys.argv[1:])
