"""Invariants of advances: the books hold for each person what the state says, and nobody had a hand in two steps."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from fundapp.advances.kinds import still_held
from fundapp.advances.models import PAIRS, Advance
from fundapp.advances.rules import rules
from fundapp.kernel.checks import Fault, Invariant, everywhere
from fundapp.kernel.labels import _
from fundapp.kernel.money import dong
from fundapp.ledger.kinds import VoucherKind
from fundapp.ledger.models import Balance, Entry, Line, Voucher


def invariants(session: Session) -> list[Invariant]:
    """Every invariant of this room, over the rows of all units."""
    rows = list(session.scalars(everywhere(select(Advance).order_by(Advance.id))))
    return [_books(session, rows), _vouchers(session, rows), _people(rows), _numbers(rows)]


def _fault(row: Advance, said: str) -> Fault:
    return Fault(_("tạm ứng %(label)s năm %(year)s: %(said)s", label=row.label, year=row.year, said=said), row.unit_id)


def _books(session: Session, rows: list[Advance]) -> Invariant:
    """What stands on the account of advances under each advance is what its state says that the person holds; and nothing stands under one that is not."""
    query = (
        select(Line.subject, func.sum(Line.debit - Line.credit).label("amount")).join(Balance, Balance.id == Line.balance_id).join(Entry, Entry.id == Line.entry_id)
        .where(Entry.state == "posted", Balance.account_code.startswith(rules().account), Line.subject.startswith("advances/")).group_by(Line.subject)
    )
    held = {row.subject: int(row.amount) for row in session.execute(everywhere(query))}
    wrong = []
    for row in rows:
        found = held.pop(row.subject, 0)
        if found != still_held(row):
            wrong.append(_fault(row, _("sổ còn %(found)s đồng, theo tình trạng phải còn %(held)s đồng", found=dong(found), held=dong(still_held(row)))))
    wrong += [Fault(_("sổ ghi tạm ứng “%(subject)s” không có trên giấy nào", subject=subject)) for subject, amount in held.items() if amount]
    return Invariant("U1", _("Số dư tạm ứng của từng giấy trên sổ đúng bằng số người tạm ứng còn giữ"), len(rows), wrong)


def _vouchers(session: Session, rows: list[Advance]) -> Invariant:
    paid = [row for row in rows if row.voucher_id is not None]
    ids = [one for row in paid for one in (row.voucher_id, row.rest_voucher_id) if one is not None]
    query = select(Voucher.id, Voucher.amount, Voucher.kind).where(Voucher.id.in_(ids))
    found = {one.id: one for one in session.execute(everywhere(query))}
    amounts = {one.id: one.amount for one in found.values()}
    wrong = [_fault(row, _("số tiền khác phiếu chi")) for row in paid if amounts.get(row.voucher_id or 0) != row.amount]
    wrong += [
        _fault(row, _("phiếu thu lại hoặc chi thêm khác số chênh lệch")) for row in paid
        if row.rest_voucher_id is not None and amounts.get(row.rest_voucher_id) != abs(row.rest)
    ]
    wrong += [
        _fault(row, _("chi bằng cách khác với giấy đề nghị")) for row in paid
        if row.voucher_id in found and (found[row.voucher_id].kind == VoucherKind.BANK_PAYMENT) != row.is_transfer
    ]
    return Invariant("U2", _("Mỗi khoản tạm ứng đã chi có phiếu đúng số tiền; phần chênh lệch cũng vậy"), len(paid), wrong)


def _people(rows: list[Advance]) -> Invariant:
    wrong = [
        _fault(row, _("một người làm hai bước")) for row in rows
        if any(getattr(row, f"{one}_by_id") is not None and getattr(row, f"{one}_by_id") == getattr(row, f"{two}_by_id") for one, two in PAIRS)
    ]
    return Invariant("U3", _("Mỗi khoản tạm ứng qua những người khác nhau"), len(rows), wrong)


def _numbers(rows: list[Advance]) -> Invariant:
    """Numbers of requests run without a gap in each unit and year, those of settlements too."""
    series: dict[tuple[str, int, int], list[int]] = {}
    for row in rows:
        series.setdefault(("DN-TU", row.unit_id, row.year), []).append(row.number)
        if row.settled_number is not None and row.settled_on is not None:
            series.setdefault(("TT-TU", row.unit_id, row.settled_on.year), []).append(row.settled_number)
    wrong = [
        Fault(_("quyển %(name)s năm %(year)s có số thiếu hoặc lặp", name=name, year=year), unit_id)
        for (name, unit_id, year), numbers in series.items() if sorted(numbers) != list(range(1, len(numbers) + 1))
    ]
    return Invariant("U4", _("Số giấy đề nghị và giấy thanh toán tạm ứng liên tục, không thiếu"), len(rows), wrong)
