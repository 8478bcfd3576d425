"""Books of lines: sổ nhật ký chung, sổ cái, sổ chi tiết tài khoản, sổ quỹ tiền mặt, sổ tiền gửi; whole or one page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy.orm import Session

from fundapp.kernel.days import day_text
from fundapp.kernel.labels import Text, _
from fundapp.ledger.models import Account, Balance, Book, CashBox
from fundapp.ledger.queries.chart import shown_codes
from fundapp.ledger.reports import frame
from fundapp.ledger.reports.layouts import AccountBook, BoxBook, GeneralLedger, Journal
from fundapp.ledger.reports.lines import PAGE, Reader, place_text
from fundapp.ledger.reports.official import form_on
from fundapp.ledger.reports.ruled import Begin, Layout, Ruler, span_values
from fundapp.ledger.reports.shape import Column, Drill, Mark, Report, Row
from fundapp.ledger.reports.sums import Held, Place, Reckoning, held, held_in, total
from fundapp.ledger.spans import Span, before


class Asked(NamedTuple):
    """One page: the lines after a place (None: from the first), so many of them."""

    after: Place | None
    size: int = PAGE


@dataclass(frozen=True)
class Subject:
    """What a book of lines is of: its form, its balance rows, its funds, its own address, and what is said above it."""

    report: str
    unit_id: int
    rows: Sequence[Held]
    books: Sequence[Book]
    about: Sequence[tuple[Text, str]]
    columns: tuple[Column, ...]
    layout: Layout
    file: str
    by_day: bool = False
    by_fund: bool = False
    balances: bool = True
    whole_entries: bool = False
    counters: bool = False


def general_journal(session: Session, book: Book, span: Span, *, on: date, page: Asked | None = None) -> Report:
    """Every line of a fund in the order of the days."""
    own = Drill("ledger.general_journal", {"book_id": book.id})
    rows = held_in(session, book.id)
    written = shown_codes(session, book.unit_id)
    layout = Journal(own, {row.id: written[row.account_code] for row in rows})
    subject = Subject(
        "general_journal", book.unit_id, rows, [book], [(_("Quỹ"), _fund(book))], Journal.columns, layout, f"nhat-ky-chung-{book.code.lower()}",
        balances=False, whole_entries=True,
    )
    return _report(session, subject, span, on, page)


def general_ledger(session: Session, book: Book, account: Account, span: Span, *, on: date, page: Asked | None = None) -> Report:
    """The lines of one account (with the accounts under it) in a fund."""
    own = Drill("ledger.general_ledger", {"book_id": book.id, "code": int(account.code)})
    subject = Subject(
        "general_ledger", book.unit_id, _of_account(session, book, account), [book], _about(book, account), GeneralLedger.columns, GeneralLedger(own),
        f"so-cai-{account.code}-{book.code.lower()}", counters=True,
    )
    return _report(session, subject, span, on, page)


def account_book(session: Session, book: Book, account: Account, span: Span, *, on: date, page: Asked | None = None) -> Report:
    """The lines of one account with the balance after each."""
    own = Drill("ledger.account_book", {"book_id": book.id, "code": int(account.code)})
    subject = Subject(
        "account_book", book.unit_id, _of_account(session, book, account), [book], _about(book, account), AccountBook.columns, AccountBook(own),
        f"so-chi-tiet-{account.code}-{book.code.lower()}", counters=True,
    )
    return _report(session, subject, span, on, page)


def box_book(session: Session, box: CashBox, books: Sequence[Book], span: Span, *, on: date, page: Asked | None = None, only: Book | None = None) -> Report:
    """What came into and went out of one cash box or bank account, of all funds in it or of one."""
    is_cash = box.kind == "cash"
    rows = held(session, Balance.box_id == box.id, *((Balance.book_id == only.id,) if only is not None else ()))
    kept = [book for book in books if book.id in {row.book_id for row in rows}]
    own = Drill("ledger.box_book", {"box_id": box.id, **({"book": only.id} if only is not None else {})})
    # The name of the fund stands beside each line only where several share the box.
    names = {row.id: next((book.code for book in kept if book.id == row.book_id), "") for row in rows} if len(kept) > 1 else {}
    about = _about_box(box, is_cash)
    if only is not None:
        about.append((_("Quỹ"), _fund(only)))
    elif kept:
        about.append((_("Tiền của các quỹ"), ", ".join(_fund(book) for book in kept)))
    layout = BoxBook(own, is_cash=is_cash, funds=names)
    subject = Subject(
        "cash_book" if is_cash else "bank_book", box.unit_id, rows, kept, about, layout.columns, layout,
        f"{'so-quy-tien-mat' if is_cash else 'so-tien-gui'}-{box.id}", by_day=is_cash, by_fund=len(kept) > 1,
    )
    return _report(session, subject, span, on, page)


def _report(session: Session, subject: Subject, span: Span, on: date, page: Asked | None) -> Report:
    form = form_on(subject.report, span.last)
    sums = Reckoning(session, subject.rows, span)
    reader = Reader(session, subject.rows, span, skipped={line.entry_id for line in sums.openings}, counters=subject.counters)
    is_final, notes = frame.notes(session, form, subject.books, span)
    following = earlier = None
    if page is None:
        rows = _whole(subject, sums, reader)
    else:
        part = reader.page(page.after, size=page.size, whole_entries=subject.whole_entries)
        following = place_text(part.following)
        earlier = "" if part.has_earlier and part.earlier is None else place_text(part.earlier)
        ruler = Ruler(
            subject.layout, _begin(sums, page.after), days=subject.by_day, months=span.has_months, balances=subject.balances
        )
        rows = iter(
            [
                *(_opening(subject, sums) if page.after is None else ()), *ruler.rows(part.lines, ends=following is None),
                *(_closing(subject, sums) if following is None else ()),
            ]
        )
    return Report(
        form=form, heading=frame.heading(session, subject.unit_id, subject.about), span=span, columns=subject.columns, rows=rows, label=subject.layout.label,
        signers=frame.signers(session, form, subject.unit_id, on), notes=notes, is_final=is_final, following=following, earlier=earlier, file=subject.file,
    )


def _whole(subject: Subject, sums: Reckoning, reader: Reader) -> Iterator[Row]:
    yield from _opening(subject, sums)
    ruler = Ruler(subject.layout, _begin(sums, None), days=subject.by_day, months=sums.span.has_months, balances=subject.balances)
    yield from ruler.rows(reader.all(), ends=True)
    yield from _closing(subject, sums)


def _begin(sums: Reckoning, after: Place | None) -> Begin:
    opening = sum(sums.opening.values())
    if after is None:
        return Begin(opening)
    so_far = sums.until(after)
    return Begin(opening + so_far.all.net, so_far.all, so_far.month, so_far.day, after[0])


def _opening(subject: Subject, sums: Reckoning) -> Iterator[Row]:
    if not subject.balances:
        return
    layout, span = subject.layout, sums.span
    links = {} if span.begins_the_year else {layout.label: layout.part(Span(date(span.year, 1, 1), before(span.first)))}
    yield Row(Mark.OPENING, layout.sums(_("Số dư đầu kỳ"), None, sum(sums.opening.values())), links)
    entered: dict[int, int] = {}
    days: dict[int, date] = {}
    for line in sums.entered:
        entered[line.entry_id] = entered.get(line.entry_id, 0) + line.printed.net
        days[line.entry_id] = line.on
    for entry_id, amount in entered.items():
        label = _("Trong đó số dư nhập khi mở sổ ngày %(day)s", day=day_text(days[entry_id]))
        yield Row(Mark.PART, layout.sums(label, None, amount), {layout.label: Drill("ledger.entry", {"entry_id": entry_id})})


def _closing(subject: Subject, sums: Reckoning) -> Iterator[Row]:
    layout, span = subject.layout, sums.span
    opening, moved = sums.opening, sums.moved
    yield Row(Mark.SUM, layout.sums(_("Cộng phát sinh trong kỳ"), total(moved.values()), None))
    if not span.begins_the_year:
        so_far = total(sums.moved_so_far.values())
        yield Row(Mark.YEAR, layout.sums(_("Cộng lũy kế từ đầu năm"), so_far, None), {layout.label: layout.part(span.so_far)})
    if not subject.balances:
        return
    closing = {row: amount + moved[row].net for row, amount in opening.items()}
    yield Row(Mark.CLOSING, layout.sums(_("Số dư cuối kỳ"), None, sum(closing.values())))
    if subject.by_fund:
        for book in subject.books:
            amount = sum(closing[row.id] for row in subject.rows if row.book_id == book.id)
            own = layout.part(span)
            link = Drill(own.endpoint, {**own.values, "book": book.id})
            yield Row(Mark.PART, layout.sums(_("Trong đó %(fund)s", fund=book.name), None, amount), {layout.label: link})


def _of_account(session: Session, book: Book, account: Account) -> list[Held]:
    return held(session, Balance.book_id == book.id, Balance.account_code.startswith(account.code))


def _fund(book: Book) -> str:
    return f"{book.name} ({book.code})"


def _about(book: Book, account: Account) -> list[tuple[Text, str]]:
    return [(_("Tài khoản"), account.name), (_("Số hiệu"), account.shown_code), (_("Quỹ"), _fund(book))]


def _about_box(box: CashBox, is_cash: bool) -> list[tuple[Text, str]]:
    if is_cash:
        return [(_("Loại quỹ"), _("Tiền mặt, đồng Việt Nam")), (_("Quỹ tiền mặt"), box.name)]
    tail = _("số cuối %(tail)s", tail=box.account_tail) if box.account_tail else ""
    return [(_("Nơi mở tài khoản giao dịch"), box.name), (_("Số hiệu tài khoản tại nơi gửi"), tail or "…………"), (_("Loại tiền gửi"), _("Đồng Việt Nam"))]


__all__ = ["Asked", "account_book", "box_book", "general_journal", "general_ledger", "span_values"]
