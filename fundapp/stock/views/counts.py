"""Counts of a place: taken by the keeper, answered by a second person, differences settled by slips."""

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for

from fundapp.access.queries import names_of
from fundapp.kernel import clock
from fundapp.kernel.labels import _
from fundapp.orgs.models import Unit
from fundapp.stock import queries, service
from fundapp.stock.forms import AnswerForm, CountForm, ReasonForm
from fundapp.stock.models import StockCount, StockPlace
from fundapp.stock.views.blueprint import WORDS, bp
from fundapp.web.forms import refusals
from fundapp.web.guards import fetch, requires


@bp.route("/places/<int:place_id>/counts/new", methods=["GET", "POST"])
@requires("stock:keep")
def counting_sheet(place_id: int) -> Any:
    """The keeper counts, before the books are shown."""
    place = fetch(StockPlace, place_id, "stock:keep")
    held = queries.held(g.db, place_id=place.id)
    form = CountForm.for_rows([(one.holding.id, f"{one.good.name} ({one.good.measure}), {one.book.name}") for one in held])
    if form.validate_on_submit():
        with refusals(form):
            made = service.take_count(g.db, place, pieces=form.pieces(), present=form.present.data or "", by=g.actor, on=clock.today())
            flash(_("Đã ghi số đếm. Người thứ hai xác nhận thì biên bản mới có giá trị."), "good")
            return redirect(url_for("stock.count", count_id=made.id), 303)
    return render_template("stock/counting_sheet.html", place=place, form=form), 422 if form.errors else 200


@bp.get("/counts/<int:count_id>")
@requires("stock:read")
def count(count_id: int) -> str:
    """One count beside the books of its moment, and what became of the differences."""
    return render_template("stock/count.html", **_shown(fetch(StockCount, count_id, "stock:read")))


@bp.route("/counts/<int:count_id>/answer", methods=["GET", "POST"])
@requires("stock:witness")
def answer(count_id: int) -> Any:
    """The second person, who counted along, confirms or says why not."""
    found = fetch(StockCount, count_id, "stock:witness")
    form = AnswerForm()
    if form.validate_on_submit():
        with refusals(form):
            agrees = request.form.get("act") != "refuse"
            service.answer_count(g.db, found, agrees=agrees, text=form.text.data or "", by=g.actor, on=clock.today())
            flash(_("Đã xác nhận kiểm kê hàng.") if agrees else _("Đã ghi là không xác nhận. Hãy cùng đếm lại."), "good" if agrees else "info")
            return redirect(url_for("stock.count", count_id=found.id), 303)
    return render_template("stock/answer.html", form=form, **_shown(fetch(StockCount, count_id))), 422 if form.errors else 200


@bp.route("/counts/<int:count_id>/settlement", methods=["GET", "POST"])
@requires("stock:make")
def settlement(count_id: int) -> Any:
    """The accountant makes the slips that bring the books to what was counted."""
    found = fetch(StockCount, count_id, "stock:make")
    form = ReasonForm()
    if form.validate_on_submit():
        with refusals(form):
            made = service.settle_count(g.db, found, reason=form.reason.data or "", by=g.actor, on=clock.today())
            flash(_("Đã lập %(n)s phiếu xử lý chênh lệch. Thủ kho làm thì sổ mới đổi.", n=len(made)), "good")
            return redirect(url_for("stock.count", count_id=found.id), 303)
    place = g.db.get_one(StockPlace, fetch(StockCount, count_id).place_id)
    shown = render_template(
        "stock/_reason.html", form=form, title=_("Xử lý chênh lệch kiểm kê hàng"),
        says=_("Hàng thiếu được xuất chờ xử lý (tài khoản phải thu), hàng thừa được nhập chờ xử lý."), back=url_for("stock.count", count_id=count_id),
        about=place.name,
    )
    return shown, 422 if form.errors else 200


def _shown(found: StockCount) -> dict[str, Any]:
    place = g.db.get_one(StockPlace, found.place_id)
    return {
        "count": found, "place": place, "unit": g.db.get(Unit, found.unit_id), "rows": queries.counted(g.db, found), "taken": queries.settled(g.db, found),
        "left": queries.open_differences(g.db, [found])[found.id], "today": clock.today(), "mine": found.counted_by_id == g.actor.user_id,
        "names": names_of(g.db, {user for user in (found.counted_by_id, found.answered_by_id) if user}), **WORDS,
    }
