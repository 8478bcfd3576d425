"""The regulation of the demo province: the samples in force, and the next year's version laid before the signer."""

from datetime import date, timedelta

from fundapp.demo.bookkeeping import HOME, MILLION
from fundapp.demo.timeline import WORKING_DAYS, moment
from fundapp.demo.year import Life, Year
from fundapp.kernel import clock
from fundapp.kernel.certain import surely
from fundapp.payments import service as payments
from fundapp.payments.models import PaymentTerms
from fundapp.payments.service import LimitLine
from fundapp.regulations import service
from fundapp.regulations.models import Regulation
from fundapp.regulations.sample import load_sample

SAMPLE_DAY = date(2025, 7, 15)
NEXT_YEAR = date(2027, 1, 1)


def put_samples_in_force(year: Year) -> None:
    """Load the sample regulations: drafted by the accountant, put in force by the signer."""
    with clock.at(moment(SAMPLE_DAY, 9)):
        year.regulation_id = load_sample(year.session, year.unit(HOME), by=year.actor("tuan"), approver=year.actor("van")).id


def next_version(year: Year) -> Life:
    """Draft the version of next year with a higher norm for repairs; it waits for the second person."""
    yield moment(WORKING_DAYS[-6], 14, 20)
    tuan = year.actor("tuan")
    current = year.regulation
    made = service.copy(year.session, current, by=tuan, on=year.on)
    service.change_heading(
        year.session, made, title=current.title, number="31/QĐ-LĐLĐ", issued_on=year.on, valid_from=NEXT_YEAR, grounds=current.grounds, by=tuan
    )
    norm = surely(current.norm_row("repair_house"), "norm of a repair")
    service.set_norm(
        year.session, made, norm.key, name=norm.name, value=norm.value + 5 * MILLION, unit=norm.unit, article=norm.article, grants=norm.grants,
        applies_to=norm.applies_to, source="(b) mức đề xuất cho năm sau (mẫu)", by=tuan,
    )
    made_id = made.id
    yield moment(WORKING_DAYS[-5], 8, 45)
    service.submit(year.session, year.session.get_one(Regulation, made_id), by=tuan, on=year.on)


def signer_in_the_chain(year: Year) -> Life:
    """Near the end of the year the federation puts its head between check and payment; higher limits are proposed and wait."""
    yield moment(WORKING_DAYS[-16], 9, 40)
    limits = [LimitLine("province", 200 * MILLION), LimitLine("commune", 30 * MILLION)]
    terms_id = payments.propose_terms(
        year.session, unit_id=year.unit_ids[HOME], has_signer=True, limits=limits, valid_from=WORKING_DAYS[-14], document="Quy chế chi (mẫu) số 07/QC-LĐLĐ",
        reason="Thủ trưởng đơn vị ký từng khoản chi trước khi thủ quỹ chi", by=year.actor("hanh"), on=year.on,
    ).id
    yield moment(WORKING_DAYS[-15], 14, 10)
    payments.confirm_terms(year.session, year.session.get_one(PaymentTerms, terms_id), by=year.actor("van"), on=year.on)
    yield moment(WORKING_DAYS[-1], 9, 5)
    payments.propose_terms(
        year.session, unit_id=year.unit_ids[HOME], has_signer=True, limits=[LimitLine("province", 300 * MILLION), limits[1]],
        valid_from=WORKING_DAYS[-1] + timedelta(days=42), document="Dự thảo quy chế chi (mẫu) năm 2027", reason="Mức hỗ trợ xây mới tăng từ năm 2027",
        by=year.actor("hanh"), on=year.on,
    )
