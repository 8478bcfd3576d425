"""What a fund may be spent on: set when it is opened, changed from a day on by two people; donations that their donors bind."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.access.trail import record
from fundapp.kernel import clock
from fundapp.kernel.days import day_text
from fundapp.kernel.db import Marked
from fundapp.kernel.labels import Text, _
from fundapp.ledger import chart
from fundapp.ledger.kinds import LegalForm, TermsState, purpose_label
from fundapp.ledger.models import Book, BookPurpose, Earmark, Reservation, Terms, TermsPurpose, TermsUnit
from fundapp.ledger.restrictions import Wish, objection
from fundapp.ledger.service.refusals import DutiesMixed, LedgerRefused
from fundapp.orgs.models import Unit

THIS_BOOK = {"all_units": "the terms of the one fund that is written"}


@dataclass(frozen=True)
class Use:
    """What money may be spent on: purposes, units (none: all), the last day, and the paper that says so."""

    purposes: Sequence[str]
    unit_ids: Sequence[int] = field(default=())
    last_on: date | None = None
    document: str = ""


def first_terms(session: Session, book: Book, use: Use, *, earmark: Earmark | None = None, by: Actor | None, on: date) -> Terms:
    """Put the first terms of a fund or an earmarked donation in force as it is opened: it holds no money yet."""
    terms = _written(session, book, earmark, use, number=1, valid_from=on, reason="", by=by)
    terms.state = TermsState.IN_FORCE.value
    session.flush()
    session.refresh(book, ["terms"])
    return terms


def made_of(terms: Terms) -> list[Marked]:
    """The rows that terms are written in."""
    return [terms, *terms.purpose_rows, *terms.unit_rows]


def open_earmark(session: Session, book: Book, *, name: str, donor_name: str, use: Use, by: Actor, on: date) -> Earmark:
    """Open an earmarked donation in a fund: its money is tracked apart and spent by the donor's terms as well as the fund's."""
    name, donor_name = " ".join(name.split()), " ".join(donor_name.split())
    if not name or not donor_name:
        raise LedgerRefused(_("Hãy ghi tên khoản ủng hộ và nhà tài trợ."), "name")
    if not use.document.strip():
        raise LedgerRefused(_("Hãy ghi văn bản của nhà tài trợ nêu điều kiện (số, ngày)."), "document")
    if not book.is_open or book.legal_form == LegalForm.REMITTED:
        raise LedgerRefused(_("%(fund)s không nhận khoản ủng hộ có điều kiện.", fund=book.name))
    taken = select(Earmark.id).where(Earmark.book_id == book.id, Earmark.name == name).execution_options(**THIS_BOOK)
    if session.scalar(taken) is not None:
        raise LedgerRefused(_("%(fund)s đã có khoản ủng hộ tên này. Hãy đặt tên khác.", fund=book.name), "name")
    _within(book, use)
    earmark = Earmark(
        book_id=book.id, unit_id=book.unit_id, name=name, donor_name=donor_name, opened_on=on, opened_by_id=by.user_id, opened_at=clock.now(),
        balance_amount=0, reserved_amount=0,
    )
    session.add(earmark)
    session.flush()
    terms = first_terms(session, book, use, earmark=earmark, by=by, on=on)
    session.refresh(earmark, ["terms"])
    record(
        session, by=by, act="ledger.earmark", subject=f"ledger/{book.id}", details={"fund": book.code, "why": name}, unit_id=book.unit_id,
        made=[earmark, *made_of(terms)],
    )
    session.flush()
    return earmark


def propose_terms(
    session: Session, book: Book, use: Use, *, earmark: Earmark | None = None, valid_from: date, reason: str, by: Actor, on: date
) -> Terms:
    """Propose other terms from a day on; somebody else puts them in force. What holds now stays as it is on file."""
    if not reason.strip():
        raise LedgerRefused(_("Hãy ghi lý do thay đổi."), "reason")
    if not use.document.strip():
        raise LedgerRefused(_("Hãy ghi văn bản làm căn cứ (số, ngày)."), "document")
    versions = earmark.terms if earmark is not None else book.terms
    if any(one.state == TermsState.PROPOSED for one in versions):
        raise LedgerRefused(_("Đang có một đề nghị thay đổi chờ xác nhận. Hãy xử lý đề nghị đó trước."))
    if valid_from < on:
        raise LedgerRefused(_("Quy định mới áp dụng từ hôm nay trở đi, không lùi ngày."), "valid_from")
    last = max((one.valid_from for one in versions if one.state == TermsState.IN_FORCE), default=valid_from)
    if valid_from < last:
        raise LedgerRefused(_("Đã có quy định áp dụng từ %(day)s. Hãy chọn ngày từ đó trở đi.", day=day_text(last)), "valid_from")
    if earmark is not None:
        _within(book, use)
    number = max((one.number for one in versions), default=0) + 1
    terms = _written(session, book, earmark, use, number=number, valid_from=valid_from, reason=reason.strip(), by=by)
    record(session, by=by, act="ledger.terms", subject=f"ledger/{book.id}", details=_noted(book, terms), unit_id=book.unit_id, made=made_of(terms))
    session.flush()
    return terms


def confirm_terms(session: Session, terms: Terms, *, by: Actor, on: date) -> Terms:
    """Put proposed terms in force that somebody else has proposed. Refused while open commitments would contradict them."""
    book, earmark = _decide(session, terms, by)
    if terms.valid_from < on:
        raise LedgerRefused(_("Ngày áp dụng %(day)s đã qua. Hãy không đồng ý và đề nghị lại với ngày mới.", day=day_text(terms.valid_from)))
    _stands_with_promises(session, terms)
    terms.state, terms.decided_by_id, terms.decided_at = TermsState.IN_FORCE.value, by.user_id, clock.now()
    session.flush()
    session.refresh(book, ["terms"])
    if earmark is not None:
        session.refresh(earmark, ["terms"])
    record(session, by=by, act="ledger.terms_confirmed", subject=f"ledger/{book.id}", details=_noted(book, terms), unit_id=book.unit_id, changed=[terms])
    return terms


def refuse_terms(session: Session, terms: Terms, *, reason: str, by: Actor) -> Terms:
    """Say no to proposed terms, with the reason; what holds goes on holding."""
    book, earmark = _decide(session, terms, by)
    if not reason.strip():
        raise LedgerRefused(_("Hãy ghi lý do không đồng ý."), "reason")
    terms.state, terms.decided_by_id, terms.decided_at, terms.decision_note = TermsState.REFUSED.value, by.user_id, clock.now(), reason.strip()
    session.flush()
    session.refresh(book, ["terms"])
    if earmark is not None:
        session.refresh(earmark, ["terms"])
    record(session, by=by, act="ledger.terms_refused", subject=f"ledger/{book.id}", details=_noted(book, terms), unit_id=book.unit_id, changed=[terms])
    return terms


def _decide(session: Session, terms: Terms, by: Actor) -> tuple[Book, Earmark | None]:
    session.refresh(terms, with_for_update=True)
    if terms.state != TermsState.PROPOSED:
        raise LedgerRefused(_("Đề nghị này không còn chờ xác nhận."))
    if terms.proposed_by_id == by.user_id:
        raise DutiesMixed(_("Bạn là người đề nghị nên người khác phải xác nhận."))
    earmark = None if terms.earmark_id is None else session.get_one(Earmark, terms.earmark_id)
    return session.get_one(Book, terms.book_id), earmark


def _written(
    session: Session, book: Book, earmark: Earmark | None, use: Use, *, number: int, valid_from: date, reason: str, by: Actor | None
) -> Terms:
    purposes = sorted(set(use.purposes))
    if not purposes:
        raise LedgerRefused(_("Hãy chọn ít nhất một mục đích mà quỹ được chi."), "purposes")
    if book.legal_form == LegalForm.REMITTED and purposes != [chart.REMITTANCE]:
        raise LedgerRefused(_("Tiền thu hộ chỉ được chi để nộp lại nơi nhận. Hãy chỉ chọn “%(purpose)s”.", purpose=purpose_label(chart.REMITTANCE)), "purposes")
    if use.last_on is not None and use.last_on < valid_from:
        raise LedgerRefused(_("Ngày cuối được chi không được trước ngày áp dụng."), "last_on")
    known = set(session.scalars(select(BookPurpose.purpose).where(BookPurpose.book_id == book.id)))
    session.add_all(BookPurpose(book_id=book.id, purpose=purpose) for purpose in purposes if purpose not in known)
    terms = Terms(
        book_id=book.id, unit_id=book.unit_id, earmark_id=None if earmark is None else earmark.id, number=number, valid_from=valid_from,
        last_on=use.last_on, document=" ".join(use.document.split()), reason=reason, state=TermsState.PROPOSED.value,
        proposed_by_id=None if by is None else by.user_id, proposed_at=clock.now(),
        purpose_rows=[TermsPurpose(purpose=purpose) for purpose in purposes],
        unit_rows=[TermsUnit(unit_id=unit_id) for unit_id in sorted(set(use.unit_ids))],
    )
    session.add(terms)
    session.flush()
    session.refresh(earmark if earmark is not None else book, ["terms"])
    return terms


def _within(book: Book, use: Use) -> None:
    """A donor's purposes lie among those of the fund, or its money could never be spent."""
    strange = [purpose_label(purpose) for purpose in use.purposes if purpose not in book.purposes]
    if strange:
        raise LedgerRefused(_("%(fund)s không được chi cho: %(purposes)s. Hãy chọn trong các mục đích của quỹ.", fund=book.name, purposes=", ".join(strange)), "purposes")


