"""What must hold in the register of help."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from fundapp.help.models import HelpGiven
from fundapp.kernel.checks import Invariant
from fundapp.kernel.labels import _

WHY = "check proves the rows of every unit"


def invariants(session: Session) -> list[Invariant]:
    """Prove that every help stands under keys, and a given one has an amount."""
    rows = session.scalar(select(func.count()).select_from(HelpGiven).execution_options(all_units=WHY)) or 0
    wrong = session.execute(
        select(HelpGiven.subject, HelpGiven.status, HelpGiven.amount)
        .where((HelpGiven.household_key == "") | (HelpGiven.person_key == "") | ((HelpGiven.status == "given") & (HelpGiven.amount <= 0)))
        .execution_options(all_units=WHY)
    )
    return [
        Invariant(
            "help.keys", _("Mỗi khoản hỗ trợ có khóa hộ, khóa người và số tiền đã chi lớn hơn 0"), rows,
            [f"{row.subject}: {row.status}, {row.amount}" for row in wrong],
        )
    ]
