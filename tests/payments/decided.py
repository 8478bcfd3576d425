"""A decided subject with its money reserved and its proof sealed, made through the rooms below payments."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from fundapp.documents.seals import Cell, seal_cells
from fundapp.help import service as help_service
from fundapp.kernel import clock
from fundapp.ledger import service as ledger
from fundapp.ledger.lasting import lasting
from fundapp.ledger.models import Book, CashBox, Reservation
from fundapp.ledger.service import LineSpec
from fundapp.payments import service
from fundapp.payments.models import PaymentOrder

TITLE = "Mái ấm công đoàn, hộ Nguyễn Thị Hường"


@dataclass(frozen=True)
class Decided:
    """What the page of a decided case knows when it makes an order: ids only."""

    subject: str
    reservation_ids: list[int]
    book_ids: list[int]
    seal_id: int
    box_id: int


def decide(world: Any, *, subject: str = "cases/1", amounts: tuple[int, ...] = (30_000_000, 10_000_000), holdings: int = 100_000_000) -> Decided:
    """Open the funds (once), reserve out of them and seal what the decision rests on."""
    on = clock.today()
    with world.transaction() as session:
        tuan, lan, van = world.actor("tuan"), world.actor("lan"), world.actor("van")
        unit_id, for_unit_id = world.units["LDLD-NB"], world.units["CDCS-BML"]
        box = session.scalars(select(CashBox).where(CashBox.kind == "cash")).first()
        box = box or ledger.add_box(session, unit_id=unit_id, kind="cash", name="Két tiền mặt", by=tuan)
        books = list(session.scalars(select(Book).order_by(Book.id)))
        for place in range(len(books), len(amounts)):
            book = ledger.open_book(
                session, unit_id=unit_id, code=f"Q{place}", name=f"Quỹ Mái ấm {place + 1}", legal_form="social_fund",
                fund_account="43181" if place == 0 else "43183", purposes=["housing"], by=tuan, on=date(on.year, 1, 1),
            )
            ledger.enter_opening(
                session, book, on=on, drafted_by=tuan.user_id, by=lan,
                lines=[LineSpec("1111", debit=holdings, box=box), LineSpec(book.fund_account_code, credit=holdings)],
            )
            books.append(book)
        reservations = ledger.reserve(
            session, shares=list(zip(books, amounts, strict=False)), subject=subject, purpose="housing", for_unit_id=for_unit_id, by=van, on=on,
            **lasting(lambda key: None, on)._asdict(),
        )
        seal = seal_cells(
            session, subject=subject, cells=[Cell("unit", for_unit_id, "member_count", "Số đoàn viên")], payload={"amount": sum(amounts)},
            unit_id=unit_id, for_unit_id=for_unit_id, by=van, on=on,
        )
        return Decided(subject, [one.id for one in reservations], [one.book_id for one in reservations], seal.id, box.id)


def approve_help(world: Any) -> None:
    """What a decision notes in the register of help."""
    with world.transaction() as session:
        help_service.record(
            session, programme="housing", household_key="h", person_key="p", kind="new", amount=40_000_000, on=clock.today(), status="approved",
            subject="cases/1", unit_id=world.units["CDCS-BML"], by=None,
        )


def make(world: Any, decided: Decided, by: str = "tuan", **changed: Any) -> PaymentOrder:
    """Make an order over everything that is reserved."""
    with world.transaction(by) as session:
        reservations = [session.get_one(Reservation, one) for one in decided.reservation_ids]
        values: dict[str, Any] = {
            "subject": decided.subject, "title": TITLE, "shares": [(one, one.open_amount) for one in reservations],
            "payee_name": "Nguyễn Thị Hường", "payee_address": "Thôn Đồng Quýt, xã Hải Anh", "reason": "Chi hỗ trợ xây mới nhà Mái ấm công đoàn",
            "attachments": 3, "seal_id": decided.seal_id, "decider_id": world.users["van"],
            "barred_ids": [world.users["hoa"], world.users["minh"]], **changed,
        }
        return service.make_order(session, **values, by=world.actor(by), on=clock.today())


def act(world: Any, order: PaymentOrder, what: str, by: str, **values: Any) -> Any:
    """Do one act of the service on an order, in a transaction of its own, within what the actor sees."""
    with world.transaction(by) as session:
        row = session.get_one(PaymentOrder, order.id)
        if what == "pay_in_cash" and "box" not in values:
            values["box"] = session.scalars(select(CashBox).where(CashBox.kind == "cash")).one()
        if what != "reprint":
            values["on"] = values.get("on", clock.today())
        return getattr(service, what)(session, row, by=world.actor(by), **values)


def paid(world: Any, **changed: Any) -> tuple[Decided, PaymentOrder]:
    """An order that has gone all the way."""
    decided = decide(world, **changed)
    order = make(world, decided)
    act(world, order, "check_order", "hanh")
    act(world, order, "pay_in_cash", "lan")
    return decided, read(world, order)


def read(world: Any, order: PaymentOrder) -> PaymentOrder:
    with world.transaction() as session:
        return session.get_one(PaymentOrder, order.id)
