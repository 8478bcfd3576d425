"""The list of funds and the page of one fund."""

from flask import g, render_template

from fundapp.kernel import clock
from fundapp.kernel.labels import _
from fundapp.ledger import queries
from fundapp.ledger.kinds import LEGAL_FORM_LABELS, PERIOD_STATE_LABELS, PERIOD_STATE_TONES, PURPOSE_LABELS
from fundapp.ledger.models import Entry, Reservation
from fundapp.ledger.restrictions import in_force
from fundapp.ledger.views.blueprint import bp, fund
from fundapp.orgs.models import Unit
from fundapp.web.guards import requires
from fundapp.web.paging import page
from fundapp.web.subjects import know

RECENT = 8


@bp.get("")
@requires("fund:read", menu=_("Quỹ và sổ quỹ"), icon="wallet", group="money", order=10)
def listing() -> str:
    """The funds in sight: what each has, has promised and may still spend."""
    books = queries.books(g.db)
    units = {unit_id: g.db.get(Unit, unit_id) for unit_id in {book.unit_id for book in books}}
    return render_template(
        "ledger/listing.html", books=books, standings=queries.standing(g.db, [book.id for book in books]), units=units, forms=LEGAL_FORM_LABELS,
        purposes=PURPOSE_LABELS, drafts=queries.draft_entries(g.db), changes=queries.waiting_terms(g.db) if g.actor.can("ledger:confirm") else [],
    )


@bp.get("/<int:book_id>")
@requires("fund:read")
def show(book_id: int) -> str:
    """One fund: its standing, its accounts, the newest entries, what it has promised, its months."""
    book = fund(book_id)
    years = queries.book_years(g.db, book)
    recent = page(g.db, queries.journal(years[0].id), keys=[(Entry.number, "desc")], size=RECENT)
    promised = page(g.db, queries.commitments(book), keys=[(Reservation.id, "desc")], size=RECENT)
    know(g.db, (row.subject for row in promised.rows))
    return render_template(
        "ledger/show.html", book=book, unit=g.db.get(Unit, book.unit_id), standing=queries.standing(g.db, [book.id])[book.id],
        balances=queries.balances_of(g.db, book), year=years[0], recent=recent, promised=promised, forms=LEGAL_FORM_LABELS, purposes=PURPOSE_LABELS,
        periods=queries.periods_of(g.db, book, years[0].year), period_labels=PERIOD_STATE_LABELS, period_tones=PERIOD_STATE_TONES,
        drafts=queries.draft_entries(g.db, book), codes=queries.shown_codes(g.db, book.unit_id), terms=in_force(book.terms, clock.today()),
        earmarks=queries.earmarks_of(g.db, [book.id]),
        over=queries.over_limit(g.db, book.unit_id), ending=queries.ending_soon(g.db, [book.id], clock.today()).get(book.id),
    )
