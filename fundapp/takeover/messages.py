"""What is wrong with a row of old books, and how to mend it. Pure."""

from fundapp.kernel.labels import Text, _
from fundapp.takeover.books import Bad

# code: (what is wrong, what to write or do)
MESSAGES: dict[str, tuple[Text, Text]] = {
    "book_needed": (_("Chưa rõ dòng này thuộc quỹ nào"), _("Ghi mã quỹ ở cột Quỹ, hoặc chọn một quỹ cho cả tệp khi tải lên.")),
    "book_unknown": (_("Không có quỹ này ở đơn vị"), _("Ghi đúng mã hoặc tên quỹ như ở trang Quỹ và sổ quỹ; quỹ chưa có thì mở quỹ trước.")),
    "account_needed": (_("Thiếu tài khoản"), _("Ghi số hiệu tài khoản của đơn vị.")),
    "account_unknown": (_("Không có tài khoản này"), _("Ghi số hiệu theo trang Hệ thống tài khoản; đơn vị quen số hiệu khác thì khai ở trang đó trước.")),
    "account_is_heading": (_("Tài khoản này không ghi trực tiếp được"), _("Ghi vào tài khoản chi tiết đang mở bên dưới nó.")),
    "heading_differs": (_("Tài khoản tổng hợp khác tổng các tài khoản chi tiết"), _("Sửa số liệu chi tiết hoặc số tổng cho khớp.")),
    "box_needed": (_("Chưa rõ tiền nằm ở đâu"), _("Đơn vị có nhiều quỹ tiền mặt, tài khoản: ghi tên hoặc bốn số cuối ở cột Quỹ tiền mặt, ngân hàng.")),
    "box_missing": (_("Đơn vị chưa có quỹ tiền mặt hoặc tài khoản ngân hàng cho tài khoản này"), _("Thêm ở trang Quỹ và sổ quỹ rồi tải lại tệp.")),
    "box_unknown": (_("Không có quỹ tiền mặt hoặc tài khoản ngân hàng này"), _("Ghi đúng tên hoặc bốn số cuối như ở trang Quỹ và sổ quỹ.")),
    "subject_is_no_code": (_("Đối tượng phải là mã, không phải tên"), _("Ghi mã gồm chữ cái không dấu và chữ số, ví dụ KH001; tên người không đưa vào sổ.")),
    "both_sides": (_("Một dòng vừa ghi Nợ vừa ghi Có"), _("Tách thành hai dòng.")),
    "no_amount": (_("Dòng không có số tiền"), _("Ghi số tiền, hoặc xóa dòng này.")),
    "amount": (_("Không đọc được số tiền"), _("Ghi số đồng nguyên, ví dụ 1.250.000; bút toán ghi âm thì đảo Nợ và Có.")),
    "day": (_("Không đọc được ngày"), _("Ghi ngày/tháng/năm, ví dụ 05/03/2025.")),
    "day_outside": (_("Ngày không thuộc năm của sổ"), _("Kiểm tra ngày, hoặc chọn đúng năm khi tải lên.")),
    "more_debit": (_("Nợ lớn hơn Có"), _("Sửa cho Nợ bằng Có.")),
    "more_credit": (_("Có lớn hơn Nợ"), _("Sửa cho Nợ bằng Có.")),
    "purpose_needed": (_("Quỹ chi cho nhiều mục đích, dòng chi này chưa ghi mục đích"), _("Ghi ở cột Mục đích chi, hoặc chọn một mục đích cho cả tệp khi tải lên.")),
    "purpose_unknown": (_("Không hiểu mục đích chi"), _("Ghi đúng như ở trang Quy định sử dụng, ví dụ Mái ấm công đoàn.")),
    "purposes_mixed": (_("Một chứng từ ghi nhiều mục đích"), _("Tách thành nhiều chứng từ.")),
    "unit_unknown": (_("Không có đơn vị này"), _("Ghi mã đơn vị như ở trang Đơn vị.")),
    "units_mixed": (_("Một chứng từ chi cho nhiều đơn vị"), _("Tách thành nhiều chứng từ.")),
    "ledger": (_("Sổ không nhận bút toán này"), _("Sửa theo lời nhắc bên cạnh rồi tải lại tệp.")),
}
# Codes whose detail is a whole sentence that says more.
TELLING = ("amount", "day", "ledger")


def reason(bad: Bad) -> Text | str:
    """What is wrong with the row."""
    if bad.code in TELLING and bad.detail:
        return bad.detail
    said = MESSAGES[bad.code][0]
    if bad.code in ("more_debit", "more_credit"):
        whose, amount = bad.detail.split("|")
        return _("%(whose)s: %(said)s, lệch %(amount)s đồng", whose=whose, said=said, amount=amount)
    if bad.code == "heading_differs":
        return _("%(said)s, lệch %(amount)s đồng", said=said, amount=bad.detail)
    if bad.code == "day_outside":
        day, year = bad.detail.split("|")
        return _("%(said)s: %(day)s, sổ năm %(year)s", said=said, day=day, year=year)
    return _("%(said)s: TK-%(code)s", said=said, code=bad.detail) if bad.code.startswith("account_") and bad.detail else said


def hint(bad: Bad) -> Text:
    """What to write or do."""
    return MESSAGES[bad.code][1]
