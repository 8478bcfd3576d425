"""Acts on advances, each all or nothing and each by another person: asked, checked, signed, paid; reported, verified, settled, levelled."""

import hmac
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.access.models import User
from fundapp.access.trail import record
from fundapp.advances import paper, queries
from fundapp.advances.kinds import STATE_LABELS, Act, State, follows, objection
from fundapp.advances.limits import AdvanceRefused, within_limits, within_one_persons_limit, within_the_fund
from fundapp.advances.models import Advance
from fundapp.advances.rules import rules
from fundapp.documents.register import next_number
from fundapp.kernel import clock
from fundapp.kernel.days import day_text
from fundapp.kernel.errors import Stale
from fundapp.kernel.labels import _
from fundapp.kernel.money import MAX_AMOUNT
from fundapp.ledger import service as ledger
from fundapp.ledger.kinds import BoxKind, VoucherKind
from fundapp.ledger.models import Book, CashBox, Voucher
from fundapp.ledger.service import LineSpec, Posting
from fundapp.ledger.service.allowing import may_spend
from fundapp.payments import queries as payment_queries
from fundapp.payments import service as payments

REQUESTS, SETTLEMENTS = "DN-TU", "TT-TU"


@dataclass(frozen=True)
class OwnAccount:
    """The account of whoever asks, to which an advance is transferred: code of the bank, number."""

    bank: str
    number: str


def ask(session: Session, *, unit_id: int, amount: int, reason: str, due_on: date, to: OwnAccount | None = None, by: Actor, on: date) -> Advance:
    """Ask a unit for an advance, to be settled by `due_on`; in cash, or transferred to the own account.

    Refuses more than one person may hold, and anything new while something old is overdue.
    """
    if unit_id not in {unit.id for unit in queries.paying_units(session, by)}:
        raise AdvanceRefused(_("Hãy chọn đơn vị có quỹ chi tạm ứng cho bạn."), "unit_id")
    reason = " ".join(reason.split())
    if not reason:
        raise AdvanceRefused(_("Hãy ghi tạm ứng để làm gì."), "reason")
    if type(amount) is not int or not 0 < amount <= MAX_AMOUNT:
        raise AdvanceRefused(_("Số tiền tạm ứng phải lớn hơn 0."), "amount")
    if not on < due_on <= on + timedelta(days=rules().longest_days):
        last = day_text(on + timedelta(days=rules().longest_days))
        raise AdvanceRefused(_("Hạn thanh toán phải sau hôm nay và không sau ngày %(last)s.", last=last), "due_on")
    session.flush()
    # Two requests of one person wait for each other, so that together they do not pass the limit.
    session.scalars(select(User.id).where(User.id == by.user_id).with_for_update()).one()
    within_limits(session, by.user_id, amount, on)
    title = str(_("Giấy đề nghị tạm ứng"))
    account = to and payments.register_account(session, unit_id, bank_code=to.bank, number=to.number, holder_name=by.full_name, by=by, on=on)
    home = by.home
    number = next_number(session, unit_id, REQUESTS, on.year, title=title, for_unit_id=home.unit_id if home else None, by=by)
    row = Advance(
        unit_id=unit_id, for_unit_id=home.unit_id if home else None, year=on.year, number=number, state=State.ASKED.value, held_at=clock.now(),
        asked_by_id=by.user_id, asked_on=on, amount=amount, reason=reason, due_on=due_on,
        payee_account_id=account.id if account else None,
    )
    session.add(row)
    session.flush()
    _record(session, row, "ask", by, amount=amount)
    return row


