"""The life of an order to pay as data: which act leads from which state to which, and who may do it.

The service, the pages and the triggers of the database all read this one table.
"""

from dataclasses import dataclass
from enum import StrEnum

from fundapp.kernel.labels import Text, _


class State(StrEnum):
    """Where an order stands."""

    DRAFT = "draft"
    RETURNED = "returned"
    SIGNING = "signing"
    CHECKED = "checked"
    PAID = "paid"
    REVERSING = "reversing"
    REVERSED = "reversed"
    REFUSED = "refused"
    VOID = "void"


class Act(StrEnum):
    """What is done to an order; each act leaves one event."""

    MAKE = "make"
    MEND = "mend"
    CHECK = "check"
    SIGN = "sign"
    RETURN = "return"
    PAY = "pay"
    ASK_REVERSAL = "ask_reversal"
    REVERSE = "reverse"
    KEEP = "keep"
    REFUSE = "refuse"
    VOID = "void"


S, A = State, Act
CASH, TRANSFER = METHODS = ("cash", "transfer")
METHOD_LABELS: dict[str, Text] = {CASH: _("Tiền mặt"), TRANSFER: _("Chuyển khoản")}
STATE_LABELS: dict[State, Text] = {
    S.DRAFT: _("Chờ kiểm tra"),
    S.RETURNED: _("Bị trả lại"),
    S.SIGNING: _("Chờ ký duyệt chi"),
    S.CHECKED: _("Chờ chi tiền"),
    S.PAID: _("Đã chi"),
    S.REVERSING: _("Chờ xác nhận đảo"),
    S.REVERSED: _("Đã chi, đã đảo"),
    S.REFUSED: _("Ngân hàng từ chối"),
    S.VOID: _("Đã hủy"),
}
STATE_TONES: dict[State, str] = {
    S.DRAFT: "waiting", S.RETURNED: "bad", S.SIGNING: "waiting", S.CHECKED: "waiting", S.PAID: "good", S.REVERSING: "waiting", S.REVERSED: "bad",
    S.REFUSED: "bad", S.VOID: "done",
}
HOLDERS: dict[State, Text] = {
    S.DRAFT: _("Phụ trách kế toán"),
    S.RETURNED: _("Kế toán lập đề nghị"),
    S.SIGNING: _("Lãnh đạo ký duyệt"),
    S.CHECKED: _("Thủ quỹ"),
    S.PAID: _("Lưu chứng từ"),
    S.REVERSING: _("Người xác nhận đảo: lãnh đạo hoặc phụ trách kế toán khác"),
    S.REVERSED: _("Lưu chứng từ"),
    S.REFUSED: _("Kế toán lập đề nghị khác"),
    S.VOID: _("Không còn ai giữ"),
}
NEXT_ACTS: dict[State, Text] = {
    S.DRAFT: _("Phụ trách kế toán kiểm tra chứng từ, số tiền và người nhận."),
    S.RETURNED: _("Kế toán sửa theo lý do trả lại rồi gửi kiểm tra lại, hoặc hủy đề nghị."),
    S.SIGNING: _("Lãnh đạo đơn vị xem người nhận, nội dung, số tiền, chứng từ rồi ký, hoặc trả lại."),
    S.CHECKED: _("Thủ quỹ chi tiền mặt, in phiếu chi và lấy chữ ký người nhận; hoặc lập ủy nhiệm chi nếu chuyển khoản."),
    S.PAID: _("Không còn việc gì; phiếu chi hoặc ủy nhiệm chi đã ký lưu cùng chứng từ gốc."),
    S.REVERSING: _("Người chưa lập, kiểm tra hay chi khoản này xem lý do, xem tiền đã về quỹ chưa rồi xác nhận đảo, hoặc giữ nguyên khoản chi."),
    S.REVERSED: _("Không còn việc gì ở đây: tiền đã về quỹ và lại được giữ cho hồ sơ. Việc tiếp theo xem ở trang hồ sơ."),
    S.REFUSED: _("Ngân hàng không chuyển được; tiền vẫn giữ cho hồ sơ. Kế toán xem lý do, hỏi lại tài khoản rồi lập đề nghị khác ở trang hồ sơ."),
    S.VOID: _("Không còn việc gì; khoản cam kết chi vẫn giữ cho hồ sơ."),
}
ACT_LABELS: dict[Act, Text] = {
    A.MAKE: _("Lập đề nghị chi"),
    A.MEND: _("Sửa đề nghị chi"),
    A.CHECK: _("Kiểm tra, đồng ý chi"),
    A.SIGN: _("Ký duyệt chi"),
    A.RETURN: _("Trả lại để sửa"),
    A.PAY: _("Chi tiền"),
    A.ASK_REVERSAL: _("Đề nghị đảo khoản chi"),
    A.REVERSE: _("Xác nhận đảo khoản chi"),
    A.KEEP: _("Giữ nguyên khoản chi, không đảo"),
    A.REFUSE: _("Ngân hàng từ chối"),
    A.VOID: _("Hủy đề nghị chi"),
}


