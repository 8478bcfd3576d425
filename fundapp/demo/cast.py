"""The eight people of demo and tests: who they are, what they do, at which unit."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from fundapp.access import service
from fundapp.access.models import User
from fundapp.access.policy import Role
from fundapp.orgs.models import Unit


@dataclass(frozen=True)
class CastMember:
    """One person of the cast. The numbers are invented and lie in ranges that are not given out."""

    username: str
    full_name: str
    role: Role
    unit_code: str
    cccd: str
    phone: str


CAST = (
    CastMember("hoa", "Trần Thị Hoa", Role.OFFICER, "CDCS-BML", "036188900101", "0301900101"),
    CastMember("minh", "Vũ Đức Minh", Role.REVIEWER, "CDX-HAIANH", "036082900102", "0301900102"),
    CastMember("van", "Phạm Thu Vân", Role.SIGNER, "LDLD-NB", "037176900103", "0301900103"),
    CastMember("lan", "Đỗ Ngọc Lan", Role.TREASURER, "LDLD-NB", "037184900104", "0301900104"),
    CastMember("tuan", "Lê Anh Tuấn", Role.ACCOUNTANT, "LDLD-NB", "035090900105", "0301900105"),
    CastMember("hanh", "Nguyễn Mỹ Hạnh", Role.HEAD_ACCOUNTANT, "LDLD-NB", "036179900106", "0301900106"),
    CastMember("son", "Bùi Thế Sơn", Role.OFFICER, "CDCS-SKD", "037085900107", "0301900107"),
    CastMember("binh", "Hoàng Gia Bình", Role.INSPECTOR, "LDLD-NB", "037074900108", "0301900108"),
)


def add_cast(session: Session, units: dict[str, Unit], password_hashes: dict[str, str], *, on: date, must_change: bool = False) -> dict[str, User]:
    """Add the cast with their posts; each with the hash given under the user name."""
    users: dict[str, User] = {}
    for member in CAST:
        user = service.add_user(
            session, username=member.username, full_name=member.full_name, password_hash=password_hashes[member.username], by=None,
            must_change=must_change, cccd=member.cccd, phone=member.phone,
        )
        service.give_post(session, user=user, role=member.role, unit=units[member.unit_code], on=on, by=None)
        users[member.username] = user
    return users
