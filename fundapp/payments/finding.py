"""Orders to pay for the global search: by code, by the number of their voucher, by amount, by the payee's name. Each flat in rows."""

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.kernel.codes import parse_code
from fundapp.kernel.labels import _
from fundapp.kernel.money import dong
from fundapp.kernel.names import backwards, fold
from fundapp.ledger import queries as ledger
from fundapp.payments.lifecycle import STATE_LABELS, State
from fundapp.payments.models import PaymentOrder
from fundapp.web.finding import Hit, begins, typed_amount, typed_voucher

SHORTEST_NAME = 2


def find(session: Session, text: str, actor: Actor, limit: int = 8) -> list[Hit]:
    """Find orders in sight. A voucher is found for the unit whose member got the money too, by the order that was paid with it."""
    found = {}
    for query in _meant(session, text):
        # The order of the search stands in an index; that of the unit would have to be sorted.
        found.update({order.id: order for order in session.scalars(query.limit(limit).execution_options(scope_walks=True))})
    newest = sorted(found.values(), key=lambda order: -order.id)[:limit]
    return [
        Hit(f"{order.code} · {order.payee_name}", str(_("%(n)s đồng · %(state)s", n=dong(order.amount), state=STATE_LABELS[State(order.state)])), order.reference)
        for order in newest
        if actor.can("payment:read", order)
    ]


def _meant(session: Session, text: str) -> list[Select[PaymentOrder]]:
    """What the text may mean, each as a select of its own in the order of an index."""
    query = select(PaymentOrder)
    if code := parse_code(text):
        return [query.where(PaymentOrder.code == code)]
    if amount := typed_amount(text):
        return [query.where(PaymentOrder.amount == amount).order_by(PaymentOrder.id.desc())]
    if (asked := typed_voucher(text)) and (ids := ledger.numbered_ids(session, asked)):
        return [query.where(PaymentOrder.voucher_id.in_(ids)).order_by(PaymentOrder.id.desc())]
    name = fold(text)
    if len(name) < SHORTEST_NAME:
        return []
    return [
        query.where(begins(PaymentOrder.payee_folded, name)).order_by(PaymentOrder.payee_folded, PaymentOrder.id),
        query.where(begins(PaymentOrder.payee_backwards, backwards(text))).order_by(PaymentOrder.payee_backwards, PaymentOrder.id),
    ]
