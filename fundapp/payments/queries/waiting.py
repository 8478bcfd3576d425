"""What of paying waits for somebody: the oldest orders one by one, the rest of a long queue by its number, lists, terms."""

from datetime import date

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.kernel.days import day_text
from fundapp.kernel.labels import _
from fundapp.kernel.money import dong
from fundapp.payments.duties import Barred
from fundapp.payments.lifecycle import ACT_LABELS, TRANSITIONS, Act, State
from fundapp.payments.models import PaymentBatchLine, PaymentOrder
from fundapp.payments.queries.batches import batches_waiting
from fundapp.payments.queries.orders import barred_from, may
from fundapp.payments.queries.overdue import past_last_day
from fundapp.payments.queries.terms import signing_post, terms_waiting
from fundapp.web.waiting import Waiting

TURNS = {State.DRAFT: Act.CHECK, State.RETURNED: Act.MEND, State.SIGNING: Act.SIGN, State.CHECKED: Act.PAY, State.REVERSING: Act.REVERSE}
# So many orders of one turn are looked at and told one by one; what comes after them is told by its number.
MOST_TOLD = 200


def waiting_on(session: Session, actor: Actor, on: date) -> list[Waiting]:
    """What waits for this actor today, oldest first."""
    return _orders_waiting(session, actor, on) + batches_waiting(session, actor) + [
        Waiting(act=_("Xác nhận quy định chi"), title=unit, note=terms.document, subject=f"payment_terms/{terms.id}", since=terms.proposed_at)
        for terms, unit in terms_waiting(session, actor)
    ]


def _orders_waiting(session: Session, actor: Actor, on: date) -> list[Waiting]:
    found: list[PaymentOrder] = []
    told: list[Waiting] = []
    for state, act in TURNS.items():
        if any(actor.can(permission) for step in TRANSITIONS if step.act is act for permission in step.permissions):
            rows = list(session.scalars(_in_turn(state).order_by(PaymentOrder.held_at, PaymentOrder.id).limit(MOST_TOLD + 1)))
            found += rows[:MOST_TOLD]
            if len(rows) > MOST_TOLD:
                left = (session.scalar(select(func.count()).select_from(_in_turn(state).subquery())) or 0) - MOST_TOLD
                note = _("Chờ sau các đề nghị trên; xem ở trang Chi tiền")
                title = _("và %(n)s đề nghị khác", n=dong(left))
                told.append(Waiting(act=ACT_LABELS[act], title=title, note=note, subject=rows[-1].reference, since=rows[-1].held_at))
    if not found:
        return told
    barred, past = barred_from(session, [order.id for order in found]), past_last_day(session, on)
    mine = [(order, TURNS[State(order.state)]) for order in sorted(found, key=lambda order: (order.held_at, order.id))]
    return [
        Waiting(act=ACT_LABELS[act], title=f"{order.code} · {order.payee_name}", note=_overdue(order, past.get(order.id)), subject=order.reference, since=order.held_at)
        for order, act in mine
        if may(actor, act, order, barred.get(order.id, Barred())) and (act is not Act.SIGN or signing_post(session, order, actor, on).problem is None)
    ] + told


def _in_turn(state: State) -> Select[PaymentOrder]:
    """Orders in one state; what lies in a payment list waits for the bank, and the list itself is told of."""
    listed = select(PaymentBatchLine.order_id).where(PaymentBatchLine.state == "live")
    return select(PaymentOrder).where(PaymentOrder.state == state.value, PaymentOrder.id.not_in(listed))


def _overdue(order: PaymentOrder, last: date | None) -> str:
    return order.title if last is None else str(_("%(title)s · quá ngày hết hiệu lực %(day)s: chi hoặc hủy", title=order.title, day=day_text(last)))
