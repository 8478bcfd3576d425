"""Acts on a list: hand it in, review, strike names, send back, decide, hand out, close; and take its goods out of the store."""

from collections.abc import Callable
from typing import Any

from flask import abort, flash, g, redirect, render_template, request, url_for
from sqlalchemy import select

from fundapp.gifts import service
from fundapp.gifts.forms import ActForm, ReleaseForm
from fundapp.gifts.models import GiftList
from fundapp.gifts.views.blueprint import bp, list_of
from fundapp.gifts.views.lists import page_of
from fundapp.kernel import clock
from fundapp.kernel.labels import Text, _
from fundapp.ledger.models import Book
from fundapp.stock.models import StockPlace
from fundapp.web.forms import refusals
from fundapp.web.guards import fetch, requires


@bp.post("/<int:list_id>/submission")
@requires("gift:list")
def submission(list_id: int) -> Any:
    """Hand the list in."""
    return _act(list_id, "gift:list", _("Đã gửi danh sách lên cấp trên."), lambda row, form: service.submit(g.db, row, **_by(form)))


@bp.post("/<int:list_id>/removal")
@requires("gift:list")
def removal(list_id: int) -> Any:
    """Take ticked names out of a draft."""
    return _act(list_id, "gift:list", _("Đã bỏ những người được chọn."), lambda row, form: service.take_out(g.db, row, row_ids=_ticked(), **_by(form)))


@bp.post("/<int:list_id>/ethnicity")
@requires("gift:list")
def ethnicity(list_id: int) -> Any:
    """Note the ethnic group of ticked names in a draft, for the report of the campaign."""
    return _act(
        list_id, "gift:list", _("Đã ghi dân tộc cho những người được chọn."),
        lambda row, form: service.note_ethnicity(g.db, row, row_ids=_ticked(), ethnicity=form.ethnicity.data or "", **_by(form)),
    )


@bp.post("/<int:list_id>/cancellation")
@requires("gift:list")
def cancellation(list_id: int) -> Any:
    """Give a draft up."""
    return _act(list_id, "gift:list", _("Đã hủy danh sách, suất được trả lại."), lambda row, form: service.cancel(g.db, row, reason=_reason(form), **_by(form)))


@bp.post("/<int:list_id>/review")
@requires("gift:review")
def review(list_id: int) -> Any:
    """Put the list before whoever decides."""
    return _act(list_id, "gift:review", _("Đã thẩm tra, trình quyết định."), lambda row, form: service.review(g.db, row, note=_reason(form), **_by(form)))


@bp.post("/<int:list_id>/review-strike")
@requires("gift:review")
def review_strike(list_id: int) -> Any:
    """Strike ticked names at the review."""
    return _act(list_id, "gift:review", _("Đã gạch những người được chọn."), _strike)


@bp.post("/<int:list_id>/review-return")
@requires("gift:review")
def review_return(list_id: int) -> Any:
    """Send the list back at the review."""
    return _act(list_id, "gift:review", _("Đã trả lại danh sách."), _send_back)


@bp.post("/<int:list_id>/decision")
@requires("gift:decide")
def decision(list_id: int) -> Any:
    """Decide the whole list; its money is reserved."""
    done = _("Đã quyết định danh sách, tiền được giữ ở các quỹ.")
    return _act(list_id, "gift:decide", done, lambda row, form: service.decide(g.db, row, note=_reason(form), **_by(form)))


@bp.post("/<int:list_id>/decision-strike")
@requires("gift:decide")
def decision_strike(list_id: int) -> Any:
    """Strike ticked names at the decision, or take them out of a decided list."""
    return _act(list_id, "gift:decide", _("Đã gạch những người được chọn."), _strike)


@bp.post("/<int:list_id>/decision-return")
@requires("gift:decide")
def decision_return(list_id: int) -> Any:
    """Send the list back undecided."""
    return _act(list_id, "gift:decide", _("Đã trả lại danh sách."), _send_back)


@bp.post("/<int:list_id>/beginning")
@requires("gift:list")
def beginning(list_id: int) -> Any:
    """Begin to hand out."""
    return _act(list_id, "gift:list", _("Bắt đầu trao quà theo danh sách này."), lambda row, form: service.start(g.db, row, **_by(form)))


@bp.post("/<int:list_id>/closing")
@requires("gift:list")
def closing(list_id: int) -> Any:
    """Close the list once everybody is marked."""
    return _act(list_id, "gift:list", _("Đã kết thúc danh sách; suất vắng được trả lại."), lambda row, form: service.close(g.db, row, **_by(form)))


@bp.route("/<int:list_id>/goods", methods=["GET", "POST"])
@requires("stock:make")
def goods(list_id: int) -> Any:
    """The accountant makes the slip by which the goods of a decided list leave the store; the keeper does it."""
    gift_list = fetch(GiftList, list_id)
    if not g.actor.can("stock:make", gift_list.decider_unit_id):
        abort(403)
    form = ReleaseForm()
    places = g.db.scalars(select(StockPlace).where(StockPlace.unit_id == gift_list.decider_unit_id).order_by(StockPlace.name)).all()
    books = g.db.scalars(select(Book).where(Book.unit_id == gift_list.decider_unit_id, Book.is_open).order_by(Book.name)).all()
    form.place.choices = [(str(one.id), one.name) for one in places]
    form.book.choices = [(str(one.id), one.name) for one in books]
    if form.validate_on_submit():
        with refusals(form):
            place = next(one for one in places if str(one.id) == form.place.data)
            book = next(one for one in books if str(one.id) == form.book.data)
            slip = service.release_goods(g.db, gift_list, place=place, book=book, by=g.actor, on=clock.today())
            flash(_("Đã lập phiếu xuất kho; thủ kho xuất hàng theo phiếu."), "good")
            return redirect(url_for("stock.slip", slip_id=slip.id), 303)
    return render_template("gifts/goods.html", list=gift_list, form=form), 422 if form.errors else 200


def _act(list_id: int, permission: str, done: Text, act: Callable[[GiftList, ActForm], Any]) -> Any:
    gift_list = list_of(list_id, permission)
    form = ActForm()
    if form.validate_on_submit():
        with refusals(form):
            act(gift_list, form)
            flash(done, "good")
            return redirect(url_for("gifts.show", list_id=gift_list.id), 303)
    g.db.expire_all()
    return page_of(list_of(list_id, "gift:read"), form), 422


def _strike(gift_list: GiftList, form: ActForm) -> int:
    act = service.drop if gift_list.state in ("decided", "giving") else service.strike
    return act(g.db, gift_list, row_ids=_ticked(), reason=_reason(form), **_by(form))


def _send_back(gift_list: GiftList, form: ActForm) -> Any:
    return service.send_back(g.db, gift_list, reason=_reason(form), **_by(form))


def _by(form: ActForm) -> dict[str, Any]:
    return {"by": g.actor, "on": clock.today(), "seen": form.seen}


def _reason(form: ActForm) -> str:
    return form.reason.data or ""


def _ticked() -> list[int]:
    return [int(one) for one in request.form.getlist("rows") if one.isdigit()]
