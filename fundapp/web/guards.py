"""Who may open a page, and which row: the only two places from which 403 and 404 come."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar

from flask import abort, flash, g, redirect, request, url_for

from fundapp.kernel.labels import Text, _
from fundapp.web.typed import typed_into

View = TypeVar("View", bound=Callable[..., Any])
Row = TypeVar("Row")


@dataclass(frozen=True)
class MenuItem:
    """A page's own line in the menu."""

    label: Text
    icon: str
    group: str
    order: int


def requires(
    permission: str, *, menu: Text | None = None, icon: str = "list", group: str = "work", order: int = 50, menu_at: str | None = None
) -> Callable[[View], View]:
    """Let in who holds the permission somewhere; `menu` also puts the page into the menu of exactly these.

    `menu_at` names the page in whose line of the menu this one lies, where its room has several.
    """

    def mark(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            if g.actor is None:
                if request.method == "GET":
                    return redirect(url_for("access.sign_in", next=request.full_path.rstrip("?")), 303)
                if typed_into(request):
                    abort(401)
                flash(_("Phiên làm việc đã hết. Hãy đăng nhập lại rồi gửi lại; chưa có gì được lưu."), "info")
                return redirect(url_for("access.sign_in"), 303)
            if not g.actor.can(permission):
                abort(403)
            return view(*args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]
        guarded.menu_at = menu_at  # type: ignore[attr-defined]
        guarded.menu = MenuItem(menu, icon, group, order) if menu is not None else None  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return mark


def signed_in(view: View) -> View:
    """Let in whoever is signed in: one's own home, password and sign-out."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        if g.actor is None:
            return redirect(url_for("access.sign_in", next=request.full_path.rstrip("?")), 303)
        return view(*args, **kwargs)

    guarded.permission = "signed in"  # type: ignore[attr-defined]
    return guarded  # type: ignore[return-value]


def public(view: View) -> View:
    """Let in everybody, also who is not signed in."""
    view.permission = "public"  # type: ignore[attr-defined]
    return view


def fetch(model: type[Row], row_id: int, permission: str | None = None, **options: Any) -> Row:
    """Load one row: 404 when it is not there or out of sight, 403 when it is in sight but the act is out of reach."""
    row = g.db.get(model, row_id, **options)
    if row is None:
        abort(404)
    if permission is not None and not g.actor.can(permission, row):
        abort(403)
    return row
