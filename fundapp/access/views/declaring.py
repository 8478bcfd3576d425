"""What users declare of themselves: on their own page, or an administrator for them."""

from typing import Any

from flask import abort, flash, g, redirect, render_template, url_for

from fundapp.access import queries, service
from fundapp.access.forms import KinForm, NumbersForm, PlainForm
from fundapp.access.models import User, UserKin
from fundapp.access.service.declaring import COLUMNS
from fundapp.access.views.blueprint import bp, done, fetch_user
from fundapp.access.words import NUMBERS, RELATIONS
from fundapp.kernel.labels import _
from fundapp.web.forms import Form, refusals
from fundapp.web.guards import MenuItem, fetch, requires, signed_in


@bp.route("/declaration", methods=["GET", "POST"])
@signed_in
def declaration() -> Any:
    """The own numbers, and beside them the kin."""
    form = NumbersForm()
    if form.validate_on_submit():
        with refusals(form):
            service.declare_numbers(g.db, g.db.get(User, g.actor.user_id), by=g.actor, **form.given())
            flash(_("Đã ghi khai báo của bạn. Số đã khai không hiện lại."), "good")
            return redirect(url_for("access.declaration"), 303)
    return _own(form, KinForm(formdata=None), form)


declaration.menu = MenuItem(_("Khai báo của tôi"), "id", "home", 20)  # type: ignore[attr-defined]


@bp.post("/declaration/kin")
@signed_in
def declare_kin() -> Any:
    form = KinForm()
    if form.validate_on_submit():
        with refusals(form):
            service.declare_kin(g.db, user=g.db.get(User, g.actor.user_id), by=g.actor, **form.given())
            flash(_("Đã ghi người thân. Bạn sẽ không tham gia xét, chi cho hộ có người này."), "good")
            return redirect(url_for("access.declaration"), 303)
    return _own(NumbersForm(formdata=None), form, form)


@bp.route("/users/<int:user_id>/declaration", methods=["GET", "POST"])
@requires("user:manage")
def user_declaration(user_id: int) -> Any:
    """What an administrator notes of a user, also in the place of what was declared before."""
    user = _other(user_id)
    form = NumbersForm()
    if form.validate_on_submit():
        with refusals(form):
            service.declare_numbers(g.db, user, by=g.actor, **form.given())
            return done(user_id, _("Đã ghi khai báo của người dùng."))
    return _of(user_id, form, KinForm(formdata=None), form)


@bp.post("/users/<int:user_id>/kin")
@requires("user:manage")
def add_kin(user_id: int) -> Any:
    user = _other(user_id)
    form = KinForm()
    if form.validate_on_submit():
        with refusals(form):
            service.declare_kin(g.db, user=user, by=g.actor, **form.given())
            return done(user_id, _("Đã ghi người thân của người dùng."))
    return _of(user_id, NumbersForm(formdata=None), form, form)


@bp.post("/users/<int:user_id>/kin/<int:kin_id>/removal")
@requires("user:manage")
def drop_kin(user_id: int, kin_id: int) -> Any:
    _other(user_id)
    kin = fetch(UserKin, kin_id)
    if kin.user_id != user_id:
        abort(404)
    form = PlainForm()
    if form.validate_on_submit():
        service.drop_kin(g.db, kin, by=g.actor)
        return done(user_id, _("Đã bỏ người thân khai nhầm."))
    return _of(user_id, NumbersForm(formdata=None), KinForm(formdata=None), form)


def _other(user_id: int) -> User:
    """The user of the address; for oneself there is the own page."""
    user = fetch_user(user_id, acts=True)
    service.refuse_own(user, g.actor)
    return user


def _own(numbers: NumbersForm, kin: KinForm, sent: Form) -> Any:
    return _page("access/declaration.html", g.db.get(User, g.actor.user_id), numbers, kin, sent)


def _of(user_id: int, numbers: NumbersForm, kin: KinForm, sent: Form) -> Any:
    return _page("access/user_declaration.html", fetch_user(user_id), numbers, kin, sent)


def _page(template: str, user: User, numbers: NumbersForm, kin: KinForm, sent: Form) -> Any:
    known = {name: getattr(user, column) is not None for name, column in COLUMNS.items()}
    page = render_template(template, user=user, form=numbers, kin_form=kin, known=known, names=NUMBERS, kin=queries.kin_of(g.db, user), relations=RELATIONS)
    return page, 422 if sent.is_submitted() else 200
