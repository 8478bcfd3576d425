"""One household: who lives there, what was declared, its poverty class now and under the next standard, earlier help; the reveal."""

from datetime import date
from typing import Any

from flask import abort, current_app, g, make_response, redirect, render_template, url_for

from fundapp.access.queries import names_of
from fundapp.help.queries import received
from fundapp.households import facts, poverty, queries, service, words
from fundapp.households.forms import ReadingForm, RevealForm
from fundapp.households.models import Declaration, Household, Person
from fundapp.households.views.blueprint import bp
from fundapp.kernel import clock
from fundapp.kernel.days import day_text
from fundapp.kernel.labels import Text, _
from fundapp.kernel.money import dong
from fundapp.orgs.models import Unit
from fundapp.regulations.words import KINDS
from fundapp.web.forms import refusals
from fundapp.web.guards import fetch, requires


def fetch_whole(household_id: int, permission: str) -> Household:
    """Load a household with people and declarations: 404 out of sight, 403 out of reach."""
    household = queries.whole(g.db, household_id)
    if household is None:
        abort(404)
    if not g.actor.can(permission, household):
        abort(403)
    return household


@bp.get("/<int:household_id>")
@requires("household:read")
def show(household_id: int) -> Any:
    return render_template("households/show.html", **_page(fetch_whole(household_id, "household:read"), RevealForm()))


@bp.get("/<int:household_id>/reveal")
@requires("household:read")
def after_reveal(household_id: int) -> Any:
    """Where a reload of the answer leads: back to the household, with the number masked again."""
    return redirect(url_for("households.show", household_id=household_id), 303)


@bp.post("/<int:household_id>/reveal")
@requires("household:reveal")
def reveal(household_id: int) -> Any:
    household = fetch_whole(household_id, "household:reveal")
    form = RevealForm()
    form.what.choices = _numbers(household)
    if form.validate_on_submit():
        with refusals(form):
            person_id, _colon, field = form.what.data.partition(":")
            person = fetch(Person, int(person_id), "household:reveal")
            value = service.reveal(g.db, person, field, form.purpose.data, g.actor)
            shown = {"name": person.full_name, "label": words.SEALED_FIELDS[field], "value": value, "field": field}
            answer = make_response(render_template("households/show.html", **_page(household, RevealForm(formdata=None), shown)))
            answer.headers["Cache-Control"] = "no-store"
            return answer
        household = fetch_whole(household_id, "household:reveal")
    return render_template("households/show.html", **_page(household, form)), 422


@bp.get("/<int:household_id>/reading")
@requires("household:read")
def after_reading(household_id: int) -> Any:
    """Where a reload of the answer leads: back to the household, with its circumstances sealed again."""
    return redirect(url_for("households.show", household_id=household_id), 303)


@bp.post("/<int:household_id>/reading")
@requires("household:health")
def read_circumstances(household_id: int) -> Any:
    household = fetch_whole(household_id, "household:health")
    form = ReadingForm()
    form.declaration.choices = _told(household)
    if form.validate_on_submit():
        with refusals(form):
            chosen = next(told for told in household.declarations if str(told.number) == form.declaration.data)
            text = service.read_circumstances(g.db, chosen, form.reading_purpose.data, g.actor)
            shown = {"name": household.head_name, "label": _("Hoàn cảnh khai ngày %(day)s", day=day_text(chosen.declared_on)), "text": text}
            answer = make_response(render_template("households/show.html", **_page(household, RevealForm(formdata=None), shown)))
            answer.headers["Cache-Control"] = "no-store"
            return answer
        household = fetch_whole(household_id, "household:health")
    return render_template("households/show.html", **_page(household, RevealForm(formdata=None), reading=form)), 422


