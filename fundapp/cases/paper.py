"""The printed decision as data for the layout `quyet_dinh`. Papers are always Vietnamese. Pure."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from fundapp.kernel.days import day_text
from fundapp.kernel.money import dong, in_words

BODY_SHORT = {
    "confederation": "TLĐ", "province": "LĐLĐ", "district": "LĐLĐ", "central_sector": "CĐN", "corporation": "CĐTCT", "sector": "CĐN",
    "industrial_zone": "CĐKCN", "commune": "CĐX", "working_board": "BCTCĐ", "grassroots": "CĐCS", "trade_branch": "NĐ", "section": "CĐBP",
}


def series_of(kind: str, *, refusal: bool = False) -> str:
    """The series of the number register: QĐ-LĐLĐ for a decision of a province, TB-LĐLĐ for its notice of refusal."""
    return f"{'TB' if refusal else 'QĐ'}-{BODY_SHORT.get(kind, 'CĐ')}"


def decision_paper(
    *, superior: str, body: str, place: str, on: date, number: str, summary: str, what_for: str, regulation: str, amount: int,
    shares: Sequence[tuple[str, int]], person: str, household_address: str, own_unit: str, case_code: str, reason: str, signer: str,
    signer_title: str, trace: str,
) -> dict[str, Any]:
    """Lay out a decision to support: grounds, articles, funds, recipients, signature."""
    behalf, _slash, title = signer_title.partition("/")
    lives = f", địa chỉ: {household_address}" if household_address else ""
    articles = [
        (f"Hỗ trợ đoàn viên {person}, {own_unit}{lives}, số tiền {dong(amount)} đồng (Bằng chữ: {in_words(amount)}) để {what_for}. "
        "Kinh phí lấy từ các nguồn quỹ sau:"),
        ("Kế toán, thủ quỹ có trách nhiệm chi trả và hạch toán đúng quy định; đơn vị quản lý đoàn viên phối hợp giám sát việc sử dụng "
        "đúng mục đích, nghiệm thu và báo cáo kết quả."),
        f"Văn phòng, bộ phận Tài chính, {own_unit} và đoàn viên có tên tại Điều 1 chịu trách nhiệm thi hành Quyết định này.",
    ]
    grounds = ["Căn cứ Điều lệ Công đoàn Việt Nam"]
    if regulation:
        grounds.append(f"Căn cứ {regulation}")
    grounds.append(f"Xét hồ sơ {case_code} và kết quả thẩm tra, đề xuất của công đoàn cấp trên trực tiếp cơ sở")
    if reason:
        grounds.append(f"Xét ý kiến: {reason}")
    return {
        "superior": superior, "body": body, "place": place, "on": on, "number": number, "summary": summary, "authority": authority_of(body, behalf),
        "grounds": grounds, "articles": articles, "rows": [{"name": name, "amount": dong(part)} for name, part in shares], "total": dong(amount),
        "rows_after": 1, "recipients": ["Như Điều 3", "Ủy ban Kiểm tra (để giám sát)", f"Lưu: VT, hồ sơ {case_code}"],
        "on_behalf": behalf.strip(), "signer_title": title.strip(), "signer": signer,
        "trace": f"{trace} · in ngày {day_text(on)}",
    }


def authority_of(body: str, behalf: str) -> str:
    """Who decides, as it stands above the grounds: BAN THƯỜNG VỤ LIÊN ĐOÀN LAO ĐỘNG TỈNH ..."""
    committee = behalf.strip().removeprefix("TM.").strip() or "Ban Thường vụ"
    return f"{committee} {body}"
