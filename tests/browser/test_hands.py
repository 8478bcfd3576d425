"""Hands on the pages: keyboard alone, typing amounts, a nervous click, a phone, a browser without JavaScript, paper."""


import io

from playwright.sync_api import Page, expect
from pypdf import PdfReader
from sqlalchemy import select

from fundapp.bank.models import Settlement
from tests.browser.conftest import PHONE, Opener
from tests.conftest import EVERYTHING
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


def test_a_long_menu_shows_where_one_is_and_stays_there(context_of: Opener) -> None:
    page = context_of("tuan").new_page()
    page.set_viewport_size({"width": 1280, "height": 600})
    in_sight = """() => {
        const nav = document.querySelector(".side .nav"), here = nav.querySelector("[aria-current=page]");
        const [outer, inner] = [nav, here].map((one) => one.getBoundingClientRect());
        return inner.top >= outer.top && inner.bottom <= outer.bottom;
    }"""
    page.goto("/ledger/reports")
    assert page.evaluate(in_sight)
    place = page.evaluate("document.querySelector('.side .nav').scrollTop")
    assert place > 0
    page.goto("/payments")
    assert page.evaluate("document.querySelector('.side .nav').scrollTop") == place
    page.set_viewport_size({"width": 390, "height": 600})
    page.locator("details.drawer > summary").click()
    page.wait_for_function("document.querySelector('.drawer .nav').scrollTop > 0")


def test_an_amount_is_grouped_and_said_in_words(context_of: Opener) -> None:
    page = context_of("hoa").new_page()
    page.goto("/households/new")
    amount = page.get_by_label("Thu nhập bình quân")
    words = page.locator(f"[data-money-words='{amount.get_attribute('id')}']")
    amount.press_sequentially("1500000")
    expect(amount).to_have_value("1.500.000")
    expect(words).to_have_text("Một triệu năm trăm nghìn đồng chẵn")
    amount.press("Backspace")
    expect(amount).to_have_value("150.000")
    amount.fill("")
    amount.press_sequentially("2,5 tr")
    expect(amount).to_have_value("2,5 tr")
    expect(words).to_have_text("Hai triệu năm trăm nghìn đồng chẵn")
    amount.fill("")
    amount.press_sequentially("1.5")
    expect(words).to_have_text("")


def fill_household(page: Page, name: str) -> None:
    page.goto("/households/new")
    page.get_by_label("Họ và tên").fill(name)
    day = page.get_by_label("Ngày khai")
    day.fill("01112026")
    day.blur()
    expect(day).to_have_value("01/11/2026")


def test_a_nervous_double_click_sends_once(context_of: Opener) -> None:
    page = context_of("hoa").new_page()
    fill_household(page, "Cù Thị Bấm Đúp")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.get_by_role("button", name="Đăng ký hộ").dblclick(no_wait_after=True)
    expect(page.get_by_role("heading", level=1)).to_have_text("Cù Thị Bấm Đúp")
    assert len(sent) == 1
    page.goto("/households/?q=bam+dup")
    expect(page.locator("table.list tbody tr")).to_have_count(1)


def test_mistakes_are_told_on_top_and_on_the_field(context_of: Opener) -> None:
    page = context_of("hoa").new_page()
    fill_household(page, "")
    page.get_by_role("button", name="Đăng ký hộ").click()
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    summary.get_by_role("link").first.click()
    name = page.get_by_label("Họ và tên")
    expect(name).to_be_focused()
    expect(name).to_have_attribute("aria-invalid", "true")
    described = name.get_attribute("aria-describedby") or ""
    assert "-error" in described


def test_without_javascript_everything_still_works(demo: DemoWorld, context_of: Opener) -> None:
    page = context_of(None, java_script_enabled=False, viewport=PHONE).new_page()
    page.goto("/access/sign-in")
    expect(page.get_by_text("Hiện mật khẩu")).to_be_hidden()
    page.get_by_label("Tên đăng nhập").fill("hoa")
    page.get_by_label("Mật khẩu", exact=True).fill(demo.passwords["hoa"])
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Việc của tôi")
    menu = page.locator("details.drawer")
    menu.locator("summary").click()
    menu.get_by_role("link", name="Hộ gia đình").click()
    page.get_by_role("link", name="Đăng ký hộ", exact=True).click()
    page.get_by_label("Họ và tên").fill("Mai Thị Không Mã")
    page.get_by_label("Ngày khai").fill("1/11/2026")
    page.get_by_role("button", name="Đăng ký hộ").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mai Thị Không Mã")
    page.locator("details.usermenu summary").click()
    page.get_by_role("button", name="Đăng xuất").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Đăng nhập")


def test_tables_become_cards_on_a_phone(context_of: Opener) -> None:
    page = context_of("minh", viewport=PHONE).new_page()
    page.goto("/households/")
    row = page.locator("table.list tbody tr").first
    assert row.evaluate("row => getComputedStyle(row).display") == "block"
    cell = row.locator("td[data-label]:visible").first
    assert cell.evaluate("cell => getComputedStyle(cell, '::before').content") == f'"{cell.get_attribute("data-label")}"'
    targets = page.locator("main a:visible, main button:visible").evaluate_all(
        "all => all.filter(one => one.matches('.button, th a') && one.getBoundingClientRect().height < 24).map(one => one.textContent)"
    )
    assert not targets


