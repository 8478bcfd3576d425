"""Reads of regulations: which one is in force for a unit on a day, lists, what waits for approval."""

from datetime import date

from sqlalchemy import Select, false, or_, select
from sqlalchemy.orm import Session, lazyload

from fundapp.access.actor import Actor
from fundapp.access.policy import Permission
from fundapp.kernel.labels import _
from fundapp.kernel.names import fold
from fundapp.orgs import queries as orgs
from fundapp.orgs.models import Unit
from fundapp.regulations.models import Regulation
from fundapp.regulations.words import PROGRAMMES
from fundapp.web.finding import Hit
from fundapp.web.waiting import Waiting

VALID = ("in_force", "superseded")


def in_force(session: Session, programme: str = "housing", *, unit: Unit, on: date) -> Regulation | None:
    """Give the regulation of the unit itself or of the nearest unit above it, as the tree was that day, that was in force on it."""
    chain = orgs.chain_ids(session, unit.id, on)
    held = _held_by(chain, on).where(Regulation.programme == programme).with_only_columns(Regulation.id, Regulation.unit_id)
    nearest = min(session.execute(held), key=lambda row: chain.index(row.unit_id), default=None)
    # The parts of one are loaded, and once: a page asks this several times.
    return None if nearest is None else session.get(Regulation, nearest.id)


def all_in_force(session: Session, *, unit: Unit, on: date) -> dict[str, Regulation]:
    """The same for every programme at once, the documents without their parts."""
    chain = orgs.chain_ids(session, unit.id, on)
    rows = sorted(session.scalars(_held_by(chain, on).options(lazyload("*"))), key=lambda row: chain.index(row.unit_id), reverse=True)
    return {row.programme: row for row in rows}


def _held_by(chain: list[int], on: date) -> Select[Regulation]:
    return select(Regulation).where(
        Regulation.unit_id.in_(chain), Regulation.status.in_(VALID), Regulation.valid_from <= on,
        or_(Regulation.valid_to.is_(None), Regulation.valid_to >= on),
    )


def predecessor(session: Session, regulation: Regulation) -> Regulation | None:
    """Give what a regulation replaces: of the same unit and programme, the newest one that was in force and begins before it."""
    return session.scalar(
        select(Regulation)
        .where(
            Regulation.unit_id == regulation.unit_id, Regulation.programme == regulation.programme, Regulation.status.in_(VALID),
            Regulation.id != regulation.id, Regulation.valid_from < regulation.valid_from,
        )
        .order_by(Regulation.valid_from.desc())
        .limit(1)
    )


def versions(session: Session, regulation: Regulation) -> list[Regulation]:
    """Give every regulation of the same unit and programme that was ever in force, newest first."""
    return list(
        session.scalars(
            select(Regulation)
            .where(Regulation.unit_id == regulation.unit_id, Regulation.programme == regulation.programme, Regulation.status.in_(VALID))
            .order_by(Regulation.valid_from.desc())
        )
    )


def listing(actor: Actor, *, programme: str = "", status: str = "") -> Select[Regulation]:
    """Select what the actor may see: what is or was in force of everybody, drafts of the units in reach of the own posts. Without their parts."""
    paths = [post.path for post in actor.posts if post.grants(Permission.REGULATION_READ)]
    reached = select(Unit.id).where(or_(false(), *(Unit.path.startswith(path, autoescape=True) for path in paths)))
    query = select(Regulation).options(lazyload("*")).where(or_(Regulation.status.in_(VALID), Regulation.unit_id.in_(reached)))
    if programme:
        query = query.where(Regulation.programme == programme)
    if status:
        query = query.where(Regulation.status == status)
    return query


def is_visible(actor: Actor, regulation: Regulation) -> bool:
    """Say whether the actor may see this document: a draft is seen only by those whose posts reach its unit."""
    return regulation.status in VALID or actor.can("regulation:read", regulation)


def waiting_on(session: Session, actor: Actor, on: date, limit: int = 20) -> list[Waiting]:
    """What waits for this actor to be put in force, longest first; never what the actor has written or submitted."""
    units = actor.units_with("regulation:approve")
    if not units:
        return []
    rows = session.scalars(
        select(Regulation)
        .where(
            Regulation.status == "submitted", Regulation.unit_id.in_(units), Regulation.submitted_by_id != actor.user_id,
            Regulation.drafted_by_id != actor.user_id,
        )
        .order_by(Regulation.submitted_at)
        .limit(limit)
    )
    return [Waiting(_("Ban hành quy chế"), row.title, PROGRAMMES[row.programme], row.subject, row.submitted_at or row.touched_at) for row in rows]


def find(session: Session, text: str, actor: Actor, limit: int = 6) -> list[Hit]:
    """Find regulations by number or a part of the title."""
    wanted = fold(text)
    if len(wanted) < 2:
        return []
    rows = session.scalars(
        listing(actor)
        .where(Regulation.folded.contains(wanted, autoescape=True))
        .order_by(Regulation.valid_from.desc())
        .limit(limit)
    )
    return [Hit(row.title, row.number, row.subject) for row in rows]
