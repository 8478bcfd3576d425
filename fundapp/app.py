"""Put the program together: settings, database, rooms, edge."""

import logging
from pathlib import Path
from typing import Any

from flask import g, request, session, url_for
from flask_babel import Babel
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_wtf.csrf import CSRFProtect, generate_csrf
from markupsafe import Markup
from werkzeug.routing import BaseConverter, IntegerConverter

from fundapp import __version__, config, edge, menu, models  # noqa: F401  (models: every room says what it holds)
from fundapp.access import login
from fundapp.access import views as access_views
from fundapp.access.policy import ROLE_LABELS
from fundapp.advances import views as advances_views
from fundapp.bank import views as bank_views
from fundapp.cases import views as cases_views
from fundapp.cash import views as cash_views
from fundapp.console import views as console_views
from fundapp.documents import views as documents_views
from fundapp.edge import App
from fundapp.founding import views as founding_views
from fundapp.gifts import views as gifts_views
from fundapp.households import views as households_views
from fundapp.housing import views as housing_views
from fundapp.intake import views as intake_views
from fundapp.jobs import views as jobs_views
from fundapp.jobs.queue import JobQueue
from fundapp.kernel import crypto
from fundapp.kernel.db import Database
from fundapp.ledger import views as ledger_views
from fundapp.loans import servicing_views as loans_servicing_views
from fundapp.loans import views as loans_views
from fundapp.orgs import views as orgs_views
from fundapp.payments import views as payments_views
from fundapp.regulations import views as regulations_views
from fundapp.relief import views as relief_views
from fundapp.stock import views as stock_views
from fundapp.takeover import views as takeover_views
from fundapp.web import drawn, formats, once
from fundapp.web.cookies import Cookies
from fundapp.web.headers import StaticFiles
from fundapp.web.subjects import subject_text, subject_url

HOME = Path(__file__).resolve().parent.parent
ROOMS = (
    advances_views,
    access_views, bank_views, cases_views, cash_views, console_views, documents_views, founding_views, gifts_views, households_views, housing_views, intake_views,
    jobs_views, ledger_views, loans_views, orgs_views, payments_views, regulations_views, relief_views, stock_views, takeover_views,
)
# Importing them puts more pages into the blueprint of their room.
MORE_PAGES = (loans_servicing_views,)
MOST_TOKENS = 5_000
LARGEST_REQUEST = 32 * 1024 * 1024


class RowNumber(IntegerConverter):
    """A number in an address that a row can have: longer ones are nobody's, not an error."""

    regex = r"\d{1,18}"


class PaperCode(BaseConverter):
    """A code that people type from a printed paper: letters and digits in any grouping."""

    regex = r"[0-9A-Za-z-]{1,60}"


def create_app(settings: config.Settings | None = None, *, db: Database | None = None, testing: bool = False) -> App:
    """Make the app over one installation's settings."""
    chosen = config.use(settings or config.load())
    app = App("fundapp", root_path=str(HOME), template_folder="templates", static_folder="static")
    app.config.update(
        SECRET_KEY=crypto.ring().session_key, TESTING=testing, MAX_CONTENT_LENGTH=LARGEST_REQUEST, MAX_FORM_MEMORY_SIZE=4 * 1024 * 1024,
        SESSION_COOKIE_NAME="__Host-fundapp" if chosen.secure_cookies else "fundapp", SESSION_COOKIE_SECURE=chosen.secure_cookies,
        SESSION_COOKIE_HTTPONLY=True, SESSION_COOKIE_SAMESITE="Lax", WTF_CSRF_TIME_LIMIT=None, BABEL_DEFAULT_LOCALE="vi",
        BABEL_DEFAULT_TIMEZONE="Asia/Ho_Chi_Minh", RATELIMIT_ENABLED=not testing, RATELIMIT_STORAGE_URI="memory://",
    )
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    app.url_map.converters["int"] = RowNumber
    app.url_map.converters["code"] = PaperCode
    app.session_interface = Cookies()
    app.db = db or Database(chosen.database_url)
    app.jobs = JobQueue(app.db, chosen)
    Babel(app)
    CSRFProtect(app)
    login.install(app)
    edge.install(app)
    _rooms(app)
    _templates(app)
    _frame(app)
    _limits(app)
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    return app


