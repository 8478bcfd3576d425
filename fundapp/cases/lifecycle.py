"""The life of a request as data: which act leads from which state to which, who may do it, who holds it next.

The service, the pages and the triggers of the database all read this one table.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from fundapp.kernel.labels import Text, _


class State(StrEnum):
    """Where a request stands. What was paid is not a state: it is asked of the ledger's reservations."""

    DRAFT = "draft"
    RETURNED = "returned"
    SUBMITTED = "submitted"
    VERIFIED = "verified"
    PROPOSED = "proposed"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"


class Act(StrEnum):
    """What is done to a request; each act leaves one event."""

    OPEN = "open"
    AMEND = "amend"
    ADD_PAPER = "add_paper"
    DROP_PAPER = "drop_paper"
    SUBMIT = "submit"
    RETURN = "return"
    VISIT = "visit"
    PROPOSE = "propose"
    APPROVE = "approve"
    URGENT = "urgent"
    RATIFY = "ratify"
    REFUSE = "refuse"
    CONFIRM = "confirm"
    RELEASE = "release"
    EXTEND = "extend"
    LAPSE = "lapse"
    WITHDRAW = "withdraw"
    CLOSE = "close"
    REOPEN = "reopen"


class Holder(StrEnum):
    """Which unit holds the request after an act."""

    SAME = "same"
    OWN = "own"
    ABOVE = "above"
    DECIDING = "deciding"


S, A = State, Act
STATE_LABELS: dict[State, Text] = {
    S.DRAFT: _("Đang lập"),
    S.RETURNED: _("Bị trả lại"),
    S.SUBMITTED: _("Chờ thẩm tra"),
    S.VERIFIED: _("Đã thẩm tra"),
    S.PROPOSED: _("Chờ quyết định"),
    S.APPROVED: _("Được duyệt"),
    S.REFUSED: _("Không duyệt"),
    S.WITHDRAWN: _("Đã rút"),
    S.CLOSED: _("Đã kết thúc"),
}
STATE_TONES: dict[State, str] = {
    S.DRAFT: "neutral", S.RETURNED: "bad", S.SUBMITTED: "waiting", S.VERIFIED: "waiting", S.PROPOSED: "waiting",
    S.APPROVED: "good", S.REFUSED: "bad", S.WITHDRAWN: "done", S.CLOSED: "done",
}
ACT_LABELS: dict[Act, Text] = {
    A.OPEN: _("Mở hồ sơ"),
    A.AMEND: _("Sửa nội dung hồ sơ"),
    A.ADD_PAPER: _("Thêm giấy tờ"),
    A.DROP_PAPER: _("Rút giấy tờ"),
    A.SUBMIT: _("Nộp hồ sơ lên cấp trên"),
    A.RETURN: _("Trả lại hồ sơ"),
    A.VISIT: _("Ghi nhận thẩm tra"),
    A.PROPOSE: _("Đề xuất"),
    A.APPROVE: _("Quyết định duyệt"),
    A.URGENT: _("Quyết định khẩn cấp"),
    A.RATIFY: _("Xác nhận sau quyết định khẩn cấp"),
    A.REFUSE: _("Quyết định không duyệt"),
    A.CONFIRM: _("Xác nhận lại quyết định"),
    A.RELEASE: _("Giải phóng cam kết chi"),
    A.EXTEND: _("Gia hạn cam kết chi"),
    A.LAPSE: _("Cho cam kết chi hết hiệu lực"),
    A.WITHDRAW: _("Rút hồ sơ"),
    A.CLOSE: _("Kết thúc hồ sơ"),
    A.REOPEN: _("Mở lại hồ sơ"),
}


