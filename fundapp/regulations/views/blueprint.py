"""The one blueprint into which the page families hang themselves, and how they find their document."""

from typing import Any

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from fundapp.kernel.labels import Text, _
from fundapp.regulations import queries
from fundapp.regulations.models import Regulation
from fundapp.web.forms import VersionedForm

bp = Blueprint("regulations", __name__, url_prefix="/regulations")


def fetch_document(regulation_id: int, permission: str = "regulation:read") -> Regulation:
    """Load a document: 404 when it is not there or a draft out of sight, 403 when the act is out of reach."""
    regulation: Regulation | None = g.db.get(Regulation, regulation_id)
    if regulation is None or not queries.is_visible(g.actor, regulation):
        abort(404)
    if permission != "regulation:read" and not g.actor.can(permission, regulation):
        abort(403)
    return regulation


def fetch_draft(regulation_id: int) -> Regulation:
    """Load a draft to change; what is no draft any more shows its page instead."""
    regulation = fetch_document(regulation_id, "regulation:draft")
    if regulation.status != "draft":
        abort(redirect(url_for("regulations.show", regulation_id=regulation_id), 303))
    return regulation


def fetch_part(regulation: Regulation, rows: list[Any], part_id: int) -> Any:
    """Give the part with this id of a document, or 404."""
    return next((row for row in rows if row.id == part_id), None) or abort(404)


def shown_again(template: str, form: VersionedForm, **values: Any) -> tuple[str, int]:
    """Show a page with its form: the first time, or again with what is wrong."""
    return render_template(template, form=form, **values), 422 if request.method == "POST" else 200


def saved(regulation: Regulation, message: Text | None = None, part: str | None = None) -> Response:
    """Go back to the document after an act, to the part that changed."""
    flash(message or _("Đã lưu vào bản soạn."), "good")
    return redirect(url_for("regulations.show", regulation_id=regulation.id, _anchor=part), 303)
