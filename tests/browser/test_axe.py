"""Every page, as one who may open it, on a phone and on a desk: no WCAG 2.2 A or AA violation, no complaint of the browser, nothing sideways."""

from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Page
from sqlalchemy import select

from fundapp.documents import public
from fundapp.documents.models import PublicPaper
from tests.addresses import NO_PAGE, PAGES, get_rules, visits
from tests.browser.conftest import DESK, PHONE, Opener, Watched
from tests.demo_world import DemoWorld

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RUN = "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']}).then(found => found.violations)"
CAST = sorted({name for names in PAGES.values() for name in names.split()})


def test_every_page_is_in_the_table(demo: DemoWorld) -> None:
    known = set(PAGES) | set(NO_PAGE)
    found = {rule.endpoint for rule in get_rules(demo)}
    assert found <= known, f"say in tests/addresses.py who looks at {sorted(found - known)}"
    assert known <= found, f"no such page any more, take it out of tests/addresses.py: {sorted(known - found)}"


def look(page: Page, watched: Watched, address: str) -> list[str]:
    """Give what is wrong with the page at this address."""
    answer = page.goto(address)
    wrong = [] if answer and answer.status == 200 else [f"answered {answer and answer.status}"]
    page.evaluate(AXE)
    for size in (PHONE, DESK):
        page.set_viewport_size(size)
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > size["width"]:
            wrong.append(f"{wide} px wide on a screen of {size['width']}")
        for violation in page.evaluate(RUN, TAGS):
            node = violation["nodes"][0]
            wrong.append(f"{violation['id']} at {size['width']} px, {len(violation['nodes'])} times: {node['target'][0]} {node['html'][:160]}")
    return [f"{address}: {text}" for text in [*wrong, *watched.take()]]


@pytest.mark.parametrize("username", CAST)
def test_pages_of(username: str, demo: DemoWorld, context_of: Opener) -> None:
    page = context_of(username).new_page()
    watched = Watched(page)
    wrong = []
    for endpoint, address in visits(demo, username):
        if address is None:
            wrong.append(f"{username} can open no {endpoint} in the demo world: add such a row to it, or name somebody else in tests/addresses.py")
        else:
            wrong += look(page, watched, address)
    assert not wrong, "\n".join(wrong)


def test_the_doorstep(demo: DemoWorld, context_of: Opener) -> None:
    page = context_of(None).new_page()
    with demo.transaction() as session:
        paper = session.scalars(select(PublicPaper).order_by(PublicPaper.id)).first()
        code = public.code_for(paper)
    for address in ("/access/sign-in", "/documents/verify", f"/documents/verify/{code}"):
        assert not look(page, Watched(page), address)
