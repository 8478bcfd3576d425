"""Serve the app with waitress, its static files from whitenoise, its jobs from a thread."""

import ctypes
import gc
import logging
import os
import select
from collections.abc import Callable
from pathlib import Path

import waitress
from flask import Flask
from whitenoise import WhiteNoise

from fundapp import config
from fundapp.app import create_app
from fundapp.kernel.db import Database

STATIC = Path(__file__).resolve().parent.parent / "static"
YEAR = 365 * 24 * 3600
# glibc's numbers of what `mallopt` sets, with our values: two heaps instead of one for each thread, and big blocks (a verified password
# needs 19 MB) taken from the system and given back, also after the first, which would otherwise raise the limit for all that follow.
MALLOC = {-8: 2, -3: 512 * 1024, -1: 1024 * 1024}
RUBBISH = (10_000, 10, 10)
# A browser keeps six connections open. waitress lets in a hundred unless told: sixteen people, and the seventeenth waits for a minute or two.
# More need the machine's limit of open files raised (systemd: LimitNOFILE) beside this one.
CONNECTIONS, IDLE_SECONDS = 800, 60


def serve(db: Database, *, host: str, port: int, say: Callable[[str], None]) -> None:
    """Serve until stopped."""
    _be_thrifty()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("huey").setLevel(logging.WARNING)
    app = create_app(db=db)
    # Each connection of SQLite keeps the schema with its triggers, 3.5 MB: what starting has asked leaves none behind.
    db.dispose()
    app.jobs.consume()
    site = with_static(app)
    keep_loaded()
    say(f"\nMở trình duyệt: http://{host}:{port}   (Ctrl+C để dừng)")
    proxy = config.current().trusted_proxy
    behind = {"trusted_proxy": proxy, "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-proto"}} if proxy else {}
    waitress.serve(
        site, host=host, port=port, threads=8, ident=None, clear_untrusted_proxy_headers=True, connection_limit=CONNECTIONS,
        channel_timeout=IDLE_SECONDS, asyncore_use_poll=hasattr(select, "poll"), **behind,
    )


def with_static(app: Flask) -> WhiteNoise:
    """Put the static files before the app. Their addresses carry a hash of their content, so a browser may keep them for a year."""
    return WhiteNoise(app, root=str(STATIC), prefix="static/", max_age=YEAR)


def keep_loaded() -> None:
    """Leave what is loaded by now out of every later collection of rubbish: none of them makes a page wait a fifth of a second."""
    gc.collect()
    gc.freeze()
    # A page of fifty rows makes some thousands of things and throws them away again: Python would look for rubbish thrice a page.
    gc.set_threshold(*RUBBISH)
    if (give_back := _of_the_c_library("malloc_trim")) is not None:
        give_back(0)


def _be_thrifty() -> None:
    """Let memory that is free go back to the machine, where the C library knows how (glibc)."""
    if (set_option := _of_the_c_library("mallopt")) is not None:
        for option, value in MALLOC.items():
            set_option(option, value)


def _of_the_c_library(name: str) -> Callable[..., int] | None:
    """A function of glibc; None where there is none of that name."""
    return getattr(ctypes.CDLL(None), name, None) if os.name == "posix" else None
