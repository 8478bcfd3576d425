"""The global search: one finder per room, each within what the actor sees and may read."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from fundapp.access import queries as users
from fundapp.access.actor import Actor
from fundapp.access.models import User
from fundapp.bank import finding as bank
from fundapp.cases import queries as cases
from fundapp.households import queries as households
from fundapp.kernel import clock
from fundapp.kernel.labels import Text, _
from fundapp.ledger import queries as ledger
from fundapp.orgs import queries as orgs
from fundapp.payments import finding as payments
from fundapp.web.finding import Hit

SHORTEST = 2
MOST_USERS = 6


@dataclass(frozen=True)
class Group:
    """What one room found."""

    label: Text
    hits: list[Hit]


def _units(session: Session, text: str, actor: Actor) -> list[Hit]:
    kinds = orgs.kinds(session)
    return [Hit(unit.name, f"{kinds[unit.kind].short_name} · {unit.code}", f"orgs/{unit.id}") for unit in orgs.find(session, text, None)]


def _users(session: Session, text: str, actor: Actor) -> list[Hit]:
    found = session.scalars(users.listing(actor, on=clock.today(), text=text).order_by(User.username).limit(MOST_USERS))
    return [Hit(user.full_name, user.username, f"users/{user.id}") for user in found]


FINDERS: tuple[tuple[str, Text, Callable[[Session, str, Actor], list[Hit]]], ...] = (
    ("household:read", _("Hộ gia đình"), households.find),
    ("case:read", _("Hồ sơ"), cases.find),
    ("payment:read", _("Đề nghị chi"), payments.find),
    ("fund:read", _("Chứng từ"), ledger.find_vouchers),
    ("bank:read", _("Dòng sao kê"), bank.find),
    ("unit:read", _("Đơn vị"), _units),
    ("user:read", _("Người dùng"), _users),
)


def search(session: Session, actor: Actor, text: str) -> list[Group]:
    """Ask every room that the actor may read; rooms that found nothing are left out."""
    found = [Group(label, finder(session, text, actor)) for permission, label, finder in FINDERS if actor.can(permission)]
    return [group for group in found if group.hits]
