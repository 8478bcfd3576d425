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
# What stands around the page's own part is one drawing for each person: it is looked at on the first page of each.
FRAME = [[".topbar"], [".side"], [".foot"]]
RUN = "([tags, out]) => axe.run({exclude: out}, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']}).then(found => found.violations)"
# A fifth row of the very same shape tells nothing new and costs as much time as the first: same elements, classes, roles and states, texts as long.
TRIM = """() => {
    const VALUES = new Set(["id", "href", "for", "name", "value", "title", "datetime", "action", "src", "d", "x", "y", "cx", "cy", "points"]);
    const named = at => at.name + (at.value ? VALUES.has(at.name) || at.name.startsWith("aria-label") || at.name === "aria-describedby" ? "" : "=" + at.value : "!");
    const shape = node => node.nodeType === Node.TEXT_NODE ? "t" + Math.min(node.data.trim().length, 5)
        : node.nodeType !== Node.ELEMENT_NODE ? ""
        : `<${node.tagName} ${[...node.attributes].map(named).sort().join(" ")}>${[...node.childNodes].map(shape).join("")}</>`;
    for (const parent of document.querySelectorAll("tbody, ul, ol, dl, select, datalist")) {
        const met = new Map();
        for (const child of [...parent.children]) {
            const kind = shape(child);
            met.set(kind, (met.get(kind) || 0) + 1);
            if (met.get(kind) > 4) child.remove();
        }
    }
}"""
CAST = sorted({name for names in PAGES.values() for name in names.split()})


def test_every_page_is_in_the_table(demo: DemoWorld) -> None:
    known = set(PAGES) | set(NO_PAGE)
    found = {rule.endpoint for rule in get_rules(demo)}
    assert found <= known, f"say in tests/addresses.py who looks at {sorted(found - known)}"
    assert known <= found, f"no such page any more, take it out of tests/addresses.py: {sorted(known - found)}"


def look(page: Page, watched: Watched, address: str, *, but: list[list[str]] | None = None) -> list[str]:
    """Give what is wrong with the page at this address; `but`: parts of it that have been looked at."""
    answer = page.goto(address)
    wrong = [] if answer and answer.status == 200 else [f"answered {answer and answer.status}"]
    page.evaluate(AXE)
    for size in (DESK, PHONE):
        page.set_viewport_size(size)
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > size["width"]:
            wrong.append(f"{wide} px wide on a screen of {size['width']}")
    page.evaluate(TRIM)
    for size in (PHONE, DESK):
        page.set_viewport_size(size)
        for violation in page.evaluate(RUN, [TAGS, but or []]):
            node = violation["nodes"][0]
            wrong.append(f"{violation['id']} at {size['width']} px, {len(violation['nodes'])} times: {node['target'][0]} {node['html'][:160]}")
    return [f"{address}: {text}" for text in [*wrong, *watched.take()]]


@pytest.mark.parametrize("username", CAST)
def test_pages_of(username: str, demo: DemoWorld, context_of: Opener) -> None:
    page = context_of(username).new_page()
    watched = Watched(page)
    wrong, seen = [], False
    for endpoint, address in visits(demo, username):
        if address is None:
            wrong.append(f"{username} can open no {endpoint} in the demo world: add such a row to it, or name somebody else in tests/addresses.py")
        else:
            wrong += look(page, watched, address, but=FRAME if seen else None)
            seen = True
    assert not wrong, "\n".join(wrong)


def test_a_fault_in_any_row_is_found(demo: DemoWorld, context_of: Opener) -> None:
    """Rows are left out by their shape alone: one that differs is looked at wherever it stands."""
    page = context_of("hoa").new_page()
    address = "/households/"
    assert not look(page, Watched(page), address)
    plant = "document.querySelector('main tbody tr:last-child td').innerHTML = '<img src=\"data:,\">'"
    page.add_init_script(f"addEventListener('DOMContentLoaded', () => {{ {plant} }})")
    found = look(page, Watched(page), address)
    assert any("image-alt" in one for one in found), found


def test_the_doorstep(demo: DemoWorld, context_of: Opener) -> None:
    page = context_of(None).new_page()
    with demo.transaction() as session:
        paper = session.scalars(select(PublicPaper).order_by(PublicPaper.id)).first()
        code = public.code_for(paper)
    for address in ("/access/sign-in", "/documents/verify", f"/documents/verify/{code}"):
        assert not look(page, Watched(page), address)
