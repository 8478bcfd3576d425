"""Who else works in the demo province, beside the cast: an officer in each grassroots union, a reviewer in each union above.

They are there for the year's history, so that nobody stands twice in one chain. None of them has a password; whoever
runs the server may give one with `./manage user password NAME`.
"""

from datetime import date

from sqlalchemy.orm import Session

from fundapp.access import service
from fundapp.access.models import User
from fundapp.access.policy import Role
from fundapp.demo.cast import CAST
from fundapp.demo.people import Pool
from fundapp.demo.units import COMMUNES, GRASSROOTS
from fundapp.orgs.models import Unit

NO_PASSWORD = "!"  # noqa: S105  (no password has this hash)
REVIEWING = (*(code for code, _name, _short in COMMUNES), "CDKCN-NB", "CDN-GD", "LDLD-NB")


def add_staff(session: Session, units: dict[str, Unit], pool: Pool, *, on: date) -> dict[tuple[str, Role], User]:
    """Add the officers and reviewers that the cast does not have; gives everybody by unit and role, the cast too."""
    held = {(member.unit_code, member.role) for member in CAST}
    wanted = [(spec.code, Role.OFFICER, "cs") for spec in GRASSROOTS if spec.kind != "section"] + [(code, Role.REVIEWER, "tt") for code in REVIEWING]
    made: dict[tuple[str, Role], User] = {}
    for code, role, prefix in wanted:
        person = pool.person(born=(1972, 1995))
        if (code, role) in held:
            continue
        unit = units[code]
        user = service.add_user(
            session, username=f"{prefix}.{code.lower().replace('-', '_')}", full_name=person.full_name, password_hash=NO_PASSWORD, by=None,
            cccd=person.cccd, phone=person.phone,
        )
        service.give_post(session, user=user, role=role, unit=unit, on=max(on, unit.valid_from), by=None)
        made[(code, role)] = user
    return made

