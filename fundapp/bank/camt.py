"""A statement as an ISO 20022 CAMT.053 message, any version. Pure."""

import re
from datetime import date
from decimal import Decimal, InvalidOperation

from fundapp.bank.kinds import REVERSAL
from fundapp.bank.statement import Line, Stated, Statement, StatementRefused, prove, refuse_currency
from fundapp.kernel.days import DayError, read_day
from fundapp.kernel.labels import _
from fundapp.kernel.money import MAX_AMOUNT
from fundapp.sheets.tree import Node

OPENING, CLOSING = ("OPBD", "PRCD"), ("CLBD",)


def read_camt(root: Node) -> Statement:
    """Read the one statement of a message; raises StatementRefused with the number of the entry."""
    statements = root.all("BkToCstmrStmt", "Stmt")
    if not statements:
        raise StatementRefused("no_table", _("Tệp XML này không phải sao kê CAMT.053."))
    if len(statements) > 1:
        raise StatementRefused("several_tables", _("Tệp có nhiều sao kê. Mỗi tệp chỉ chứa một sao kê của một tài khoản."))
    stmt = statements[0]
    refuse_currency(stmt.said("Acct", "Ccy") or "VND")
    lines = [_line(entry, number) for number, entry in enumerate(stmt.all("Ntry"), 1) if _is_booked(entry)]
    account = stmt.said("Acct", "Id", "Othr", "Id") or stmt.said("Acct", "Id", "IBAN")
    span = [_day(stmt.said("FrToDt", name)[:10]) for name in ("FrDtTm", "ToDtTm") if stmt.said("FrToDt", name)] or [
        _day(stmt.said("FrToDt", name)) for name in ("FrDt", "ToDt") if stmt.said("FrToDt", name)
    ]
    found = prove(
        lines, opening=_balance(stmt, OPENING), closing=_balance(stmt, CLOSING), account=re.sub(r"\W", "", account) or None,
        holder=stmt.said("Acct", "Nm") or stmt.said("Acct", "Ownr", "Nm") or None, period=(span[0], span[1]) if len(span) == 2 else None,
    )
    found.layout = {"namespace": root.attributes.get("xmlns", "")}
    return found


def _is_booked(entry: Node) -> bool:
    return (entry.said("Sts", "Cd") or entry.said("Sts") or "BOOK") == "BOOK"


def _balance(stmt: Node, codes: tuple[str, ...]) -> Stated | None:
    found = {one.said("Tp", "CdOrPrtry", "Cd"): one for one in stmt.all("Bal")}
    one = next((found[code] for code in codes if code in found), None)
    return None if one is None else Stated(_amount(one, None) * (1 if one.said("CdtDbtInd") != "DBIT" else -1))


def _amount(node: Node, number: int | None) -> int:
    amount = node.first("Amt")
    refuse_currency((amount.attributes.get("Ccy") if amount else None) or "VND", row=number)
    try:
        exact = Decimal(amount.text if amount and re.fullmatch(r"\d{1,18}(?:\.\d{1,5})?", amount.text) else "?")
    except InvalidOperation as problem:
        raise StatementRefused("amount_not_a_number", _("không đọc được số tiền."), row=number) from problem
    if exact != exact.to_integral_value():
        raise StatementRefused("amount_fraction", _("số tiền có phần lẻ."), row=number)
    if exact > MAX_AMOUNT:
        raise StatementRefused("amount_too_large", _("số tiền quá lớn."), row=number)
    return int(exact)


def _day(text: str, number: int | None = None) -> date:
    try:
        return read_day(text[:10])
    except DayError as problem:
        raise StatementRefused("day_unreadable", problem.message, row=number) from problem


def _line(entry: Node, number: int) -> Line:
    amount, side = _amount(entry, number), entry.said("CdtDbtInd")
    if amount == 0:
        raise StatementRefused("no_amount", _("dòng không có số tiền."), row=number)
    if side not in ("CRDT", "DBIT"):
        raise StatementRefused("side_unknown", _("không rõ dòng này là ghi nợ hay ghi có."), row=number)
    on = _day(entry.said("BookgDt", "Dt") or entry.said("BookgDt", "DtTm"), number)
    said = entry.said("ValDt", "Dt") or entry.said("ValDt", "DtTm")
    value_on = _day(said, number) if said else on
    details = entry.all("NtryDtls", "TxDtls")
    memo = "; ".join(filter(None, ("".join(part.text for part in one.all("RmtInf", "Ustrd")) for one in details))) or entry.said("AddtlNtryInf")
    party = ("Cdtr", "CdtrAcct") if side == "DBIT" else ("Dbtr", "DbtrAcct")
    other = next((one.first("RltdPties") for one in details if one.first("RltdPties")), None) or Node("")
    ref = entry.said("AcctSvcrRef") or next((one.said("Refs", "AcctSvcrRef") for one in details if one.said("Refs", "AcctSvcrRef")), "") or entry.said("NtryRef")
    return Line(
        on, amount if side == "DBIT" else 0, amount if side == "CRDT" else 0, memo, ref, value_on if value_on != on else None,
        counter_name=other.said(party[0], "Nm") or other.said(party[0], "Pty", "Nm"),
        counter_account=other.said(party[1], "Id", "Othr", "Id") or other.said(party[1], "Id", "IBAN"),
        hint=REVERSAL if entry.said("RvslInd") == "true" and side == "CRDT" else "",
    )
