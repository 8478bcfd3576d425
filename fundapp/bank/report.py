"""What a read statement says, in the keys that other people's scripts rely on (the `.expected.json` files). Pure."""

from typing import Any

from fundapp.bank.kinds import kind_of, together
from fundapp.bank.statement import CURRENCY, Line, Statement
from fundapp.kernel.errors import Refusal


def report_of(statement: Statement, file_name: str) -> dict[str, Any]:
    """Tell everything about a statement as data; days are ISO, amounts đồng, lines in the order of the file."""
    return {
        "file": file_name,
        "layout": statement.layout,
        "account": {"number": statement.account, "holder": statement.holder, "currency": CURRENCY},
        "period": {"from": statement.first_on.isoformat(), "to": statement.last_on.isoformat()},
        "opening": statement.opening,
        "closing": statement.closing,
        "line_count": len(statement.lines),
        "sum_debit": statement.debit,
        "sum_credit": statement.credit,
        "adds_up": statement.opening + statement.credit - statement.debit == statement.closing,
        "has_balance_column": statement.has_balances,
        "chronological": statement.is_chronological,
        "warnings": [str(warning) for warning in statement.warnings],
        "together": together(statement.lines),
        # What the books expect is not known to a file.
        "matches": [],
        "lines": [_line(number, line) for number, line in enumerate(statement.lines, 1)],
    }


def _line(number: int, line: Line) -> dict[str, Any]:
    told: dict[str, Any] = {"n": number}
    if line.row is not None:
        told["row"] = line.row
    told["on"] = line.on.isoformat()
    if line.value_on is not None:
        told["value_on"] = line.value_on.isoformat()
    told |= {"ref": line.ref, "debit": line.debit, "credit": line.credit}
    if line.balance is not None:
        told["balance"] = line.balance
    told |= {"kind": kind_of(line), "codes": line.found.codes}
    if line.found.suspects:
        told["suspects"] = line.found.suspects
    return told | {"memo": line.memo}


def refusal_of(refusal: Refusal, file_name: str) -> dict[str, Any]:
    """Tell why a file was refused: a code, the place where it has one, and the sentence for people."""
    told = {key: getattr(refusal, key, None) for key in ("code", "row", "column")}
    return {"file": file_name, "refusal": {**told, "message": str(refusal.message)}}
