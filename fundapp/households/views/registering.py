"""Registering a household by hand, and a new declaration of one on file."""

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from sqlalchemy import select

from fundapp.access.policy import Permission
from fundapp.households import queries, service
from fundapp.households.forms import DeclarationForm, RegisterForm
from fundapp.households.models import Household
from fundapp.households.registration import declaration_problems, numbers_of, person_problems
from fundapp.households.views.blueprint import bp
from fundapp.households.views.household import fetch_whole
from fundapp.kernel import clock, crypto
from fundapp.kernel.labels import Text, _
from fundapp.orgs.models import Unit
from fundapp.orgs.queries import subtree_ids
from fundapp.web.forms import refusals
from fundapp.web.guards import requires


@bp.route("/new", methods=["GET", "POST"])
@requires("household:register")
def new() -> Any:
    form, today = RegisterForm(), clock.today()
    form.unit_id.choices = _units(today)
    if request.method == "GET":
        form.declared_on.data = today
        form.is_member.data = True
    matches: list[queries.Match] = []
    if form.validate_on_submit():
        head, told = form.person(), form.declaration()
        if not form.refuse_all(person_problems(head, today) + declaration_problems(told, today)):
            matches = _matches(form, today)
            if not matches or form.confirmed.data:
                with refusals(form):
                    household = service.register(g.db, unit_id=form.unit_id.data, head=head, declaration=told, by=g.actor, on=today)
                    flash(_("Đã đăng ký hộ %(name)s, mã %(code)s.", name=household.head_name, code=household.code), "good")
                    return redirect(url_for("households.show", household_id=household.id), 303)
    status = 422 if form.is_submitted() else 200
    return render_template("households/new.html", form=form, matches=matches, here=_here(matches), share_text=_share_text), status


@bp.route("/<int:household_id>/declarations/new", methods=["GET", "POST"])
@requires("household:register")
def declare(household_id: int) -> Any:
    household, today = fetch_whole(household_id, "household:register"), clock.today()
    form = DeclarationForm()
    if request.method == "GET":
        _fill(form, household)
        form.declared_on.data = today
    if form.validate_on_submit():
        told = form.declaration()
        if not form.refuse_all(declaration_problems(told, today)):
            with refusals(form):
                service.add_declaration(g.db, household, told, by=g.actor, on=today)
                flash(_("Đã ghi bản khai ngày %(day)s.", day=f"{told.declared_on:%d/%m/%Y}"), "good")
                return redirect(url_for("households.show", household_id=household.id), 303)
            household = fetch_whole(household_id, "household:register")
    return render_template("households/declare.html", form=form, household=household), 422 if form.is_submitted() else 200


def _units(today: Any) -> list[tuple[int, str]]:
    """Units at which this officer may register today."""
    ids = {unit_id for post in g.actor.posts if post.grants(Permission.HOUSEHOLD_REGISTER) for unit_id in subtree_ids(g.db, post.path)}
    query = select(Unit.id, Unit.short_name).where(Unit.id.in_(ids), (Unit.valid_to.is_(None)) | (Unit.valid_to >= today)).order_by(Unit.path)
    return [(row.id, row.short_name) for row in g.db.execute(query)]


def _matches(form: RegisterForm, today: Any) -> list[queries.Match]:
    """Who may be the same person, here or anywhere: shown before anything is stored."""
    head = form.person()
    numbers, _problems = numbers_of(head, today)
    return queries.find_same_person(
        g.db, crypto.blind_index("cccd", numbers.cccd) if numbers.cccd else None,
        old_id_index=crypto.blind_index("old_id", numbers.old_id) if numbers.old_id else None, full_name=head.full_name, birth=head.birth,
        phone_index=crypto.blind_index("phone", numbers.phone) if numbers.phone else None,
    )


SHARES = {"cccd": _("số CCCD"), "old_id": _("số CMND"), "birth": _("ngày sinh"), "phone": _("số điện thoại"), "name": _("họ tên")}


def _share_text(match: queries.Match) -> Text:
    return _("trùng %(what)s", what=", ".join(SHARES[name] for name in match.shares))


def _here(matches: list[queries.Match]) -> dict[int, Household]:
    ids = [match.household_id for match in matches if match.household_id is not None]
    return {row.id: row for row in g.db.scalars(select(Household).where(Household.id.in_(ids)))} if ids else {}


def _fill(form: DeclarationForm, household: Household) -> None:
    """Start from the last declaration, so that only what has changed is typed."""
    last = household.declaration
    for name in (
        "address", "area", "household_size", "income_per_head_amount", "categories", "house_condition", "house_tenure",
        "house_area_m2", "certificate_class", "certificate_number", "certificate_issuer", "certificate_on", "certificate_year",
    ):
        value = getattr(last, name)
        form[name].data = "" if value is None and form[name].type in ("SelectField", "StringField", "TextAreaField") else value
    for key, lacking in last.deprivations.items():
        if f"lack_{key}" in form:
            form[f"lack_{key}"].data = "yes" if lacking else "no"
