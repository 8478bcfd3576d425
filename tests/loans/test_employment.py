"""State employment loans: the allocation is shared whole whatever happens, two people send a list, the bank's results follow; no entry of any book."""

import threading
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from fundapp.households.models import Household, Person
from fundapp.ledger.models import Entry
from fundapp.loans import employment_check
from fundapp.loans.employment import service
from fundapp.loans.employment.kinds import Progress, ProposalState, Result, ResultKind, progress
from fundapp.loans.employment.service import EmploymentRefused, Wish
from fundapp.loans.employment.terms import overdue_rate_of, rate_of
from fundapp.loans.models import EmploymentCapital, EmploymentProposal
from tests.conftest import EVERYTHING
from tests.households.test_health import tokens
from tests.loans.story import DAY, LoanStory
from tests.loans.test_allocating import on_day
from tests.loans.test_servicing_pages import pressed

MILLION = 1_000_000
WISH = Wish(80 * MILLION, 36, "Mua máy may")


def test_rates_of_the_decree() -> None:
    assert (rate_of(False), overdue_rate_of(False)) == (Decimal("8.382"), Decimal("10.8966"))
    assert rate_of(True) == Decimal("6.6")


def test_progress_of_a_proposal() -> None:
    told = [Result(1, ResultKind.SENT), Result(2, ResultKind.APPROVED, 80), Result(3, ResultKind.DISBURSED, 80), Result(4, ResultKind.COLLECTED, 30)]
    assert progress(100, told) == Progress(ProposalState.LENT, 50, 80, 30)
    assert progress(100, [*told, Result(5, ResultKind.CORRECTION, corrects=4)]) == Progress(ProposalState.LENT, 80, 80, 0)
    assert progress(100, [*told, Result(5, ResultKind.COLLECTED, 50)]).state == ProposalState.PAID_BACK
    assert progress(100, [*told[:1], Result(2, ResultKind.REFUSED)]) == Progress(ProposalState.REFUSED, 0, 0, 0)


@given(st.lists(st.integers(0, 699), max_size=8))
def test_what_is_out_is_always_held(told: list[int]) -> None:
    """Whatever is told in an order that the acts allow."""
    results: list[Result] = []
    for at, drawn in enumerate(told):
        kind, amount = list(ResultKind)[drawn % 7], drawn // 7 + 1
        now = progress(100, results)
        most = {ResultKind.APPROVED: 100, ResultKind.DISBURSED: now.held, ResultKind.COLLECTED: now.out}.get(kind, 0)
        if now.state in service.FROM.get(kind, ()):
            results.append(Result(at, kind, min(amount, most)))
        now = progress(100, results)
        assert 0 <= now.out <= now.held <= 100


def proposed(story: LoanStory, wish: Wish = WISH, household: Household | None = None) -> EmploymentProposal:
    home = household or story.household()
    head = story.session.scalars(select(Person).where(Person.household_id == home.id, Person.relation == "head")).one()
    return service.propose(story.session, household=home, person=head, wish=wish, by=story.actor("hoa"), on=DAY)


def allocated(story: LoanStory, amount: int = 100 * MILLION, number: str = "1/QĐ") -> EmploymentCapital:
    province = story.world.unit("LDLD-NB", story.session)
    service.allocate(story.session, unit=province, amount=amount, number=number, giver="Tổng LĐLĐ (mẫu)", decided_on=DAY, by=story.actor("tuan"), on=DAY)
    return story.session.get_one(EmploymentCapital, province.id)


