"""Public rows of printed papers: written when a paper is printed, read by whoever holds its code.

This room knows no vouchers: whoever prints says by name (`vouchers/12`) what the paper is of, and the triggers of that room say by the
same name when it is reversed or void.
"""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from fundapp import config
from fundapp.access.actor import Actor
from fundapp.documents.models import PublicPaper
from fundapp.documents.public_codes import Said, code_of, lookup_of, masked
from fundapp.kernel import clock
from fundapp.kernel.labels import Text, _

HOLDER = "whoever holds the code of a paper may ask whether it is genuine"
ADDRESS = "/documents/verify/"
STATE_LABELS: dict[str, Text] = {
    "valid": _("Có hiệu lực"),
    "reversed": _("Đã đảo bút toán trong sổ, toàn bộ hoặc một phần"),
    "void": _("Đã hủy"),
}
STATE_TONES: dict[str, str] = {"valid": "good", "reversed": "bad", "void": "bad"}


def publish(
    session: Session, *, subject: str, title: str, number: str, on: date, amount: int, payee: str, digest: str, unit_id: int, by: Actor | None
) -> PublicPaper:
    """Write the public row of a paper that is being printed; printed again it is the row that stands. The payee's name is masked here."""
    known = of_subject(session, subject)
    if known is not None:
        return known
    said = Said(unit_id, subject, title, number, on, amount, masked(payee), digest)
    row = PublicPaper(
        **said._asdict(), lookup=lookup_of(code_of(said)), state="valid", published_by_id=by.user_id if by else None, published_at=clock.now()
    )
    session.add(row)
    session.flush()
    # The room that the name belongs to may have said at once that it is no longer valid.
    session.refresh(row)
    return row


def publish_new(session: Session, said: Sequence[Said], *, by: Actor | None) -> None:
    """Write the public rows of papers that were never printed before, the payees masked already."""
    now = clock.now()
    session.add_all(
        PublicPaper(**one._asdict(), lookup=lookup_of(code_of(one)), state="valid", published_by_id=by.user_id if by else None, published_at=now) for one in said
    )
    session.flush()


def of_subject(session: Session, subject: str) -> PublicPaper | None:
    """The public row of what is named."""
    return session.scalar(select(PublicPaper).where(PublicPaper.subject == subject).execution_options(all_units=HOLDER))


def find_by_code(session: Session, code: str) -> PublicPaper | None:
    """The public row of a code, whoever asks."""
    return session.scalar(select(PublicPaper).where(PublicPaper.lookup == lookup_of(code)).execution_options(all_units=HOLDER))


def said_by(row: PublicPaper) -> Said:
    return Said(row.unit_id, row.subject, row.title, row.number, row.on, row.amount, row.payee, row.digest)


def code_for(row: PublicPaper) -> str:
    """The code that the paper of this row bears."""
    return code_of(said_by(row))


def is_untouched(row: PublicPaper) -> bool:
    """Whether the row still says what its code was made over."""
    return lookup_of(code_for(row)) == row.lookup


def address_of(code: str) -> str:
    """The whole address that a QR leads to."""
    return f"{config.current().public_url}{ADDRESS}{code}"
