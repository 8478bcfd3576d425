"""The words of the ledger: legal forms of funds, kinds of entries and vouchers, states, each with its label."""

from enum import StrEnum

from fundapp.kernel.labels import Text, _


class LegalForm(StrEnum):
    """By what right a fund holds its money."""

    UNION_FINANCE = "union_finance"
    SOCIAL_FUND = "social_fund"
    CHARITY_FUND = "charity_fund"
    CAPITAL_SUPPORT = "capital_support"
    ENTRUSTED = "entrusted"
    REMITTED = "pass_through"


class EntryKind(StrEnum):
    """What an entry is for the books."""

    ORDINARY = "ordinary"
    OPENING = "opening"
    TRANSFER = "transfer"
    REVERSAL = "reversal"
    COUNT = "count"
    CLOSING = "closing"


class EntryState(StrEnum):
    """A draft is not yet in the books; a posted entry never leaves them; a dropped draft never came in."""

    DRAFT = "draft"
    POSTED = "posted"
    DROPPED = "dropped"


class VoucherKind(StrEnum):
    """Papers under which money moves."""

    CASH_RECEIPT = "cash_receipt"
    CASH_PAYMENT = "cash_payment"
    BANK_RECEIPT = "bank_receipt"
    BANK_PAYMENT = "bank_payment"
    BANK_CHARGE = "bank_charge"
    ADJUSTMENT = "adjustment"


class VoucherState(StrEnum):
    """A void voucher keeps its number."""

    ISSUED = "issued"
    VOID = "void"


class PeriodState(StrEnum):
    """A month of a book; only an open one takes entries."""

    OPEN = "open"
    CLOSING = "closing"
    CLOSED = "closed"
    REOPENING = "reopening"


class ReservationState(StrEnum):
    """A commitment is open until all of it was paid, released or has lapsed."""

    OPEN = "open"
    CONSUMED = "consumed"
    RELEASED = "released"
    LAPSED = "lapsed"


class MoveKind(StrEnum):
    """What happened to a part of a commitment."""

    CONSUMED = "consumed"
    RESTORED = "restored"
    RELEASED = "released"
    LAPSED = "lapsed"


class ExpectedState(StrEnum):
    """An expected amount is open until all of it has come or it is withdrawn."""

    OPEN = "open"
    CAME = "came"
    WITHDRAWN = "withdrawn"


class ExpectedMoveKind(StrEnum):
    """What happened to an expected amount."""

    CAME = "came"
    TAKEN_BACK = "taken_back"
    AMENDED = "amended"
    WITHDRAWN = "withdrawn"


class TermsState(StrEnum):
    """Terms of use are proposed by one person and put in force, or refused, by another."""

    PROPOSED = "proposed"
    IN_FORCE = "in_force"
    REFUSED = "refused"


class BoxKind(StrEnum):
    """Where money lies."""

    CASH = "cash"
    BANK = "bank"


class CloseState(StrEnum):
    """A close of a cash box holds until two people re-open it."""

    CLOSED = "closed"
    REOPENED = "reopened"


class ReopeningState(StrEnum):
    """A request to open a closed box again."""

    ASKED = "asked"
    CONFIRMED = "confirmed"
    REFUSED = "refused"


