"""What every act of two people on a month or a year asks first: the state that it stands in, and that the second is another person."""

from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.kernel.labels import Text, _
from fundapp.ledger.kinds import PeriodState
from fundapp.ledger.models import Period, YearClose
from fundapp.ledger.service.refusals import DutiesMixed, LedgerRefused


def stands_in(session: Session, row: Period | YearClose, state: PeriodState, message: Text) -> None:
    """Lock the row as it stands now; raises LedgerRefused with the message when it is in another state."""
    session.refresh(row, with_for_update=True)
    if row.state != state:
        raise LedgerRefused(message)


def is_another_person(row: Period | YearClose, by: Actor) -> None:
    """Raises DutiesMixed when whoever asked would confirm as well."""
    if row.requested_by_id == by.user_id:
        raise DutiesMixed(_("Bạn là người đề nghị nên người khác phải xác nhận."))
