"""Pages of contracts: made by the accountant through the form, shown, printed and listed; refused to others, unseen by strangers."""

from typing import Any

import pytest
import time_machine

from tests.conftest import EVERYTHING
from tests.loans.story import DAY, LoanStory
from tests.loans.test_contracting import decided


@pytest.fixture
def case_id(world: Any) -> Any:
    """A decided request without its contract."""
    with time_machine.travel(f"{DAY}T02:00:00+00:00", tick=True):
        with world.db.transaction(EVERYTHING) as session:
            made = decided(LoanStory(world, session)).id
        yield made


def test_the_contract_is_made_by_the_accountant_and_by_nobody_else(client: Any, case_id: int) -> None:
    tuan = client("tuan")
    page = tuan.get(f"/loans/{case_id}")
    assert "Lập khế ước và lịch trả nợ" in page
    assert "Tiền trả nợ chiếm" in page
    for name in ("hoa", "minh", "van", "binh"):
        client(name).get(f"/loans/{case_id}/contract", status=403)
    client("son").get(f"/loans/{case_id}/contract", status=404)
    page = tuan.get(f"/loans/{case_id}/contract")
    form = next(one for one in page.forms.values() if "planned_on" in one.fields)
    assert form["first_due_on"].value == "23/12/2026"
    form["first_due_on"] = "23/11/2026"
    form = next(one for one in form.submit(status=422).forms.values() if "planned_on" in one.fields)
    form["first_due_on"] = "10/12/2026"
    page = form.submit(status=303).follow()
    for said in ("10/12/2026", "0,45% một tháng", "20.000.000 đồng", "Hai mươi triệu đồng"):
        assert said in page, said
    assert tuan.get(f"/loans/{case_id}/contract.pdf").content_type == "application/pdf"
    assert "Nguyễn Thị Hường" in client("hoa").get("/loans/contracts")
    assert "Nguyễn Thị Hường" not in client("son").get("/loans/contracts")
    client("son").get(f"/loans/{case_id}/contract.pdf", status=404)
    assert tuan.get("/loans/contracts.xlsx").status_int == 200


def test_a_group_is_founded_by_its_own_unit(client: Any) -> None:
    with time_machine.travel(f"{DAY}T02:00:00+00:00", tick=True):
        hoa = client("hoa")
        for status in (303, 422):
            form = next(one for one in hoa.get("/loans/groups").forms.values() if "founded_on" in one.fields)
            form["name"] = "Tổ may 3"
            page = form.submit(status=status)
        assert "đã có tổ cùng tên" in page
        client("tuan").get("/loans/groups", status=403)
