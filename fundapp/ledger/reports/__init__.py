"""Books and reports of money as accountants sign and auditors read them; each is made once, in one shape, for page, workbook and paper.

Read-only. Flat however long the books are: month totals, the nearer end of a broken month, pages by key, whole books as a stream.
"""

from fundapp.ledger.reports.books import Asked, account_book, box_book, general_journal, general_ledger
from fundapp.ledger.reports.funds import fund_statement, public_notice, source_name, source_names
from fundapp.ledger.reports.lines import read_place
from fundapp.ledger.reports.official import form_on
from fundapp.ledger.reports.ruled import span_values
from fundapp.ledger.reports.shape import Column, Drill, Mark, Report, Row, Signer
from fundapp.ledger.reports.statement import Source, Statement, read, rows_of
from fundapp.ledger.reports.trial import trial_balance

__all__ = [
    "Asked",
    "Column",
    "Drill",
    "Mark",
    "Report",
    "Row",
    "Signer",
    "Source",
    "Statement",
    "account_book",
    "box_book",
    "form_on",
    "fund_statement",
    "general_journal",
    "general_ledger",
    "public_notice",
    "read",
    "read_place",
    "rows_of",
    "source_name",
    "source_names",
    "span_values",
    "trial_balance",
]
