"""The menu, from the permission marks of the views: nobody is shown a door that refuses."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, g, request, url_for

from fundapp.kernel.labels import Text, _

GROUPS: dict[str, Text] = {
    "home": _("Của tôi"),
    "work": _("Chăm lo"),
    "lending": _("Cho vay"),
    "money": _("Quỹ và chi trả"),
    "rules": _("Quy định và tổ chức"),
    "system": _("Kiểm tra và hệ thống"),
}


@dataclass(frozen=True)
class Line:
    """One page of the menu."""

    endpoint: str
    permission: str
    label: Text
    icon: str
    group: str
    order: int


def lines(app: Flask) -> list[Line]:
    """Read the marks of every view that has its own line in the menu."""
    marked: list[tuple[str, Any]] = [(endpoint, view) for endpoint, view in app.view_functions.items() if getattr(view, "menu", None)]
    found = [
        Line(endpoint, view.permission, view.menu.label, view.menu.icon, view.menu.group, view.menu.order)
        for endpoint, view in marked
    ]
    return sorted(found, key=lambda line: (list(GROUPS).index(line.group), line.order, line.endpoint))


class Menu:
    """The menu of the signed-in user, put together when a page really draws it."""

    def __init__(self, known: list[Line]) -> None:
        self._known = known

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return iter(menu_of(self._known))

    def __bool__(self) -> bool:
        return g.get("actor") is not None


def menu_of(known: list[Line]) -> list[dict[str, Any]]:
    """Give the groups of the menu that the signed-in user may open."""
    actor = g.get("actor")
    if actor is None:
        return []
    here = _line_of_page(known)
    groups: dict[str, list[dict[str, Any]]] = {}
    for line in known:
        if line.permission == "signed in" or actor.can(line.permission):
            item = {"label": line.label, "href": url_for(line.endpoint), "icon": line.icon, "active": line is here, "count": None}
            groups.setdefault(line.group, []).append(item)
    return [{"label": GROUPS[name], "items": items} for name, items in groups.items()]


def line_here(known: list[Line]) -> str | None:
    """The endpoint of the line under which this page lies; it hangs on the page's endpoint alone."""
    line = _line_of_page(known)
    return line.endpoint if line else None


def _line_of_page(known: list[Line]) -> Line | None:
    """The line under which this page lies: the one that its view names, else that of its room whose address its own goes on from."""
    endpoint = request.endpoint or ""
    named = getattr(current_app.view_functions.get(endpoint), "menu_at", None)
    room = endpoint.split(".")[0]
    above = [line for line in known if line.endpoint.split(".")[0] == room and request.path.startswith(url_for(line.endpoint))]
    nearest = max(above, key=lambda line: len(url_for(line.endpoint)), default=None)
    return next((line for line in known if line.endpoint == named), nearest)
