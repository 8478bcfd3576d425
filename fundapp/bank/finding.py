"""Lines of bank statements for the global search: by amount, either way, and by the bank's own number. Each along an index."""

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.bank.models import StatementLine
from fundapp.kernel.days import day_text
from fundapp.kernel.labels import _
from fundapp.kernel.money import dong
from fundapp.web.finding import Hit, typed_amount

SHORTEST_REFERENCE, SHOWN_NOTE = 4, 60


def find(session: Session, text: str, actor: Actor, limit: int = 6) -> list[Hit]:
    """Find lines in sight, the newest on file first."""
    found = {}
    for query in _meant(text):
        # The order of the search stands in an index; that of the unit would have to be sorted.
        found.update({line.id: line for line in session.scalars(query.limit(limit).execution_options(scope_walks=True))})
    newest = sorted(found.values(), key=lambda line: -line.id)[:limit]
    return [
        Hit(
            f"{_('Vào') if line.amount > 0 else _('Ra')} {dong(abs(line.amount))} · {day_text(line.on)}",
            " · ".join(filter(None, (line.note[:SHOWN_NOTE], line.reference))), f"bank_lines/{line.id}",
        )
        for line in newest if actor.can("bank:read", line)
    ]


def _meant(text: str) -> list[Select[StatementLine]]:
    query = select(StatementLine).order_by(StatementLine.id.desc())
    if amount := typed_amount(text):
        return [query.where(StatementLine.amount == way * amount) for way in (1, -1)]
    reference = text.strip().upper()
    return [query.where(StatementLine.reference == reference)] if len(reference) >= SHORTEST_REFERENCE and any(map(str.isdigit, reference)) else []
