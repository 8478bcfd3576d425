"""WTForms ships no Vietnamese: its own messages, in ours."""

from fundapp.kernel.labels import Text, _

MESSAGES: dict[str, Text] = {
    "This field is required.": _("Cần điền mục này."),
    "Invalid input.": _("Nội dung không hợp lệ. Hãy kiểm tra lại."),
    "Not a valid choice.": _("Hãy chọn một trong các lựa chọn."),
    "Not a valid choice": _("Hãy chọn một trong các lựa chọn."),
    "Invalid Choice: could not coerce.": _("Hãy chọn một trong các lựa chọn."),
    "Invalid Choice: could not coerce": _("Hãy chọn một trong các lựa chọn."),
    "Invalid choice(s): one or more data inputs could not be coerced.": _("Hãy chọn trong các lựa chọn có sẵn."),
    "Not a valid integer value.": _("Hãy nhập một số nguyên, ví dụ: 4"),
    "Not a valid decimal value.": _("Hãy nhập một số, ví dụ: 1,5"),
    "Not a valid float value.": _("Hãy nhập một số, ví dụ: 1,5"),
    "Not a valid date value.": _("Hãy viết ngày theo dạng ngày/tháng/năm, ví dụ: 21/11/2026"),
    "Not a valid datetime value.": _("Hãy viết ngày giờ theo dạng ngày/tháng/năm giờ:phút."),
    "Invalid email address.": _("Địa chỉ thư điện tử không đúng dạng, ví dụ: ten@donvi.vn"),
    "Invalid CSRF Token.": _("Trang đã mở quá lâu. Hãy mở lại trang rồi gửi lại."),
    "CSRF token missing.": _("Trang đã mở quá lâu. Hãy mở lại trang rồi gửi lại."),
    "CSRF token expired.": _("Trang đã mở quá lâu. Hãy mở lại trang rồi gửi lại."),
    "CSRF failed.": _("Trang đã mở quá lâu. Hãy mở lại trang rồi gửi lại."),
    "The CSRF token is missing.": _("Trang đã mở quá lâu. Hãy mở lại trang rồi gửi lại."),
    "The CSRF token is invalid.": _("Trang đã mở quá lâu. Hãy mở lại trang rồi gửi lại."),
    "The CSRF token has expired.": _("Trang đã mở quá lâu. Hãy mở lại trang rồi gửi lại."),
}


class Vietnamese:
    """What WTForms asks for its messages."""

    def gettext(self, string: str) -> str:
        return MESSAGES.get(string, string)

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        return MESSAGES.get(singular if n == 1 else plural, singular if n == 1 else plural)