def _page(household: Household, form: RevealForm, shown: dict[str, Any] | None = None, reading: ReadingForm | None = None) -> dict[str, Any]:
    today = clock.today()
    sees_health = g.actor.can("household:health", household)
    form.what.choices = _numbers(household)
    reading = reading or ReadingForm(formdata=None)
    reading.declaration.choices = _told(household)
    people = [person for person in household.persons if person.ended_on is None or household.ended_on is not None]
    keys = [key for person in household.persons for key in person.help_keys]
    seen, elsewhere = received(g.db, [household.help_key, *keys])
    registrars = {declaration.registered_by_id for declaration in household.declarations if declaration.registered_by_id}
    names = names_of(g.db, registrars)
    return {
        "household": household, "people": people, "unit": g.db.get(Unit, household.unit_id), "declaration": household.declaration,
        "standings": _standings(household, today), "received": seen, "earlier": elsewhere, "received_kinds": KINDS,
        "words": words, "reveal_form": form, "shown": shown, "links": _links(household), "indicators": poverty.every_indicator(),
        "certificate_year": today.year, "events": _events(household, names, sees_health), "sees_health": sees_health,
        "reading_form": reading, "categories": _categories(household.category_bits, sees_health),
    }


def _categories(bits: int, sees_health: bool) -> list[Text]:
    return [words.CATEGORIES[name] for name in words.categories_of(words.shown_bits(bits, sees_health=sees_health))]


def _told(household: Household) -> list[tuple[str, str]]:
    """The declarations that tell of circumstances, newest first."""
    return [
        (str(told.number), _("Bản khai số %(number)s, ngày %(day)s", number=told.number, day=day_text(told.declared_on)))
        for told in reversed(household.declarations) if told.circumstances_sealed
    ]


def _events(household: Household, names: dict[int, str], sees_health: bool) -> list[dict[str, Any]]:
    """The declarations, newest first, each with what it said in short."""
    return [
        {
            "when": day_text(told.declared_on), "who": names.get(told.registered_by_id or 0, ""), "what": _("Bản khai số %(number)s", number=told.number),
            "detail": _said(told, sees_health), "tone": "good" if told is household.declaration else "done",
        }
        for told in reversed(household.declarations)
    ]


def _said(told: Declaration, sees_health: bool) -> str:
    parts = _categories(words.bits_of(told.categories), sees_health)
    if told.household_size is not None:
        parts.append(_("%(n)s người", n=told.household_size))
    if told.income_per_head_amount is not None:
        parts.append(_("%(amount)s đồng một người/tháng", amount=dong(told.income_per_head_amount)))
    return "; ".join(parts)


def _numbers(household: Household) -> list[tuple[str, str]]:
    return [
        (f"{person.id}:{field}", f"{label} – {person.full_name}")
        for person in household.persons for field, label in words.SEALED_FIELDS.items() if getattr(person, f"{field}_index")
    ]


def _standings(household: Household, today: date) -> list[dict[str, Any]]:
    """The class today, and from the first day of each standard to come."""
    days = [today, *(standard.valid_from for standard in poverty.standards() if standard.valid_from > today)]
    found: list[dict[str, Any]] = [{"on": day, "finding": facts.poverty_of(household, max(day, household.declared_on)), "now": day == today} for day in days]
    for position, entry in enumerate(found):
        earlier = found[position - 1]["finding"].poverty_class if position else None
        entry["tone"] = "waiting" if entry["finding"].poverty_class == "unknown" else "neutral"
        entry["title"] = _title(entry["on"], entry["now"])
        entry["changed"] = earlier is not None and earlier != entry["finding"].poverty_class
    return found


def _title(day: date, now: bool) -> Text:
    return _("Hiện nay") if now else _("Từ ngày %(day)s", day=day_text(day))


def _links(household: Household) -> list[dict[str, Any]]:
    """Doors to the rooms above, by endpoint name: they exist where the room does, and for whom it opens."""
    links = []
    known = (
        ("housing.new", "case:open", _("Mở hồ sơ Mái ấm"), "home-heart"), ("relief.new", "case:open", _("Mở hồ sơ trợ cấp"), "heart-handshake"),
        ("loans.new", "case:open", _("Mở hồ sơ vay vốn"), "coins"),
    )
    for endpoint, permission, label, icon in known:
        if household.ended_on is None and endpoint in current_app.view_functions and g.actor.can(permission, household):
            links.append({"href": url_for(endpoint, household=household.id), "label": label, "icon": icon})
    return links
