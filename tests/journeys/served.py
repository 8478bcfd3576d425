"""The program served for real in a process of its own, for tests that kill it."""

import http.client
import os
import re
import socket
import time
from pathlib import Path
from urllib.parse import urlencode

from fundapp import config
from fundapp.kernel.db import Database
from tests.processes import FORKED

LONGEST_START = 90
HIDDEN = re.compile(r'name="csrf_token" value="([^"]+)"')


def serve(data: Path, url: str, key_file: Path, port: int) -> None:
    """What the process does, until it is killed."""
    from fundapp import serving

    # As `./manage run` finds its settings.
    os.environ.update(FUNDAPP_DATA=str(data), DATABASE_URL=url, FUNDAPP_SECRET=str(key_file))
    config.use(config.load())
    serving.serve(Database(url), host="127.0.0.1", port=port, say=lambda _line: None)


class Served:
    """A server over a world's database."""

    def __init__(self, settings: config.Settings, url: str) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.process = FORKED.Process(target=serve, args=(settings.data, url, settings.key_file, self.port), daemon=True)
        self.process.start()
        until = time.monotonic() + LONGEST_START
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                assert self.process.is_alive(), "the server ended while it started"
                assert time.monotonic() < until, "the server did not start in time"
                time.sleep(0.1)

    def kill(self) -> None:
        """As a power cut would: no handler, no clean-up."""
        self.process.kill()
        self.process.join(30)
        assert self.process.exitcode == -9

    def hold(self, number: int) -> list[socket.socket]:
        """Open connections as idle browsers keep them."""
        return [socket.create_connection(("127.0.0.1", self.port), 10) for _n in range(number)]

    def ask(self, method: str, path: str, cookie: str, body: dict[str, str] | None = None) -> tuple[int, http.client.HTTPMessage, str]:
        """Send one request; raises OSError or HTTPException when no whole answer comes."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
            connection.request(method, path, urlencode(body) if body is not None else None, headers)
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read().decode()
        finally:
            connection.close()

    def csrf(self, path: str, cookie: str) -> tuple[str, str]:
        """Open a page with a form; gives its csrf token and the cookie that goes with it."""
        status, headers, page = self.ask("GET", path, cookie)
        found = HIDDEN.search(page)
        assert status == 200, (status, headers.get("Location"))
        assert found is not None, f"no form on {path}"
        sent = headers.get("Set-Cookie")
        return found[1], sent.split(";", 1)[0] if sent else cookie