def _rooms(app: App) -> None:
    for room in ROOMS:
        app.register_blueprint(room.bp)


class DoorstepLimiter(Limiter):
    """Only what strangers may try again and again is limited; the other pages are not asked about on every request."""

    def _check_request_limit(self, callable_name: str | None = None, in_middleware: bool = True) -> None:
        if request.endpoint in ("access.sign_in", "documents.verified"):
            super()._check_request_limit(callable_name, in_middleware)


def _limits(app: App) -> None:
    limiter = DoorstepLimiter(get_remote_address, storage_uri="memory://")
    # As if it had hung itself into every request already: the two views ask it themselves, and no other page pays for it.
    app.extensions["limiter"] = {limiter}
    limiter.init_app(app)
    # The limits hold it weakly; without a place here it would be gone, and the limits with it.
    app.extensions["doorstep"] = limiter
    for endpoint, limit, methods in (("access.sign_in", "30/minute", ["POST"]), ("documents.verified", "60/minute", None)):
        app.view_functions[endpoint] = limiter.limit(limit, methods=methods)(app.view_functions[endpoint])


def _templates(app: App) -> None:
    formats.install(app)
    files = StaticFiles(app)
    signed: dict[str, str] = {}

    def csrf() -> str:
        # The token of a browser never ages (WTF_CSRF_TIME_LIMIT), so it is signed once.
        secret = session.get("csrf_token", "")
        if secret not in signed:
            if len(signed) > MOST_TOKENS:
                signed.clear()
            token = generate_csrf()
            signed[session["csrf_token"]] = token
            return token
        return signed[secret]

    def tokens() -> Markup:
        return Markup(f'<input type="hidden" name="csrf_token" value="{csrf()}"><input type="hidden" name="{once.FIELD}" value="{once.make_here()}">')  # noqa: S704  (both tokens are letters and digits of our own)

    drawn.install(app, tokens, files.stamp)
    app.jinja_env.globals.update(
        static_url=files.url, static_stamp=files.stamp, subject_url=subject_url, subject_text=subject_text, tokens=tokens, version=__version__,
        can=lambda permission, row=None: bool(g.actor and g.actor.can(permission, row)),
    )


def _frame(app: App) -> None:
    """Give every page its menu and who is signed in."""
    lines: list[menu.Line] = []
    # The line of the menu under which the pages of an endpoint lie.
    under: dict[str | None, str | None] = {}
    places: dict[str, str] = {}

    @app.context_processor
    def _context() -> dict[str, Any]:
        actor = g.get("actor")
        if actor is None:
            return {"menu": [], "who": None, "places": {}, "frame": None, "menu_key": None}
        if not lines:
            lines.extend(menu.lines(app))
        if not places:
            places.update(
                home=url_for("console.home"), search=url_for("console.search"), sign_out=url_for("access.sign_out"), account=url_for("access.password")
            )
        if actor.must_change_password:
            # Until the password is the user's own, every door leads back to it, so none is shown.
            alone = {"name": actor.full_name, "post": "", "unit": ""}
            return {"menu": [], "who": alone, "places": {"sign_out": places["sign_out"]}, "frame": (actor.user_id, actor.full_name), "menu_key": ()}
        home = actor.home
        who = {"name": actor.full_name, "post": ROLE_LABELS[home.role] if home else "", "unit": home.unit_name if home else ""}
        if request.endpoint not in under:
            under[request.endpoint] = menu.line_here(lines)
        # All that the menu hangs on: which roles, under which line; and the rest of the frame: who, with which posts.
        menu_key = (tuple(post.role for post in actor.posts), under[request.endpoint])
        return {"menu": menu.Menu(lines), "who": who, "places": places, "menu_key": menu_key, "frame": (actor.user_id, actor.full_name, actor.posts, menu_key)}


