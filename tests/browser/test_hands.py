"""Hands on the pages: keyboard alone, typing amounts, a nervous click, a phone, a browser without JavaScript, paper."""


from playwright.sync_api import expect

from tests.browser.conftest import PHONE, Opener
from tests.demo_world import DemoWorld


def test_signing_in_by_keyboard_alone(demo: DemoWorld, context_of: Opener) -> None:
    page = context_of(None).new_page()
    page.goto("/access/sign-in")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Đến nội dung chính")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_label("Tên đăng nhập")).to_be_focused()
    page.keyboard.type("hoa")
    page.keyboard.press("Tab")
    page.keyboard.type("không phải")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_role("alert")).to_contain_text("không đúng")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type(demo.passwords["hoa"])
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Việc của tôi")


def test_a_password_can_be_looked_at(context_of: Opener) -> None:
    page = context_of(None).new_page()
    page.goto("/access/sign-in")
    page.get_by_label("Mật khẩu", exact=True).fill("bí mật")
    page.get_by_label("Hiện mật khẩu").check()
    expect(page.get_by_label("Mật khẩu", exact=True)).to_have_attribute("type", "text")


def test_keys_lead_to_search_and_through_a_list(context_of: Opener) -> None:
    page = context_of("minh").new_page()
    page.goto("/orgs/")
    page.keyboard.press("/")
    search = page.get_by_label("Tìm hộ, hồ sơ, chứng từ")
    expect(search).to_be_focused()
    expect(search).to_have_value("")
    page.keyboard.type("ben moc lan")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("ben moc lan")
    page.goto("/orgs/")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator("table.list tbody tr").nth(1).get_by_role("link")).to_be_focused()


def test_the_menu_opens_and_closes_by_keyboard_on_a_phone(context_of: Opener) -> None:
    page = context_of("minh", viewport=PHONE, has_touch=True).new_page()
    page.goto("/")
    menu = page.locator("details.drawer")
    menu.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(menu.get_by_role("link", name="Đơn vị")).to_be_visible()
    page.keyboard.press("Escape")
    expect(menu.get_by_role("link", name="Đơn vị")).to_be_hidden()
    expect(menu.locator("summary")).to_be_focused()
