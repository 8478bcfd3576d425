"""Reads about users: who is signed in, what they hold today."""

import hashlib
from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, case, false, func, select, true
from sqlalchemy.orm import Session

from fundapp.access.actor import Actor, PostHeld
from fundapp.access.models import Post, SignIn, SignInFailure, User, UserKin
from fundapp.access.policy import GRANTS, ROLE_LABELS, Permission, Role
from fundapp.kernel.clock import VIETNAM
from fundapp.kernel.db import Scope, columns, place
from fundapp.kernel.labels import _
from fundapp.kernel.names import fold
from fundapp.orgs.models import TreeVersion, Unit
from fundapp.orgs.queries import Tree, tree
from fundapp.web.waiting import Waiting


def in_force(on: Any) -> ColumnElement[bool]:
    """The posts that give rights on a day."""
    return (Post.valid_from <= on) & ((Post.valid_to.is_(None)) | (Post.valid_to >= on)) & Post.ended_at.is_(None)


IDLE = timedelta(minutes=60)
LONGEST = timedelta(hours=12)
MOST_ACTORS = 2_000
SIGNED_IN = (
    select(
        SignIn.id.label("sign_in_id"), SignIn.ended_at, SignIn.seen_at, SignIn.started_at, User.id.label("user_id"), User.username,
        User.full_name, User.is_active, User.must_change_password, Post.role, Post.unit_id, Unit.path, Unit.short_name,
        select(TreeVersion.number).scalar_subquery().label("tree"),
    )
    .join(User, User.id == SignIn.user_id)
    .outerjoin(Post, (Post.user_id == User.id) & in_force(bindparam("on")))
    .outerjoin(Unit, Unit.id == Post.unit_id)
    .where(SignIn.token_digest == bindparam("digest"))
    .order_by(Post.id)
)
# Paid for by every page and paper of the books.
HOLDERS = (
    select(Post.role, User.full_name).join(User, User.id == Post.user_id)
    .where(Post.unit_id == bindparam("unit"), Post.valid_from <= bindparam("on"), (Post.valid_to.is_(None)) | (Post.valid_to >= bindparam("on")))
    .order_by(Post.id)
)
_actors: dict[tuple[str, int], tuple[Any, Actor]] = {}
MANY_FAILURES, FAILURE_WINDOW = 8, timedelta(minutes=15)


def token_digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def actor_by_token(session: Session, token: str, *, now: datetime, on: date) -> Actor | None:
    """Find who is signed in under this token; None when the session has ended, gone idle or its user may not sign in.

    One statement on every request. What it gives is compared with what it gave last time: while user, posts and tree are
    the same, the same actor is used again, with its scope and the criteria that were made for it.
    """
    seen = columns(session, SIGNED_IN, {"digest": token_digest(token), "on": on})
    if not seen:
        return None
    first = seen[0]
    if first.ended_at or not first.is_active or now - first.seen_at > IDLE or now - first.started_at > LONGEST:
        return None
    who = (first.user_id, first.username, first.full_name)
    standing = (first.sign_in_id, who, first.must_change_password, first.tree, tuple((row.role, row.unit_id, row.path, row.short_name) for row in seen))
    key = (place(session), first.sign_in_id)
    known = _actors.get(key)
    if known is None or known[0] != standing:
        if len(_actors) >= MOST_ACTORS:
            _actors.clear()
        posts = tuple(PostHeld(Role(row.role), row.unit_id, row.path, row.short_name) for row in seen if row.role)
        known = _actors[key] = (standing, _actor(session, *who, posts, first.sign_in_id, first.must_change_password))
    return known[1]


def actor_of(session: Session, user: User, *, on: date, sign_in_id: int | None = None) -> Actor:
    """Give a user as an actor, with the posts held on a day."""
    rows = session.execute(
        select(Post.role, Post.unit_id, Unit.path, Unit.short_name)
        .join(Unit, Unit.id == Post.unit_id)
        .where(Post.user_id == user.id, in_force(on))
        .order_by(Post.id)
    )
    posts = tuple(PostHeld(Role(row.role), row.unit_id, row.path, row.short_name) for row in rows)
    return _actor(session, user.id, user.username, user.full_name, posts, sign_in_id, user.must_change_password)


