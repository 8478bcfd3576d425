"""A unit whose payments want a signature, and an order that waits for it."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from fundapp.kernel import clock
from fundapp.payments import service
from fundapp.payments.models import PaymentOrder, PaymentTerms
from fundapp.payments.service import LimitLine
from tests.payments.decided import Decided, act, decide, make, read

DOCUMENT, REASON = "Quy chế chi tiêu (mẫu) số 05/QC-LĐLĐ", "Thủ trưởng ký từng phiếu"


def propose(world: Any, *, limits: Sequence[LimitLine] = (), has_signer: bool = True, by: str = "hanh", days: int = 0) -> int:
    """Propose terms of the province; `days` from today they begin to hold."""
    today = clock.today()
    with world.transaction() as session:
        return service.propose_terms(
            session, unit_id=world.units["LDLD-NB"], has_signer=has_signer, limits=limits, valid_from=today + timedelta(days=days), document=DOCUMENT,
            reason=REASON, by=world.actor(by), on=today + timedelta(days=days - 1),
        ).id


def with_signer(world: Any, *, limits: Sequence[LimitLine] = (), days: int = 0) -> int:
    """Put a signer between check and payment, by two people, as of yesterday."""
    terms_id = propose(world, limits=limits, days=days)
    with world.transaction() as session:
        service.confirm_terms(session, session.get_one(PaymentTerms, terms_id), by=world.actor("van"), on=clock.today() + timedelta(days=days - 1))
    return terms_id


def to_sign(world: Any, *, limits: Sequence[LimitLine] = (), **changed: Any) -> tuple[Decided, PaymentOrder]:
    """An order that is checked and waits for the signer."""
    with_signer(world, limits=limits)
    decided = decide(world)
    order = make(world, decided, **changed)
    act(world, order, "check_order", "hanh")
    return decided, read(world, order)
