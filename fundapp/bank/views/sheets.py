"""What the bench shows, as workbooks: what is open on both sides, and every proposal with its reasons."""

from typing import Any

from flask import Response, g, request

from fundapp.bank import open_items
from fundapp.bank.settlement_kinds import BASIS_LABELS, SettlementState
from fundapp.bank.views.blueprint import MOST_EXPORTED, account_of, bp, shown_sides
from fundapp.bank.views.matching import WAYS
from fundapp.kernel import clock
from fundapp.kernel.labels import Text, _
from fundapp.ledger.models import CashBox
from fundapp.sheets.export import XLSX, Column, workbook
from fundapp.web.guards import requires

OPEN_COLUMNS = (
    Column(_("Bên"), 12), Column(_("Ngày"), 12, "day"), Column(_("Chứng từ, số giao dịch"), 22), Column(_("Tiền ra (đồng)"), 16, "dong", True),
    Column(_("Tiền vào (đồng)"), 16, "dong", True), Column(_("Số ngày"), 10), Column(_("Nội dung"), 60),
)
PROPOSAL_COLUMNS = (
    Column(_("Chắc chắn"), 10), Column(_("Dựa vào"), 20), Column(_("Ngày ngân hàng"), 14), Column(_("Số giao dịch"), 18), Column(_("Nội dung ngân hàng ghi"), 50),
    Column(_("Ngày sổ"), 12), Column(_("Chứng từ"), 16), Column(_("Nội dung sổ ghi"), 40), Column(_("Tiền ra (đồng)"), 16, "dong", True),
    Column(_("Tiền vào (đồng)"), 16, "dong", True), Column(_("Vì sao"), 60),
)


@bp.get("/accounts/<int:account_id>/proposals.xlsx")
@requires("bank:read")
def proposal_sheet(account_id: int) -> Any:
    """Every proposal that waits, the sure ones first: one row for each line of the bank, or of the books where the bank has none."""
    row = account_of(account_id)
    found = open_items.settlements(g.db, row.id, SettlementState.PROPOSED, first=MOST_EXPORTED)
    shown, rows = shown_sides(found), []
    for one in found:
        bank, books = shown[one.id]["bank"], shown[one.id]["books"]
        for place in range(max(len(bank), len(books))):
            line, item = bank[place] if place < len(bank) else None, books[place] if place < len(books) else None
            moved: Any = line or item
            rows.append((
                _("có") if one.is_sure else _("cần xem"), BASIS_LABELS[one.basis], line and line.on, line and line.reference, line and line.note,
                item and item.on, item and item.label, item and item.what, *_ways(moved.amount), one.reasons,
            ))
    return _excel(row, _("Đề xuất khớp chờ xác nhận"), PROPOSAL_COLUMNS, rows, file="de-xuat-khop")


@bp.get("/accounts/<int:account_id>/items.xlsx")
@requires("bank:read")
def open_sheet(account_id: int) -> Any:
    """What is open on both sides, as filtered, in one workbook."""
    row, q, way = account_of(account_id), request.args.get("q", "").strip()[:80], request.args.get("way", "")
    rows: list[tuple[Any, ...]] = [
        (_("Ngân hàng"), one.on, one.reference, *_ways(one.amount), (clock.today() - one.on).days, one.note)
        for one in open_items.filtered(open_items.bank_rows(g.db, row.id), q, way)
    ]
    rows += [
        (_("Sổ"), one.on, one.label, *_ways(one.amount), (clock.today() - one.on).days, one.what)
        for one in open_items.filtered(open_items.book_rows(g.db, row.id), q, way)
    ]
    said = "; ".join([*([_("có chữ “%(text)s”", text=q)] if q else []), *([WAYS[way]] if way in WAYS else [])])
    return _excel(row, _("Các khoản còn để ngỏ"), OPEN_COLUMNS, rows, filters=said, file="con-de-ngo")


def _ways(amount: int) -> tuple[int | None, int | None]:
    return (-amount, None) if amount < 0 else (None, amount)


def _excel(row: CashBox, title: Text, columns: tuple[Column, ...], rows: list[tuple[Any, ...]], *, filters: str = "", file: str) -> Response:
    today, issuer = clock.today(), [g.actor.home.unit_name] if g.actor.home else []
    content = workbook(title, columns, rows, issuer=issuer, subtitle=row.name, filters=filters, on=today, name=title)
    g.note = ("bank.export", f"{row.id} {file}")
    return Response(content, mimetype=XLSX, headers={"Content-Disposition": f'attachment; filename="{file}-{row.id}-{today:%Y%m%d}.xlsx"'})
