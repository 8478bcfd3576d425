"""The words of counting: kinds and states of counts, each with its label."""

from enum import StrEnum

from fundapp.kernel.labels import Text, _
from fundapp.ledger.two_books import PairKind


class CountKind(StrEnum):
    """A count that the treasurer takes, or one that the inspection committee comes for unannounced."""

    REGULAR = "regular"
    SURPRISE = "surprise"


class CountState(StrEnum):
    """Counted by one; confirmed, rejected (count again) or objected to by the other. Nothing follows, and nothing is erased."""

    COUNTED = "counted"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    OBJECTED = "objected"


FINAL = (CountState.CONFIRMED.value, CountState.OBJECTED.value)
COUNT_KIND_LABELS: dict[str, Text] = {CountKind.REGULAR: _("Kiểm kê định kỳ"), CountKind.SURPRISE: _("Kiểm kê đột xuất")}
COUNT_STATE_LABELS: dict[str, Text] = {
    CountState.COUNTED: _("Chờ xác nhận"),
    CountState.CONFIRMED: _("Đã xác nhận"),
    CountState.REJECTED: _("Không xác nhận"),
    CountState.OBJECTED: _("Có ý kiến khác"),
}
COUNT_STATE_TONES: dict[str, str] = {
    CountState.COUNTED: "waiting", CountState.CONFIRMED: "good", CountState.REJECTED: "done", CountState.OBJECTED: "bad",
}
LAPSED: Text = _("Không người chứng kiến")
PAIR_LABELS: dict[str, Text] = {
    PairKind.AGREES: _("Khớp"),
    PairKind.UNPOSTED: _("Phiếu chưa ghi sổ"),
    PairKind.NO_VOUCHER: _("Ghi sổ không có phiếu"),
    PairKind.TAKEN_BACK: _("Đảo bút toán của phiếu"),
    PairKind.AMOUNT: _("Số tiền khác nhau"),
}
PAIR_TONES: dict[str, str] = {
    PairKind.AGREES: "good", PairKind.UNPOSTED: "waiting", PairKind.NO_VOUCHER: "bad", PairKind.TAKEN_BACK: "waiting", PairKind.AMOUNT: "bad",
}
