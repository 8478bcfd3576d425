"""Until when a decision holds its money: the signer gives it longer, or it lapses, by the daily job or by hand."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.cases import queries
from fundapp.cases.lifecycle import Act
from fundapp.cases.models import Case, CaseEvent
from fundapp.cases.service.deciding import promise_is_over
from fundapp.cases.service.moves import CaseRefused, begin, finish
from fundapp.kernel.labels import _
from fundapp.ledger import service as ledger
from fundapp.ledger.models import Reservation


def extend(session: Session, case: Case, *, to_on: date, reason: str, by: Actor, on: date, seen: int | None = None) -> CaseEvent:
    """Hold what is still promised to a request up to and with a later day. Refused once the last day has passed."""
    transition = begin(session, case, Act.EXTEND, by=by, seen=seen, reason=reason)
    found = held(session, case)
    if not found:
        raise CaseRefused(_("Hồ sơ này không còn giữ tiền nên không có gì để gia hạn."))
    for one in found:
        ledger.extend(session, one, to_on=to_on, reason=reason, by=by, on=on)
    return finish(session, case, transition, by=by, on=on, reason=reason, details={"until": to_on.isoformat()})


def lapse(
    session: Session, case: Case, *, parts: Mapping[int, int], reason: str, by: Actor | None, on: date, seen: int | None = None
) -> CaseEvent:
    """Free what is promised to a request and was not paid by its last day. `parts` are amounts by reservation id; `by` is None for the daily job.

    Help of which nothing was paid and nothing is held any more no longer counts.
    """
    transition = begin(session, case, Act.LAPSE, by=by, seen=seen, reason=reason)
    overdue = [one for one in held(session, case) if one.lapse_on is not None and one.lapse_on < on and parts.get(one.id)]
    if not overdue:
        raise CaseRefused(_("Cam kết chi của hồ sơ này chưa qua ngày hết hiệu lực, hoặc không còn giữ tiền ngoài phần đang có đề nghị chi."))
    for one in overdue:
        ledger.lapse(session, one, amount=parts[one.id], reason=reason, by=by, on=on)
    promise_is_over(session, case, reason=reason, by=by, on=on)
    return finish(session, case, transition, by=by, on=on, reason=reason, details={"freed": sum(parts[one.id] for one in overdue)})


def held(session: Session, case: Case) -> Sequence[Reservation]:
    """Lock what is promised to a request and open, in the order of the ids, as it is in the database now."""
    found = sorted(queries.money_of(session, case).reservations, key=lambda one: one.id)
    for one in found:
        session.refresh(one, with_for_update=True)
    return [one for one in found if one.open_amount]
