"""The words of the field: categories, areas, relations, house conditions, purposes of a reveal, with their Vietnamese labels. Pure."""

from fundapp.kernel.labels import Text, _

# The order is the order of the bits in `household.category_bits`: new categories go to the end, none is ever moved.
CATEGORIES: dict[str, Text] = {
    "poor": _("Hộ nghèo"),
    "near_poor": _("Hộ cận nghèo"),
    "hardship": _("Hoàn cảnh khó khăn"),
    "serious_illness": _("Bệnh hiểm nghèo"),
    "single_parent": _("Đơn thân nuôi con"),
    "disability": _("Khuyết tật"),
    "work_accident": _("Tai nạn lao động, bệnh nghề nghiệp"),
    "disaster": _("Thiên tai, hỏa hoạn"),
}
CATEGORY_BITS: dict[str, int] = {name: 1 << place for place, name in enumerate(CATEGORIES)}

AREAS: dict[str, Text] = {"rural": _("Nông thôn"), "urban": _("Thành thị")}
SEXES: dict[str, Text] = {"F": _("Nữ"), "M": _("Nam")}
RELATIONS: dict[str, Text] = {
    "head": _("Chủ hộ (người đăng ký)"),
    "spouse": _("Vợ hoặc chồng"),
    "child": _("Con"),
    "parent": _("Cha hoặc mẹ"),
    "sibling": _("Anh, chị hoặc em"),
    "grandparent": _("Ông hoặc bà"),
    "grandchild": _("Cháu"),
    "other": _("Người thân khác"),
}
HOUSE_CONDITIONS: dict[str, Text] = {
    "none": _("Chưa có nhà"),
    "temporary": _("Nhà tạm"),
    "dilapidated": _("Nhà dột nát, hư hỏng nặng"),
    "damaged": _("Nhà xuống cấp, cần sửa"),
    "sound": _("Nhà còn tốt"),
}
HOUSE_TENURES: dict[str, Text] = {
    "own": _("Nhà của hộ"),
    "shared": _("Ở chung với gia đình khác"),
    "rented": _("Nhà thuê, nhà trọ"),
    "lent": _("Ở nhờ"),
}
END_REASONS: dict[str, Text] = {
    "left": _("Không còn thuộc đơn vị"),
    "double": _("Đăng ký trùng"),
    "closed": _("Thôi theo dõi theo đề nghị của hộ"),
    "undone": _("Hủy đợt nhận danh sách"),
}
# What somebody may choose on the page; a batch of a list is undone as a whole, on its own page.
CHOSEN_END_REASONS: dict[str, Text] = {key: label for key, label in END_REASONS.items() if key != "undone"}
PURPOSES: dict[str, Text] = {
    "verify": _("Đối chiếu giấy tờ khi thẩm tra"),
    "call": _("Liên hệ với hộ"),
    "pay": _("Chuẩn bị chi trả"),
    "correct": _("Kiểm tra số nhập sai"),
    "inspect": _("Kiểm tra, giám sát"),
}
SEALED_FIELDS: dict[str, Text] = {
    "cccd": _("Số CCCD"),
    "old_id": _("Số CMND cũ"),
    "phone": _("Số điện thoại"),
    "bank_account": _("Số tài khoản"),
}


def bits_of(categories: list[str]) -> int:
    """Give the categories as one number, which a list may filter by."""
    return sum(CATEGORY_BITS[name] for name in set(categories))


def categories_of(bits: int) -> list[str]:
    """Give the categories that a number stands for, in their order."""
    return [name for name, bit in CATEGORY_BITS.items() if bits & bit]
