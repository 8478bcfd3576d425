"""The lists of one box as workbooks."""

from collections.abc import Iterable, Sequence
from typing import Any

from flask import Response, g

from fundapp.access.queries import names_of
from fundapp.cash import queries
from fundapp.cash.kinds import COUNT_KIND_LABELS, COUNT_STATE_LABELS
from fundapp.cash.models import CashCount
from fundapp.cash.views.blueprint import box_of, bp
from fundapp.kernel import clock
from fundapp.kernel.labels import Text, _
from fundapp.ledger import queries as ledger
from fundapp.ledger.kinds import CLOSE_STATE_LABELS
from fundapp.ledger.models import CashBox, CashClose
from fundapp.sheets.export import XLSX, Column, workbook
from fundapp.web.guards import requires

MOST_EXPORTED = 20_000
CLOSES = (
    Column(_("Khóa đến hết ngày"), 14, "day"), Column(_("Đầu kỳ (đồng)"), 16, "dong"), Column(_("Thu theo sổ (đồng)"), 16, "dong", True),
    Column(_("Chi theo sổ (đồng)"), 16, "dong", True), Column(_("Thu theo phiếu (đồng)"), 16, "dong", True), Column(_("Chi theo phiếu (đồng)"), 16, "dong", True),
    Column(_("Tồn theo sổ (đồng)"), 16, "dong"), Column(_("Thực có (đồng)"), 16, "dong"), Column(_("Lý do chênh lệch"), 36), Column(_("Thủ quỹ"), 22),
    Column(_("Tình trạng"), 14),
)
COUNTS = (
    Column(_("Biên bản số"), 14), Column(_("Ngày kiểm kê"), 12, "day"), Column(_("Loại"), 18), Column(_("Thực tế (đồng)"), 16, "dong"),
    Column(_("Theo sổ (đồng)"), 16, "dong"), Column(_("Chênh lệch (đồng)"), 16, "dong", True), Column(_("Giải trình"), 36), Column(_("Người đếm"), 22),
    Column(_("Người thứ hai"), 22), Column(_("Tình trạng"), 26),
)


@bp.get("/<int:box_id>/closes.xlsx")
@requires("fund:read")
def closes_sheet(box_id: int) -> Response:
    """Every close of a box, oldest first."""
    box = box_of(box_id)
    rows = list(g.db.scalars(ledger.closes(box).order_by(CashClose.id).limit(MOST_EXPORTED)))
    names = names_of(g.db, {row.closed_by_id for row in rows})
    lines = (
        (row.on, row.opening_amount, row.received_amount, row.paid_amount, row.voucher_received_amount, row.voucher_paid_amount, row.book_amount,
         row.counted_amount, row.note, names[row.closed_by_id], CLOSE_STATE_LABELS[row.state])
        for row in rows
    )
    return _workbook(box, _("Khóa quỹ cuối ngày"), CLOSES, lines, "khoa-quy")


@bp.get("/<int:box_id>/counts.xlsx")
@requires("fund:read")
def counts_sheet(box_id: int) -> Response:
    """Every count of a box, oldest first."""
    box = box_of(box_id)
    rows = list(g.db.scalars(queries.counts(box).order_by(CashCount.id).limit(MOST_EXPORTED)))
    names = names_of(g.db, {user for row in rows for user in (row.counted_by_id, row.answered_by_id) if user})
    lines = (
        (f"{row.label} ({row.year})", row.counted_on, COUNT_KIND_LABELS[row.kind], row.counted_amount, row.book_amount, row.difference, row.explanation or row.answer,
         names[row.counted_by_id], names.get(row.answered_by_id or 0, ""), COUNT_STATE_LABELS[row.state])
        for row in rows
    )
    return _workbook(box, _("Kiểm kê quỹ tiền mặt"), COUNTS, lines, "kiem-ke-quy")


def _workbook(box: CashBox, title: Text, columns: Sequence[Column], rows: Iterable[Sequence[Any]], file: str) -> Response:
    today = clock.today()
    content = workbook(title, columns, rows, issuer=[g.actor.home.unit_name] if g.actor.home else [], subtitle=box.name, on=today, name=title)
    g.note = ("cash.export", f"{box.id} {file}")
    return Response(content, mimetype=XLSX, headers={"Content-Disposition": f'attachment; filename="{file}-{box.id}-{today:%Y%m%d}.xlsx"'})
