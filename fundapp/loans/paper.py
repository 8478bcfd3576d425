"""What is printed for a borrower: the statement of the loan, and the letter that reminds of a due day. Plain texts for one layout."""

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from fundapp.kernel.days import day_text
from fundapp.kernel.money import dong, in_words, percent
from fundapp.ledger import queries as ledger
from fundapp.ledger.kinds import ExpectedState
from fundapp.ledger.models import Expected
from fundapp.loans import words
from fundapp.loans.effective import effective_of_loan
from fundapp.loans.kinds import EVENTS, OF_MONEY, EventKind
from fundapp.loans.models import Loan, LoanEvent, LoanInstalment, LoanSchedule
from fundapp.loans.papers import PLACES
from fundapp.loans.servicing.allocating import next_payment, told_short
from fundapp.loans.servicing.lives import life_of, rules_of
from fundapp.loans.standing import row_states, standing
from fundapp.loans.told import Standing
from fundapp.orgs.models import Unit
from fundapp.orgs.paper import place_of
from fundapp.orgs.queries import above
from fundapp.regulations import loan_terms
from fundapp.regulations.loan_terms import Every, RatePer

LAYOUT, MOVED = "sao_ke_vay", "chuyển lịch mới"


def statement_of(session: Session, loan: Loan, on: date) -> dict[str, Any]:
    """Give the data of a member's statement on a day."""
    life, rules = life_of(session, loan), rules_of(loan)
    told = standing(life, on, rules)
    states = [row for row in row_states(life, on, rules) if row.due_on != date.max]
    has_savings, newest = any(row.savings for row in states), max((row.version for row in states), default=0)
    rows = [
        [str(row.number), day_text(row.due_on), dong(row.principal), dong(row.interest), *([dong(row.savings)] if has_savings else []), dong(row.paid),
         # What an earlier schedule left open is asked for by the new one.
         dong(row.open) if row.version == newest or not row.open else MOVED]
        for row in states
    ]
    columns = ["Kỳ", "Ngày đến hạn", "Gốc", "Lãi", *(["Tiết kiệm"] if has_savings else []), "Đã trả", "Còn phải trả"]
    money = [
        [day_text(event.on), str(EVENTS[EventKind(event.kind)]), dong(event.amount)]
        for event in session.scalars(select(LoanEvent).where(LoanEvent.loan_id == loan.id, LoanEvent.kind.in_(OF_MONEY)).order_by(LoanEvent.on, LoanEvent.id))
    ]
    return {
        **_heading(session, loan, told, on), "title": "SAO KÊ KHOẢN VAY", "columns": columns, "rows": rows, "money": money,
        "pay": how_to_pay(session, loan, told, on),
    }


def reminder_of(session: Session, loan: Loan, on: date) -> dict[str, Any]:
    """Give the data of a letter that reminds of what is due."""
    told = standing(life_of(session, loan), on, rules_of(loan))
    return {
        **_heading(session, loan, told, on), "title": "GIẤY NHẮC TRẢ NỢ VAY", "addressee": told_to(loan, told), "paragraphs": [message(loan, told, on)],
        "pay": how_to_pay(session, loan, told, on), **_signed(session, loan),
    }


def told_to(loan: Loan, told: Standing) -> str:
    """Say whom a letter goes to: the borrower, or the family of one who has died."""
    return f"Gia đình ông/bà {loan.borrower_name}" if told.died_on is not None else f"Ông/bà {loan.borrower_name}"


def _signed(session: Session, loan: Loan) -> dict[str, Any]:
    home, behalf = session.get(Unit, loan.for_unit_id), session.get_one(Unit, loan.unit_id).signer_title.partition("/")
    return {
        "recipients": ["Như trên", *([home.name] if home else []), "Lưu"], "on_behalf": behalf[0].strip() if behalf[1] else "",
        "signer_title": (behalf[2] if behalf[1] else behalf[0]).strip() or "Người ký", "signer": "",
    }


