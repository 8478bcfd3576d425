"""Begin a document, begin a new version of one, change its heading, throw a draft away."""

from typing import Any

from flask import g, redirect, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from fundapp.kernel import clock
from fundapp.kernel.labels import _
from fundapp.orgs.models import Unit
from fundapp.regulations import service
from fundapp.regulations.forms import ActForm, HeadingForm, NewForm
from fundapp.regulations.views.blueprint import bp, fetch_document, fetch_draft, saved, shown_again
from fundapp.web.forms import refusals
from fundapp.web.guards import requires


@bp.route("/new", methods=["GET", "POST"])
@requires("regulation:draft")
def new() -> Any:
    """Begin an empty document for one of the own units."""
    form = NewForm()
    units = g.db.scalars(select(Unit).where(Unit.id.in_(g.actor.units_with("regulation:draft"))).order_by(Unit.path))
    form.unit_id.choices = [(unit.id, unit.name) for unit in units]
    if form.validate_on_submit():
        with refusals(form):
            unit = g.db.get(Unit, form.unit_id.data)
            made = service.draft(g.db, programme=form.programme.data, unit=unit, by=g.actor, on=clock.today(), **form.heading())
            return saved(made, _("Đã tạo bản soạn. Hãy ghi định mức, điều kiện, giấy tờ và thẩm quyền."))
    return shown_again("regulations/new.html", form)


@bp.post("/<int:regulation_id>/version")
@requires("regulation:draft")
def version(regulation_id: int) -> Response:
    """Begin a new version of a document."""
    made = service.copy(g.db, fetch_document(regulation_id, "regulation:draft"), by=g.actor, on=clock.today())
    return saved(made, _("Đã tạo bản soạn mới từ bản này. Bản đang hiệu lực không thay đổi."))


@bp.route("/<int:regulation_id>/heading", methods=["GET", "POST"])
@requires("regulation:draft")
def heading(regulation_id: int) -> Any:
    """Change title, number, dates and grounds of a draft."""
    regulation = fetch_draft(regulation_id)
    form = HeadingForm(obj=regulation)
    if isinstance(form.grounds.data, list):
        form.grounds.data = "\n".join(form.grounds.data)
    if form.validate_on_submit():
        with refusals(form):
            form.meant_for(regulation)
            service.change_heading(g.db, regulation, by=g.actor, **form.heading())
            return saved(regulation)
    return shown_again("regulations/heading.html", form, regulation=regulation)


@bp.post("/<int:regulation_id>/removal")
@requires("regulation:draft")
def removal(regulation_id: int) -> Any:
    """Throw a draft away."""
    regulation = fetch_document(regulation_id, "regulation:draft")
    form = ActForm()
    form.meant_for(regulation)
    service.discard(g.db, regulation, by=g.actor)
    return redirect(url_for("regulations.listing"), 303)
