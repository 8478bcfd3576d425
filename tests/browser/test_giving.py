"""The giving day on a phone without a connection: ticks are kept, the page is loaded anew, and each is sent once."""

from playwright.sync_api import expect
from sqlalchemy import select

from fundapp.gifts import service
from fundapp.gifts.models import GiftMark, GiftRow
from tests.browser.conftest import PHONE, Opener
from tests.conftest import EVERYTHING
from tests.demo_world import DemoWorld
from tests.gifts.story import DAY, Story, person

NAMES = 20


def test_twenty_ticks_without_a_connection_count_once_each(demo: DemoWorld, context_of: Opener) -> None:
    with demo.transaction() as session:
        story = Story(demo, session, "tet-thu")
        people = [person(number, full_name=f"Trần Thị Mẫu {number:02d}") for number in range(NAMES)]
        campaign = story.opened()
        service.pass_down(
            session, campaign.lines[0], unit=demo.unit("LDLD-NB", session), given={demo.units["CDCS-BML"]: NAMES}, by=story.actor("minh"), on=DAY
        )
        list_id = story.giving(story.listed(*people, campaign=campaign)).id
    context = context_of("hoa", viewport=PHONE, has_touch=True)
    page = context.new_page()
    page.goto(f"/gifts/giving/{list_id}")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    cards = page.locator(".giving-row")
    expect(cards).to_have_count(NAMES)
    expect(page.locator("html")).to_have_attribute("data-kept", "yes")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    context.set_offline(True)
    for number in range(NAMES):
        cards.nth(number).get_by_role("button", name="Đã nhận", exact=True).click()
    expect(page.locator("p[data-kept]")).to_contain_text(f"{NAMES} lượt đánh dấu đang giữ trên máy này")
    # Loaded anew without a connection the page is still there, with what waits.
    page.reload()
    expect(cards).to_have_count(NAMES)
    expect(page.locator("p[data-kept]")).to_contain_text(f"{NAMES} lượt đánh dấu đang giữ trên máy này")
    # The page is lost before anything could be sent; the phone finds a connection again.
    page.close()
    context.set_offline(False)
    page = context.new_page()
    page.goto(f"/gifts/giving/{list_id}")
    expect(page.locator("p[data-kept]")).to_be_hidden()
    page.reload()
    expect(page.locator(".giving-counts")).to_contain_text(f"Đã nhận {NAMES}")
    # What is looked for is found on the phone itself.
    page.get_by_label("Tên, số thứ tự hoặc 3 số cuối CCCD").fill("mẫu 07")
    expect(page.locator(".giving-row:visible")).to_have_count(1)
    with demo.db.reading(EVERYTHING) as session:
        marks = session.execute(select(GiftMark.row_id, GiftMark.outcome, GiftMark.number).where(GiftMark.list_id == list_id)).all()
        rows = set(session.scalars(select(GiftRow.id).where(GiftRow.list_id == list_id)))
    assert len(marks) == NAMES
    assert {mark.row_id for mark in marks} == rows
    assert {(mark.outcome, mark.number) for mark in marks} == {("received", 1)}
