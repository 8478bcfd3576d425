"""Change the parts of a draft: a norm, a criterion, a paper, a line of authority; each also new, each also taken out."""

from typing import Any

from flask import g, request
from werkzeug.wrappers import Response

from fundapp.kernel import clock
from fundapp.kernel.labels import _
from fundapp.orgs import queries as orgs
from fundapp.regulations import service
from fundapp.regulations.forms import (
    ActForm,
    CriterionForm,
    FactForm,
    LimitForm,
    NormForm,
    PaperForm,
    applies_choices,
    shown_value,
)
from fundapp.regulations.models import CriterionRow, Norm, Regulation
from fundapp.regulations.views.blueprint import bp, fetch_document, fetch_draft, fetch_part, saved, shown_again
from fundapp.rules.criteria import NORM_UNITS
from fundapp.rules.facts import catalogue
from fundapp.web.forms import refusals
from fundapp.web.guards import requires


def keep(form: Any, regulation: Regulation, part: str, act: Any) -> Response | None:
    """Do an act when the form is whole and still meant for this version; None when it has to be shown again."""
    if form.validate_on_submit():
        with refusals(form):
            form.meant_for(regulation)
            act()
            return saved(regulation, part=part)
    return None


def take_out(regulation_id: int, name: str, part_id: int, anchor: str) -> Response:
    """Take one part out of a draft and lead back to its list."""
    regulation = fetch_document(regulation_id, "regulation:draft")
    ActForm().meant_for(regulation)
    service.remove(g.db, regulation, fetch_part(regulation, getattr(regulation, name), part_id), by=g.actor)
    return saved(regulation, _("Đã bỏ khỏi bản soạn."), anchor)


@bp.route("/<int:regulation_id>/norms/new", methods=["GET", "POST"])
@requires("regulation:draft")
def new_norm(regulation_id: int) -> Any:
    """Add a norm; its unit is chosen first, in the address."""
    regulation = fetch_draft(regulation_id)
    unit = request.args.get("unit", "dong")
    return _norm(regulation, None, unit if unit in NORM_UNITS else "dong")


@bp.route("/<int:regulation_id>/norms/<int:norm_id>", methods=["GET", "POST"])
@requires("regulation:draft")
def norm(regulation_id: int, norm_id: int) -> Any:
    """Change a norm."""
    regulation = fetch_draft(regulation_id)
    row = fetch_part(regulation, regulation.norms, norm_id)
    return _norm(regulation, row, row.unit)


def _norm(regulation: Regulation, row: Norm | None, unit: str) -> Any:
    form = NormForm.of_unit(unit, regulation.programme, is_new=row is None)(obj=row, version=regulation.version)
    key = row.key if row else (form.data.get("key") or "")

    def act() -> None:
        typed = form.data
        service.set_norm(
            g.db, regulation, key, name=typed["name"], value=typed["value"], unit=unit, article=typed["article"], by=g.actor,
            grants=bool(typed.get("grants")), applies_to=typed["applies_to"], source=row.source if row else "",
        )

    return keep(form, regulation, "norms", act) or shown_again(
        "regulations/norm.html", form, regulation=regulation, row=row, unit=unit, units=NORM_UNITS
    )


@bp.post("/<int:regulation_id>/norms/<int:norm_id>/removal")
@requires("regulation:draft")
def remove_norm(regulation_id: int, norm_id: int) -> Response:
    """Take a norm out of a draft."""
    return take_out(regulation_id, "norms", norm_id, "norms")


@bp.route("/<int:regulation_id>/criteria/new", methods=["GET", "POST"])
@requires("regulation:draft")
def new_criterion(regulation_id: int) -> Any:
    """Add a criterion; the fact that it compares is chosen first, in the address."""
    regulation = fetch_draft(regulation_id)
    fact = request.args.get("fact", "")
    if fact not in catalogue():
        return shown_again("regulations/new_criterion.html", FactForm(), regulation=regulation)
    return _criterion(regulation, None, fact)


@bp.route("/<int:regulation_id>/criteria/<int:criterion_id>", methods=["GET", "POST"])
@requires("regulation:draft")
def criterion(regulation_id: int, criterion_id: int) -> Any:
    """Change a criterion."""
    regulation = fetch_draft(regulation_id)
    row = fetch_part(regulation, regulation.criteria, criterion_id)
    return _criterion(regulation, row, row.fact)


