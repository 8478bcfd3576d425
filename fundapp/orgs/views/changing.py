"""Open units below one, and change one: particulars, name, place, end."""

from typing import Any

from flask import abort, flash, g, redirect, render_template, request, url_for

from fundapp.kernel import clock
from fundapp.kernel.labels import Text, _
from fundapp.orgs import queries, service
from fundapp.orgs.forms import ClosureForm, DetailsForm, MoveForm, NewUnitForm, RenameForm, ReopeningForm, UnitField
from fundapp.orgs.models import Unit
from fundapp.orgs.service import UnitRefused
from fundapp.orgs.views.blueprint import bp, offered
from fundapp.web.forms import VersionedForm, refusals
from fundapp.web.guards import fetch, requires


@bp.route("/<int:unit_id>/new", methods=["GET", "POST"])
@requires("unit:manage")
def new(unit_id: int) -> Any:
    """Open a unit below this one."""
    parent = fetch(Unit, unit_id, "unit:manage")
    kinds = queries.kinds(g.db)
    form = NewUnitForm()
    form.offer(kinds.values(), kinds[parent.kind])
    if form.validate_on_submit():
        with refusals(form):
            parent = fetch(Unit, unit_id, "unit:manage")
            code = form.code.data or service.free_code(g.db, form.name.data, kinds[form.kind.data])
            unit = service.open_unit(g.db, code=code, parent=parent, by=g.actor, **form.given())
            return _done(unit, _("Đã mở đơn vị %(name)s, mã %(code)s.", name=unit.name, code=unit.code))
        parent = fetch(Unit, unit_id)
    return render_template("orgs/new.html", form=form, parent=parent), 422 if request.method == "POST" else 200


@bp.route("/<int:unit_id>/details", methods=["GET", "POST"])
@requires("unit:manage")
def details(unit_id: int) -> Any:
    unit = fetch(Unit, unit_id, "unit:manage")
    form = DetailsForm(obj=unit)
    if form.validate_on_submit():
        with refusals(form):
            form.meant_for(unit)
            service.change_details(
                g.db, unit, address=form.address.data, member_count=form.member_count.data, signer_title=form.signer_title.data, by=g.actor
            )
            return _done(unit, _("Đã lưu thông tin của đơn vị."))
    return _page("orgs/details.html", form, unit_id)


@bp.route("/<int:unit_id>/name", methods=["GET", "POST"])
@requires("unit:manage")
def rename(unit_id: int) -> Any:
    unit = fetch(Unit, unit_id, "unit:manage")
    form = RenameForm(data={"name": unit.name, "short_name": unit.short_name, "version": unit.version})
    if form.validate_on_submit():
        with refusals(form):
            form.meant_for(unit)
            service.rename(g.db, unit, by=g.actor, **form.given())
            return _done(unit, _("Đã đổi tên. Tên cũ vẫn được lưu và vẫn tìm thấy."))
    return _page("orgs/rename.html", form, unit_id)


@bp.route("/<int:unit_id>/parent", methods=["GET", "POST"])
@requires("unit:manage")
def move(unit_id: int) -> Any:
    unit = _fetch_with_place(unit_id)
    form = MoveForm(data={"version": unit.version})
    if form.validate_on_submit():
        with refusals(form):
            form.meant_for(unit)
            parent = _within_reach(form.parent)
            service.hang_under(g.db, unit, parent, by=g.actor, **form.given())
            return _done(unit, _("Đã chuyển đơn vị sang %(name)s. Lịch sử trực thuộc vẫn được lưu.", name=parent.name))
    return _page("orgs/move.html", form, unit_id, choices=offered("unit:manage"))


@bp.route("/<int:unit_id>/closure", methods=["GET", "POST"])
@requires("unit:manage")
def closure(unit_id: int) -> Any:
    unit = _fetch_with_place(unit_id)
    form = ClosureForm(data={"version": unit.version})
    if form.validate_on_submit():
        with refusals(form):
            form.meant_for(unit)
            successor = form.successor.find(g.db) if form.successor.data else None
            service.close_unit(g.db, unit, successor=successor, by=g.actor, **form.given())
            return _done(unit, _("Đã ghi ngày kết thúc hoạt động. Dữ liệu của đơn vị vẫn xem được."))
    return _page("orgs/closure.html", form, unit_id, choices=offered("unit:manage"))


@bp.route("/<int:unit_id>/reopening", methods=["GET", "POST"])
@requires("unit:manage")
def reopening(unit_id: int) -> Any:
    unit = _fetch_with_place(unit_id)
    service.refuse_unless_ended(unit)
    form = ReopeningForm(data={"version": unit.version})
    if form.validate_on_submit():
        with refusals(form):
            form.meant_for(unit)
            service.reopen(g.db, unit, document=form.document.data, by=g.actor)
            return _done(unit, _("Đơn vị hoạt động lại."))
    return _page("orgs/reopening.html", form, unit_id)


def _fetch_with_place(unit_id: int) -> Unit:
    """A unit whose place may be changed: whoever does it holds the unit above too."""
    unit = fetch(Unit, unit_id, "unit:manage")
    if unit.parent_id is None or not g.actor.can("unit:manage", unit.parent_id):
        abort(403)
    return unit


def _within_reach(field: UnitField) -> Unit:
    unit = field.find(g.db)
    if not g.actor.can("unit:manage", unit):
        raise UnitRefused(_("%(name)s nằm ngoài phạm vi bạn quản lý. Hãy nhờ quản trị cấp trên chung của hai đơn vị.", name=unit.short_name), field.name)
    return unit


def _done(unit: Unit, message: Text) -> Any:
    flash(message, "good")
    return redirect(url_for("orgs.show", unit_id=unit.id), 303)


def _page(template: str, form: VersionedForm, unit_id: int, **more: Any) -> Any:
    """The page of an act on a unit, read anew, because a refusal has rolled back what was read before."""
    unit = fetch(Unit, unit_id)
    return render_template(template, form=form, unit=unit, kind=queries.kinds(g.db)[unit.kind], today=clock.today(), **more), 422 if form.is_submitted() else 200
