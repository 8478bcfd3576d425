"""The words of the field: categories, areas, relations, house conditions, purposes of a reveal, with their Vietnamese labels. Pure.

What is told of somebody's health is the free text of a declaration, the deprivations (a child's nutrition is among them)
and the categories named in HEALTH; only whoever registers or judges a household sees these (`household:health`). For
everybody else such a category stands under the neutral "hardship", in lists, exports and filters alike.
"""

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
HEALTH = ("serious_illness", "disability", "work_accident")
HEALTH_BITS = sum(CATEGORY_BITS[name] for name in HEALTH)
NEUTRAL = "hardship"

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
# Why somebody reads what a household has told about its circumstances.
READING_PURPOSES: dict[str, Text] = {
    "judge": _("Xét hồ sơ đề nghị hỗ trợ"),
    "verify": _("Thẩm tra, xác minh hoàn cảnh"),
    "care": _("Thăm hỏi, chăm lo"),
    "correct": _("Kiểm tra nội dung bản khai"),
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


def shown_bits(bits: int, *, sees_health: bool) -> int:
    """Put the categories about health under the neutral one for whoever may not see them."""
    if sees_health or not bits & HEALTH_BITS:
        return bits
    return bits & ~HEALTH_BITS | CATEGORY_BITS[NEUTRAL]


def wanted_bits(category: str, *, sees_health: bool) -> int:
    """Give the bits that a filter by a category looks for, none when it does not exist for its reader."""
    bits = CATEGORY_BITS.get(category, 0)
    if sees_health:
        return bits
    # What is shown as hardship is also found as hardship, or the difference would tell what was hidden.
    return (bits | HEALTH_BITS) if category == NEUTRAL else bits & ~HEALTH_BITS


def categories_of(bits: int) -> list[str]:
    """Give the categories that a number stands for, in their order."""
    return [name for name, bit in CATEGORY_BITS.items() if bits & bit]
