"""Bank accounts with the last day that a statement tells of; one account with its statements and lines."""

from typing import Any

from flask import abort, g, render_template, request

from fundapp.bank import open_items, queries, stages
from fundapp.bank.kinds import LABELS
from fundapp.bank.models import BankStatement, StatementLine
from fundapp.bank.queries import Filter
from fundapp.bank.views.blueprint import MOST_EXPORTED, SHOWN, about, account_of, bp, excel
from fundapp.kernel import clock
from fundapp.kernel.days import DayError, day_text, read_day
from fundapp.kernel.labels import _
from fundapp.ledger import queries as ledger
from fundapp.orgs.models import Unit
from fundapp.web.guards import requires
from fundapp.web.paging import page

WAYS = {"in": _("Tiền vào"), "out": _("Tiền ra")}
RECENT = 12


@bp.get("")
@requires("bank:read", menu=_("Ngân hàng và sao kê"), icon="building-bank", group="money", order=16)
def listing() -> str:
    """The bank accounts in sight: what the books say, until which day statements are on file."""
    accounts = queries.accounts(g.db)
    ids = [account.id for account in accounts]
    return render_template(
        "bank/listing.html", accounts=accounts, units={unit_id: g.db.get(Unit, unit_id) for unit_id in {one.unit_id for one in accounts}},
        states=ledger.box_states(g.db, accounts), standings=queries.standings(g.db, ids), numbers=queries.numbers_of(g.db, ids), today=clock.today(),
        signed=open_items.reconciled_until(g.db, ids),
    )


@bp.get("/accounts/<int:account_id>")
@requires("bank:read")
def account(account_id: int) -> str:
    """One account: files that wait, its statements, the days that none covers, and every line with its filters."""
    row, asked = account_of(account_id), asked_for()
    statements = list(g.db.scalars(queries.statements(row.id).order_by(BankStatement.last_on.desc(), BankStatement.id.desc()).limit(RECENT)))
    lines = page(
        g.db, queries.lines(row.id, asked), keys=[(StatementLine.on, "desc"), (StatementLine.id, "desc")], after=request.args.get("after"), size=SHOWN
    )
    return render_template(
        "bank/account.html", **about(row), statements=statements, page=lines, asked=asked, standing=queries.standings(g.db, [row.id]).get(row.id),
        number=queries.numbers_of(g.db, [row.id]).get(row.id), files=queries.open_files(g.db, row.id), states=stages.STATES, ways=WAYS,
        held=ledger.box_states(g.db, [row])[row.id].held, funds=ledger.box_funds(g.db, row), today=clock.today(),
    )


@bp.get("/accounts/<int:account_id>/lines.xlsx")
@requires("bank:read")
def lines_sheet(account_id: int) -> Any:
    """The lines of an account as filtered, oldest first."""
    row, asked = account_of(account_id), asked_for()
    found = g.db.scalars(queries.lines(row.id, asked).order_by(StatementLine.on, StatementLine.id).limit(MOST_EXPORTED))
    return excel(row, _("Các dòng sao kê"), found, filters=in_words(asked), file="dong-sao-ke")


def asked_for() -> Filter:
    """The filter in the address; a way or kind that is none is 404, a day that cannot be read is told."""
    way, kind = request.args.get("way", ""), request.args.get("kind", "")
    if way not in ("", *WAYS) or kind not in ("", *LABELS):
        abort(404)
    days: list[Any] = []
    problems: list[str] = []
    for name in ("from", "to"):
        typed = request.args.get(name, "").strip()
        try:
            days.append(read_day(typed) if typed else None)
        except DayError as problem:
            days.append(None)
            problems.append(str(problem.message))
    return Filter(request.args.get("q", "").strip()[:80], way, kind, days[0], days[1], tuple(problems))


def in_words(asked: Filter) -> str:
    """What a list was narrowed to."""
    said = [WAYS[asked.way]] if asked.way else []
    said += [LABELS[asked.kind]] if asked.kind else []
    said += [_("từ %(day)s", day=day_text(asked.first_on))] if asked.first_on else []
    said += [_("đến %(day)s", day=day_text(asked.last_on))] if asked.last_on else []
    said += [_("có chữ “%(text)s”", text=asked.text)] if asked.text else []
    return "; ".join(said)