def printed(page: Page) -> list[str]:
    """The text of each page of what the browser prints."""
    return [sheet.extract_text() for sheet in PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages]


def test_a_word_without_end_stays_on_the_phone(context_of: Opener) -> None:
    page = context_of("quantri", viewport=PHONE).new_page()
    page.goto("/access/trail")
    for cell in ("th[scope=row]", "td[data-label] > *", "td[data-label]:not(:has(*))"):
        page.evaluate("cell => { document.querySelector(`tbody ${cell}`).textContent = 'm'.repeat(90) }", cell)
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


def test_a_case_prints_without_what_can_only_be_clicked(context_of: Opener) -> None:
    page = context_of("tuan").new_page()
    page.goto("/housing/?view=all&state=approved")
    page.locator("table.list tbody th a").first.click()
    title = page.get_by_role("heading", level=1).inner_text()
    sheets = printed(page)
    assert 1 <= len(sheets) <= 4
    assert all(len(sheet) > 80 for sheet in sheets), "an empty sheet is printed"
    assert " ".join(title.split()) in " ".join(sheets[0].split())
    text = " ".join(sheets)
    for word in ("Việc của tôi", "Đăng xuất", "Tìm hộ", "Trả lại"):
        assert word not in text, f"“{word}” is printed"
    # What is folded on the screen stands on paper.
    assert "Đang là đoàn viên công đoàn" in text


def test_a_fund_prints_on_one_sheet_with_its_figures(context_of: Opener) -> None:
    page = context_of("tuan").new_page()
    page.goto("/ledger")
    page.locator("table.list tbody th a").first.click()
    name = page.get_by_role("heading", level=1).inner_text()
    free = page.locator(".meter-main dd").first.inner_text().split()[0]
    sheets = printed(page)
    assert len(sheets) <= 3
    assert name in sheets[0]
    assert free in sheets[0]
    assert "Việc của tôi" not in " ".join(sheets)


def test_cash_is_counted_on_a_phone(context_of: Opener) -> None:
    page = context_of("lan", viewport=PHONE, has_touch=True).new_page()
    page.goto("/cash")
    page.locator("table.list tbody th a").first.click()
    page.get_by_role("link", name="Kiểm kê quỹ", exact=True).click()
    largest, second = page.get_by_label("500.000"), page.get_by_label("200.000")
    assert largest.get_attribute("inputmode") == "numeric"
    assert largest.evaluate("field => field.getBoundingClientRect().height") >= 44
    total = page.locator("[data-notes-total]")
    largest.press_sequentially("3")
    expect(total).to_have_text("1.500.000")
    # Enter is the key of the number pad that leads on; it sends nothing.
    largest.press("Enter")
    expect(second).to_be_focused()
    second.press_sequentially("12")
    expect(total).to_have_text("3.900.000")
    page.get_by_label("Tiền lẻ, tiền xu").press_sequentially("15300")
    expect(total).to_have_text("3.915.300")
    assert page.evaluate("document.querySelector('.note-total').getBoundingClientRect().bottom <= window.innerHeight")
    second.fill("-4")
    expect(total).to_have_text("1.515.300")
    page.get_by_role("button", name="Ghi số đếm").click()
    expect(page.get_by_role("alert")).to_contain_text("Hãy nhập một số nguyên")
    expect(largest).to_have_value("3")


def test_cash_is_counted_without_javascript(context_of: Opener) -> None:
    page = context_of("lan", java_script_enabled=False, viewport=PHONE).new_page()
    page.goto("/cash")
    page.locator("table.list tbody th a").first.click()
    page.get_by_role("link", name="Kiểm kê quỹ", exact=True).click()
    page.get_by_label("500.000").fill("3")
    page.get_by_label("Tiền lẻ, tiền xu").fill("15.300")
    page.get_by_role("button", name="Ghi số đếm").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Biên bản kiểm kê số")
    expect(page.locator(".trio")).to_contain_text("1.515.300")


def test_the_bench_of_statements_by_keys_alone(demo: DemoWorld, context_of: Opener) -> None:
    with demo.db.reading(EVERYTHING) as session:
        box_id = session.scalars(select(Settlement.box_id).where(Settlement.state == "proposed")).first()
    page = context_of("lan").new_page()
    page.goto(f"/bank/accounts/{box_id}/matching")
    boxes = page.locator("[data-pick] input[type=checkbox]:not(:disabled)")
    for box in boxes.all():
        box.set_checked(False)
    page.evaluate("document.activeElement.blur()")
    for key, place in (("j", 0), ("j", 1), ("k", 0)):
        page.keyboard.press(key)
        expect(boxes.nth(place)).to_be_focused()
    page.keyboard.press("Space")
    expect(boxes.nth(0)).to_be_checked()
    expect(page.locator("[data-pick-count]")).to_have_text("Đã chọn 1")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Đã xác nhận 1 khoản khớp")).to_be_visible()
