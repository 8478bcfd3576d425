"""What the home page shows: what waits for the actor, the figures of the own units, the doors of each role."""

from datetime import date
from typing import Any

from flask import url_for
from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.cases import check as cases_check
from fundapp.cases import queries as cases
from fundapp.documents import check as documents_check
from fundapp.housing import check as housing_check
from fundapp.intake import queries as intake
from fundapp.kernel.checks import Invariant
from fundapp.kernel.labels import _
from fundapp.ledger import check as ledger_check
from fundapp.ledger import queries as ledger
from fundapp.payments import check as payments_check
from fundapp.payments import queries as payments
from fundapp.web.waiting import Waiting


def waiting(session: Session, actor: Actor, on: date) -> list[Waiting]:
    """Everything that waits for this actor, oldest first."""
    found = [*cases.waiting_on(session, actor, on), *payments.waiting_on(session, actor, on), *intake.waiting_on(session, actor, on)]
    return sorted(found, key=lambda item: item.since)


def figures(session: Session, actor: Actor) -> list[dict[str, Any]]:
    """Balance, reserved and free of each fund that the actor may see."""
    if not actor.can("fund:read"):
        return []
    books = ledger.books(session)
    standing = ledger.standing(session, [book.id for book in books])
    return [{"book": book, "standing": standing[book.id], "href": url_for("ledger.show", book_id=book.id)} for book in books if book.id in standing]


def doors(actor: Actor) -> list[dict[str, Any]]:
    """The two or three things that each role comes for."""
    known = (
        ("intake:upload", _("Tải danh sách hộ lên"), "intake.upload", "upload"),
        ("household:register", _("Đăng ký một hộ"), "households.new", "user-plus"),
        ("case:read", _("Hồ sơ Mái ấm"), "housing.listing", "home-heart"),
        ("payment:read", _("Đề nghị chi"), "payments.listing", "receipt"),
        ("fund:read", _("Sổ quỹ"), "ledger.listing", "wallet"),
        ("check:read", _("Kiểm tra bất biến"), "console.check", "shield-check"),
    )
    return [{"label": label, "href": url_for(endpoint), "icon": icon} for permission, label, endpoint, icon in known if actor.can(permission)]


def invariants(session: Session) -> list[Invariant]:
    """Every invariant of the books and of the workflow."""
    rooms = (ledger_check, documents_check, cases_check, payments_check, housing_check)
    return [invariant for room in rooms for invariant in room.invariants(session)]
