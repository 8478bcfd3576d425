"""Payments that are alike, made ready fast: a thousand gifts differ in amount, payee and words, and what holds for the first of them is asked once."""

import secrets
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from fundapp.kernel.certain import surely
from fundapp.ledger import chain, chart
from fundapp.ledger.kinds import VOUCHER_SERIES, EntryKind
from fundapp.ledger.posting import Paper, Ready, Side
from fundapp.ledger.service.ready import IN_ONE_FIELD, LARGEST, Many, NewVoucher, Posting, make_ready


def may_join(wanted: Posting) -> bool:
    """Whether a posting may be one of a block: a plain payment that no donor's terms bind, with a voucher of its own."""
    out = sum(line.credit - line.debit for line in wanted.lines if chart.is_money(line.account))
    return wanted.kind == EntryKind.ORDINARY and wanted.earmark is None and isinstance(wanted.voucher, NewVoucher) and out == wanted.voucher.amount > 0


def series_of(voucher: Any) -> str:
    return str(voucher.series or VOUCHER_SERIES[voucher.kind])


class Shape(NamedTuple):
    """What payments alike have in common: how a first one was made ready, which accounts it moves money between, and how the text of its body begins."""

    first: Ready
    debit: Side
    credit: Side
    head: str


class Alike:
    """Makes the payments of one block ready, of one fund and by one poster.

    Only a payment of one amount, out of one account into another and of one commitment, is like one made before. Whatever is not plainly so goes
    through `make_ready`, which judges it and refuses in its own words; a test holds both ways to the same rows.
    """

    def __init__(self, session: Session, first: Posting, posted_by: int) -> None:
        self.session, self.posted_by, self.many = session, posted_by, Many()
        self.book, self.year, self.series = first.book, first.on.year, series_of(first.voucher)
        self.shapes: dict[Any, Shape] = {}

    def make(self, wanted: Posting, drafted_by: int, number: int) -> Ready:
        """Check one payment and make it ready. `number` is the one that its voucher will bear."""
        key = _key(wanted, drafted_by)
        shape = self.shapes.get(key) if key is not None else None
        if shape is not None and isinstance(wanted.voucher, NewVoucher) and _is_plain(wanted):
            return self._like(shape, wanted, wanted.voucher, number)
        if wanted.book is not self.book or wanted.on.year != self.year or series_of(wanted.voucher) != self.series or not may_join(wanted):
            raise ValueError(f"a block holds payments of one fund, year and series, and not {wanted.reference}")
        ready = make_ready(self.session, wanted, drafted_by, self.posted_by, number=number, many=self.many)
        if key is not None and _is_plain(wanted):
            head = f"{wanted.on}|{wanted.kind}|{ready.purpose}|None|{ready.beneficiary_id}|"
            self.shapes[key] = Shape(ready, ready.sides[0], ready.sides[1], head)
        return ready

    def _like(self, shape: Shape, wanted: Posting, voucher: NewVoucher, number: int) -> Ready:
        first, (code, box_id, *_), (other_code, other_box_id, *_), head = shape
        lines, like = wanted.lines, surely(first.paper, "paper of a payment with a voucher")
        amount, held = voucher.amount, wanted.consumes[0][0]
        owed, paid = lines[0].subject, lines[1].subject
        label = chain.voucher_label(like.series, first.on.year, number, amount)
        body = chain.sha256(f"{head}{label}|{code},{box_id},{amount},0,{owed};{other_code},{other_box_id},0,{amount},{paid}|{held.id},{amount}")
        salt, narration = secrets.token_hex(8), wanted.narration
        paper = Paper(like.series, voucher.kind, amount, voucher.payee_name, voucher.payee_address, voucher.reason, voucher.attachments)
        return Ready(
            first.book_id, first.book_code, first.on, first.kind, wanted.reference, body, first.purpose, narration, salt, chain.narration_digest(salt, narration),
            first.drafted_by, first.posted_by, first.at, (Side(code, box_id, amount, 0, owed), Side(other_code, other_box_id, 0, amount, paid)),
            ((held.id, amount),), None, label, paper, None, "", None, first.beneficiary_id,
        )


def _key(wanted: Posting, drafted_by: int) -> Any:
    """What two payments share that are judged alike; None for what is no such payment."""
    book, on, _narration, lines, _reference, voucher, consumes, purpose, kind, earmark, unit_id = wanted
    if type(voucher) is not NewVoucher or len(lines) != 2 or len(consumes) != 1 or earmark is not None:
        return None
    (code, _debit, _credit, box, _subject), (other_code, _debit, _credit, other_box, _subject) = lines
    held = consumes[0][0]
    if held.earmark_id is not None:
        return None
    return (book, on, code, box, other_code, other_box, held.book_id, held.for_unit_id, held.purpose, voucher.kind, voucher.series, purpose, kind, unit_id, drafted_by)


def _is_plain(wanted: Posting) -> bool:
    """Whether its amounts and words are such as `make_ready` takes: one whole amount throughout, and texts that fill one field each."""
    (_code, debit, none, _box, subject), (_other, nothing, credit, _box, other) = wanted.lines
    amount, payee_name, reason = wanted.voucher[1:4]  # type: ignore[index]
    return (
        type(debit) is int and type(credit) is int and type(amount) is int and type(none) is int and type(nothing) is int
        and debit == credit == amount == wanted.consumes[0][1] and none == 0 == nothing and 0 < amount <= LARGEST
        and 0 < len(wanted.reference) <= 120 and IN_ONE_FIELD(f"{wanted.reference}{subject or ''}{other or ''}") is not None
        and bool(payee_name.strip()) and bool(reason.strip())
    )
