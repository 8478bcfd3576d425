"""Close the days of a cash box, open them again by two people, set its ceiling."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.access.trail import record
from fundapp.kernel import clock
from fundapp.kernel.days import day_text
from fundapp.kernel.errors import Stale
from fundapp.kernel.labels import _
from fundapp.ledger.kinds import BoxKind, CloseState, ReopeningState
from fundapp.ledger.models import Balance, BookYear, CashBox, CashClose, CashCloseLine, CashLimit, CashReopening
from fundapp.ledger.queries.boxes import box_states
from fundapp.ledger.queries.closes import two_books
from fundapp.ledger.service.books import THIS_UNIT
from fundapp.ledger.service.ready import LARGEST
from fundapp.ledger.service.refusals import DutiesMixed, LedgerRefused
from fundapp.ledger.two_books import TwoBooks


def lock_box(session: Session, box: CashBox, *, and_years: bool = False) -> None:
    """Let nothing be posted to a box until this transaction ends: the box first, then its balance rows by id.

    Whoever then names the years of its books locks them too, and before, as postings do.
    """
    session.flush()
    if and_years:
        held = select(Balance.book_id).where(Balance.box_id == box.id)
        years = select(BookYear.id).where(BookYear.book_id.in_(held)).order_by(BookYear.id)
        session.execute(years.with_for_update(read=True).execution_options(all_units=THIS_UNIT))
    session.execute(select(CashBox.id).where(CashBox.id == box.id).with_for_update().execution_options(all_units=THIS_UNIT))
    session.execute(select(Balance.id).where(Balance.box_id == box.id).order_by(Balance.id).with_for_update().execution_options(all_units=THIS_UNIT))


def close_day(
    session: Session, box: CashBox, *, until: date, counted: int, note: str = "", seen: str | None = None, by: Actor, on: date
) -> CashClose:
    """Close a box up to the end of a day. `counted` is what lay in it then, `seen` the fingerprint of the books that were shown.

    Refuses a day to come or closed already, and any difference between vouchers, books and box that is not explained.
    """
    if box.kind != BoxKind.CASH or not box.is_open:
        raise LedgerRefused(_("Chỉ khóa được quỹ tiền mặt đang dùng."))
    if until > on:
        raise LedgerRefused(_("Chưa khóa được quỹ của ngày chưa tới. Hãy chọn ngày %(day)s hoặc trước đó.", day=day_text(on)), "until")
    if type(counted) is not int or not 0 <= counted <= LARGEST:
        raise LedgerRefused(_("Hãy ghi tồn quỹ tiền mặt thực tế, từ 0 đồng trở lên."), "counted")
    lock_box(session, box)
    books = two_books(session, box, until)
    if books.after is not None and until <= books.after:
        raise LedgerRefused(_("Quỹ tiền mặt này đã khóa đến hết ngày %(day)s. Hãy chọn ngày sau đó.", day=day_text(books.after)), "until")
    if seen is not None and seen != books.fingerprint:
        raise Stale(_("Sổ vừa có chứng từ hoặc bút toán mới sau khi bạn mở trang. Hãy xem lại hai sổ rồi khóa; chưa có gì được lưu."))
    if books.closing < 0:
        raise LedgerRefused(_("Sổ của quỹ tiền mặt âm ở cuối ngày này. Hãy báo kế toán kiểm tra bút toán trước khi khóa."))
    note = " ".join(note.split())
    if (books.differences or counted != books.closing) and not note:
        raise LedgerRefused(_("Hai sổ hoặc tồn quỹ thực tế còn chênh lệch. Hãy ghi rõ lý do từng khoản rồi mới khóa."), "note")
    close = _keep(session, box, books, counted, note, by)
    record(
        session, by=by, act="ledger.cash_close", subject=f"cash/{box.id}", unit_id=box.unit_id,
        details={"on": until.isoformat(), "amount": counted, "differences": len(books.differences), "reason": note},
        made=[close, *close.lines],
    )
    session.flush()
    return close


def ask_reopening(session: Session, box: CashBox, *, from_on: date, reason: str, by: Actor, on: date) -> CashReopening:
    """Ask for a box to be opened again from a day on, with the reason; somebody else answers."""
    reason = " ".join(reason.split())
    if not reason:
        raise LedgerRefused(_("Hãy ghi lý do mở lại khóa quỹ."), "reason")
    lock_box(session, box)
    until = box_states(session, [box])[box.id].closed_until
    if until is None or from_on > until:
        raise LedgerRefused(_("Ngày này chưa khóa quỹ nên không cần mở lại."), "from_on")
    if session.scalar(select(CashReopening.id).where(CashReopening.box_id == box.id, CashReopening.state == ReopeningState.ASKED.value)) is not None:
        raise LedgerRefused(_("Quỹ tiền mặt này đang có đề nghị mở lại chờ xác nhận. Hãy chờ trả lời trước khi đề nghị lần nữa."))
    asked = CashReopening(
        box_id=box.id, unit_id=box.unit_id, from_on=from_on, reason=reason, state=ReopeningState.ASKED.value, asked_by_id=by.user_id, asked_at=clock.now()
    )
    session.add(asked)
    record(
        session, by=by, act="ledger.cash_reopen_asked", subject=f"cash/{box.id}", unit_id=box.unit_id, details={"on": from_on.isoformat(), "reason": reason},
        made=[asked],
    )
    session.flush()
    return asked


def confirm_reopening(session: Session, asked: CashReopening, *, by: Actor, on: date) -> CashReopening:
    """Open a box again as somebody else has asked: every close from that day on stays on file but holds no longer."""
    box = _answerable(session, asked, by)
    _answer(asked, ReopeningState.CONFIRMED, "", by)
    session.flush()
    held = select(CashClose).where(CashClose.box_id == box.id, CashClose.state == CloseState.CLOSED.value, CashClose.on >= asked.from_on)
    opened = session.scalars(held.order_by(CashClose.on.desc())).all()
    for close in opened:
        close.state, close.reopening_id = CloseState.REOPENED.value, asked.id
    record(
        session, by=by, act="ledger.cash_reopened", subject=f"cash/{box.id}", unit_id=box.unit_id,
        details={"on": asked.from_on.isoformat(), "reason": asked.reason}, changed=[asked, *opened],
    )
    session.flush()
    return asked


def refuse_reopening(session: Session, asked: CashReopening, *, reason: str, by: Actor, on: date) -> CashReopening:
    """Leave a box closed that somebody else has asked to open."""
    reason = " ".join(reason.split())
    if not reason:
        raise LedgerRefused(_("Hãy ghi lý do không đồng ý mở lại."), "reason")
    box = _answerable(session, asked, by)
    _answer(asked, ReopeningState.REFUSED, reason, by)
    record(session, by=by, act="ledger.cash_reopen_refused", subject=f"cash/{box.id}", unit_id=box.unit_id, details={"reason": reason}, changed=[asked])
    session.flush()
    return asked


def set_limit(session: Session, box: CashBox, *, amount: int | None, reason: str, by: Actor, on: date) -> CashLimit:
    """Set the most that may lie in a box, or lift it (None), with the reason. It warns; it refuses nothing."""
    reason = " ".join(reason.split())
    if not reason:
        raise LedgerRefused(_("Hãy ghi căn cứ hoặc lý do của mức tồn quỹ."), "reason")
    if amount is not None and (type(amount) is not int or not 0 < amount <= LARGEST):
        raise LedgerRefused(_("Mức tồn quỹ phải lớn hơn 0; để trống nếu bỏ mức."), "amount")
    if box.kind != BoxKind.CASH:
        raise LedgerRefused(_("Mức tồn quỹ chỉ đặt cho quỹ tiền mặt."))
    limit = CashLimit(box_id=box.id, unit_id=box.unit_id, amount=amount, reason=reason, set_by_id=by.user_id, set_at=clock.now())
    session.add(limit)
    record(
        session, by=by, act="ledger.cash_limit", subject=f"cash/{box.id}", unit_id=box.unit_id, details={"amount": amount, "reason": reason}, made=[limit]
    )
    session.flush()
    return limit


def _keep(session: Session, box: CashBox, books: TwoBooks, counted: int, note: str, by: Actor) -> CashClose:
    close = CashClose(
        box_id=box.id, unit_id=box.unit_id, after_on=books.after, on=books.until, opening_amount=books.opening, received_amount=books.received,
        paid_amount=books.paid, book_amount=books.closing, voucher_received_amount=books.slips_received, voucher_paid_amount=books.slips_paid,
        counted_amount=counted, note=note, state=CloseState.CLOSED.value, closed_by_id=by.user_id, closed_at=clock.now(),
    )
    close.lines = [
        CashCloseLine(
            position=place, on=pair.on, label=pair.label, what=pair.what, kind=pair.kind.value, voucher_id=pair.voucher_id, entry_id=pair.entry_id,
            voucher_amount=pair.slip_amount, book_amount=pair.book_amount,
        )
        for place, pair in enumerate(books.differences, 1)
    ]
    session.add(close)
    session.flush()
    return close


def _answerable(session: Session, asked: CashReopening, by: Actor) -> CashBox:
    box = session.get_one(CashBox, asked.box_id)
    lock_box(session, box)
    session.refresh(asked, with_for_update=True)
    if asked.state != ReopeningState.ASKED:
        raise LedgerRefused(_("Đề nghị mở lại này đã được trả lời. Hãy mở lại trang để xem."))
    if asked.asked_by_id == by.user_id:
        raise DutiesMixed(_("Bạn là người đề nghị mở lại nên người khác phải xác nhận."))
    return box


def _answer(asked: CashReopening, state: ReopeningState, answer: str, by: Actor) -> None:
    asked.state, asked.answered_by_id, asked.answered_at, asked.answer = state.value, by.user_id, clock.now(), answer
