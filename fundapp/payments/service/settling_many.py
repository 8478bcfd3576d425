"""Many answers of the bank into the books together: what settling one after the other does, with a few statements for all of them."""

from collections.abc import Iterator, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.access.trail import record
from fundapp.documents import public
from fundapp.documents.public_codes import Said, masked
from fundapp.help import service as help_given
from fundapp.kernel import clock
from fundapp.kernel.certain import surely
from fundapp.kernel.labels import _
from fundapp.ledger import service as ledger
from fundapp.ledger.kinds import VOUCHER_SERIES, VoucherKind
from fundapp.ledger.models import Book, CashBox, Reservation
from fundapp.ledger.models.entries import voucher_number
from fundapp.ledger.posting import Outcome
from fundapp.ledger.service import Held, LineSpec, NewVoucher, Posting
from fundapp.payments import queries
from fundapp.payments.bank_files import Answer
from fundapp.payments.batching import BatchState, LineState
from fundapp.payments.duties import Barred, objection
from fundapp.payments.lifecycle import Act, State, transition
from fundapp.payments.models import PaymentBatch, PaymentBatchLine, PaymentEvent, PaymentOrder
from fundapp.payments.service.payees import PaymentRefused
from fundapp.payments.service.paying import as_approved
from fundapp.payments.service.settling import settle
from fundapp.payments.vouchers import TITLES, fingerprint

KIND = VoucherKind.BANK_PAYMENT.value
Listed = tuple[PaymentBatchLine, PaymentOrder]


def settle_many(session: Session, batch: PaymentBatch, answers: Sequence[Answer], *, by: Actor, on: date) -> None:
    """Settle these answers in their order, all or none. Numbers, entries and chain are those of settling one after the other."""
    found = _waiting(session, batch, [one.code for one in answers])
    held = _commitments(session, found)
    for group in _groups(answers, found, held):
        if len(group) == 1:
            settle(session, batch, group[0], by=by, on=on)
        else:
            _pay_together(session, batch, [found[one.code] for one in group], held, by, on)


def _waiting(session: Session, batch: PaymentBatch, codes: Sequence[str]) -> dict[str, Listed]:
    """Lines and orders that wait for the bank, locked in the order of their ids."""
    query = (
        select(PaymentBatchLine, PaymentOrder).join(PaymentOrder, PaymentOrder.id == PaymentBatchLine.order_id)
        .where(PaymentBatchLine.batch_id == batch.id, PaymentBatchLine.state == LineState.LIVE.value, PaymentOrder.code.in_(codes)).order_by(PaymentOrder.id)
    )
    rows = session.execute(query.with_for_update(of=PaymentOrder).execution_options(populate_existing=True))
    found = {row[1].code: (row[0], row[1]) for row in rows}
    missing = next((code for code in codes if code not in found), None)
    if missing is not None or batch.state != BatchState.APPROVED or batch.paper_file_id is None:
        raise PaymentRefused(_("%(code)s không chờ ngân hàng trong bảng kê này.", code=missing or codes[0]))
    return found


def _commitments(session: Session, found: dict[str, Listed]) -> dict[int, Held]:
    ids = [share.reservation_id for _line, order in found.values() for share in order.shares]
    columns = (Reservation.id, Reservation.book_id, Reservation.for_unit_id, Reservation.purpose, Reservation.earmark_id)
    return {row.id: Held(*row) for row in session.execute(select(*columns).where(Reservation.id.in_(ids)))}


def _groups(answers: Sequence[Answer], found: dict[str, Listed], held: dict[int, Held]) -> Iterator[list[Answer]]:
    """Runs of answers that are paid together: each out of one and the same fund, of no earmarked donation, each of another subject."""
    run: list[Answer] = []
    fund, subjects = None, set[str]()
    for answer in answers:
        order = found[answer.code][1]
        sources = {(share.book_id, held[share.reservation_id].earmark_id) for share in order.shares}
        own = next(iter(sources))[0] if answer.is_paid and len(sources) == 1 and next(iter(sources))[1] is None else None
        if run and (own is None or own != fund or order.subject in subjects):
            yield run
            run, subjects = [], set()
        run.append(answer)
        subjects.add(order.subject)
        fund = own
        if own is None:
            yield run
            run, subjects = [], set()
    if run:
        yield run


