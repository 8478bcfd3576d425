"""Resident memory of the idle server over the demo world, and after 200 varied pages of four roles. Goal: 120 MB or less."""

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


def main() -> None:
    with socket.socket() as free, tempfile.TemporaryDirectory() as folder:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        environment = {**os.environ, "FUNDAPP_DATA": os.environ.get("BENCH_DATA", folder)}
        said = subprocess.run([sys.executable, "-m", "fundapp", "demo"], cwd=HOME, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout
        passwords = dict(re.findall(r"^  (\w+) +([\w-]{19}) ", said, re.MULTILINE))
        command = [sys.executable, "-m", "fundapp", "run", "--port", str(port)]
        server = subprocess.Popen(command, cwd=HOME, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            site = f"http://127.0.0.1:{port}"
            for _n in range(100):
                try:
                    Walker(site).get("/access/sign-in")
                    break
                except OSError:
                    time.sleep(0.2)
            print(f"idle server, first page served: {resident_mb(server.pid):.0f} MB resident")
            for _n in range(200):
                Walker(site).get("/access/sign-in")
            print(f"after the same page 200 times: {resident_mb(server.pid):.0f} MB resident (goal: 120 MB or less)")
            for username in WALKERS:
                walker = Walker(site)
                walker.sign_in(username, passwords[username])
                for _page, _n in zip(walker.walk(), range(PAGES_EACH), strict=False):
                    pass
                print(f"after {PAGES_EACH} varied pages of {username}: {resident_mb(server.pid):.0f} MB resident")
        finally:
            server.terminate()
            server.wait(10)


if __name__ == "__main__":
    main()
