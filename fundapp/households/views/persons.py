"""People of a household: somebody more of the family, a correction, a death, leaving the union."""

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for

from fundapp.households import service, words
from fundapp.households.forms import CorrectionForm, DiedForm, FamilyForm, LeftForm
from fundapp.households.models import Person
from fundapp.households.registration import person_problems
from fundapp.households.views.blueprint import bp
from fundapp.households.views.household import fetch_whole
from fundapp.kernel import clock
from fundapp.kernel.labels import _
from fundapp.web.forms import refusals
from fundapp.web.guards import fetch, requires

PLAIN = ("full_name", "birth", "sex", "bank_code", "is_member", "joined_union_on", "employed_since_on", "relation")


@bp.route("/<int:household_id>/persons/new", methods=["GET", "POST"])
@requires("household:register")
def add_person(household_id: int) -> Any:
    household, today = fetch_whole(household_id, "household:register"), clock.today()
    form = FamilyForm()
    if form.validate_on_submit():
        told = form.person(form.relation.data)
        if not form.refuse_all(person_problems(told, today)):
            with refusals(form):
                person = service.add_family_member(g.db, household, told, by=g.actor, on=today)
                flash(_("Đã thêm %(name)s vào hộ.", name=person.full_name), "good")
                return redirect(url_for("households.show", household_id=household.id), 303)
            household = fetch_whole(household_id, "household:register")
    return render_template("households/add_person.html", form=form, household=household), 422 if form.is_submitted() else 200


@bp.route("/persons/<int:person_id>/correction", methods=["GET", "POST"])
@requires("household:register")
def correct(person_id: int) -> Any:
    person, today = fetch(Person, person_id, "household:register"), clock.today()
    form = CorrectionForm()
    form.relation.choices = [("head", words.RELATIONS["head"])] if person.is_head else [pair for pair in words.RELATIONS.items() if pair[0] != "head"]
    if request.method == "GET":
        form.version.data = str(person.version)
        for name in PLAIN:
            value = getattr(person, name)
            form[name].data = "" if value is None and form[name].type in ("SelectField", "StringField") else value
    if form.validate_on_submit():
        told = form.person(form.relation.data)
        if not form.refuse_all(person_problems(told, today)):
            with refusals(form):
                typed = str(form.version.data)
                version = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0
                service.correct_person(g.db, person, told, version=version, reason=form.reason.data, by=g.actor, on=today)
                flash(_("Đã sửa thông tin của %(name)s.", name=person.full_name), "good")
                return redirect(url_for("households.show", household_id=person.household_id), 303)
            person = fetch(Person, person_id, "household:register")
    masks = {field: getattr(person, f"{field}_tail") for field in words.SEALED_FIELDS}
    return render_template("households/correct.html", form=form, person=person, masks=masks), 422 if form.is_submitted() else 200


@bp.route("/persons/<int:person_id>/death", methods=["GET", "POST"])
@requires("household:register")
def death(person_id: int) -> Any:
    person, today = fetch(Person, person_id, "household:register"), clock.today()
    form = DiedForm()
    if form.validate_on_submit():
        with refusals(form):
            service.mark_died(g.db, person, died_on=form.died_on.data,  # type: ignore[arg-type]
                by=g.actor, on=today)
            flash(_("Đã ghi ngày mất của %(name)s.", name=person.full_name), "good")
            return redirect(url_for("households.show", household_id=person.household_id), 303)
        person = fetch(Person, person_id, "household:register")
    title = _("Ghi ngày mất: %(name)s", name=person.full_name)
    note = _("Hồ sơ và khoản chi đang chờ của người này sẽ bị chặn cho đến khi có quyết định khác.")
    return _mark(form, person.household_id, title, note, _("Ghi ngày mất"))


@bp.route("/persons/<int:person_id>/leaving", methods=["GET", "POST"])
@requires("household:register")
def leaving(person_id: int) -> Any:
    person, today = fetch(Person, person_id, "household:register"), clock.today()
    form = LeftForm()
    if form.validate_on_submit():
        with refusals(form):
            service.mark_left_union(g.db, person, left_on=form.left_on.data,  # type: ignore[arg-type]
                by=g.actor, on=today)
            flash(_("Đã ghi %(name)s thôi tham gia công đoàn.", name=person.full_name), "good")
            return redirect(url_for("households.show", household_id=person.household_id), 303)
        person = fetch(Person, person_id, "household:register")
    title = _("Thôi tham gia công đoàn: %(name)s", name=person.full_name)
    return _mark(form, person.household_id, title, _("Người đã thôi là đoàn viên không còn đủ điều kiện của các chương trình dành cho đoàn viên."), _("Ghi ngày thôi"))


def _mark(form: Any, household_id: int, title: str, note: str, label: str) -> Any:
    page = render_template("households/_mark.html", form=form, back=url_for("households.show", household_id=household_id), title=title, note=note, label=label)
    return page, 422 if form.is_submitted() else 200
