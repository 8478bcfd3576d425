"""What lies where: the list with its workbook, one good's card, one place, and opening both."""

from typing import Any

from flask import Response, flash, g, redirect, render_template, request, url_for

from fundapp.kernel import clock
from fundapp.kernel.labels import _
from fundapp.ledger import queries as ledger
from fundapp.orgs.models import Unit
from fundapp.sheets.export import XLSX, Column, workbook
from fundapp.stock import queries, service
from fundapp.stock.forms import GoodForm, PlaceForm
from fundapp.stock.models import StockGood, StockPlace
from fundapp.stock.views.blueprint import WORDS, bp, own_unit
from fundapp.web.forms import refusals
from fundapp.web.guards import fetch, requires

COLUMNS = (
    Column(_("Mã hàng"), 12), Column(_("Tên hàng"), 30), Column(_("Nơi để hàng"), 28), Column(_("Quỹ"), 28), Column(_("Đơn vị tính"), 12),
    Column(_("Số lượng"), 14, "number"), Column(_("Giá trị (đồng)"), 18, "dong", True),
)


@bp.get("")
@requires("stock:read", menu=_("Hàng và quà"), icon="gift", group="money", order=16)
def listing() -> str:
    """All goods in sight: where they lie, for which fund, how many, what they are worth."""
    place, book = _number("place"), _number("book")
    everything = queries.held(g.db)
    held = [one for one in everything if (place is None or one.place.id == place) and (book is None or one.book.id == book)]
    return render_template(
        "stock/listing.html", held=held, places=queries.places(g.db), books={one.book.id: one.book.name for one in everything}, place=place, book=book,
        total=sum(one.holding.amount for one in held), maker=own_unit(), goods=queries.goods(g.db), lying={one.good.id for one in everything},
    )


@bp.get("/goods.xlsx")
@requires("stock:read")
def sheet() -> Response:
    """The list as shown, as a workbook."""
    place, book, today = _number("place"), _number("book"), clock.today()
    rows = [
        (one.good.code, one.good.name, one.place.name, one.book.name, one.good.measure, one.holding.quantity, one.holding.amount)
        for one in queries.held(g.db, place_id=place, book_id=book)
    ]
    title = _("Hàng hiện có")
    content = workbook(title, COLUMNS, rows, issuer=[g.actor.home.unit_name] if g.actor.home else [], on=today, name=title)
    g.note = ("stock.export", "hang")
    return Response(content, mimetype=XLSX, headers={"Content-Disposition": f'attachment; filename="hang-hien-co-{today:%Y%m%d}.xlsx"'})


@bp.get("/goods/<int:good_id>")
@requires("stock:read")
def show(good_id: int) -> str:
    """The card of one kind of goods: where it lies and every movement with its slip."""
    good = fetch(StockGood, good_id, "stock:read")
    held = queries.held(g.db, good_id=good.id)
    return render_template(
        "stock/show.html", good=good, held=held, moves=queries.moves_of(g.db, good), unit=g.db.get(Unit, good.unit_id),
        quantity=sum(one.holding.quantity for one in held), amount_held=sum(one.holding.amount for one in held), **WORDS,
    )


@bp.get("/places/<int:place_id>")
@requires("stock:read")
def place(place_id: int) -> str:
    """One place: what lies there, and its counts."""
    found = fetch(StockPlace, place_id, "stock:read")
    counts = queries.counts_of(g.db, found)
    return render_template(
        "stock/place.html", place=found, unit=g.db.get(Unit, found.unit_id), held=queries.held(g.db, place_id=found.id), counts=counts,
        left=queries.open_differences(g.db, counts), **WORDS,
    )


@bp.route("/places/new", methods=["GET", "POST"])
@requires("stock:make")
def new_place() -> Any:
    """Open a place where goods lie."""
    form = PlaceForm()
    unit_id = own_unit()
    if form.validate_on_submit() and unit_id is not None:
        with refusals(form):
            made = service.add_place(g.db, unit_id=unit_id, name=form.name.data or "", address=form.address.data or "", by=g.actor)
            flash(_("Đã mở nơi để hàng %(name)s.", name=made.name), "good")
            return redirect(url_for("stock.place", place_id=made.id), 303)
    return render_template("stock/new_place.html", form=form), 422 if form.errors else 200


@bp.route("/goods/new", methods=["GET", "POST"])
@requires("stock:make")
def new_good() -> Any:
    """Name one kind of goods."""
    form = GoodForm()
    unit_id = own_unit()
    if form.validate_on_submit() and unit_id is not None:
        with refusals(form):
            made = service.add_good(
                g.db, unit_id=unit_id, code=form.code.data or "", name=form.name.data or "", measure=form.measure.data or "", by=g.actor
            )
            flash(_("Đã thêm mặt hàng %(name)s.", name=made.name), "good")
            return redirect(url_for("stock.show", good_id=made.id), 303)
    return render_template("stock/new_good.html", form=form), 422 if form.errors else 200


def _number(name: str) -> int | None:
    """A number of the address; whatever else stands there is no filter."""
    typed = request.args.get(name, "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 19 else None


def open_books(unit_id: int | None) -> list[tuple[int, str]]:
    """The funds of a unit that are in use, for a choice."""
    return [] if unit_id is None else [(one.id, one.name) for one in ledger.books(g.db, unit_id=unit_id, is_open=True)]
