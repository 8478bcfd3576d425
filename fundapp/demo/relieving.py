"""A handful of relief requests in the last weeks of the demo year, one at each step of its life."""

import io
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import exists, select

from fundapp.access.policy import Role
from fundapp.cases import service as cases
from fundapp.cases.models import Case
from fundapp.casework import queries, service
from fundapp.demo import papers
from fundapp.demo.bookkeeping import HOME, MILLION, Office
from fundapp.demo.timeline import WORKING_DAYS, moment
from fundapp.demo.year import Life, Year
from fundapp.households.models import Household, Person
from fundapp.regulations.sample import load_sample
from fundapp.relief.models import ReliefRequest
from fundapp.relief.programme import ReliefInput
from fundapp.relief.urgency import deciding_unit

UNIT, FUND = "CDCS-BML", "XAHOI"
SAMPLE_DAY = date(2025, 12, 10)


@dataclass(frozen=True)
class Plan:
    """One request: what happened, how far it gets (the number of steps), what is asked for, how many working days before the end it is opened."""

    kind: str
    steps: int
    amount: int
    opened: int
    told: str
    days_off: int | None = None
    urgent: str = ""


# Steps: 1 papers, 2 submission, 3 visit, 4 proposal, 5 decision; in the fast lane the third is the decision.
PLANS = (
    Plan("disaster", 5, 3 * MILLION, 9, "Bão làm tốc mái bếp, ướt hỏng đồ đạc."),
    Plan("sickness", 4, 1 * MILLION, 8, "Nằm viện, nghỉ làm một tuần.", 7),
    Plan("job_loss", 3, 3 * MILLION, 7, "Doanh nghiệp thu hẹp sản xuất, chấm dứt hợp đồng."),
    Plan("disaster", 2, 2 * MILLION, 6, "Nước lũ ngập nhà hai ngày."),
    Plan("work_accident", 3, 5 * MILLION, 4, "Ngã giàn giáo, đang cấp cứu.", None, "Gia đình không có tiền viện phí, bệnh viện yêu cầu đóng ngay."),
    Plan("death_member", 2, 3 * MILLION, 2, "Mất đột ngột, gia đình neo đơn.", None, "Gia đình chưa lo được tang lễ."),
    Plan("hardship", 1, 2 * MILLION, 5, "Một mình nuôi hai con nhỏ, mẹ già."),
)


def relief_regulation(year: Year) -> Life:
    """The regulation for relief, put in force before the year begins."""
    yield moment(SAMPLE_DAY, 9)
    load_sample(year.session, year.unit(HOME), by=year.actor("tuan"), approver=year.actor("van"), name="tro_cap")


def relief_of(year: Year, office: Office, plan: Plan) -> Life:
    """Live one request as far as its plan says; it is about a household that has asked for nothing yet."""
    day = len(WORKING_DAYS) - plan.opened
    yield moment(WORKING_DAYS[day], 9, 10)
    officer = year.holder(UNIT, Role.OFFICER)
    asked = ReliefInput(
        kind=plan.kind, event_on=year.on - timedelta(days=5), requested_amount=plan.amount, days_off=plan.days_off, description=plan.told,
        is_urgent=bool(plan.urgent), urgent_reason=plan.urgent,
    )
    case = service.open_request(year.session, ReliefRequest, _household(year), content=asked, by=officer, on=year.on)
    case_id = case.id
    acts = (_papers, _submit, _decide_at_once) if plan.urgent else (_papers, _submit, _visit, _propose, _decide)
    for step, act in enumerate(acts[: plan.steps]):
        yield moment(WORKING_DAYS[day + step], 10 + step, 20)
        act(year, office, year.session.get_one(ReliefRequest, case_id))


def _household(year: Year) -> Household:
    untouched = (
        select(Household).join(Person, Person.household_id == Household.id)
        .where(
            Household.unit_id == year.unit_ids[UNIT], Household.ended_on.is_(None), Person.relation == "head", Person.is_member, Person.died_on.is_(None),
            Person.left_union_on.is_(None), ~exists().where(Case.household_id == Household.id),
        )
        .order_by(Household.id).limit(1)
    )
    return year.session.scalars(untouched).one()


def _papers(year: Year, office: Office, ask: ReliefRequest) -> None:
    for place, (key, title) in enumerate(queries.judgement(year.session, ask, year.on).papers):
        content = papers.pdf(title, "(xem giấy đề nghị)", place)
        cases.attach_paper(
            year.session, ask.case, paper_key=key, stream=io.BytesIO(content), name=papers.file_name(title, "pdf"), by=year.holder(UNIT, Role.OFFICER), on=year.on,
        )


def _submit(year: Year, office: Office, ask: ReliefRequest) -> None:
    service.submit(year.session, ask, by=year.holder(UNIT, Role.OFFICER), on=year.on)


def _visit(year: Year, office: Office, ask: ReliefRequest) -> None:
    cases.record_visit(
        year.session, ask.case, visited_on=year.on, participants="Công đoàn xã, CĐCS, tổ trưởng sản xuất", findings="Đã đến nhà thăm, đúng như hồ sơ.",
        agrees=True, observed={"gift": "Một suất quà 300.000 đồng"}, by=year.reviewer(UNIT), on=year.on,
    )


def _propose(year: Year, office: Office, ask: ReliefRequest) -> None:
    service.propose(
        year.session, ask, amount=ask.case.requested_amount or 0, reason="Đúng đối tượng, đủ giấy tờ, gia đình đang cần ngay.", by=year.reviewer(UNIT), on=year.on
    )


def _decide(year: Year, office: Office, ask: ReliefRequest) -> None:
    service.decide(
        year.session, ask, shares=[(office.book(FUND), ask.case.proposed_amount or 0)], waivers={}, reason="Đồng ý hỗ trợ.", by=year.actor("van"), on=year.on
    )


def _decide_at_once(year: Year, office: Office, ask: ReliefRequest) -> None:
    service.decide(
        year.session, ask, shares=[(office.book(FUND), ask.case.requested_amount or 0)], waivers={}, reason="Gia đình cần tiền ngay, xác nhận sau.",
        by=year.actor("van"), on=year.on, urgent=deciding_unit(year.session, ask, year.on),
    )