def _actor(
    session: Session, user_id: int, username: str, full_name: str, posts: tuple[PostHeld, ...], sign_in_id: int | None, must_change: bool
) -> Actor:
    known = tree(session)
    return Actor(user_id, username, full_name, posts, scope_of(posts, known), known.path_of, sign_in_id, must_change)


def scope_of(posts: tuple[PostHeld, ...], known: Tree) -> Scope:
    """Everything in the subtrees of the posts; a post at the root narrows nothing."""
    if any(post.path.count("/") == 1 for post in posts):
        return Scope.everything("a post at the root of the tree")
    ids = {unit_id for post in posts for unit_id in known.subtree(post.path)}
    if len(ids) == len(known.path_of) - 1 and len(known.path_of) > 1:
        # One province under one root: everything but the root itself, which holds no rows of its own.
        return Scope.everything("a post at the only province")
    paths = [post.path for post in posts]
    return Scope.units(ids, lambda: select(Unit.id).where(_any_path(paths)))


def _any_path(paths: list[str]) -> ColumnElement[bool]:
    criterion = Unit.path.startswith(paths[0], autoescape=True)
    for path in paths[1:]:
        criterion = criterion | Unit.path.startswith(path, autoescape=True)
    return criterion


def user_by_name(session: Session, username: str) -> User | None:
    return session.scalar(select(User).where(User.username == username.strip().lower()))


def failures_since(session: Session, username: str, address: str, *, now: datetime) -> int:
    """Count the recent failures for this name from this address."""
    return session.scalar(
        select(func.count()).select_from(SignInFailure).where(
            SignInFailure.username == username, SignInFailure.address == address, SignInFailure.at > now - FAILURE_WINDOW
        )
    ) or 0


def users(session: Session) -> list[User]:
    return list(session.scalars(select(User).order_by(User.username)))


def seen_by(actor: Actor) -> ColumnElement[bool]:
    """The users whom an actor sees: whoever holds or held a post within reach of the own ones."""
    paths = [post.path for post in actor.posts if post.grants(Permission.USER_READ)]
    if any(path.count("/") == 1 for path in paths):
        return true()
    return User.id.in_(select(Post.user_id).join(Unit, Unit.id == Post.unit_id).where(_any_path(paths))) if paths else false()


def sees(session: Session, actor: Actor, user: User) -> bool:
    return session.scalar(select(User.id).where(User.id == user.id, seen_by(actor))) is not None


def listing(actor: Actor, *, on: date, text: str = "", unit_id: int | None = None, standing: str = "") -> Select[Any]:
    """The users in sight, narrowed by a part of the name, by a unit at which they hold a post, by how they stand."""
    query = select(User).where(seen_by(actor))
    if text:
        query = query.where(User.folded.contains(fold(text), autoescape=True))
    if unit_id is not None:
        query = query.where(User.id.in_(select(Post.user_id).where(Post.unit_id == unit_id, in_force(on))))
    if standing == "locked":
        query = query.where(~User.is_active)
    elif standing == "idle":
        query = query.where(User.is_active, User.id.not_in(select(Post.user_id).where(in_force(on))))
    elif standing == "active":
        query = query.where(User.is_active, User.id.in_(select(Post.user_id).where(in_force(on))))
    return query


def may_manage(session: Session, actor: Actor, user: User, on: date) -> bool:
    """Say whether an actor administers a user: every post held today or later lies within reach; of one who holds none, the last one does."""
    posts = posts_of(session, user)
    held = [(post, unit) for post, unit in posts if post.is_over(on) is False] or posts[-1:]
    return bool(held) and all(actor.can("user:manage", unit) for _post, unit in held)


def waiting_on(session: Session, actor: Actor, on: date) -> list[Waiting]:
    """For an administrator: posts still held at units that have ended, oldest first."""
    if not actor.can("user:manage"):
        return []
    rows = session.execute(
        select(User.id, User.full_name, Post.role, Unit.id.label("unit_id"), Unit.short_name, Unit.valid_to)
        .join(Post, Post.user_id == User.id).join(Unit, Unit.id == Post.unit_id)
        .where(Unit.valid_to < on, in_force(on), User.id != actor.user_id).order_by(Unit.valid_to, User.id)
    )
    return [
        Waiting(
            _("Kết thúc nhiệm vụ tại đơn vị đã kết thúc hoạt động"), row.full_name,
            _("%(role)s, %(unit)s", role=ROLE_LABELS[Role(row.role)], unit=row.short_name), f"users/{row.id}",
            datetime.combine(row.valid_to + timedelta(days=1), time(), VIETNAM),
        )
        for row in rows if actor.can("user:manage", int(row.unit_id))
    ]


