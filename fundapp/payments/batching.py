"""Payment lists: many transfers sent to the bank as one file. Where a list and its lines stand, and the mark that freezes it. Pure."""

from collections.abc import Iterable
from enum import StrEnum

from fundapp.kernel import crypto
from fundapp.kernel.labels import Text, _


class BatchState(StrEnum):
    """Where a list stands: lines change while it is open; approved it is frozen and goes to the bank."""

    OPEN = "open"
    APPROVED = "approved"
    DONE = "done"
    VOID = "void"


class LineState(StrEnum):
    """What has become of one order in a list. It is live until the bank has answered or it was taken out."""

    LIVE = "live"
    PAID = "paid"
    REFUSED = "refused"
    REMOVED = "removed"


class ResultState(StrEnum):
    """Where one result file of the bank stands."""

    WAITING = "waiting"
    REFUSED = "refused"
    DONE = "done"


BATCH_LABELS: dict[str, Text] = {
    BatchState.OPEN: _("Đang lập"), BatchState.APPROVED: _("Đã duyệt, chờ ngân hàng"), BatchState.DONE: _("Ngân hàng đã trả lời hết"), BatchState.VOID: _("Đã bỏ"),
}
BATCH_TONES = {BatchState.OPEN: "waiting", BatchState.APPROVED: "waiting", BatchState.DONE: "good", BatchState.VOID: "done"}
LINE_LABELS: dict[str, Text] = {
    LineState.LIVE: _("Chờ ngân hàng"), LineState.PAID: _("Đã chi"), LineState.REFUSED: _("Ngân hàng từ chối"), LineState.REMOVED: _("Đã đưa ra"),
}
LINE_TONES = {LineState.LIVE: "waiting", LineState.PAID: "good", LineState.REFUSED: "bad", LineState.REMOVED: "done"}
RESULT_LABELS: dict[str, Text] = {
    ResultState.WAITING: _("Đang đọc và ghi sổ"), ResultState.REFUSED: _("Không nhận tệp"), ResultState.DONE: _("Đã ghi"),
}
RESULT_TONES = {ResultState.WAITING: "waiting", ResultState.REFUSED: "bad", ResultState.DONE: "good"}


def list_digest(lines: Iterable[tuple[int, str, str, int]]) -> str:
    """The mark of a list: over place, code, digest of what was approved (it holds payee and account) and amount of each order."""
    return crypto.digest("payment list", [list(line) for line in lines])


def batch_label(year: int, number: int) -> str:
    """The number of a list as people write it: BK26-0003."""
    return f"BK{year % 100:02d}-{number:04d}"
