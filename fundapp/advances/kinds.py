"""The words of advances, which step follows which, and who may not take which step. Pure."""

from datetime import date
from enum import StrEnum
from typing import Protocol

from fundapp.kernel.labels import Text, _


class State(StrEnum):
    """Where an advance stands."""

    ASKED = "asked"
    CHECKED = "checked"
    SIGNED = "signed"
    PAID = "paid"
    REPORTED = "reported"
    VERIFIED = "verified"
    SETTLED = "settled"
    CLOSED = "closed"
    REFUSED = "refused"


class Act(StrEnum):
    """A step of an advance."""

    CHECK = "check"
    SIGN = "sign"
    REFUSE = "refuse"
    PAY = "pay"
    REPORT = "report"
    GIVE_BACK = "give_back"
    VERIFY = "verify"
    SETTLE = "settle"
    LEVEL = "level"


S, A = State, Act
STEPS: dict[Act, dict[State, tuple[State, ...]]] = {
    A.CHECK: {S.ASKED: (S.CHECKED,)},
    A.SIGN: {S.CHECKED: (S.SIGNED,)},
    A.REFUSE: {S.ASKED: (S.REFUSED,), S.CHECKED: (S.REFUSED,), S.SIGNED: (S.REFUSED,)},
    A.PAY: {S.SIGNED: (S.PAID,)},
    A.REPORT: {S.PAID: (S.REPORTED,)},
    A.GIVE_BACK: {S.REPORTED: (S.PAID,), S.VERIFIED: (S.PAID,)},
    A.VERIFY: {S.REPORTED: (S.VERIFIED,)},
    # Where nothing is left over, the settlement closes the advance.
    A.SETTLE: {S.VERIFIED: (S.SETTLED, S.CLOSED)},
    A.LEVEL: {S.SETTLED: (S.CLOSED,)},
}
# Who has had a hand in an advance as one of these does not do the act.
APART: dict[Act, tuple[str, ...]] = {
    A.CHECK: ("asked_by_id",),
    A.SIGN: ("asked_by_id", "checked_by_id"),
    A.REFUSE: ("asked_by_id",),
    A.PAY: ("asked_by_id", "checked_by_id", "signed_by_id"),
    A.GIVE_BACK: ("asked_by_id",),
    A.VERIFY: ("asked_by_id", "paid_by_id"),
    A.SETTLE: ("asked_by_id", "verified_by_id", "paid_by_id"),
    A.LEVEL: ("asked_by_id", "verified_by_id", "settled_by_id"),
}
OPEN = (S.PAID, S.REPORTED, S.VERIFIED)
# Money of the unit is with the person, or the other way round.
UNSETTLED = (*OPEN, S.SETTLED)

STATE_LABELS: dict[str, Text] = {
    S.ASKED: _("Chờ kiểm tra"),
    S.CHECKED: _("Chờ ký duyệt"),
    S.SIGNED: _("Chờ chi"),
    S.PAID: _("Chờ thanh toán"),
    S.REPORTED: _("Chờ kiểm tra thanh toán"),
    S.VERIFIED: _("Chờ duyệt thanh toán"),
    S.SETTLED: _("Chờ thu lại hoặc chi thêm"),
    S.CLOSED: _("Đã thanh toán"),
    S.REFUSED: _("Không duyệt"),
}
STATE_TONES: dict[str, str] = {
    S.ASKED: "waiting", S.CHECKED: "waiting", S.SIGNED: "waiting", S.PAID: "neutral", S.REPORTED: "waiting", S.VERIFIED: "waiting", S.SETTLED: "waiting",
    S.CLOSED: "good", S.REFUSED: "bad",
}


class Standing(Protocol):
    """An advance, as far as its money goes."""

    state: str
    amount: int
    spent_amount: int | None


def follows(act: Act, state: str, after: State) -> bool:
    """Whether the act may turn an advance from this state into that one."""
    return after in STEPS[act].get(State(state), ())


def still_held(advance: Standing) -> int:
    """What the person holds of the unit's money in đồng, by the state alone; below zero where the unit owes.

    2.000.000 advanced and 2.300.000 spent are 2.000.000 until the settlement is signed, then -300.000 until more is paid, then 0.
    """
    if advance.state in OPEN:
        return advance.amount
    return advance.amount - (advance.spent_amount or 0) if advance.state == S.SETTLED else 0


def is_overdue(state: str, due_on: date, on: date) -> bool:
    """Whether the money is with the person past the day on which papers were promised."""
    return state == S.PAID and due_on < on


def objection(user_id: int, act: Act, advance: object) -> Text | None:
    """Say why this user may not take this step, or None."""
    if not any(getattr(advance, column) == user_id for column in APART.get(act, ())):
        return None
    return _("Bạn đã tham gia một bước khác của khoản tạm ứng này nên việc này phải do người khác làm.")