@dataclass(frozen=True)
class Transition:
    """One permitted act: from a state to a state, by whoever holds one of the permissions."""

    act: Act
    state: State
    next: State
    permissions: tuple[str, ...]
    needs_reason: bool = False


MAKER, CHECKER, SIGNER, PAYER, REVERSER = "payment:make", "payment:check", "payment:sign", "payment:pay", "payment:reverse"
TRANSITIONS = (
    Transition(A.MEND, S.DRAFT, S.DRAFT, (MAKER,)),
    Transition(A.MEND, S.RETURNED, S.DRAFT, (MAKER,)),
    # To mend what was approved is to begin anew: every approval given to it is void.
    Transition(A.MEND, S.SIGNING, S.DRAFT, (MAKER,)),
    Transition(A.MEND, S.CHECKED, S.DRAFT, (MAKER,)),
    # Where the unit has a signer, the check leads to the signer, elsewhere to the treasurer.
    Transition(A.CHECK, S.DRAFT, S.SIGNING, (CHECKER,)),
    Transition(A.CHECK, S.DRAFT, S.CHECKED, (CHECKER,)),
    Transition(A.SIGN, S.SIGNING, S.CHECKED, (SIGNER,)),
    Transition(A.RETURN, S.DRAFT, S.RETURNED, (CHECKER,), needs_reason=True),
    Transition(A.RETURN, S.SIGNING, S.RETURNED, (CHECKER, SIGNER), needs_reason=True),
    Transition(A.RETURN, S.CHECKED, S.RETURNED, (CHECKER, PAYER), needs_reason=True),
    Transition(A.PAY, S.CHECKED, S.PAID, (PAYER,)),
    # What was sent to the bank in a payment list and comes back unpaid: its money is free to be ordered again.
    Transition(A.REFUSE, S.CHECKED, S.REFUSED, (PAYER,), needs_reason=True),
    Transition(A.ASK_REVERSAL, S.PAID, S.REVERSING, (MAKER, CHECKER, PAYER), needs_reason=True),
    Transition(A.REVERSE, S.REVERSING, S.REVERSED, (REVERSER,)),
    Transition(A.KEEP, S.REVERSING, S.PAID, (MAKER, CHECKER, PAYER, REVERSER), needs_reason=True),
    Transition(A.VOID, S.DRAFT, S.VOID, (MAKER, CHECKER), needs_reason=True),
    Transition(A.VOID, S.RETURNED, S.VOID, (MAKER, CHECKER), needs_reason=True),
    Transition(A.VOID, S.SIGNING, S.VOID, (CHECKER,), needs_reason=True),
    Transition(A.VOID, S.CHECKED, S.VOID, (CHECKER,), needs_reason=True),
)
OPEN = (S.DRAFT, S.RETURNED, S.SIGNING, S.CHECKED)
# Booked: the payment stands in the books. Printed: a voucher was printed for it, which may be printed once more.
BOOKED = (S.PAID, S.REVERSING)
PRINTED = (*BOOKED, S.REVERSED)
LIVE = (*OPEN, *BOOKED)
# Who did one of these has had a hand in the money; giving back and giving up has not, nor has who signs: the head of the unit may decide as well.
MAKING = (A.MAKE.value, A.MEND.value)
TOUCHING = tuple(act.value for act in (A.MAKE, A.MEND, A.CHECK, A.PAY))


def transition(act: Act, state: str) -> Transition | None:
    """Find how an act goes on from a state; None when it does not."""
    return next((found for found in TRANSITIONS if found.act is act and found.state.value == state), None)