def check(
    session: Session, row: Advance, *, book: Book, purpose: str, from_box: CashBox | None = None, seen: str | None = None, by: Actor, on: date
) -> Advance:
    """Agree, as the head of accounting, and say out of which fund and for which of its purposes; of a transfer, out of which bank account."""
    _begin(session, row, Act.CHECK, seen, by)
    if book.unit_id != row.unit_id or not book.is_open:
        raise AdvanceRefused(_("Hãy chọn quỹ đang mở của đơn vị chi tiền."), "book_id")
    if not purpose:
        raise AdvanceRefused(_("Hãy chọn mục đích chi."), "purpose")
    if row.is_transfer and from_box is None:
        raise AdvanceRefused(_("Hãy chọn tài khoản ngân hàng của đơn vị để chuyển tiền."), "from_box")
    box = payments.may_leave(from_box, row.unit_id) if row.is_transfer and from_box else None
    may_spend(session, book, None, purpose=purpose, unit_id=row.for_unit_id, on=on)
    return _end(
        session, row, Act.CHECK, State.CHECKED, by, book_id=book.id, purpose=purpose, from_box_id=box.id if box else None, checked_by_id=by.user_id, checked_on=on
    )


def sign(session: Session, row: Advance, *, seen: str | None = None, by: Actor, on: date) -> Advance:
    """Let the advance go, as the head of the unit."""
    _begin(session, row, Act.SIGN, seen, by)
    return _end(session, row, Act.SIGN, State.SIGNED, by, signed_by_id=by.user_id, signed_on=on)


def refuse(session: Session, row: Advance, *, reason: str, seen: str | None = None, by: Actor, on: date) -> Advance:
    """Refuse an advance that is not paid yet, with the reason. The number stays."""
    _begin(session, row, Act.REFUSE, seen, by)
    return _end(session, row, Act.REFUSE, State.REFUSED, by, refusal=_given(reason), refused_by_id=by.user_id, refused_on=on)


def pay(session: Session, row: Advance, *, box: CashBox | None = None, seen: str | None = None, by: Actor, on: date) -> Voucher:
    """Hand out the cash (phiếu chi), or order the bank to transfer it (ủy nhiệm chi): Nợ 141, all in one. Asks the limits again.

    A transfer leaves the account that was checked, and refuses one to an account that is new and for which nobody has called back.
    """
    _begin(session, row, Act.PAY, seen, by)
    within_limits(session, row.asked_by_id, row.amount, on, but=row)
    if row.is_transfer:
        box = session.get_one(CashBox, row.from_box_id)
    box = _leaving(session, row, box, by, on)
    voucher = _pay_out(session, row, row.amount, box, "paid", drafted_by=row.checked_by_id or 0, by=by, on=on)
    file = paper.keep_payment(session, row, voucher, box, by=by)
    _end(session, row, Act.PAY, State.PAID, by, paid_by_id=by.user_id, paid_on=on, voucher_id=voucher.id, voucher_file_id=file.id)
    return voucher


def report(
    session: Session, row: Advance, *, spent: int, papers: str, attachments: int, seen: str | None = None, by: Actor, on: date
) -> Advance:
    """Say what was spent, with its papers, as whoever was advanced; nothing spent is 0 and needs no paper."""
    if by.user_id != row.asked_by_id:
        raise AdvanceRefused(_("Chỉ người tạm ứng thanh toán khoản tạm ứng của mình."))
    _begin(session, row, Act.REPORT, seen, by)
    papers = " ".join(papers.split())
    if type(spent) is not int or not 0 <= spent <= MAX_AMOUNT:
        raise AdvanceRefused(_("Số đã chi phải từ 0 đồng trở lên."), "spent")
    within_one_persons_limit(row, spent)
    if spent and (not papers or attachments < 1):
        raise AdvanceRefused(_("Hãy ghi các chứng từ gốc (số, ngày, nội dung, số tiền) và số tờ kèm theo."), "papers")
    return _end(
        session, row, Act.REPORT, State.REPORTED, by, spent_amount=spent, spent_papers=papers, attachments=attachments, reported_on=on, returned_reason="",
        told={"amount": spent},
    )


