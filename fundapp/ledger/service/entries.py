"""Post entries: one, or several in different books together."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.kernel.certain import surely
from fundapp.kernel.labels import _
from fundapp.ledger import chart, posting
from fundapp.ledger.models import Book
from fundapp.ledger.posting import Outcome, Ready, RuleBroken
from fundapp.ledger.service.books import make_missing
from fundapp.ledger.service.ready import Held, Posting, make_ready, voucher_is_whole
from fundapp.ledger.service.refusals import (
    SameReference,
    account_is_closed,
    box_is_closed,
    box_is_short,
    earmark_is_short,
    fund_is_short,
    month_is_closed,
    ruled,
)

WRITTEN = "entry that was written"


class Posted(NamedTuple):
    """An entry as it went into the books: what whoever posted it goes on with. The row itself is loaded by who needs more of it."""

    id: int
    unit_id: int
    book_id: int
    number: int
    hash: str
    on: date
    kind: str
    reference: str
    earmark_id: int | None
    voucher_id: int | None
    reverses_id: int | None


def post(session: Session, wanted: Posting, *, drafted_by: int, by: Actor) -> Posted:
    """Post one entry. The same reference with the same content gives the entry that stands; with other content it is refused.

    `drafted_by` is who made it (the order's maker); `by`, who posts it, is somebody else.
    """
    if wanted.voucher is not None:
        voucher_is_whole([wanted])
    return _post(session, wanted, drafted_by, by)


def post_together(session: Session, postings: Sequence[Posting], *, drafted_by: int, by: Actor) -> list[Posted]:
    """Post entries in several books, all or none; they come back in the order in which they were given."""
    voucher_is_whole(postings)
    ordered = sorted(postings, key=lambda one: one.book.id)
    if len(ordered) == 1:
        return [_post(session, ordered[0], drafted_by, by)]
    with session.begin_nested():
        posting.lock_books(
            session, [one.book.id for one in ordered], [reservation.id for one in ordered for reservation, _amount in one.consumes],
            [one.earmark.id for one in ordered if one.earmark is not None],
        )
        made = {id(one): _post(session, one, drafted_by, by) for one in ordered}
    return [made[id(one)] for one in postings]


def _post(session: Session, wanted: Posting, drafted_by: int, by: Actor) -> Posted:
    ready = make_ready(session, wanted, drafted_by, by.user_id)
    outcome = write(session, wanted.book, ready, wanted)
    for row in (*(reservation for reservation, _amount in wanted.consumes), *([wanted.earmark] if wanted.earmark else [])):
        if not isinstance(row, Held) and row in session:
            session.expire(row)
    return as_posted(wanted.book, ready, outcome)


def write(session: Session, book: Book, ready: Ready, wanted: Posting | None = None) -> Outcome:
    """Write one posting and turn what the database refuses into a refusal. Gives `posted` or `again`."""
    try:
        outcome = posting.write(session, ready)
        if outcome.outcome == "missing":
            series = None if ready.paper is None else ready.paper.series
            make_missing(session, book, ready.on, [(side.account_code, side.box_id) for side in ready.sides], series)
            outcome = posting.write(session, ready)
    except RuleBroken as problem:
        raise _refusal(book, ready, problem, wanted) from problem
    if outcome.outcome == "other":
        raise SameReference(_("Việc này đã được ghi sổ với nội dung khác (mã %(reference)s). Hãy mở lại trang để xem.", reference=ready.reference))
    if outcome.outcome == "closed":
        raise month_is_closed(book.name, ready.on)
    return outcome


def flush(session: Session) -> None:
    """Send what waits to the database; a rule that it holds is refused in the words of its users."""
    try:
        session.flush()
    except DBAPIError as problem:
        found = posting.broken(problem)
        raise (ruled(found.rule) if isinstance(found, RuleBroken) else None) or found from problem


def as_posted(book: Book, ready: Ready, outcome: Outcome) -> Posted:
    """Say what stands in the books now; of an act done before, the same body was found under its reference."""
    entry_id, number, link = surely(outcome.entry_id, WRITTEN), surely(outcome.number, WRITTEN), surely(outcome.hash, WRITTEN)
    return Posted(
        entry_id, book.unit_id, book.id, number, link, ready.on, ready.kind, ready.reference, ready.earmark_id, outcome.voucher_id,
        ready.reverses_id,
    )


def _refusal(book: Book, ready: Ready, problem: RuleBroken, wanted: Posting | None) -> Exception:
    """Turn a broken rule into what the user reads, with the figures that came along."""
    out: dict[int | None, int] = {}
    for side in ready.sides:
        if chart.is_money(side.account_code):
            out[side.box_id] = out.get(side.box_id, 0) + side.credit - side.debit
    if problem.rule == "ck_ledger_standing_free_not_below_zero":
        return fund_is_short(book.name, sum(out.values()), int(problem.detail))
    if problem.rule == "ck_ledger_earmark_free_not_below_zero":
        name = wanted.earmark.name if wanted is not None and wanted.earmark is not None else book.name
        return earmark_is_short(name, sum(out.values()), int(problem.detail))
    if problem.rule == "ck_ledger_balance_money_not_below_zero":
        box_id, _space, held = problem.detail.partition(" ")
        asked = next((amount for box, amount in out.items() if str(box) == box_id), 0)
        return box_is_short(_name_of(box_id, wanted) or _("Quỹ tiền mặt hoặc tài khoản ngân hàng"), book.name, asked, int(held))
    if problem.rule == "L19" and problem.detail:
        box_id, _space, until = problem.detail.partition(" ")
        return box_is_closed(_name_of(box_id, wanted) or _("Quỹ tiền mặt"), date.fromisoformat(until))
    if problem.rule == "ck_ledger_balance_closed_is_empty":
        return account_is_closed(problem.detail)
    if problem.rule == "L9":
        return month_is_closed(book.name, ready.on)
    return ruled(problem.rule) or problem


def _name_of(box_id: str, wanted: Posting | None) -> str | None:
    return next((line.box.name for line in wanted.lines if line.box is not None and str(line.box.id) == box_id), None) if wanted is not None else None
