"""How much one person may be advanced, and how much more than the advance may have been spent."""

from datetime import date

from sqlalchemy.orm import Session

from fundapp.advances import queries
from fundapp.advances.kinds import is_overdue, still_held
from fundapp.advances.models import Advance
from fundapp.advances.rules import rules
from fundapp.kernel.days import day_text
from fundapp.kernel.errors import Refusal
from fundapp.kernel.labels import _
from fundapp.kernel.money import dong
from fundapp.ledger import queries as ledger


class AdvanceRefused(Refusal):
    """A step of an advance that may not be taken."""


def within_limits(session: Session, user_id: int, amount: int, on: date, but: Advance | None = None) -> None:
    """Refuse a further advance to somebody who is late with an older one, or who would hold more than one person may."""
    others = [one for one in queries.unsettled_of(session, user_id) if but is None or one.id != but.id]
    late = next((one for one in others if is_overdue(one.state, one.due_on, on)), None)
    if late is not None and rules().blocks_when_overdue:
        raise AdvanceRefused(
            _("Khoản tạm ứng %(label)s đã quá hạn thanh toán ngày %(day)s. Phải thanh toán khoản đó trước khi tạm ứng khoản mới.",
              label=late.label, day=day_text(late.due_on))
        )
    most = rules().open_amount
    # Of what is only asked for, all counts; of what was paid, what is still held.
    held = sum(one.amount if one.paid_on is None else max(still_held(one), 0) for one in others)
    if most and held + amount > most:
        raise AdvanceRefused(
            _("Một người tạm ứng cùng lúc không quá %(most)s đồng; các khoản chưa thanh toán đã là %(held)s đồng.", most=dong(most), held=dong(held)), "amount"
        )


def within_one_persons_limit(row: Advance, spent: int) -> None:
    """Refuse more spent above an advance than one person may be advanced at all: who lays out so much asks for a payment."""
    over, most = spent - row.amount, rules().open_amount
    if most and over > most:
        raise AdvanceRefused(
            _("Số đã chi vượt khoản tạm ứng %(over)s đồng, quá mức %(most)s đồng một người được tạm ứng. Hãy ghi phần chi bằng khoản tạm ứng; "
              "phần vượt lập đề nghị thanh toán riêng.", over=dong(over), most=dong(most)), "spent"
        )


def within_the_fund(session: Session, row: Advance) -> None:
    """Refuse a settlement by which the fund would owe more than it may still spend.

    Nothing is reserved: until the rest is paid out, the payment itself is refused when the fund has become too short for it.
    """
    over, free = -row.rest, ledger.free_of(session, row.book_id or 0)
    if over > 0 and over > free:
        raise AdvanceRefused(
            _("Phần chi vượt tạm ứng là %(over)s đồng, mà quỹ chỉ còn được chi %(free)s đồng. Hãy trả lại giấy thanh toán để sửa, hoặc bổ sung quỹ trước.",
              over=dong(over), free=dong(free))
        )
