"""The words of gifts as people read them. Pure."""

from fundapp.kernel.labels import Text, _

PROGRAMME = "gifts"

CAMPAIGN_KINDS: dict[str, Text] = {
    "tet": _("Tết Sum vầy"),
    "workers_month": _("Tháng Công nhân"),
    "poor_month": _("Tháng hành động vì người nghèo"),
    "other": _("Đợt tặng quà khác"),
}
CAMPAIGN_STATES: dict[str, Text] = {"draft": _("Đang soạn"), "open": _("Đang mở"), "closed": _("Đã kết thúc")}
LINE_KINDS: dict[str, Text] = {"cash": _("Tiền mặt"), "goods": _("Hiện vật"), "voucher": _("Phiếu mua hàng"), "ticket": _("Vé tàu, xe")}
LIMITS: dict[str, Text] = {"person": _("một người một suất"), "household": _("một hộ một suất"), "none": _("không giới hạn")}
LIST_STATES: dict[str, Text] = {
    "draft": _("Đang lập"),
    "submitted": _("Chờ thẩm tra"),
    "reviewed": _("Chờ quyết định"),
    "decided": _("Đã quyết định"),
    "giving": _("Đang trao"),
    "closed": _("Đã kết thúc"),
    "cancelled": _("Đã hủy"),
}
ROW_STATES: dict[str, Text] = {
    "listed": _("Có tên"),
    "struck": _("Bị gạch khi xét"),
    "withdrawn": _("Rút sau quyết định"),
    "returned": _("Suất trả lại"),
}
OUTCOMES: dict[str, Text] = {"received": _("Đã nhận"), "proxy": _("Nhận thay"), "absent": _("Vắng")}
MOVE_KINDS: dict[str, Text] = {"granted": _("Giao đầu đợt"), "passed": _("Phân bổ xuống"), "returned": _("Trả lại cấp trên")}
BASES: dict[str, Text] = {"members": _("theo số đoàn viên"), "hardship": _("theo số hộ khó khăn"), "hand": _("do người phân bổ nhập")}
ACTS: dict[str, Text] = {
    "open": _("Lập danh sách"), "amend": _("Sửa danh sách"), "submit": _("Gửi lên cấp trên"), "send_back": _("Trả lại khi thẩm tra"),
    "trim": _("Gạch người khi thẩm tra"), "review": _("Thẩm tra, trình quyết định"), "reject": _("Trả lại, không quyết định"),
    "cut": _("Gạch người khi quyết định"), "decide": _("Quyết định cả danh sách"), "drop": _("Rút người sau quyết định"), "start": _("Bắt đầu trao"),
    "close": _("Kết thúc danh sách"), "cancel": _("Hủy danh sách"),
}
ANSWERS: dict[str, Text] = {"agrees": _("Đúng như danh sách"), "differs": _("Khác với danh sách"), "unreachable": _("Không liên lạc được")}
