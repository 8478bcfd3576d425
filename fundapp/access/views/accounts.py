"""Lock and unlock an account, set a random password, end the sessions."""

from typing import Any

from flask import g, url_for

from fundapp.access import passwords, service
from fundapp.access.forms import LockForm, PlainForm
from fundapp.access.views.blueprint import act_page, bp, done, fetch_user, shown_once
from fundapp.access.views.users import about
from fundapp.kernel import clock
from fundapp.kernel.labels import _
from fundapp.web import once
from fundapp.web.forms import refusals
from fundapp.web.guards import requires


@bp.route("/users/<int:user_id>/lock", methods=["GET", "POST"])
@requires("user:manage")
def lock(user_id: int) -> Any:
    user = fetch_user(user_id, acts=True)
    service.refuse_own(user, g.actor)
    form = LockForm()
    if form.validate_on_submit():
        with refusals(form):
            service.lock(g.db, user, reason=form.reason.data, by=g.actor, now=clock.now())
            return done(user_id, _("Đã khóa tài khoản. Mọi phiên đang mở đã kết thúc."))
    return act_page("access/lock.html", form, user_id)


@bp.post("/users/<int:user_id>/unlocking")
@requires("user:manage")
def unlock(user_id: int) -> Any:
    service.unlock(g.db, fetch_user(user_id, acts=True), by=g.actor)
    return done(user_id, _("Đã mở khóa tài khoản. Người dùng đăng nhập lại bằng mật khẩu cũ."))


@bp.post("/users/<int:user_id>/sign-out")
@requires("user:manage")
def end_sessions(user_id: int) -> Any:
    count = service.end_sessions(g.db, fetch_user(user_id, acts=True), by=g.actor, now=clock.now())
    return done(user_id, _("Đã kết thúc %(count)s phiên đăng nhập.", count=count))


@bp.route("/users/<int:user_id>/password", methods=["GET", "POST"])
@requires("user:manage")
def reset(user_id: int) -> Any:
    """Set a random password, shown once in the answer."""
    user = fetch_user(user_id, acts=True)
    service.refuse_own(user, g.actor)
    form = PlainForm()
    if form.validate_on_submit():
        # What was read is let go, and the password hashed, before the writing transaction begins: hashing is slow on purpose.
        g.db.rollback()
        word = passwords.make()
        hashed = passwords.hashed(word)
        if (before := once.answer_before()) is not None:
            return before
        with refusals(form):
            user = fetch_user(user_id, acts=True)
            service.set_password(g.db, user, password_hash=hashed, by=g.actor, must_change=True, now=clock.now())
            return shown_once("access/user.html", url_for("access.user", user_id=user_id), **about(user, word))
    return act_page("access/reset.html", form, user_id)


reset.hashes_first = True  # type: ignore[attr-defined]
