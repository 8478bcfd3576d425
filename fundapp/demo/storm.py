"""A storm of the demo year: the communes it hit, households asked for together, one decision for them, one of them paid and confirmed."""

from datetime import timedelta

from sqlalchemy import select

from fundapp.access.policy import Role
from fundapp.casework import service as requests
from fundapp.demo import papers
from fundapp.demo.bookkeeping import MILLION, Office
from fundapp.demo.timeline import WORKING_DAYS, moment
from fundapp.demo.year import Life, Year
from fundapp.households.models import Household
from fundapp.payments import service as payments
from fundapp.payments.models import PaymentOrder
from fundapp.relief import queries, service
from fundapp.relief.affected import Area
from fundapp.relief.models import Disaster, ReliefRequest
from fundapp.relief.service import DisasterInput

UNIT, FUND, SECOND = "CDCS-BML", "XAHOI", "CHAMLO"
OPENED, HOUSEHOLDS = 12, 2


def storm(year: Year, office: Office) -> Life:
    """Live through the storm from its record to the paid help."""
    day = len(WORKING_DAYS) - OPENED
    yield moment(WORKING_DAYS[day], 8, 15)
    reviewer, officer = year.reviewer(UNIT), year.holder(UNIT, Role.OFFICER)
    hit = year.on - timedelta(days=9)
    given = DisasterInput(
        "storm", "Bão số 12 (mẫu)", hit, hit + timedelta(days=1), "Báo cáo (mẫu) số 45/BC-UBND", 2 * MILLION, [Area("xã Hải Anh", hit), Area("xã Hải Minh", hit)]
    )
    storm_id = service.record_disaster(year.session, unit=year.unit(year.above[UNIT]), given=given, by=reviewer, on=year.on).id
    yield moment(WORKING_DAYS[day], 14, 30)
    disaster = year.session.get_one(Disaster, storm_id)
    chosen = [one.household_id for one in queries.affected(year.session, disaster, officer, year.on).proposed[:HOUSEHOLDS]]
    scan = papers.pdf("Danh sách thiệt hại có xác nhận của UBND xã", "(mẫu)", 1)
    service.ask_together(year.session, disaster, household_ids=chosen, proof=scan, proof_name="danh-sach-thiet-hai.pdf", by=officer, on=year.on)
    yield moment(WORKING_DAYS[day], 16, 10)
    signer = year.actor("van")
    service.decide_together(
        year.session, year.session.get_one(Disaster, storm_id), _asks(year, storm_id), shares=[(office.book(FUND), 1_500_000), (office.book(SECOND), 500_000)],
        reason="Các hộ bị tốc mái, cần tiền ngay; xác nhận sau.", by=signer, on=year.on,
    )
    yield moment(WORKING_DAYS[day + 1], 9, 40)
    ask = _asks(year, storm_id)[0]
    household = year.session.get_one(Household, ask.case.household_id)
    order_id = requests.order_payment(
        year.session, ask, payee_name=household.head_name, payee_address=household.address, reason="Trợ cấp khẩn cấp do bão", attachments=2, by=year.actor("tuan"),
        on=year.on,
    ).id
    yield moment(WORKING_DAYS[day + 2], 9, 20)
    payments.check_order(year.session, year.session.get_one(PaymentOrder, order_id), by=year.actor("hanh"), on=year.on)
    if year.session.get_one(PaymentOrder, order_id).needs_signature:
        yield moment(WORKING_DAYS[day + 2], 13, 40)
        payments.sign_order(year.session, year.session.get_one(PaymentOrder, order_id), by=year.actor("van"), on=year.on)
    yield moment(WORKING_DAYS[day + 2], 15, 20)
    order = year.session.get_one(PaymentOrder, order_id)
    office.fill_the_box([(part.book_id, part.amount) for part in order.shares])
    payments.pay_in_cash(year.session, order, box=office.cash, by=year.actor("lan"), on=year.on)
    yield moment(WORKING_DAYS[day + 3], 10, 5)
    service.confirm_together(
        year.session, year.session.get_one(Disaster, storm_id), _asks(year, storm_id)[:1], reason="Đã đến nhà, mái bếp tốc hết, đã trao tiền.", by=reviewer, on=year.on
    )
    yield moment(WORKING_DAYS[day + 4], 9, 5)
    # One more household is found later; its request waits for the signer.
    disaster = year.session.get_one(Disaster, storm_id)
    late = [one.household_id for one in queries.affected(year.session, disaster, officer, year.on).proposed[:1]]
    service.ask_together(year.session, disaster, household_ids=late, proof=scan, proof_name="danh-sach-bo-sung.pdf", by=officer, on=year.on)


def _asks(year: Year, storm_id: int) -> list[ReliefRequest]:
    return list(year.session.scalars(select(ReliefRequest).where(ReliefRequest.disaster_id == storm_id).order_by(ReliefRequest.id)))
