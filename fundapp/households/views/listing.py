"""The list of households and its Excel."""

from functools import lru_cache, partial
from typing import Any

from flask import Response, g, redirect, request, url_for
from sqlalchemy import select

from fundapp.access.policy import Permission
from fundapp.households import queries, words
from fundapp.households.models import Household, household_code
from fundapp.households.queries import BY_NAME, NEWEST, Filters
from fundapp.households.views.blueprint import bp
from fundapp.kernel import clock
from fundapp.kernel.identity import mask
from fundapp.kernel.labels import Text, _
from fundapp.kernel.money import dong
from fundapp.orgs.models import Unit
from fundapp.sheets.export import XLSX, Column, workbook
from fundapp.web import drawn
from fundapp.web.guards import requires
from fundapp.web.paging import Lines, Pager
from fundapp.web.rows import Rows

SIZE = 50
NONE, HIDDEN = " none", "•" * 9
MOST_EXPORTED = 20_000
MOST_UNITS_TO_PICK = 60
UNITS_TO_PICK = "units to pick from"
ALL = ("", _("Tất cả"))
CHOICES = {
    "category": [ALL, *words.CATEGORIES.items()], "area": [ALL, *words.AREAS.items()],
    "order": [(BY_NAME, _("Theo tên")), (NEWEST, _("Mới đăng ký trước"))],
}
# Every combination of categories as it is read in a cell, so that a row costs one look-up; for those who may not see what tells of health, another one.
KINDS = {
    sees: [
        ", ".join(words.CATEGORIES[name] for name in words.categories_of(words.shown_bits(bits, sees_health=sees)))
        for bits in range(1 << len(words.CATEGORIES))
    ]
    for sees in (True, False)
}
COLUMNS = (
    Column(_("Mã hộ"), 11), Column(_("Họ và tên"), 24), Column(_("Ngày sinh"), 12), Column(_("CCCD (che)"), 15), Column(_("Đơn vị"), 28),
    Column(_("Nơi ở"), 34), Column(_("Khu vực"), 11), Column(_("Số người"), 9, "number"), Column(_("Thu nhập/người/tháng (đồng)"), 16, "dong"),
    Column(_("Diện khó khăn"), 30), Column(_("Ngày khai"), 12, "day"),
)
FILTER_NAMES = ("q", "category", "area", "unit", "order", "ended")


def _asked() -> dict[str, str]:
    """What the address says. Flask's own answers each name that it lacks by an exception that it catches."""
    if "asked" not in g:
        g.asked = request.args.to_dict()
    return g.asked


def _filters() -> Filters:
    args = _asked()
    unit = args.get("unit", "")
    return Filters(
        q=args.get("q", "").strip()[:120], category=args.get("category", ""), area=args.get("area", ""),
        unit_id=int(unit) if unit.isascii() and unit.isdigit() and len(unit) < 12 else None,
        order=NEWEST if args.get("order") == NEWEST else BY_NAME, ended=args.get("ended") == "1", sees_health=_sees_health(),
    )


def _sees_health() -> bool:
    """Whether categories about health may be named: only to whoever may see them wherever he sees households."""
    return all(post.grants(Permission.HOUSEHOLD_HEALTH) for post in g.actor.posts if post.grants(Permission.HOUSEHOLD_READ))


@bp.get("/")
@requires("household:read", menu=_("Hộ gia đình"), icon="users", group="work", order=10)
def listing() -> Any:
    filters = _filters()
    query = queries.listing(g.db, filters, on=clock.today())
    pager = Pager(query, keys=filters.keys, size=SIZE) if filters.q else _pager(query, filters, SIZE)
    found = pager.lines(g.db, _asked().get("after"), apart=("total",))
    if found.rows:
        queries.remember_total(g.db, found.apart[0])
    one_unit, kept, units = _one_unit(), _kept(), _units()
    return drawn.page(
        "households/listing.html", (filters, tuple(kept.items()), units, one_unit, found.next is None, found.previous is None) if _is_kept(filters, found) else None,
        Rows(found.rows, partial(_cells, KINDS[filters.sees_health], one_unit), (filters.sees_health, one_unit)),
        {"count": _count(filters, found), "next_key": found.next or "", "previous_key": found.previous or ""},
        page=found, choices=_choices(filters.sees_health), most_exported=MOST_EXPORTED, filters=filters, chips=_chips(filters), units=units,
        one_unit=one_unit, kept=kept,
    )


def _is_kept(filters: Filters, found: Lines) -> bool:
    """Whether the page around the rows may be kept: nothing in it was read from a row or typed by hand."""
    return bool(found.rows) and not filters.q and filters.unit_id is None and "too_many" not in _asked()


def _choices(sees_health: bool) -> dict[str, list[tuple[str, Text]]]:
    """What may be picked in each filter."""
    if sees_health:
        return CHOICES
    return {**CHOICES, "category": [choice for choice in CHOICES["category"] if choice[0] not in words.HEALTH]}


