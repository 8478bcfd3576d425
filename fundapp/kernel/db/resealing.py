"""Sealing rows anew under the newest key, a few at a time: what is sealed so already is passed over, so it may be stopped anywhere."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, not_, or_, select, update
from sqlalchemy.orm import Session

from fundapp.kernel import crypto
from fundapp.kernel.db.columns import Sealed, mapped_classes

WHY = "a key seals the rows of every unit"


@dataclass(frozen=True)
class Place:
    """One sealed column of one table."""

    cls: type[Any]
    attribute: str

    @property
    def sealed(self) -> Sealed:
        found: Sealed = vars(self.cls)[self.attribute]
        return found

    @property
    def column(self) -> Any:
        return getattr(self.cls, self.sealed.column)

    @property
    def name(self) -> str:
        return f"{self.cls.__tablename__}.{self.sealed.column}"


@dataclass
class Resealed:
    """What one batch did: the last row it looked at (None when none was left), how many it sealed anew, which do not open."""

    last: int | None = None
    done: int = 0
    broken: list[int] = field(default_factory=list)


def places() -> list[Place]:
    """Every sealed column of every room."""
    found = [Place(cls, name) for cls in mapped_classes() for name, value in vars(cls).items() if isinstance(value, Sealed)]
    if not found:
        raise RuntimeError("no room's rows are known here: import fundapp.models, or a key is given up that rows still bear")
    return sorted(found, key=lambda place: place.name)


def reseal_some(session: Session, place: Place, *, after: int, most: int) -> Resealed:
    """Seal the next rows of a place under the newest key. A row that somebody changes at the same moment is left as he writes it."""
    cls, column, made = place.cls, place.column, Resealed()
    query = select(cls.id, cls.uid, column.label("token")).where(cls.id > after, column.is_not(None), not_(_under(column, crypto.ring().current)))
    for row in session.execute(query.order_by(cls.id).limit(most).execution_options(all_units=WHY)):
        made.last, about = row.id, place.sealed.about(cls.__tablename__, row.uid)
        try:
            anew = crypto.seal(crypto.unseal(row.token, about), about)
        except crypto.SealBroken:
            made.broken.append(row.id)
            continue
        changed = update(cls).where(cls.id == row.id, column == row.token).values({place.sealed.column: anew})
        made.done += session.execute(changed.execution_options(synchronize_session=False, all_units=WHY)).rowcount  # type: ignore[attr-defined]
    return made


def borne(session: Session, place: Place, kids: Iterable[str]) -> Counter[str]:
    """Count the values of a place by the key that they bear; those under none of these keys stand under ""."""
    found = Counter({kid: _count(session, place, _under(place.column, kid)) for kid in kids})
    found[""] = _count(session, place, not_(or_(*(_under(place.column, kid) for kid in found))))
    return +found


def bearing(place: Place, kids: Iterable[str]) -> Any:
    """Say of a row whether its value bears one of these keys."""
    return or_(*(_under(place.column, kid) for kid in kids))


def _count(session: Session, place: Place, which: Any) -> int:
    query = select(func.count()).select_from(place.cls).where(place.column.is_not(None), which)
    return session.scalar(query.execution_options(all_units=WHY)) or 0


def _under(column: Any, kid: str) -> Any:
    return column.startswith(f"v1.{kid}.")
