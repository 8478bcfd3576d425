"""A report as a workbook in its signed layout and as data for the printed layouts. Papers are always Vietnamese."""

from datetime import date
from itertools import islice
from typing import Any

from fundapp.kernel.days import day_text
from fundapp.kernel.errors import Refusal
from fundapp.kernel.labels import _
from fundapp.kernel.money import dong
from fundapp.ledger.reports.shape import Cell, Column, Mark, Report, Row
from fundapp.orgs.paper import place_of
from fundapp.sheets.signed import SignedRow, SignedSheet, has_groups, letters

MOST_PRINTED = 1_500


class TooLong(Refusal):
    """A book that is not printed in one paper."""


def sheet_of(report: Report, on: date) -> SignedSheet:
    """The report for the writer of workbooks; its rows are still a stream."""
    form = report.form
    title = [form.title, *([form.subtitle] if form.subtitle else []), *([report.subject] if report.subject else []), report.span.label]
    if not report.is_final:
        title.append("(Số liệu tạm: kỳ chưa khóa sổ)")
    return SignedSheet(
        name=form.title.capitalize(), unit=report.heading.unit, superior=report.heading.superior,
        form=(*((f"Mẫu số: {form.code}",) if form.code else ()), f"({form.basis})"), title=title,
        about=[f"{label}: {value}" for label, value in report.heading.about], columns=report.columns,
        rows=(SignedRow(row.cells, row.is_sum, row.mark is Mark.PART) for row in report.rows), notes=report.notes,
        signers=[(signer.title, signer.how, signer.name) for signer in report.signers], on=on, is_wide=form.is_wide,
    )


def paper_of(report: Report, on: date, trace: str) -> tuple[str, dict[str, Any]]:
    """The name of the layout and its data. Refuses what would be thousands of pages."""
    rows = list(islice(report.rows, MOST_PRINTED + 1))
    if len(rows) > MOST_PRINTED:
        raise TooLong(
            _("Bản in nhận tối đa %(n)s dòng, sổ này dài hơn. Hãy chọn kỳ ngắn hơn (một tháng hoặc một số ngày) rồi in, hoặc tải bản Excel.", n=dong(MOST_PRINTED))
        )
    form = report.form
    ends = max((at for at, row in enumerate(rows) if row.mark is Mark.SUM), default=len(rows))
    shown = [_row(row, report.columns) for row in rows]
    is_notice = bool(report.preface)
    return "cong_khai" if is_notice else "so_sach", {
        "unit": report.heading.unit, "superior": report.heading.superior, "place": place_of(report.heading.place), "code": form.code, "basis": form.basis,
        "title": form.title, "subtitle": form.subtitle, "subject": report.subject, "preface": report.preface, "span": report.span.label,
        "about": [{"label": label, "value": value} for label, value in report.heading.about],
        "columns": [{"title": column.title, "kind": column.kind, "width": column.width} for column in report.columns],
        "groups": report.groups, "has_groups": has_groups(report.columns), "letters": letters(report.columns), "label": report.label,
        "rows": shown if is_notice else shown[:ends], "closing": shown[ends:], "carries": any(row.carry is not None for row in rows),
        "is_book": form.code.startswith("S") and form.code != "S05-H", "is_wide": form.is_wide, "is_final": report.is_final, "notes": report.notes,
        "signers": [{"title": signer.title, "how": signer.how, "name": signer.name} for signer in report.signers], "on": on, "trace": trace,
    }


def cell_text(value: Cell, column: Column) -> str | None:
    """A cell as it is printed; what is taken back stands in brackets, as ghi số âm does by hand."""
    if value is None:
        return None
    if isinstance(value, date):
        return day_text(value)
    if isinstance(value, int) and column.is_number:
        return f"({dong(-value)})" if value < 0 else dong(value)
    return str(value)


def _row(row: Row, columns: tuple[Column, ...]) -> dict[str, Any]:
    cells = [cell_text(value, column) for value, column in zip(row.cells, columns, strict=True)]
    carry = None if row.carry is None else [cell_text(value, column) for value, column in zip(row.carry, columns, strict=True)]
    return {"mark": row.mark.value, "cells": cells, "carry": carry}
