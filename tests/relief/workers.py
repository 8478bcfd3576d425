"""What a signer's process does: it opens the database for itself, decides one request and really commits."""

from typing import Any

from sqlalchemy.orm import Session

from fundapp import config
from fundapp.access import queries as access
from fundapp.access.models import User
from fundapp.casework import service
from fundapp.kernel.db import Database
from fundapp.kernel.errors import Refusal
from fundapp.ledger.models import Book
from fundapp.orgs.models import Unit
from fundapp.relief.models import ReliefRequest
from tests.cases.story import DAY
from tests.ledger.workers import EVERYTHING


def decide_one(settings: Any, url: str, given: dict[str, Any], gate: Any, answers: Any) -> None:
    """Decide one urgent request at the same moment as another process decides another one of the same person."""
    config.use(settings)
    db = Database(url)
    gate.wait()

    def act(session: Session) -> str:
        by = access.actor_of(session, session.get_one(User, given["van"]), on=DAY)
        service.decide(
            session, session.get_one(ReliefRequest, given["case"]), shares=[(session.get_one(Book, given["book"]), given["amount"])], waivers={},
            reason="Phải giúp ngay trong đêm.", by=by, on=DAY, urgent=session.get_one(Unit, given["unit"]),
        )
        return "granted"

    try:
        answers.put(db.retried(act, EVERYTHING))
    except Refusal as refusal:
        answers.put(str(refusal.message))
    db.dispose()