def message(loan: Loan, told: Standing, on: date) -> str:
    """Write the reminder as it's sent by Zalo or read in a letter: the amount, the day, the code; nothing that others may not read."""
    wanted = next_payment(told, on)
    if wanted is None:
        return f"Khoản vay {loan.code} không có khoản nào phải trả."
    amount, due_on = wanted
    if told.died_on is not None:
        return (
            f"Kính gửi gia đình người vay. Khoản vay {loan.code} còn {dong(amount)} đồng đến hạn ngày {day_text(due_on)}. Xin gia đình liên hệ công đoàn "
            f"để được hướng dẫn; khi nộp tiền ghi nội dung {loan.code}."
        )
    if told.days_past_due:
        return (
            f"Khoản vay {loan.code} đang quá hạn {told.days_past_due} ngày. Xin anh/chị trả {dong(told.to_pay_today)} đồng (cả lãi quá hạn đến hôm nay) và ghi nội dung "
            f"chuyển khoản {loan.code}. Gặp khó khăn, xin báo công đoàn cơ sở để được xem xét cơ cấu lại."
        )
    return f"Khoản vay {loan.code} đến kỳ trả ngày {day_text(due_on)}: {dong(amount)} đồng. Xin anh/chị trả đúng hạn và ghi nội dung chuyển khoản {loan.code}."


def how_to_pay(session: Session, loan: Loan, told: Standing, on: date) -> dict[str, str] | None:
    """Give amount, day, account and VietQR of the next payment; the account is left out while the unit's bank account isn't known."""
    wanted = next_payment(told, on)
    if wanted is None:
        return None
    amount, due_on = wanted
    asked = Expected(
        unit_id=loan.unit_id, book_id=loan.book_id, box_id=None, code=loan.code, amount=amount, came_amount=0, state=ExpectedState.OPEN.value, due_on=due_on,
    )
    found = ledger.how_to_pay(session, asked)
    return {
        "title": "Cần trả", "amount": dong(amount), "due": day_text(due_on), "note": loan.code, "symbol": found.symbol if found else "",
        "account": f"Tài khoản {found.number}, {found.bank}" if found else "", "holder": found.holder if found else "",
    }


def rates_of(session: Session, loan: Loan) -> tuple[str, str, str]:
    """Give the rate as the contract states it, the effective one on the balance that is owed, and the overdue one, each with its period."""
    first = select(LoanInstalment.principal_amount + LoanInstalment.interest_amount).join(LoanSchedule, LoanSchedule.id == LoanInstalment.schedule_id)
    payments = list(session.scalars(first.where(LoanSchedule.loan_id == loan.id, LoanSchedule.version == 1).order_by(LoanInstalment.number)))
    every, per = Every(loan.every), loan_terms.RATE_PER[RatePer(loan.rate_per)]
    effective = effective_of_loan(loan, payments)
    stated, overdue = (f"{percent(rate, PLACES)}% {per}" for rate in (loan.rate_percent, loan.overdue_rate_percent))
    return stated, f"{percent(effective, PLACES)}% một {words.PERIOD[every]}", overdue


def _heading(session: Session, loan: Loan, told: Standing, on: date) -> dict[str, Any]:
    stated, effective, overdue = rates_of(session, loan)
    unit, home = session.get_one(Unit, loan.unit_id), session.get(Unit, loan.for_unit_id)
    higher = above(session, unit)
    pairs = [
        ("Người vay", f"{loan.borrower_name}, {home.name if home else ''}".rstrip(", ")), ("Mã khoản vay", f"{loan.code}, hợp đồng số {loan.contract_number}"),
        ("Số tiền vay", f"{dong(loan.principal_amount)} đồng ({in_words(loan.principal_amount)})"),
        ("Lãi suất", f"{stated}; thực tế trên dư nợ còn lại {effective}; phần quá hạn {overdue}"),
        ("Còn nợ gốc", f"{dong(told.principal_outstanding)} đồng"), ("Tình trạng", str(told_short(told))),
    ]
    if loan.fee_amount:
        left = f"còn phải nộp {dong(told.fee_owed)} đồng" if told.fee_owed else "đã nộp"
        pairs.append(("Phí giải ngân", f"{dong(loan.fee_amount)} đồng, {left}"))
    if told.savings_held:
        pairs.append(("Tiết kiệm đang giữ", f"{dong(told.savings_held)} đồng"))
    if told.credit > 0:
        pairs.append(("Tiền đã nộp chưa đến kỳ", f"{dong(told.credit)} đồng"))
    return {
        "code": loan.code, "superior": higher[0].name if higher else "", "body": unit.name, "number": "……", "place": place_of(unit.address),
        "on": on, "facts": [{"label": label, "value": value} for label, value in pairs],
        "trace": f"Khoản vay {loan.code}, in ngày {day_text(on)}",
    }
