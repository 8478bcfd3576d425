"""A payment list of 50 000 transfers through the pages: listed, looked through and approved, the bank's file taken, the bank's answer read, all booked.

    python -m tests.benchmarks.bench_lists [--orders 50000] [--engine sqlite|postgresql]

Beside the seconds of each step stands the longest time that one transaction held the right to write: on SQLite nobody else writes meanwhile. The bare limit is reading
and writing the same workbook with the same library and nothing else.
"""

import argparse
import io
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import xlsxwriter
from sqlalchemy import event
from webtest import Upload

from fundapp import config
from fundapp.kernel.db import Database
from fundapp.ledger import check as ledger_check
from fundapp.payments import check
from tests.benchmarks.many_transfers import EVERYTHING, prepare
from tests.client import PageClient
from tests.conftest import World
from tests.engines import make_server


class Watch:
    """How long writing transactions lasted."""

    def __init__(self, db: Database) -> None:
        self.longest, self._began = 0.0, 0.0
        event.listen(db.engine, "begin", self._begin)
        for end in ("commit", "rollback"):
            event.listen(db.engine, end, self._end)

    def _begin(self, connection: Any) -> None:
        self._began = time.perf_counter()

    def _end(self, connection: Any) -> None:
        self.longest = max(self.longest, time.perf_counter() - self._began)

    def step(self, what: str, act: Callable[[], Any]) -> Any:
        self.longest, wall, cpu = 0.0, time.perf_counter(), time.process_time()
        result = act()
        print(f"{what}: {time.perf_counter() - wall:.2f} s (processor {time.process_time() - cpu:.2f} s), longest writing {self.longest:.2f} s", flush=True)
        return result


def client_of(world: World, name: str) -> PageClient:
    made = PageClient(world.app)
    made.keep(world.app.config["SESSION_COOKIE_NAME"], world.enter(name))
    return made


def form_to(page: Any, ending: str) -> Any:
    return next(form for form in page.forms.values() if form.method.lower() == "post" and form.action.endswith(ending))


def _answer(sent: bytes) -> bytes:
    """What the bank says of each row of its file: one in a thousand refused."""
    rows = list(openpyxl.load_workbook(io.BytesIO(sent), read_only=True).active.iter_rows(values_only=True))
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"constant_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["STT", "Mã giao dịch", "Số tiền", "Trạng thái", "Lý do"])
    for place, row in enumerate(rows[1:], 1):
        said = ("Thất bại", "Tài khoản không tồn tại") if place % 1_000 == 0 else ("Thành công", "")
        sheet.write_row(place, 0, [place, row[1], row[5], *said])
    book.close()
    return stream.getvalue()


def run(db: Database, settings: config.Settings, count: int) -> None:
    """All steps, each by its own person."""
    watch = Watch(db)
    watch.step(f"{count} approved transfers made ready", lambda: prepare(db, count))
    world = World(db, settings)
    tuan, hanh, lan = (client_of(world, name) for name in ("tuan", "hanh", "lan"))
    watch.step("home page of the treasurer", lambda: lan.get("/"))
    page = watch.step("page of a new list", lambda: tuan.get("/payments/batches/new"))
    page = watch.step("list made", lambda: form_to(page, "/new").submit().follow())
    address = page.request.path
    page = watch.step("page of approval", lambda: hanh.get(f"{address}/approval"))
    page = watch.step("list looked through and approved (job)", lambda: form_to(page, "/approval").submit().follow())
    page.mustcontain("Đã duyệt, chờ ngân hàng")
    page = lan.get(address)
    noted = watch.step("file for the bank noted", lambda: form_to(page, "/file").submit())
    sent = watch.step("file for the bank made", noted.follow)
    watch.step("the list as a workbook", lambda: lan.get(f"{address}/export"))
    answer = watch.step("bare: the file read, an answer written", lambda: _answer(sent.body))
    form = form_to(lan.get(f"{address}/result"), "/result")
    form["file"] = [Upload("ket-qua.xlsx", answer)]
    page = watch.step("answer read, all of it booked (job)", lambda: form.submit().follow())
    page.mustcontain("Ngân hàng đã trả lời hết")
    watch.step("page of the list", lambda: lan.get(address))
    with db.reading(EVERYTHING) as session:
        wrong = [one.code for room in (ledger_check, check) for one in room.invariants(session) if not one.ok]
    print(f"broken invariants: {', '.join(wrong) or 'none'}")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--orders", type=int, default=50_000)
    parser.add_argument("--engine", default="sqlite")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        settings = config.use(config.Settings(data=home / "data", database_url="unused", key_file=home / "keys", run_jobs_at_once=True))
        address, stop = make_server(home / "pg") if asked.engine == "postgresql" else (f"sqlite:///{folder}/books.sqlite", lambda: None)
        db = Database(address)
        db.create_all()
        run(db, settings, asked.orders)
        db.dispose()
        stop()


if __name__ == "__main__":
    main()
