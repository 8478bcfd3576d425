"""One entry; posting a draft, asking for a reversal."""

from typing import Any

from flask import abort, flash, g, redirect, render_template, request, url_for

from fundapp.access.queries import names_of
from fundapp.kernel import clock
from fundapp.kernel.labels import _
from fundapp.ledger import queries, service
from fundapp.ledger.forms import PostingForm, ReversalForm
from fundapp.ledger.kinds import (
    ENTRY_KIND_LABELS,
    ENTRY_STATE_LABELS,
    ENTRY_STATE_TONES,
    MOVE_LABELS,
    purpose_label,
)
from fundapp.ledger.models import Book, Earmark, Entry, Voucher
from fundapp.ledger.views.blueprint import bp
from fundapp.orgs.models import Unit
from fundapp.web.forms import refusals
from fundapp.web.guards import fetch, requires
from fundapp.web.subjects import know, subject_url


@bp.get("/entries/<int:entry_id>")
@requires("fund:read")
def entry(entry_id: int) -> str:
    """One entry: its lines, its voucher, the request it is for, who made and who posted it, its place in the chain."""
    return render_template("ledger/entry.html", **_shown(fetch(Entry, entry_id, "fund:read")))


@bp.route("/entries/<int:entry_id>/posting", methods=["GET", "POST"])
@requires("ledger:confirm")
def posting(entry_id: int) -> Any:
    """A second person looks at a draft and posts it, or drops it with a reason."""
    found = fetch(Entry, entry_id, "ledger:confirm")
    if found.state != "draft":
        abort(404)
    form = PostingForm()
    if form.validate_on_submit():
        with refusals(form):
            if request.form.get("act") == "drop":
                service.drop_draft(g.db, found, reason=form.reason.data or "", by=g.actor)
                flash(_("Đã bỏ bút toán, không ghi sổ."), "info")
            else:
                service.post_draft(g.db, found, by=g.actor)
                flash(_("Đã ghi sổ bút toán số %(number)s.", number=found.number), "good")
            return redirect(url_for("ledger.entry", entry_id=found.id), 303)
    return render_template("ledger/posting.html", form=form, **_shown(found)), 422 if form.errors else 200


@bp.route("/entries/<int:entry_id>/reversal", methods=["GET", "POST"])
@requires("ledger:post")
def reversal(entry_id: int) -> Any:
    """Ask for an entry to be taken back today, with the reason."""
    found = fetch(Entry, entry_id, "ledger:post")
    if owner := _owner(found):
        flash(_("Bút toán này là một phần của việc ở trang này nên không đảo riêng ở sổ. Hãy đề nghị đảo ở đây, hoặc sửa bằng bước có ở đây."), "info")
        return redirect(owner, 303)
    if found.state != "posted" or found.kind in ("reversal", "closing"):
        abort(404)
    form = ReversalForm()
    if form.validate_on_submit():
        with refusals(form):
            made = service.draft_reversal(g.db, found, reason=form.reason.data, by=g.actor, on=clock.today())
            flash(_("Đã lập bút toán ghi số âm. Phụ trách kế toán xem và ghi sổ."), "good")
            return redirect(url_for("ledger.entry", entry_id=made.id), 303)
    return render_template("ledger/reversal.html", form=form, today=clock.today(), **_shown(found)), 422 if form.errors else 200


def _owner(found: Entry) -> str | None:
    """The page of another room's act that this entry is a part of, by the name that its reference begins with."""
    room, _slash, rest = found.reference.partition("/")
    # What is booked from a statement names the line, not its file.
    return subject_url(f"{'bank_lines' if room == 'bank' else room}/{rest.split('/')[0]}")


def _shown(found: Entry) -> dict[str, Any]:
    around = queries.around(g.db, found)
    lines, uses = queries.entry_lines(g.db, found), queries.uses_of(g.db, found)
    know(g.db, (*(line.subject for line in lines), *(reservation.subject for _move, reservation in uses)))
    return {
        "entry": found, "book": g.db.get(Book, found.book_id), "lines": lines, "narration": queries.narration_of(g.db, found),
        "voucher": g.db.get(Voucher, found.voucher_id) if found.voucher_id else None, "uses": uses,
        "kind": ENTRY_KIND_LABELS[found.kind], "state": ENTRY_STATE_LABELS[found.state], "tone": ENTRY_STATE_TONES[found.state],
        "total": sum(line.debit for line in lines), "move_labels": MOVE_LABELS, "purpose": purpose_label(found.purpose) if found.purpose else None,
        "earmark": g.db.get(Earmark, found.earmark_id) if found.earmark_id else None,
        "helped": g.db.get(Unit, found.beneficiary_unit_id) if found.beneficiary_unit_id else None,
        "reverses": around.reverses, "reversed_by": around.reversed_by, "subjects": sorted({line.subject for line in lines if line.subject}),
        "owner": _owner(found), "names": names_of(g.db, {user for user in (found.drafted_by_id, found.posted_by_id) if user}),
    }
