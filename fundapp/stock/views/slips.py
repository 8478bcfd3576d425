"""Slips: the list, one slip, making each kind, doing it as the keeper, dropping, taking back, its paper."""

from typing import Any

from flask import abort, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from fundapp.access.queries import names_of
from fundapp.documents import papers
from fundapp.documents import service as documents
from fundapp.documents.views import printed_now
from fundapp.kernel import clock
from fundapp.kernel.labels import _
from fundapp.ledger.models import Book
from fundapp.orgs.models import Unit
from fundapp.stock import paper, queries, service
from fundapp.stock.forms import ReasonForm, ReturnForm, SlipForm
from fundapp.stock.kinds import KIND_LABELS, SlipKind, SlipState
from fundapp.stock.models import StockPlace, StockSlip
from fundapp.stock.service import Wanted
from fundapp.stock.views.blueprint import WORDS, bp, own_unit
from fundapp.stock.views.goods import open_books
from fundapp.web.forms import refusals
from fundapp.web.guards import fetch, requires
from fundapp.web.paging import page

BY_HAND = (SlipKind.RECEIPT, SlipKind.PURCHASE, SlipKind.PACKING, SlipKind.HAND_OUT, SlipKind.TRANSFER, SlipKind.LOSS)


@bp.get("/slips")
@requires("stock:read")
def slips() -> str:
    """Every slip in sight, newest first; by kind and state."""
    kind, state = request.args.get("kind"), request.args.get("state")
    query = queries.slips()
    if kind in list(SlipKind):
        query = query.where(StockSlip.kind == kind)
    if state in list(SlipState):
        query = query.where(StockSlip.state == state)
    found = page(g.db, query, keys=[(StockSlip.id, "desc")], after=request.args.get("after"), size=40)
    return render_template("stock/slips.html", page=found, kind=kind, state=state, maker=own_unit(), **WORDS)


@bp.get("/slips/<int:slip_id>")
@requires("stock:read")
def slip(slip_id: int) -> str:
    """One slip: what it moves, who made and who did it, its entry, and what is next."""
    return render_template("stock/slip.html", **_shown(fetch(StockSlip, slip_id, "stock:read")))


@bp.route("/slips/new", methods=["GET", "POST"])
@requires("stock:make")
def new_slip() -> Any:
    """The accountant makes a slip of one kind; nothing moves before the keeper does it."""
    kind = request.args.get("kind", SlipKind.RECEIPT.value)
    if kind not in BY_HAND:
        abort(404)
    unit_id = own_unit()
    form = SlipForm.for_goods(kind, queries.goods(g.db, unit_id))
    places = [(one.id, one.name) for one in queries.places(g.db, unit_id)]
    form.book_id.choices, form.place_id.choices = open_books(unit_id), places
    form.to_place_id.choices = places if kind == SlipKind.TRANSFER else [(0, "")]
    if kind != SlipKind.TRANSFER:
        form.to_place_id.data = 0
    if form.validate_on_submit():
        with refusals(form):
            made = service.make_slip(g.db, _wanted(form), by=g.actor, on=clock.today())
            flash(_("Đã lập phiếu. Thủ kho nhập, xuất hàng thì phiếu mới có số và ghi sổ."), "good")
            return _to(made)
    held: dict[int, int] = {}
    for one in queries.held(g.db, unit_id=unit_id):
        held[one.good.id] = held.get(one.good.id, 0) + one.holding.quantity
    return render_template("stock/new_slip.html", form=form, kind=kind, by_hand=BY_HAND, places=places, held=held, **WORDS), 422 if form.errors else 200


@bp.post("/slips/<int:slip_id>/movement")
@requires("stock:keep")
def carry_out(slip_id: int) -> Any:
    """The keeper moves the goods of a slip."""
    found = fetch(StockSlip, slip_id, "stock:keep")
    form = ReasonForm()
    with refusals(form):
        service.carry_out(g.db, found, by=g.actor, on=clock.today())
        flash(_("Đã nhập, xuất hàng theo phiếu %(label)s.", label=found.label), "good")
        return _to(found)
    return render_template("stock/slip.html", form=form, **_shown(fetch(StockSlip, slip_id))), 422


@bp.route("/slips/<int:slip_id>/drop", methods=["GET", "POST"])
@requires("stock:make")
def drop(slip_id: int) -> Any:
    """Give up a slip whose goods have not moved."""
    found = fetch(StockSlip, slip_id, "stock:make")
    form = ReasonForm()
    if form.validate_on_submit():
        with refusals(form):
            service.drop_slip(g.db, found, reason=form.reason.data or "", by=g.actor, on=clock.today())
            flash(_("Đã bỏ phiếu."), "info")
            return _to(found)
    return _reason(found, form, _("Bỏ phiếu kho"), _("Phiếu ở lại hồ sơ, không có số, hàng không chuyển."))


