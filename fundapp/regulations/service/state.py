"""What every act on a regulation shares: the refusal, the state it expects, the trail it leaves."""

from typing import Any

from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.access.trail import record
from fundapp.kernel import clock
from fundapp.kernel.errors import Refusal
from fundapp.kernel.labels import Text, _
from fundapp.regulations.models import Regulation


class RegulationRefused(Refusal):
    """The act does not fit the document's state, or the document does not fit what it must hold."""


def expect(regulation: Regulation, status: str) -> None:
    """Refuse a document that is not in this state."""
    if regulation.status != status:
        messages: dict[str, Text] = {
            "draft": _("Quy chế này không còn là bản soạn nên không sửa được. Muốn thay đổi, hãy tạo bản mới từ nó."),
            "submitted": _("Quy chế này không ở bước chờ ban hành."),
        }
        raise RegulationRefused(messages[status])


def touch(regulation: Regulation) -> None:
    """A change of any part is a change of the document, so that two people do not change it past each other."""
    expect(regulation, "draft")
    regulation.touched_at = clock.now()


def done(session: Session, regulation: Regulation, by: Actor, act: str, **details: Any) -> None:
    """Store the act and write its line of the trail."""
    session.flush()
    noted(session, regulation, by, act, **details)


def noted(session: Session, regulation: Regulation, by: Actor, act: str, **details: Any) -> None:
    """Write an act's line of the trail; a changed part is stored with the others, since a document of sixty parts would else be stored sixty times."""
    record(session, by=by, act=act, subject=regulation.subject, unit_id=regulation.unit_id, details=details)
