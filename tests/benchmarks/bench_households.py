"""The household list as officer, commune and province, against a bare Flask page served the same way in the same run.

Both run under waitress with the threads of production, each in a process of its own; a client with four kept
connections asks them in turn, round after round. Goals: at least 0.25 of the bare page at 10 000 and 1 000 000
households, growth at most 1.2, median time of one request under 30 ms.
"""

import argparse
import http.client
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
from dataclasses import dataclass, field
from pathlib import Path

from fundapp import config, models  # noqa: F401  (the whole schema)
from fundapp.kernel.db import Database
from tests.benchmarks.people import PASSWORD, fill
from tests.engines import make_server

HOME = Path(__file__).resolve().parents[2]
CONNECTIONS, ROUNDS, SECONDS = 4, 5, 1.0
HELLO = """
import sys, waitress
from flask import Flask
app = Flask("hello")
app.add_url_rule("/", "hello", lambda: "Xin chào")
waitress.serve(app, host="127.0.0.1", port=int(sys.argv[1]), threads=8, _quiet=True)
"""
SERVE = """
import sys, waitress
from pathlib import Path
from fundapp import config, serving
from fundapp.app import create_app
from fundapp.kernel.db import Database
data, url, port = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
app = create_app(config.Settings(data=data, database_url=url, key_file=data / "bench.key"))
serving.keep_loaded()
waitress.serve(app, host="127.0.0.1", port=port, threads=8, _quiet=True)
"""


@dataclass
class Target:
    """One page to ask for, and what was measured."""

    name: str
    port: int
    path: str
    cookie: str = ""
    rates: list[float] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    pid: int = 0
    work: list[float] = field(default_factory=list)

    def ask(self, connection: http.client.HTTPConnection) -> bytes:
        connection.request("GET", self.path, headers={"Cookie": self.cookie} if self.cookie else {})
        answer = connection.getresponse()
        body = answer.read()
        assert answer.status == 200, f"{self.path}: {answer.status}"
        return body

    def measure(self) -> None:
        """Ask over four connections for a second; then thirty times over one, for the time of a request."""
        counts = [0] * CONNECTIONS
        end = time.perf_counter() + SECONDS

        def asking(place: int) -> None:
            connection = http.client.HTTPConnection("127.0.0.1", self.port)
            while time.perf_counter() < end:
                self.ask(connection)
                counts[place] += 1

        threads = [threading.Thread(target=asking, args=(place,)) for place in range(CONNECTIONS)]
        start, worked = time.perf_counter(), processor_ms(self.pid)
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.rates.append(sum(counts) / (time.perf_counter() - start))
        self.work.append((processor_ms(self.pid) - worked) / sum(counts))
        connection = http.client.HTTPConnection("127.0.0.1", self.port)
        for _n in range(30):
            began = time.perf_counter()
            self.ask(connection)
            self.times.append((time.perf_counter() - began) * 1000)


def processor_ms(pid: int) -> float:
    """Processor time that a process has used, in ms: what a request costs, however busy the machine is with others."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def start(code: str, *arguments: str) -> subprocess.Popen[bytes]:
    server = subprocess.Popen([sys.executable, "-c", code, *arguments], cwd=HOME)
    port = int(arguments[-1])
    for _n in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return server
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server did not start")


def sign_in(port: int, username: str) -> str:
    """Sign in through the rendered form; gives the cookie."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", "/access/sign-in")
    answer = connection.getresponse()
    page, cookie = answer.read().decode(), (answer.getheader("Set-Cookie") or "").split(";")[0]
    tokens = dict(re.findall(r'name="(csrf_token|once_token)"[^>]*value="([^"]*)"', page))
    body = urllib.parse.urlencode({**tokens, "username": username, "password": PASSWORD})
    connection.request("POST", "/access/sign-in", body, {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie})
    answer = connection.getresponse()
    answer.read()
    assert answer.status == 303, answer.status
    cookie = (answer.getheader("Set-Cookie") or "").split(";")[0]
    # The first page puts the secret of its forms into the cookie, as in a browser.
    connection.request("GET", "/households/", headers={"Cookie": cookie})
    answer = connection.getresponse()
    answer.read()
    return (answer.getheader("Set-Cookie") or cookie).split(";")[0]


