"""Invariants of settling (F4): both sides of every settlement are one amount, no line is taken over its amount, and each signed balance still holds."""

from collections import defaultdict

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from fundapp.bank import open_items
from fundapp.bank.models import Reconciliation, Settlement, SettlementPart, StatementLine
from fundapp.bank.settlement_kinds import ReconciliationState, SettlementState
from fundapp.kernel.checks import Fault, Invariant, everywhere, lists
from fundapp.kernel.days import day_text
from fundapp.kernel.labels import _
from fundapp.kernel.money import dong
from fundapp.ledger.models import CashBox, Line

COUNTS = Settlement.state == SettlementState.CONFIRMED.value


def invariants(session: Session) -> list[Invariant]:
    """Every invariant of settlements and reconciliation statements, over the rows of all units."""
    return [_two_sides(session), _not_over(session), _signed_balances(session)]


def _two_sides(session: Session) -> Invariant:
    wrong, rows = [], 0
    for part in lists(session, select(Settlement).where(COUNTS).order_by(Settlement.id)):
        for one in part:
            rows += 1
            sums: dict[int, int] = defaultdict(int)
            for piece in one.parts:
                sums[piece.box_id] += piece.amount if piece.line_id is not None else -piece.amount
            if not one.parts or any(sums.values()) or one.last_on != max(piece.on for piece in one.parts):
                wrong.append(Fault(_("khoản khớp id %(id)s không bằng nhau hai bên", id=one.id), one.unit_id))
    return Invariant("F4a", _("Mỗi khoản khớp với ngân hàng bằng nhau hai bên, trên từng tài khoản"), rows, wrong)


def _not_over(session: Session) -> Invariant:
    """No line of the bank and none of the books is taken over its amount, or against its direction."""
    wrong, rows = [], 0
    for column, said in (
        (SettlementPart.line_id, _("dòng sao kê id %(id)s khớp quá số tiền của nó")), (SettlementPart.ledger_line_id, _("dòng sổ id %(id)s khớp quá số tiền của nó")),
    ):
        of_bank = column is SettlementPart.line_id
        whole = StatementLine.amount if of_bank else Line.debit - Line.credit
        box_id = StatementLine.account_id if of_bank else SettlementPart.box_id
        taken = func.sum(SettlementPart.amount)
        query = (
            select(column.label("id"), taken.label("taken"), func.max(whole).label("whole"), func.max(CashBox.unit_id).label("unit_id"))
            .join(Settlement, Settlement.id == SettlementPart.settlement_id).join(CashBox, CashBox.id == SettlementPart.box_id)
            .join(StatementLine if of_bank else Line, (StatementLine.id if of_bank else Line.id) == column)
            .where(COUNTS, column.is_not(None), box_id == SettlementPart.box_id).group_by(column)
        )
        for row in session.execute(everywhere(query)):
            rows += 1
            if abs(int(row.taken)) > abs(row.whole) or int(row.taken) * row.whole < 0:
                wrong.append(Fault(_(said.msgid, id=row.id), row.unit_id))
    return Invariant("F4b", _("Không dòng sao kê hay dòng sổ nào được khớp quá số tiền của nó"), rows, wrong)


def _signed_balances(session: Session) -> Invariant:
    """Reckon every signed statement anew: its bank balance is still the bank's, and open items still explain what lies between both."""
    wrong, rows = [], 0
    signed = select(Reconciliation).where(Reconciliation.state == ReconciliationState.SIGNED.value).order_by(Reconciliation.id)
    for one in session.scalars(everywhere(signed)):
        rows += 1
        bank = open_items.statement_balance(session, one.box_id, one.on)
        book = open_items.book_balance(session, one.box_id, one.on)
        left = sum(row.amount for row in open_items.book_rows(session, one.box_id, until=one.on)) - sum(
            row.amount for row in open_items.bank_rows(session, one.box_id, until=one.on)
        )
        listed = {True: 0, False: 0}
        for item in one.items:
            listed[item.line_id is not None] += item.amount
        if bank != one.statement_amount:
            wrong.append(_fault(one, _("ký số dư sao kê %(signed)s đồng, sao kê nay là %(now)s đồng", signed=dong(one.statement_amount), now=dong(bank))))
        elif book - bank != left + one.unexplained_amount:
            wrong.append(_fault(one, _("các khoản để ngỏ không còn giải thích được chênh lệch")))
        elif (listed[False], listed[True]) != (one.in_books_amount, one.at_bank_amount):
            wrong.append(_fault(one, _("các khoản đã ghi trên bảng không cộng ra số đã ký")))
        elif one.answered_by_id in (None, one.prepared_by_id):
            wrong.append(_fault(one, _("do một người lập và ký")))
    return Invariant("F4", _("Số dư ngân hàng đã đối chiếu, ký đến mỗi ngày vẫn đúng"), rows, wrong)


def _fault(one: Reconciliation, said: str) -> Fault:
    return Fault(_("bảng đối chiếu %(label)s ngày %(day)s: %(said)s", label=one.label, day=day_text(one.on), said=said), one.unit_id)
