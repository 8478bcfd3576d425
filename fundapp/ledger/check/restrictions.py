"""Invariants of restricted money: spent by the terms of its day, bound money tracked apart, money passed through never income."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import case, func, not_, or_, select
from sqlalchemy.orm import Session

from fundapp.kernel.checks import EVERYTHING, Fault, Invariant, count, stream
from fundapp.kernel.labels import _
from fundapp.kernel.money import dong
from fundapp.ledger import chart
from fundapp.ledger.models import (
    Balance,
    Book,
    CashBox,
    Earmark,
    Entry,
    Line,
    Reservation,
    StandingRow,
    Terms,
    TermsPurpose,
    TermsUnit,
)
from fundapp.ledger.restrictions import Wish, in_force, objection
from fundapp.orgs.models import Unit
from fundapp.orgs.queries import chain_ids

POSTED = Entry.state == "posted"
OUT = func.sum(case((Balance.is_money, Line.credit - Line.debit), else_=0))
MONEY_IN = func.sum(case((Balance.is_money, Line.debit - Line.credit), else_=0))


@dataclass
class Version:
    """One version of terms as the check reads it."""

    number: int
    state: str
    valid_from: date
    last_on: date | None
    purposes: list[str] = field(default_factory=list)
    unit_ids: list[int] = field(default_factory=list)


class Judge:
    """All terms and the tree of units, read once: says what was against an act on its day."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._paths = {row.id: row.path for row in session.execute(select(Unit.id, Unit.path))}
        self._terms: dict[tuple[int, int | None], list[Version]] = defaultdict(list)
        by_id: dict[int, Version] = {}
        for row in stream(session, select(Terms.id, Terms.book_id, Terms.earmark_id, Terms.number, Terms.state, Terms.valid_from, Terms.last_on)):
            by_id[row.id] = Version(row.number, row.state, row.valid_from, row.last_on)
            self._terms[row.book_id, row.earmark_id].append(by_id[row.id])
        for purpose in stream(session, select(TermsPurpose.terms_id, TermsPurpose.purpose)):
            by_id[purpose.terms_id].purposes.append(purpose.purpose)
        for unit in stream(session, select(TermsUnit.terms_id, TermsUnit.unit_id)):
            by_id[unit.terms_id].unit_ids.append(unit.unit_id)

    def wrong(self, row: Any, on: date, unit_id: int | None) -> str | None:
        """What the terms of the fund, or of the donation, have against this row."""
        for earmark_id in {None, row.earmark_id}:
            terms = in_force(self._terms[row.book_id, earmark_id], on)
            if terms is None or row.purpose is None:
                return "purpose"
            named = [self._paths[one] for one in terms.unit_ids]
            # The tree may have changed since: a unit counts where it hangs today and where it hung on that day.
            paths = [None] if unit_id is None or not named else [self._paths[unit_id], self._path_then(unit_id, on)]
            found = [objection(Wish(row.purpose, on, path), purposes=terms.purposes, unit_paths=named, last_on=terms.last_on) for path in paths]
            if all(found):
                return found[0]
        return None

    def _path_then(self, unit_id: int, on: date) -> str:
        return "".join(f"{one}/" for one in reversed(chain_ids(self._session, unit_id, on)))


def spending(session: Session) -> Iterator[Any]:
    """Posted entries that use a fund up: money leaves it, or its capital or an expense is debited."""
    used = or_(Balance.account_code == Book.fund_account_code, *(Balance.account_code.startswith(code) for code in chart.EXPENSE))
    spends = func.max(case((not_(Balance.is_money) & used & (Line.debit > 0), 1), else_=0))
    query = (
        select(Entry.id, Entry.book_id, Entry.on, Entry.purpose, Entry.earmark_id, Entry.beneficiary_unit_id, Book.code, Book.unit_id)
        .join(Line, Line.entry_id == Entry.id).join(Balance, Balance.id == Line.balance_id).join(Book, Book.id == Entry.book_id)
        .where(POSTED, Entry.kind == "ordinary")
        .group_by(Entry.id, Entry.book_id, Entry.on, Entry.purpose, Entry.earmark_id, Entry.beneficiary_unit_id, Book.code, Book.unit_id)
        .having(or_(OUT > 0, spends == 1))
    )
    return stream(session, query)


