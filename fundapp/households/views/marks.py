"""Marks on a whole household: it moves to another unit, or its registration ends."""

from typing import Any

from flask import flash, g, redirect, render_template, url_for
from sqlalchemy import select

from fundapp.households import service
from fundapp.households.forms import EndForm, MoveForm
from fundapp.households.views.blueprint import bp
from fundapp.households.views.household import fetch_whole
from fundapp.kernel import clock
from fundapp.kernel.labels import _
from fundapp.orgs.models import Unit
from fundapp.web.forms import refusals
from fundapp.web.guards import requires


@bp.route("/<int:household_id>/end", methods=["GET", "POST"])
@requires("household:register")
def end(household_id: int) -> Any:
    household = fetch_whole(household_id, "household:register")
    form = EndForm()
    if form.validate_on_submit():
        with refusals(form):
            service.end_household(g.db, household, reason=form.reason.data, by=g.actor, on=clock.today())
            flash(_("Đã thôi theo dõi hộ %(name)s. Dữ liệu vẫn được lưu.", name=household.head_name), "good")
            return redirect(url_for("households.show", household_id=household_id), 303)
        household = fetch_whole(household_id, "household:register")
    return _page(
        form, household_id, _("Thôi theo dõi hộ %(name)s", name=household.head_name),
        _("Hộ không còn trong danh sách đang theo dõi; mọi dữ liệu và hồ sơ đã có vẫn được giữ."), _("Thôi theo dõi"),
    )


@bp.route("/<int:household_id>/move", methods=["GET", "POST"])
@requires("household:register")
def move(household_id: int) -> Any:
    household, today = fetch_whole(household_id, "household:register"), clock.today()
    form = MoveForm()
    units = select(Unit.id, Unit.name).where(Unit.id != household.unit_id, (Unit.valid_to.is_(None)) | (Unit.valid_to >= today)).order_by(Unit.folded)
    form.unit_id.choices = [(row.id, row.name) for row in g.db.execute(units)]
    if form.validate_on_submit():
        with refusals(form):
            name = household.head_name
            service.move(g.db, household, unit_id=form.unit_id.data, by=g.actor, on=today)
            flash(_("Đã chuyển hộ %(name)s sang đơn vị mới.", name=name), "good")
            return redirect(url_for("households.listing"), 303)
        household = fetch_whole(household_id, "household:register")
    return _page(
        form, household_id, _("Chuyển hộ %(name)s sang đơn vị khác", name=household.head_name),
        _("Người trong hộ và các bản khai chuyển theo. Đơn vị cũ sẽ không còn thấy hộ này."), _("Chuyển đơn vị"),
    )


def _page(form: Any, household_id: int, title: str, note: str, label: str) -> Any:
    page = render_template("households/_mark.html", form=form, back=url_for("households.show", household_id=household_id), title=title, note=note, label=label)
    return page, 422 if form.is_submitted() else 200
