"""The page of somebody who must first set an own password: without a menu it has the whole width of the window."""

from fundapp.access.models import User
from fundapp.access.service import set_password
from fundapp.kernel import clock
from tests.browser.conftest import DESK, PHONE, Opener
from tests.conftest import PASSWORD, _passwords
from tests.demo_world import DemoWorld


def test_the_forced_page_is_not_squeezed_into_the_column_of_the_menu(demo: DemoWorld, context_of: Opener) -> None:
    with demo.transaction() as session:
        user = session.get_one(User, demo.users["hoa"])
        set_password(session, user, password_hash=_passwords()["hoa"], by=None, must_change=True, now=clock.now())
    for size, narrowest in ((DESK, 900), (PHONE, 340)):
        page = context_of(None, viewport=size).new_page()
        page.goto("/access/sign-in")
        page.fill("input[name=username]", "hoa")
        page.fill("input[name=password]", PASSWORD)
        page.click("button[type=submit]")
        page.wait_for_url("**/access/password")
        box = page.locator("main").bounding_box()
        assert box is not None
        assert box["width"] >= narrowest
        assert page.locator("text=Hãy đặt mật khẩu của riêng bạn").is_visible()
