"""Vouchers for the global search: by number and by amount, each flat in rows."""

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.kernel.days import day_text
from fundapp.kernel.labels import _
from fundapp.kernel.money import dong
from fundapp.ledger.kinds import VOUCHER_KIND_LABELS, VOUCHER_STATE_LABELS, VoucherState
from fundapp.ledger.models import Voucher, VoucherSeries
from fundapp.orgs.models import Unit
from fundapp.web.finding import Hit, Numbered, typed_amount, typed_voucher

# As many units may have given the same number as have a fund.
MOST_ALIKE = 2_000


def find_vouchers(session: Session, text: str, actor: Actor, limit: int = 8) -> list[Hit]:
    """Find vouchers in sight, the newest first; void ones too, because they keep their number."""
    query = _meant(text)
    if query is None:
        return []
    found = [row for row in session.scalars(query.limit(limit).execution_options(scope_walks=True)) if actor.can("fund:read", row)]
    return [Hit(f"{row.label} · {row.payee_name}", _note(row, session.get_one(Unit, row.unit_id).name), f"vouchers/{row.id}") for row in found]


def numbered_ids(session: Session, asked: Numbered) -> list[int]:
    """The vouchers of any unit with this number; whoever asks shows only rows in sight that name one of them."""
    query = _numbered(asked).limit(MOST_ALIKE).execution_options(all_units="the unit of a receiver finds the order by the voucher it was paid with")
    return [voucher.id for voucher in session.scalars(query)]


def _meant(text: str) -> Select[Voucher] | None:
    if amount := typed_amount(text):
        return select(Voucher).where(Voucher.amount == amount).order_by(Voucher.id.desc())
    asked = typed_voucher(text)
    return _numbered(asked) if asked else None


def _numbered(asked: Numbered) -> Select[Voucher]:
    """Through the counters of the series, which are few and lead to the one row by its unique number."""
    same = (VoucherSeries.unit_id == Voucher.unit_id) & (VoucherSeries.series == Voucher.series) & (VoucherSeries.year == Voucher.year)
    query = (
        select(Voucher).join(VoucherSeries, same).where(VoucherSeries.series == asked.series, VoucherSeries.last_number >= asked.number)
        .where(Voucher.number == asked.number).order_by(Voucher.id.desc())
    )
    return query if asked.year is None else query.where(VoucherSeries.year == asked.year)


def _note(voucher: Voucher, unit: str) -> str:
    parts = [str(VOUCHER_KIND_LABELS[voucher.kind]), str(_("%(n)s đồng", n=dong(voucher.amount))), day_text(voucher.on), unit]
    return " · ".join([*parts, str(VOUCHER_STATE_LABELS[voucher.state])] if voucher.state == VoucherState.VOID else parts)