@bp.route("/slips/<int:slip_id>/reversal", methods=["GET", "POST"])
@requires("stock:make")
def reversal(slip_id: int) -> Any:
    """Make the slip that takes a done one back."""
    found = fetch(StockSlip, slip_id, "stock:make")
    form = ReasonForm()
    if form.validate_on_submit():
        with refusals(form):
            made = service.make_reversal(g.db, found, reason=form.reason.data or "", by=g.actor, on=clock.today())
            flash(_("Đã lập phiếu đảo. Thủ kho làm thì hàng và sổ mới trở lại."), "good")
            return _to(made)
    return _reason(found, form, _("Đảo phiếu kho"), _("Đúng số hàng và giá trị ấy đi ngược lại; phiếu cũ giữ nguyên số."))


@bp.route("/slips/<int:slip_id>/return", methods=["GET", "POST"])
@requires("stock:make")
def returning(slip_id: int) -> Any:
    """Make the slip by which what was not handed out comes back."""
    found = fetch(StockSlip, slip_id, "stock:make")
    if found.kind != SlipKind.HAND_OUT or found.state != SlipState.DONE:
        abort(404)
    known, back = queries.line_goods(g.db, found), queries.returned(g.db, found)
    form = ReturnForm.for_goods([(known[line.good_id], line.quantity - back.get(line.good_id, (0, 0))[0]) for line in found.lines])
    form.place_id.choices = [(one.id, one.name) for one in queries.places(g.db, found.unit_id)]
    if request.method == "GET":
        form.place_id.data = found.place_id
    if form.validate_on_submit():
        with refusals(form):
            wanted = Wanted(
                SlipKind.RETURN.value, g.db.get_one(Book, found.book_id), fetch(StockPlace, form.place_id.data), form.items(), form.party.data or "",
                form.reason.data or "", returns=found, for_unit_id=found.for_unit_id,
            )
            made = service.make_slip(g.db, wanted, by=g.actor, on=clock.today())
            flash(_("Đã lập phiếu nhập lại. Thủ kho nhập hàng thì phiếu mới có số và ghi sổ."), "good")
            return _to(made)
    return render_template("stock/returning.html", slip=found, form=form), 422 if form.errors else 200


@bp.get("/slips/<int:slip_id>/paper.pdf")
@requires("stock:read")
def slip_paper(slip_id: int) -> Response:
    """The slip as it is signed; before the goods have moved it says so."""
    found = fetch(StockSlip, slip_id, "stock:read")
    pdf = papers.render(paper.LAYOUT, paper.data_of(g.db, found))
    return printed_now(pdf)


def _wanted(form: SlipForm) -> Wanted:
    book = fetch(Book, form.book_id.data, "stock:make")
    file_id = None
    for file in form.minutes.data or []:
        file_id = documents.store(g.db, stream=file.stream, name=file.filename, unit_id=book.unit_id, by=g.actor).id
    return Wanted(
        form.kind, book, fetch(StockPlace, form.place_id.data), form.items(), form.party.data or "", form.reason.data or "",
        address=form.address.data or "", basis=form.basis.data or "", minutes_file_id=file_id,
        to_place=fetch(StockPlace, form.to_place_id.data) if form.kind == SlipKind.TRANSFER else None,
    )


def _to(found: StockSlip) -> Any:
    return redirect(url_for("stock.slip", slip_id=found.id), 303)


def _reason(found: StockSlip, form: ReasonForm, title: Any, says: Any) -> Any:
    shown = render_template("stock/_reason.html", form=form, title=title, says=says, back=url_for("stock.slip", slip_id=found.id), about=_about(found))
    return shown, 422 if form.errors else 200


def _about(found: StockSlip) -> str:
    return found.label or str(KIND_LABELS[found.kind])


def _shown(found: StockSlip) -> dict[str, Any]:
    goods = queries.line_goods(g.db, found)
    return {
        "slip": found, "about": _about(found), "lines": [(line, goods[line.good_id]) for line in found.lines], "moves": queries.movements(g.db, found),
        "book": g.db.get(Book, found.book_id), "place": g.db.get(StockPlace, found.place_id), "unit": g.db.get(Unit, found.unit_id),
        "to_place": g.db.get(StockPlace, found.to_place_id) if found.to_place_id else None, "reversed": queries.is_reversed(g.db, found),
        "returned": queries.returned(g.db, found) if found.kind == SlipKind.HAND_OUT else {}, "goods": {one.id: one for one in queries.goods(g.db)},
        "names": names_of(g.db, {user for user in (found.made_by_id, found.done_by_id) if user}), **WORDS,
    }


