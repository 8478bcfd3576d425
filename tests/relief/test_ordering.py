"""The payments of many decided requests ordered at once: each as its own page would, what cannot be is told by itself."""

from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import select

from fundapp.casework import ordering
from fundapp.households.models import Household, Person
from fundapp.jobs import service as jobs
from fundapp.jobs.models import Job
from fundapp.ledger import service as ledger
from fundapp.payments.models import PaymentOrder
from fundapp.payments.together import told_of
from fundapp.relief.models import ReliefRequest
from tests.cases.story import MEMBER
from tests.conftest import EVERYTHING
from tests.payments.test_together import form_of
from tests.relief.conftest import STORM, Relief

CCCD = ("001180000001", "001180000019", "001180000027")


def three_granted(world: Any) -> list[int]:
    """Three decided requests; the first household has declared an account."""
    ids = []
    with world.db.transaction(EVERYTHING) as session:
        tale = Relief(world, session)
        tale.lay_ground()
        ledger.add_box(session, unit_id=world.units["LDLD-NB"], kind="bank", name="Tiền gửi", bank_code="VBA", account_tail="0009", by=tale.actor("tuan"))
        for place, (name, cccd) in enumerate(zip(("Nguyễn Thị Một", "Trần Thị Hai", "Lê Thị Ba"), CCCD, strict=True)):
            person = replace(MEMBER, full_name=name, cccd=cccd, phone=f"09120000{place:02d}")
            household: Household = tale.household(person=person)
            head = session.scalars(select(Person).where(Person.household_id == household.id)).one()
            head.bank_account, head.bank_code, head.bank_account_tail = ("9990001234567", "VCB", "567") if place == 0 else (None, "", None)
            ids.append(int(tale.granted(replace(STORM, event_on=date(2026, 11, 16 + place)), household).case_id))
    return ids


def test_many_are_ordered_by_transfer_or_in_cash(world: Any, client: Any) -> None:
    first, _second, third = three_granted(world)
    tuan = client("tuan")
    page = tuan.get("/relief/").click("Lập nhiều đề nghị chi")
    page.mustcontain("15.000.000", "Vietcombank ••••567", "Chưa khai", "Cộng 3 hồ sơ")
    form = form_of(page)
    assert sorted(box.checked for box in form.fields["rows"]) == [False, False, True]
    page.mustcontain(no=["Đợt sau"])
    for box in form.fields["rows"]:
        box.checked = box._value != f"{third}:{_version(world, third)}"
    shown = form.submit().follow()
    shown.mustcontain("1 dòng đã làm xong", "1 dòng chưa làm được", "Hộ chưa khai ngân hàng")
    with world.transaction() as session:
        order = session.scalars(select(PaymentOrder)).one()
        assert (order.subject, order.amount, order.is_transfer, order.made_by_id) == (f"cases/{first}", 5_000_000, True, world.users["tuan"])
        assert "Hỗ trợ" in order.reason
    form = form_of(tuan.get("/relief/orders"))
    form["method"] = "cash"
    for box in form.fields["rows"]:
        box.checked = True
    form.submit().follow().mustcontain("2 dòng đã làm xong", "10.000.000", "Trần Thị Hai")
    tuan.get("/relief/orders").mustcontain("Không có hồ sơ nào chờ lập đề nghị chi")
    client("hanh").get("/payments/checks").mustcontain("Cộng 3 đề nghị", "15.000.000")
    client("lan").get("/relief/orders", status=403)
    client("hanh").get("/relief/orders", status=403)


def test_what_was_seen_otherwise_is_refused_and_a_job_begun_anew_makes_no_second(world: Any) -> None:
    first, second, _third = three_granted(world)
    with world.transaction("tuan") as session:
        rows = [(first, _version(world, first)), (second, 99), (9_999, 1)]
        job = ordering.order_together(session, "relief", rows, box=None, by=world.actor("tuan"))
    jobs.run(world.db, job.id)
    with world.transaction() as session:
        told = told_of(session.get_one(Job, job.id))
    assert [bool(one.problem) for one in told] == [True, True, False]
    again = ordering.make_each(ReliefRequest)(world.db, job.id)["told"]
    assert again[0] == [told[2].subject, told[2].name, told[2].amount, ""]
    with world.transaction() as session:
        assert len(session.scalars(select(PaymentOrder)).all()) == 1


def _version(world: Any, case_id: int) -> int:
    with world.transaction() as session:
        return int(session.get_one(ReliefRequest, case_id).case.version)


def test_a_later_instalment_is_not_chosen_beforehand(world: Any) -> None:
    first, _second, _third = three_granted(world)
    with world.transaction("tuan") as session:
        job = ordering.order_together(session, "relief", [(first, _version(world, first))], box=None, by=world.actor("tuan"))
    jobs.run(world.db, job.id)
    with world.transaction() as session:
        order = session.scalars(select(PaymentOrder)).one()
        case = session.get_one(ReliefRequest, first).case
        assert ordering._ready(session, case, session.get_one(Person, case.person_id)).is_first is False
        order.state = "void"
        session.flush()
        assert ordering._ready(session, case, session.get_one(Person, case.person_id)).is_first is True
        session.rollback()
