"""A command in a process of its own knows every room, whatever it imports itself: else keys would be given up that rows still bear."""

import os
import subprocess
import sys
from pathlib import Path

from fundapp import models  # noqa: F401  (every room, to compare with)
from fundapp.kernel.db.resealing import places
from fundapp.kernel.db.triggers import expected_triggers

HOME = Path(__file__).resolve().parents[2]
ASKED = """
import fundapp.cli.keys
from fundapp.cli import program
program.schema.migrate = lambda db: None
program.database()
from fundapp.kernel.db.resealing import places
from fundapp.kernel.db.triggers import expected_triggers
print(len(places()), len(expected_triggers("sqlite")))
"""


def test_a_command_that_opens_the_database_knows_every_sealed_column_and_trigger(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", ASKED], cwd=HOME, env={**os.environ, "FUNDAPP_DATA": str(tmp_path)}, capture_output=True, text=True, check=True, timeout=60
    )
    assert [int(number) for number in done.stdout.split()] == [len(places()), len(expected_triggers("sqlite"))]
