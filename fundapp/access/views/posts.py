"""Give a post, end a post."""

from typing import Any

from flask import abort, g

from fundapp.access import service
from fundapp.access.forms import EndForm, PostForm
from fundapp.access.models import Post
from fundapp.access.policy import ROLE_LABELS, Role
from fundapp.access.views.blueprint import act_page, bp, done, fetch_user
from fundapp.access.views.users import within_reach
from fundapp.kernel import clock
from fundapp.kernel.labels import _
from fundapp.orgs.models import Unit
from fundapp.orgs.views.blueprint import offered
from fundapp.web.forms import refusals
from fundapp.web.guards import fetch, requires


@bp.route("/users/<int:user_id>/posts/new", methods=["GET", "POST"])
@requires("user:manage")
def give_post(user_id: int) -> Any:
    user = fetch_user(user_id, acts=True)
    service.refuse_own(user, g.actor)
    form = PostForm(data={"on": clock.today()})
    if form.validate_on_submit():
        with refusals(form):
            unit = within_reach(form.unit)
            service.give_post(g.db, user=user, role=Role(form.role.data), unit=unit, on=form.on.data, by=g.actor)  # type: ignore[arg-type]
            return done(user_id, _("Đã giao nhiệm vụ %(role)s tại %(unit)s.", role=ROLE_LABELS[Role(form.role.data)], unit=unit.short_name))
    return act_page("access/give_post.html", form, user_id, choices=offered("user:manage"))


@bp.route("/users/<int:user_id>/posts/<int:post_id>/end", methods=["GET", "POST"])
@requires("user:manage")
def end_post(user_id: int, post_id: int) -> Any:
    user, post = fetch_user(user_id, acts=True), fetch(Post, post_id, "user:manage")
    service.refuse_own(user, g.actor)
    if post.user_id != user_id or post.is_over(clock.today()):
        abort(404)
    form = EndForm(data={"last_day": clock.today()})
    if form.validate_on_submit():
        with refusals(form):
            service.end_post(g.db, post, last_day=form.last_day.data, by=g.actor, on=clock.today(), now=clock.now())  # type: ignore[arg-type]
            return done(user_id, _("Đã ghi ngày kết thúc nhiệm vụ."))
        post = fetch(Post, post_id)
    return act_page("access/end_post.html", form, user_id, post=post, role=ROLE_LABELS[Role(post.role)], unit=g.db.get(Unit, post.unit_id))
