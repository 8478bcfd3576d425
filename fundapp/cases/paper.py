"""The printed decision and the notice of a refusal, as data for the layouts `quyet_dinh` and `thong_bao`. Papers are always Vietnamese. Pure."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from fundapp.cases.basis import MUST, WAIVABLE
from fundapp.kernel.days import day_text
from fundapp.kernel.money import dong, in_words
from fundapp.rules.engine import Finding

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


def refusal_paper(
    *, superior: str, body: str, place: str, on: date, number: str, what_for: str, regulation: str, requested_amount: int | None, person: str,
    own_unit: str, case_code: str, opened_on: date, reason: str, findings: Sequence[Finding], missing: Sequence[str], signer: str, signer_title: str,
    trace: str,
) -> dict[str, Any]:
    """Lay out what a household whose request is refused reads: the reasons with their articles, what it may do, to whom it may turn."""
    behalf, _slash, title = signer_title.partition("/")
    asked = f", số tiền đề nghị {dong(requested_amount)} đồng" if requested_amount else ""
    reasons = [reason.strip().rstrip(".") + ".", *(_reason_of(finding, regulation) for finding in stand_in_the_way(findings))]
    reasons += [f"Hồ sơ còn thiếu giấy tờ: {'; '.join(missing)}."] if missing else []
    return {
        "superior": superior, "body": body, "place": place, "on": on, "number": number,
        "summary": f"Kết quả xét hồ sơ đề nghị hỗ trợ {what_for}",
        "addressees": [f"Đồng chí {person}, đoàn viên {own_unit}", own_unit],
        "parts": [
            {"text": f"Ngày {day_text(opened_on)}, đồng chí lập hồ sơ {case_code} đề nghị hỗ trợ {what_for}{asked}. Sau khi thẩm tra và xét hồ sơ"
                     f"{f' theo {regulation}' if regulation else ''}, {body} thông báo: không hỗ trợ theo hồ sơ này, vì những lý do sau:",
             "items": reasons},
            {"text": "Đồng chí có thể:", "items": [
                f"Bổ sung giấy tờ, hoặc khi hoàn cảnh đã thay đổi, lập hồ sơ mới tại {own_unit} để được xét lại.",
                f"Nếu không đồng ý, gửi kiến nghị hoặc khiếu nại bằng văn bản đến {body} hoặc Ủy ban Kiểm tra của {body}, nêu số thông báo này.",
            ]},
            {"text": f"Đề nghị {own_unit} giải thích kết quả này cho đồng chí {person} và hướng dẫn những việc nêu trên."},
        ],
        "recipients": ["Như trên", "Ủy ban Kiểm tra (để giám sát)", f"Lưu: VT, hồ sơ {case_code}"],
        "on_behalf": behalf.strip(), "signer_title": title.strip(), "signer": signer, "trace": f"{trace} · in ngày {day_text(on)}",
    }


def stand_in_the_way(findings: Sequence[Finding]) -> list[Finding]:
    """The findings that would have forbidden an approval."""
    return [finding for finding in findings if finding.outcome != "met" and finding.severity in (MUST, WAIVABLE)]


def _reason_of(finding: Finding, regulation: str) -> str:
    """One condition that was not met: its article, its title, what was found and what is needed."""
    article = f"{finding.source}{' của Quy chế' if regulation else ''}: " if finding.source else ""
    if finding.outcome == "unknown":
        return f"{article}“{finding.title}” – hồ sơ chưa cho biết (cần: {finding.needed})."
    found = f"hồ sơ: {finding.value}; " if finding.value else ""
    return f"{article}“{finding.title}” – chưa đạt ({found}cần: {finding.needed})."


def authority_of(body: str, behalf: str) -> str:
    """Who decides, as it stands above the grounds: BAN THƯỜNG VỤ LIÊN ĐOÀN LAO ĐỘNG TỈNH ..."""
    committee = behalf.strip().removeprefix("TM.").strip() or "Ban Thường vụ"
    return f"{committee} {body}"
