"""Printed papers: right letters, one page, nothing evaluated, nothing downloaded."""

import io
import unicodedata
from datetime import date
from typing import Any

import pytest
from pypdf import PdfReader

from fundapp.documents import papers, qr

VOUCHER: dict[str, Any] = {
    "unit_name": "LĐLĐ tỉnh Ninh Bình", "form_code": "C41-BB", "form_basis": "Ban hành kèm theo Thông tư số 24/2024/TT-BTC",
    "volume": "01/2026", "number": "PC 0017", "on": date(2026, 11, 5), "payee": "Nguyễn Thị Hường", "address": "Thôn Đồng Quýt, xã Hải Anh",
    "reason": "Chi hỗ trợ xây nhà theo Quyết định số 132/QĐ-LĐLĐ", "amount": "40.000.000", "words": "Bốn mươi triệu đồng chẵn",
    "attachments": "03 chứng từ gốc", "debits": [{"account": "4313", "amount": "40.000.000"}], "credits": [{"account": "1111", "amount": "40.000.000"}],
    "maker": "Lê Anh Tuấn", "chief": "Trần Thị Hạnh", "chief_title": "PHỤ TRÁCH KẾ TOÁN", "treasurer": "Phạm Thị Lan",
    "receiver": "Nguyễn Thị Hường", "proxy": "", "code": "PC26-00012-4", "trace": "3f9a 12c4", "reprint": None,
    "qr": qr.svg("http://127.0.0.1:8000/documents/verify/K7QM2VXAK7QM2VXAK7QM2VXA"), "verify_code": "K7QM-2VXA-K7QM-2VXA-K7QM-2VXA",
}
DECISION: dict[str, Any] = {
    "superior": "Tổng Liên đoàn Lao động Việt Nam", "body": "Liên đoàn Lao động tỉnh Ninh Bình", "number": "132/QĐ-LĐLĐ", "place": "Ninh Bình",
    "on": date(2026, 1, 5), "summary": "Về việc hỗ trợ xây mới nhà", "authority": "Ban Thường vụ", "grounds": ["Căn cứ Luật Công đoàn", "Xét đề nghị"],
    "articles": ["Hỗ trợ bà Hường.\nTheo bảng sau:", "Ban Tài chính chi trả.", "Có hiệu lực từ ngày ký."],
    "rows": [{"name": "Quỹ Mái ấm", "amount": "30.000.000"}], "total": "30.000.000", "recipients": ["Như Điều 3", "Lưu: VT"],
    "on_behalf": "TM. Ban Thường vụ", "signer_title": "Chủ tịch", "signer": "Đỗ Thị Vân",
}


def words(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


NOTICE: dict[str, Any] = {
    "superior": "Tổng Liên đoàn Lao động Việt Nam", "body": "Liên đoàn Lao động tỉnh Ninh Bình", "number": "03/TB-LĐLĐ", "place": "Ninh Bình",
    "on": date(2026, 1, 5), "summary": "Kết quả xét hồ sơ", "addressees": ["Đồng chí Nguyễn Thị Hường", "CĐCS May Bến Mộc Lan"],
    "parts": [{"text": "Không hỗ trợ vì:", "items": ["- #set text(red)", "Điều 4 khoản 7: chưa đạt."]}, {"text": "Đề nghị giải thích."}],
    "recipients": ["Như trên", "Lưu: VT"], "on_behalf": "TM. Ban Thường vụ", "signer_title": "Chủ tịch", "signer": "Đỗ Thị Vân", "trace": "HS26-00017-4",
}


def test_the_notice_says_what_it_must() -> None:
    said = words(papers.render("thong_bao", NOTICE))
    for part in ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Số: 03/TB-LĐLĐ", "THÔNG BÁO", "Kính gửi: - Đồng chí Nguyễn Thị Hường; - CĐCS May Bến Mộc Lan.",
                 "1. - #set text(red)", "2. Điều 4 khoản 7: chưa đạt.", "Nơi nhận:", "- Như trên;", "- Lưu: VT.", "TM. BAN THƯỜNG VỤ", "CHỦ TỊCH", "Đỗ Thị Vân"):
        assert part in said, part


def test_a_long_notice_numbers_its_pages_and_keeps_the_signature_whole() -> None:
    pdf = PdfReader(io.BytesIO(papers.render("thong_bao", {**NOTICE, "parts": [{"text": "Lý do:", "items": ["Chưa đạt điều kiện. " * 12] * 18}]})))
    assert len(pdf.pages) > 1
    last = pdf.pages[-1].extract_text()
    assert "Nơi nhận:" in last
    assert "Đỗ Thị Vân" in last


