"""The state's money for employment loans in the demo year: an allocation, six proposals, one list, and what the bank told of it."""

from datetime import timedelta

from sqlalchemy import select

from fundapp.access.policy import Role
from fundapp.demo.bookkeeping import HOME, MILLION
from fundapp.demo.timeline import moment, workday
from fundapp.demo.year import Life, Year
from fundapp.households.models import Household, Person
from fundapp.loans.employment import service
from fundapp.loans.employment.kinds import ResultKind
from fundapp.loans.models import EmploymentProposal

ALLOCATED = 600 * MILLION
# (unit, amount in millions, months, what for): the last one is proposed after the list.
WISHES = (
    ("CDCS-BML", 80, 36, "Mua máy may công nghiệp, nhận hàng gia công tại nhà"), ("CDCS-BML", 50, 24, "Mở rộng chuồng nuôi lợn"),
    ("CDCS-SKD", 100, 60, "Mua xe tải nhỏ chở hàng"), ("CDCS-BML", 40, 24, "Mở quán ăn sáng"), ("CDCS-SKD", 60, 36, "Trồng hoa trong nhà màng"),
    ("CDCS-BML", 70, 36, "Mua máy gặt nhỏ"),
)


def employment(year: Year) -> Life:
    """Live the year of the allocation."""
    yield moment(workday(-60), 8, 10)
    home, tuan = year.unit(HOME), year.actor("tuan")
    service.allocate(year.session, unit=home, amount=ALLOCATED, number="118/QĐ-TLĐ", giver="Tổng LĐLĐ Việt Nam", decided_on=year.on, by=tuan, on=year.on)
    ids: list[int] = []
    for at, (unit, amount, months, purpose) in enumerate(WISHES):
        yield moment(workday(-56 + at if at < len(WISHES) - 1 else -3), 9, 25)
        ids.append(_proposed(year, unit, service.Wish(amount * MILLION, months, purpose, jobs=1 + at % 2), at))
        if at == len(WISHES) - 2:
            yield moment(workday(-50), 10, 15)
            waiting = [year.session.get_one(EmploymentProposal, one) for one in ids]
            made = service.make_list(year.session, unit=year.unit(HOME), proposals=waiting, by=year.actor("tuan"), on=year.on)
            service.send(year.session, made, by=year.actor("van"), on=year.on)
            yield moment(workday(-40), 14, 5)
            for one in ids[:3]:
                asked = year.session.get_one(EmploymentProposal, one)
                _told(year, asked, ResultKind.APPROVED, asked.asked_amount)
            _told(year, year.session.get_one(EmploymentProposal, ids[3]), ResultKind.REFUSED, 0, "Đang có nợ quá hạn tại ngân hàng (mẫu)")
            yield moment(workday(-36), 14, 5)
            for one in ids[:2]:
                _told(year, year.session.get_one(EmploymentProposal, one), ResultKind.DISBURSED, year.session.get_one(EmploymentProposal, one).held_amount)
            yield moment(workday(-8), 14, 5)
            _told(year, year.session.get_one(EmploymentProposal, ids[0]), ResultKind.COLLECTED, 4 * MILLION)


def _told(year: Year, proposal: EmploymentProposal, kind: ResultKind, amount: int, note: str = "") -> None:
    told_on = year.on - timedelta(1) if kind == ResultKind.COLLECTED else year.on
    service.tell(year.session, proposal, kind, told_on=told_on, amount=amount, note=note, by=year.actor("tuan"), on=year.on)


def _proposed(year: Year, unit: str, wish: service.Wish, at: int) -> int:
    heads = (
        select(Person).join(Household, Household.id == Person.household_id)
        .where(
            Person.unit_id == year.unit_ids[unit], Person.relation == "head", Person.is_member, Person.died_on.is_(None), Person.left_union_on.is_(None),
            Household.ended_on.is_(None), ~Person.id.in_(select(EmploymentProposal.person_id)),
        )
        .order_by(Person.id).offset(at).limit(1)
    )
    person = year.session.scalars(heads).one()
    household = year.session.get_one(Household, person.household_id)
    return service.propose(year.session, household=household, person=person, wish=wish, by=year.holder(unit, Role.OFFICER), on=year.on).id
