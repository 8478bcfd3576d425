"""Read regulations: the list, and one document as it is printed."""

from typing import Any

from flask import g, render_template, request
from sqlalchemy import select

from fundapp.access.policy import ROLE_LABELS, Role
from fundapp.access.queries import names_of
from fundapp.kernel import clock
from fundapp.kernel.labels import _
from fundapp.orgs import queries as orgs
from fundapp.orgs.models import Unit
from fundapp.regulations import queries, words
from fundapp.regulations.comparison import changes
from fundapp.regulations.completeness import problems
from fundapp.regulations.forms import ActForm, ReturnForm
from fundapp.regulations.models import Regulation
from fundapp.regulations.product_terms import lines_of
from fundapp.regulations.reading import clauses
from fundapp.regulations.views.blueprint import bp, fetch_document
from fundapp.rules.facts import catalogue
from fundapp.web.guards import requires
from fundapp.web.paging import page


@bp.get("")
@requires("regulation:read", menu=_("Quy chế"), icon="scale", group="rules", order=10)
def listing() -> str:
    """Every regulation in sight, newest first."""
    programme = request.args.get("programme", "") if request.args.get("programme") in words.PROGRAMMES else ""
    status = request.args.get("status", "") if request.args.get("status") in words.STATUSES else ""
    keys = [(Regulation.valid_from, "desc"), (Regulation.id, "desc")]
    found = page(g.db, queries.listing(g.actor, programme=programme, status=status), keys=keys, after=request.args.get("after"))
    units = {unit.id: unit for unit in g.db.scalars(select(Unit).where(Unit.id.in_({row.unit_id for row in found.rows})))}
    return render_template(
        "regulations/listing.html", page=found, units=units, programme=programme, status=status, programmes=words.PROGRAMMES,
        statuses=words.STATUSES, standing=words.standing, today=clock.today(), mine=_mine(),
    )


@bp.get("/<int:regulation_id>")
@requires("regulation:read")
def show(regulation_id: int) -> str:
    """One document: norms, criteria, papers, authority, instalments; while it is a draft, what is still missing."""
    return render_template("regulations/show.html", **about(fetch_document(regulation_id)))


def about(regulation: Regulation, form: ReturnForm | None = None) -> dict[str, Any]:
    """What the page of one document shows."""
    before = queries.predecessor(g.db, regulation)
    people = names_of(g.db, {one for one in (regulation.drafted_by_id, regulation.submitted_by_id, regulation.approved_by_id) if one})
    is_open = regulation.status in ("draft", "submitted")
    return {
        "regulation": regulation, "unit": g.db.get(Unit, regulation.unit_id), "clauses": clauses(regulation), "before": before,
        "changes": changes(before, regulation) if before else [], "problems": problems(regulation) if is_open else [],
        "versions": queries.versions(g.db, regulation), "people": people, "words": words, "today": clock.today(), "kinds": orgs.kinds(g.db),
        "roles": {role.value: ROLE_LABELS[role] for role in Role}, "form": form or ReturnForm(version=regulation.version),
        "act_form": ActForm(version=regulation.version), "may_draft": regulation.status == "draft" and g.actor.can("regulation:draft", regulation),
        "may_approve": regulation.status == "submitted" and g.actor.can("regulation:approve", regulation),
        "lines_of": lines_of, "is_own": g.actor.user_id in (regulation.drafted_by_id, regulation.submitted_by_id),
    }


@bp.get("/facts")
@requires("regulation:read")
def facts() -> str:
    """The catalogue of facts that criteria may compare: what each means and where it comes from."""
    return render_template("regulations/facts.html", facts=list(catalogue().values()))


def _mine() -> list[Any]:
    """The regulation in force today for the own unit, programme by programme."""
    home = g.actor.home
    if home is None:
        return []
    unit, today = g.db.get(Unit, home.unit_id), clock.today()
    found = queries.all_in_force(g.db, unit=unit, on=today)
    return [(label, found[programme]) for programme, label in words.PROGRAMMES.items() if programme in found]
