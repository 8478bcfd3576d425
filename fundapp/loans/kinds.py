"""What may happen to a loan, and where it stands. Pure."""

from enum import StrEnum

from fundapp.kernel.labels import Text, _


class LoanState(StrEnum):
    """Where a loan stands. `contracted`: signed, no money paid out; how it stands with its instalments is asked of the fold."""

    CONTRACTED = "contracted"
    OPEN = "open"
    SETTLED = "settled"
    WRITTEN_OFF = "written_off"
    CANCELLED = "cancelled"


class EventKind(StrEnum):
    """One act of a loan's life. `reversal` takes back the event that it names; `allocation` brings the books to where the loan stands on its day."""

    DISBURSEMENT = "disbursement"
    RECEIPT = "receipt"
    REVERSAL = "reversal"
    RESCHEDULE = "reschedule"
    FREEZE = "freeze"
    UNFREEZE = "unfreeze"
    WAIVER = "waiver"
    WRITE_OFF = "write_off"
    RECOVERY = "recovery"
    TRANSFER = "transfer"
    DEATH = "death"
    SETTLEMENT = "settlement"
    SAVINGS_RETURN = "savings_return"
    REFUND = "refund"
    ALLOCATION = "allocation"


# Events that stand for an amount, which is more than 0.
OF_MONEY = (
    EventKind.DISBURSEMENT, EventKind.RECEIPT, EventKind.REVERSAL, EventKind.WAIVER, EventKind.WRITE_OFF, EventKind.RECOVERY, EventKind.SAVINGS_RETURN,
    EventKind.REFUND,
)
# A loan that a household still has.
STANDING = (LoanState.CONTRACTED, LoanState.OPEN, LoanState.WRITTEN_OFF)
STEPS: dict[LoanState, tuple[LoanState, ...]] = {
    LoanState.CONTRACTED: (LoanState.OPEN, LoanState.CANCELLED), LoanState.OPEN: (LoanState.CONTRACTED, LoanState.SETTLED, LoanState.WRITTEN_OFF),
    LoanState.SETTLED: (LoanState.OPEN,), LoanState.WRITTEN_OFF: (LoanState.OPEN, LoanState.SETTLED), LoanState.CANCELLED: (),
}
STATES: dict[LoanState, Text] = {
    LoanState.CONTRACTED: _("Đã ký, chưa giải ngân"), LoanState.OPEN: _("Đang vay"), LoanState.SETTLED: _("Đã tất toán"),
    LoanState.WRITTEN_OFF: _("Đã xóa nợ, còn theo dõi"), LoanState.CANCELLED: _("Đã hủy"),
}
TONES: dict[LoanState, str] = {
    LoanState.CONTRACTED: "waiting", LoanState.OPEN: "good", LoanState.SETTLED: "done", LoanState.WRITTEN_OFF: "bad", LoanState.CANCELLED: "done",
}
EVENTS: dict[EventKind, Text] = {
    EventKind.DISBURSEMENT: _("Giải ngân"), EventKind.RECEIPT: _("Thu nợ"), EventKind.REVERSAL: _("Đảo khoản đã ghi"), EventKind.RESCHEDULE: _("Cơ cấu lại lịch trả"),
    EventKind.FREEZE: _("Khoanh nợ"), EventKind.UNFREEZE: _("Hết khoanh nợ"), EventKind.WAIVER: _("Miễn, giảm lãi"), EventKind.WRITE_OFF: _("Xóa nợ"),
    EventKind.RECOVERY: _("Thu hồi nợ đã xóa"), EventKind.TRANSFER: _("Chuyển đơn vị"), EventKind.DEATH: _("Người vay mất"), EventKind.SETTLEMENT: _("Tất toán"),
    EventKind.SAVINGS_RETURN: _("Trả lại tiết kiệm bắt buộc"), EventKind.REFUND: _("Trả lại tiền thừa"), EventKind.ALLOCATION: _("Phân bổ tiền đã thu"),
}


def listed(values: object) -> str:
    """Give words as a list of SQL."""
    return ", ".join(f"'{value}'" for value in values)  # type: ignore[attr-defined]


class ActKind(StrEnum):
    """An act on a loan that needs a second person."""

    RESCHEDULE = "reschedule"
    FREEZE = "freeze"
    UNFREEZE = "unfreeze"
    WAIVER = "waiver"
    WRITE_OFF = "write_off"
    TRANSFER = "transfer"
    DEATH = "death"
    REFUND = "refund"


class ActState(StrEnum):
    """Where such an act stands."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REFUSED = "refused"


class SheetState(StrEnum):
    """Where a list of deductions stands."""

    READ = "read"
    POSTED = "posted"
    DROPPED = "dropped"


ACT_STATES: dict[ActState, Text] = {ActState.PROPOSED: _("Chờ duyệt"), ActState.APPROVED: _("Đã duyệt"), ActState.REFUSED: _("Không duyệt")}
ACT_TONES: dict[ActState, str] = {ActState.PROPOSED: "waiting", ActState.APPROVED: "good", ActState.REFUSED: "bad"}