def test_the_voucher_says_what_it_must() -> None:
    pdf = papers.render("phieu_chi", VOUCHER)
    said = words(pdf)
    assert said == unicodedata.normalize("NFC", said)
    for part in ("PHIẾU CHI", "Mẫu số: C41-BB", "Số: PC 0017", "Nguyễn Thị Hường", "40.000.000 đồng", "Bốn mươi triệu đồng chẵn", "03 chứng từ gốc",
                 "THỦ TRƯỞNG ĐƠN VỊ", "PHỤ TRÁCH KẾ TOÁN", "NGƯỜI LẬP", "NGƯỜI NHẬN TIỀN", "THỦ QUỸ", "Nợ: 4313", "Có: 1111",
                 "Ngày 05 tháng 11 năm 2026", "Đã nhận đủ số tiền", "132/QĐ-LĐLĐ", "Kiểm tra: K7QM-2VXA-K7QM-2VXA-K7QM-2VXA"):
        assert part in said, part
    assert "BẢN IN LẠI" not in said
    page = PdfReader(io.BytesIO(pdf)).pages[0]
    assert [round(float(side) / 72 * 25.4) for side in (page.mediabox.width, page.mediabox.height)] == [210, 148]


def test_a_copy_is_marked() -> None:
    said = words(papers.render("phieu_chi", {**VOUCHER, "reprint": {"number": 2, "at": "14:05 22/11/2026", "by": "Phạm Thị Lan"}}))
    assert "BẢN IN LẠI LẦN 2" in said


def test_the_longest_voucher_is_one_page() -> None:
    long = {
        **VOUCHER, "unit_name": "Ban Công tác Công đoàn " * 3, "payee": "Nguyễn Thị Hường " * 4, "address": "Thôn Đồng Quýt " * 8, "reason": "Chi hỗ trợ " * 16,
        "proxy": "Nguyễn Văn Bình, giấy ủy quyền số 12 " * 4, "words": "Chín trăm chín mươi chín nghìn " * 5, "amount": "999.999.999.999.999",
        "debits": [{"account": f"431{n}", "amount": "999.999.999"} for n in range(4)],
        "reprint": {"number": 12, "at": "14:05 22/11/2026", "by": "Phạm Thị Lan"},
    }
    assert len(PdfReader(io.BytesIO(papers.render("phieu_chi", long))).pages) == 1


def test_the_decision_has_the_parts_of_nd_30() -> None:
    said = words(papers.render("quyet_dinh", DECISION))
    for part in ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "Số: 132/QĐ-LĐLĐ", "Ninh Bình, ngày 05 tháng 01 năm 2026",
                 "Điều 1.", "Điều 3.", "Nơi nhận:", "TM. BAN THƯỜNG VỤ", "CHỦ TỊCH", "Đỗ Thị Vân", "30.000.000"):
        assert part in said, part


def test_the_request_prints() -> None:
    said = words(
        papers.render(
            "de_nghi",
            {"place": "Ninh Bình", "on": date(2026, 11, 5), "summary": "Hỗ trợ xây nhà", "recipient": "Ban Chấp hành", "applicant": "Nguyễn Thị Hường",
             "facts": [{"label": "Họ và tên", "value": "Nguyễn Thị Hường"}], "body": ["Tôi đề nghị."]},
        )
    )
    assert "ĐƠN ĐỀ NGHỊ" in said
    assert "NGƯỜI LÀM ĐƠN" in said


@pytest.mark.parametrize("evil", ["#panic()", "$x$", '*bold* _it_ `code` #import "@preview/a:1.0.0"', "\\", "[", '"', "<label>", "@ref", "// note"])
def test_data_is_shown_and_never_evaluated(evil: str) -> None:
    assert evil in words(papers.render("phieu_chi", {**VOUCHER, "payee": evil}))


def test_nothing_is_downloaded_and_no_file_is_read() -> None:
    for path in papers.LAYOUTS.glob("*.typ"):
        source = path.read_text(encoding="utf-8")
        assert "@preview" not in source, f"{path.name} would download a package"
        assert "read(" not in source, f"{path.name} reads files"
        assert "eval(" not in source, f"{path.name} evaluates data"


def test_only_our_own_fonts() -> None:
    pdf = PdfReader(io.BytesIO(papers.render("quyet_dinh", DECISION)))
    fonts = {str(font.get_object()["/BaseFont"]).split("+")[-1] for page in pdf.pages for font in page["/Resources"]["/Font"].values()}
    assert fonts
    assert all(font.startswith("Tinos") for font in fonts)
    assert (papers.FONTS / "OFL.txt").read_text(encoding="utf-8").count("SIL OPEN FONT LICENSE") == 1


def test_equal_data_gives_equal_bytes() -> None:
    assert papers.render("phieu_chi", VOUCHER) == papers.render("phieu_chi", VOUCHER)


def test_an_unknown_layout_is_a_bug() -> None:
    with pytest.raises(ValueError, match="no layout"):
        papers.render("../../etc/passwd", VOUCHER)


@pytest.mark.parametrize(("on", "parts"), [(date(2026, 1, 5), ("05", "01")), (date(2026, 3, 12), ("12", "3")), (date(2026, 12, 31), ("31", "12"))])
def test_days_are_padded_as_the_decree_says(on: date, parts: tuple[str, str]) -> None:
    shown = papers.written_day(on)
    assert (shown["day"], shown["month"]) == parts
