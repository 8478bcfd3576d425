"""Resident memory of what `make run` serves: idle over the demo world, and after 200 varied pages of four roles. Goal: 120 MB or less."""

import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import deque
from collections.abc import Iterator
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode

HOME = Path(__file__).resolve().parents[2]
WALKERS, PAGES_EACH = ("hoa", "tuan", "lan", "binh"), 50
# Seconds after which what was due tonight is done.
SETTLED = 30


def resident_mb(pid: int) -> float:
    text = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(re.search(r"VmRSS:\s+(\d+)", text)[1]) / 1024


class Walker:
    """A browser of one person, who follows every link that was not followed yet."""

    def __init__(self, site: str) -> None:
        self.site, self.opened, self.open = site, set(), urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar())).open

    def get(self, path: str) -> str:
        self.opened.add(path)
        try:
            with self.open(self.site + path, timeout=60) as answer:
                return answer.read().decode() if answer.headers.get_content_type() == "text/html" else ""
        except urllib.error.HTTPError as refused:
            return refused.read().decode()

    def sign_in(self, username: str, password: str) -> None:
        page = self.get("/access/sign-in")
        hidden = dict(re.findall(r'name="(\w+)"[^>]*value="([^"]*)"', page))
        self.open(self.site + "/access/sign-in", urlencode({**hidden, "username": username, "password": password}).encode(), timeout=60).read()

    def walk(self) -> Iterator[str]:
        """Open page after page, of each kind of address first one, then another."""
        waiting, kinds = deque(["/"]), {}
        while waiting:
            path = min(waiting, key=lambda path: kinds.get(re.sub(r"\d+", "#", path), 0))
            waiting.remove(path)
            kind = re.sub(r"\d+", "#", path)
            kinds[kind] = kinds.get(kind, 0) + 1
            page = self.get(path)
            yield path
            for link in re.findall(r'href="(/[^"#]*)"', page):
                link = link.replace("&amp;", "&")
                if not link.startswith("/static/") and link not in self.opened and link not in waiting:
                    waiting.append(link)


class Server:
    """What `make run` serves in an empty folder: it fills the demo world, prints who can sign in and begins anew, all in one process."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.site, self._said = f"http://127.0.0.1:{port}", folder / "said"
        environment = {**os.environ, "FUNDAPP_DATA": str(folder)}
        command = [sys.executable, "-m", "fundapp", "run", "--port", str(port)]
        with self._said.open("wb") as out:
            self.process = subprocess.Popen(command, cwd=HOME, env=environment, stdout=out, stderr=subprocess.STDOUT)

    def wait(self) -> dict[str, str]:
        """Wait until it serves; gives the passwords of the cast."""
        # waitress says so once it listens; the address for the browser stands there a moment earlier.
        while "Serving on" not in (said := self._said.read_text(encoding="utf-8")):
            if self.process.poll() is not None:
                sys.exit(f"the server ended while it started: {said[-2000:]}")
            time.sleep(0.2)
        return dict(re.findall(r"^  (\w+) +([\w-]{19}) ", said, re.MULTILINE))

    def tell(self, when: str) -> None:
        print(f"{when}: {resident_mb(self.process.pid):.0f} MB resident", flush=True)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        print("filling the demo world, as a first `make run` does (a minute or two)", flush=True)
        server = Server(Path(folder))
        try:
            passwords = server.wait()
            Walker(server.site).get("/access/sign-in")
            server.tell("idle server, first page served (goal: 120 MB or less)")
            time.sleep(SETTLED)
            server.tell(f"{SETTLED} s later, the work of the night done")
            for _n in range(200):
                Walker(server.site).get("/access/sign-in")
            server.tell("after the same page 200 times")
            for username in WALKERS:
                walker = Walker(server.site)
                walker.sign_in(username, passwords[username])
                for _page, _n in zip(walker.walk(), range(PAGES_EACH), strict=False):
                    pass
                server.tell(f"after {PAGES_EACH} varied pages of {username}")
        finally:
            server.process.terminate()
            server.process.wait(10)


if __name__ == "__main__":
    main()
