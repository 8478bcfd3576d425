"""The search box finds money as people write it, within what somebody sees and may read, and flat in rows."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event, select, text

from fundapp.access.models import User
from fundapp.console import finders
from fundapp.kernel.db import Scope
from fundapp.kernel.money import dong
from fundapp.ledger.models import Voucher
from fundapp.payments.models import PaymentOrder
from fundapp.web.finding import Numbered, typed_amount, typed_voucher
from tests.bank.conftest import Bank
from tests.bank.files import csv_of, statement_rows
from tests.conftest import World
from tests.payments.decided import paid


@pytest.fixture
def order(world: World) -> PaymentOrder:
    return paid(world)[1]


def label_of(world: World, order: PaymentOrder) -> str:
    with world.transaction() as session:
        return session.scalars(select(Voucher).where(Voucher.id == order.voucher_id)).one().label


def found(client: Any, who: str, asked: str) -> set[str]:
    page = client(who).get("/search", {"q": asked})
    return {link["href"] for link in page.html.select("main a.task-link")}


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("PC26-0012", ("PC", 2026, 12)), ("pc26-12", ("PC", 2026, 12)), (" pc 26 0012 ", ("PC", 2026, 12)), ("PC-26-0012", ("PC", 2026, 12)),
        ("PC260012", ("PC", 2026, 12)), ("PC2026-12", ("PC", 2026, 12)), ("PC-0012", ("PC", None, 12)), ("PT 7", ("PT", None, 7)), ("UNC26/0001", ("UNC", 2026, 1)),
        ("Trần 5", ("TRẦN", None, 5)), ("PC", None), ("12", None), ("DC26-00001-3", None), ("nguyen thi hoa", None), ("PC26-0012 x", None), ("", None),
    ],
)
def test_the_number_of_a_voucher_is_read_as_people_write_it(typed: str, read: tuple[str, int | None, int] | None) -> None:
    assert typed_voucher(typed) == (Numbered(*read) if read else None)


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("5.000.000", 5_000_000), ("5000000", 5_000_000), ("5.000.000 đ", 5_000_000), ("5 triệu", 5_000_000), ("5tr", 5_000_000), ("1,500,000", 1_500_000),
        ("999", None), ("0912345678", None), ("001190001234", None), ("-5.000.000", None), ("hoa", None), ("PC26-0001", None), ("9" * 60, None),
    ],
)
def test_an_amount_is_read_as_people_type_it(typed: str, amount: int | None) -> None:
    assert typed_amount(typed) == amount


def test_money_is_found_by_number_code_amount_and_name(world: World, client: Any, order: PaymentOrder) -> None:
    label = label_of(world, order)
    page, voucher = f"/payments/{order.id}", f"/ledger/vouchers/{order.voucher_id}"
    for asked in (label, label.lower(), label.replace("-", " "), f"{label[:2]}-{int(label[-4:])}", dong(order.amount), str(order.amount), f"{dong(order.amount)} đ"):
        assert found(client, "tuan", asked) >= {page, voucher}, asked
    for asked in (order.code, order.code.lower(), "nguyen thi huong", "Nguyễn Thị Hường", "huong", "thi huong"):
        assert page in found(client, "tuan", asked), asked
    for asked in (f"{label[:2]}-9999", dong(order.amount + 1), "nguyen thi huong x"):
        assert not found(client, "tuan", asked) & {page, voucher}, asked
    assert f"{dong(order.amount)} đồng" in client("tuan").get("/search", {"q": order.code})


def test_the_unit_of_the_receiver_finds_the_order_but_not_the_voucher_of_the_province(world: World, client: Any, order: PaymentOrder) -> None:
    label = label_of(world, order)
    assert found(client, "hoa", label) == {f"/payments/{order.id}"}
    assert found(client, "hoa", dong(order.amount)) == {f"/payments/{order.id}"}


def test_another_unit_finds_nothing_of_it(world: World, client: Any, order: PaymentOrder) -> None:
    label = label_of(world, order)
    for asked in (label, order.code, dong(order.amount), "nguyen thi huong", "huong"):
        answer = client("son").get("/search", {"q": asked})
        shown = answer.html.select_one("main").text.replace(asked, "")
        assert not [link for link in found(client, "son", asked) if link.startswith(("/payments", "/ledger"))], asked
        for leak in (label, order.code, dong(order.amount), "Hường"):
            assert leak not in shown, (asked, leak)
    client("son").get(f"/payments/{order.id}", status=404)


def test_who_may_not_read_money_is_not_shown_any(world: World, client: Any, order: PaymentOrder) -> None:
    """The administrator of the same province has neither permission."""
    with world.transaction() as session:
        quantri = session.scalars(select(User).where(User.username == "quantri")).one_or_none()
    assert quantri is None or not world.actor("quantri").can("payment:read")
    permissions = {permission for permission, _label, finder in finders.FINDERS if finder.__module__ in ("fundapp.payments.finding", "fundapp.ledger.queries.finding")}
    assert permissions == {"payment:read", "fund:read"}


@contextmanager
def statements(world: World) -> Iterator[list[tuple[str, Any]]]:
    seen: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, _many: bool) -> None:
        seen.append((statement, parameters))

    engine = world.db.reader if world.db.is_sqlite else world.db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


@pytest.mark.parametrize("who", ["hoa", "minh", "binh"])
def test_every_search_for_money_goes_along_an_index(world: World, order: PaymentOrder, who: str) -> None:
    """However many rows there are: whole names, one amount, one number."""
    actor = world.actor(who)
    for asked in (label_of(world, order), dong(order.amount), "nguyen", "huong"):
        with world.db.reading(actor.scope) as session:
            if not world.db.is_sqlite:
                session.execute(text("SET LOCAL enable_seqscan = off"))
            with statements(world) as seen:
                finders.search(session, actor, asked)
            about_money = [(said, given) for said, given in seen if "FROM payment_order" in said or "FROM voucher" in said]
            assert about_money, asked
            for said, given in about_money:
                explain = "EXPLAIN QUERY PLAN " if world.db.is_sqlite else "EXPLAIN "
                plan = "\n".join(str(row) for row in session.connection().exec_driver_sql(explain + said, given))
                assert "SCAN payment_order" not in plan, plan
                assert "SCAN voucher " not in plan, plan
                assert "Seq Scan on payment_order" not in plan, plan
                assert "Seq Scan on voucher " not in plan, plan
                if asked in ("nguyen", "huong") or asked == dong(order.amount):
                    assert "TEMP B-TREE" not in plan, plan
                    assert "Sort" not in plan, plan


@pytest.mark.parametrize("asked", ["7.654.000", "ft1234567", "FT1234567"])
def test_a_line_of_the_bank_is_found_along_an_index_by_whoever_reads_the_bank(world: World, client: Any, asked: str) -> None:
    bank = Bank(world)
    sent = statement_rows(lines=[["02/10/2026", "FT1234567", "", "7.654.000", "8.654.000", "ung ho"]], end=[["Số dư cuối kỳ", "", "", "", "8.654.000", ""]])
    bank.keep(bank.send(csv_of(sent), bank.second))
    page = client("lan").get("/search", {"q": asked})
    assert "Vào 7.654.000" in page
    assert "Chưa khớp với khoản nào" in client("lan").get("/bank/lines/1")
    assert "Vào 7.654.000" not in client("hoa").get("/search", {"q": asked})
    client("son").get("/bank/lines/1", status=403)
    actor = world.actor("lan")
    with world.db.reading(actor.scope) as session:
        if not world.db.is_sqlite:
            session.execute(text("SET LOCAL enable_seqscan = off"))
        with statements(world) as seen:
            finders.search(session, actor, asked)
        for said, given in [(said, given) for said, given in seen if "FROM statement_line" in said]:
            explain = "EXPLAIN QUERY PLAN " if world.db.is_sqlite else "EXPLAIN "
            plan = "\n".join(str(row) for row in session.connection().exec_driver_sql(explain + said, given))
            assert not any(bad in plan for bad in ("SCAN statement_line", "Seq Scan on statement_line", "TEMP B-TREE", "Sort")), plan


def test_scope_of_nobody_finds_nothing(world: World, order: PaymentOrder) -> None:
    with world.db.reading(Scope.units(())) as session:
        assert not [group for group in finders.search(session, world.actor("tuan"), dong(order.amount)) if group.label != finders.FINDERS[3][1]]


def test_the_heading_repeats_no_number_that_may_be_a_persons(client: Any) -> None:
    page = client("hoa").get("/search", {"q": "001190001234"})
    assert "001190001234" not in page.html.title.text + page.html.h1.text
    assert "5.000.000" in client("hoa").get("/search", {"q": "5000000"}).html.h1.text
