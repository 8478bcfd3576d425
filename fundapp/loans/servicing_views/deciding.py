"""What one person proposed and a second one decides: the same few lines on every such page."""

from collections.abc import Callable
from typing import Any

from flask import abort, flash, g, redirect, request

from fundapp.kernel.labels import Text, _
from fundapp.loans.servicing_forms import DecisionForm
from fundapp.web.forms import refusals


def by_second_person(
    row: Any, permission: str, form: DecisionForm, *, approve: Callable[[str], object], decline: Callable[[str], object], done: Text, then: str
) -> Any:
    """Let the second person approve or decline `row` as the form says; gives where to go then, None while nothing was decided."""
    if form.is_submitted() and not g.actor.can(permission, row):
        abort(403)
    if form.validate_on_submit():
        with refusals(form):
            answer = form.answer.data or ""
            if request.form.get("act") == "decline":
                decline(answer)
                flash(_("Đã ghi là không duyệt."), "good")
            else:
                approve(answer)
                flash(done, "good")
            return redirect(then, 303)
    return None