def give_back(session: Session, row: Advance, *, reason: str, seen: str | None = None, by: Actor, on: date) -> Advance:
    """Give the settlement back to be reported anew, with the reason; whatever was verified is void."""
    _begin(session, row, Act.GIVE_BACK, seen, by)
    reason = _given(reason)
    return _end(
        session, row, Act.GIVE_BACK, State.PAID, by, returned_reason=reason, spent_amount=None, spent_papers="", attachments=0, reported_on=None,
        verified_by_id=None, verified_on=None, spent_account=None, told={"amount": row.spent_amount, "reason": reason},
    )


def verify(session: Session, row: Advance, *, account: str, seen: str | None = None, by: Actor, on: date) -> Advance:
    """Agree to what was spent, as the head of accounting who has seen the papers, and say on which account it is booked."""
    _begin(session, row, Act.VERIFY, seen, by)
    if account not in {one.code for one in queries.spent_on(session, row)}:
        raise AdvanceRefused(_("Hãy chọn tài khoản nguồn của quỹ, hoặc tài khoản chi phí nếu quỹ chi hoạt động."), "account")
    within_the_fund(session, row)
    return _end(session, row, Act.VERIFY, State.VERIFIED, by, verified_by_id=by.user_id, verified_on=on, spent_account=account)


def settle(session: Session, row: Advance, *, seen: str | None = None, by: Actor, on: date) -> Advance:
    """Sign the settlement, as the head of the unit: what was spent leaves the account of advances for that of its kind, on a phiếu kế toán."""
    _begin(session, row, Act.SETTLE, seen, by)
    within_the_fund(session, row)
    spent = row.spent_amount or 0
    number = next_number(session, row.unit_id, SETTLEMENTS, on.year, title=str(_("Giấy thanh toán tạm ứng")), subject=row.subject, for_unit_id=row.for_unit_id, by=by)
    if spent:
        voucher = _voucher(session, row, VoucherKind.ADJUSTMENT, spent, by, on)
        lines = [LineSpec(row.spent_account or "", debit=spent), LineSpec(rules().account, credit=spent, subject=row.subject)]
        _post(session, row, lines, "settled", voucher, drafted_by=row.verified_by_id or 0, by=by, on=on)
    after = State.SETTLED if row.rest else State.CLOSED
    return _end(session, row, Act.SETTLE, after, by, settled_number=number, settled_by_id=by.user_id, settled_on=on)


def level(session: Session, row: Advance, *, box: CashBox, seen: str | None = None, by: Actor, on: date) -> Voucher:
    """Take the rest back (phiếu thu, or giấy báo có where it came into a bank account), or pay what was spent above the advance."""
    _begin(session, row, Act.LEVEL, seen, by)
    drafted_by, file_id = row.verified_by_id or 0, None
    if row.rest > 0:
        into = _open_box(row, box)
        voucher = _voucher(session, row, VoucherKind.CASH_RECEIPT if into.kind == BoxKind.CASH else VoucherKind.BANK_RECEIPT, row.rest, by, on)
        lines = [LineSpec(into.account_code, debit=row.rest, box=into), LineSpec(rules().account, credit=row.rest, subject=row.subject)]
        _post(session, row, lines, "rest", voucher, drafted_by=drafted_by, by=by, on=on)
    else:
        box = _leaving(session, row, box, by, on)
        voucher = _pay_out(session, row, -row.rest, box, "rest", drafted_by=drafted_by, by=by, on=on)
        file_id = paper.keep_payment(session, row, voucher, box, by=by).id
    _end(session, row, Act.LEVEL, State.CLOSED, by, leveled_by_id=by.user_id, leveled_on=on, rest_voucher_id=voucher.id, rest_file_id=file_id)
    return voucher