def allowed(session: Session) -> Invariant:
    judge, rows = Judge(session), 0
    wrong: list[str] = []
    why = {"purpose": _("ngoài mục đích"), "late": _("sau ngày cuối được chi"), "unit": _("cho đơn vị ngoài diện")}
    for row in spending(session):
        rows += 1
        if found := judge.wrong(row, row.on, row.beneficiary_unit_id):
            wrong.append(Fault(_("bút toán id %(id)s của quỹ %(code)s chi %(why)s", id=row.id, code=row.code, why=why[found]), row.unit_id))
    promised = select(
        Reservation.id, Reservation.book_id, Reservation.unit_id, Reservation.earmark_id, Reservation.purpose, Reservation.reserved_on,
        Reservation.for_unit_id,
    )
    for row in stream(session, promised):
        rows += 1
        if found := judge.wrong(row, row.reserved_on, row.for_unit_id):
            wrong.append(Fault(_("cam kết chi id %(id)s của quỹ %(why)s", id=row.id, why=why[found]), row.unit_id, row.for_unit_id))
    return Invariant("F3", _("Tiền của quỹ chỉ chi và chỉ hứa đúng mục đích, đơn vị và thời hạn theo quy định của ngày đó"), rows, wrong)


def passed_through(session: Session) -> Invariant:
    own = not_(or_(*(Balance.account_code.startswith(code) for code in chart.PASSED_THROUGH)))
    through = Book.legal_form == "pass_through"
    balances = select(Balance.id, Balance.unit_id).join(Book, Book.id == Balance.book_id).where(through)
    wrong: list[str] = [
        Fault(_("tiền thu hộ ghi vào tài khoản thu nhập, chi phí hoặc nguồn vốn (số dư id %(id)s)", id=row.id), row.unit_id)
        for row in stream(session, balances.where(own))
    ]
    unowed = func.max(case((not_(Balance.is_money) & not_(Balance.account_code.startswith(chart.OWED_ON)) & (Line.debit > 0), 1), else_=0))
    paid = (
        select(Entry.id, Entry.unit_id, Entry.purpose, unowed.label("unowed")).join(Book, Book.id == Entry.book_id)
        .join(Line, Line.entry_id == Entry.id).join(Balance, Balance.id == Line.balance_id)
        .where(POSTED, Entry.kind == "ordinary", through).group_by(Entry.id, Entry.unit_id, Entry.purpose).having(OUT > 0)
    )
    wrong += [
        Fault(_("bút toán id %(id)s chi tiền thu hộ không phải để nộp lại nơi nhận", id=row.id), row.unit_id)
        for row in stream(session, paid) if row.purpose != chart.REMITTANCE or row.unowed
    ]
    capital = select(Book.code, Book.unit_id).where(through, not_(Book.fund_account_code.startswith(chart.OWED_ON)))
    wrong += [
        Fault(_("quỹ thu hộ %(code)s có tài khoản nguồn không phải tài khoản phải trả", code=row.code), row.unit_id) for row in stream(session, capital)
    ]
    return Invariant("F3b", _("Tiền thu hộ không thành nguồn thu và chỉ chi để nộp lại"), count(session, balances), wrong)


