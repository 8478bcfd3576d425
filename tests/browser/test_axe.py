"""Every page, as one who may open it, on a phone and on a desk: no WCAG 2.2 A or AA violation, no complaint of the browser, nothing sideways."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, ViewportSize
from sqlalchemy import select

from fundapp.documents import public
from fundapp.documents.models import PublicPaper
from tests.addresses import NO_PAGE, PAGES, get_rules, visits
from tests.browser.conftest import AXE_ADDRESS, DESK, PHONE, Opener, Watched
from tests.demo_world import DemoWorld

LOOKING = (Path(__file__).parent / "looking.js").read_text("utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# What stands around the page's own part is one drawing for each person: it is looked at on the first page of each.
FRAME = [[".topbar"], [".side"], [".foot"]]
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
    page.evaluate(LOOKING)
    for size in (DESK, PHONE):
        _resize(page, size)
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > size["width"]:
            wrong.append(f"{wide} px wide on a screen of {size['width']}")
    page.evaluate("prepareLooking", AXE_ADDRESS)
    for size in (PHONE, DESK):
        _resize(page, size)
        for violation in page.evaluate("([tags, out]) => lookThrough(tags, out)", [TAGS, but or []]):
            node = violation["nodes"][0]
            wrong.append(f"{violation['id']} at {size['width']} px, {len(violation['nodes'])} times: {node['target'][0]} {node['html'][:160]}")
    return [f"{address}: {text}" for text in [*wrong, *watched.take()]]


def _resize(page: Page, size: ViewportSize) -> None:
    if page.viewport_size != size:
        page.set_viewport_size(size)


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


@pytest.mark.parametrize(
    ("rule", "plant"), [("image-alt", """cell.innerHTML = '<img src="data:,">'"""), ("color-contrast", "cell.style.color = '#bbb'")],
    ids=["picture", "pale"],
)
def test_a_fault_in_any_row_is_found(rule: str, plant: str, demo: DemoWorld, context_of: Opener) -> None:
    """Rows are left out by their shape alone, texts by their looks: one that differs is looked at wherever it stands."""
    page = context_of("hoa").new_page()
    address = "/households/"
    assert not look(page, Watched(page), address)
    page.add_init_script(f"addEventListener('DOMContentLoaded', () => {{ const cell = document.querySelector('main tbody tr:last-child td'); {plant}; }})")
    found = look(page, Watched(page), address)
    assert any(rule in one for one in found), found


def test_the_doorstep(demo: DemoWorld, context_of: Opener) -> None:
    page = context_of(None).new_page()
    with demo.transaction() as session:
        paper = session.scalars(select(PublicPaper).order_by(PublicPaper.id)).first()
        code = public.code_for(paper)
    for address in ("/access/sign-in", "/documents/verify", f"/documents/verify/{code}"):
        assert not look(page, Watched(page), address)
