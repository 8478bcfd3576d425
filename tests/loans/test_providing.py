"""Provisions are reckoned from the classified month, posted as the difference by two people, come back when less is needed; `check` holds them."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select, text

from fundapp.kernel import clock
from fundapp.ledger.models import Balance, Entry
from fundapp.ledger.service import reverse
from fundapp.loans import provision_check
from fundapp.loans.books import provision_moves
from fundapp.loans.models import Loan, LoanProvision
from fundapp.loans.servicing.allocating import allocate
from fundapp.loans.servicing.classifying import classify
from fundapp.loans.servicing.providing import post_provision, propose_provision, reckoned, refuse_provision
from tests.conftest import EVERYTHING
from tests.households.test_health import tokens
from tests.loans.story import DAY, LoanStory
from tests.loans.test_acts import refused
from tests.loans.test_allocating import came, on_day
from tests.loans.test_servicing_pages import pressed

RATES = {f"provision_rate_{at}": Decimal(rate) for at, rate in enumerate((0, 2, 25, 50, 100), 1)} | {"provision_rate_general": Decimal("0.5")}
JANUARY, FEBRUARY = date(2027, 1, 31), date(2027, 2, 28)


def test_the_entry_is_the_difference_to_what_was_set_aside() -> None:
    assert provision_moves((0, 0), (5_000_000, 100_000)) == [("3385", -5_000_000), ("3386", -100_000), ("811", 5_100_000)]
    assert provision_moves((5_000_000, 100_000), (400_000, 0)) == [("3385", 4_600_000), ("3386", 100_000), ("711", -4_700_000)]
    assert provision_moves((100, 50), (50, 100)) == [("3385", 50), ("3386", -50)]


def balances(story: LoanStory) -> dict[str, int]:
    query = select(Balance.account_code, Balance.amount).where(Balance.account_code.in_(["3385", "3386", "811", "711"]), Balance.amount != 0)
    return {row.account_code: row.amount for row in story.session.execute(query)}


def posted(story: LoanStory, ended_on: date) -> LoanProvision:
    made = propose_provision(story.session, book=story.book, ended_on=ended_on, by=story.actor("tuan"))
    return post_provision(story.session, made, by=story.actor("hanh"), on=clock.today())


def is_sound(story: LoanStory) -> None:
    found = provision_check.invariants(story.session)[0]
    assert found.ok, list(found.wrong)
    assert found.rows == 1


def test_month_after_month(story: LoanStory) -> None:
    loan = story.lent(**RATES)
    with on_day(date(2027, 2, 3)):
        refused(lambda: propose_provision(story.session, book=story.book, ended_on=JANUARY, by=story.actor("tuan")), "chưa phân loại")
        classify(story.session, ended_on=JANUARY, unit_id=loan.unit_id, by=story.actor("hanh"))
        # 39 days late: group 3 at 25 %, and 0,5 % of all of it.
        assert reckoned(story.session, JANUARY) == {story.book.id: (5_000_000, 100_000)}
        made = propose_provision(story.session, book=story.book, ended_on=JANUARY, by=story.actor("tuan"))
        refused(lambda: post_provision(story.session, made, by=story.actor("tuan"), on=clock.today()), "người khác")
        refused(lambda: propose_provision(story.session, book=story.book, ended_on=JANUARY, by=story.actor("tuan")), "đã có dự phòng")
        refused(lambda: classify(story.session, ended_on=JANUARY, unit_id=loan.unit_id, by=story.actor("hanh")), "không phân loại thêm")
        refuse_provision(story.session, made, answer="Chờ đối chiếu", by=story.actor("hanh"))
        first = posted(story, JANUARY)
        assert balances(story) == {"3385": -5_000_000, "3386": -100_000, "811": 5_100_000}
        is_sound(story)
        entry = story.session.get_one(Entry, first.entry_id)
        assert entry.on == JANUARY
        with pytest.raises(Exception, match="next month"), story.session.begin_nested():
            reverse(story.session, entry, reason="Ghi nhầm số tiền", drafted_by=story.world.users["tuan"], by=story.actor("hanh"), on=clock.today())
    with on_day(date(2027, 2, 20)):
        came(story, loan, 5_500_000, clock.today(), "pt/1")
        allocate(story.session, loan, by=story.actor("hanh"), on=clock.today())
    with on_day(date(2027, 3, 2)):
        classify(story.session, ended_on=FEBRUARY, unit_id=loan.unit_id, by=story.actor("hanh"))
        second = posted(story, FEBRUARY)
        assert second.specific_amount == 0
        assert "3385" not in balances(story)
        assert balances(story)["711"] == -(5_100_000 - second.general_amount)
        is_sound(story)


@pytest.mark.parametrize("fault", [
    "UPDATE loan_month SET provision_amount = provision_amount + 1", "UPDATE ledger_balance SET amount = amount + 1 WHERE account_code = '3386'",
])
def test_the_invariant_finds_its_fault(story: LoanStory, world: Any, fault: str) -> None:
    loan = story.lent(**RATES)
    with on_day(date(2027, 2, 3)):
        classify(story.session, ended_on=JANUARY, unit_id=loan.unit_id, by=story.actor("hanh"))
        posted(story, JANUARY)
    table = fault.split()[1]
    if world.db.is_sqlite:
        for name in story.session.scalars(text(f"SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = '{table}'")).all():
            story.session.execute(text(f"DROP TRIGGER {name}"))
    else:
        story.session.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
    story.session.execute(text(fault))
    story.session.expire_all()
    assert not provision_check.invariants(story.session)[0].ok


def test_through_the_pages(client: Any, world: Any) -> None:
    with on_day(DAY), world.db.transaction(EVERYTHING) as session:
        loan_id = LoanStory(world, session).lent(**RATES).id
    with on_day(date(2027, 2, 3)):
        with world.db.transaction(EVERYTHING) as session:
            classify(session, ended_on=JANUARY, unit_id=session.get_one(Loan, loan_id).unit_id, by=world.actor("hanh"))
        tuan, hanh = client("tuan"), client("hanh")
        hanh.post("/loans/provisions", tokens(hanh), status=403)
        made = pressed(tuan.get("/loans/provisions"), "Đề nghị ghi sổ dự phòng").follow().request.path
        tuan.post(made, tokens(tuan), status=403)
        client("hoa").get(made, status=404)
        assert "Hãy ghi lý do" in hanh.post(made, {**tokens(hanh), "act": "decline"}, status=422)
        assert "Xem bút toán" in pressed(hanh.get(made), "Ghi sổ dự phòng").follow()
        assert "5.000.000" in client("binh").get("/loans/provisions")
        assert "Chưa có khoản vay nào bị xóa nợ" in client("binh").get("/loans/written-off")
        assert hanh.get("/loans/written-off.xlsx").body.startswith(b"PK")
