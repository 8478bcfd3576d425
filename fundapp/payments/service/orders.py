"""Acts on orders up to payment."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.access.trail import record
from fundapp.documents.models import Seal
from fundapp.documents.seals import stale_cells
from fundapp.help import queries as help_queries
from fundapp.kernel import clock, crypto
from fundapp.kernel.codes import make_code
from fundapp.kernel.db import Marked, next_in
from fundapp.kernel.errors import Stale
from fundapp.kernel.labels import Text, _
from fundapp.kernel.money import dong
from fundapp.kernel.names import backwards, fold, tidy_name
from fundapp.ledger.models import Reservation
from fundapp.payments import queries
from fundapp.payments.batching import LineState
from fundapp.payments.duties import Barred, objection
from fundapp.payments.lifecycle import CASH, STATE_LABELS, TRANSFER, Act, State, transition
from fundapp.payments.models import PaymentBarred, PaymentCounter, PaymentEvent, PaymentOrder, PaymentShare
from fundapp.payments.service.payees import PaymentRefused, Transfer, account_for, note_warnings
from fundapp.payments.terms import HAS_SIGNER

PREFIX = "PC"


class SealStale(PaymentRefused):
    """What the decision rests on has changed since; it must be decided anew before any money leaves."""

    status = 409


class HelpedMeanwhile(PaymentRefused):
    """Whom the order pays has been helped elsewhere since it was made; it must be decided anew before any money leaves."""

    status = 409


def make_order(
    session: Session, *, subject: str, title: str, shares: Sequence[tuple[Reservation, int]], payee_name: str, payee_address: str, reason: str,
    attachments: int, seal_id: int, decider_id: int, barred_ids: Sequence[int], help_programme: str = "", help_keys: Sequence[str] = (), by: Actor,
    on: date, to: Transfer | None = None, account_code: str | None = None,
) -> PaymentOrder:
    """Order a payment out of money that a decision has reserved for the subject; the unit is that of the reservations.

    `barred_ids` are the users who registered, surveyed or are tied to the household. `help_keys` are the opaque keys of whom the money
    helps under `help_programme`, so that payment can ask again for help received twice. Refuses more than what is still reserved
    and not yet ordered. Without `to` it is paid in cash. `account_code` is debited instead of the fund's capital, where money is lent and not given.
    """
    unit_id, for_unit_id = _units(subject, shares)
    session.flush()
    seal = fresh_seal(session, seal_id, subject)
    year = on.year
    number = next_in(session, PaymentCounter, year=year)
    known = help_queries.subjects_of(session, help_programme, help_keys, except_subject=subject)
    terms = queries.terms_on(session, unit_id, on)
    order = PaymentOrder(
        code=make_code(PREFIX, year, number), year=year, number=number, unit_id=unit_id, for_unit_id=for_unit_id, subject=subject, title=title,
        amount=sum(amount for _reservation, amount in shares), method=TRANSFER if to else CASH, decider_id=decider_id, seal_id=seal.id, made_by_id=by.user_id,
        made_on=on, held_at=clock.now(), state=State.DRAFT.value,
        needs_signature=HAS_SIGNER if terms is None else terms.has_signer, help_programme=help_programme, help_keys=" ".join(help_keys),
        help_known=" ".join(known), account_code=account_code, **_written(payee_name, payee_address, reason, attachments),
    )
    _may_touch(by, Act.MAKE, order, Barred({*barred_ids, *queries.sealed_by(session, subject)}))
    _direct(session, order, to, by, on)
    session.add(order)
    session.flush()
    barred = [PaymentBarred(order_id=order.id, user_id=user_id) for user_id in sorted(set(barred_ids))]
    session.add_all(barred)
    _reserve_shares(session, order, shares)
    _leave_event(session, order, Act.MAKE, "", by, made=[order, *order.shares, *barred])
    note_warnings(session, order, on=on)
    return order


def mend_order(
    session: Session, order: PaymentOrder, *, payee_name: str, payee_address: str, reason: str, attachments: int, to: Transfer | None = None,
    version: int | None = None, by: Actor, on: date,
) -> PaymentOrder:
    """Mend payee, account, reason or attachments of an order that is not paid; it goes to be checked (again). Who mends is its maker.

    Approvals that were given are void: they were given to something else. An amount is never mended, nor cash turned into a transfer: that is
    another order.
    """
    before = begin(session, order, Act.MEND, version, by)
    if order.is_transfer:
        _direct(session, order, to, by, on)
    _void_approvals(order)
    for name, value in _written(payee_name, payee_address, reason, attachments).items():
        setattr(order, name, value)
    order.made_by_id = by.user_id
    order.state, order.held_at = State.DRAFT.value, clock.now()
    end(session, order, Act.MEND, before, by)
    note_warnings(session, order, on=on)
    return order


def _direct(session: Session, order: PaymentOrder, to: Transfer | None, by: Actor, on: date) -> None:
    """Say where a transfer goes and out of which bank account."""
    if to is not None:
        order.payee_account = account_for(session, order.unit_id, to, before=order.payee_account, by=by, on=on)
        order.payee_account_id, order.from_box_id = order.payee_account.id, to.box.id


def check_order(session: Session, order: PaymentOrder, *, version: int | None = None, by: Actor, on: date) -> PaymentOrder:
    """Agree to exactly what the order says now. `version` is the one that the checker has seen."""
    before = begin(session, order, Act.CHECK, version, by)
    ask_again(session, order)
    order.checked_by_id, order.checked_at, order.checked_digest = by.user_id, clock.now(), content_digest(order)
    order.state, order.held_at = (State.SIGNING if order.needs_signature else State.CHECKED).value, clock.now()
    note_warnings(session, order, on=on)
    return end(session, order, Act.CHECK, before, by)


def return_order(session: Session, order: PaymentOrder, *, reason: str, version: int | None = None, by: Actor, on: date) -> PaymentOrder:
    """Give an order back to be mended; approvals that were given are void."""
    before = begin(session, order, Act.RETURN, version, by)
    note = given_reason(reason)
    _void_approvals(order)
    order.state, order.held_at = State.RETURNED.value, clock.now()
    return end(session, order, Act.RETURN, before, by, note)


def _void_approvals(order: PaymentOrder) -> None:
    order.checked_by_id = order.checked_at = order.checked_digest = None
    order.signed_by_id = order.signed_on = order.signed_at = order.signed_digest = None
    order.signed_role = order.signed_kind = order.signed_terms_id = None


def void_order(session: Session, order: PaymentOrder, *, reason: str, version: int | None = None, by: Actor, on: date) -> PaymentOrder:
    """Give up an order that is not paid. Its money stays reserved for the subject, and another order may be made."""
    before = begin(session, order, Act.VOID, version, by)
    note = given_reason(reason)
    order.state, order.held_at = State.VOID.value, clock.now()
    return end(session, order, Act.VOID, before, by, note)


def content_digest(order: PaymentOrder) -> str:
    """The digest of what an order would pay to whom, for what and out of what; of a transfer, to which account and out of which."""
    account = order.payee_account
    directed = [] if account is None else [[account.account_index, account.bank_code, account.holder_name, order.from_box_id]]
    return crypto.digest(
        order.code, order.subject, order.amount, order.method, order.payee_name, order.payee_address, order.reason, order.attachments,
        sorted((share.reservation_id, share.book_id, share.amount) for share in order.shares), *directed,
        *([["debit", order.account_code]] if order.account_code else []),
    )


def begin(session: Session, order: PaymentOrder, act: Act, version: int | None, by: Actor, *, listed: bool = False) -> str:
    """Lock the order, see that it is still the one that was shown, and that this actor may do this to it now.

    What lies in a payment list is only settled as the bank answers (`listed`).
    """
    session.refresh(order, with_for_update=True)
    if version is not None and order.version != version:
        raise Stale
    if transition(act, order.state) is None:
        raise PaymentRefused(
            _("Đề nghị chi %(code)s đang ở tình trạng “%(state)s” nên không làm được việc này. Hãy mở lại trang để xem.",
              code=order.code, state=STATE_LABELS[State(order.state)])
        )
    if not listed and order.is_transfer and order.state == State.CHECKED:
        found = queries.batch_of(session, order)
        if found is not None and found[1].state == LineState.LIVE:
            raise PaymentRefused(_("Đề nghị này nằm trong bảng kê %(label)s. Hãy đưa ra khỏi bảng kê, hoặc bỏ bảng kê, rồi mới làm việc này.", label=found[0].label))
    _may_touch(by, act, order, queries.barred_from(session, [order.id]).get(order.id, Barred()))
    return order.state


def end(session: Session, order: PaymentOrder, act: Act, before: str, by: Actor, note: str = "") -> PaymentOrder:
    session.flush()
    _leave_event(session, order, act, before, by, note)
    return order


def _leave_event(
    session: Session, order: PaymentOrder, act: Act, before: str, by: Actor, note: str = "", made: Sequence[Marked] = ()
) -> None:
    event = PaymentEvent(
        order_id=order.id, unit_id=order.unit_id, for_unit_id=order.for_unit_id, version=order.version, act=act.value, from_state=before,
        to_state=order.state, by_id=by.user_id, at=clock.now(), note=note,
    )
    session.add(event)
    record(
        session, by=by, act=f"payment.{act.value}", subject=order.reference, unit_id=order.unit_id, details={"code": order.code},
        made=[*made, event], changed=[] if made else [order],
    )
    session.flush()


def _may_touch(by: Actor, act: Act, order: PaymentOrder, barred: Barred) -> None:
    problem = objection(by.user_id, act, order, barred)
    if problem is not None:
        raise PaymentRefused(problem)


def _units(subject: str, shares: Sequence[tuple[Reservation, int]]) -> tuple[int, int | None]:
    if not shares:
        raise PaymentRefused(_("Hồ sơ chưa có khoản cam kết chi nào nên chưa lập được đề nghị chi."))
    for reservation, amount in shares:
        if reservation.subject != subject:
            raise ValueError(f"reservation {reservation.id} is not of {subject}")
        if amount <= 0:
            raise PaymentRefused(_("Số tiền chi từ mỗi quỹ phải lớn hơn 0."), "amount")
    if len({reservation.unit_id for reservation, _amount in shares}) > 1:
        raise PaymentRefused(_("Một đề nghị chi chỉ lấy tiền của một đơn vị. Hãy lập riêng đề nghị chi cho từng đơn vị."))
    first = shares[0][0]
    return first.unit_id, first.for_unit_id


def _written(payee_name: str, payee_address: str, reason: str, attachments: int) -> dict[str, object]:
    name = tidy_name(payee_name)
    missing: list[tuple[str, Text]] = [
        (field, message)
        for field, value, message in (
            ("payee_name", name, _("Hãy ghi họ và tên người nhận tiền.")),
            ("payee_address", payee_address.strip(), _("Hãy ghi địa chỉ người nhận tiền.")),
            ("reason", reason.strip(), _("Hãy ghi nội dung chi.")),
        )
        if not value
    ]
    if missing:
        raise PaymentRefused(missing[0][1], missing[0][0])
    return {
        "payee_name": name, "payee_folded": fold(name), "payee_backwards": backwards(name), "payee_address": " ".join(payee_address.split()),
        "reason": " ".join(reason.split()), "attachments": attachments,
    }


def given_reason(raw: str) -> str:
    reason = " ".join(raw.split())
    if not reason:
        raise PaymentRefused(_("Hãy ghi lý do để người đọc sau này hiểu và làm tiếp được."), "reason")
    return reason


def fresh_seal(session: Session, seal_id: int, subject: str) -> Seal:
    seal = session.scalars(select(Seal).where(Seal.id == seal_id).execution_options(all_units="a proof holds for everybody")).one()
    if seal.subject != subject:
        raise ValueError(f"seal {seal_id} is not of {subject}")
    changed = stale_cells(session, seal)
    if changed:
        raise SealStale(
            _("Căn cứ của quyết định đã thay đổi nên không được chi: %(what)s. Hãy báo người có thẩm quyền xem lại quyết định; "
              "nếu đã xem lại rồi thì hủy đề nghị này và lập đề nghị khác.",
              what="; ".join(changed))
        )
    return seal


def ask_again(session: Session, order: PaymentOrder) -> None:
    """Refuse an order whose proof is stale, or whom it pays has been helped elsewhere since it was made."""
    fresh_seal(session, order.seal_id, order.subject)
    helped = queries.helped_meanwhile(session, order)
    if helped:
        raise HelpedMeanwhile(
            _("Từ khi lập đề nghị này, hộ hoặc người trong hộ đã được hỗ trợ ở nơi khác (%(what)s) nên không được chi. Hãy trả lại đề nghị và báo "
              "người có thẩm quyền xem lại quyết định; nếu đã xem lại và vẫn hỗ trợ thì hủy đề nghị này và lập đề nghị khác.",
              what="; ".join(one.told for one in helped))
        )


def _reserve_shares(session: Session, order: PaymentOrder, shares: Sequence[tuple[Reservation, int]]) -> None:
    ids = sorted(reservation.id for reservation, _amount in shares)
    locked = {
        row.id: row
        for row in session.scalars(
            select(Reservation).where(Reservation.id.in_(ids)).order_by(Reservation.id).with_for_update()
            .execution_options(populate_existing=True)
        )
    }
    ordered = queries.ordered_amounts(session, ids)
    rows = []
    for reservation, amount in shares:
        held = locked[reservation.id]
        left = held.amount - held.consumed_amount - held.released_amount - ordered.get(held.id, 0)
        if amount > left:
            raise PaymentRefused(
                _("Khoản cam kết chi chỉ còn %(left)s đồng chưa lập đề nghị chi. Hãy xem các đề nghị chi đã lập của hồ sơ này.", left=dong(max(left, 0))),
                "amount",
            )
        rows.append(
            PaymentShare(
                order_id=order.id, unit_id=order.unit_id, for_unit_id=order.for_unit_id, reservation_id=held.id, book_id=held.book_id, amount=amount
            )
        )
    order.shares = rows
    session.flush()
