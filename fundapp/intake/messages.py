"""What each finding means to the person who sent the list, and how to mend it. Pure."""

from fundapp.kernel.labels import Text, _

# code: (what is wrong or was done, what to write or do)
MESSAGES: dict[str, tuple[Text, Text]] = {
    # errors
    "name_missing": (_("Thiếu họ và tên"), _("Điền đầy đủ họ và tên vào ô này.")),
    "name_unreadable": (_("Ô họ tên không phải là tên người"), _("Ghi họ và tên bằng chữ, ví dụ Nguyễn Thị Hoa.")),
    "birth_impossible": (_("Ngày sinh không có thật"), _("Ghi theo thứ tự ngày/tháng/năm, ví dụ 30/07/1987; chỉ biết năm thì ghi 1987.")),
    "birth_in_future": (_("Ngày sinh nằm trong tương lai"), _("Kiểm tra lại năm sinh, ví dụ 1996 thay vì 2096.")),
    "birth_twice": (_("Năm sinh ghi ở cả cột Nam và cột Nữ"), _("Chỉ giữ năm sinh ở một cột đúng với giới tính.")),
    "id_wrong_length": (_("Số CCCD không đủ hoặc thừa chữ số"), _("Ghi đủ 12 chữ số CCCD (hoặc 9 chữ số CMND), định dạng ô là Văn bản (Text) để không mất số 0 ở đầu.")),
    "id_not_digits": (_("Số CCCD có ký tự lạ"), _("Chỉ ghi chữ số; nếu ô hiện dạng 3,6E+10 hãy đổi định dạng ô sang Văn bản (Text) rồi gõ lại đủ 12 số.")),
    "id_placeholder": (_("Số CCCD ghi tạm"), _("Ghi số CCCD thật, hoặc để trống nếu chưa có.")),
    "household_size_not_positive": (_("Số nhân khẩu phải từ 1 trở lên"), _("Ghi số người trong hộ, tính cả đoàn viên, ví dụ 4.")),
    "household_size_unreadable": (_("Không đọc được số nhân khẩu"), _("Ghi một số nguyên, ví dụ 4.")),
    "amount_ambiguous": (_("Số tiền có thể hiểu nhiều cách"), _("Ghi đủ số đồng, ví dụ 1.250.000; không ghi khoảng.")),
    "amount_negative": (_("Số tiền không được âm"), _("Ghi số tiền từ 0 đồng trở lên, ví dụ 1.900.000.")),
    "amount_too_large": (_("Số tiền quá lớn"), _("Kiểm tra lại số chữ số 0; ghi đủ số đồng, ví dụ 50.000.000.")),
    "amount_unreadable": (_("Ô số tiền không phải là số"), _("Ghi số tiền bằng chữ số, ví dụ 20.000.000 hoặc 20 triệu.")),
    # warnings
    "id_missing": (_("Chưa có số CCCD"), _("Bổ sung số CCCD khi có; chưa có thì chưa đối chiếu trùng được.")),
    "old_id_only": (_("Chỉ có số CMND 9 số"), _("Bổ sung số CCCD 12 số.")),
    "id_sex_mismatch": (_("Giới tính không khớp số CCCD"), _("Kiểm tra lại giới tính hoặc số CCCD.")),
    "id_birth_mismatch": (_("Năm sinh không khớp số CCCD"), _("Kiểm tra lại năm sinh hoặc số CCCD.")),
    "id_birth_in_future": (_("Số CCCD cho năm sinh chưa tới"), _("Kiểm tra lại số CCCD.")),
    "id_unknown_province": (_("Ba số đầu CCCD không phải mã tỉnh nào"), _("Kiểm tra lại số CCCD.")),
    "birth_missing": (_("Chưa có ngày sinh"), _("Bổ sung ngày sinh hoặc năm sinh.")),
    "birth_unreadable": (_("Không đọc được ngày sinh"), _("Ghi ngày/tháng/năm hoặc chỉ năm, ví dụ 1987.")),
    "two_digit_year": (_("Năm sinh chỉ có hai chữ số"), _("Kiểm tra năm đã hiểu; lần sau ghi đủ bốn chữ số.")),
    "sex_unreadable": (_("Không đọc được giới tính"), _("Ghi Nam hoặc Nữ.")),
    "phone_unreadable": (_("Số điện thoại không đúng"), _("Ghi 10 chữ số, bắt đầu bằng 0.")),
    "several_phones": (_("Có nhiều số điện thoại"), _("Đã lấy số đầu tiên; kiểm tra lại.")),
    "area_missing": (_("Chưa ghi khu vực"), _("Ghi Thành thị hoặc Nông thôn, để xét chuẩn nghèo.")),
    "area_unreadable": (_("Không hiểu khu vực"), _("Ghi Thành thị hoặc Nông thôn.")),
    "household_size_missing": (_("Chưa ghi số nhân khẩu"), _("Bổ sung số người trong hộ.")),
    "income_unknown": (_("Chưa rõ thu nhập bình quân"), _("Bổ sung thu nhập bình quân đầu người mỗi tháng.")),
    "amount_unusual": (_("Số tiền khác thường"), _("Kiểm tra xem có thừa hoặc thiếu số 0.")),
    "category_unknown": (_("Có diện chưa nhận ra"), _("Ghi đúng tên diện, ví dụ Hộ nghèo, Hộ cận nghèo, Khó khăn, Bệnh hiểm nghèo, Khuyết tật, Thiên tai.")),
    "request_unknown": (_("Có đề nghị chưa nhận ra"), _("Ghi Mái ấm - xây mới, Mái ấm - sửa chữa, Vay vốn hoặc Quà Tết.")),
    "other_unit": (_("Ghi đơn vị khác với đơn vị tải lên"), _("Kiểm tra người này có thuộc đơn vị của bạn không.")),
    # repairs
    "leading_zero_lost": (_("Đã thêm lại số 0 ở đầu"), _("Định dạng cột là Văn bản (Text) để bảng tính không bỏ số 0.")),
    "letter_for_digit": (_("Đã đổi chữ O, I, l thành số"), _("Gõ chữ số thay cho chữ cái.")),
    "old_prefix": (_("Đã đổi đầu số cũ 11 số sang đầu số mới"), _("Ghi số điện thoại 10 số đang dùng.")),
    "excel_serial_date": (_("Đã đổi số thứ tự ngày của Excel thành ngày"), _("Định dạng cột là Ngày (dd/mm/yyyy).")),
}


def reason(code: str) -> Text:
    """What is wrong, or what was done."""
    return MESSAGES[code][0]


def hint(code: str) -> Text:
    """What to write or do."""
    return MESSAGES[code][1]
