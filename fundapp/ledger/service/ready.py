"""What a posting is made of, and what is checked of it before the database is asked."""

import re
import secrets
from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from fundapp.kernel import clock
from fundapp.kernel.labels import _
from fundapp.ledger import chain, chart
from fundapp.ledger.kinds import VOUCHER_SERIES, EntryKind, LegalForm, VoucherKind, VoucherState
from fundapp.ledger.models import Book, CashBox, Earmark, Reservation, Voucher
from fundapp.ledger.posting import Paper, Ready, Side
from fundapp.ledger.service.allowing import check_entry
from fundapp.ledger.service.refusals import DutiesMixed, LedgerRefused, passes_through_only, ruled

LARGEST = 999_999_999_999_999
IN_ONE_FIELD = re.compile(f"[^{chain.SEPARATORS}]*").fullmatch


class LineSpec(NamedTuple):
    """One line to be written: an account, debit or credit, the box for cash and bank money, and whom it concerns."""

    account: str
    debit: int = 0
    credit: int = 0
    box: CashBox | None = None
    subject: str | None = None


class NewVoucher(NamedTuple):
    """A voucher that is issued together with its entry (dated like it)."""

    kind: str
    amount: int
    payee_name: str
    reason: str
    payee_address: str = ""
    attachments: int = 0
    series: str | None = None


class Held(NamedTuple):
    """Of a commitment what its payment must know: for the many, of which no row is loaded."""

    id: int
    book_id: int
    for_unit_id: int | None
    purpose: str
    earmark_id: int | None = None


class Posting(NamedTuple):
    """One entry to be posted. `reference` names the act: the same act cannot be posted twice in one book.

    With an `earmark` all of the entry belongs to that donation: what it takes in is bound, what it pays is paid from it.
    """

    book: Book
    on: date
    narration: str
    lines: Sequence[LineSpec]
    reference: str
    voucher: Voucher | NewVoucher | None = None
    consumes: Sequence[tuple[Reservation | Held, int]] = ()
    purpose: str | None = None
    kind: str = EntryKind.ORDINARY.value
    earmark: Earmark | None = None
    # Whose member is paid; known by itself where commitments are paid.
    for_unit_id: int | None = None


class Many:
    """What holds for all postings of one act: its instant, and which kinds of them the fund's terms were found to allow, so that each is asked once."""

    def __init__(self) -> None:
        self.at, self.today = clock.now(), clock.today()
        self.allowed: set[Any] = set()


def make_ready(session: Session, wanted: Posting, drafted_by: int, posted_by: int, *, number: int | None = None, many: Many | None = None) -> Ready:
    """Check a posting and make it ready. `number` is the one that its new voucher will bear, where that is known already."""
    if drafted_by == posted_by:
        raise DutiesMixed(_("Người lập và người ghi sổ phải là hai người khác nhau."))
    if wanted.on > (clock.today() if many is None else many.today):
        raise LedgerRefused(_("Ngày ghi sổ không được sau hôm nay."), "on")
    book, reference = wanted.book, wanted.reference
    if not book.is_open:
        raise LedgerRefused(_("%(fund)s đã ngừng hoạt động, không ghi sổ được nữa.", fund=book.name))
    sides = [to_side(line) for line in wanted.lines]
    out = _balanced(book, sides)
    purpose, unit_id = _purpose(wanted, out), _helped(wanted)
    earmark_id = None if wanted.earmark is None else wanted.earmark.id
    asked = None if many is None else (book.id, wanted.kind, purpose, unit_id, wanted.on, earmark_id, out > 0, *[(side[0], side[2] > 0) for side in sides])
    if many is None or asked not in many.allowed:
        check_entry(session, book, kind=wanted.kind, sides=sides, purpose=purpose, earmark=wanted.earmark, unit_id=unit_id, on=wanted.on)
        if many is not None:
            many.allowed.add(asked)
    _plain(reference, purpose)
    paper, voucher_id, label = _paper(wanted)
    if paper is not None and number is not None:
        label = chain.voucher_label(paper.series, wanted.on.year, number, paper.amount)
    salt = secrets.token_hex(8)
    rows = ";".join([f"{side[0]},{side[1]},{side[2]},{side[3]},{side[4]}" for side in sides])
    held = ";".join([f"{reservation.id},{amount}" for reservation, amount in wanted.consumes])
    body = chain.sha256(f"{wanted.on}|{wanted.kind}|{purpose}|{earmark_id}|{unit_id}|{label or (paper and paper[:3])}|{rows}|{held}")
    return Ready(
        book_id=book.id, book_code=book.code, on=wanted.on, kind=wanted.kind, reference=reference, body=body, purpose=purpose,
        narration=wanted.narration, salt=salt, digest=chain.narration_digest(salt, wanted.narration), drafted_by=drafted_by, posted_by=posted_by,
        at=clock.now() if many is None else many.at, sides=sides, consumes=[(reservation.id, amount) for reservation, amount in wanted.consumes], voucher_id=voucher_id,
        voucher_label=label, paper=paper, earmark_id=earmark_id, beneficiary_id=unit_id,
    )


