"""The printed decision on many households after one disaster, with their list. Papers are always Vietnamese. Pure."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from fundapp.cases.paper import authority_of
from fundapp.kernel.days import day_text
from fundapp.kernel.money import dong, in_words


class Line(NamedTuple):
    """One household of the list: who, where, which case, how many đồng."""

    name: str
    address: str
    code: str
    amount: int


def disaster_paper(
    *, superior: str, body: str, place: str, on: date, number: str, summary: str, title: str, source: str, regulation: str, own_unit: str,
    lines: Sequence[Line], funds: Sequence[tuple[str, int]], reason: str, signer: str, signer_title: str,
) -> dict[str, Any]:
    """Lay out one decision with the households of one unit in its list."""
    behalf, _slash, post = signer_title.partition("/")
    amount = sum(line.amount for line in lines)
    grounds = ["Căn cứ Điều lệ Công đoàn Việt Nam", *([f"Căn cứ {regulation}"] if regulation else []), f"Căn cứ {source} về thiệt hại do {title}"]
    grounds += [f"Xét ý kiến: {reason}"] if reason else []
    articles = [
        (f"Trợ cấp khẩn cấp {dong(len(lines))} hộ gia đình đoàn viên của {own_unit} bị thiệt hại do {title} (có danh sách kèm theo), tổng số tiền "
        f"{dong(amount)} đồng (Bằng chữ: {in_words(amount)}). Kinh phí lấy từ các nguồn quỹ sau:"),
        ("Kế toán, thủ quỹ có trách nhiệm chi trả và hạch toán đúng quy định; quyết định này được cấp thẩm tra xác nhận sau khi đến từng hộ, "
        "theo quy định về trợ cấp khẩn cấp."),
        f"Văn phòng, bộ phận Tài chính, {own_unit} và đoàn viên có tên trong danh sách chịu trách nhiệm thi hành Quyết định này.",
    ]
    return {
        "superior": superior, "body": body, "place": place, "on": on, "number": number, "summary": summary, "authority": authority_of(body, behalf),
        "grounds": grounds, "articles": articles, "rows": [{"name": name, "amount": dong(part)} for name, part in funds], "total": dong(amount), "rows_after": 1,
        "recipients": ["Như Điều 3", "Ủy ban Kiểm tra (để giám sát)", "Lưu: VT"], "on_behalf": behalf.strip(), "signer_title": post.strip(), "signer": signer,
        "trace": f"{number} · in ngày {day_text(on)}",
        "annex": {
            "title": f"Danh sách hộ được trợ cấp khẩn cấp, kèm theo Quyết định số {number} ngày {day_text(on)}",
            "rows": [[str(place), line.name, line.address, line.code, dong(line.amount)] for place, line in enumerate(lines, 1)],
        },
    }
