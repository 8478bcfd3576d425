"""Invariants of orders to pay."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from fundapp.documents.models import PublicPaper, StoredFile
from fundapp.kernel.checks import Fault, Invariant, everywhere, lists, stream
from fundapp.kernel.labels import Text, _
from fundapp.ledger.models import Entry, Reservation, Voucher
from fundapp.payments import queries, service
from fundapp.payments.lifecycle import OPEN, Act, State
from fundapp.payments.models import PaymentEvent, PaymentOrder, PaymentShare


@dataclass(frozen=True)
class Around:
    """What stands around some orders: their events, who is barred, and of those paid their entries, vouchers and papers."""

    events: dict[int, list[Any]] = field(default_factory=lambda: defaultdict(list))
    barred: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    # By voucher: fund and earmarked donation (0 for none) of each entry; by commitment: the donation it belongs to.
    sources: dict[int, list[tuple[int, int]]] = field(default_factory=lambda: defaultdict(list))
    bound: dict[int, int] = field(default_factory=dict)
    amounts: dict[int, int] = field(default_factory=dict)
    papers: set[int] = field(default_factory=set)
    public: set[str] = field(default_factory=set)


def invariants(session: Session) -> list[Invariant]:
    """Every invariant of this room, over the rows of all units."""
    rows: dict[str, int] = defaultdict(int)
    wrong: dict[str, list[str]] = defaultdict(list)
    for orders in lists(session, select(PaymentOrder).order_by(PaymentOrder.id)):
        around = _around(session, orders)
        for order in orders:
            for one in EACH:
                if one.concerns(order):
                    rows[one.code] += 1
                    if not one.holds(order, around):
                        wrong[one.code].append(Fault(f"{order.code}: {one.problem}", order.unit_id, order.for_unit_id))
    return [*(Invariant(one.code, one.name, rows[one.code], wrong[one.code]) for one in EACH), _within_reserved(session)]


def _around(session: Session, orders: Sequence[PaymentOrder]) -> Around:
    ids = [order.id for order in orders]
    around = Around()
    told_of = (PaymentEvent.order_id, PaymentEvent.version, PaymentEvent.act, PaymentEvent.from_state, PaymentEvent.to_state)
    for event in stream(session, select(*told_of).where(PaymentEvent.order_id.in_(ids)).order_by(PaymentEvent.order_id, PaymentEvent.version)):
        around.events[event.order_id].append(event)
    for order_id, barred in queries.barred_from(session, ids).items():
        around.barred[order_id] |= barred
    vouchers = [order.voucher_id for order in orders if order.voucher_id]
    entries = select(Entry.voucher_id, Entry.book_id, Entry.earmark_id).where(Entry.voucher_id.in_(vouchers), Entry.reverses_id.is_(None), Entry.state == "posted")
    for row in stream(session, entries):
        around.sources[row.voucher_id].append((row.book_id, row.earmark_id or 0))
    of_orders = select(PaymentShare.reservation_id).where(PaymentShare.order_id.in_(ids))
    bound = select(Reservation.id, Reservation.earmark_id).where(Reservation.earmark_id.is_not(None), Reservation.id.in_(of_orders))
    around.bound.update({row.id: row.earmark_id for row in stream(session, bound)})
    around.amounts.update({row.id: row.amount for row in stream(session, select(Voucher.id, Voucher.amount).where(Voucher.id.in_(vouchers)))})
    printed = select(StoredFile.id).where(StoredFile.origin == "printed", StoredFile.id.in_([order.voucher_file_id for order in orders if order.voucher_file_id]))
    around.papers.update(session.scalars(everywhere(printed)))
    told = select(PublicPaper.subject).where(PublicPaper.subject.in_([f"vouchers/{voucher_id}" for voucher_id in vouchers]))
    around.public.update(session.scalars(everywhere(told)))
    return around


def _is_paid(order: PaymentOrder) -> bool:
    return order.state == State.PAID.value


def _always(order: PaymentOrder) -> bool:
    return True


def _checked_first(order: PaymentOrder, around: Around) -> bool:
    return [event.act for event in around.events[order.id]][-2:] == [Act.CHECK.value, Act.PAY.value]


def _four_people(order: PaymentOrder, around: Around) -> bool:
    people = [user_id for user_id in (order.made_by_id, order.checked_by_id, order.paid_by_id) if user_id]
    return len({*people, order.decider_id}) == len(people) + 1 and not around.barred[order.id] & set(people)


def _told(order: PaymentOrder, around: Around) -> bool:
    known = around.events[order.id]
    states = ["", *(event.to_state for event in known)]
    follows = all(event.from_state == before for event, before in zip(known, states, strict=False))
    return follows and [event.version for event in known] == list(range(1, order.version + 1)) and states[-1] == order.state


def _once(order: PaymentOrder, around: Around) -> bool:
    sources = {(share.book_id, around.bound.get(share.reservation_id, 0)) for share in order.shares}
    return sorted(around.sources[order.voucher_id or 0]) == sorted(sources) and around.amounts.get(order.voucher_id or 0) == order.amount


def _was_checked(order: PaymentOrder) -> bool:
    return bool(order.checked_digest) and order.state in (State.CHECKED.value, State.PAID.value)


def _as_checked(order: PaymentOrder, around: Around) -> bool:
    return service.content_digest(order) == order.checked_digest


def _is_public(order: PaymentOrder, around: Around) -> bool:
    return f"vouchers/{order.voucher_id}" in around.public


def _has_paper(order: PaymentOrder, around: Around) -> bool:
    return order.voucher_file_id in around.papers


@dataclass(frozen=True)
class OfEach:
    """What must hold of each order that it concerns, and what is said of one of which it does not."""

    code: str
    name: Text
    concerns: Callable[[PaymentOrder], bool]
    holds: Callable[[PaymentOrder, Around], bool]
    problem: Text


EACH = (
    OfEach("W2b", _("Kiểm tra rồi mới chi"), _is_paid, _checked_first, _("đã chi mà ngay trước đó không có bước kiểm tra")),
    OfEach(
        "W3b", _("Người quyết định, lập, kiểm tra và chi là những người khác nhau"), _always, _four_people,
        _("một người làm hai việc, hoặc người không được tham gia đã tham gia"),
    ),
    OfEach("W6b", _("Mỗi lần thay đổi của đề nghị chi đều có người và thời điểm"), _always, _told, _("thiếu dòng nhật ký của một lần thay đổi")),
    OfEach(
        "W8", _("Mỗi khoản chi đúng một phiếu chi và một bút toán trong mỗi quỹ"), _is_paid, _once, _("phiếu chi hoặc bút toán không khớp đề nghị"),
    ),
    OfEach(
        "W13", _("Chi đúng số tiền, người nhận và nội dung đã kiểm tra"), _was_checked, _as_checked,
        _("số tiền, người nhận hoặc nội dung khác lúc kiểm tra"),
    ),
    OfEach("P1", _("Mỗi khoản đã chi có phiếu chi đã in được lưu"), _is_paid, _has_paper, _("không có phiếu chi đã in")),
    OfEach("P2", _("Mỗi phiếu chi đã in có trang công khai để ai cầm phiếu cũng kiểm tra được"), _is_paid, _is_public, _("không có trang công khai của phiếu chi")),
)


def _within_reserved(session: Session) -> Invariant:
    still_open = case((PaymentOrder.state.in_([state.value for state in OPEN]), PaymentShare.amount), else_=0)
    sums = (
        select(PaymentShare.reservation_id, func.sum(still_open).label("ordered"), func.max(PaymentShare.amount).label("largest"))
        .join(PaymentOrder, PaymentOrder.id == PaymentShare.order_id).group_by(PaymentShare.reservation_id).subquery()
    )
    left = Reservation.amount - Reservation.consumed_amount - Reservation.released_amount
    columns = (sums.c.reservation_id, sums.c.ordered, sums.c.largest, left.label("left"), Reservation.amount, Reservation.unit_id, Reservation.for_unit_id)
    wrong: list[str] = []
    rows = 0
    for row in stream(session, select(*columns).join(Reservation, Reservation.id == sums.c.reservation_id)):
        rows += 1
        if int(row.ordered) > row.left or row.largest > row.amount:
            wrong.append(Fault(_("cam kết chi số %(id)s: đề nghị chi vượt số đã cam kết", id=row.reservation_id), row.unit_id, row.for_unit_id))
    shared = select(PaymentShare.order_id, func.sum(PaymentShare.amount).label("shared")).group_by(PaymentShare.order_id).subquery()
    unequal = (
        select(PaymentOrder.code, PaymentOrder.unit_id, PaymentOrder.for_unit_id)
        .outerjoin(shared, shared.c.order_id == PaymentOrder.id).where(func.coalesce(shared.c.shared, 0) != PaymentOrder.amount)
    )
    wrong += [
        Fault(_("%(code)s: tổng các quỹ khác số tiền của đề nghị", code=row.code), row.unit_id, row.for_unit_id) for row in stream(session, unequal)
    ]
    return Invariant("W4b", _("Đề nghị chi không vượt số đã cam kết; tổng các quỹ bằng số tiền"), rows, wrong)
