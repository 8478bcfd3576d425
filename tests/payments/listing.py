"""Approved transfers in a payment list, and the bank's answers to one."""

import io
from collections.abc import Mapping
from typing import Any

import openpyxl

from fundapp.kernel import clock
from fundapp.ledger.models import CashBox
from fundapp.payments import service, work  # noqa: F401  (importing the work registers its runner)
from fundapp.payments.models import PaymentBatch, PaymentOrder
from tests.payments.decided import act, decide
from tests.payments.transferring import to_bank, vouch


def approved(world: Any, place: int, amount: int = 5_000_000, **changed: Any) -> PaymentOrder:
    """A transfer of a subject of its own that waits to be paid; its account is vouched for."""
    order = to_bank(world, decide(world, subject=f"cases/{place}", amounts=(amount,)), number=f"999{place:07d}", **changed)
    vouch(world, order, "van")
    act(world, order, "check_order", "hanh")
    return order


def listed(world: Any, *orders: PaymentOrder, by: str = "tuan") -> PaymentBatch:
    """A list of these orders."""
    with world.transaction(by) as session:
        box = session.get_one(CashBox, orders[0].from_box_id)
        return service.make_batch(session, box=box, order_ids=[one.id for one in orders], by=world.actor(by), on=clock.today())


def on_list(world: Any, batch: PaymentBatch, what: str, by: str, **values: Any) -> Any:
    """Do one act on a list in a transaction of its own."""
    with world.transaction(by) as session:
        return getattr(service, what)(session, session.get_one(PaymentBatch, batch.id), **values, by=world.actor(by), on=clock.today())


def read_list(world: Any, batch: PaymentBatch) -> PaymentBatch:
    with world.transaction() as session:
        return session.get_one(PaymentBatch, batch.id)


def answer_of(orders: Mapping[PaymentOrder, tuple[str, str]], head: tuple[str, ...] = ("STT", "Mã giao dịch", "Số tiền", "Trạng thái", "Lý do"), **amounts: int) -> bytes:
    """A workbook as a bank sends it back: status and reason by order."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["KẾT QUẢ XỬ LÝ BẢNG KÊ"])
    sheet.append(head)
    for place, (order, (status, reason)) in enumerate(orders.items(), 1):
        told = {"STT": place, "Mã giao dịch": order.code, "Số tiền": amounts.get("amount", order.amount), "Trạng thái": status, "Lý do": reason}
        sheet.append([told[name] for name in head])
    sheet.append(["Tổng cộng"])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
