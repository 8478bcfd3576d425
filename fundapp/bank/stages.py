"""How far a statement's file has come. Pure."""

from fundapp.kernel.labels import Text, _

WAITING, READ, REFUSED, FILED, DISCARDED = "waiting", "read", "refused", "filed", "discarded"
STATES: dict[str, tuple[Text, str]] = {
    WAITING: (_("Đang đọc"), "waiting"),
    READ: (_("Đã đọc, chờ xác nhận"), "waiting"),
    REFUSED: (_("Không nhận được"), "bad"),
    FILED: (_("Đã lưu"), "good"),
    DISCARDED: (_("Đã bỏ"), "neutral"),
}
