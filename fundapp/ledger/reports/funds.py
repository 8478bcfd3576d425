"""Báo cáo thu, chi quỹ, and the notice that publishes it to the members without any name."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from fundapp.kernel.labels import Text, _
from fundapp.ledger.kinds import purpose_label
from fundapp.ledger.models import Account, Book
from fundapp.ledger.reports import frame, statement
from fundapp.ledger.reports.official import form_on
from fundapp.ledger.reports.ruled import span_values
from fundapp.ledger.reports.shape import Cell, Column, Drill, Mark, Report, Row
from fundapp.ledger.reports.statement import KINDS_OF_MONEY, Flow, Source, Statement
from fundapp.ledger.spans import Span

NUMBER, WHAT, COUNT, HERE, SO_FAR = _("STT"), _("Nội dung"), _("Số khoản"), _("Trong kỳ (đồng)"), _("Lũy kế từ đầu năm (đồng)")
NO_PURPOSE = _("Chi khác, không ghi mục đích")


def fund_statement(session: Session, book: Book, span: Span, *, on: date) -> Report:
    """What a fund had, took in, spent for which purpose, has left, has promised and may still spend."""
    form = form_on("statement", span.last)
    is_final, notes = frame.notes(session, form, [book], span)
    return Report(
        form=form, heading=frame.heading(session, book.unit_id, [(_("Quỹ"), f"{book.name} ({book.code})")]), span=span, columns=_columns(span),
        rows=list(_Rows(session, book, span).all()), label=1, signers=frame.signers(session, form, book.unit_id, on), notes=notes, is_final=is_final,
        file=f"thu-chi-{book.code.lower()}",
    )


def public_notice(session: Session, book: Book, span: Span, *, on: date) -> Report:
    """The same numbers for the notice board."""
    form = form_on("public_notice", span.last)
    heading = frame.heading(session, book.unit_id, [])
    is_final, _notes = frame.closed(session, [book], span)
    preface = _(
        "Thực hiện %(basis)s, %(unit)s công khai tình hình thu, chi %(fund)s, %(span)s như sau:", basis=form.basis, unit=heading.unit, fund=book.name,
        span=span.label[:1].lower() + span.label[1:],
    )
    notes: tuple[str, ...] = (
        *(() if is_final else (_("Số liệu tạm tính, kỳ kế toán chưa khóa."),)),
        _("Ý kiến phản ánh xin gửi bộ phận kế toán hoặc Ủy ban Kiểm tra của %(unit)s.", unit=heading.unit),
        _("Niêm yết từ ngày …… / …… / ………… đến ngày …… / …… / …………"),
    )
    return Report(
        form=form, heading=heading, span=span, columns=_columns(span), rows=list(_Rows(session, book, span).published()), label=1,
        signers=frame.signers(session, form, book.unit_id, on), notes=notes, preface=preface, subject=_("Công khai thu, chi %(fund)s", fund=book.name),
        is_final=is_final, file=f"cong-khai-{book.code.lower()}",
    )


def _columns(span: Span) -> tuple[Column, ...]:
    so_far = () if span.begins_the_year else (Column(SO_FAR, "dong", 20),)
    return (Column(NUMBER, "code", 6), Column(WHAT, "text", 46), Column(COUNT, "count", 10), Column(HERE, "dong", 20), *so_far)


class _Rows:
    """Writes the rows of a statement: the stretch, and beside it the year so far where it began earlier."""

    def __init__(self, session: Session, book: Book, span: Span) -> None:
        self.book, self.span = book, span
        self.here = statement.read(session, book, span)
        self.so_far = None if span.begins_the_year else statement.read(session, book, span.so_far)
        self.names = source_names(session, book)

    def all(self) -> Iterator[Row]:
        yield self._row(Mark.HEAD, "I", _("Số dư đầu kỳ"), None, [one.opening for one in self._both])
        yield from self._kinds(0)
        yield from self._flows()
        yield self._row(Mark.CLOSING, "IV", _("Số dư cuối kỳ (I + II – III)"), None, [one.closing for one in self._both])
        yield from self._kinds(1)
        promised = Drill("ledger.commitments", {"book_id": self.book.id})
        yield self._row(Mark.HEAD, "V", _("Đã cam kết chi, chưa chi"), None, [one.reserved for one in self._both], promised)
        bound = Drill("ledger.terms", {"book_id": self.book.id})
        yield self._row(Mark.HEAD, "VI", _("Ủng hộ có điều kiện, chưa cam kết chi"), None, [one.set_apart for one in self._both], bound)
        yield self._row(Mark.SUM, "VII", _("Còn được chi (IV – V – VI)"), None, [one.free for one in self._both])

    def published(self) -> Iterator[Row]:
        yield self._row(Mark.HEAD, "I", _("Số dư đầu kỳ"), None, [one.opening for one in self._both])
        yield from self._flows()
        yield self._row(Mark.CLOSING, "IV", _("Số dư cuối kỳ (I + II – III)"), None, [one.closing for one in self._both])
        yield self._row(Mark.PART, "", _("Trong đó đã có quyết định chi, chưa chi"), None, [one.reserved for one in self._both])

    @property
    def _both(self) -> list[Statement]:
        return [self.here] if self.so_far is None else [self.here, self.so_far]

    def _flows(self) -> Iterator[Row]:
        yield self._row(Mark.HEAD, "II", _("Thu trong kỳ"), self._count(True), [one.income for one in self._both])
        yield from self._sources(True)
        yield self._row(Mark.HEAD, "III", _("Chi trong kỳ"), self._count(False), [one.spending for one in self._both])
        yield from self._sources(False)

    def _count(self, is_income: bool) -> int:
        return sum(flow.count for source, flow in self.here.flows.items() if source.is_income == is_income)

    def _sources(self, is_income: bool) -> Iterator[Row]:
        known = {source for one in self._both for source in one.flows if source.is_income == is_income}
        for number, source in enumerate(sorted(known, key=lambda source: (source.name is None, source.name or "")), 1):
            flows = [one.flows.get(source, Flow()) for one in self._both]
            values = {"book_id": self.book.id, "side": "in" if is_income else "out", "source": source.name or "", **span_values(self.span)}
            link = Drill("ledger.statement_rows", values)
            yield self._row(Mark.LINE, str(number), source_name(source, self.names), flows[0].count, [flow.amount for flow in flows], link)

    def _kinds(self, which: int) -> Iterator[Row]:
        for code, label in KINDS_OF_MONEY:
            amounts = [one.by_kind[code][which] for one in self._both]
            if any(amounts):
                link = Drill("ledger.general_ledger", {"book_id": self.book.id, "code": int(code), **span_values(self.span)})
                yield self._row(Mark.PART, "", label, None, amounts, link)

    def _row(self, mark: Mark, number: str, label: str, count: int | None, amounts: list[int], link: Drill | None = None) -> Row:
        cells: tuple[Cell, ...] = (number, label, count, *amounts)
        return Row(mark, cells, {} if link is None else {1: link, 3: link})


def source_names(session: Session, book: Book) -> dict[str, str]:
    """Names of the accounts as sources of money: the fund's own account holds whatever is given to it."""
    names = {row.code: row.name for row in session.execute(select(Account.code, Account.name).where(Account.unit_id == book.unit_id))}
    return {**names, book.fund_account_code: _("Đóng góp, ủng hộ và các khoản thu của quỹ")}


def source_name(source: Source, names: dict[str, str]) -> Text | str:
    """Name a line of the statement for its readers."""
    if source.is_income:
        return names.get(source.name or "", source.name or "")
    return NO_PURPOSE if source.name is None else purpose_label(source.name)
