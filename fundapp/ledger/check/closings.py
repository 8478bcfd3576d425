"""Invariants of closings: what each kept is computed again from the lines, also when its month was opened again since."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from fundapp.documents.models import StoredFile
from fundapp.kernel.checks import Fault, Invariant, everywhere, stream
from fundapp.kernel.days import day_text
from fundapp.kernel.labels import _
from fundapp.ledger.chain import sha256
from fundapp.ledger.models import Balance, Entry, Line, Period, PeriodEvent
from fundapp.ledger.queries.frozen import FrozenRow, canonical, trial_as_of

Place = tuple[str, int | None]
Month = tuple[int, int]
Moved = dict[int, dict[Place, dict[Month, tuple[int, int]]]]


def frozen(session: Session) -> Invariant:
    """Every closing: its trial balance comes again from the lines as of that instant, and its paper is on file."""
    moved, opened = _moved(session), _opened_again(session)
    query = (
        select(PeriodEvent, Period, StoredFile.origin).join(Period, Period.id == PeriodEvent.period_id)
        .outerjoin(StoredFile, StoredFile.id == PeriodEvent.paper_file_id).where(PeriodEvent.act == "closed").order_by(PeriodEvent.id)
    )
    wrong: list[str] = []
    closings = session.execute(everywhere(query)).all()
    for event, period, origin in closings:
        month = (period.starts_on.year, period.month)
        # Nothing can have come into these months since, unless one of them was opened again; only then is each line asked when it came.
        if any(again <= month and at > event.at for again, at in opened[period.book_id]):
            rows = trial_as_of(session, period, head_number=event.head_number or 0, at=event.at)
        else:
            rows = trial_of(moved[period.book_id].items(), month)
        name = {"month": f"{month[1]}/{month[0]}", "id": period.id, "day": day_text(event.on)}
        if (sum(row.debit for row in rows), sha256(canonical(rows))) != (event.turnover_amount, event.trial_digest):
            wrong.append(Fault(_("bảng cân đối lúc khóa kỳ %(month)s (id %(id)s) ngày %(day)s không tính lại được từ các dòng", **name), period.unit_id))
        if origin != "printed":
            wrong.append(Fault(_("lần khóa kỳ %(month)s (id %(id)s) ngày %(day)s không có biên bản đã in", **name), period.unit_id))
    return Invariant("L12", _("Bảng cân đối của mỗi lần khóa sổ tính lại từ các dòng vẫn khớp từng chữ; biên bản đã in còn lưu"), len(closings), wrong)


def _moved(session: Session) -> Moved:
    """What the lines have moved on each account in each month, in one look at all lines."""
    is_reversal = Entry.kind == "reversal"
    year, month = func.extract("year", Line.on).label("year"), func.extract("month", Line.on).label("month")
    query = (
        select(
            Balance.book_id, Balance.account_code, Balance.box_id, year, month,
            func.sum(case((is_reversal, -Line.credit), else_=Line.debit)).label("debit"),
            func.sum(case((is_reversal, -Line.debit), else_=Line.credit)).label("credit"),
        )
        .join(Balance, Balance.id == Line.balance_id).join(Entry, Entry.id == Line.entry_id)
        .where(Entry.state == "posted").group_by(Balance.book_id, Balance.account_code, Balance.box_id, year, month)
    )
    moved: Moved = defaultdict(lambda: defaultdict(dict))
    for row in stream(session, query):
        moved[row.book_id][(row.account_code, row.box_id)][(int(row.year), int(row.month))] = (int(row.debit), int(row.credit))
    return moved


def _opened_again(session: Session) -> dict[int, list[tuple[Month, datetime]]]:
    query = select(Period.book_id, Period.starts_on, PeriodEvent.at).join(Period, Period.id == PeriodEvent.period_id).where(PeriodEvent.act == "reopened")
    opened: dict[int, list[tuple[Month, datetime]]] = defaultdict(list)
    for row in stream(session, query):
        opened[row.book_id].append(((row.starts_on.year, row.starts_on.month), row.at))
    return opened


def trial_of(places: Iterable[tuple[Place, dict[Month, tuple[int, int]]]], month: Month) -> list[FrozenRow]:
    """The trial balance of a month from what each place (account and box) was moved by in each month: debit, credit."""
    rows = []
    for (account, box), months in places:
        if any(when <= month for when in months):
            opening = sum(debit - credit for when, (debit, credit) in months.items() if when < month)
            rows.append(FrozenRow(account, box, opening, *months.get(month, (0, 0))))
    return rows