def to_side(line: LineSpec) -> Side:
    debit, credit = line.debit, line.credit
    if type(debit) is not int or type(credit) is not int:
        raise TypeError(f"amounts are whole int, not {debit!r} and {credit!r}")
    if not (0 <= debit <= LARGEST and 0 <= credit <= LARGEST and (debit == 0) != (credit == 0)):
        raise LedgerRefused(_("Mỗi dòng ghi hoặc Nợ hoặc Có một số tiền lớn hơn 0."), "amount")
    subject = line.subject
    if subject is not None and IN_ONE_FIELD(subject) is None:
        raise ValueError(f"a subject is room/number, not {subject!r}")
    return Side(line.account, None if line.box is None else line.box.id, debit, credit, subject)


def _balanced(book: Book, sides: Sequence[Side]) -> int:
    """Check that the lines balance; gives what leaves the money accounts (negative: what comes in)."""
    debit = credit = out = 0
    passes_through = book.legal_form == LegalForm.REMITTED
    for code, _box, more, less, _subject in sides:
        debit += more
        credit += less
        if chart.is_money(code):
            out += less - more
        elif passes_through and not chart.may_pass_through(code):
            raise passes_through_only()
    if debit != credit:
        raise ruled("L1") or AssertionError
    if len(sides) < 2:
        raise ruled("L5") or AssertionError
    return out


def _purpose(wanted: Posting, out: int) -> str | None:
    """What the money is for: of the commitments that it pays, or as given."""
    held, total = set(), 0
    for reservation, amount in wanted.consumes:
        held.add(reservation.purpose)
        total += amount
        if reservation.book_id != wanted.book.id or amount <= 0:
            raise ruled("F2") or AssertionError
    if wanted.purpose is not None:
        held.add(wanted.purpose)
    if len(held) > 1:
        raise ruled("F2") or AssertionError
    if total > max(out, 0):
        raise LedgerRefused(_("Số tiền lấy từ cam kết chi lớn hơn số tiền thực chi."), "amount")
    return held.pop() if held else None


def _helped(wanted: Posting) -> int | None:
    """The unit whose member the entry pays: as given, or that of the commitments that it pays."""
    earmark_id = None if wanted.earmark is None else wanted.earmark.id
    for reservation, _amount in wanted.consumes:
        if reservation.earmark_id != earmark_id:
            raise ruled("F2") or AssertionError
    if wanted.earmark is not None and wanted.earmark.book_id != wanted.book.id:
        raise ruled("F2") or AssertionError
    helped = {reservation.for_unit_id for reservation, _amount in wanted.consumes}
    if len(helped) > 1:
        raise ruled("F2") or AssertionError
    return wanted.for_unit_id if wanted.for_unit_id is not None else next(iter(helped), None)


def _plain(reference: str, purpose: str | None) -> None:
    if not reference or len(reference) > 120 or IN_ONE_FIELD(reference) is None or IN_ONE_FIELD(purpose or "") is None:
        raise ValueError(f"a reference names the act in one line, not {reference!r}")


def _paper(wanted: Posting) -> tuple[Paper | None, int | None, str]:
    voucher = wanted.voucher
    if voucher is None:
        return None, None, ""
    if isinstance(voucher, NewVoucher):
        if not voucher.payee_name.strip() or not voucher.reason.strip() or voucher.amount <= 0:
            raise LedgerRefused(_("Chứng từ phải có người nhận, nội dung và số tiền."), "payee_name")
        series = voucher.series or VOUCHER_SERIES[voucher.kind]
        paper = Paper(series, voucher.kind, voucher.amount, voucher.payee_name, voucher.payee_address, voucher.reason, voucher.attachments)
        return paper, None, ""
    if voucher.state != VoucherState.ISSUED or voucher.unit_id != wanted.book.unit_id:
        raise ruled("L8") or AssertionError
    return None, voucher.id, chain.voucher_label(voucher.series, voucher.year, voucher.number, voucher.amount)


def voucher_is_whole(postings: Sequence[Posting]) -> None:
    """What the entries move out (or in) on one voucher sums to the amount that is printed on it."""
    sums: dict[int, int] = {}
    vouchers = {one.voucher.id: one.voucher for one in postings if isinstance(one.voucher, Voucher)}
    for one in postings:
        if isinstance(one.voucher, Voucher):
            # Cash drawn from the bank comes in by the whole voucher, though the fund has neither more nor less.
            turns = one.kind == EntryKind.TRANSFER
            moved = sum(line.credit if turns else line.credit - line.debit for line in one.lines if chart.is_money(line.account))
            if one.voucher.kind == VoucherKind.ADJUSTMENT:
                moved = sum(line.debit for line in one.lines)
            sums[one.voucher.id] = sums.get(one.voucher.id, 0) + moved
    for voucher_id, moved in sums.items():
        if abs(moved) != vouchers[voucher_id].amount:
            raise LedgerRefused(_("Số tiền ghi sổ không khớp số tiền trên chứng từ %(label)s.", label=vouchers[voucher_id].label), "amount")
