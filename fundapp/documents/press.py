"""The printing child: prints one long paper under limits of its own, so that its memory goes back to the machine.

Started as `python -m fundapp.documents.press LAYOUT`; the data come in as JSON, the PDF goes out. It knows no database and no key.
"""

import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

from fundapp.documents import papers

MEMORY = 3 * 1024 * 1024 * 1024
CPU_SECONDS = 60
HOME = Path(__file__).resolve().parents[2]


def render_apart(template_name: str, data: dict[str, Any]) -> bytes:
    """Print a paper as `papers.render` does, in a process of its own."""
    done = subprocess.run(  # noqa: S603  (our own interpreter, and the name of a layout)
        [sys.executable, "-m", "fundapp.documents.press", template_name], input=papers.as_text(data).encode(), capture_output=True, cwd=HOME, check=False,
        timeout=4 * CPU_SECONDS,
    )
    if done.returncode:
        raise RuntimeError(f"the printing child ended with {done.returncode}: {done.stderr[-500:].decode(errors='replace')}")
    return done.stdout


def main(template_name: str) -> None:
    """Print what comes in."""
    for what, amount in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, CPU_SECONDS), (resource.RLIMIT_CORE, 0)):
        resource.setrlimit(what, (amount, amount))
    sys.stdout.buffer.write(papers.render_text(template_name, sys.stdin.buffer.read().decode()))


if __name__ == "__main__":
    main(sys.argv[1])
