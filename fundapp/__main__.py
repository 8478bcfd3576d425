"""`python -m fundapp NAME`: the commands of the program.

What serves begins once more without docstrings and asserts, before anything is loaded: nobody reads them there, and they cost it 6 MB.
"""

import os
import sys

if sys.argv[1:2] == ["run"] and not sys.flags.optimize and os.name == "posix":
    os.execv(sys.executable, [sys.executable, "-OO", *sys.orig_argv[1:]])  # noqa: S606  (this very command)

from fundapp.cli import main

main()
