"""The commands of the program: `./manage NAME`, each also as `python -m fundapp NAME`. Importing a family hangs its commands into the group."""

from fundapp.cli import files, keys, running, users  # noqa: F401
from fundapp.cli.program import main
from fundapp.cli.running import first_administrator

__all__ = ["first_administrator", "main"]
