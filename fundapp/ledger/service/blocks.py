"""Post many payments of one fund as one act: all of them, or none."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.kernel.labels import _
from fundapp.ledger import posting_block
from fundapp.ledger.posting import Outcome, RuleBroken
from fundapp.ledger.service.alike import Alike, series_of
from fundapp.ledger.service.books import ensure_series, make_missing
from fundapp.ledger.service.ready import Held, Posting
from fundapp.ledger.service.refusals import LedgerRefused
from fundapp.ledger.service.vouchers import counter_of


def post_block(session: Session, wanted: Sequence[tuple[Posting, int]], *, by: Actor) -> list[Outcome]:
    """Post payments of one fund and year, each beside who made it, in their order, with vouchers of one series.

    The numbers are one block, the entries and hashes just those that posting one after the other gives. What the database refuses of one
    refuses them all (`LedgerRefused`), so that the caller may post them one by one and hear which it is.
    """
    first, _maker = wanted[0]
    book, year, series = first.book, first.on.year, series_of(first.voucher)
    session.flush()
    last = counter_of(session, book.unit_id, series, year)
    if last is None:
        ensure_series(session, book.unit_id, series, year)
        last = counter_of(session, book.unit_id, series, year) or 0
    with posting_block.uncollected():
        return _post(session, wanted, last, by)


def _post(session: Session, wanted: Sequence[tuple[Posting, int]], last: int, by: Actor) -> list[Outcome]:
    alike = Alike(session, wanted[0][0], by.user_id)
    made: Sequence[Any] | None = None
    outcomes = None
    while outcomes is None:
        ready = (alike.make(one, made_by, number) for number, (one, made_by) in enumerate(wanted, last + 1))
        try:
            outcomes = posting_block.write_block(session, ready, len(wanted))
        except posting_block.RowsMissing as missing:
            if missing.sides == made:
                raise
            made = missing.sides
            make_missing(session, alike.book, wanted[0][0].on, missing.sides, alike.series)
        except RuleBroken as problem:
            raise BlockRefused(problem) from problem
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