def _pay_together(session: Session, batch: PaymentBatch, listed: Sequence[Listed], held: dict[int, Held], by: Actor, on: date) -> None:
    orders = [order for _line, order in listed]
    barred = queries.barred_from(session, [order.id for order in orders])
    for order in orders:
        problem = objection(by.user_id, Act.PAY, order, barred.get(order.id, Barred()))
        if problem is not None or transition(Act.PAY, order.state) is None:
            raise PaymentRefused(problem or _("Đề nghị chi %(code)s không chờ chi.", code=order.code))
        as_approved(order)
    box = session.get_one(CashBox, batch.box_id)
    book = session.get_one(Book, orders[0].shares[0].book_id)
    made = ledger.post_block(session, [(_posting(order, book, box, held, on), order.made_by_id) for order in orders], by=by)
    numbers = [voucher_number(VOUCHER_SERIES[KIND], on.year, one.voucher_number or 0) for one in made]
    _make_public(session, orders, made, numbers, by, on)
    now = clock.now()
    for order, one in zip(orders, made, strict=True):
        account = surely(order.payee_account, "account of a payee who is paid by transfer")
        order.voucher_id, order.voucher_file_id, order.box_id = one.voucher_id, batch.paper_file_id, box.id
        order.paid_by_id, order.paid_on, order.receiver_name = by.user_id, on, account.holder_name
        order.state, order.held_at = State.PAID.value, now
    session.flush()
    given = queries.paid_for_each(session, [order.subject for order in orders])
    help_rows = help_given.of_each(session, list(given))
    events: list[PaymentEvent] = []
    for (line, order), number in zip(listed, numbers, strict=True):
        note = str(_("Ủy nhiệm chi %(number)s, bảng kê %(label)s", number=number, label=batch.label))
        events.append(
            PaymentEvent(
                order_id=order.id, unit_id=order.unit_id, for_unit_id=order.for_unit_id, version=order.version, act=Act.PAY.value,
                from_state=State.CHECKED.value, to_state=order.state, by_id=by.user_id, at=now, note=note,
            )
        )
        if order.subject in help_rows:
            help_given.note_given(session, help_rows[order.subject], amount=given[order.subject], on=on, by=by)
        line.state, line.settled_on = LineState.PAID.value, on
    session.add_all(events)
    session.flush()
    for order, event in zip(orders, events, strict=True):
        record(
            session, by=by, act=f"payment.{Act.PAY.value}", subject=order.reference, unit_id=order.unit_id, details={"code": order.code}, made=[event],
            changed=[order],
        )
    session.flush()


def _posting(order: PaymentOrder, book: Book, box: CashBox, held: dict[int, Held], on: date) -> Posting:
    lines = (
        LineSpec(order.account_code or book.fund_account_code, debit=order.amount, subject=order.subject),
        LineSpec(box.account_code, credit=order.amount, box=box, subject=order.subject),
    )
    voucher = NewVoucher(
        KIND, order.amount, " ".join(order.payee_name.split()), " ".join(order.reason.split()), order.payee_address, order.attachments
    )
    consumed = [(held[share.reservation_id], share.amount) for share in order.shares]
    return Posting(book, on, f"{order.reason} ({order.payee_name})", lines, order.reference, voucher, consumed)


def _make_public(session: Session, orders: Sequence[PaymentOrder], made: Sequence[Outcome], numbers: Sequence[str], by: Actor, on: date) -> None:
    public.publish_new(
        session,
        [
            Said(
                order.unit_id, f"vouchers/{one.voucher_id}", TITLES[KIND], number, on, order.amount, masked(order.payee_name),
                fingerprint(order.checked_digest or ""),
            )
            for order, one, number in zip(orders, made, numbers, strict=True)
        ],
        by=by,
    )
