"""Rows about users: accounts, posts, sign-ins, failures, kin, and the trail."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from fundapp.access.policy import Role
from fundapp.kernel.db import Base, Pk, UnitScoped, Versioned, partial_index

ROLE_LIST = ", ".join(f"'{role.value}'" for role in Role)


class User(Versioned, Base):
    """One person who may sign in. Blind indexes of the own numbers serve the conflict checks; the numbers are not kept.

    One person has one account, for two could hold what one may not: the CCCD tells.
    """

    __tablename__ = "user_account"
    __table_args__ = (CheckConstraint("must_change_password OR password_expires_at IS NULL", name="own_password_stays"),)

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    username: Mapped[str] = mapped_column(String(60), unique=True)
    full_name: Mapped[str]
    folded: Mapped[str]
    password_hash: Mapped[str]
    is_active: Mapped[bool] = mapped_column(default=True)
    must_change_password: Mapped[bool] = mapped_column(default=True)
    password_expires_at: Mapped[datetime | None]
    cccd_index: Mapped[str | None] = mapped_column(String(64), unique=True)
    phone_index: Mapped[str | None] = mapped_column(String(64), index=True)
    bank_index: Mapped[str | None] = mapped_column(String(64), index=True)
    address_index: Mapped[str | None] = mapped_column(String(64), index=True)
    created_at: Mapped[datetime]


class UserKin(Base):
    """A relative that a user has declared, known by the blind index of the relative's CCCD, of the phone, or of both."""

    __tablename__ = "user_kin"
    __table_args__ = (CheckConstraint("cccd_index IS NOT NULL OR phone_index IS NOT NULL", name="known_by_something"),)

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    cccd_index: Mapped[str | None] = mapped_column(String(64), index=True)
    phone_index: Mapped[str | None] = mapped_column(String(64), index=True)
    relation: Mapped[str] = mapped_column(String(20))
    declared_at: Mapped[datetime]


class Post(Base):
    """A role of a user at a unit, from a day to a day, the last one included.

    `ended_at` is the instant at which a post stopped giving rights when it was ended at once; its last day may lie before.
    """

    __tablename__ = "post"
    __table_args__ = (
        CheckConstraint(f"role IN ({ROLE_LIST})", name="role_known"),
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="valid_order"),
        CheckConstraint("ended_at IS NULL OR valid_to IS NOT NULL", name="ended_on_a_day"),
        partial_index(
            "uq_post_open", "user_id", "role", "unit_id", unique=True,
            where=text("valid_to IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    role: Mapped[str] = mapped_column(String(20))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    ended_at: Mapped[datetime | None]

    def is_over(self, on: date) -> bool:
        """Say whether the post gives no rights any more, on this day or later."""
        return self.ended_at is not None or (self.valid_to is not None and self.valid_to < on)


class SignIn(Base):
    """One session of one user on one browser; ending it ends the session on the server."""

    __tablename__ = "sign_in"

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    address: Mapped[str] = mapped_column(default="")


class SignInFailure(Base):
    """One failed attempt to sign in, counted against further ones from the same address."""

    __tablename__ = "sign_in_failure"
    __table_args__ = (Index("ix_sign_in_failure_username_at", "username", "at"),)

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    username: Mapped[str] = mapped_column(String(120))
    address: Mapped[str]
    at: Mapped[datetime]


class TrailEntry(UnitScoped, Base):
    """One act of one user on one subject. Never changed, never deleted (triggers)."""

    __tablename__ = "trail"
    __table_args__ = (Index("ix_trail_subject", "subject"),)

    id: Mapped[int] = mapped_column(Pk, primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), index=True)
    act: Mapped[str] = mapped_column(String(60))
    subject: Mapped[str] = mapped_column(String(80))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
