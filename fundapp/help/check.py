"""What must hold in the register of help."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from fundapp.help.models import HelpGiven
from fundapp.kernel.checks import Fault, Invariant, count, stream
from fundapp.kernel.labels import _


def invariants(session: Session) -> list[Invariant]:
    """Prove that every help stands under keys, and a given one has an amount."""
    bad = select(HelpGiven.subject, HelpGiven.status, HelpGiven.given_amount, HelpGiven.unit_id).where(
        (HelpGiven.household_key == "") | (HelpGiven.person_key == "") | ((HelpGiven.status == "given") & (HelpGiven.given_amount <= 0))
    )
    return [
        Invariant(
            "help.keys", _("Mỗi khoản hỗ trợ có khóa hộ, khóa người và số tiền đã chi lớn hơn 0"), count(session, select(HelpGiven.id)),
            [Fault(f"{row.subject}: {row.status}, {row.given_amount}", row.unit_id) for row in stream(session, bad)],
        )
    ]
