"""The invariant of the terms of payment (W18)."""

from collections import defaultdict

from sqlalchemy import select
from sqlalchemy.orm import Session

from fundapp.kernel.checks import Fault, Invariant, stream
from fundapp.kernel.labels import _
from fundapp.payments.models import PaymentTerms


def ruled_by_two(session: Session) -> Invariant:
    """Terms made by two people, from a day to come, none left out."""
    wrong: list[str] = []
    rows = 0
    columns = (
        PaymentTerms.number, PaymentTerms.state, PaymentTerms.unit_id, PaymentTerms.proposed_by_id, PaymentTerms.decided_by_id, PaymentTerms.decided_on,
        PaymentTerms.valid_from,
    )
    last: dict[int, int] = defaultdict(int)
    for row in stream(session, select(*columns).order_by(PaymentTerms.unit_id, PaymentTerms.number)):
        rows += 1
        last[row.unit_id] += 1
        by_one = row.state != "proposed" and row.decided_by_id in (None, row.proposed_by_id)
        back_dated = row.state == "in_force" and (row.decided_on is None or row.valid_from <= row.decided_on)
        if by_one or back_dated or row.number != last[row.unit_id]:
            wrong.append(Fault(_("quy định chi lần %(n)s: không do hai người, lùi ngày, hoặc thiếu một lần", n=row.number), row.unit_id))
    return Invariant("W18", _("Quy định chi của mỗi đơn vị do hai người đưa ra, áp dụng từ một ngày sau đó"), rows, wrong)
