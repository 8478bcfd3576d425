"""The unit's own giấy đề nghị thanh toán: what it says, on one sheet, for whoever sees the order."""

import io
from typing import Any

from pypdf import PdfReader

from tests.payments.decided import act, decide, make


def test_it_says_whom_what_and_out_of_what(world: Any, client: Any) -> None:
    order = make(world, decide(world))
    act(world, order, "check_order", "hanh")
    read = PdfReader(io.BytesIO(client("lan").get(f"/payments/{order.id}/request.pdf").body))
    said = "".join(page.extract_text() for page in read.pages)
    assert len(read.pages) == 1
    for part in ("GIẤY ĐỀ NGHỊ THANH TOÁN", order.code, "Nguyễn Thị Hường", "40.000.000", "Bốn mươi triệu đồng chẵn", "30.000.000", "Nguyễn Mỹ Hạnh", "Tiền mặt"):
        assert part in said, part
    client("son").get(f"/payments/{order.id}/request.pdf", status=404)
