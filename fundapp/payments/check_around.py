"""What stands around orders to pay, read for many at once, so that their invariants are looked at without a question for each."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from fundapp.documents.models import PublicPaper, Seal, StoredFile
from fundapp.kernel.checks import everywhere, stream
from fundapp.ledger.models import Balance, Entry, Line, Reservation, Voucher
from fundapp.ledger.models.entries import is_on, takes_back, voucher_number
from fundapp.payments import queries
from fundapp.payments.duties import Barred
from fundapp.payments.models import (
    PayeeAccount,
    PayeeCallBack,
    PaymentBatch,
    PaymentBatchLine,
    PaymentEvent,
    PaymentOrder,
    PaymentShare,
    PaymentTerms,
)
from fundapp.payments.people_check import plain


@dataclass(frozen=True)
class Around:
    """What stands around some orders: their events, who is barred, and of those paid their entries (and those taken back), vouchers and papers."""

    events: dict[int, list[Any]] = field(default_factory=lambda: defaultdict(list))
    barred: dict[int, Barred] = field(default_factory=lambda: defaultdict(Barred))
    # Accounts of transfers, and who has vouched for which.
    payees: dict[int, PayeeAccount] = field(default_factory=dict)
    vouched: dict[int, int] = field(default_factory=dict)
    # By voucher: fund and earmarked donation (0 for none) of each entry; by commitment: the donation it belongs to.
    sources: dict[int, list[tuple[int, int]]] = field(default_factory=lambda: defaultdict(list))
    bound: dict[int, int] = field(default_factory=dict)
    taken_back: dict[int, list[tuple[int, int]]] = field(default_factory=lambda: defaultdict(list))
    # What each voucher says: amount, day, payee, reason.
    said: dict[int, tuple[Any, ...]] = field(default_factory=dict)
    terms: dict[int, list[PaymentTerms]] = field(default_factory=lambda: defaultdict(list))
    # The number of each voucher as it is printed, and the boxes that its entries moved.
    labels: dict[int, str] = field(default_factory=dict)
    boxes: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    # Printed papers by file: whose, under which name. Of each seal the subject that it proves.
    papers: dict[int, tuple[int, str]] = field(default_factory=dict)
    decided: dict[int, str] = field(default_factory=dict)
    # Papers of the lists in which each order was paid.
    listed: dict[int, set[int | None]] = field(default_factory=lambda: defaultdict(set))
    public: set[str] = field(default_factory=set)


def around_of(session: Session, orders: Sequence[PaymentOrder]) -> Around:
    """Read it for some orders at once, over all units."""
    ids = [order.id for order in orders]
    around = Around()
    told_of = (PaymentEvent.order_id, PaymentEvent.version, PaymentEvent.act, PaymentEvent.from_state, PaymentEvent.to_state, PaymentEvent.by_id)
    for event in stream(session, select(*told_of).where(PaymentEvent.order_id.in_(ids)).order_by(PaymentEvent.order_id, PaymentEvent.version)):
        around.events[event.order_id].append(event)
    around.barred.update(queries.barred_from(session, ids))
    units = {order.unit_id for order in orders}
    for terms in session.scalars(everywhere(select(PaymentTerms).where(PaymentTerms.unit_id.in_(units)))):
        around.terms[terms.unit_id].append(terms)
    accounts = {order.payee_account_id for order in orders if order.payee_account_id}
    if accounts:
        around.payees.update({row.id: row for row in session.scalars(everywhere(select(PayeeAccount).where(PayeeAccount.id.in_(accounts))))})
        calls = select(PayeeCallBack.account_id, PayeeCallBack.by_id).where(PayeeCallBack.account_id.in_(accounts))
        around.vouched.update({row.account_id: row.by_id for row in stream(session, calls)})
    vouchers = [order.voucher_id for order in orders if order.voucher_id]
    entries = select(Entry.voucher_id, Entry.book_id, Entry.earmark_id).where(is_on(Entry, vouchers), Entry.reverses_id.is_(None), Entry.state == "posted")
    for row in stream(session, entries):
        around.sources[row.voucher_id].append((row.book_id, row.earmark_id or 0))
    of_orders = select(PaymentShare.reservation_id).where(PaymentShare.order_id.in_(ids))
    bound = select(Reservation.id, Reservation.earmark_id).where(Reservation.earmark_id.is_not(None), Reservation.id.in_(of_orders))
    around.bound.update({row.id: row.earmark_id for row in stream(session, bound)})
    reversal = aliased(Entry)
    back = (
        select(Entry.voucher_id, Entry.book_id, Entry.earmark_id).join(reversal, takes_back(reversal, Entry.id))
        .where(is_on(Entry, vouchers))
    )
    for row in stream(session, back):
        around.taken_back[row.voucher_id].append((row.book_id, row.earmark_id or 0))
    told_by = select(
        Voucher.id, Voucher.amount, Voucher.on, Voucher.payee_name, Voucher.reason, Voucher.series, Voucher.year, Voucher.number
    ).where(Voucher.id.in_(vouchers))
    for row in stream(session, told_by):
        around.said[row.id] = (row.amount, row.on, plain(row.payee_name), plain(row.reason))
        around.labels[row.id] = voucher_number(row.series, row.year, row.number)
    moved = (
        select(Entry.voucher_id, Balance.box_id).join(Line, Line.entry_id == Entry.id).join(Balance, Balance.id == Line.balance_id)
        .where(is_on(Entry, vouchers), Entry.reverses_id.is_(None), Balance.box_id.is_not(None)).distinct()
    )
    for row in stream(session, moved):
        around.boxes[row.voucher_id].add(row.box_id)
    files = [order.voucher_file_id for order in orders if order.voucher_file_id]
    printed = select(StoredFile.id, StoredFile.unit_id, StoredFile.name).where(StoredFile.origin == "printed", StoredFile.id.in_(files))
    around.papers.update({row.id: (row.unit_id, row.name) for row in stream(session, printed)})
    lists = select(PaymentBatchLine.order_id, PaymentBatch.paper_file_id).join(PaymentBatch, PaymentBatch.id == PaymentBatchLine.batch_id)
    for row in stream(session, lists.where(PaymentBatchLine.order_id.in_(ids), PaymentBatchLine.state == "paid")):
        around.listed[row.order_id].add(row.paper_file_id)
    seals = select(Seal.id, Seal.subject).where(Seal.id.in_({order.seal_id for order in orders}))
    around.decided.update({row.id: row.subject for row in stream(session, seals)})
    told = select(PublicPaper.subject).where(PublicPaper.subject.in_([f"vouchers/{voucher_id}" for voucher_id in vouchers]))
    around.public.update(session.scalars(everywhere(told)))
    return around
