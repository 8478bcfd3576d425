"""The invariant of what is kept (W7): every order that ever got a number is still there."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from fundapp.kernel.checks import Fault, Invariant, stream
from fundapp.kernel.labels import _
from fundapp.payments.models import PaymentCounter, PaymentOrder


def kept(session: Session) -> Invariant:
    """The orders of each year are as many as the numbers that were given, and none bears a number beyond them."""
    numbers = select(PaymentOrder.year, func.count().label("found"), func.max(PaymentOrder.number).label("last")).group_by(PaymentOrder.year).subquery()
    query = select(PaymentCounter.year, PaymentCounter.last_number, numbers.c.found, numbers.c.last).outerjoin(numbers, numbers.c.year == PaymentCounter.year)
    wrong: list[str] = []
    rows = 0
    for row in stream(session, query):
        rows += row.found or 0
        if row.last_number and (row.found, row.last) != (row.last_number, row.last_number):
            words = _("năm %(year)s đã cấp %(given)s số nhưng còn %(found)s đề nghị chi", year=row.year, given=row.last_number, found=row.found or 0)
            wrong.append(Fault(words))
    return Invariant("W7", _("Không đề nghị chi nào bị xóa: mỗi số đã cấp còn đúng một đề nghị"), rows, wrong)