def _criterion(regulation: Regulation, row: CriterionRow | None, fact_name: str | None) -> Any:
    fact = catalogue()[fact_name] if fact_name else None
    shown = {"version": regulation.version}
    if row is not None and fact is not None and row.norm_key is None:
        shown["value"] = shown_value(fact, row)
    form = CriterionForm.of(regulation, fact, row)(obj=None if row is None else _Shown(row, shown), data=None if row else shown)
    key = row.key if row else (form.data.get("key") or "")

    def act() -> None:
        service.set_criterion(g.db, regulation, key, by=g.actor, **form.criterion(fact, row))

    return keep(form, regulation, "criteria", act) or shown_again(
        "regulations/criterion.html", form, regulation=regulation, row=row, fact=fact
    )


class _Shown:
    """A row with some values as the form shows them."""

    def __init__(self, row: Any, values: dict[str, Any]) -> None:
        self._row, self._values = row, values

    def __getattr__(self, name: str) -> Any:
        return self._values[name] if name in self._values else getattr(self._row, name)


@bp.post("/<int:regulation_id>/criteria/<int:criterion_id>/removal")
@requires("regulation:draft")
def remove_criterion(regulation_id: int, criterion_id: int) -> Response:
    """Take a criterion out of a draft."""
    return take_out(regulation_id, "criteria", criterion_id, "criteria")


@bp.route("/<int:regulation_id>/papers/new", methods=["GET", "POST"])
@requires("regulation:draft")
def new_paper(regulation_id: int) -> Any:
    """Add a required paper."""
    return _paper(fetch_draft(regulation_id), 0)


@bp.route("/<int:regulation_id>/papers/<int:paper_id>", methods=["GET", "POST"])
@requires("regulation:draft")
def paper(regulation_id: int, paper_id: int) -> Any:
    """Change a required paper."""
    return _paper(fetch_draft(regulation_id), paper_id)


def _paper(regulation: Regulation, paper_id: int) -> Any:
    row = fetch_part(regulation, regulation.papers, paper_id) if paper_id else None
    form = PaperForm(obj=row, version=regulation.version)
    form.applies_to.choices = applies_choices(regulation.programme)

    def act() -> None:
        key = row.key if row else form.key.data
        service.set_paper(
            g.db, regulation, key, name=form.name.data, note=form.note.data or "", stage=form.stage.data, is_required=form.is_required.data,
            applies_to=form.applies_to.data, article=form.article.data, source=row.source if row else "", by=g.actor,
        )

    return keep(form, regulation, "papers", act) or shown_again("regulations/paper.html", form, regulation=regulation, row=row)


@bp.post("/<int:regulation_id>/papers/<int:paper_id>/removal")
@requires("regulation:draft")
def remove_paper(regulation_id: int, paper_id: int) -> Response:
    """Take a paper out of a draft."""
    return take_out(regulation_id, "papers", paper_id, "papers")


@bp.route("/<int:regulation_id>/limits/new", methods=["GET", "POST"])
@requires("regulation:draft")
def new_limit(regulation_id: int) -> Any:
    """Give the signer of a kind of unit authority."""
    return _limit(fetch_draft(regulation_id), 0)


@bp.route("/<int:regulation_id>/limits/<int:limit_id>", methods=["GET", "POST"])
@requires("regulation:draft")
def limit(regulation_id: int, limit_id: int) -> Any:
    """Change a line of authority."""
    return _limit(fetch_draft(regulation_id), limit_id)


def _limit(regulation: Regulation, limit_id: int) -> Any:
    row = fetch_part(regulation, regulation.authority_limits, limit_id) if limit_id else None
    form = LimitForm(obj=row, version=regulation.version)
    today = clock.today()
    kinds = [kind for kind in orgs.kinds(g.db).values() if kind.valid_to is None or kind.valid_to >= today]
    form.unit_kind.choices = [(kind.code, kind.name) for kind in kinds if row is None or kind.code == row.unit_kind]

    def act() -> None:
        service.set_limit(
            g.db, regulation, unit_kind=form.unit_kind.data, role="signer", amount=form.data["amount"], article=form.article.data,
            source=row.source if row else "", by=g.actor,
        )

    return keep(form, regulation, "authority", act) or shown_again("regulations/limit.html", form, regulation=regulation, row=row)


@bp.post("/<int:regulation_id>/limits/<int:limit_id>/removal")
@requires("regulation:draft")
def remove_limit(regulation_id: int, limit_id: int) -> Response:
    """Take a line of authority out of a draft."""
    return take_out(regulation_id, "authority_limits", limit_id, "authority")
