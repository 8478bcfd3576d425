"""One statement as it is kept, line by line."""

from typing import Any

from flask import g, render_template, request

from fundapp.access.queries import names_of
from fundapp.bank import queries
from fundapp.bank.models import BankStatement, StatementFile, StatementPlace
from fundapp.bank.views.blueprint import MOST_EXPORTED, SHOWN, about, account_of, bp, excel
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
