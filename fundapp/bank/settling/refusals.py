"""Refusals of settling, and what every act begins with."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.access.trail import record
from fundapp.kernel.errors import Refusal
from fundapp.kernel.labels import _
from fundapp.ledger.kinds import BoxKind
from fundapp.ledger.models import CashBox


class SettlingRefused(Refusal):
    """An act on an account's settlements that may not be done."""


def lock_account(session: Session, box: CashBox) -> None:
    """Let one act at a time work on an account; a cash box is none."""
    if box.kind != BoxKind.BANK:
        raise SettlingRefused(_("Chỉ đối chiếu được tài khoản ngân hàng."))
    session.flush()
    session.execute(select(CashBox.id).where(CashBox.id == box.id).with_for_update())


def note(session: Session, box: CashBox, act: str, by: Actor, **details: object) -> None:
    """Put an act on the trail; no names, no notes of the bank."""
    record(session, by=by, act=act, subject=f"bank_accounts/{box.id}", unit_id=box.unit_id, details=dict(details))
    session.flush()
