"""What every act's page has in common: load the request, act, say what came of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import abort, flash, g, redirect, render_template, request, url_for
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.wrappers import Response

from fundapp.access.queries import names_of
from fundapp.cases import queries as cases
from fundapp.cases import service as case_service
from fundapp.cases.lifecycle import ACT_LABELS, Act, Standing, standing, step
from fundapp.cases.models import Case
from fundapp.casework.pages import Pages
from fundapp.casework.programme import Ask
from fundapp.households.models import Person
from fundapp.kernel.errors import Stale
from fundapp.kernel.labels import Text, _
from fundapp.orgs.models import Unit
from fundapp.web.formats import show_instant
from fundapp.web.forms import Form, refusals
from fundapp.web.guards import fetch


def load(pages: Pages, case_id: int, act: Act | None = None) -> Ask:
    """Load a request: 404 out of sight; 403 when the signed-in user never does this act; a refusal when it is not its turn."""
    ask: Ask = fetch(pages.model, case_id, "case:read")
    if act is not None:
        transition = step(act, ask.case.state)
        permissions = {transition.permission} if transition else {"case:submit", "case:review", "case:decide"}
        if not any(g.actor.can(permission, ask) for permission in permissions):
            abort(403)
        case_service.may_do(g.db, ask.case, act, by=g.actor)
    return ask


def seen(form: Form) -> int:
    """The version of the request that the form was filled in on."""
    typed = str(form.version.data)
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else -1


@contextmanager
def acting(form: Form, case: Case) -> Iterator[None]:
    """Like `refusals`, and when somebody was faster say who did what, keep what was typed and let it be sent again."""
    with refusals(form):
        try:
            yield
        except (Stale, StaleDataError):
            g.db.rollback()
            form.version.data = str(case.version)
            form.is_stale = True
            raise Stale(_meanwhile(case)) from None


def _meanwhile(case: Case) -> Text:
    last = cases.events_of(g.db, case)[0]
    who = names_of(g.db, {last.actor_id}).get(last.actor_id, "–") if last.actor_id else str(_("chương trình"))
    return _(
        "Trong lúc bạn soạn, %(who)s đã “%(act)s” lúc %(at)s. Chưa có gì được lưu, những gì bạn viết vẫn còn dưới đây. Hãy xem lại hồ sơ rồi gửi lại.",
        who=who, act=ACT_LABELS[Act(last.act)], at=show_instant(last.at),
    )


def act_page(pages: Pages, template: str, ask: Ask, form: Form | None, **more: Any) -> Any:
    """Show an act's page; 422 when its form comes back, 409 when somebody was faster."""
    status = 200
    if request.method == "POST":
        status = 409 if getattr(form, "is_stale", False) else 422
    return render_template(template, form=form, **about(pages, ask), **more), status


def about(pages: Pages, ask: Ask) -> dict[str, Any]:
    """What every page about one request shows."""
    case = ask.case
    return {
        "pages": pages, "ask": ask, "case": case, "person": g.db.get(Person, case.person_id), "unit": g.db.get(Unit, case.unit_id),
        "holder": g.db.get(Unit, case.holder_unit_id), "kind_label": pages.programme.kinds[ask.kind], "standing": standing_of(case),
    }


def standing_of(case: Case, money: cases.Money | None = None) -> Standing:
    """Where a request stands, money included."""
    if case.state not in ("approved", "closed"):
        return standing(case.state)
    money = money or cases.money_of(g.db, case)
    return standing(case.state, reserved=money.reserved, paid=money.paid, released=money.released, is_lapsed=money.is_lapsed)


def done(case: Case, message: Text) -> Response:
    """Say what was done and go to the case page."""
    flash(message, "good")
    return redirect(url_for(".show", case_id=case.id), 303)
