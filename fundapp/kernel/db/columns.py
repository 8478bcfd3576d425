"""Column types and mixins that every room's models use."""

import uuid
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import BigInteger, Date, DateTime, Integer, MetaData, String, Text, TypeDecorator, event
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, Mapper, declared_attr, mapped_column

from fundapp.kernel import crypto

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
LARGEST_AMOUNT = 999_999_999_999_999

# Sort and search keys are compared byte by byte on both engines, or their order would hang on the database's locale.
ByteOrder = Text().with_variant(Text(collation="C"), "postgresql")
Pk = BigInteger().with_variant(Integer(), "sqlite")


class Dong(TypeDecorator[int]):
    """Whole đồng in a BIGINT. Refuses what is not an int: PostgreSQL would round 1.5 to 2, SQLite would keep '12abc'."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> int | None:
        if value is None:
            return None
        if type(value) is not int:
            raise TypeError(f"an amount is a whole int, not {value!r}")
        if abs(value) > LARGEST_AMOUNT:
            raise ValueError(f"amount out of range: {value}")
        return value


class Rate(TypeDecorator[Decimal]):
    """A percentage to six places, as a whole number of millionths in a BIGINT: SQLite knows no decimals, and 0.55 must stay 0.55.

    Refuses floats and what is finer than six places.
    """

    impl = BigInteger
    cache_ok = True
    SCALE = 1_000_000

    def process_bind_param(self, value: Any, dialect: Dialect) -> int | None:
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, Decimal | int):
            raise TypeError(f"a rate is a Decimal, not {value!r}")
        scaled = Decimal(value) * self.SCALE
        if scaled != int(scaled):
            raise ValueError(f"a rate has six places at most: {value}")
        return int(scaled)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value) / self.SCALE


class Instant(TypeDecorator[datetime]):
    """An aware UTC datetime, stored without zone so that both databases keep it alike."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise TypeError("an instant is aware; use kernel.clock.now()")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    """The root of every room's models."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {datetime: Instant, date: Date, str: Text}


class Versioned:
    """A row that two people may want to change: a stale change is refused."""

    version: Mapped[int] = mapped_column(Integer, nullable=False, default=1)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805  (SQLAlchemy calls it with the class)
        return {"version_id_col": cls.__table__.c.version}  # type: ignore[attr-defined]


class HasUid:
    """A row with an identity of its own before it is stored, to which sealed values are bound."""

    uid: Mapped[str] = mapped_column(String(32), nullable=False, unique=True)


@event.listens_for(HasUid, "init", propagate=True)
def _give_uid(target: Any, args: Any, kwargs: dict[str, Any]) -> None:
    # Attributes are set in the order of the keywords, and a sealed one needs the uid first.
    given = dict(kwargs)
    kwargs.clear()
    kwargs["uid"] = given.pop("uid", None) or uuid.uuid4().hex
    kwargs.update(given)


class Sealed:
    """An attribute kept encrypted in `column`, and as a blind index in `index` when equality must be asked.

    Bound to table, column and uid of the row; setting None empties both columns.
    """

    def __init__(self, column: str, *, index: str | None = None, purpose: str | None = None) -> None:
        self.column, self.index, self.purpose = column, index, purpose or column

    def about(self, table: str, uid: str) -> str:
        """What a value is bound to."""
        return f"{table}.{self.column}:{uid}"

    def _aad(self, row: Any) -> str:
        return self.about(row.__tablename__, row.uid)

    def __get__(self, row: Any, owner: type | None = None) -> Any:
        if row is None:
            return self
        token = getattr(row, self.column)
        return None if token is None else crypto.unseal(token, self._aad(row))

    def __set__(self, row: Any, text: str | None) -> None:
        setattr(row, self.column, None if text is None else crypto.seal(text, self._aad(row)))
        if self.index is not None:
            setattr(row, self.index, None if text is None else crypto.blind_index(self.purpose, text))


def mapped_classes() -> list[type[Any]]:
    """Every mapped class, for laws and checks that look at all rooms."""
    mappers: list[Mapper[Any]] = list(Base.registry.mappers)
    return [mapper.class_ for mapper in mappers]
