"""What is expected to come in: announced, amended, withdrawn; received onto its subject, where it waits until the programme allocates it."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.access.trail import record
from fundapp.kernel import clock
from fundapp.kernel.codes import parse_code
from fundapp.kernel.labels import _
from fundapp.kernel.money import dong
from fundapp.ledger import chain
from fundapp.ledger.kinds import BoxKind, ExpectedMoveKind, ExpectedState
from fundapp.ledger.models import Book, CashBox, Earmark, Entry, Expected, ExpectedMove
from fundapp.ledger.service.books import THIS_UNIT
from fundapp.ledger.service.entries import Posted, post
from fundapp.ledger.service.ready import LineSpec, NewVoucher, Posting
from fundapp.ledger.service.refusals import LedgerRefused

# "Thu chờ phân bổ": where what came in waits for its programme.
WAITING = "3387"
LARGEST = 999_999_999_999_999


def expect(
    session: Session, *, book: Book, subject: str, code: str, amount: int, due_on: date, payer: str = "", what: str = "", box: CashBox | None = None,
    account: str = WAITING, for_unit_id: int | None = None, earmark_id: int | None = None, by: Actor, on: date,
) -> Expected:
    """Announce that `amount` should come into a fund for a subject by a day; the payer writes `code`.

    `box` is the bank account that payers are told; without it any of the fund's unit takes the money. Several amounts of one subject
    (instalments) have each their own due day and may bear one code. What comes for an earmarked donation is bound to it again.
    """
    _whole(amount)
    if parse_code(code) != code:
        raise ValueError(f"{code!r} is no reference code")
    if any(sign in subject for sign in chain.SEPARATORS):
        raise ValueError(f"a subject is room/number, not {subject!r}")
    if not book.is_open:
        raise LedgerRefused(_("%(fund)s đã ngừng hoạt động.", fund=book.name))
    if box is not None and (box.unit_id != book.unit_id or box.kind != BoxKind.BANK or box.own_book_id not in (None, book.id)):
        raise LedgerRefused(_("Hãy chọn tài khoản ngân hàng nhận được tiền của %(fund)s.", fund=book.name), "box_id")
    _no_other(session, book.id, earmark_id, subject, due_on)
    made = Expected(
        unit_id=book.unit_id, for_unit_id=for_unit_id, book_id=book.id, earmark_id=earmark_id, box_id=None if box is None else box.id, subject=subject, code=code,
        account_code=account, payer_name=" ".join(payer.split()), what=" ".join(what.split()), amount=amount, came_amount=0, due_on=due_on,
        state=ExpectedState.OPEN.value, expected_by_id=by.user_id, expected_on=on, expected_at=clock.now(),
    )
    session.add(made)
    session.flush()
    record(
        session, by=by, act="ledger.expect", subject=subject, details={"code": code, "amount": amount}, unit_id=book.unit_id, made=[made]
    )
    session.flush()
    return made


def amend_expected(
    session: Session, expected: Expected, *, amount: int | None = None, due_on: date | None = None, reason: str, by: Actor, on: date
) -> Expected:
    """Expect another amount, or the same by another day; never less than has come."""
    _open(session, expected)
    wanted, day = expected.amount if amount is None else amount, due_on or expected.due_on
    _whole(wanted)
    if wanted < expected.came_amount:
        raise LedgerRefused(_("Đã nhận %(came)s đồng nên không giảm xuống dưới số đó được.", came=dong(expected.came_amount)), "amount")
    if day != expected.due_on:
        _no_other(session, expected.book_id, expected.earmark_id, expected.subject, day)
    move = _move(session, expected, ExpectedMoveKind.AMENDED, wanted, reason=_reason(reason), due_on=day, by=by, on=on)
    _note(session, expected, "ledger.amend_expected", by, move, amount=wanted, reason=reason.strip())
    return expected


def withdraw_expected(session: Session, expected: Expected, *, reason: str, by: Actor, on: date) -> Expected:
    """Expect what is still missing no longer; what has come stays."""
    _open(session, expected)
    move = _move(session, expected, ExpectedMoveKind.WITHDRAWN, expected.open_amount, reason=_reason(reason), by=by, on=on)
    _note(session, expected, "ledger.withdraw_expected", by, move, reason=reason.strip())
    return expected


def receive_expected(
    session: Session, parts: Sequence[tuple[Expected, int]], *, amount: int, box: CashBox, narration: str, reference: str,
    voucher: NewVoucher | None = None, drafted_by: int, by: Actor, on: date,
) -> Posted:
    """Post `amount` as come in on `box` for what one fund expects, so much for each; what is over waits on the subject of the first.

    Everything waits on its subject ("thu chờ phân bổ") until the programme allocates it. Refused whole when a part is more than is missing.
    """
    over = amount - sum(part for _expected, part in parts)
    if not parts or over < 0 or any(part <= 0 for _expected, part in parts):
        raise ValueError("parts of an amount that came in, each above 0 and together not over it")
    book = session.get_one(Book, parts[0][0].book_id)
    sums: dict[tuple[str, str], int] = {}
    for place, (expected, part) in enumerate(parts):
        if (expected.book_id, expected.earmark_id) != (book.id, parts[0][0].earmark_id):
            raise ValueError("one entry lies in one fund, and belongs to one donation")
        key = (expected.account_code, expected.subject)
        sums[key] = sums.get(key, 0) + part + (0 if place else over)
    lines = [LineSpec(box.account_code, debit=amount, box=box), *(LineSpec(code, credit=sum_, subject=subject) for (code, subject), sum_ in sums.items())]
    earmark = None if parts[0][0].earmark_id is None else session.get_one(Earmark, parts[0][0].earmark_id)
    entry = post(session, Posting(book, on, narration, lines, reference, voucher=voucher, earmark=earmark), drafted_by=drafted_by, by=by)
    for expected, part in sorted(parts, key=lambda one: one[0].id):
        session.refresh(expected, with_for_update=True)
        if part > expected.open_amount:
            raise LedgerRefused(_("Khoản chờ thu %(code)s vừa thay đổi: còn chờ %(left)s đồng. Hãy xem lại.", code=expected.code, left=dong(expected.open_amount)))
        _move(session, expected, ExpectedMoveKind.CAME, part, entry_id=entry.id, by=by, on=on)
    _note(session, parts[0][0], "ledger.receive_expected", by, amount=amount, entry=entry.id)
    return entry


def take_back_expected(session: Session, reversal: Entry | Posted, *, by: Actor, on: date) -> None:
    """Expect anew what a reversed entry had brought."""
    query = (
        select(ExpectedMove.amount, Expected).join(Expected, Expected.id == ExpectedMove.expected_id)
        .where(ExpectedMove.entry_id == reversal.reverses_id, ExpectedMove.kind == ExpectedMoveKind.CAME.value).order_by(Expected.id)
    )
    for amount, expected in session.execute(query.execution_options(all_units=THIS_UNIT)).all():
        if expected.state == ExpectedState.CAME:
            _no_other(session, expected.book_id, expected.earmark_id, expected.subject, expected.due_on)
        _move(session, expected, ExpectedMoveKind.TAKEN_BACK, amount, entry_id=reversal.id, by=by, on=on)


def _move(
    session: Session, expected: Expected, kind: ExpectedMoveKind, amount: int, *, reason: str = "", due_on: date | None = None, entry_id: int | None = None,
    by: Actor, on: date,
) -> ExpectedMove:
    move = ExpectedMove(
        expected_id=expected.id, kind=kind.value, amount=amount, due_on=due_on, entry_id=entry_id, reason=reason, by_id=by.user_id, on=on, at=clock.now()
    )
    session.add(move)
    session.flush()
    session.refresh(expected)
    return move


def _open(session: Session, expected: Expected) -> None:
    session.refresh(expected, with_for_update=True)
    if expected.state != ExpectedState.OPEN:
        raise LedgerRefused(_("Khoản chờ thu này không còn chờ tiền vào."))


def _no_other(session: Session, book_id: int, earmark_id: int | None, subject: str, due_on: date) -> None:
    query = select(Expected.id).where(
        Expected.book_id == book_id, Expected.earmark_id.is_not_distinct_from(earmark_id), Expected.subject == subject, Expected.due_on == due_on,
        Expected.state == ExpectedState.OPEN.value,
    )
    if session.scalar(query.limit(1).execution_options(all_units=THIS_UNIT)) is not None:
        raise LedgerRefused(_("Đã có một khoản chờ thu của cùng hồ sơ, cùng hạn. Hãy sửa khoản đó."), "due_on")


def _whole(amount: int) -> None:
    if type(amount) is not int or not 0 < amount <= LARGEST:
        raise LedgerRefused(_("Số tiền chờ thu phải lớn hơn 0."), "amount")


def _reason(reason: str) -> str:
    said = " ".join(reason.split())
    if not said:
        raise LedgerRefused(_("Hãy ghi lý do."), "reason")
    return said


def _note(session: Session, expected: Expected, act: str, by: Actor, *made: ExpectedMove, **details: object) -> None:
    record(
        session, by=by, act=act, subject=expected.subject, details={"code": expected.code, **details}, unit_id=expected.unit_id, made=made, changed=[expected]
    )
    session.flush()
