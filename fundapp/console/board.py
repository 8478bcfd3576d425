"""What the home page shows: what waits for the actor, where the requests stand, what the funds hold, what may be begun."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from fundapp.access import queries as access
from fundapp.access.actor import Actor
from fundapp.advances import queries as advances
from fundapp.bank import queries as statements
from fundapp.bank import settling_queue as bank
from fundapp.cases import queries as cases
from fundapp.cases.lifecycle import STATE_LABELS, STATE_TONES, State
from fundapp.cases.models import Case
from fundapp.casework import queries as casework
from fundapp.cash import queries as cash
from fundapp.gifts.queries import campaigns as gifts
from fundapp.intake import queries as intake
from fundapp.kernel.labels import Text, _
from fundapp.ledger import queries as ledger
from fundapp.loans import work as loans
from fundapp.payments import queries as payments
from fundapp.regulations import queries as regulations
from fundapp.relief import urgency
from fundapp.stock import queries as stock
from fundapp.takeover import queries as takeover
from fundapp.web.waiting import Waiting


@dataclass(frozen=True)
class Queue:
    """What waits for the same act."""

    act: Text
    items: list[Waiting]


def waiting(session: Session, actor: Actor, on: date) -> list[Waiting]:
    """Everything that waits for this actor, oldest first."""
    rooms = (access, cases, casework, urgency, gifts, loans, payments, advances, cash, stock, statements, bank, intake, takeover, ledger, regulations)
    found = [item for room in rooms for item in room.waiting_on(session, actor, on)]
    return sorted(found, key=lambda item: item.since)


def queues(found: list[Waiting]) -> list[Queue]:
    """Gather what waits by what is to be done; the queue whose first item waits longest comes first."""
    acts: dict[str, list[Waiting]] = {}
    for item in found:
        acts.setdefault(item.act, []).append(item)
    return [Queue(items[0].act, items) for items in acts.values()]


def standings(session: Session, actor: Actor) -> list[dict[str, Any]]:
    """How many requests in sight stand where; each figure leads to its rows."""
    if not actor.can("case:read"):
        return []
    rows = session.execute(select(Case.state, func.count()).group_by(Case.state))
    numbers = {row[0]: row[1] for row in rows}
    return [
        {"label": STATE_LABELS[state], "tone": STATE_TONES[state], "count": numbers[state], "href": url_for("housing.listing", view="all", state=state.value)}
        for state in State if numbers.get(state)
    ]


def figures(session: Session, actor: Actor) -> list[dict[str, Any]]:
    """Balance, reserved and free of each fund that the actor may see."""
    if not actor.can("fund:read"):
        return []
    books = ledger.books(session)
    standing = ledger.standing(session, [book.id for book in books])
    return [{"book": book, "standing": standing[book.id], "href": url_for("ledger.show", book_id=book.id)} for book in books if book.id in standing]


def beginnings(actor: Actor) -> list[dict[str, Any]]:
    """What this actor may begin from nothing; all other work waits in a queue or stands in the menu."""
    known = (
        ("household:register", _("Đăng ký một hộ"), "households.new", "user-plus"),
        ("intake:upload", _("Tải danh sách lên"), "intake.new", "upload"),
        ("advance:ask", _("Đề nghị tạm ứng"), "advances.new", "wallet"),
        ("regulation:draft", _("Soạn quy chế"), "regulations.new", "file-text"),
        ("user:manage", _("Thêm người dùng"), "access.new_user", "user-plus"),
    )
    return [{"label": label, "href": url_for(endpoint), "icon": icon} for permission, label, endpoint, icon in known if actor.can(permission)]
