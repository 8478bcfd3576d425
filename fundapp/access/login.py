"""How flask-login knows who is signed in: by the token of a session that lives, and can be ended, on the server."""

from flask import Flask, g
from flask_login import LoginManager, UserMixin

from fundapp.access.actor import Actor
from fundapp.access.queries import actor_by_token
from fundapp.kernel import clock
from fundapp.kernel.db import Scope

SIGNING_IN = Scope.everything("finding out who is signed in")


class SignedIn(UserMixin):
    """The signed-in user of this request, as an actor."""

    def __init__(self, token: str, actor: Actor | None = None) -> None:
        self.token, self.actor = token, actor

    def get_id(self) -> str:
        return self.token


class Doorkeeper(LoginManager):
    """A phone changes its address all day; the server-side session with its idle limit protects instead of flask-login's own check."""

    def _session_protection_failed(self) -> bool:
        # Even where nothing is held against it, the original reckons a digest of address and browser at every request.
        return False


def install(app: Flask) -> None:
    """Let flask-login find users by the token in the signed cookie."""
    manager = Doorkeeper(app)
    manager.user_loader(_load)


def _load(token: str) -> SignedIn | None:
    if g.get("db") is None:  # A static file is served, or a form without its token refused, without asking who wants it.
        return None
    actor = actor_by_token(g.db, token, now=clock.now(), on=clock.today())
    return SignedIn(token, actor) if actor else None
