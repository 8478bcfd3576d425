"""The words of the programme: kinds of help, how the land stands, how the house is. Pure."""

from fundapp.kernel.labels import Text, _

PROGRAMME = "housing"
KINDS: dict[str, Text] = {"new": _("Xây mới"), "repair": _("Sửa chữa")}
KIND_HINTS: dict[str, Text] = {
    "new": _("Chưa có nhà, hoặc nhà không còn ở được và phải làm lại"),
    "repair": _("Nhà còn khung, cần sửa mái, tường, nền hoặc công trình phụ"),
}
LAND: dict[str, Text] = {
    "certificate": _("Có giấy chứng nhận quyền sử dụng đất"),
    "confirmed": _("UBND xã/phường xác nhận đất ở hợp pháp"),
    "family": _("Đất của người thân, chưa sang tên"),
    "none": _("Chưa có giấy tờ hợp pháp"),
}
# (a) Khánh Hòa, QĐ 50/QĐ-LĐ 11/3/2019: certificate "or other legal papers".
LEGAL_LAND = frozenset({"certificate", "confirmed"})
HOUSE: dict[str, Text] = {
    "none": _("Chưa có nhà"),
    "temporary": _("Nhà tạm"),
    "dilapidated": _("Nhà dột nát, hư hỏng nặng"),
    "damaged": _("Nhà xuống cấp, cần sửa"),
    "sound": _("Nhà còn tốt"),
}
TRI: dict[str, Text] = {"": _("Chưa rõ"), "no": _("Không"), "yes": _("Có")}
PURPOSES: dict[str, Text] = {
    "new": _("xây mới nhà “Mái ấm công đoàn”"),
    "repair": _("sửa chữa nhà “Mái ấm công đoàn”"),
}
SUMMARIES: dict[str, Text] = {
    "new": _("Về việc hỗ trợ xây mới nhà “Mái ấm công đoàn”"),
    "repair": _("Về việc hỗ trợ sửa chữa nhà “Mái ấm công đoàn”"),
}
