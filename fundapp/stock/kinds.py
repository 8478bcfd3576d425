"""The words of goods: kinds and states of slips and counts, each with its label."""

from enum import StrEnum

from fundapp.kernel.labels import Text, _


class SlipKind(StrEnum):
    """Why goods come in, move or go out."""

    RECEIPT = "receipt"
    PURCHASE = "purchase"
    PACKING = "packing"
    TRANSFER = "transfer"
    HAND_OUT = "hand_out"
    RETURN = "return"
    LOSS = "loss"
    FOUND = "found"
    REVERSAL = "reversal"


class SlipState(StrEnum):
    """Made by one person; done once the keeper has moved the goods; or dropped before that."""

    MADE = "made"
    DONE = "done"
    DROPPED = "dropped"


class Flow(StrEnum):
    """Whether a line brings goods in or takes them out."""

    IN = "in"
    OUT = "out"


class CountState(StrEnum):
    """Counted by the keeper; confirmed, or rejected and counted again, by a second person."""

    COUNTED = "counted"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"


BRINGS_IN = (SlipKind.RECEIPT, SlipKind.PURCHASE, SlipKind.RETURN, SlipKind.FOUND)
TAKES_OUT = (SlipKind.HAND_OUT, SlipKind.LOSS)
KIND_LABELS: dict[str, Text] = {
    SlipKind.RECEIPT: _("Nhập hàng được tặng"),
    SlipKind.PURCHASE: _("Nhập hàng mua"),
    SlipKind.PACKING: _("Đóng gói túi quà"),
    SlipKind.TRANSFER: _("Chuyển nơi để hàng"),
    SlipKind.HAND_OUT: _("Xuất phát quà"),
    SlipKind.RETURN: _("Nhập lại hàng chưa phát"),
    SlipKind.LOSS: _("Xuất hàng hỏng, mất"),
    SlipKind.FOUND: _("Nhập hàng thừa khi kiểm kê"),
    SlipKind.REVERSAL: _("Đảo phiếu kho"),
}
SERIES: dict[str, str] = {
    **dict.fromkeys(BRINGS_IN, "PNK"), **dict.fromkeys(TAKES_OUT, "PXK"), SlipKind.PACKING: "PDG", SlipKind.TRANSFER: "PCK", SlipKind.REVERSAL: "PDK",
}
SERIES_TITLES: dict[str, Text] = {
    "PNK": _("Phiếu nhập kho"), "PXK": _("Phiếu xuất kho"), "PDG": _("Phiếu đóng gói"), "PCK": _("Phiếu chuyển kho"), "PDK": _("Phiếu đảo"),
}
STATE_LABELS: dict[str, Text] = {
    SlipState.MADE: _("Chờ thủ kho nhập, xuất"), SlipState.DONE: _("Đã nhập, xuất"), SlipState.DROPPED: _("Đã bỏ, hàng không chuyển"),
}
STATE_TONES: dict[str, str] = {SlipState.MADE: "waiting", SlipState.DONE: "good", SlipState.DROPPED: "done"}
COUNT_LABELS: dict[str, Text] = {
    CountState.COUNTED: _("Chờ người thứ hai xác nhận"), CountState.CONFIRMED: _("Đã xác nhận"), CountState.REJECTED: _("Không xác nhận"),
}
COUNT_TONES: dict[str, str] = {CountState.COUNTED: "waiting", CountState.CONFIRMED: "good", CountState.REJECTED: "done"}