def posts_of(session: Session, user: User) -> list[tuple[Post, Unit]]:
    return posts_by_user(session, [user.id]).get(user.id, [])


def posts_by_user(session: Session, ids: Collection[int]) -> dict[int, list[tuple[Post, Unit]]]:
    """Every post of these users with its unit, in the order in which they were given."""
    rows = session.execute(select(Post, Unit).join(Unit, Unit.id == Post.unit_id).where(Post.user_id.in_(ids)).order_by(Post.id))
    found: dict[int, list[tuple[Post, Unit]]] = {}
    for post, unit in rows:
        found.setdefault(post.user_id, []).append((post, unit))
    return found


def home_of(session: Session, user: User) -> int | None:
    """The unit under which the trail tells of a user: that of the oldest post still held, else of the last one."""
    over = Post.ended_at.is_not(None) | Post.valid_to.is_not(None)
    return session.scalar(select(Post.unit_id).where(Post.user_id == user.id).order_by(over, case((over, -Post.id), else_=Post.id)).limit(1))


def kin_of(session: Session, user: User) -> list[UserKin]:
    return list(session.scalars(select(UserKin).where(UserKin.user_id == user.id).order_by(UserKin.id)))


def has_declared(session: Session, actor: Actor) -> bool:
    """Say whether an actor's own CCCD is known to the conflict checks."""
    return session.scalar(select(User.id).where(User.id == actor.user_id, User.cccd_index.is_not(None))) is not None


def sessions_of(session: Session, user: User, *, now: datetime) -> list[SignIn]:
    """The sessions of a user that are open, newest first."""
    return list(
        session.scalars(
            select(SignIn).where(SignIn.user_id == user.id, SignIn.ended_at.is_(None), SignIn.seen_at > now - IDLE, SignIn.started_at > now - LONGEST)
            .order_by(SignIn.id.desc())
        )
    )


def names_of(session: Session, ids: set[int]) -> dict[int, str]:
    """Full names by user id, for pages that tell who did what."""
    if not ids:
        return {}
    rows = session.execute(select(User.id, User.full_name).where(User.id.in_(ids)))
    return {row.id: row.full_name for row in rows}


def holders(session: Session, unit_id: int, on: date) -> dict[str, list[str]]:
    """Who holds which role at a unit on a day: full names by role."""
    found: dict[str, list[str]] = {}
    for row in columns(session, HOLDERS, {"unit": unit_id, "on": on}):
        found.setdefault(row.role, []).append(row.full_name)
    return found


def is_held(session: Session, user_ids: Collection[int], role: Role, unit_id: int, on: date) -> bool:
    """Whether one of these held a role at a unit on a day."""
    query = select(Post.id).where(
        Post.user_id.in_(list(user_ids)), Post.role == role.value, Post.unit_id == unit_id, Post.valid_from <= on,
        (Post.valid_to.is_(None)) | (Post.valid_to >= on),
    )
    return session.scalar(query.limit(1)) is not None


def who_may(session: Session, permission: Permission, unit_id: int, on: date) -> dict[int, str]:
    """Who may do an act at a unit on a day, by a post there or above: full names by user id."""
    told = {"all_units": "who may act at a unit is told to whoever waits for them"}
    path = session.scalar(select(Unit.path).where(Unit.id == unit_id).execution_options(**told)) or ""
    roles = [role.value for role, granted in GRANTS.items() if permission in granted]
    rows = session.execute(
        select(User.id, User.full_name, Unit.path).join(Post, Post.user_id == User.id).join(Unit, Unit.id == Post.unit_id)
        .where(User.is_active, in_force(on), Post.role.in_(roles)).order_by(User.id).execution_options(**told)
    )
    return {row.id: row.full_name for row in rows if path.startswith(row.path)}
