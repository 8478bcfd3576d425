"""The users: the list, one of them, a new one."""

from typing import Any

from flask import g, render_template, request, url_for

from fundapp.access import passwords, queries, service
from fundapp.access.forms import NewUserForm
from fundapp.access.models import User
from fundapp.access.policy import ROLE_LABELS, Role
from fundapp.access.service.declaring import COLUMNS
from fundapp.access.views.blueprint import bp, fetch_user, shown_once
from fundapp.access.words import NUMBERS, RELATIONS
from fundapp.kernel import clock
from fundapp.kernel.labels import Text, _
from fundapp.orgs.forms import UnitField
from fundapp.orgs.models import Unit
from fundapp.orgs.views.blueprint import offered
from fundapp.web import once
from fundapp.web.forms import refusals
from fundapp.web.guards import requires
from fundapp.web.paging import page

STANDINGS: dict[str, Text] = {"active": _("Đang giữ nhiệm vụ"), "idle": _("Không giữ nhiệm vụ nào"), "locked": _("Đã khóa")}


@bp.get("/users")
@requires("user:read", menu=_("Người dùng"), icon="user", group="system", order=20)
def users() -> Any:
    asked, today = request.args, clock.today()
    typed, text, standing = asked.get("unit", ""), asked.get("q", "").strip()[:120], asked.get("standing", "")
    unit = g.db.get(Unit, int(typed)) if typed.isascii() and typed.isdigit() and len(typed) < 12 else None
    query = queries.listing(g.actor, on=today, text=text, unit_id=unit.id if unit else None, standing=standing)
    found = page(g.db, query, keys=[(User.username, "asc")], after=asked.get("after"))
    return render_template(
        "access/users.html", page=found, posts=queries.posts_by_user(g.db, [user.id for user in found.rows]), labels=ROLE_LABELS, today=today, q=text,
        unit=unit, standing=standing if standing in STANDINGS else "", standings=STANDINGS,
    )


@bp.get("/users/<int:user_id>")
@requires("user:read")
def user(user_id: int) -> Any:
    return render_template("access/user.html", **about(fetch_user(user_id)))


def about(shown: User, word: str | None = None) -> dict[str, Any]:
    """All that the page of a user shows; `word` is a password that it shows this once."""
    today, is_own = clock.today(), shown.id == g.actor.user_id
    manages = not is_own and queries.may_manage(g.db, g.actor, shown, today)
    posts = [(post, unit, manages and not post.is_over(today)) for post, unit in queries.posts_of(g.db, shown)]
    return {
        "user": shown, "posts": list(reversed(posts)), "labels": ROLE_LABELS, "today": today, "word": word, "is_own": is_own, "manages": manages,
        "declared": {NUMBERS[name]: getattr(shown, column) is not None for name, column in COLUMNS.items()}, "relations": RELATIONS,
        "kin": queries.kin_of(g.db, shown), "sessions": queries.sessions_of(g.db, shown, now=clock.now()) if manages else [],
    }


@bp.route("/users/new", methods=["GET", "POST"])
@requires("user:manage")
def new_user() -> Any:
    """Add a user with a first post; the random password is shown once, in the answer."""
    form = NewUserForm(data={"unit": request.args.get("unit", ""), "on": clock.today()})
    if form.validate_on_submit():
        word = passwords.make()
        # The password is hashed before the writing transaction begins: hashing is slow on purpose.
        hashed = passwords.hashed(word)
        if (before := once.answer_before()) is not None:
            return before
        with refusals(form):
            unit = within_reach(form.unit)
            name = form.username.data or service.free_username(g.db, form.full_name.data)
            made = service.add_user(g.db, username=name, full_name=form.full_name.data, password_hash=hashed, by=g.actor, unit_id=unit.id)
            service.give_post(g.db, user=made, role=Role(form.role.data), unit=unit, by=g.actor, on=form.on.data)  # type: ignore[arg-type]
            return shown_once("access/user.html", url_for("access.user", user_id=made.id), **about(made, word))
    return render_template("access/new_user.html", form=form, choices=offered("user:manage")), 422 if form.is_submitted() else 200


new_user.hashes_first = True  # type: ignore[attr-defined]


def within_reach(field: UnitField) -> Unit:
    """The unit that a field names, when the actor administers users there."""
    unit = field.find(g.db)
    if not g.actor.can("user:manage", unit):
        raise service.UserRefused(_("%(name)s nằm ngoài phạm vi bạn quản lý.", name=unit.short_name), field.name)
    return unit
