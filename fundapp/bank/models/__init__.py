"""Rows of the bank room: statements with their lines, and what was settled and signed over them."""

from fundapp.bank.models.settlements import (
    LineBooking,
    PostingRule,
    Reconciliation,
    ReconciliationItem,
    Settlement,
    SettlementPart,
)
from fundapp.bank.models.statements import BankStatement, StatementFile, StatementLine, StatementPlace

__all__ = [
    "BankStatement", "LineBooking", "PostingRule", "Reconciliation", "ReconciliationItem", "Settlement", "SettlementPart", "StatementFile", "StatementLine",
    "StatementPlace",
]
