"""How the banks want their files: the layouts that come with the program and those of a unit."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from fundapp.payments.bank_files import Format, formats
from fundapp.payments.models import PaymentFileLayout


def layouts_of(session: Session, unit_id: int) -> list[PaymentFileLayout]:
    """The layouts that a unit uses, by name."""
    query = select(PaymentFileLayout).where(PaymentFileLayout.unit_id == unit_id, PaymentFileLayout.retired_at.is_(None))
    return list(session.scalars(query.order_by(PaymentFileLayout.name)))


def formats_of(session: Session, unit_id: int) -> list[Format]:
    """What a unit may choose from when it takes a file: its own layouts first, then those that come with the program."""
    own = [Format(row.key, row.name, row.sheet, [(title, fact) for title, fact in row.columns]) for row in layouts_of(session, unit_id)]
    return own + formats()


def format_of(session: Session, unit_id: int, key: str) -> Format | None:
    return next((one for one in formats_of(session, unit_id) if one.key == key), None)
