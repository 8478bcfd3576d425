"""What the trail says of a page that was refused: in whose line of the menu it lies, never its name in the program."""

from typing import Any

import pytest

from fundapp.access.views.trail import label_of
from tests.conftest import World

REFUSED = (
    ("/ledger/charts/1/codes", "ledger.codes", "Quỹ và sổ quỹ"),
    ("/access/trail", "access.trail", "Nhật ký thao tác"),
    ("/cash", "cash.listing", "Tiền mặt và kiểm kê"),
)


@pytest.mark.parametrize(("address", "endpoint", "label"), REFUSED)
def test_a_refused_page_is_named_as_the_menu_names_it(world: World, client: Any, address: str, endpoint: str, label: str) -> None:
    client("hoa").get(address, status=403)
    page = client("binh").get("/access/trail")
    row = next(row for row in page.html.select("tbody tr") if "Mở trang không có quyền" in row.text)
    assert endpoint not in row.text
    assert row.select("td")[-1].text.strip() == f"trang {label}"


def test_a_page_that_is_no_more_is_not_named(world: World) -> None:
    with world.app.test_request_context():
        assert label_of("gone.page") is None
        assert label_of("") is None
