"""The blueprint, and what the families of pages share."""

from collections.abc import Iterable
from typing import Any

from flask import Blueprint, Response, abort, g

from fundapp.bank import open_items, settling_work, work
from fundapp.bank.kinds import LABELS
from fundapp.bank.models import Settlement, StatementLine
from fundapp.kernel import clock
from fundapp.kernel.labels import Text, _
from fundapp.ledger.kinds import BoxKind
from fundapp.ledger.models import CashBox
from fundapp.orgs.models import Unit
from fundapp.sheets.export import XLSX, Column, workbook
from fundapp.web.guards import fetch

bp = Blueprint("bank", __name__, url_prefix="/bank")
WORK = (work.read_file, work.file_statement, settling_work.confirm_all)  # Importing it registers the long work of this room.
SHOWN = 50
MOST_EXPORTED = 20_000
COLUMNS = (
    Column(_("Ngày"), 12, "day"), Column(_("Số giao dịch"), 20), Column(_("Tiền ra (đồng)"), 16, "dong", True), Column(_("Tiền vào (đồng)"), 16, "dong", True),
    Column(_("Số dư (đồng)"), 18, "dong"), Column(_("Nội dung"), 60), Column(_("Đối ứng"), 26), Column(_("Mã"), 18), Column(_("Loại"), 16),
)


def account_of(account_id: int, permission: str = "bank:read") -> CashBox:
    """The bank account of the address; a cash box is none."""
    account = fetch(CashBox, account_id, permission)
    if account.kind != BoxKind.BANK:
        abort(404)
    return account


def about(account: CashBox) -> dict[str, Any]:
    """What every page about an account shows."""
    return {"account": account, "unit": g.db.get(Unit, account.unit_id), "kinds": LABELS}


def excel(account: CashBox, title: Text, lines: Iterable[StatementLine], *, filters: str = "", file: str) -> Response:
    """Lines as a workbook."""
    today = clock.today()
    rows = (
        (line.on, line.reference, -line.amount if line.amount < 0 else None, line.amount if line.amount > 0 else None, line.balance_amount, line.note,
         line.counter_name, ", ".join(line.codes), LABELS[line.kind])
        for line in lines
    )
    content = workbook(
        title, COLUMNS, rows, issuer=[g.actor.home.unit_name] if g.actor.home else [], subtitle=account.name, filters=filters, on=today, name=_("Sao kê")
    )
    g.note = ("bank.export", f"{account.id} {file}")
    return Response(content, mimetype=XLSX, headers={"Content-Disposition": f'attachment; filename="{file}-{account.id}-{today:%Y%m%d}.xlsx"'})


def shown_sides(found: list[Settlement]) -> dict[int, dict[str, list[Any]]]:
    """The lines of each settlement on both sides, with what it takes of them."""
    parts = [part for one in found for part in one.parts]
    bank = open_items.rows_of_lines(g.db, {part.line_id for part in parts if part.line_id is not None})
    books = open_items.rows_of_items(g.db, {part.ledger_line_id for part in parts if part.ledger_line_id is not None})
    return {
        one.id: {
            "bank": [open_items.taking(bank[part.line_id], part.amount) for part in one.parts if part.line_id in bank],
            "books": [open_items.taking(books[part.ledger_line_id], part.amount) for part in one.parts if part.ledger_line_id in books],
        }
        for one in found
    }
