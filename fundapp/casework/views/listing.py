"""The list of a programme's requests and its Excel."""

from dataclasses import dataclass
from typing import Any

from flask import Response, g, render_template, request, url_for
from sqlalchemy import Select, select

from fundapp.cases import queries as cases
from fundapp.cases.lifecycle import FINISHED, STATE_LABELS, Standing, State
from fundapp.cases.models import Case
from fundapp.casework.pages import Pages
from fundapp.casework.views.acts import standing_of
from fundapp.casework.views.routes import page
from fundapp.households.models import Person
from fundapp.kernel import clock
from fundapp.kernel.labels import Text, _
from fundapp.orgs.models import Unit
from fundapp.sheets.export import XLSX, Column, workbook
from fundapp.web.paging import page as page_of

MOST_EXPORTED = 20_000
VIEWS: dict[str, Text] = {"mine": _("Chờ tôi"), "open": _("Đang giải quyết"), "finished": _("Đã xong"), "all": _("Tất cả")}
COLUMNS = (
    Column(_("Mã hồ sơ"), 14), Column(_("Họ và tên"), 24), Column(_("Đơn vị"), 30), Column(_("Loại"), 11), Column(_("Ngày mở"), 12, "day"),
    Column(_("Ngày nộp"), 12, "day"), Column(_("Đề nghị (đồng)"), 16, "dong", has_total=True), Column(_("Đề xuất (đồng)"), 16, "dong", has_total=True),
    Column(_("Được duyệt (đồng)"), 16, "dong", has_total=True), Column(_("Ngày quyết định"), 12, "day"), Column(_("Đang ở"), 28),
    Column(_("Tình trạng"), 18), Column(_("Hạn"), 12, "day"),
)


@dataclass(frozen=True)
class Row:
    """One line of the list."""

    case: Case
    person: Person
    unit: str
    holder: str
    kind: Text
    standing: Standing
    is_late: bool


@page("/", "case:read", in_menu=True)
def listing(pages: Pages) -> Any:
    """Requests in sight; what waits for me first."""
    view, kinds = _view(), pages.programme.kinds
    keys = [(Case.held_at, "asc"), (Case.id, "asc")] if view == "mine" else [(Case.id, "desc")]
    found = page_of(g.db, _query(pages, view), keys=keys, after=request.args.get("after"))
    return render_template(
        "casework/listing.html", pages=pages, page=found, rows=_rows(pages, found.rows), view=view, views=_tabs(view), kinds=list(kinds.items()),
        states=[(state.value, label) for state, label in STATE_LABELS.items()], removable=_chips(pages, view),
    )


@page("/export.xlsx", "case:read")
def export(pages: Pages) -> Any:
    """The list as shown, as a workbook."""
    today, programme = clock.today(), pages.programme
    found = list(g.db.scalars(_query(pages, _view()).order_by(Case.id.desc()).limit(MOST_EXPORTED)))
    g.note = (f"{programme.slug}.export", str(len(found)))
    lines = [
        (
            row.case.code, row.person.full_name, row.unit, row.kind, row.case.opened_on, row.case.submitted_on, row.case.requested_amount,
            row.case.proposed_amount, row.case.decided_amount, row.case.decided_on, row.holder, row.standing.label, row.case.due_on,
        )
        for row in _rows(pages, found)
    ]
    content = workbook(
        pages.export_title, COLUMNS, lines, on=today, issuer=[g.actor.home.unit_name] if g.actor.home else [],
        filters="; ".join(label for label, _href in _chips(pages, _view())), name=programme.name,
        subtitle=_("Người xuất: %(name)s; %(count)s hồ sơ.", name=g.actor.full_name, count=len(found)),
    )
    return Response(content, mimetype=XLSX, headers={"Content-Disposition": f'attachment; filename="{pages.export_name}-{today:%Y%m%d}.xlsx"'})


def _view() -> str:
    asked = request.args.get("view", "")
    if asked in VIEWS:
        return asked
    return "mine" if any(g.actor.units_with(permission) for permission, _act in cases.TURNS.values()) else "open"


def _query(pages: Pages, view: str) -> Select[Case]:
    args = request.args
    state, kind = args.get("state", ""), args.get("kind", "")
    query = cases.listing(
        programme=pages.programme.slug, states=[state] if state in set(State) else [], kind=kind if kind in pages.programme.kinds else None, text=args.get("q", "")[:120]
    )
    if view == "mine":
        return query.where(cases.my_turn(g.actor))
    done = [one.value for one in FINISHED]
    if view in ("open", "finished"):
        return query.where(Case.state.not_in(done) if view == "open" else Case.state.in_(done))
    return query


def _rows(pages: Pages, found: list[Case]) -> list[Row]:
    people, money, today = cases.people_of(g.db, found), cases.money_of_many(g.db, found), clock.today()
    ids = {case.unit_id for case in found} | {case.holder_unit_id for case in found}
    names = {row.id: row.short_name for row in g.db.execute(select(Unit.id, Unit.short_name).where(Unit.id.in_(ids)))} if ids else {}
    return [
        Row(
            case, people[case.person_id], names[case.unit_id], names[case.holder_unit_id], pages.programme.kinds[case.kind], standing_of(case, money.get(case.id)),
            case.due_on is not None and case.due_on < today and case.state not in FINISHED,
        )
        for case in found
    ]


def _tabs(view: str) -> list[dict[str, Any]]:
    kept: dict[str, Any] = {name: value for name, value in request.args.items() if name in ("q", "kind", "state") and value}
    return [{"label": label, "href": url_for(".listing", view=name, **kept), "active": name == view} for name, label in VIEWS.items()]


def _chips(pages: Pages, view: str) -> list[tuple[Text, str]]:
    kinds = pages.programme.kinds
    chips: list[tuple[Text, str]] = []
    kept: dict[str, Any] = {name: value for name, value in request.args.items() if name in ("q", "kind", "state") and value}

    def without(name: str) -> str:
        return url_for(".listing", view=view, **{**kept, name: None})

    if kept.get("q"):
        chips.append((_("Tìm: %(q)s", q=kept["q"]), without("q")))
    if kept.get("kind") in kinds:
        chips.append((_("Loại: %(kind)s", kind=kinds[kept["kind"]]), without("kind")))
    if kept.get("state") in set(State):
        chips.append((_("Tình trạng: %(state)s", state=STATE_LABELS[State(kept["state"])]), without("state")))
    return chips
