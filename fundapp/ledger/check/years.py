"""The invariant of closed years: what each closing froze comes again from the lines, and the next year opens with just that."""

from collections import defaultdict

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from fundapp.documents.models import StoredFile
from fundapp.kernel.checks import Fault, Invariant, everywhere, stream
from fundapp.kernel.days import day_text
from fundapp.kernel.labels import _
from fundapp.ledger.chain import sha256
from fundapp.ledger.models import Balance, BookYear, Entry, Line, Period, YearBalance, YearClose, YearEvent
from fundapp.ledger.queries.frozen import FrozenRow, canonical, year_as_of
from fundapp.ledger.year_end import is_result

Place = tuple[str, int | None]


def carried(session: Session) -> Invariant:
    """Every closing of a year: its rows and digest from the lines of that instant; while it holds, the opening of the next year, month by month closed."""
    query = (
        select(YearEvent, YearClose, BookYear, StoredFile.origin).join(YearClose, YearClose.id == YearEvent.year_close_id)
        .join(BookYear, BookYear.id == YearClose.book_year_id).outerjoin(StoredFile, StoredFile.id == YearEvent.paper_file_id)
        .where(YearEvent.act == "closed").order_by(YearEvent.id)
    )
    closings = session.execute(everywhere(query)).all()
    kept, last = _kept(session), {close.id: event.id for event, close, _year, _origin in closings}
    wrong: list[str] = []
    for event, close, year, origin in closings:
        name = {"year": year.year, "id": close.id, "day": day_text(event.on)}
        frozen = kept.get(event.id, [])
        again = year_as_of(session, year, head_number=event.head_number or 0, at=event.at)
        said = (sum(row.debit for row in again), sha256(canonical(again)))
        if canonical(again) != canonical(frozen) or said != (event.turnover_amount, event.trial_digest):
            wrong.append(Fault(_("bảng cân đối năm %(year)s (id %(id)s) khóa ngày %(day)s không tính lại được từ các dòng", **name), close.unit_id))
        if any(row.opening + row.debit - row.credit for row in frozen if is_result(row.account_code)):
            wrong.append(Fault(_("năm %(year)s (id %(id)s) khóa ngày %(day)s khi tài khoản thu, chi còn số dư", **name), close.unit_id))
        head = select(Entry.hash).where(Entry.book_year_id == year.id, Entry.number == event.head_number)
        if event.head_number and session.scalar(everywhere(head)) != event.head_hash:
            wrong.append(Fault(_("đầu chuỗi lúc khóa năm %(year)s (id %(id)s) ngày %(day)s không còn trong sổ", **name), close.unit_id))
        if origin != "printed":
            wrong.append(Fault(_("lần khóa năm %(year)s (id %(id)s) ngày %(day)s không có biên bản đã in", **name), close.unit_id))
        if close.state in ("closed", "reopening") and last[close.id] == event.id:
            wrong += _holds(session, year, close, frozen, name)
    return Invariant(
        "L20", _("Năm đã khóa: bảng cân đối tính lại từ các dòng vẫn khớp, và số dư mở năm sau đúng bằng số dư cuối năm từng tài khoản"), len(closings), wrong
    )


def _holds(session: Session, year: BookYear, close: YearClose, frozen: list[FrozenRow], name: dict[str, object]) -> list[str]:
    """While the close holds: twelve closed months, and every account opens the next year with what it closed with."""
    wrong: list[str] = []
    closed = select(func.count()).where(Period.book_year_id == year.id, Period.state == "closed")
    if session.scalar(everywhere(closed)) != 12:
        wrong.append(Fault(_("năm %(year)s (id %(id)s) đã khóa mà có tháng đang mở", **name), close.unit_id))
    opening = _opening(session, year)
    closing = {(row.account_code, row.box_id): row.opening + row.debit - row.credit for row in frozen}
    for place in sorted(opening.keys() | closing.keys(), key=str):
        if opening.get(place, 0) != closing.get(place, 0):
            wrong.append(
                Fault(_("TK-%(code)s mở năm %(next)s khác số dư cuối năm %(year)s (id %(id)s)", code=place[0], next=year.year + 1, **name), close.unit_id)
            )
    return wrong


def _opening(session: Session, year: BookYear) -> dict[Place, int]:
    """What each account opens the next year with: every posted line of the years before it, and opening balances entered in it."""
    query = (
        select(Balance.account_code, Balance.box_id, func.sum(Line.debit - Line.credit))
        .join(Line, Line.balance_id == Balance.id).join(Entry, Entry.id == Line.entry_id).join(BookYear, BookYear.id == Entry.book_year_id)
        .where(
            Balance.book_id == year.book_id, Entry.state == "posted",
            (BookYear.year <= year.year) | ((BookYear.year == year.year + 1) & (Entry.kind == "opening")),
        )
        .group_by(Balance.account_code, Balance.box_id)
    )
    return {(row[0], row[1]): int(row[2]) for row in session.execute(everywhere(query))}


def _kept(session: Session) -> dict[int, list[FrozenRow]]:
    found: dict[int, list[FrozenRow]] = defaultdict(list)
    columns = (YearBalance.account_code, YearBalance.box_id, YearBalance.opening_amount, YearBalance.debit_amount, YearBalance.credit_amount)
    for row in stream(session, select(YearBalance.event_id, *columns)):
        found[row.event_id].append(FrozenRow(*row[1:]))
    return found
