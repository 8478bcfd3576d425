"""A payment list looked through before it is approved: every order as it was checked and signed, every proof fresh. Reads only, a few hundred orders at once."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.access.queries import names_of
from fundapp.documents import papers
from fundapp.documents.models import Seal
from fundapp.documents.seals import stale_among
from fundapp.help import queries as help_queries
from fundapp.kernel.certain import surely
from fundapp.kernel.labels import _
from fundapp.ledger.models import CashBox
from fundapp.orgs.models import Unit
from fundapp.payments import queries
from fundapp.payments.batching import LineState, list_digest
from fundapp.payments.models import PaymentBatch, PaymentBatchLine, PaymentOrder
from fundapp.payments.service.orders import ask_again
from fundapp.payments.service.payees import PaymentRefused
from fundapp.payments.service.paying import as_approved
from fundapp.payments.vouchers import LIST_LAYOUT, list_data_of

AT_ONCE, MOST_SAID = 500, 5
Listed = tuple[PaymentBatchLine, PaymentOrder]


@dataclass(frozen=True)
class Proved:
    """A list as it was looked through: its live lines, their sum in đồng and their mark, and its paper."""

    line_ids: tuple[int, ...]
    total: int
    digest: str
    pdf: bytes


def prove(session: Session, batch: PaymentBatch, *, by: Actor, on: date, tell: Callable[[int], object] = lambda done: None) -> Proved:
    """Look a list through. Refuses an order that says something else than what was checked and signed, rests on a stale proof, or goes to an account that is too new.

    Who makes the list does not approve it. `tell` hears how many orders were looked at.
    """
    if batch.made_by_id == by.user_id:
        raise PaymentRefused(_("Bạn đã lập bảng kê này nên người khác phải duyệt."))
    new = queries.too_new(session, batch, on)
    if new:
        told = ", ".join(new[:MOST_SAID])
        raise PaymentRefused(_("Có %(n)s khoản tới tài khoản còn mới, chưa chi được: %(codes)s. Hãy đưa ra khỏi bảng kê hoặc gọi lại xác nhận.", n=len(new), codes=told))
    ids: list[int] = []
    marked: list[tuple[int, str, str, int]] = []
    rows: list[tuple[int, str, str, str, int]] = []
    for listed in in_parts(session, batch):
        _fresh(session, [order for _line, order in listed])
        for line, order in listed:
            as_approved(order)
            ids.append(line.id)
            marked.append((line.position, order.code, order.checked_digest or "", line.amount))
            account = surely(order.payee_account, "account of a payee who is paid by transfer")
            rows.append((line.position, order.code, account.holder_name, queries.masked(account), line.amount))
        tell(len(ids))
    if not ids:
        raise PaymentRefused(_("Bảng kê không còn dòng nào. Hãy bỏ bảng kê này và lập bảng khác."))
    total, digest = sum(row[-1] for row in rows), list_digest(marked)
    names = names_of(session, {batch.made_by_id, by.user_id})
    data = list_data_of(
        unit_name=session.get_one(Unit, batch.unit_id).name, label=batch.label, on=on, box=session.get_one(CashBox, batch.box_id).name, rows=rows,
        total=total, digest=digest, maker=names[batch.made_by_id], approver=names[by.user_id],
    )
    return Proved(tuple(ids), total, digest, papers.render(LIST_LAYOUT, data))


def live_ids(session: Session, batch: PaymentBatch) -> tuple[int, ...]:
    """The live lines of a list, in their order."""
    query = select(PaymentBatchLine.id).where(PaymentBatchLine.batch_id == batch.id, PaymentBatchLine.state == LineState.LIVE.value)
    return tuple(session.scalars(query.order_by(PaymentBatchLine.position)))


def in_parts(session: Session, batch: PaymentBatch) -> Iterator[Sequence[Listed]]:
    """The live lines of a list with their orders, in their order, some hundred at once."""
    after = 0
    while True:
        query = (
            select(PaymentBatchLine, PaymentOrder).join(PaymentOrder, PaymentOrder.id == PaymentBatchLine.order_id)
            .where(PaymentBatchLine.batch_id == batch.id, PaymentBatchLine.state == LineState.LIVE.value, PaymentBatchLine.position > after)
        )
        found = [(row[0], row[1]) for row in session.execute(query.order_by(PaymentBatchLine.position).limit(AT_ONCE))]
        if not found:
            return
        yield found
        after = found[-1][0].position


def digest_of(session: Session, batch: PaymentBatch) -> tuple[int, str]:
    """How many live lines a list has, and the mark over them."""
    query = (
        select(PaymentBatchLine.position, PaymentOrder.code, func.coalesce(PaymentOrder.checked_digest, ""), PaymentBatchLine.amount)
        .join(PaymentOrder, PaymentOrder.id == PaymentBatchLine.order_id)
        .where(PaymentBatchLine.batch_id == batch.id, PaymentBatchLine.state == LineState.LIVE.value).order_by(PaymentBatchLine.position)
    )
    rows = [(row[0], row[1], row[2], row[3]) for row in session.execute(query)]
    return len(rows), list_digest(rows)


def _fresh(session: Session, orders: Sequence[PaymentOrder]) -> None:
    """Refuse as soon as a proof among these is stale, or somebody has been helped elsewhere meanwhile; why is said by the one that it is so of."""
    seals = list(session.scalars(select(Seal).where(Seal.id.in_([order.seal_id for order in orders])).execution_options(all_units="a proof holds for everybody")))
    stale, subjects = stale_among(session, seals), {seal.id: seal.subject for seal in seals}
    helped: dict[str, dict[str, set[str]]] = {}
    for programme in {order.help_programme for order in orders if order.help_programme}:
        keys = [key for order in orders if order.help_programme == programme for key in order.help_keys.split()]
        helped[programme] = help_queries.subjects_by_key(session, programme, keys)
    for order in orders:
        known = helped.get(order.help_programme, {})
        new = {subject for key in order.help_keys.split() for subject in known.get(key, ())} - {order.subject, *order.help_known.split()}
        if new or order.seal_id in stale or subjects.get(order.seal_id) != order.subject:
            ask_again(session, order)