def targets_of(port: int, users: dict[str, str], rows: int) -> list[Target]:
    """The first page of each role, and a deep one where there is."""
    made = []
    for role, name in (("officer", "officer"), ("reviewer", "commune"), ("inspector", "province")):
        cookie = sign_in(port, users[role])
        first = Target(f"{name}, first page", port, "/households/", cookie)
        made.append(first)
        page = first.ask(http.client.HTTPConnection("127.0.0.1", port)).decode()
        path = None
        for _n in range(20):
            following = re.search(r'rel="next" href="([^"]+)"', page)
            if following is None:
                break
            path = following.group(1).replace("&amp;", "&")
            page = Target("", port, path, cookie).ask(http.client.HTTPConnection("127.0.0.1", port)).decode()
        if path is not None:
            made.append(Target(f"{name}, page 20 or the last", port, path, cookie))
        if rows >= 1_000_000:
            assert made[-1].path != first.path
    return made


def measure(hello: Target, targets: list[Target]) -> None:
    for target in [hello, *targets]:
        target.measure()
        target.rates.clear()
        target.times.clear()
        target.work.clear()
    for _round in range(ROUNDS):
        for target in targets:
            hello.measure()
            target.measure()


def report(engine: str, rows: int, hello: Target, targets: list[Target], earlier: dict[str, float]) -> dict[str, float]:
    bare, work = statistics.median(hello.rates), statistics.median(hello.work)
    print(f"\n{engine}, {rows:,} households. Bare Flask page: {bare:.0f}/s, median {statistics.median(hello.times):.2f} ms, {work:.2f} ms of the processor")
    print(f"  {'page':30} {'rate/s':>7} {'ratio':>6} {'growth':>7} {'median ms':>10} {'p95 ms':>8} {'processor ms':>13} {'ratio':>6}")
    medians = {}
    for target in targets:
        rate, middle = statistics.median(target.rates), statistics.median(target.times)
        medians[target.name] = rate / bare
        growth = f"{earlier[target.name] / medians[target.name]:.2f}" if target.name in earlier else ""
        late = sorted(target.times)[int(len(target.times) * 0.95)]
        costs = statistics.median(target.work)
        print(
            f"  {target.name:30} {rate:7.0f} {rate / bare:6.2f} {growth:>7} {middle:10.2f} {late:8.2f} {costs:13.2f} {work / costs:6.2f}", flush=True
        )
    return medians


def run(engine: str, url_of: "dict[int, str]", data: Path, keep: bool) -> None:
    earlier: dict[str, float] = {}
    for rows, url in sorted(url_of.items()):
        config.use(config.Settings(data=data, database_url=url, key_file=data / "bench.key"))
        db = Database(url)
        began = time.perf_counter()
        users = fill(db, rows) if not (keep and (data / f"{engine}-{rows}.done").exists()) else {r: r for r in ("officer", "reviewer", "inspector")}
        (data / f"{engine}-{rows}.done").touch()
        db.dispose()
        print(f"{engine}: {rows:,} households on file after {time.perf_counter() - began:.0f} s", flush=True)
        hello_port, port = free_port(), free_port()
        servers = [start(HELLO, str(hello_port)), start(SERVE, str(data), url, str(port))]
        try:
            hello, targets = Target("hello", hello_port, "/", pid=servers[0].pid), targets_of(port, users, rows)
            for target in targets:
                target.pid = servers[1].pid
            measure(hello, targets)
            earlier = report(engine, rows, hello, targets, earlier)
        finally:
            for server in servers:
                server.terminate()
                server.wait()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, nargs="+", default=[10_000, 1_000_000])
    parser.add_argument("--engine", choices=["sqlite", "postgresql"], nargs="+", default=["sqlite", "postgresql"])
    parser.add_argument("--data", type=Path, help="keep the filled databases in this folder and use them again")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        data = asked.data or Path(temporary)
        data.mkdir(parents=True, exist_ok=True)
        if "sqlite" in asked.engine:
            run("sqlite", {rows: f"sqlite:///{data / f'{rows}.sqlite'}" for rows in asked.rows}, data, asked.data is not None)
        if "postgresql" in asked.engine:
            server, stop = make_server(data / "pg")
            try:
                run("postgresql", {rows: _database(server, rows, data) for rows in asked.rows}, data, asked.data is not None)
            finally:
                stop()


def _database(server: str, rows: int, data: Path) -> str:
    from sqlalchemy import create_engine, text

    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        if not (data / f"postgresql-{rows}.done").exists():
            connection.execute(text(f"CREATE DATABASE bench_{rows}"))
    engine.dispose()
    return server.replace("/postgres?", f"/bench_{rows}?", 1)


if __name__ == "__main__":
    main()
