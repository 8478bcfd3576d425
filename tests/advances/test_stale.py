"""What a page showed is what its button does: every step of an advance from a page that is out of date, and what the page tells of earlier settlements."""

from typing import Any

import pytest

from tests.advances.conftest import Purse
from tests.advances.test_views import form_of

STALE = "Có người vừa sửa"
WHOSE = {"check": "hanh", "sign": "van", "pay": "lan", "report": "minh", "verify": "hanh", "settle": "van"}
VALUES: dict[str, dict[str, Any]] = {"report": {"spent": 400_000, "papers": "HĐ 1", "attachments": 1}, "verify": {"account": "43181"}}


def up_to(purse: Purse, last: str) -> int:
    made = purse.ask(500_000)
    for act, by in WHOSE.items():
        purse.do(act, made, by, **VALUES.get(act, {}))
        if act == last:
            break
    return made


def again(purse: Purse, made: int, spent: int, *, verified: bool) -> None:
    purse.do("give_back", made, "van" if verified else "hanh", reason="Thiếu hóa đơn")
    purse.do("report", made, "minh", spent=spent, papers="HĐ 2", attachments=1)
    if verified:
        purse.do("verify", made, "hanh", account="43181")


def test_a_settlement_is_signed_as_it_was_seen(purse: Purse, client: Any) -> None:
    made = up_to(purse, "verify")
    old = form_of(client("van").get(f"/advances/{made}"))
    again(purse, made, 4_900_000, verified=True)
    refused = old.submit(status=422)
    assert STALE in refused
    assert purse.read(made).state == "verified"
    assert "4.900.000" in refused
    form_of(refused).submit(status=303)
    assert purse.read(made).state == "settled"


def test_papers_are_verified_as_they_were_seen(purse: Purse, client: Any) -> None:
    made = up_to(purse, "report")
    form = form_of(client("hanh").get(f"/advances/{made}/verification"))
    form["account"] = "43181"
    again(purse, made, 4_900_000, verified=False)
    assert STALE in form.submit(status=422)
    assert purse.read(made).state == "reported"


@pytest.mark.parametrize(
    ("until", "who", "address", "typed"),
    [
        ("check", "van", "refusal", {"reason": "Chưa có dự toán"}), ("report", "hanh", "return", {"reason": "Thiếu chữ ký"}),
        ("verify", "van", "return", {"reason": "Thiếu chữ ký"}), ("report", "hanh", "verification", {"account": "43181"}),
    ],
)
def test_no_step_is_taken_from_a_page_that_carries_another_mark(purse: Purse, client: Any, until: str, who: str, address: str, typed: dict[str, str]) -> None:
    made = up_to(purse, until)
    before = purse.read(made).state
    form = form_of(client(who).get(f"/advances/{made}/{address}"))
    for name, value in typed.items():
        form[name] = value
    form["mark"] = ""
    refused = form.submit(status=422)
    assert STALE in refused
    assert all(value in refused for value in typed.values())
    assert purse.read(made).state == before


@pytest.mark.parametrize(
    ("until", "who", "address", "meanwhile"),
    [
        ("", "hanh", "/check", ("refuse", "hanh", {"reason": "Không có"})), ("check", "van", "", ("refuse", "van", {"reason": "Không có"})),
        ("sign", "lan", "/payment", ("refuse", "lan", {"reason": "Không có"})), ("settle", "lan", "/rest", ("level", "lan", {})),
        ("pay", "minh", "/report", ("report", "minh", {"spent": 300_000, "papers": "HĐ 3", "attachments": 1})),
        ("report", "hanh", "/return", ("give_back", "hanh", {"reason": "Thiếu"})),
    ],
)
def test_a_page_left_behind_by_a_step_says_so(
    purse: Purse, client: Any, until: str, who: str, address: str, meanwhile: tuple[str, str, dict[str, Any]]
) -> None:
    made = up_to(purse, until) if until else purse.ask(500_000)
    form = form_of(client(who).get(f"/advances/{made}{address}"))
    typed = {"purpose": "relief", "reason": "Vì", "spent": "400.000", "papers": "HĐ 9", "attachments": "1"}
    for name in typed.keys() & form.fields.keys():
        form[name] = typed[name]
    act, by, values = meanwhile
    purse.do(act, made, by, **values)
    after = purse.read(made).state
    assert STALE in form.submit(status=422)
    assert purse.read(made).state == after


def test_the_page_tells_each_report_and_each_return(purse: Purse, client: Any) -> None:
    made = up_to(purse, "verify")
    again(purse, made, 450_000, verified=True)
    told = client("minh").get(f"/advances/{made}").text.partition("Đã diễn ra")[2]
    assert "Đã chi 400.000 đồng" in told
    assert "Đã chi 450.000 đồng; HĐ 2" in told
    assert "Thiếu hóa đơn" in told
    assert told.index("450.000") < told.index("Thiếu hóa đơn") < told.rindex("400.000")
