"""The pages that every programme has, as data, and the one factory that makes a programme's blueprint of them."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar

from flask import Blueprint

from fundapp.casework import ordering
from fundapp.casework.pages import Pages
from fundapp.jobs import service as jobs
from fundapp.web.guards import requires

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class Route:
    """One page: its address below that of the programme, who may open it, what answers. Its endpoint is the view's name."""

    rule: str
    permission: str
    methods: tuple[str, ...]
    view: Callable[..., Any]
    in_menu: bool = False


ROUTES: list[Route] = []


def page(rule: str, permission: str, *, acts: bool = False, in_menu: bool = False) -> Callable[[View], View]:
    """Put a view among those that every programme has; `acts`: it also takes a POST. The view is given the programme's pages first."""

    def keep(view: View) -> View:
        ROUTES.append(Route(rule, permission, ("GET", "POST") if acts else ("GET",), view, in_menu))
        return view

    return keep


def blueprint(pages: Pages) -> Blueprint:
    """Make the blueprint of one programme."""
    slug = pages.programme.slug
    bp = Blueprint(slug, __name__, url_prefix=f"/{slug}")
    jobs.runner(f"{slug}.together")(ordering.make_each(pages.model))
    for route in ROUTES:
        bp.add_url_rule(route.rule, route.view.__name__, _of(pages, route), methods=route.methods)
    return bp


def _of(pages: Pages, route: Route) -> Callable[..., Any]:
    @wraps(route.view)
    def view(**kwargs: Any) -> Any:
        return route.view(pages, **kwargs)

    return requires(route.permission, menu=pages.programme.name if route.in_menu else None, icon=pages.icon, group=pages.group, order=pages.order)(view)