@lru_cache(maxsize=256)
def _pager(query: Any, filters: Filters, size: int) -> Pager:
    return Pager(query, keys=filters.keys, size=size)


def _cells(kinds_of: list[str], one_unit: bool, row: list[Any]) -> tuple[str, ...]:
    """Write the cells of a row, in the order in which the template's pattern asks for them. Empty cells bear the class `none`."""
    number, _key, name, birth, tail, address, size, income, bits, declared_on, unit_name = row
    under = f"{household_code(number)} · {_turned(birth)}" if birth else household_code(number)
    kinds = kinds_of[bits]
    return (
        str(number), name, f"{under} · {address}" if address else under, "" if tail else NONE, HIDDEN + tail if tail else "",
        *(() if one_unit else (unit_name or "",)), "" if kinds else NONE, kinds, NONE if size is None else "", "" if size is None else str(size),
        NONE if income is None else "", "" if income is None else dong(income), _turned(declared_on),
    )


def _turned(day: str) -> str:
    """A day as far as it is known, day first."""
    return f"{day[8:]}/{day[5:7]}/{day[:4]}" if len(day) == 10 else "/".join(reversed(day.split("-")))


@bp.get("/export")
@requires("household:read")
def export() -> Any:
    filters, today = _filters(), clock.today()
    query = queries.listing(g.db, filters, on=today).add_columns(Household.area)
    keys = [column.desc() if direction == "desc" else column.asc() for column, direction in filters.keys]
    found = g.db.execute(query.order_by(*keys).limit(MOST_EXPORTED + 1)).all()
    if len(found) > MOST_EXPORTED:
        return redirect(url_for("households.listing", **_kept(), too_many="1"), 303)
    g.note = ("household.export", f"rows: {len(found)}")
    said = "; ".join(label for label, _without in _chips(filters))
    content = workbook(
        _("DANH SÁCH HỘ GIA ĐÌNH ĐOÀN VIÊN, NGƯỜI LAO ĐỘNG"), COLUMNS, [_line(row, KINDS[filters.sees_health]) for row in found], on=today,
        issuer=[g.actor.home.unit_name] if g.actor.home else [], filters=said,
        subtitle=_("Người xuất: %(name)s. Số CCCD được che; tổng số %(count)s hộ.", name=g.actor.full_name, count=len(found)), name=_("Hộ gia đình"),
    )
    return Response(content, mimetype=XLSX, headers={"Content-Disposition": f'attachment; filename="ho-gia-dinh-{today:%Y%m%d}.xlsx"'})


def _line(row: Any, kinds_of: list[str]) -> tuple[Any, ...]:
    birth = "/".join(reversed((row.head_birth or "").split("-")))
    tail = mask("0" * 9 + row.cccd_tail) if row.cccd_tail else ""
    return (
        household_code(row.id), row.head_name, birth, tail, row.unit_name or "", row.address, words.AREAS.get(row.area, ""), row.household_size,
        row.income_per_head_amount, kinds_of[row.category_bits], row.declared_on,
    )


def _count(filters: Filters, found: Lines) -> Text:
    """Say how many: exactly where it costs nothing, else that there are more."""
    if found.rows and not filters.narrow:
        return _("%(total)s hộ đang theo dõi", total=dong(found.apart[0]))
    whole = found.next is None and found.previous is None
    return _("%(n)s hộ", n=len(found.rows)) if whole else _("%(n)s hộ trên trang này, còn nữa", n=len(found.rows))


def _chips(filters: Filters) -> list[tuple[Text, str]]:
    chips: list[tuple[Text, str]] = []
    if filters.q:
        digits = sum(letter.isdigit() for letter in filters.q)
        chips.append((_("Tìm: %(q)s", q=filters.q if digits < 8 else mask(filters.q)), _without("q")))
    if words.wanted_bits(filters.category, sees_health=filters.sees_health):
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
    return {key: value for key, value in _asked().items() if key in FILTER_NAMES and key not in without and value}


def _without(name: str) -> str:
    return url_for("households.listing", **_kept(name))


def _one_unit() -> bool:
    ids = g.actor.scope.unit_ids
    return ids is not None and len(ids) == 1


def _units() -> tuple[tuple[int, str], ...]:
    """Units to pick from; none when there is one, or more than anybody would scroll through. Read once for a scope."""
    scope = g.actor.scope
    if UNITS_TO_PICK not in scope.made:
        scope.made[UNITS_TO_PICK] = _read_units(scope.unit_ids)
    return scope.made[UNITS_TO_PICK]


def _read_units(ids: tuple[int, ...] | None) -> tuple[tuple[int, str], ...]:
    if ids is not None and not 1 < len(ids) <= MOST_UNITS_TO_PICK:
        return ()
    query = select(Unit.id, Unit.short_name).order_by(Unit.path).limit(MOST_UNITS_TO_PICK + 1)
    if ids is not None:
        query = query.where(Unit.id.in_(ids))
    rows = g.db.execute(query).all()
    return tuple((row.id, row.short_name) for row in rows) if len(rows) <= MOST_UNITS_TO_PICK else ()
