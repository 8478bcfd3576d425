"""Post many payments of one fund as one act: all of them, or none."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.kernel.labels import _
from fundapp.ledger import chart, posting_block
from fundapp.ledger.kinds import VOUCHER_SERIES, EntryKind
from fundapp.ledger.posting import Outcome, RuleBroken
from fundapp.ledger.service.books import ensure_series, make_missing
from fundapp.ledger.service.ready import Held, Many, NewVoucher, Posting, make_ready
from fundapp.ledger.service.refusals import LedgerRefused
from fundapp.ledger.service.vouchers import counter_of


def may_join(wanted: Posting) -> bool:
    """Whether a posting may be one of a block: a plain payment that no donor's terms bind, with a voucher of its own."""
    out = sum(line.credit - line.debit for line in wanted.lines if chart.is_money(line.account))
    return wanted.kind == EntryKind.ORDINARY and wanted.earmark is None and isinstance(wanted.voucher, NewVoucher) and out == wanted.voucher.amount > 0


def post_block(session: Session, wanted: Sequence[tuple[Posting, int]], *, by: Actor) -> list[Outcome]:
    """Post payments of one fund and year, each beside who made it, in their order, with vouchers of one series.

    The numbers are one block, the entries and hashes just those that posting one after the other gives. What the database refuses of one
    refuses them all (`LedgerRefused`), so that the caller may post them one by one and hear which it is.
    """
    first, maker = wanted[0]
    book, year = first.book, first.on.year
    series = _series(first.voucher)
    if any(one.book is not book or one.on.year != year or not may_join(one) or _series(one.voucher) != series for one, _maker in wanted):
        raise ValueError(f"a block holds payments of one fund, year and series, made by somebody: {maker}")
    session.flush()
    last = counter_of(session, book.unit_id, series, year)
    if last is None:
        ensure_series(session, book.unit_id, series, year)
        last = counter_of(session, book.unit_id, series, year) or 0
    many = Many()
    with posting_block.uncollected():
        return _post(session, wanted, last, many, by)


def _post(session: Session, wanted: Sequence[tuple[Posting, int]], last: int, many: Many, by: Actor) -> list[Outcome]:
    first, _maker = wanted[0]
    ready = [make_ready(session, one, made_by, by.user_id, number=last + place, many=many) for place, (one, made_by) in enumerate(wanted, 1)]
    try:
        outcomes = posting_block.write_block(session, ready)
        if outcomes is None:
            make_missing(session, first.book, first.on, sorted({side[:2] for one in ready for side in one.sides}, key=str), _series(first.voucher))
            outcomes = posting_block.write_block(session, ready)
    except RuleBroken as problem:
        raise BlockRefused(problem) from problem
    assert outcomes is not None
    for one, _maker in wanted:
        for reservation, _amount in one.consumes:
            if not isinstance(reservation, Held) and reservation in session:
                session.expire(reservation)
    return outcomes


class BlockRefused(LedgerRefused):
    """One payment of a block is refused, and so the block."""

    def __init__(self, problem: RuleBroken) -> None:
        super().__init__(_("Sổ không nhận các khoản chi này cùng một lần (%(rule)s).", rule=problem.rule))
        self.rule = problem.rule


def _series(voucher: Any) -> str:
    return str(voucher.series or VOUCHER_SERIES[voucher.kind])
