"""Lay a draft before whoever approves, give it back, put it in force."""

from typing import Any

from flask import g, render_template
from werkzeug.wrappers import Response

from fundapp.kernel import clock
from fundapp.kernel.days import day_text
from fundapp.kernel.labels import _
from fundapp.regulations import service
from fundapp.regulations.forms import ActForm, ReturnForm
from fundapp.regulations.views.blueprint import bp, fetch_document, saved
from fundapp.regulations.views.reading import about
from fundapp.web.forms import refusals
from fundapp.web.guards import requires


@bp.post("/<int:regulation_id>/submission")
@requires("regulation:draft")
def submission(regulation_id: int) -> Response:
    """Lay a draft before whoever approves."""
    regulation = fetch_document(regulation_id, "regulation:draft")
    ActForm().meant_for(regulation)
    service.submit(g.db, regulation, by=g.actor, on=clock.today())
    return saved(regulation, _("Đã trình. Người có quyền ban hành sẽ thấy trong “Việc của tôi”."))


@bp.post("/<int:regulation_id>/return")
@requires("regulation:approve")
def send_back(regulation_id: int) -> Any:
    """Give a submitted document back with the reason."""
    regulation = fetch_document(regulation_id, "regulation:approve")
    form = ReturnForm()
    if form.validate_on_submit():
        with refusals(form):
            form.meant_for(regulation)
            service.send_back(g.db, regulation, reason=form.reason.data, by=g.actor, on=clock.today())
            return saved(regulation, _("Đã trả lại cho người soạn."))
    return render_template("regulations/show.html", **about(regulation, form)), 422


@bp.post("/<int:regulation_id>/approval")
@requires("regulation:approve")
def approval(regulation_id: int) -> Response:
    """Put a submitted document in force."""
    regulation = fetch_document(regulation_id, "regulation:approve")
    ActForm().meant_for(regulation)
    replaced = service.put_in_force(g.db, regulation, by=g.actor, on=clock.today())
    message = _("Đã ban hành, hiệu lực từ %(day)s.", day=day_text(regulation.valid_from))
    if replaced is not None and replaced.valid_to is not None:
        message = _(
            "Đã ban hành, hiệu lực từ %(day)s. Bản trước hết hiệu lực sau ngày %(last)s.", day=day_text(regulation.valid_from),
            last=day_text(replaced.valid_to),
        )
    return saved(regulation, message)