LEGAL_FORM_LABELS: dict[str, Text] = {
    LegalForm.UNION_FINANCE: _("Tài chính công đoàn"),
    LegalForm.SOCIAL_FUND: _("Quỹ xã hội, chăm lo"),
    LegalForm.CHARITY_FUND: _("Quỹ xã hội, quỹ từ thiện có giấy phép (NĐ 93/2019/NĐ-CP)"),
    LegalForm.CAPITAL_SUPPORT: _("Quỹ trợ vốn"),
    LegalForm.ENTRUSTED: _("Vốn nhận ủy thác"),
    LegalForm.REMITTED: _("Thu hộ, chi hộ (không phải nguồn thu)"),
}
ENTRY_KIND_LABELS: dict[str, Text] = {
    EntryKind.ORDINARY: _("Nghiệp vụ trong kỳ"),
    EntryKind.OPENING: _("Số dư đầu kỳ"),
    EntryKind.TRANSFER: _("Chuyển tiền trong quỹ"),
    EntryKind.REVERSAL: _("Ghi số âm (đảo bút toán)"),
    EntryKind.COUNT: _("Chênh lệch kiểm kê quỹ"),
    EntryKind.CLOSING: _("Kết chuyển cuối năm"),
}
ENTRY_STATE_LABELS: dict[str, Text] = {
    EntryState.DRAFT: _("Chờ người thứ hai ghi sổ"),
    EntryState.POSTED: _("Đã ghi sổ"),
    EntryState.DROPPED: _("Đã bỏ, không ghi sổ"),
}
ENTRY_STATE_TONES: dict[str, str] = {EntryState.DRAFT: "waiting", EntryState.POSTED: "good", EntryState.DROPPED: "done"}
VOUCHER_KIND_LABELS: dict[str, Text] = {
    VoucherKind.CASH_RECEIPT: _("Phiếu thu"),
    VoucherKind.CASH_PAYMENT: _("Phiếu chi"),
    VoucherKind.BANK_RECEIPT: _("Giấy báo có"),
    VoucherKind.BANK_PAYMENT: _("Ủy nhiệm chi"),
    VoucherKind.BANK_CHARGE: _("Giấy báo nợ"),
    VoucherKind.ADJUSTMENT: _("Phiếu kế toán"),
}
VOUCHER_SERIES: dict[str, str] = {
    VoucherKind.CASH_RECEIPT: "PT",
    VoucherKind.CASH_PAYMENT: "PC",
    VoucherKind.BANK_RECEIPT: "BC",
    VoucherKind.BANK_PAYMENT: "UNC",
    VoucherKind.BANK_CHARGE: "BN",
    VoucherKind.ADJUSTMENT: "PKT",
}
VOUCHER_STATE_LABELS: dict[str, Text] = {VoucherState.ISSUED: _("Có hiệu lực"), VoucherState.VOID: _("Đã hủy, giữ số")}
VOUCHER_STATE_TONES: dict[str, str] = {VoucherState.ISSUED: "good", VoucherState.VOID: "bad"}
PERIOD_STATE_LABELS: dict[str, Text] = {
    PeriodState.OPEN: _("Đang mở"),
    PeriodState.CLOSING: _("Chờ xác nhận khóa"),
    PeriodState.CLOSED: _("Đã khóa"),
    PeriodState.REOPENING: _("Chờ xác nhận mở lại"),
}
PERIOD_STATE_TONES: dict[str, str] = {
    PeriodState.OPEN: "neutral", PeriodState.CLOSING: "waiting", PeriodState.CLOSED: "done", PeriodState.REOPENING: "waiting",
}
PERIOD_ACT_LABELS: dict[str, Text] = {
    "close_requested": _("Đề nghị khóa kỳ"),
    "close_withdrawn": _("Rút đề nghị khóa kỳ"),
    "closed": _("Xác nhận khóa kỳ"),
    "reopen_requested": _("Đề nghị mở lại kỳ"),
    "reopen_refused": _("Không đồng ý mở lại"),
    "reopened": _("Xác nhận mở lại kỳ"),
}
YEAR_STATE_LABELS: dict[str, Text] = {
    PeriodState.OPEN: _("Đang mở"),
    PeriodState.CLOSING: _("Chờ xác nhận khóa năm"),
    PeriodState.CLOSED: _("Đã khóa năm"),
    PeriodState.REOPENING: _("Chờ xác nhận mở lại năm"),
}
YEAR_ACT_LABELS: dict[str, Text] = {
    "close_requested": _("Đề nghị khóa năm"),
    "close_withdrawn": _("Chưa khóa năm"),
    "closed": _("Xác nhận khóa năm"),
    "reopen_requested": _("Đề nghị mở lại năm"),
    "reopen_refused": _("Không đồng ý mở lại năm"),
    "reopened": _("Xác nhận mở lại năm"),
}
RESERVATION_STATE_LABELS: dict[str, Text] = {
    ReservationState.OPEN: _("Đang giữ"),
    ReservationState.CONSUMED: _("Đã chi hết"),
    ReservationState.RELEASED: _("Đã giải phóng"),
    ReservationState.LAPSED: _("Hết hiệu lực"),
}
RESERVATION_STATE_TONES: dict[str, str] = {
    ReservationState.OPEN: "waiting", ReservationState.CONSUMED: "good", ReservationState.RELEASED: "done", ReservationState.LAPSED: "bad",
}
MOVE_LABELS: dict[str, Text] = {
    MoveKind.CONSUMED: _("Chi từ cam kết"),
    MoveKind.RESTORED: _("Giữ lại sau khi đảo bút toán"),
    MoveKind.RELEASED: _("Giải phóng"),
    MoveKind.LAPSED: _("Hết hiệu lực"),
}
EXPECTED_STATE_LABELS: dict[str, Text] = {
    ExpectedState.OPEN: _("Chờ tiền vào"), ExpectedState.CAME: _("Đã thu đủ"), ExpectedState.WITHDRAWN: _("Không chờ thu nữa"),
}
EXPECTED_STATE_TONES: dict[str, str] = {ExpectedState.OPEN: "waiting", ExpectedState.CAME: "good", ExpectedState.WITHDRAWN: "done"}
EXPECTED_MOVE_LABELS: dict[str, Text] = {
    ExpectedMoveKind.CAME: _("Tiền vào"), ExpectedMoveKind.TAKEN_BACK: _("Chờ lại sau khi đảo bút toán"), ExpectedMoveKind.AMENDED: _("Sửa số tiền, hạn"),
    ExpectedMoveKind.WITHDRAWN: _("Thôi chờ thu"),
}
CLOSE_STATE_LABELS: dict[str, Text] = {CloseState.CLOSED: _("Đã khóa quỹ"), CloseState.REOPENED: _("Đã mở lại")}
CLOSE_STATE_TONES: dict[str, str] = {CloseState.CLOSED: "done", CloseState.REOPENED: "bad"}
REOPENING_STATE_LABELS: dict[str, Text] = {
    ReopeningState.ASKED: _("Chờ người thứ hai xác nhận"),
    ReopeningState.CONFIRMED: _("Đã đồng ý mở lại"),
    ReopeningState.REFUSED: _("Không đồng ý mở lại"),
}
REOPENING_STATE_TONES: dict[str, str] = {ReopeningState.ASKED: "waiting", ReopeningState.CONFIRMED: "bad", ReopeningState.REFUSED: "done"}
TERMS_STATE_LABELS: dict[str, Text] = {
    TermsState.PROPOSED: _("Chờ xác nhận"),
    TermsState.IN_FORCE: _("Đã xác nhận"),
    TermsState.REFUSED: _("Không đồng ý"),
}
TERMS_STATE_TONES: dict[str, str] = {TermsState.PROPOSED: "waiting", TermsState.IN_FORCE: "good", TermsState.REFUSED: "bad"}
BOX_KIND_LABELS: dict[str, Text] = {BoxKind.CASH: _("Quỹ tiền mặt"), BoxKind.BANK: _("Tài khoản ngân hàng")}
PURPOSE_LABELS: dict[str, Text] = {
    "housing": _("Mái ấm công đoàn"),
    "loans": _("Cho vay vốn"),
    "gifts": _("Quà Tết, Tháng Công nhân"),
    "relief": _("Thăm hỏi, trợ cấp"),
    "running": _("Chi hoạt động"),
    "remittance": _("Nộp lại nơi nhận"),
}


def listed(kinds: type[StrEnum]) -> str:
    """Write the values of an enumeration as an SQL list, for CHECKs."""
    return ", ".join(f"'{kind.value}'" for kind in kinds)


def purpose_label(purpose: str) -> str:
    return PURPOSE_LABELS.get(purpose, purpose)
