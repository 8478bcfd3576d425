"""Sign in, sign out, change the own password."""

from typing import Any
from urllib.parse import urlsplit

from flask import abort, current_app, flash, g, redirect, render_template, request, url_for
from flask import session as cookie
from flask_login import login_user, logout_user

from fundapp.access import passwords, queries, service
from fundapp.access.forms import PasswordForm, SignInForm
from fundapp.access.login import SIGNING_IN, SignedIn
from fundapp.access.models import User
from fundapp.access.views.blueprint import bp
from fundapp.kernel import clock
from fundapp.kernel.errors import Refusal
from fundapp.kernel.labels import _
from fundapp.web.forms import refusals
from fundapp.web.guards import public, signed_in


@bp.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> Any:
    form = SignInForm()
    if request.method == "GET" and g.actor is not None:
        return redirect(url_for("console.home"), 303)
    if form.validate_on_submit():
        name, address, now = form.username.data.strip().lower(), request.remote_addr or "", clock.now()
        with current_app.db.reading(SIGNING_IN) as session:  # type: ignore[attr-defined]
            if queries.failures_since(session, name, address, now=now) >= queries.MANY_FAILURES:
                abort(429)
            user = queries.user_by_name(session, name)
        # The password is verified before the writing transaction begins: hashing is slow on purpose.
        known = user.password_hash if user is not None and user.is_active else None
        if passwords.fits(known, form.password.data) and user is not None:
            with refusals(form):
                token = service.sign_in(g.db, user.id, proven=user.password_hash, address=address, now=now)
                cookie.clear()
                login_user(SignedIn(token))
                return redirect(_inside(request.args.get("next")), 303)
        else:
            with current_app.db.transaction(SIGNING_IN) as session:  # type: ignore[attr-defined]
                service.note_failure(session, username=name, address=address, now=now)
            form.refuse(Refusal(_("Tên đăng nhập hoặc mật khẩu không đúng. Hãy kiểm tra phím CapsLock, hoặc nhờ quản trị đặt lại mật khẩu.")))
    return render_template("access/sign_in.html", form=form), 422 if form.is_submitted() else 200


sign_in.hashes_first = True  # type: ignore[attr-defined]


@bp.post("/sign-out")
@signed_in
def sign_out() -> Any:
    service.sign_out(g.db, g.actor.sign_in_id, now=clock.now())
    logout_user()
    cookie.clear()
    return redirect(url_for("access.sign_in"), 303)


@bp.route("/password", methods=["GET", "POST"])
@signed_in
def password() -> Any:
    form = PasswordForm()
    if form.validate_on_submit():
        with refusals(form):
            with current_app.db.reading(SIGNING_IN) as session:  # type: ignore[attr-defined]
                known = session.get(User, g.actor.user_id).password_hash
            if not passwords.fits(known, form.current.data):
                raise Refusal(_("Mật khẩu hiện nay không đúng."), "current")
            if form.password.data != form.again.data:
                raise Refusal(_("Hai lần nhập mật khẩu mới không giống nhau."), "again")
            if form.password.data == form.current.data:
                raise Refusal(_("Mật khẩu mới phải khác mật khẩu hiện nay."), "password")
            hashed = passwords.hashed(form.password.data, g.actor.username)
            user = g.db.get(User, g.actor.user_id)
            service.set_password(g.db, user, password_hash=hashed, by=g.actor, must_change=False, now=clock.now())
            cookie.clear()
            flash(_("Đã đổi mật khẩu. Hãy đăng nhập lại bằng mật khẩu mới."), "good")
            return redirect(url_for("access.sign_in"), 303)
    return render_template("access/password.html", form=form, must_change=g.actor.must_change_password), 422 if form.is_submitted() else 200


password.hashes_first = True  # type: ignore[attr-defined]


def _inside(target: str | None) -> str:
    """Only a path of this site may follow a sign-in."""
    parts = urlsplit(target or "")
    if not target or parts.scheme or parts.netloc or not target.startswith("/") or not target.isprintable() or target.startswith(("//", "/\\")):
        return url_for("console.home")
    return target
