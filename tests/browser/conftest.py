"""A real Chromium over the demo world, served from this process. Without Chromium these tests are skipped by name, with CI=true they fail."""

import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, ViewportSize
from werkzeug.serving import WSGIRequestHandler, make_server

from fundapp.serving import with_static
from tests.conftest import ENGINE
from tests.demo_world import DemoWorld, Filled, filled  # noqa: F401  (a fixture)

# The one without windows, where it is installed, costs a quarter less a page.
KNOWN = (Path("/usr/bin/chromium-headless-shell"), Path("/usr/bin/chromium"))
CHROMIUM = Path(os.environ["CHROMIUM"]) if "CHROMIUM" in os.environ else next((path for path in KNOWN if path.exists()), KNOWN[-1])
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--disable-dev-shm-usage",
]
HERE = Path(__file__).parent
PHONE, DESK = ViewportSize(width=390, height=844), ViewportSize(width=1280, height=900)
AXE_ADDRESS = "/axe/axe.min.js"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    reason = None
    if ENGINE != "sqlite":
        reason = "the pages are the same on both engines; they are looked at once, on SQLite"
    elif not CHROMIUM.exists() and os.environ.get("CI") != "true":
        reason = f"no browser at {CHROMIUM}: apt-get install chromium, or name one with CHROMIUM=…"
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if reason:
                item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    if not CHROMIUM.exists():
        pytest.fail(f"CI needs a browser at {CHROMIUM}: apt-get install chromium")
    return {"executable_path": str(CHROMIUM), "args": FLAGS}


@pytest.fixture(scope="module")
def demo(filled: Filled, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoWorld]:  # noqa: F811
    world = filled.copy(tmp_path_factory.mktemp("browser"))
    world.begin_draft()
    yield world
    filled.templates.drop(world.db)


class Keeping(WSGIRequestHandler):
    """Connections stay open from page to page, as they do where the program is really served."""

    protocol_version = "HTTP/1.1"


@pytest.fixture(scope="module")
def site(demo: DemoWorld) -> Iterator[str]:
    """The address at which the demo world is served; what a browser may keep it keeps."""
    files = with_static(demo.app)
    files.add_files(str(Path(axe_playwright_python.__file__).parent), prefix=AXE_ADDRESS.rpartition("/")[0])
    server = make_server("127.0.0.1", 0, files, threaded=True, request_handler=Keeping)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


class Watched:
    """What the browser complained about on a page: console errors (refused by the CSP among them), exceptions, lost files."""

    def __init__(self, page: Page) -> None:
        self.complaints: list[str] = []
        page.on("console", self._console)
        page.on("pageerror", lambda problem: self.complaints.append(f"exception: {problem}"))
        page.on("requestfailed", self._lost)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"console {message.type}: {message.text}")

    def _lost(self, request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":
            self.complaints.append(f"lost: {request.url} {request.failure}")

    def take(self) -> list[str]:
        taken, self.complaints = self.complaints, []
        return taken


Opener = Callable[..., BrowserContext]


@pytest.fixture(scope="module")
def context_of(browser: Browser, site: str, demo: DemoWorld) -> Iterator[Opener]:
    """Open a context of the cast, signed in as somebody by the cookie of a session: context_of("hoa", viewport=PHONE)."""
    opened: list[BrowserContext] = []

    def open_context(username: str | None, **options: Any) -> BrowserContext:
        given = {"locale": "vi-VN", "timezone_id": "Asia/Ho_Chi_Minh", "viewport": DESK, "base_url": site, **options}
        context = browser.new_context(**given)
        context.set_default_timeout(10_000)
        opened.append(context)
        if username:
            cookies = demo.client(username).cookies
            context.add_cookies([{"name": name, "value": value.strip('"'), "url": site} for name, value in cookies.items()])
        return context

    yield open_context
    for context in opened:
        context.close()
