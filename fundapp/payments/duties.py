"""Who may not do which act on an order, and why: nobody twice within one payment. Pure."""

from collections.abc import Iterable
from typing import Protocol

from fundapp.kernel.labels import Text, _
from fundapp.payments.lifecycle import Act


class Order(Protocol):
    """An order, as far as its people go."""

    decider_id: int
    made_by_id: int
    checked_by_id: int | None
    signed_by_id: int | None
    paid_by_id: int | None
    reversal_asked_by_id: int | None


class Barred(set[int]):
    """Users barred from an order. `deciders` have decided on its subject: of it they only sign, or confirm its reversal.

    `makers` are not barred: they have made or mended the order before somebody else mended it, and have made it as much as who did so last.
    """

    def __init__(self, users: Iterable[int] = ()) -> None:
        super().__init__(users)
        self.deciders: set[int] = set()
        self.makers: set[int] = set()


OF_DECIDERS = (Act.SIGN, Act.RETURN, Act.REVERSE, Act.KEEP)


def objection(user_id: int, act: Act, order: Order, barred: Barred) -> Text | None:
    """Say why this user may not do the act on this order, or None."""
    if user_id == order.decider_id and act not in OF_DECIDERS:
        return _("Người ký quyết định không được lập, kiểm tra hay chi khoản tiền này. Việc này phải do người khác làm.")
    if user_id in barred and not (act in OF_DECIDERS and user_id in barred.deciders):
        return _(
            "Bạn đã lập, thẩm tra hoặc xác nhận lại quyết định của hồ sơ này, hoặc có liên quan tới hộ được hỗ trợ, nên không được tham gia chi tiền. "
            "Hãy giao người khác."
        )
    if act in (Act.REVERSE, Act.KEEP):
        return _of_reversal(user_id, act, order, barred.makers)
    return _twice(user_id, act, order, barred.makers)


def _twice(user_id: int, act: Act, order: Order, makers: set[int]) -> Text | None:
    made, checked, signed = user_id in {order.made_by_id, *makers}, user_id == order.checked_by_id, user_id == order.signed_by_id
    if act is Act.CHECK and made:
        return _("Bạn đã lập đề nghị chi này nên không được tự kiểm tra. Phụ trách kế toán khác phải kiểm tra.")
    if act is Act.SIGN and (made or checked):
        return _("Bạn đã lập hoặc kiểm tra đề nghị chi này nên không được ký duyệt. Lãnh đạo khác phải ký.")
    if act is Act.PAY and made:
        return _("Bạn đã lập đề nghị chi này nên không được chi. Thủ quỹ khác phải chi.")
    if act is Act.PAY and checked:
        return _("Bạn đã kiểm tra đề nghị chi này nên không được chi. Thủ quỹ khác phải chi.")
    if act is Act.PAY and signed:
        return _("Bạn đã ký duyệt đề nghị chi này nên không được chi. Thủ quỹ khác phải chi.")
    return None


def _of_reversal(user_id: int, act: Act, order: Order, makers: set[int]) -> Text | None:
    """Who asked does not confirm, and may take the request back; who made, checked, signed or paid decides nothing about it."""
    if user_id == order.reversal_asked_by_id:
        return None if act is Act.KEEP else _("Bạn đã đề nghị đảo khoản chi này nên người khác phải xác nhận.")
    if user_id in (order.made_by_id, *makers, order.checked_by_id, order.signed_by_id, order.paid_by_id):
        return _("Bạn đã lập, kiểm tra, ký duyệt hoặc chi khoản này nên không được quyết việc đảo. Hãy để lãnh đạo hoặc phụ trách kế toán khác xác nhận.")
    return None