@dataclass(frozen=True)
class Transition:
    """One permitted act: from a state to a state, by whoever holds the permission.

    It is asked at the request's own unit for what its officers do, else at the unit that holds the request. `days` are the
    working days that the next holder has, when the regulation sets none.
    """

    act: Act
    state: State
    next: State
    permission: str
    holder: Holder = Holder.SAME
    needs_reason: bool = False
    days: int | None = None
    at_own: bool = False

    @property
    def key(self) -> str:
        """How the event and the triggers write this transition."""
        return f"{self.act}:{self.state}>{self.next}"

    @property
    def is_own(self) -> bool:
        """Whether the permission is asked at the request's own unit, wherever the request lies: by its officers, or by who reviews what they do."""
        return self.at_own or self.permission == "case:submit"


def _stay(act: Act, state: State, permission: str) -> Transition:
    return Transition(act, state, state, permission)


# (b) The working days are common practice of provincial federations; a regulation that sets others wins.
TRANSITIONS: tuple[Transition, ...] = (
    _stay(A.AMEND, S.DRAFT, "case:submit"),
    _stay(A.AMEND, S.RETURNED, "case:submit"),
    _stay(A.ADD_PAPER, S.DRAFT, "case:submit"),
    _stay(A.ADD_PAPER, S.RETURNED, "case:submit"),
    _stay(A.ADD_PAPER, S.SUBMITTED, "case:review"),
    _stay(A.ADD_PAPER, S.VERIFIED, "case:review"),
    _stay(A.ADD_PAPER, S.APPROVED, "case:submit"),
    _stay(A.DROP_PAPER, S.DRAFT, "case:submit"),
    _stay(A.DROP_PAPER, S.RETURNED, "case:submit"),
    Transition(A.SUBMIT, S.DRAFT, S.SUBMITTED, "case:submit", Holder.ABOVE, days=10),
    Transition(A.SUBMIT, S.RETURNED, S.SUBMITTED, "case:submit", Holder.ABOVE, days=10),
    Transition(A.RETURN, S.SUBMITTED, S.RETURNED, "case:review", Holder.OWN, needs_reason=True, days=5),
    Transition(A.RETURN, S.VERIFIED, S.RETURNED, "case:review", Holder.OWN, needs_reason=True, days=5),
    Transition(A.RETURN, S.PROPOSED, S.RETURNED, "case:decide", Holder.OWN, needs_reason=True, days=5),
    Transition(A.VISIT, S.SUBMITTED, S.VERIFIED, "case:review", days=5),
    _stay(A.VISIT, S.VERIFIED, "case:review"),
    Transition(A.PROPOSE, S.VERIFIED, S.PROPOSED, "case:review", Holder.DECIDING, needs_reason=True, days=10),
    Transition(A.APPROVE, S.PROPOSED, S.APPROVED, "case:decide", days=5),
    # What cannot wait for a visit is decided by whoever signs above, and confirmed afterwards by who reviews what the own unit hands in.
    Transition(A.URGENT, S.SUBMITTED, S.APPROVED, "case:decide", Holder.DECIDING, needs_reason=True, days=5),
    Transition(A.RATIFY, S.APPROVED, S.APPROVED, "case:review", needs_reason=True, at_own=True),
    Transition(A.RATIFY, S.CLOSED, S.CLOSED, "case:review", needs_reason=True, at_own=True),
    Transition(A.REFUSE, S.PROPOSED, S.REFUSED, "case:decide", Holder.OWN, needs_reason=True),
    Transition(A.WITHDRAW, S.DRAFT, S.WITHDRAWN, "case:submit", Holder.OWN, needs_reason=True),
    Transition(A.WITHDRAW, S.RETURNED, S.WITHDRAWN, "case:submit", Holder.OWN, needs_reason=True),
    Transition(A.WITHDRAW, S.SUBMITTED, S.WITHDRAWN, "case:submit", Holder.OWN, needs_reason=True),
    Transition(A.WITHDRAW, S.VERIFIED, S.WITHDRAWN, "case:submit", Holder.OWN, needs_reason=True),
    Transition(A.WITHDRAW, S.PROPOSED, S.WITHDRAWN, "case:submit", Holder.OWN, needs_reason=True),
    Transition(A.CONFIRM, S.APPROVED, S.APPROVED, "case:decide", needs_reason=True),
    Transition(A.RELEASE, S.APPROVED, S.APPROVED, "case:decide", needs_reason=True),
    Transition(A.EXTEND, S.APPROVED, S.APPROVED, "case:decide", needs_reason=True),
    # After its last day a promise lapses: by the daily job, or before it by the signer.
    Transition(A.LAPSE, S.APPROVED, S.APPROVED, "case:decide", needs_reason=True),
    Transition(A.LAPSE, S.CLOSED, S.CLOSED, "case:decide", needs_reason=True),
    Transition(A.CLOSE, S.APPROVED, S.CLOSED, "case:decide", needs_reason=True),
    # A closed request holds money again when a payment of it was reversed: it is paid after all, or the money is freed.
    Transition(A.RELEASE, S.CLOSED, S.CLOSED, "case:decide", needs_reason=True),
    Transition(A.REOPEN, S.CLOSED, S.APPROVED, "case:decide", needs_reason=True, days=5),
)
_BY_STEP = {(transition.act, transition.state): transition for transition in TRANSITIONS}

