"""Rows that make the same click count once."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from fundapp.kernel.db import Base


class FormToken(Base):
    """One form that was accepted: inserted first in its POST, with where its answer led."""

    __tablename__ = "form_token"

    token: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int | None]
    body_digest: Mapped[str] = mapped_column(String(64))
    location: Mapped[str | None]
    at: Mapped[datetime] = mapped_column(index=True)