def _begin(session: Session, row: Advance, act: Act, seen: str | None, by: Actor) -> None:
    """Lock the advance and see that it is still the one that was shown (`seen`, by `queries.shown_mark`), and that this actor may do this to it now."""
    session.flush()
    session.refresh(row, with_for_update=True)
    if seen is not None and not hmac.compare_digest(seen.encode(), queries.shown_mark(row).encode()):
        raise Stale
    if not any(follows(act, row.state, state) for state in State):
        raise AdvanceRefused(
            _("Khoản tạm ứng %(label)s đang ở tình trạng “%(state)s” nên không làm được việc này.", label=row.label, state=STATE_LABELS[row.state])
        )
    problem = objection(by.user_id, act, row)
    if problem is not None:
        raise AdvanceRefused(problem)


def _end(session: Session, row: Advance, act: Act, after: State, by: Actor, told: dict[str, Any] | None = None, **values: Any) -> Advance:
    for name, value in values.items():
        setattr(row, name, value)
    row.state, row.held_at = after.value, clock.now()
    session.flush()
    _record(session, row, act.value, by, **(told or {}))
    return row


def _record(session: Session, row: Advance, act: str, by: Actor, **details: Any) -> None:
    rows = {"made" if act == "ask" else "changed": [row]}
    record(session, by=by, act=f"advance.{act}", subject=row.subject, unit_id=row.unit_id, details={"label": row.label, **details}, **rows)


def _given(raw: str) -> str:
    reason = " ".join(raw.split())
    if not reason:
        raise AdvanceRefused(_("Hãy ghi lý do."), "reason")
    return reason


def _open_box(row: Advance, box: CashBox | None) -> CashBox:
    if box is None or box.unit_id != row.unit_id or not box.is_open:
        raise AdvanceRefused(_("Hãy chọn quỹ tiền mặt hoặc tài khoản ngân hàng đang mở của đơn vị chi tiền."), "box")
    return box


def _leaving(session: Session, row: Advance, box: CashBox | None, by: Actor, on: date) -> CashBox:
    """The box out of which money goes to whoever asked: a bank account only to the own account on the request, once that may be paid."""
    box = _open_box(row, box)
    if box.kind == BoxKind.CASH:
        return box
    account = queries.account_of(session, row)
    if account is None:
        raise AdvanceRefused(_("Giấy đề nghị này nhận tiền mặt, không có tài khoản để chuyển. Hãy chọn quỹ tiền mặt."), "box")
    too_new = payment_queries.account_waits(session, account, {row.asked_by_id, by.user_id}, on)
    if too_new is not None:
        raise AdvanceRefused(too_new)
    return box


def _voucher(session: Session, row: Advance, kind: VoucherKind, amount: int, by: Actor, on: date) -> Voucher:
    return ledger.issue_voucher(
        session, unit_id=row.unit_id, kind=kind.value, on=on, amount=amount, payee_name=paper.name_of(session, row), payee_address=paper.unit_of(session, row),
        reason=row.reason, attachments=1, by=by,
    )


def _pay_out(session: Session, row: Advance, amount: int, box: CashBox, step: str, *, drafted_by: int, by: Actor, on: date) -> Voucher:
    voucher = _voucher(session, row, VoucherKind.CASH_PAYMENT if box.kind == BoxKind.CASH else VoucherKind.BANK_PAYMENT, amount, by, on)
    lines = [LineSpec(rules().account, debit=amount, subject=row.subject), LineSpec(box.account_code, credit=amount, box=box)]
    _post(session, row, lines, step, voucher, drafted_by=drafted_by, by=by, on=on)
    return voucher


def _post(session: Session, row: Advance, lines: list[LineSpec], step: str, voucher: Voucher, *, drafted_by: int, by: Actor, on: date) -> None:
    book = session.get_one(Book, row.book_id, execution_options={"all_units": "the fund that an advance is paid from"})
    ledger.post(
        session, Posting(book, on, row.reason, lines, f"{row.subject}/{step}", voucher=voucher, purpose=row.purpose, for_unit_id=row.for_unit_id),
        drafted_by=drafted_by, by=by,
    )
