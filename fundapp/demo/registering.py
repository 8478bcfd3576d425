"""Households of the demo province: when each is registered, by whom, and what becomes of a few of them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from fundapp.access.models import User
from fundapp.access.policy import Role
from fundapp.access.queries import actor_of
from fundapp.access.service import declare_kin
from fundapp.demo.families import Family, Village
from fundapp.demo.timeline import WORKING_DAYS, moment, workday
from fundapp.demo.units import GRASSROOTS
from fundapp.demo.year import Life, Year
from fundapp.households import service
from fundapp.households.models import Household
from fundapp.households.registration import DeclarationInput

# Households on file at each unit when the year is over, those of requests and of the confirmed list included.
COUNTS = {
    "CDCS-BML": 66, "CDCS-TRUC": 12, "CDCS-YT3": 5, "CDCS-SBD": 18, "CDCS-CBN": 26, "CDCS-TTN": 12, "CDCS-RBT": 11, "CDCS-MHH": 44, "CDCS-HOACAU": 6,
    "CDCS-SKD": 22, "CDCS-DKQ": 15, "CDCS-CTD": 9, "ND-XICHLO": 12, "CDCS-LMB": 13, "CDCS-NMT": 28, "CDCS-DBS": 17, "CDCS-TNB": 9, "CDCS-DCG": 13,
    "CDCS-TNX": 18, "CDCS-BLV": 16, "CDCS-HGL": 12, "CDCS-SNT": 7, "CDCS-THCSYT": 3, "CDCS-THPTPD": 3, "CDCS-GNC": 3,
}
# Two people who changed their employer stand on file at both, as happens.
TWICE, TWICE_COUNT = ("CDCS-MHH", "CDCS-BLV"), 2
KIN = (("minh", "CDCS-TRUC", "sibling"), ("lan", "CDCS-NMT", "grandchild"))
ENDINGS = {17: "died", 61: "left_union", 104: "left_union", 143: "ended", 190: "moved"}


def register_all(year: Year, village: Village, reserved: dict[str, int]) -> None:
    """Begin the life of every household that asks for no house. `reserved` are those of each unit that come otherwise."""
    first = {spec.code: next(n for n, day in enumerate(WORKING_DAYS) if day >= spec.opened) for spec in GRASSROOTS}
    made: dict[str, list[Family]] = {code: [] for code in COUNTS}
    number = 0
    for code, count in COUNTS.items():
        for place_in_unit in range(count - reserved.get(code, 0)):
            number += 1
            place = first[code] + int((len(WORKING_DAYS) - first[code] - 2) * year.dice.random() ** 1.6)
            family = village.family(code, year.above[code], workday(place), with_relatives=year.dice.random() < 0.35)
            if code == TWICE[1] and place_in_unit < TWICE_COUNT:
                family = replace(made[TWICE[0]][place_in_unit], unit_code=code, registered_on=family.registered_on, declaration=family.declaration, relatives=())
            made[code].append(family)
            year.start(_life(year, family, number, place))
    for username, unit_code, relation in KIN:
        year.start(_kin(year, username, made[unit_code][0], relation))


def _kin(year: Year, username: str, family: Family, relation: str) -> Life:
    """Somebody of the cast declares a relative, whose household asks for nothing yet."""
    yield moment(workday(20), 8, 10)
    user = year.session.get_one(User, year.user_ids[username])
    declare_kin(year.session, user=user, cccd=family.head.cccd, relation=relation, by=actor_of(year.session, user, on=year.on))


def put_on_file(year: Year, family: Family) -> Household:
    """Register a family with its relatives, now, by the officer of its unit."""
    officer = year.holder(family.unit_code, Role.OFFICER)
    household = service.register(
        year.session, unit_id=year.unit_ids[family.unit_code], head=family.head, declaration=family.declaration, by=officer, on=year.on
    )
    for relative in family.relatives:
        service.add_family_member(year.session, household, relative, by=officer, on=year.on)
    return household


def _life(year: Year, family: Family, number: int, place: int) -> Life:
    yield moment(family.registered_on, year.dice.randrange(8, 16), year.dice.randrange(60))
    household_id = put_on_file(year, family).id
    later = min(place + 60 + number % 40, len(WORKING_DAYS) - 3)
    if number in ENDINGS:
        yield moment(workday(max(later, place + 1)), 9, 15)
        _end(year, family, household_id, ENDINGS[number])
    elif number % 9 == 0 and later > place + 40:
        yield from _declared_anew(year, family, household_id, moment(workday(later), 10, number % 60))


def _declared_anew(year: Year, family: Family, household_id: int, at: datetime) -> Iterator[datetime]:
    yield at
    household = year.session.get_one(Household, household_id)
    told: DeclarationInput = replace(family.declaration, declared_on=year.on)
    if told.income_per_head_amount is not None:
        told = replace(told, income_per_head_amount=told.income_per_head_amount + year.dice.choice((-150_000, 100_000, 250_000)))
    service.add_declaration(year.session, household, told, by=year.holder(family.unit_code, Role.OFFICER), on=year.on)


def _end(year: Year, family: Family, household_id: int, how: str) -> None:
    household = year.session.get_one(Household, household_id)
    officer = year.holder(family.unit_code, Role.OFFICER)
    before = year.on - timedelta(days=6)
    if how == "died":
        service.mark_died(year.session, household.head, died_on=before, by=officer, on=year.on)
    elif how == "left_union":
        service.mark_left_union(year.session, household.head, left_on=before, by=officer, on=year.on)
    elif how == "moved":
        service.move(year.session, household, unit_id=year.unit_ids["CDCS-CBN"], by=officer, on=year.on)
    else:
        service.end_household(year.session, household, reason="left", by=officer, on=year.on)
