"""The one blueprint, and how a user is fetched: out of sight is 404, in sight but out of reach 403."""

from typing import Any

from flask import Blueprint, abort, flash, g, make_response, redirect, render_template, url_for

from fundapp.access import queries
from fundapp.access.models import User
from fundapp.kernel import clock
from fundapp.kernel.labels import Text
from fundapp.web.forms import Form
from fundapp.web.guards import fetch
from fundapp.web.subjects import coded

bp = Blueprint("access", __name__, url_prefix="/access")
coded(User.id, User.full_name, "users")


def fetch_user(user_id: int, *, acts: bool = False) -> User:
    """The user of the address, for reading or to act on."""
    user = fetch(User, user_id)
    if not queries.sees(g.db, g.actor, user):
        abort(404)
    if acts and not queries.may_manage(g.db, g.actor, user, clock.today()):
        abort(403)
    return user


def done(user_id: int, message: Text) -> Any:
    """Lead to the user's page after an act."""
    flash(message, "good")
    return redirect(url_for("access.user", user_id=user_id), 303)


def act_page(template: str, form: Form, user_id: int, **more: Any) -> Any:
    """The page of an act on a user, read anew, because a refusal has rolled back what was read before."""
    return render_template(template, form=form, user=fetch_user(user_id), **more), 422 if form.is_submitted() else 200


def shown_once(template: str, address: str, **values: Any) -> Any:
    """Answer with what is shown this once: kept nowhere, and sent again it leads to the address without it."""
    answer = make_response(render_template(template, **values))
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Content-Location"] = address
    return answer
