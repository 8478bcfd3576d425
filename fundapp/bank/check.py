"""Invariants of statements: each adds up, those that meet connect, every line stands in one and is told by what the bank wrote."""

from collections.abc import Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from fundapp.bank.joining import Kept, disagreement, mask_note
from fundapp.bank.models import BankStatement, StatementFile, StatementLine, StatementPlace
from fundapp.bank.queries import kept
from fundapp.kernel.checks import Fault, Invariant, everywhere, lists, stream
from fundapp.kernel.codes import find_codes
from fundapp.kernel.days import day_text
from fundapp.kernel.labels import _
from fundapp.kernel.money import dong
from fundapp.ledger.models import BankAccount, CashBox


def invariants(session: Session) -> list[Invariant]:
    """Every invariant of this room, over the rows of all units."""
    return [_adds_up(session), _connects(session), _lines(session), _numbers(session)]


def _adds_up(session: Session) -> Invariant:
    sums = (
        select(StatementPlace.statement_id, func.count().label("n"), func.sum(StatementLine.amount).label("amount"))
        .join(StatementLine, StatementLine.id == StatementPlace.line_id).group_by(StatementPlace.statement_id)
    )
    found = {row.statement_id: (int(row.n), int(row.amount)) for row in session.execute(everywhere(sums))}
    rows, wrong = 0, []
    query = select(BankStatement, StatementFile.state).join(StatementFile, StatementFile.id == BankStatement.source_id)
    for one, state in session.execute(everywhere(query)):
        rows += 1
        count, amount = found.get(one.id, (0, 0))
        if state != "filed":
            wrong.append(Fault(_("sao kê id %(id)s không có tệp đã lưu", id=one.id), one.unit_id))
        if one.opening_amount + amount != one.closing_amount or one.credit_amount - one.debit_amount != amount:
            said = _("sao kê id %(id)s: đầu kỳ cộng các dòng được %(found)s đồng, cuối kỳ ghi %(stated)s đồng", id=one.id,
                     found=dong(one.opening_amount + amount), stated=dong(one.closing_amount))
            wrong.append(Fault(said, one.unit_id))
        if count != one.line_count:
            wrong.append(Fault(_("sao kê id %(id)s: ghi %(stated)s dòng, có %(found)s", id=one.id, stated=one.line_count, found=count), one.unit_id))
    return Invariant("N1", _("Mỗi sao kê: số dư đầu kỳ cộng các dòng bằng số dư cuối kỳ, đủ dòng"), rows, wrong)


def _connects(session: Session) -> Invariant:
    rows, wrong = 0, []
    accounts = select(BankStatement.account_id, BankStatement.unit_id).group_by(BankStatement.account_id, BankStatement.unit_id)
    for account in session.execute(everywhere(accounts)).all():
        found = kept(session, account.account_id)
        rows += len(found)
        for early, late in _meeting(found):
            told = disagreement(late, early)
            if told is not None:
                said = _("tài khoản id %(id)s: sao kê từ %(first)s và từ %(second)s không khớp nhau ngày %(day)s", id=account.account_id,
                         first=day_text(early.first_on), second=day_text(late.first_on), day=day_text(told[1]))
                wrong.append(Fault(said, account.unit_id))
    return Invariant("N2", _("Các sao kê nối tiếp hoặc trùng ngày của một tài khoản khớp số dư và khớp dòng"), rows, wrong)


def _meeting(found: list[Kept]) -> Iterator[tuple[Kept, Kept]]:
    """Pairs that touch or overlap; `found` stands in the order of first days, so that far ones are not compared."""
    for place, late in enumerate(found):
        for early in reversed(found[:place]):
            if (late.first_on - early.last_on).days <= 1:
                yield early, late


def _lines(session: Session) -> Invariant:
    rows, wrong = 0, []
    placed = select(StatementPlace.line_id)
    stray = select(StatementLine.id, StatementLine.unit_id).where(StatementLine.id.not_in(placed))
    wrong += [Fault(_("dòng sao kê id %(id)s không nằm trong sao kê nào", id=row.id), row.unit_id) for row in stream(session, stray)]
    for part in lists(session, select(StatementLine).order_by(StatementLine.id)):
        for line in part:
            rows += 1
            whole = line.whole_note
            told = find_codes(whole)
            if line.note != mask_note(whole) or line.codes != told.codes or line.suspects != told.suspects:
                wrong.append(Fault(_("dòng sao kê id %(id)s: nội dung hoặc mã khác với nội dung ngân hàng ghi", id=line.id), line.unit_id))
    return Invariant("N3", _("Mỗi dòng sao kê nằm trong một sao kê, nội dung và mã đúng như ngân hàng ghi"), rows, wrong)


def _numbers(session: Session) -> Invariant:
    rows, wrong = 0, []
    other = aliased(BankAccount)
    query = select(BankAccount, CashBox).join(CashBox, CashBox.id == BankAccount.box_id)
    for account, box in session.execute(everywhere(query)):
        rows += 1
        if not account.number.endswith(account.number_tail) or (box.account_tail and not account.number.endswith(box.account_tail)):
            wrong.append(Fault(_("tài khoản “%(name)s”: số cuối không khớp số tài khoản", name=box.name), account.unit_id))
    twice = select(BankAccount.id, BankAccount.unit_id).join(other, (other.number_index == BankAccount.number_index) & (other.id < BankAccount.id))
    wrong += [Fault(_("số tài khoản id %(id)s được khai cho hai tài khoản", id=row.id), row.unit_id) for row in stream(session, twice)]
    return Invariant("N4", _("Mỗi số tài khoản ngân hàng chỉ thuộc một tài khoản, đúng số cuối"), rows, wrong)
