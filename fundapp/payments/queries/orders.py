"""Reads of orders to pay: of a subject, waiting on somebody, found by text, and what to look at before checking one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Select, func, literal_column, or_, select
from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.access.policy import Permission
from fundapp.access.queries import who_may
from fundapp.documents.models import Seal
from fundapp.documents.seals import stale_cells
from fundapp.help import queries as help_queries
from fundapp.help.bands import Earlier
from fundapp.kernel.codes import parse_code
from fundapp.kernel.days import day_text
from fundapp.kernel.labels import Text, _
from fundapp.kernel.names import fold
from fundapp.ledger import queries as ledger
from fundapp.ledger.kinds import BoxKind
from fundapp.ledger.models import Book, CashBox, Entry, Reservation, Voucher
from fundapp.ledger.models.entries import is_on
from fundapp.payments.duties import Barred, objection
from fundapp.payments.lifecycle import (
    BOOKED,
    LIVE,
    MAKING,
    OPEN,
    REVERSER,
    STATE_LABELS,
    TOUCHING,
    TRANSITIONS,
    Act,
    State,
    transition,
)
from fundapp.payments.models import (
    PaymentBarred,
    PaymentEvent,
    PaymentOrder,
    PaymentReprint,
    PaymentShare,
)
from fundapp.payments.queries.payees import suspicions_of

RECENT_DAYS = 90
WHO_DECIDED = "who decided on the money and who moves it are different people, whoever asks"
ALL_UNITS = "how much of a reservation is ordered is reckoned over all units"


def orders_of(session: Session, subject: str) -> list[PaymentOrder]:
    """Orders made for a subject, oldest first."""
    return list(session.scalars(select(PaymentOrder).where(PaymentOrder.subject == subject).order_by(PaymentOrder.id)))


def orders(view: str, text: str = "") -> Select[PaymentOrder]:
    """Select orders for a list that pages by key. `view` is "open", "paid", "reversed", "void" or "all"."""
    query = select(PaymentOrder)
    states = {"open": (*OPEN, State.REVERSING), "paid": (State.PAID,), "reversed": (State.REVERSED,), "void": (State.VOID, State.REFUSED)}.get(view)
    if states:
        query = query.where(PaymentOrder.state.in_([state.value for state in states]))
    if text.strip():
        code = parse_code(text)
        by_name = PaymentOrder.payee_folded.contains(fold(text), autoescape=True)
        query = query.where(or_(PaymentOrder.code == code, by_name) if code else by_name)
    return query


def barred_from(session: Session, order_ids: Iterable[int]) -> dict[int, Barred]:
    """User ids barred from each order: those it was made with, and whoever has since decided on its subject anew; and who made it before it was mended."""
    barred: dict[int, Barred] = {}
    ids = list(order_ids)
    carried = select(PaymentBarred.order_id, PaymentBarred.user_id).where(PaymentBarred.order_id.in_(ids))
    sealed = select(PaymentOrder.id, Seal.sealed_by_id).join(Seal, Seal.subject == PaymentOrder.subject).where(PaymentOrder.id.in_(ids))
    for query in (carried, sealed):
        for order_id, user_id in session.execute(query.execution_options(all_units=WHO_DECIDED)):
            known = barred.setdefault(order_id, Barred())
            if query is sealed and user_id not in known:
                known.deciders.add(user_id)
            known.add(user_id)
    made = (
        select(PaymentEvent.order_id, PaymentEvent.by_id).join(PaymentOrder, PaymentOrder.id == PaymentEvent.order_id)
        .where(PaymentEvent.order_id.in_(ids), PaymentEvent.act.in_(MAKING), PaymentEvent.by_id != PaymentOrder.made_by_id)
    )
    for order_id, user_id in session.execute(made.execution_options(all_units=WHO_DECIDED)):
        barred.setdefault(order_id, Barred()).makers.add(user_id)
    return barred


def sealed_by(session: Session, subject: str) -> set[int]:
    """Users who have decided on a subject, or confirmed its decision anew: each has sealed a proof of it."""
    return set(session.scalars(select(Seal.sealed_by_id).where(Seal.subject == subject).execution_options(all_units=WHO_DECIDED)))


def touched_by(session: Session, subject: str) -> set[int]:
    """Users who have made, checked or paid an order of a subject that is not void: none of them decides on it any more."""
    query = (
        select(PaymentEvent.by_id).join(PaymentOrder, PaymentOrder.id == PaymentEvent.order_id)
        .where(PaymentOrder.subject == subject, PaymentOrder.state != State.VOID.value, PaymentEvent.act.in_(TOUCHING))
    )
    return set(session.scalars(query.execution_options(all_units=WHO_DECIDED)))


def may(actor: Actor, act: Act, order: PaymentOrder, barred: Barred) -> bool:
    """Say whether the actor may do the act on the order as it stands: the right post, and nobody twice in the chain."""
    step = transition(act, order.state)
    if step is None or not any(actor.can(permission, order) for permission in step.permissions):
        return False
    return objection(actor.user_id, act, order, barred) is None


def acts_open_to(actor: Actor, order: PaymentOrder, barred: Barred) -> list[Act]:
    """The acts that this actor may do now."""
    acts = dict.fromkeys(step.act for step in TRANSITIONS if step.state.value == order.state)
    return [act for act in acts if may(actor, act, order, barred)]


def reversers(session: Session, order: PaymentOrder, on: date) -> list[str]:
    """Who may confirm that this payment is taken back: heads and heads of accounting, at the unit or above, who had no hand in it."""
    barred = barred_from(session, [order.id]).get(order.id, Barred())
    known = who_may(session, Permission(REVERSER), order.unit_id, on)
    return [name for user_id, name in known.items() if objection(user_id, Act.REVERSE, order, barred) is None]


def events_of(session: Session, order: PaymentOrder) -> list[PaymentEvent]:
    """What happened to an order, newest first."""
    return list(session.scalars(select(PaymentEvent).where(PaymentEvent.order_id == order.id).order_by(PaymentEvent.version.desc())))


def events_of_many(session: Session, orders: Iterable[PaymentOrder]) -> list[PaymentEvent]:
    """What happened to several orders, newest first, for the page of what they are for."""
    ids = [order.id for order in orders]
    return list(session.scalars(select(PaymentEvent).where(PaymentEvent.order_id.in_(ids)).order_by(PaymentEvent.id.desc())))


def reprints_of(session: Session, order: PaymentOrder) -> list[PaymentReprint]:
    return list(session.scalars(select(PaymentReprint).where(PaymentReprint.order_id == order.id).order_by(PaymentReprint.number)))


@dataclass(frozen=True)
class FundShare:
    """What an order takes out of one fund; `subject` leads to the fund where the actor may read it."""

    name: str
    amount: int
    subject: str | None


def funds_of(session: Session, order: PaymentOrder, actor: Actor) -> list[FundShare]:
    """The funds an order is paid from, by name, as they stand on its paper."""
    ids = [share.book_id for share in order.shares]
    books = session.scalars(select(Book).where(Book.id.in_(ids)).execution_options(all_units="a receiver's unit reads the fund's name on its paper"))
    known = {book.id: book for book in books}
    names = ledger.source_names(session, [share.reservation_id for share in order.shares])
    return [
        FundShare(
            names[share.reservation_id], share.amount, f"ledger/{share.book_id}" if actor.can("fund:read", known[share.book_id]) else None
        )
        for share in order.shares
    ]


def voucher_of(session: Session, order: PaymentOrder) -> Voucher | None:
    """The voucher of a paid order, also for the unit whose member received the money."""
    if order.voucher_id is None:
        return None
    query = select(Voucher).where(Voucher.id == order.voucher_id)
    return session.scalars(query.execution_options(all_units="a receiver's unit reads the voucher's number on its paper")).one()


def entries_of(session: Session, order: PaymentOrder) -> list[tuple[Entry, Book]]:
    """The entries of a paid order in the books in sight."""
    if order.voucher_id is None:
        return []
    rows = session.execute(select(Entry, Book).join(Book, Book.id == Entry.book_id).where(is_on(Entry, order.voucher_id)).order_by(Entry.id))
    return [(row[0], row[1]) for row in rows]


def reversals_of(session: Session, order: PaymentOrder) -> list[tuple[Entry, Book]]:
    """The entries that have taken a payment back, in the books in sight."""
    paid = select(Entry.id).where(is_on(Entry, order.voucher_id))
    query = select(Entry, Book).join(Book, Book.id == Entry.book_id)
    query = query.where(Entry.reverses_id.in_(paid), Entry.state == "posted", Entry.state != literal_column("'dropped'"))
    rows = session.execute(query.order_by(Entry.id))
    return [(row[0], row[1]) for row in rows]


def cash_boxes(session: Session, order: PaymentOrder) -> list[CashBox]:
    """Open cash boxes of the unit that pays."""
    query = select(CashBox).where(CashBox.unit_id == order.unit_id, CashBox.kind == BoxKind.CASH.value, CashBox.is_open.is_(True))
    return list(session.scalars(query.order_by(CashBox.id)))


def cash_warnings(session: Session, order: PaymentOrder, boxes: list[CashBox], on: date) -> list[Text]:
    """What the treasurer should know before handing the money out: what the boxes lack, and how they stand once it is gone."""
    wanted = {share.book_id: share.amount for share in order.shares}
    return [*ledger.box_shortages(session, boxes, wanted), *ledger.box_warnings(session, boxes, on, coming=-order.amount)]


def box_of(session: Session, order: PaymentOrder) -> str | None:
    """The name of the box that a payment left, also for the unit whose member received the money."""
    found = select(CashBox.name).where(CashBox.id == order.box_id)
    return session.scalar(found.execution_options(all_units="a receiver's unit reads on the order which box paid")) if order.box_id else None


def from_box_of(session: Session, order: PaymentOrder) -> str | None:
    """The name of the bank account that a transfer leaves."""
    found = select(CashBox.name).where(CashBox.id == order.from_box_id)
    return session.scalar(found.execution_options(all_units="a receiver's unit reads on the order which account pays")) if order.from_box_id else None


def ordered_amounts(session: Session, reservation_ids: Iterable[int]) -> dict[int, int]:
    """How much of each reservation stands in orders that are open (not yet paid, not void)."""
    rows = session.execute(
        select(PaymentShare.reservation_id, func.sum(PaymentShare.amount).label("amount"))
        .join(PaymentOrder, PaymentOrder.id == PaymentShare.order_id)
        .where(PaymentShare.reservation_id.in_(list(reservation_ids)), PaymentOrder.state.in_([state.value for state in OPEN]))
        .group_by(PaymentShare.reservation_id)
        .execution_options(all_units=ALL_UNITS)
    )
    return {row.reservation_id: int(row.amount) for row in rows}


def helped_meanwhile(session: Session, order: PaymentOrder) -> list[Earlier]:
    """Help of the same programme that whom the order pays was granted or given elsewhere since the order was made."""
    if not order.help_programme:
        return []
    now = help_queries.subjects_of(session, order.help_programme, order.help_keys.split(), except_subject=order.subject)
    return help_queries.of_subjects(session, set(now) - set(order.help_known.split()))


def doubts(session: Session, order: PaymentOrder) -> list[Text]:
    """What was so when the order was made and no longer is: cells of the sealed proof, and help received elsewhere. Each stops the payment."""
    seal = session.scalars(select(Seal).where(Seal.id == order.seal_id).execution_options(all_units=WHO_DECIDED)).one()
    helped = [_("hộ hoặc người trong hộ đã được hỗ trợ ở nơi khác (%(what)s)", what=one.told) for one in helped_meanwhile(session, order)]
    return [*map(Text, stale_cells(session, seal)), *helped]


def paid_for(session: Session, subject: str) -> int:
    """How much in all has been paid of what is reserved for a subject."""
    query = select(func.coalesce(func.sum(Reservation.consumed_amount), 0)).where(Reservation.subject == subject)
    return int(session.scalar(query.execution_options(all_units=ALL_UNITS)) or 0)


def paid_for_each(session: Session, subjects: Sequence[str]) -> dict[str, int]:
    """How much in all has been paid of what is reserved for each of these subjects."""
    query = select(Reservation.subject, func.sum(Reservation.consumed_amount)).where(Reservation.subject.in_(subjects)).group_by(Reservation.subject)
    return {row[0]: int(row[1]) for row in session.execute(query.execution_options(all_units=ALL_UNITS))}


def warnings(session: Session, order: PaymentOrder, on: date) -> list[Text]:
    """What a checker should look at: they stop nothing, each says where to look."""
    told: list[Text] = [one.said for one in suspicions_of(session, order, on)]
    since = on - timedelta(days=RECENT_DAYS)
    same_name = session.scalars(
        select(PaymentOrder).where(
            PaymentOrder.payee_folded == order.payee_folded, PaymentOrder.id != order.id,
            PaymentOrder.state.in_([state.value for state in BOOKED]), PaymentOrder.paid_on >= since,
        ).order_by(PaymentOrder.id.desc()).limit(3)
    )
    told += [
        _("Người nhận trùng tên đã được chi ngày %(day)s theo %(code)s. Hãy đối chiếu giấy tờ xem có phải cùng một người.",
          day=day_text(known.paid_on), code=known.code)
        for known in same_name
        if known.paid_on
    ]
    others = session.scalars(
        select(PaymentOrder).where(
            PaymentOrder.subject == order.subject, PaymentOrder.id != order.id, PaymentOrder.state.in_([state.value for state in LIVE])
        ).order_by(PaymentOrder.id)
    )
    told += [
        _("Hồ sơ này còn đề nghị chi khác: %(code)s (%(state)s).", code=other.code, state=STATE_LABELS[State(other.state)].lower())
        for other in others
    ]
    if order.attachments == 0:
        told.append(_("Đề nghị không kèm chứng từ gốc nào. Hãy đòi đủ giấy tờ trước khi đồng ý."))
    if (on - order.made_on).days > 30:
        told.append(_("Đề nghị lập từ ngày %(day)s, đã quá 30 ngày. Hãy hỏi lại kế toán trước khi đồng ý.", day=day_text(order.made_on)))
    return told
