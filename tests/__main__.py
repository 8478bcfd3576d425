"""`./manage test`: lint, types, contracts, then the tests on SQLite and again on PostgreSQL. Stops at the first that fails."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
IN_CI = os.environ.get("CI") == "true"


def step(name: str, *command: str | Path, **environment: str) -> None:
    """Do one step, with its name and seconds printed; the first that fails ends the run with its code."""
    started = time.monotonic()
    print(f"\n=== {name}", flush=True)
    code = subprocess.call([str(part) for part in command], cwd=HOME, env={**os.environ, **environment})
    print(f"=== {name}: {'ok' if code == 0 else f'FAILED ({code})'} {time.monotonic() - started:.0f} s", flush=True)
    if code:
        sys.exit(code)


# What tests need of Debian: the command, its package, and what is skipped without it.
PROGRAMS = (
    ("chromium", "chromium", "các bài thử trên trình duyệt (tests/browser) / the browser tests"),
    ("hledger", "hledger", "bài thử đối chiếu sổ bằng hledger (tests/ledger/test_export.py) / the proof of the books by hledger"),
)


def fetch_programs() -> None:
    """Install what is missing where that may be done; in CI its absence is a failure, elsewhere its tests are skipped by name."""
    missing = [(command, package, skipped) for command, package, skipped in PROGRAMS if not shutil.which(command)]
    if missing and shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        wait = ("-o", "DPkg::Lock::Timeout=300")
        subprocess.call(["apt-get", "update", "-qq", *wait], stdout=subprocess.DEVNULL)
        packages = [package for _command, package, _skipped in missing]
        subprocess.call(["apt-get", "install", "-y", "-qq", "--no-install-recommends", *wait, *packages], stdout=subprocess.DEVNULL)
    for command, _package, skipped in missing:
        if not shutil.which(command):
            print(f"Không có {command}: bỏ qua {skipped}", flush=True)
            if IN_CI:
                sys.exit(f"CI=true needs {command}")


def main(arguments: list[str]) -> None:
    workers = ("-n", str(min(4, os.cpu_count() or 1))) if not any(part.startswith("-n") for part in arguments) else ()
    pytest = (sys.executable, "-m", "pytest", *workers, "--dist", "loadgroup")
    if arguments:
        step("tests", *pytest, *arguments)
        return
    fetch_programs()
    step("lint (ruff)", BIN / "ruff", "check", ".")
    step("types (mypy)", BIN / "mypy")
    step("contracts (import-linter)", BIN / "lint-imports")
    step("tests on SQLite", *pytest, "tests", TEST_ENGINE="sqlite")
    step("tests on PostgreSQL", *pytest, "tests", "--ignore=tests/browser", "--ignore=tests/architecture", TEST_ENGINE="postgresql")


main(sys.argv[1:])
