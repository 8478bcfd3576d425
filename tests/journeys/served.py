"""The program served for real in a process of its own: over a world for tests that kill it, or begun by its command as everybody begins it."""

import http.client
import io
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from fundapp import config
from fundapp.kernel.db import Database
from tests.processes import FORKED

HOME = Path(__file__).resolve().parents[2]
# Seconds; building the schema on a busy machine takes a minute.
LONGEST_START = 300
HIDDEN = re.compile(r'name="csrf_token" value="([^"]+)"')


def serve(data: Path, url: str, key_file: Path, port: int) -> None:
    """What the process does, until it is killed."""
    from fundapp import serving

    # As `./manage run` finds its settings.
    os.environ.update(FUNDAPP_DATA=str(data), DATABASE_URL=url, FUNDAPP_SECRET=str(key_file))
    config.use(config.load())
    serving.serve(Database(url), host="127.0.0.1", port=port, say=lambda _line: None)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


class Served:
    """A server over a world's database."""

    def __init__(self, settings: config.Settings, url: str) -> None:
        self.port = _free_port()
        self.process = FORKED.Process(target=serve, args=(settings.data, url, settings.key_file, self.port), daemon=True)
        self.process.start()
        self._wait(self.process.is_alive)

    def _wait(self, is_alive: Callable[[], bool]) -> None:
        """Wait until it can be asked."""
        until = time.monotonic() + LONGEST_START
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                assert is_alive(), "the server ended while it started"
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


class Commanded(Served):
    """A server that `./manage run` has begun."""

    def __init__(self, settings: config.Settings, url: str, *options: str, typed: str = "") -> None:
        self.port, told = _free_port(), config.environment(settings) | {"DATABASE_URL": url}
        settings.data.mkdir(parents=True, exist_ok=True)
        self._said = settings.data / "said"
        command = [sys.executable, "-m", "fundapp", "run", "--port", str(self.port), *options]
        with self._said.open("wb") as out:
            self.command = subprocess.Popen(command, cwd=HOME, env={**os.environ, **told}, stdin=subprocess.PIPE, stdout=out, stderr=subprocess.STDOUT)
        assert self.command.stdin is not None
        self.command.stdin.write(typed.encode())
        self.command.stdin.close()
        try:
            self._wait(lambda: self.command.poll() is None)
        except AssertionError:
            self.end()
            raise

    @property
    def said(self) -> str:
        """What it has printed so far."""
        return self._said.read_text(encoding="utf-8")

    @property
    def running_as(self) -> list[str]:
        """The command that its process really runs by now."""
        return Path(f"/proc/{self.command.pid}/cmdline").read_text(encoding="utf-8").split("\0")[1:-1]

    def end(self) -> None:
        self.command.terminate()
        self.command.wait(30)

    def send(self, path: str, cookie: str, fields: dict[str, str], content: bytes, name: str) -> str:
        """Send a form with a file; gives where it leads."""
        boundary, body = encode_multipart({**fields, "file": FileStorage(io.BytesIO(content), name)})
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request("POST", path, body, {"Cookie": cookie, "Content-Type": f"multipart/form-data; boundary={boundary}"})
            answer = connection.getresponse()
            page = answer.read().decode()
            assert answer.status == 303, page
            return answer.headers["Location"]
        finally:
            connection.close()
