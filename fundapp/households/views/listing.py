"""The list of households and its Excel."""

from typing import Any

from flask import Response, g, redirect, render_template, request, url_for
from sqlalchemy import select

from fundapp.households import queries, words
from fundapp.households.models import household_code
from fundapp.households.queries import BY_NAME, NEWEST, Filters
from fundapp.households.views.blueprint import bp
from fundapp.kernel import clock
from fundapp.kernel.identity import mask
from fundapp.kernel.labels import Text, _
from fundapp.orgs.models import Unit
from fundapp.sheets.export import XLSX, Column, workbook
from fundapp.web.guards import requires
from fundapp.web.paging import page

SIZE = 50
MOST_EXPORTED = 20_000
MOST_UNITS_TO_PICK = 60
ORDERS = [(BY_NAME, _("Theo tên")), (NEWEST, _("Mới đăng ký trước"))]
CATEGORY_CHOICES = [("", _("Tất cả")), *words.CATEGORIES.items()]
AREA_CHOICES = [("", _("Tất cả")), *words.AREAS.items()]
# Every combination of categories as it is read in a cell, so that a row costs one look-up.
KINDS = [", ".join(words.CATEGORIES[name] for name in words.categories_of(bits)) for bits in range(1 << len(words.CATEGORIES))]
COLUMNS = (
    Column(_("Mã hộ"), 11), Column(_("Họ và tên"), 24), Column(_("Ngày sinh"), 12), Column(_("CCCD (che)"), 15), Column(_("Đơn vị"), 28),
    Column(_("Nơi ở"), 34), Column(_("Khu vực"), 11), Column(_("Số người"), 9, "number"), Column(_("Thu nhập/người/tháng (đồng)"), 16, "dong"),
    Column(_("Diện khó khăn"), 30), Column(_("Ngày khai"), 12, "day"),
)


def _filters() -> Filters:
    args = request.args
    unit = args.get("unit", "")
    return Filters(
        q=args.get("q", "").strip()[:120], category=args.get("category", ""), area=args.get("area", ""),
        unit_id=int(unit) if unit.isascii() and unit.isdigit() and len(unit) < 12 else None,
        order=NEWEST if args.get("order") == NEWEST else BY_NAME, ended=args.get("ended") == "1",
    )


@bp.get("/")
@requires("household:read", menu=_("Hộ gia đình"), icon="users", group="work", order=10)
def listing() -> Any:
    filters, today = _filters(), clock.today()
    total = queries.living_in_scope(g.db)
    rows = page(g.db, queries.listing(g.db, filters, on=today, total=total), keys=filters.keys, after=request.args.get("after"), size=SIZE)
    return render_template(
        "households/listing.html", page=rows, filters=filters, total=total, chips=_chips(filters), units=_units(), orders=ORDERS,
        count=_count(filters, rows, total), one_unit=_one_unit(), base=url_for("households.show", household_id=0)[:-1], code=household_code,
        kinds=KINDS, category_choices=CATEGORY_CHOICES, area_choices=AREA_CHOICES, most_exported=MOST_EXPORTED,
        export_href=url_for("households.export", **_kept()),
    )


@bp.get("/export")
@requires("household:read")
def export() -> Any:
    filters, today = _filters(), clock.today()
    query = queries.listing(g.db, filters, on=today, total=queries.living_in_scope(g.db))
    keys = [column.desc() if direction == "desc" else column.asc() for column, direction in filters.keys]
    found = g.db.execute(query.order_by(*keys).limit(MOST_EXPORTED + 1)).all()
    if len(found) > MOST_EXPORTED:
        return redirect(url_for("households.listing", **_kept(), too_many="1"), 303)
    g.note = ("household.export", f"{len(found)} hộ")
    said = "; ".join(label for label, _without in _chips(filters))
    content = workbook(
        _("DANH SÁCH HỘ GIA ĐÌNH ĐOÀN VIÊN, NGƯỜI LAO ĐỘNG"), COLUMNS, [_line(row) for row in found], on=today,
        issuer=[g.actor.home.unit_name] if g.actor.home else [], filters=said,
        subtitle=_("Người xuất: %(name)s. Số CCCD được che; tổng số %(count)s hộ.", name=g.actor.full_name, count=len(found)), name=_("Hộ gia đình"),
    )
    return Response(content, mimetype=XLSX, headers={"Content-Disposition": f'attachment; filename="ho-gia-dinh-{today:%Y%m%d}.xlsx"'})


def _line(row: Any) -> tuple[Any, ...]:
    birth = "/".join(reversed((row.head_birth or "").split("-")))
    tail = mask("0" * 9 + row.cccd_tail) if row.cccd_tail else ""
    return (
        household_code(row.id), row.head_name, birth, tail, row.unit_name or "", row.address, words.AREAS.get(row.area, ""), row.household_size,
        row.income_per_head_amount, KINDS[row.category_bits], row.declared_on,
    )


def _count(filters: Filters, rows: Any, total: int) -> Text:
    """Say how many: exactly where it costs nothing, else that there are more."""
    if not filters.narrow:
        return _("%(total)s hộ đang theo dõi", total=f"{total:,}".replace(",", "."))
    whole = rows.next is None and rows.previous is None
    return _("%(n)s hộ", n=len(rows.rows)) if whole else _("%(n)s hộ trên trang này, còn nữa", n=len(rows.rows))


def _chips(filters: Filters) -> list[tuple[Text, str]]:
    chips: list[tuple[Text, str]] = []
    if filters.q:
        digits = sum(letter.isdigit() for letter in filters.q)
        chips.append((_("Tìm: %(q)s", q=filters.q if digits < 8 else mask(filters.q)), _without("q")))
    if filters.category in words.CATEGORIES:
        chips.append((_("Diện: %(name)s", name=words.CATEGORIES[filters.category]), _without("category")))
    if filters.area in words.AREAS:
        chips.append((_("Khu vực: %(name)s", name=words.AREAS[filters.area]), _without("area")))
    if filters.unit_id is not None:
        name = g.db.scalar(select(Unit.short_name).where(Unit.id == filters.unit_id)) or "?"
        chips.append((_("Đơn vị: %(name)s", name=name), _without("unit")))
    if filters.ended:
        chips.append((_("Đã thôi theo dõi"), _without("ended")))
    return chips


def _kept(*without: str) -> dict[str, Any]:
    """The filters of this address, but those named and the place in the list."""
    return {key: value for key, value in request.args.to_dict().items() if key not in (*without, "after", "too_many") and value}


def _without(name: str) -> str:
    return url_for("households.listing", **_kept(name))


def _one_unit() -> bool:
    ids = g.actor.scope.unit_ids
    return ids is not None and len(ids) == 1


def _units() -> list[tuple[int, str]]:
    """Units to pick from; none when there is one, or more than anybody would scroll through."""
    ids = g.actor.scope.unit_ids
    if ids is not None and not 1 < len(ids) <= MOST_UNITS_TO_PICK:
        return []
    query = select(Unit.id, Unit.short_name).order_by(Unit.path).limit(MOST_UNITS_TO_PICK + 1)
    if ids is not None:
        query = query.where(Unit.id.in_(ids))
    rows = g.db.execute(query).all()
    return [(row.id, row.short_name) for row in rows] if len(rows) <= MOST_UNITS_TO_PICK else []