def _stands_with_promises(session: Session, terms: Terms) -> None:
    of = Reservation.earmark_id == terms.earmark_id if terms.earmark_id is not None else Reservation.book_id == terms.book_id
    held = session.scalars(select(Reservation).where(of, Reservation.state == "open").execution_options(**THIS_BOOK)).all()
    paths = _paths(session, [*terms.unit_ids, *(one.for_unit_id for one in held if one.for_unit_id is not None)])
    units = [paths[unit_id] for unit_id in terms.unit_ids]
    against = [
        one for one in held
        if objection(
            Wish(one.purpose, max(one.reserved_on, terms.valid_from), paths.get(one.for_unit_id or 0)), purposes=list(terms.purposes), unit_paths=units,
            last_on=terms.last_on,
        )
    ]
    if against:
        message = _(
            "Còn %(count)s cam kết chi đang giữ trái với quy định mới. Hãy chi hoặc giải phóng các cam kết đó trước, hoặc không đồng ý với đề nghị này.",
            count=len(against),
        )
        raise LedgerRefused(message)


def _paths(session: Session, unit_ids: Iterable[int]) -> dict[int, str]:
    wanted = set(unit_ids)
    return {row.id: row.path for row in session.execute(select(Unit.id, Unit.path).where(Unit.id.in_(wanted)))} if wanted else {}


def _noted(book: Book, terms: Terms) -> dict[str, str | Text]:
    return {"fund": book.code, "on": terms.valid_from.isoformat(), "purpose": ", ".join(purpose_label(one) for one in terms.purposes), "reason": terms.reason}

