"""A unit with money in the bank, and orders that are paid from there by transfer."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from fundapp.kernel import clock
from fundapp.ledger import service as ledger
from fundapp.ledger.models import Book, CashBox
from fundapp.ledger.service import LineSpec, Posting
from fundapp.payments import service
from fundapp.payments.models import PayeeAccount, PaymentOrder
from fundapp.payments.service import Transfer
from tests.payments.decided import Decided, act, decide, make, read

NUMBER = "999-0001-234567"
LATER = 3


def with_bank(world: Any, decided: Decided, amount: int = 60_000_000) -> int:
    """Lay money of every fund into a bank account, once."""
    on = clock.today()
    with world.transaction() as session:
        known = session.scalars(select(CashBox.id).where(CashBox.kind == "bank")).first()
        if known:
            return known
        tuan, lan = world.actor("tuan"), world.actor("lan")
        bank = ledger.add_box(
            session, unit_id=world.units["LDLD-NB"], kind="bank", name="Tiền gửi Agribank", bank_code="VBA", account_tail="0009", by=tuan
        )
        cash = session.get_one(CashBox, decided.box_id)
        for book in session.scalars(select(Book).order_by(Book.id)):
            lines = [LineSpec("1121", debit=amount, box=bank), LineSpec("1111", credit=amount, box=cash)]
            ledger.post(session, Posting(book, on, "Nộp tiền vào tài khoản", lines, f"test/bank/{book.id}", kind="transfer"), drafted_by=tuan.user_id, by=lan)
        return bank.id


def to_bank(world: Any, decided: Decided, by: str = "tuan", *, number: str = NUMBER, holder: str = "NGUYEN THI HUONG", bank: str = "VCB", **changed: Any) -> PaymentOrder:
    """Make an order by transfer over everything that is reserved."""
    box_id = with_bank(world, decided)
    with world.transaction() as session:
        box = session.get_one(CashBox, box_id)
        session.expunge(box)
    return make(world, decided, by, to=Transfer(bank, number, holder, box), **changed)


def vouch(world: Any, order: PaymentOrder, by: str = "hanh", note: str = "Gọi 0300.000.001 có từ đơn xin hỗ trợ: đúng tên, đúng bốn số cuối") -> None:
    """Somebody has called the payee."""
    with world.transaction(by) as session:
        account = session.get_one(PayeeAccount, session.get_one(PaymentOrder, order.id).payee_account_id)
        service.call_back(session, account, note=note, by=world.actor(by), on=clock.today())


def transferred(world: Any, **changed: Any) -> tuple[Decided, PaymentOrder]:
    """A transfer that has gone all the way, its account vouched for by the signer."""
    decided = decide(world, **changed)
    order = to_bank(world, decided)
    vouch(world, order, "van")
    act(world, order, "check_order", "hanh")
    act(world, order, "pay_by_transfer", "lan")
    return decided, read(world, order)


def in_days(days: int) -> Any:
    """A clock that stands some days later."""
    return clock.at(clock.now() + timedelta(days=days))
