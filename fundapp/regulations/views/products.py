"""The loan products of a draft: a new one, a changed one, one taken out."""

from typing import Any

from flask import g
from werkzeug.wrappers import Response

from fundapp.regulations import service
from fundapp.regulations.models import Regulation
from fundapp.regulations.product_forms import FIELDS, ProductForm
from fundapp.regulations.product_terms import GROUPS
from fundapp.regulations.views.blueprint import bp, fetch_draft, fetch_part, shown_again
from fundapp.regulations.views.parts import keep, take_out
from fundapp.web.guards import requires


@bp.route("/<int:regulation_id>/products/new", methods=["GET", "POST"])
@requires("regulation:draft")
def new_product(regulation_id: int) -> Any:
    """Add a loan product."""
    return _product(fetch_draft(regulation_id), 0)


@bp.route("/<int:regulation_id>/products/<int:product_id>", methods=["GET", "POST"])
@requires("regulation:draft")
def product(regulation_id: int, product_id: int) -> Any:
    """Change a loan product."""
    return _product(fetch_draft(regulation_id), product_id)


def _product(regulation: Regulation, product_id: int) -> Any:
    row = fetch_part(regulation, regulation.products, product_id) if product_id else None
    articles = {f"article_{group}": row.articles.get(group, "") for group in GROUPS} if row else {}
    shown = {"overdue_of_rate_percent": int(row.overdue_of_rate_percent)} if row else {}
    form = ProductForm(obj=row, version=regulation.version, **articles)
    if shown and not form.is_submitted():
        form.overdue_of_rate_percent.data = shown["overdue_of_rate_percent"]

    def act() -> None:
        service.set_product(g.db, regulation, row.key if row else form.key.data or "", terms=form.terms(), by=g.actor)

    return keep(form, regulation, "products", act) or shown_again(
        "regulations/product.html", form, regulation=regulation, row=row, groups=GROUPS, fields=FIELDS
    )


@bp.post("/<int:regulation_id>/products/<int:product_id>/removal")
@requires("regulation:draft")
def remove_product(regulation_id: int, product_id: int) -> Response:
    """Take a loan product out of a draft."""
    return take_out(regulation_id, "products", product_id, "products")