def shares(capital: EmploymentCapital) -> tuple[int, ...]:
    whole = (capital.allocated_amount, capital.held_amount, capital.free_amount, capital.out_amount, capital.idle_amount)
    return tuple(amount // MILLION for amount in whole)


def told(story: LoanStory, one: EmploymentProposal, kind: ResultKind, amount: int = 0, note: str = "") -> Any:
    return service.tell(story.session, one, kind, told_on=DAY, amount=amount * MILLION, note=note, by=story.actor("tuan"), on=DAY)


def refused(match: str, act: Any) -> None:
    with pytest.raises(EmploymentRefused, match=match):
        act()


def test_from_the_allocation_to_the_last_collection(story: LoanStory) -> None:
    home = story.household()
    refused("Chưa có đơn vị nào", lambda: proposed(story, household=home))
    capital = allocated(story)
    refused("đã được ghi", lambda: allocated(story))
    for wish, match in ((Wish(201 * MILLION, 12, "x"), "200.000.000"), (Wish(MILLION, 121, "x"), "120 tháng"), (Wish(MILLION, 12, " "), "để làm gì"),
                        (Wish(120 * MILLION, 12, "x"), "còn được đề nghị 100.000.000")):
        refused(match, lambda wish=wish: proposed(story, wish, home))
    one = proposed(story, household=home)
    refused("chưa xong", lambda: proposed(story, household=home))
    assert shares(capital) == (100, 80, 20, 0, 100)
    refused("tình trạng", lambda: told(story, one, ResultKind.APPROVED, 80))
    province = story.world.unit("LDLD-NB", story.session)
    made = service.make_list(story.session, unit=province, proposals=[one], by=story.actor("tuan"), on=DAY)
    refused("người khác", lambda: service.send(story.session, made, by=story.actor("tuan"), on=DAY))
    service.send(story.session, made, by=story.actor("van"), on=DAY)
    refused("đã gửi", lambda: service.send(story.session, made, by=story.actor("van"), on=DAY))
    refused("Nhiều nhất 80", lambda: told(story, one, ResultKind.APPROVED, 90))
    told(story, one, ResultKind.APPROVED, 60)
    assert shares(capital) == (100, 60, 40, 0, 100)
    refused("tương lai", lambda: service.tell(story.session, one, ResultKind.DISBURSED, told_on=DAY + timedelta(1), amount=1, by=story.actor("tuan"), on=DAY))
    told(story, one, ResultKind.DISBURSED, 60)
    # What is lent and what is proposed can't be taken back from the unit.
    refused("không đủ", lambda: allocated(story, -50 * MILLION, "2/QĐ"))
    told(story, one, ResultKind.COLLECTED, 20)
    assert shares(capital) == (100, 40, 60, 40, 60)
    last = told(story, one, ResultKind.COLLECTED, 40)
    assert (one.state, shares(capital)) == ("paid_back", (100, 0, 100, 0, 100))
    service.correct(story.session, last, why="Gõ nhầm", by=story.actor("tuan"), on=DAY)
    assert (one.state, shares(capital)) == ("lent", (100, 40, 60, 40, 60))
    allocated(story, -60 * MILLION, "3/QĐ")
    assert story.session.scalar(select(func.count()).select_from(Entry)) == 0
    for found in employment_check.invariants(story.session):
        assert found.ok, list(found.wrong)
        assert found.rows
    for statement in (
        "UPDATE employment_proposal SET asked_amount = 1", "DELETE FROM employment_proposal", "UPDATE employment_result SET amount = amount + 1",
        "UPDATE employment_list SET sent_on = '2026-11-30'", "DELETE FROM employment_allocation",
    ):
        with pytest.raises(DBAPIError), story.session.begin_nested():
            story.session.execute(text(statement))


FAULTS = {
    "VV7": "UPDATE employment_proposal SET held_amount = held_amount + 1",
    "VV8": "UPDATE employment_capital SET held_amount = held_amount + 1, free_amount = free_amount - 1",
    "VV9": "UPDATE employment_capital SET out_amount = out_amount + 1, idle_amount = idle_amount - 1",
}


@pytest.mark.parametrize("code", FAULTS)
def test_each_invariant_finds_its_fault(story: LoanStory, code: str) -> None:
    allocated(story)
    proposed(story)
    story.session.execute(text(FAULTS[code]))
    story.session.expire_all()
    assert code in {one.code for one in employment_check.invariants(story.session) if not one.ok}


def test_two_at_once_never_propose_more_than_is_free(world: Any) -> None:
    with on_day(DAY), world.db.transaction(EVERYTHING) as session:
        story = LoanStory(world, session)
        allocated(story)
        home = story.household()
        home_id, head_id = home.id, session.scalars(select(Person.id).where(Person.household_id == home.id, Person.relation == "head")).one()
        other = Person(**{
            name: getattr(session.get_one(Person, head_id), name)
            for name in ("unit_id", "household_id", "folded", "name_backwards", "sort_key", "is_member")
        } | {"full_name": "Nguyễn Văn Hai", "relation": "spouse", "uid": None})
        session.add(other)
        session.flush()
        ids = [head_id, other.id]
    said: list[str] = []

    def propose(person_id: int) -> None:
        try:
            with world.db.transaction(EVERYTHING) as session:
                service.propose(
                    session, household=session.get_one(Household, home_id), person=session.get_one(Person, person_id), wish=WISH, by=world.actor("hoa"), on=DAY,
                )
            said.append("done")
        except EmploymentRefused:
            said.append("refused")

    threads = [threading.Thread(target=propose, args=(one,)) for one in ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == ["done", "refused"]


def test_through_the_pages(client: Any, world: Any) -> None:
    with on_day(DAY), world.db.transaction(EVERYTHING) as session:
        LoanStory(world, session).household()
    with on_day(DAY):
        hoa, tuan, van, son = client("hoa"), client("tuan"), client("van"), client("son")
        page = pressed(
            tuan.get("/loans/employment/allocations/new"), "Ghi quyết định", amount="100 tr", number="5/QĐ", decided_on="20/11/2026", giver="Tổng LĐLĐ (mẫu)",
        ).follow()
        assert "100.000.000" in page
        hoa.get("/loans/employment/allocations/new", status=403)
        found = hoa.get("/loans/employment/proposals/new?q=huong").html.find("a", href=lambda href: href and "household=" in href)["href"]
        son.get(found, status=404)
        assert "200.000.000" in pressed(hoa.get(found), "Ghi đề nghị", 422, amount="300 tr", months="12", purpose="Mua máy").text
        one = pressed(hoa.get(found), "Ghi đề nghị", amount="80 tr", months="36", purpose="Mua máy may").follow()
        address = one.request.path
        son.get(address, status=404)
        hoa.post(address, tokens(hoa), status=403)
        made = pressed(tuan.get("/loans/employment/lists"), "Lập danh sách gửi ngân hàng").follow().request.path
        assert tuan.get(f"{made}.pdf").body.startswith(b"%PDF")
        assert tuan.get(f"{made}.xlsx").body.startswith(b"PK")
        tuan.post(made, tokens(tuan), status=403)
        hoa.get(made, status=404)
        assert "Đã gửi ngân hàng" in pressed(van.get(made), "Ký gửi ngân hàng").follow()
        assert "Hãy ghi lý do" in pressed(tuan.get(address), "Ghi kết quả", 422, kind="refused", told_on="23/11/2026").text
        pressed(tuan.get(address), "Ghi kết quả", kind="approved", told_on="23/11/2026", amount="80 tr")
        page = pressed(tuan.get(address), "Ghi kết quả", kind="disbursed", told_on="23/11/2026", amount="80 tr").follow()
        assert "Đang vay" in page
        assert "Ngân hàng duyệt, chờ giải ngân" in pressed(page, "Sửa việc ghi nhầm", why="Ngân hàng chưa giải ngân").follow()
        assert "20.000.000" in client("binh").get("/loans/employment")
        assert "Mua máy may" not in son.get("/loans/employment")
        assert hoa.get("/loans/employment.xlsx").body.startswith(b"PK")
