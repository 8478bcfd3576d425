"""The acts of the trail, and what it notes of each, in the words of its readers."""

import re
from datetime import date
from typing import Any

from fundapp.access.policy import ROLE_LABELS, Role
from fundapp.access.trail_words import house, money, work
from fundapp.access.words import NUMBERS, RELATIONS
from fundapp.kernel.days import day_text
from fundapp.kernel.labels import Text, _
from fundapp.kernel.money import dong

WORDS: dict[str, Text] = {**house.WORDS, **work.WORDS, **money.WORDS}
# What is noted of an act. What has no name here means something to a machine alone and is not shown.
NAMES: dict[str, Text] = {
    "code": _("mã"), "label": _("số"), "period": _("kỳ"), "fund": _("quỹ"), "amount": _("số tiền"), "freed": _("giải phóng"), "paid": _("đã chi"),
    "on": _("ngày"), "reason": _("lý do"), "purpose": _("mục đích"), "why": _("lý do"), "role": _("nhiệm vụ"), "address": _("địa chỉ mạng"),
    "people": _("số người"), "bad": _("dòng lỗi"), "added": _("đăng ký mới"), "left": _("không nhận"), "households": _("số hộ"), "number": _("số"),
    "entry": _("bút toán số"), "row": _("dòng"), "replaces": _("thay quy chế số"), "account": _("tài khoản"),
    "year": _("năm"), "difference": _("chênh lệch"), "count": _("số khoản"), "differences": _("số khoản chênh lệch"),
    "username": _("tên đăng nhập"), "declared": _("đã khai"), "replaced": _("thay số cũ"), "relation": _("quan hệ"), "sessions": _("số phiên"),
    "lines": _("số dòng"), "document": _("văn bản"), "former": _("tên cũ"), "parent": _("cấp trên mới"), "successor": _("đơn vị kế thừa"),
    "until": _("giữ đến hết ngày"),
}
# The kinds of acts, by which the trail is filtered.
GROUPS: dict[str, Text] = {
    "cases": _("Hồ sơ"), "household": _("Hộ gia đình"), "intake": _("Nhận danh sách"), "payment": _("Chi tiền"), "ledger": _("Quỹ và sổ sách"),
    "advance": _("Tạm ứng"), "count": _("Kiểm kê quỹ"), "takeover": _("Nhập sổ cũ"), "bank": _("Sao kê ngân hàng"),
    "settlement": _("Khớp sao kê"), "reconciliation": _("Đối chiếu ngân hàng"),
    "regulation": _("Quy chế"), "unit": _("Đơn vị"), "user": _("Người dùng và đăng nhập"), "file": _("Tệp"), "help": _("Ghi nhận hỗ trợ"),
}
ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def words_of(act: str) -> str:
    """Say an act in Vietnamese; an act without words shows its own name."""
    return WORDS.get(act, act)


def noted(details: dict[str, Any]) -> list[tuple[str, str]]:
    """What was noted of an act, as pairs of name and value."""
    return [(NAMES[name], _value(name, value)) for name, value in details.items() if name in NAMES and value not in (None, "", [])]


def _value(name: str, value: Any) -> str:
    if name in ("amount", "freed", "paid", "difference") and isinstance(value, int):
        return _("%(n)s đồng", n=dong(value))
    if name == "role" and value in set(Role):
        return ROLE_LABELS[Role(value)]
    if name in ("declared", "replaced"):
        return ", ".join(NUMBERS[one] for one in value)
    if name == "relation":
        return RELATIONS[value]
    if isinstance(value, str) and ISO_DAY.fullmatch(value):
        return day_text(date.fromisoformat(value))
    return dong(value) if isinstance(value, int) else str(value)
