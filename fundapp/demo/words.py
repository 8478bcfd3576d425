"""What people of the demo world write into requests: reasons, findings, descriptions. Pure."""

LACKS = (
    "Ảnh hiện trạng mờ, không thấy mái và tường; đề nghị chụp lại và nộp bổ sung.",
    "Đơn chưa có xác nhận của UBND xã; đề nghị xin xác nhận rồi nộp lại.",
    "Dự toán chưa ghi phần gia đình tự lo; đề nghị bổ sung.",
)
HOSPITAL = "Giấy ra viện"
ASKED_BACK = "Đề nghị CĐCS làm rõ diện tích xây dựng và phần đối ứng của gia đình trước khi quyết định."
SEEN = (
    "Nhà cấp bốn xây đã lâu, mái dột nhiều chỗ, tường nứt, nền thấp hay ngập; hoàn cảnh đúng như hồ sơ.",
    "Gia đình ở căn nhà tạm lợp tôn, không có công trình phụ; đất có giấy tờ, không tranh chấp.",
    "Nhà xuống cấp, vì kèo mục, một gian không ở được; gia đình đã gom được vật liệu.",
    "Đoàn viên làm việc tại đơn vị nhiều năm, con nhỏ; nhà dột nát, hàng xóm và trưởng thôn xác nhận.",
)
SEEN_AGAIN = "Thẩm tra bổ sung cùng cán bộ địa chính xã: ranh giới thửa đất rõ ràng, không thuộc quy hoạch."
SEEN_SOUND = "Nhà đã được sửa chữa năm trước, mái và tường còn tốt; không đúng như hồ sơ đề nghị."
WITH = ("Chủ tịch CĐCS, trưởng thôn và cán bộ công đoàn xã", "Phó Chủ tịch CĐCS, đại diện Mặt trận Tổ quốc xã", "Cán bộ công đoàn cấp trên, tổ trưởng công đoàn")
PROPOSED = (
    "Hoàn cảnh khó khăn về nhà ở đúng như hồ sơ, đủ giấy tờ; đề nghị hỗ trợ.", "Đủ điều kiện theo quy chế; gia đình có phần đối ứng và cam kết hoàn thành trong năm.",
    "Nhà xuống cấp ảnh hưởng an toàn mùa mưa bão; đề nghị xem xét sớm.",
)
DECLINED = "Hộ đã được chương trình xóa nhà tạm của địa phương hỗ trợ; đề nghị không hỗ trợ thêm để tránh trùng."
DECIDED = ("Nhất trí với đề xuất của công đoàn cấp trên trực tiếp.", "Đồng ý hỗ trợ; đề nghị giám sát tiến độ và nghiệm thu.", "")
WAIVED = "Gia đình có con bệnh nặng, Ban Thường vụ thống nhất châm chước phần vốn đối ứng."
REFUSALS = {
    "sound_house": "Kết quả thẩm tra cho thấy nhà còn tốt, chưa đủ điều kiện theo quy chế.",
    "helped_before": "Hộ đã được hỗ trợ nhà ở trong thời gian quy định của quy chế.",
    "disputed": "Thửa đất đang có tranh chấp, chưa đủ điều kiện xây dựng; đề nghị nộp lại sau khi giải quyết xong.",
    "declined": "Nhất trí không hỗ trợ vì hộ đã nhận hỗ trợ từ chương trình khác.",
}
CONFIRMED = "Hộ khai bổ sung thu nhập sau ngày quyết định; xem lại vẫn đủ điều kiện, giữ nguyên mức hỗ trợ."
WITHDRAWN = ("Gia đình được người thân giúp xây nhà, xin rút hồ sơ.", "Đoàn viên chuyển nơi ở về quê vợ, xin rút đề nghị.", "Gia đình hoãn sửa nhà sang năm sau.")
VOIDED = "Ghi nhầm địa chỉ người nhận; hủy để lập lại đề nghị chi."
SENT_BACK = "Số chứng từ kèm theo chưa khớp với hồ sơ; đề nghị kiểm tra và ghi lại."
CLOSED = ("Nhà đã nghiệm thu, bàn giao cho gia đình; kết thúc hồ sơ.", "Đã chi đủ, có ảnh và biên bản nghiệm thu.")
TAKEN_BACK = (
    "Phiếu ghi nhầm người nhận trùng họ tên; tiền chưa rời khỏi phòng quỹ, đã thu lại phiếu.",
    "Người nhận trả lại tiền trong ngày vì thiếu giấy ủy quyền; tiền đã nhập lại quỹ tiền mặt.",
    "Chi trước ngày khởi công; gia đình hoãn sửa nhà nên nộp lại đủ tiền.",
)
VOID_VOUCHER = "Khoản chi đã đảo, phiếu chi không còn giá trị"
EXTENDED = "Thợ xây nghỉ vì mưa bão, gia đình xin lùi ngày nhận tiền sang năm sau."
LAPSED = "Quá ngày hết hiệu lực mà chưa chi"
CLOSED_UNPAID = "Gia đình đã được doanh nghiệp xây tặng nhà nên không nhận hỗ trợ; giải phóng số tiền đã giữ."
PLANS = {
    "new": (
        "Phá nhà tạm, xây nhà cấp bốn mái tôn khoảng 45 m² trên nền đất cũ.", "Xây nhà một tầng hai gian, có bếp và nhà vệ sinh.",
        "Xây lại nhà đã sập một gian sau mùa mưa, nâng nền 40 cm.",
    ),
    "repair": ("Thay mái, trát lại tường và làm nhà vệ sinh.", "Gia cố vì kèo, lợp lại mái, lát nền hai gian.", "Thay mái tôn, làm lại công trình phụ."),
}
PAYMENT = {"new": "Chi hỗ trợ xây mới nhà Mái ấm công đoàn", "repair": "Chi hỗ trợ sửa chữa nhà Mái ấm công đoàn"}
CALLED_BACK = "Gọi theo số điện thoại ghi trong đơn xin hỗ trợ: đúng ngân hàng, đúng tên chủ tài khoản, đúng bốn số cuối."
BANK_REFUSED = "Số tài khoản không tồn tại tại ngân hàng thụ hưởng"
BANK_FILE = "Bảng kê của chi nhánh (mẫu)"
BANK_FILE_COLUMNS = [
    ("STT", "place"), ("Họ tên người nhận", "holder"), ("Số tài khoản", "account"), ("Ngân hàng", "bank"), ("Chi nhánh", ""), ("Số tiền", "amount"),
    ("Nội dung chuyển tiền", "note"),
]
