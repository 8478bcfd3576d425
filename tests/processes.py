"""Processes of races: each is forked off one helper that has imported the program already, so that ten of them start in no time.

Forking a test's own process would take its connections and threads along; the helper has none.
"""

import multiprocessing

FORKED = multiprocessing.get_context("forkserver")
FORKED.set_forkserver_preload(["fundapp.models", "fundapp.app"])
