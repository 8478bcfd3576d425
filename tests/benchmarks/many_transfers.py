"""As many approved transfers as a benchmark wants: a few hundred through the services, the rest written as copies of them with their own seals and digests."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Connection, insert, select, text

from fundapp.access.actor import Actor
from fundapp.access.queries import actor_of
from fundapp.demo.cast import CAST, add_cast
from fundapp.demo.units import add_units
from fundapp.documents.models import Seal, SealCell
from fundapp.documents.seals import Cell, _digest_of, seal_cells
from fundapp.kernel import clock
from fundapp.kernel.codes import make_code
from fundapp.kernel.db import Database, Scope
from fundapp.ledger import service as ledger
from fundapp.ledger.models import Book, CashBox, Reservation
from fundapp.ledger.models.books import StandingRow
from fundapp.ledger.service import LineSpec
from fundapp.payments import service
from fundapp.payments.models import PaymentEvent, PaymentOrder, PaymentShare
from fundapp.payments.service import Transfer
from fundapp.payments.service.orders import content_digest

EVERYTHING = Scope.everything("a benchmark")
EACH, THROUGH_SERVICES, AT_ONCE = 500_000, 200, 5_000


class Province(NamedTuple):
    """Who acts, and the bank account that pays."""

    maker: Actor
    checker: Actor
    payer: Actor
    box_id: int


def prepare(db: Database, count: int) -> Province:
    """Approved transfers, each of a subject of its own, on a database with nothing in it."""
    on = clock.today()
    with db.transaction(EVERYTHING) as session:
        units = add_units(session)
        users = add_cast(session, units, {member.username: "x" for member in CAST}, on=date(2025, 7, 1))
        session.flush()
        unit, member_unit = units["LDLD-NB"].id, units["CDCS-BML"].id
        tuan, hanh, lan, van = (actor_of(session, users[name], on=on) for name in ("tuan", "hanh", "lan", "van"))
        book = ledger.open_book(
            session, unit_id=unit, code="QXH", name="Quỹ Xã hội", legal_form="social_fund", fund_account="43181", purposes=["gifts"], by=tuan, on=date(on.year, 1, 1)
        )
        box = ledger.add_box(session, unit_id=unit, kind="bank", name="Ngân hàng", by=tuan)
        lines = [LineSpec("1121", debit=EACH * count, box=box), LineSpec("43181", credit=EACH * count)]
        ledger.enter_opening(session, book, lines=lines, on=on, drafted_by=tuan.user_id, by=hanh)
        box_id = box.id
    for at in range(0, min(count, THROUGH_SERVICES), 50):
        with db.transaction(EVERYTHING) as session:
            for place in range(at, min(at + 50, count)):
                _ordered(session, place, session.merge(book), session.get_one(CashBox, box_id), member_unit, (tuan, hanh, van), on)
    if count > THROUGH_SERVICES:
        with _unwatched(db) as connection, db.reading(EVERYTHING) as session:
            _copied(connection, session, count)
    return Province(tuan, hanh, lan, box_id)


def _ordered(session: Any, place: int, book: Book, box: CashBox, member_unit: int, people: tuple[Actor, Actor, Actor], on: date) -> None:
    tuan, hanh, van = people
    subject = f"gifts/{place + 1}"
    held = ledger.reserve(session, shares=[(book, EACH)], subject=subject, purpose="gifts", for_unit_id=member_unit, by=van, on=on)
    seal = seal_cells(
        session, subject=subject, cells=[Cell("unit", member_unit, "member_count")], payload={}, unit_id=book.unit_id, for_unit_id=member_unit, by=van, on=on
    )
    order = service.make_order(
        session, subject=subject, title="Quà Tết", shares=[(held[0], EACH)], payee_name="Trần Văn A", payee_address="Thôn 1", reason="Quà Tết",
        attachments=1, seal_id=seal.id, decider_id=van.user_id, barred_ids=[], to=Transfer("VCB", f"999{place:07d}", "TRAN VAN A", box), by=tuan, on=on,
    )
    service.call_back(session, order.payee_account, note="Đã gọi", by=van, on=on)
    service.check_order(session, order, by=hanh, on=on)


def _copied(connection: Connection, session: Any, count: int) -> None:
    """Write the rest as copies, each with its own subject, code, seal and mark of what was checked."""
    known = list(session.scalars(select(PaymentOrder).order_by(PaymentOrder.id)))
    seal = session.scalars(select(Seal).order_by(Seal.id)).first()
    cells = list(session.scalars(select(SealCell).where(SealCell.seal_id == seal.id)))
    held = session.scalars(select(Reservation).order_by(Reservation.id)).first()
    events = list(session.scalars(select(PaymentEvent).where(PaymentEvent.order_id == known[0].id).order_by(PaymentEvent.id)))
    first, share = known[0], known[0].shares[0]
    made: dict[type, list[dict[str, Any]]] = {kind: [] for kind in (Reservation, Seal, SealCell, PaymentOrder, PaymentShare, PaymentEvent)}

    def flush() -> None:
        for kind, rows in made.items():
            connection.execute(insert(kind), rows)
            rows.clear()

    for number in range(len(known) + 1, count + 1):
        subject, like = f"gifts/{number}", known[number % len(known)]
        own = Seal(**_values(seal) | {"id": 10_000 + number, "subject": subject})
        own.digest = _digest_of(own, cells)
        code = make_code("PC", first.year, number)
        order = PaymentOrder(
            **_values(first) | {"id": 10_000 + number, "code": code, "number": number, "subject": subject, "seal_id": own.id, "payee_account_id": like.payee_account_id}
        )
        part = PaymentShare(**_values(share) | {"id": 10_000 + number, "order_id": order.id, "reservation_id": 10_000 + number})
        shown = PaymentOrder(**_values(order))
        shown.shares, shown.payee_account = [PaymentShare(**_values(part))], like.payee_account
        made[Reservation].append(_row(held, id=10_000 + number, subject=subject))
        made[Seal].append(_row(own))
        made[SealCell] += [_row(cell, seal_id=own.id) for cell in cells]
        made[PaymentOrder].append(_row(order, checked_digest=content_digest(shown)))
        made[PaymentShare].append(_row(part))
        made[PaymentEvent] += [_row(event, id=10_000 + 2 * number + place, order_id=order.id) for place, event in enumerate(events)]
        if not number % AT_ONCE:
            flush()
    if made[PaymentOrder]:
        flush()
    connection.execute(text(f"UPDATE ledger_standing SET reserved_amount = {EACH * count}, last_reservation_id = {10_000 + count}"))
    connection.execute(text(f"UPDATE payment_counter SET last_number = {count}"))
    assert session.get(StandingRow, share.book_id) is not None


def _values(row: Any) -> dict[str, Any]:
    return {attribute.key: getattr(row, attribute.key) for attribute in type(row).__mapper__.column_attrs}


def _row(row: Any, **changed: Any) -> dict[str, Any]:
    return _values(row) | changed


@contextmanager
def _unwatched(db: Database) -> Iterator[Connection]:
    """A committing connection on which no trigger fires; afterwards they all do again."""
    with db.engine.begin() as connection:
        kept: list[str] = []
        if db.is_sqlite:
            for name, made in connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")).all():
                kept.append(made)
                connection.exec_driver_sql(f"DROP TRIGGER {name}")
        else:
            connection.execute(text("SET session_replication_role = replica"))
        yield connection
        for made in kept:
            connection.exec_driver_sql(made)
        if not db.is_sqlite:
            connection.execute(text("SET session_replication_role = DEFAULT"))
