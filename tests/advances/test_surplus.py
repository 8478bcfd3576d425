"""What is spent above an advance is the unit's debt: never more than one person may be advanced, never more than the fund may spend, never on another purpose."""

from typing import Any

import pytest

from fundapp.advances.rules import rules
from fundapp.advances.service import AdvanceRefused
from fundapp.kernel.money import MAX_AMOUNT
from fundapp.ledger import service as ledger
from fundapp.ledger.models import Book
from tests.advances.conftest import Purse
from tests.advances.test_views import form_of
from tests.ledger.funds import START


def report(purse: Purse, made: int, spent: int) -> None:
    purse.do("report", made, "minh", spent=spent, papers="HĐ 1", attachments=1)


def promise(purse: Purse, amount: int, subject: str = "cases/1") -> None:
    """Leave the fund free for so much less."""
    with purse.world.transaction() as session:
        ledger.reserve(
            session, shares=[(session.get_one(Book, purse.funds.a.id), amount)], subject=subject, purpose="housing",
            for_unit_id=purse.world.units["CDCS-BML"], by=purse.world.actor("van"), on=START,
        )


@pytest.mark.parametrize("spent", [MAX_AMOUNT, 5_000_001 + rules().open_amount])
def test_more_than_one_person_may_be_advanced_is_not_settled_here(purse: Purse, spent: int) -> None:
    made = purse.paid()
    with pytest.raises(AdvanceRefused, match="lập đề nghị thanh toán riêng"):
        report(purse, made, spent)
    assert purse.read(made).state == "paid"
    report(purse, made, 5_000_000 + rules().open_amount)
    assert purse.read(made).state == "reported"


def test_the_fund_stands_for_what_was_spent_above_the_advance(purse: Purse) -> None:
    made = purse.paid()
    report(purse, made, 15_000_000)
    promise(purse, 90_000_000)
    with pytest.raises(AdvanceRefused, match=r"10\.000\.000 đồng, mà quỹ chỉ còn được chi 5\.000\.000 đồng"):
        purse.do("verify", made, "hanh", account="43181")
    purse.do("give_back", made, "hanh", reason="Quỹ không đủ")
    report(purse, made, 10_000_000)
    purse.do("verify", made, "hanh", account="43181")
    promise(purse, 1, "cases/2")
    with pytest.raises(AdvanceRefused, match="quỹ chỉ còn được chi"):
        purse.do("settle", made, "van")
    assert purse.read(made).state == "verified"


def test_the_pages_say_what_to_write_instead_and_lose_nothing(purse: Purse, client: Any) -> None:
    made = purse.paid()
    form = form_of(client("minh").get(f"/advances/{made}/report"))
    form["spent"], form["papers"], form["attachments"] = "999.999.999.999.999", "HĐ 7", "1"
    refused = form.submit(status=422)
    assert "lập đề nghị thanh toán riêng" in refused
    assert "HĐ 7" in refused
    assert purse.read(made).state == "paid"


@pytest.mark.parametrize("account", ["642", "611", "811"])
def test_money_of_a_purpose_is_not_booked_as_an_expense_of_another(purse: Purse, client: Any, account: str) -> None:
    made = purse.paid()
    report(purse, made, 4_000_000)
    assert f'value="{account}"' not in client("hanh").get(f"/advances/{made}/verification").text
    with pytest.raises(AdvanceRefused, match="tài khoản nguồn của quỹ"):
        purse.do("verify", made, "hanh", account=account)
    purse.do("verify", made, "hanh", account="43181")
