"""Invariants of orders to pay."""

from collections import defaultdict

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from fundapp.documents.models import StoredFile
from fundapp.kernel.checks import Invariant
from fundapp.kernel.labels import _
from fundapp.ledger.models import Entry, Reservation, Voucher
from fundapp.payments import service
from fundapp.payments.lifecycle import OPEN, Act, State
from fundapp.payments.models import PaymentBarred, PaymentEvent, PaymentOrder, PaymentShare


def invariants(session: Session) -> list[Invariant]:
    """Every invariant of this room, over the rows of all units."""
    orders = list(session.scalars(select(PaymentOrder).order_by(PaymentOrder.id)))
    paid = [order for order in orders if order.state == State.PAID.value]
    return [
        _checked_first(session, paid), _three_people(session, orders), _within_reserved(session), _told(session, orders), _once(session, paid),
        _as_checked(orders), _paper(session, paid),
    ]


def _checked_first(session: Session, paid: list[PaymentOrder]) -> Invariant:
    acts: dict[int, list[str]] = defaultdict(list)
    for row in session.execute(select(PaymentEvent.order_id, PaymentEvent.act).order_by(PaymentEvent.order_id, PaymentEvent.version)):
        acts[row.order_id].append(row.act)
    wrong: list[str] = [
        _("%(code)s: đã chi mà ngay trước đó không có bước kiểm tra", code=order.code)
        for order in paid
        if acts[order.id][-2:] != [Act.CHECK.value, Act.PAY.value]
    ]
    return Invariant("W2", _("Kiểm tra rồi mới chi"), len(paid), wrong)


def _three_people(session: Session, orders: list[PaymentOrder]) -> Invariant:
    barred: dict[int, set[int]] = defaultdict(set)
    for row in session.scalars(select(PaymentBarred)):
        barred[row.order_id].add(row.user_id)
    wrong: list[str] = []
    for order in orders:
        people = [user_id for user_id in (order.made_by_id, order.checked_by_id, order.paid_by_id) if user_id]
        if len({*people, order.decider_id}) != len(people) + 1 or barred[order.id] & set(people):
            wrong.append(_("%(code)s: một người làm hai việc, hoặc người không được tham gia đã tham gia", code=order.code))
    return Invariant("W3", _("Người quyết định, lập, kiểm tra và chi là những người khác nhau"), len(orders), wrong)


def _within_reserved(session: Session) -> Invariant:
    still_open = case((PaymentOrder.state.in_([state.value for state in OPEN]), PaymentShare.amount), else_=0)
    rows = session.execute(
        select(PaymentShare.reservation_id, func.sum(still_open).label("ordered"), func.max(PaymentShare.amount).label("largest"))
        .join(PaymentOrder, PaymentOrder.id == PaymentShare.order_id)
        .group_by(PaymentShare.reservation_id)
    ).all()
    held = {row.id: row for row in session.scalars(select(Reservation).where(Reservation.id.in_(select(PaymentShare.reservation_id))))}
    wrong: list[str] = [
        _("cam kết chi số %(id)s: đề nghị chi vượt số đã cam kết", id=row.reservation_id)
        for row in rows
        if int(row.ordered) > held[row.reservation_id].open_amount or row.largest > held[row.reservation_id].amount
    ]
    sums = select(PaymentShare.order_id, func.sum(PaymentShare.amount).label("shared")).group_by(PaymentShare.order_id).subquery()
    unequal = session.scalars(
        select(PaymentOrder.code).outerjoin(sums, sums.c.order_id == PaymentOrder.id).where(func.coalesce(sums.c.shared, 0) != PaymentOrder.amount)
    )
    wrong += [_("%(code)s: tổng các quỹ khác số tiền của đề nghị", code=code) for code in unequal]
    return Invariant("W4", _("Đề nghị chi không vượt số đã cam kết; tổng các quỹ bằng số tiền"), len(rows), wrong)


def _told(session: Session, orders: list[PaymentOrder]) -> Invariant:
    events: dict[int, list[PaymentEvent]] = defaultdict(list)
    for event in session.scalars(select(PaymentEvent).order_by(PaymentEvent.order_id, PaymentEvent.version)):
        events[event.order_id].append(event)
    wrong: list[str] = []
    for order in orders:
        known = events[order.id]
        states = ["", *(event.to_state for event in known)]
        follows = all(event.from_state == before for event, before in zip(known, states, strict=False))
        if [event.version for event in known] != list(range(1, order.version + 1)) or not follows or states[-1] != order.state:
            wrong.append(_("%(code)s: thiếu dòng nhật ký của một lần thay đổi", code=order.code))
    return Invariant("W6", _("Mỗi lần thay đổi của đề nghị chi đều có người và thời điểm"), len(orders), wrong)


def _once(session: Session, paid: list[PaymentOrder]) -> Invariant:
    entries: dict[int, list[Entry]] = defaultdict(list)
    for entry in session.scalars(select(Entry).where(Entry.voucher_id.is_not(None), Entry.reverses_id.is_(None))):
        entries[entry.voucher_id or 0].append(entry)
    vouchers = {row.id: row.amount for row in session.execute(select(Voucher.id, Voucher.amount))}
    bound = {row.id: row.earmark_id for row in session.execute(select(Reservation.id, Reservation.earmark_id).where(Reservation.earmark_id.is_not(None)))}
    wrong: list[str] = []
    for order in paid:
        posted = [entry for entry in entries[order.voucher_id or 0] if entry.state == "posted"]
        sources = {(share.book_id, bound.get(share.reservation_id, 0)) for share in order.shares}
        if sorted((entry.book_id, entry.earmark_id or 0) for entry in posted) != sorted(sources) or vouchers.get(order.voucher_id or 0) != order.amount:
            wrong.append(_("%(code)s: phiếu chi hoặc bút toán không khớp đề nghị", code=order.code))
    return Invariant("W8", _("Mỗi khoản chi đúng một phiếu chi và một bút toán trong mỗi quỹ, mỗi khoản ủng hộ"), len(paid), wrong)


def _as_checked(orders: list[PaymentOrder]) -> Invariant:
    checked = [order for order in orders if order.checked_digest and order.state in (State.CHECKED.value, State.PAID.value)]
    wrong: list[str] = [
        _("%(code)s: số tiền, người nhận hoặc nội dung khác lúc kiểm tra", code=order.code)
        for order in checked
        if service.content_digest(order) != order.checked_digest
    ]
    return Invariant("W13", _("Chi đúng số tiền, người nhận và nội dung đã kiểm tra"), len(checked), wrong)


def _paper(session: Session, paid: list[PaymentOrder]) -> Invariant:
    known = {row.id for row in session.execute(select(StoredFile.id).where(StoredFile.origin == "printed"))}
    wrong: list[str] = [_("%(code)s: không có phiếu chi đã in", code=order.code) for order in paid if order.voucher_file_id not in known]
    return Invariant("P1", _("Mỗi khoản đã chi có phiếu chi đã in được lưu"), len(paid), wrong)
