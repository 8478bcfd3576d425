"""Locks hold names, versions and hashes, and no address of any registry."""

import subprocess
from pathlib import Path

HOME = Path(__file__).resolve().parents[2]
LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-uv.lock")


def test_locks_hold_no_address() -> None:
    for lock in LOCKS:
        text = (HOME / lock).read_text(encoding="utf-8")
        assert "://" not in text
        assert "--hash=sha256:" in text


def test_every_pinned_package_has_a_hash() -> None:
    for lock in LOCKS:
        entries = (HOME / lock).read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
        bare = [line for line in entries if "==" in line and "--hash" not in line]
        assert not bare


def test_tracked_files_name_no_machine() -> None:
    words = ["/wo" + "rk/", "/ro" + "ot/", "index-" + "url"]
    found = subprocess.run(
        ["git", "grep", "-lIE", "|".join(words), "--", ".", ":!static/vendor", ":!tests/architecture"], cwd=HOME, capture_output=True, text=True, check=False
    )
    assert not found.stdout.split(), f"these files name a path of one machine: {found.stdout}"