# Who did one of the acts on the left does none on the right, on the same request.
REGISTERING = frozenset({A.OPEN, A.AMEND, A.SUBMIT})
SURVEYING = frozenset({A.VISIT, A.PROPOSE, A.RATIFY})
DECIDING = frozenset({A.APPROVE, A.URGENT, A.REFUSE, A.CONFIRM, A.RELEASE, A.EXTEND, A.LAPSE, A.CLOSE, A.REOPEN})
FINISHED = frozenset({S.REFUSED, S.WITHDRAWN, S.CLOSED})
DECIDED = frozenset({S.APPROVED, S.REFUSED, S.CLOSED})


def step(act: Act, state: State | str) -> Transition | None:
    """Find the transition that an act makes from a state; None when the act is out of order there."""
    return _BY_STEP.get((act, State(state)))


def acts_from(state: State | str) -> list[Transition]:
    """Every act that may follow in a state."""
    return [transition for transition in TRANSITIONS if transition.state == state]


def duties_apart(act: Act, done: Iterable[tuple[int, str]], user_id: int) -> Act | None:
    """Say which earlier act of this person on this request forbids the act; None when none does.

    `done` are (user, act) of the events so far. Registering, surveying and deciding are three different people's work;
    opening, amending and submitting may be one officer's, visiting and proposing one reviewer's.
    """
    group = next((group for group in (REGISTERING, SURVEYING, DECIDING) if act in group), frozenset())
    if not group:
        return None
    for other_id, other in done:
        earlier = Act(other)
        if other_id == user_id and earlier not in group and earlier in REGISTERING | SURVEYING | DECIDING:
            return earlier
    return None


@dataclass(frozen=True)
class Standing:
    """Where a request stands for its readers: the state, and once approved what the ledger says of its money."""

    label: Text
    tone: str


def standing(state: State | str, *, reserved: int = 0, paid: int = 0, released: int = 0, is_lapsed: bool = False) -> Standing:
    """Tell where a request stands. `reserved` is what is still held, `paid` what was consumed, `released` what was freed, by lapse or otherwise."""
    known = State(state)
    if known is S.CLOSED and reserved:
        return Standing(_("Đã kết thúc, còn giữ tiền"), "waiting")
    if known is not S.APPROVED or not reserved + paid + released:
        return Standing(STATE_LABELS[known], STATE_TONES[known])
    if not reserved and is_lapsed:
        return Standing(_("Chi một phần, phần còn lại hết hiệu lực") if paid else _("Cam kết chi hết hiệu lực"), "bad")
    if not reserved:
        return Standing(_("Đã chi đủ") if paid else _("Đã hủy cam kết chi"), "done" if paid else "neutral")
    return Standing(_("Chi một phần") if paid else _("Được duyệt, chờ chi"), "waiting")
