"""The life of a settlement and of a reconciliation statement. Pure.

A settlement is proposed, by the matcher or by hand, and waits however long; somebody confirms it as it was shown, or drops it; a
confirmed one may be undone until a signed reconciliation statement covers its last day.
"""

import hashlib
from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from fundapp.kernel.labels import Text, _


class SettlementState(StrEnum):
    """Where a settlement stands."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    DROPPED = "dropped"
    UNDONE = "undone"


class Basis(StrEnum):
    """What a settlement rests on: those of the matcher, and three that people or the books give."""

    CODE = "code"
    CODES_SUM = "codes_sum"
    LINES_SUM = "lines_sum"
    PART = "part"
    EXCESS = "excess"
    PAYEE = "payee"
    BOOKED = "booked"
    TRANSFER = "transfer"
    HAND = "hand"


class ReconciliationState(StrEnum):
    """Where a reconciliation statement stands."""

    PREPARED = "prepared"
    SIGNED = "signed"
    REFUSED = "refused"


MOVES: frozenset[tuple[str, str]] = frozenset(
    {
        (SettlementState.PROPOSED, SettlementState.CONFIRMED), (SettlementState.PROPOSED, SettlementState.DROPPED),
        (SettlementState.CONFIRMED, SettlementState.UNDONE),
    }
)
BASIS_LABELS: dict[str, Text] = {
    Basis.CODE: _("Đúng mã, đúng số tiền"), Basis.CODES_SUM: _("Một dòng trả nhiều khoản"), Basis.LINES_SUM: _("Nhiều dòng trả một khoản"),
    Basis.PART: _("Trả một phần"), Basis.EXCESS: _("Trả nhiều hơn"), Basis.PAYEE: _("Đúng tên, đúng số tiền"), Basis.BOOKED: _("Bút toán lập từ dòng này"),
    Basis.TRANSFER: _("Chuyển giữa hai tài khoản của đơn vị"), Basis.HAND: _("Ghép bằng tay"),
}
STATE_LABELS: dict[str, Text] = {
    SettlementState.PROPOSED: _("Chờ xác nhận"), SettlementState.CONFIRMED: _("Đã xác nhận"), SettlementState.DROPPED: _("Đã bỏ"),
    SettlementState.UNDONE: _("Đã gỡ"),
}
STATE_TONES = {
    SettlementState.PROPOSED: "waiting", SettlementState.CONFIRMED: "good", SettlementState.DROPPED: "done", SettlementState.UNDONE: "done",
}
RECONCILIATION_LABELS: dict[str, Text] = {
    ReconciliationState.PREPARED: _("Chờ người thứ hai ký"), ReconciliationState.SIGNED: _("Hai người đã ký"), ReconciliationState.REFUSED: _("Không ký"),
}
RECONCILIATION_TONES: dict[str, str] = {ReconciliationState.PREPARED: "waiting", ReconciliationState.SIGNED: "good", ReconciliationState.REFUSED: "done"}


def may_move(before: str, after: str) -> bool:
    """Tell whether a settlement may go from one state to the other."""
    return (before, after) in MOVES


def is_frozen(last_on: date, reconciled_on: date | None) -> bool:
    """Tell whether a settlement lies within what two people have signed."""
    return reconciled_on is not None and last_on <= reconciled_on


def digest(parts: Iterable[tuple[str, int, int, int]]) -> str:
    """Give the mark of what was shown: (side, id, amount, what was still open of it) of each part, in any order."""
    said = ";".join(":".join(map(str, part)) for part in sorted(parts))
    return hashlib.sha256(said.encode()).hexdigest()[:16]
