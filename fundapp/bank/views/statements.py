"""One statement as it is kept, line by line."""

from typing import Any

from flask import g, render_template, request

from fundapp.access.queries import names_of
from fundapp.bank import open_items, queries
from fundapp.bank.models import BankStatement, StatementFile, StatementLine, StatementPlace
from fundapp.bank.settlement_kinds import BASIS_LABELS, STATE_LABELS, STATE_TONES
from fundapp.bank.views.blueprint import MOST_EXPORTED, SHOWN, about, account_of, bp, excel, shown_sides
from fundapp.kernel.days import day_text
from fundapp.kernel.labels import _
from fundapp.web.guards import fetch, requires
from fundapp.web.paging import page


@bp.get("/statements/<int:statement_id>")
@requires("bank:read")
def statement(statement_id: int) -> str:
    """A statement: its days, both balances, its lines in the order of time."""
    row = fetch(BankStatement, statement_id, "bank:read")
    found = page(g.db, queries.places(row.id), keys=[(StatementPlace.place, "asc")], after=request.args.get("after"), size=SHOWN)
    return render_template(
        "bank/statement.html", **about(account_of(row.account_id)), statement=row, page=found, lines=[place.StatementLine for place in found.rows],
        source=g.db.get(StatementFile, row.source_id), names=names_of(g.db, {row.filed_by_id}), number=queries.numbers_of(g.db, [row.account_id]).get(row.account_id),
    )


@bp.get("/statements/<int:statement_id>/lines.xlsx")
@requires("bank:read")
def statement_sheet(statement_id: int) -> Any:
    """The lines of a statement."""
    row = fetch(BankStatement, statement_id, "bank:read")
    found = g.db.execute(queries.places(row.id).order_by(StatementPlace.place).limit(MOST_EXPORTED))
    title = _("Sao kê từ %(first)s đến %(last)s", first=day_text(row.first_on), last=day_text(row.last_on))
    return excel(account_of(row.account_id), title, (place.StatementLine for place in found), file="sao-ke")


@bp.get("/lines/<int:line_id>")
@requires("bank:read")
def line(line_id: int) -> str:
    """One line of the bank with everything that it was ever proposed or confirmed to settle."""
    row = fetch(StatementLine, line_id, "bank:read")
    found = open_items.settlements_of_line(g.db, row.id)
    left = next((one.amount for one in open_items.bank_rows(g.db, row.account_id, ids=[row.id])), 0)
    return render_template(
        "bank/line.html", **about(account_of(row.account_id)), row=row, left=left, found=found, shown=shown_sides(found), bases=BASIS_LABELS, states=STATE_LABELS,
        tones=STATE_TONES,
    )
