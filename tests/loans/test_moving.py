"""A borrower who moves to another unit, and one who dies: acts of two people; guarantee, deductions, scope and the rest of the debt follow."""

import io
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from fundapp.households.models import Person
from fundapp.kernel import clock
from fundapp.ledger.models import Expected
from fundapp.loans.kinds import ActKind
from fundapp.loans.models import Loan, LoanVisit
from fundapp.loans.servicing.acts import approve, propose
from fundapp.loans.servicing.allocating import allocate
from fundapp.loans.servicing.deducting import asked_of
from fundapp.regulations.product_terms import GROUPS
from tests.cases.story import PDF
from tests.conftest import EVERYTHING
from tests.loans.story import DAY, LoanStory
from tests.loans.test_acts import proposed, refused, told
from tests.loans.test_allocating import balances, is_sound, on_day
from tests.loans.test_servicing_pages import pressed

MOVED = {"guarantee": "BCH CĐCS mới, giấy tín chấp 05 (mẫu)", "deducts_salary": True}
DIED = {"died_on": "2027-01-05", "heir": "Trần Văn Nam"}


def test_another_unit_takes_over(story: LoanStory) -> None:
    loan = story.lent(visit_days=30)
    for change in ("deducts_salary = NOT deducts_salary", "for_unit_id = unit_id"):
        with pytest.raises(DBAPIError, match="by a transfer"), story.session.begin_nested():
            story.session.execute(text(f"UPDATE loan SET {change}"))
    new, old = story.world.units["CDCS-SKD"], loan.for_unit_id
    allocate(story.session, loan, by=story.actor("hanh"), on=clock.today())
    with on_day(date(2027, 1, 4)):
        for changed, match in (({"to_unit_id": old}, "đơn vị khác"), ({"to_unit_id": new, "guarantee": " "}, "tín chấp")):
            refused(lambda changed=changed: proposed(story, loan, ActKind.TRANSFER, **{**MOVED, **changed}), match)
        before = told(story, loan)
        act = proposed(story, loan, ActKind.TRANSFER, to_unit_id=new, **MOVED)
        approve(story.session, act, by=story.actor("van"), on=clock.today())
        assert (loan.for_unit_id, act.for_unit_id, loan.group_id) == (new, new, None)
        assert story.session.scalars(select(LoanVisit.unit_id)).one() == new
        assert told(story, loan) == before
        assert set(asked_of(story.session, book_id=story.book.id, for_unit_id=new, on=clock.today())) == {loan.code}
        assert asked_of(story.session, book_id=story.book.id, for_unit_id=old, on=clock.today()) == {}
        assert story.session.scalars(select(Expected.for_unit_id).where(Expected.state == "open")).all() == [new]
        is_sound(story)


@pytest.mark.parametrize("rule", ["heirs", "freeze", "write_off"])
def test_the_rest_of_the_debt_goes_as_the_product_says(story: LoanStory, rule: str) -> None:
    loan = story.lent(on_death=rule, articles=dict.fromkeys(GROUPS, "Điều 5"))
    with on_day(date(2027, 1, 10)):
        for changed, match in (({"died_on": "2027-01-11"}, "sau hôm nay"), ({"died_on": "2026-11-01"}, "Ủy ban Kiểm tra")):
            refused(lambda changed=changed: with_minutes(story, loan, **changed), match)
        if rule == "heirs":
            refused(lambda: with_minutes(story, loan, heir=""), "thừa kế")
        if rule == "write_off":
            refused(lambda: propose(story.session, loan, ActKind.DEATH, details=DIED, reason="Có giấy báo tử", by=story.actor("tuan"), on=clock.today()), "biên bản")
        owed = told(story, loan)
        approve(story.session, with_minutes(story, loan), by=story.actor("van"), on=clock.today())
        now = told(story, loan)
        assert (now.died_on, loan.deducts_salary) == (date(2027, 1, 5), False)
        assert story.session.get_one(Person, loan.person_id).died_on == date(2027, 1, 5)
        assert (now.is_frozen, now.is_written_off, loan.state) == (rule == "freeze", rule == "write_off", "written_off" if rule == "write_off" else "open")
        if rule == "write_off":
            assert (now.off_principal, balances(story, loan)["811"]) == (owed.principal_outstanding, 20_000_000)
        else:
            assert now.principal_outstanding == owed.principal_outstanding
            refused(lambda: with_minutes(story, loan), "đã ghi người vay mất")
        is_sound(story)


def with_minutes(story: LoanStory, loan: Loan, **changed: str) -> Any:
    return propose(
        story.session, loan, ActKind.DEATH, details={**DIED, **changed}, reason="Có giấy báo tử", minutes=(io.BytesIO(PDF), "bb.pdf"), by=story.actor("tuan"),
        on=clock.today(),
    )


def test_the_old_unit_sees_the_loan_no_more_and_the_new_one_does(client: Any, world: Any) -> None:
    with on_day(DAY), world.db.transaction(EVERYTHING) as session:
        loan_id = int(LoanStory(world, session).lent().id)
    with on_day(date(2027, 1, 4)):
        hoa, tuan, van, son = client("hoa"), client("tuan"), client("van"), client("son")
        son.get(f"/loans/{loan_id}/life", status=404)
        form = tuan.get(f"/loans/{loan_id}/proposals/new?kind=transfer")
        act = pressed(form, "Gửi đề nghị", to_unit_id=str(world.units["CDCS-SKD"]), guarantee="BCH mới", reason="Người vay chuyển nơi làm việc").follow().request.path
        page = pressed(van.get(act), "Duyệt").follow()
        assert "Chuyển đơn vị" in page
        assert "BCH mới" in page
        for address in (f"/loans/{loan_id}/life", act, f"/loans/{loan_id}/statement.pdf"):
            hoa.get(address, status=404)
            son.get(address)
        # Nobody looks after the loan until the lender says who: somebody of the new unit, once.
        officer = f"/loans/{loan_id}/officer"
        assert "Chưa giao" in son.get(f"/loans/{loan_id}/life")
        son.get(officer, status=403)
        hoa.get(officer, status=403)
        page = tuan.get(officer)
        offered = [option[0] for option in next(form for form in page.forms.values() if "officer_id" in form.fields)["officer_id"].options]
        assert str(world.users["son"]) in offered
        assert str(world.users["hoa"]) not in offered
        assert "Sơn" in pressed(page, "Giao phụ trách", officer_id=str(world.users["son"])).follow()
        assert "đang phụ trách" in pressed(tuan.get(officer), "Giao phụ trách", 422, officer_id=str(world.users["son"]))
        page = pressed(tuan.get(f"/loans/{loan_id}/proposals/new?kind=death"), "Gửi đề nghị", died_on="03/01/2027", heir="Trần Văn Nam", reason="Có giấy báo tử")
        page = pressed(van.get(page.follow().request.path), "Duyệt").follow()
        assert "Người vay mất ngày 03/01/2027" in page
        assert "Kính gửi gia đình người vay" in client("tuan").get("/loans/reminders")