def terms_decided(session: Session) -> Invariant:
    wrong: list[str] = []
    rows = 0
    last: dict[tuple[int, int | None], Any] = {}
    query = select(
        Terms.id, Terms.book_id, Terms.unit_id, Terms.earmark_id, Terms.number, Terms.state, Terms.valid_from, Terms.proposed_by_id, Terms.decided_by_id
    ).order_by(Terms.book_id, Terms.earmark_id, Terms.number)
    for row in stream(session, query):
        rows += 1
        if row.number > 1 and row.state == "in_force" and (row.decided_by_id is None or row.decided_by_id == row.proposed_by_id):
            wrong.append(Fault(_("quy định id %(id)s có hiệu lực mà không do hai người", id=row.id), row.unit_id))
        before = last.get((row.book_id, row.earmark_id))
        if row.state == "in_force":
            if before is not None and before.valid_from > row.valid_from:
                wrong.append(Fault(_("quy định id %(id)s áp dụng trước quy định cũ hơn nó", id=row.id), row.unit_id))
            last[row.book_id, row.earmark_id] = row
    ruled = select(Terms.id).where(Terms.book_id == Book.id, Terms.earmark_id.is_(None), Terms.state == "in_force").exists()
    unruled = select(Book.code, Book.unit_id).where(~ruled)
    wrong += [Fault(_("quỹ %(code)s không có quy định sử dụng", code=row.code), row.unit_id) for row in stream(session, unruled)]
    boxes = select(Balance.id, Balance.unit_id).join(CashBox, CashBox.id == Balance.box_id).where(
        CashBox.own_book_id.is_not(None), CashBox.own_book_id != Balance.book_id
    )
    wrong += [Fault(_("số dư id %(id)s nằm trong tài khoản riêng của quỹ khác", id=row.id), row.unit_id) for row in stream(session, boxes)]
    return Invariant("F3c", _("Quy định sử dụng quỹ do hai người đưa vào áp dụng, nối tiếp theo ngày"), rows, wrong)


def bound(session: Session) -> Invariant:
    """Earmarked donations: their sums are those of their entries and promises, never below zero, and the fund knows their total."""
    held = _sums(
        session, select(Entry.earmark_id, MONEY_IN).join(Line, Line.entry_id == Entry.id).join(Balance, Balance.id == Line.balance_id)
        .where(POSTED, Entry.earmark_id.is_not(None)).group_by(Entry.earmark_id),
    )
    left = func.sum(Reservation.amount - Reservation.consumed_amount - Reservation.released_amount)
    promised = _sums(session, select(Reservation.earmark_id, left).where(Reservation.earmark_id.is_not(None)).group_by(Reservation.earmark_id))
    wrong: list[str] = []
    rows = 0
    apart: dict[int, int] = defaultdict(int)
    for row in stream(session, select(Earmark.id, Earmark.book_id, Earmark.unit_id, Earmark.balance_amount, Earmark.reserved_amount)):
        rows += 1
        apart[row.book_id] += row.balance_amount - row.reserved_amount
        sums = (held.get(row.id, 0), promised.get(row.id, 0))
        if (row.balance_amount, row.reserved_amount) != sums or not 0 <= row.reserved_amount <= row.balance_amount:
            figures = {"balance": dong(row.balance_amount), "reserved": dong(row.reserved_amount), "held": dong(sums[0]), "promised": dong(sums[1])}
            words = _("khoản ủng hộ id %(id)s ghi số dư %(balance)s, cam kết %(reserved)s; tính lại được %(held)s và %(promised)s", id=row.id, **figures)
            wrong.append(Fault(words, row.unit_id))
    for row in stream(session, select(StandingRow.book_id, StandingRow.set_apart_amount, Book.unit_id).join(Book, Book.id == StandingRow.book_id)):
        if row.set_apart_amount != apart[row.book_id]:
            figures = {"stored": dong(row.set_apart_amount), "apart": dong(apart[row.book_id])}
            wrong.append(Fault(_("quỹ id %(id)s ghi tiền có điều kiện %(stored)s, cộng lại %(apart)s", id=row.book_id, **figures), row.unit_id))
    return Invariant("F3d", _("Tiền ủng hộ có điều kiện được theo dõi riêng và không bao giờ âm"), rows, wrong)


def _sums(session: Session, query: Any) -> dict[int, int]:
    return {row[0]: int(row[1]) for row in session.execute(query.execution_options(all_units=EVERYTHING))}
