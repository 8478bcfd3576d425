"""Invariants of orders to pay."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from fundapp.help.models import HelpGiven
from fundapp.kernel.checks import Fault, Invariant, lists, stream
from fundapp.kernel.labels import Text, _
from fundapp.kernel.money import dong
from fundapp.ledger.models import Reservation
from fundapp.payments import service
from fundapp.payments.check_around import Around, around_of
from fundapp.payments.kept_check import kept
from fundapp.payments.lifecycle import OPEN, PRINTED, Act, State
from fundapp.payments.list_check import listed
from fundapp.payments.models import (
    PaymentOrder,
    PaymentShare,
)
from fundapp.payments.overdue import overdue
from fundapp.payments.payees_check import sealed
from fundapp.payments.people_check import makers_of, plain, same_people
from fundapp.payments.terms import COOLING_DAYS, HAS_SIGNER, in_force, most
from fundapp.payments.terms_check import ruled_by_two


def invariants(session: Session) -> list[Invariant]:
    """Every invariant of this room, over the rows of all units."""
    rows: dict[str, int] = defaultdict(int)
    wrong: dict[str, list[str]] = defaultdict(list)
    for orders in lists(session, select(PaymentOrder).order_by(PaymentOrder.id)):
        around = around_of(session, orders)
        for order in orders:
            for one in EACH:
                if one.concerns(order):
                    rows[one.code] += 1
                    if not one.holds(order, around):
                        wrong[one.code].append(Fault(f"{order.code}: {one.problem}", order.unit_id, order.for_unit_id))
    over_all = (_within_reserved, overdue, kept, listed, _helped, ruled_by_two, sealed)
    return [*(Invariant(one.code, one.name, rows[one.code], wrong[one.code]) for one in EACH), *(reckon(session) for reckon in over_all)]


def _was_paid(order: PaymentOrder) -> bool:
    return order.state in {state.value for state in PRINTED}


def _always(order: PaymentOrder) -> bool:
    return True


def _checked_first(order: PaymentOrder, around: Around) -> bool:
    acts = [event.act for event in around.events[order.id]]
    before = [Act.CHECK.value, Act.SIGN.value] if order.needs_signature else [Act.CHECK.value]
    if acts.count(Act.PAY.value) != 1:
        return False
    paid = acts.index(Act.PAY.value)
    return acts[max(0, paid - len(before)) : paid] == before


def _four_people(order: PaymentOrder, around: Around) -> bool:
    people = [user_id for user_id in (order.made_by_id, order.checked_by_id, order.paid_by_id) if user_id]
    makers = makers_of(around.events[order.id])
    barred = around.barred[order.id]
    # Who decided may sign, or confirm that the payment is taken back, and nothing else.
    strange = barred & {*people, order.reversal_asked_by_id} or (barred - barred.deciders) & {order.signed_by_id, order.reversed_by_id}
    made_more = makers & {order.checked_by_id, order.signed_by_id, order.paid_by_id, order.reversed_by_id}
    return len({*people, order.decider_id}) == len(people) + 1 and order.signed_by_id not in people and not strange and not made_more


def _told(order: PaymentOrder, around: Around) -> bool:
    known = around.events[order.id]
    states = ["", *(event.to_state for event in known)]
    follows = all(event.from_state == before for event, before in zip(known, states, strict=False))
    return follows and [event.version for event in known] == list(range(1, order.version + 1)) and states[-1] == order.state and same_people(order, known)


def _once(order: PaymentOrder, around: Around) -> bool:
    sources = {(share.book_id, around.bound.get(share.reservation_id, 0)) for share in order.shares}
    said = (order.amount, order.paid_on, plain(order.payee_name), plain(order.reason))
    voucher = order.voucher_id or 0
    return sorted(around.sources[voucher]) == sorted(sources) and around.said.get(voucher) == said and around.boxes[voucher] == {order.box_id}


def _stands_or_falls(order: PaymentOrder, around: Around) -> bool:
    """Every fund of a reversed payment is taken back, none of one that stands; and who takes it back has not been in it."""
    back = sorted(around.taken_back[order.voucher_id or 0])
    if order.state != State.REVERSED.value:
        return not back
    apart = order.reversed_by_id not in (order.made_by_id, order.checked_by_id, order.signed_by_id, order.paid_by_id, order.reversal_asked_by_id)
    acts = [event.act for event in around.events[order.id]][-2:]
    sources = {(share.book_id, around.bound.get(share.reservation_id, 0)) for share in order.shares}
    return apart and back == sorted(sources) and acts == [Act.ASK_REVERSAL.value, Act.REVERSE.value]


def _was_checked(order: PaymentOrder) -> bool:
    return bool(order.checked_digest) and (order.state in (State.SIGNING.value, State.CHECKED.value) or _was_paid(order))


def _wants_signature(order: PaymentOrder) -> bool:
    return order.needs_signature and order.state != State.VOID.value


def _signed(order: PaymentOrder, around: Around) -> bool:
    """Whoever signed did so on what was checked, complete, within the limit of the terms of that day; before the treasurer somebody has."""
    if order.signed_by_id is None:
        return order.state in (State.DRAFT.value, State.RETURNED.value, State.SIGNING.value)
    if order.signed_digest != order.checked_digest or service.missing(order) or order.signed_on is None:
        return False
    terms = in_force(around.terms[order.unit_id], order.signed_on)
    if terms is None or terms.id != order.signed_terms_id:
        return False
    limit = most(terms.limits, order.signed_role or "", order.signed_kind or "", {share.book_id for share in order.shares})
    return limit is None or order.amount <= limit


def _takes_its_steps(order: PaymentOrder, around: Around) -> bool:
    terms = in_force(around.terms[order.unit_id], order.made_on)
    return order.needs_signature == (HAS_SIGNER if terms is None else terms.has_signer)


def _as_checked(order: PaymentOrder, around: Around) -> bool:
    return service.content_digest(order) == order.checked_digest


def _was_transferred(order: PaymentOrder) -> bool:
    return order.is_transfer and _was_paid(order)


def _known_long_enough(order: PaymentOrder, around: Around) -> bool:
    """The account was known for the days that it waits, or somebody who neither added it nor made or paid the order has called back."""
    account = around.payees.get(order.payee_account_id or 0)
    if account is None or order.paid_on is None or account.unit_id != order.unit_id or order.box_id != order.from_box_id:
        return False
    terms = in_force(around.terms[account.unit_id], account.first_seen_on)
    waits = COOLING_DAYS if terms is None else terms.cooling_days
    vouched = around.vouched.get(account.id)
    return (order.paid_on - account.first_seen_on).days >= waits or (
        vouched is not None and vouched not in (account.added_by_id, order.made_by_id, order.paid_by_id)
    )


def _is_public(order: PaymentOrder, around: Around) -> bool:
    return f"vouchers/{order.voucher_id}" in around.public


def _has_paper(order: PaymentOrder, around: Around) -> bool:
    """The paper kept is one that the program printed for this very voucher, or for the list that it was paid by."""
    unit_id, name = around.papers.get(order.voucher_file_id or 0, (0, ""))
    own = name.endswith(f"-{around.labels.get(order.voucher_id or 0)}.pdf")
    return unit_id == order.unit_id and (own or order.voucher_file_id in around.listed[order.id])


def _of_its_decision(order: PaymentOrder, around: Around) -> bool:
    return around.decided.get(order.seal_id) == order.subject


@dataclass(frozen=True)
class OfEach:
    """What must hold of each order that it concerns, and what is said of one of which it does not."""

    code: str
    name: Text
    concerns: Callable[[PaymentOrder], bool]
    holds: Callable[[PaymentOrder, Around], bool]
    problem: Text


EACH = (
    OfEach("W2b", _("Kiểm tra rồi mới chi"), _was_paid, _checked_first, _("đã chi mà ngay trước đó không có bước kiểm tra")),
    OfEach(
        "W3b", _("Người quyết định, lập, kiểm tra và chi là những người khác nhau"), _always, _four_people,
        _("một người làm hai việc, hoặc người không được tham gia đã tham gia"),
    ),
    OfEach("W6b", _("Mỗi lần thay đổi của đề nghị chi đều có người và thời điểm"), _always, _told, _("thiếu dòng nhật ký của một lần thay đổi")),
    OfEach(
        "W8", _("Mỗi khoản chi đúng một phiếu chi và một bút toán trong mỗi quỹ"), _was_paid, _once, _("phiếu chi hoặc bút toán không khớp đề nghị"),
    ),
    OfEach(
        "W8b", _("Mỗi đề nghị chi chỉ tới quyết định của chính hồ sơ đó"), _always, _of_its_decision, _("dấu niêm phong của quyết định là của hồ sơ khác"),
    ),
    OfEach(
        "W13", _("Chi đúng số tiền, người nhận và nội dung đã kiểm tra"), _was_checked, _as_checked,
        _("số tiền, người nhận hoặc nội dung khác lúc kiểm tra"),
    ),
    OfEach(
        "W14", _("Khoản chi đứng hoặc bị đảo ở mọi quỹ cùng lúc, do người chưa làm khoản chi đó xác nhận"), _was_paid, _stands_or_falls,
        _("bị đảo dở dang, hoặc người xác nhận đảo không phải người thứ hai"),
    ),
    OfEach("W16", _("Mỗi đề nghị chi qua đúng các bước của đơn vị vào ngày lập"), _always, _takes_its_steps, _("không theo các bước chi của đơn vị")),
    OfEach(
        "W17", _("Nơi có bước ký duyệt: chỉ chi khi đã ký, trên chứng từ đủ và trong hạn mức ngày ký"), _wants_signature, _signed,
        _("chưa ký mà đã chờ chi, ký chứng từ thiếu, hoặc ký vượt hạn mức"),
    ),
    OfEach(
        "W19", _("Chuyển khoản chỉ tới tài khoản đã qua ngày chờ hoặc đã có người thứ hai gọi lại xác nhận"), _was_transferred, _known_long_enough,
        _("tài khoản nhận còn mới, hoặc không đúng sổ tài khoản nhận tiền"),
    ),
    OfEach("P1", _("Mỗi khoản đã chi có phiếu chi đã in được lưu"), _was_paid, _has_paper, _("không có phiếu chi đã in")),
    OfEach("P2", _("Mỗi phiếu chi đã in có trang công khai để ai cầm phiếu cũng kiểm tra được"), _was_paid, _is_public, _("không có trang công khai của phiếu chi")),
)


def _helped(session: Session) -> Invariant:
    sums = (
        select(Reservation.subject, func.sum(Reservation.consumed_amount).label("paid")).group_by(Reservation.subject).subquery()
    )
    columns = (HelpGiven.subject, HelpGiven.given_amount, HelpGiven.unit_id, sums.c.paid)
    wrong: list[str] = []
    rows = 0
    for row in stream(session, select(*columns).join(sums, sums.c.subject == HelpGiven.subject)):
        rows += 1
        if int(row.paid) != row.given_amount:
            wrong.append(
                Fault(_("%(subject)s: ghi nhận hỗ trợ không khớp số đã chi %(paid)s đồng", subject=row.subject, paid=dong(int(row.paid))), row.unit_id)
            )
    return Invariant("W15", _("Ghi nhận hỗ trợ đúng bằng số đã chi còn đứng trong sổ"), rows, wrong)


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
