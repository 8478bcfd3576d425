"""The stages of a batch and what may become of a row, with their words. Pure."""

from fundapp.kernel.labels import Text, _

WAITING, READ, REFUSED, CONFIRMING, CONFIRMED, UNDONE, DISCARDED = "waiting", "read", "refused", "confirming", "confirmed", "undone", "discarded"

STATES: dict[str, tuple[Text, str]] = {
    WAITING: (_("Đang đọc"), "waiting"),
    READ: (_("Chờ xác nhận"), "waiting"),
    REFUSED: (_("Không đọc được"), "bad"),
    CONFIRMING: (_("Đang ghi vào hồ sơ"), "waiting"),
    CONFIRMED: (_("Đã nhận"), "done"),
    UNDONE: (_("Đã hủy đợt nhận"), "neutral"),
    DISCARDED: (_("Đã bỏ"), "neutral"),
}

# A batch whose work came to no end; its state is still the one it was in.
BROKEN_OFF: tuple[Text, str] = (_("Bị ngắt giữa chừng"), "bad")

# What is to be done with a row when the batch is confirmed.
CHOICES: dict[str, Text] = {
    "take": _("Đăng ký hộ mới"),
    "update": _("Cập nhật hộ đã có"),
    "leave": _("Không nhận dòng này"),
}

OUTCOMES: dict[str, tuple[Text, str]] = {
    "added": (_("Đã đăng ký"), "good"),
    "updated": (_("Đã cập nhật"), "good"),
    "unchanged": (_("Đã có, không đổi"), "done"),
    "left": (_("Không nhận"), "neutral"),
    "failed": (_("Chưa nhận được"), "bad"),
}

ERRORS, DOUBLES, WARNINGS, REPAIRS, CLEAN = range(5)

# How a row is known already: surely or probably, at the unit, within the reader's sight, or elsewhere.
KNOWN: dict[str, Text] = {
    "here": _("Đã có trong danh sách của đơn vị"),
    "maybe_here": _("Có thể đã có trong danh sách của đơn vị"),
    "elsewhere": _("Đã đăng ký ở một đơn vị khác"),
    "maybe_elsewhere": _("Có thể đã đăng ký ở một đơn vị khác"),
}
