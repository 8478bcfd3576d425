"""The blank workbooks to fill in: the usual columns, and beside them what this unit's accounts, boxes and funds are called."""

import io
from collections.abc import Sequence

from fundapp.kernel.labels import _
from fundapp.ledger.kinds import PURPOSE_LABELS
from fundapp.ledger.models import Account, Book, CashBox
from fundapp.sheets.export import plain_text
from fundapp.takeover import words

SHOWN = {
    words.OPENING: ("book", "account", "account_name", "box", "subject", "debit", "credit"),
    words.JOURNAL: ("on", "voucher", "narration", "debit_account", "credit_account", "amount", "book", "box", "subject", "purpose", "unit"),
}
WIDTHS = {"narration": 46, "account_name": 36, "box": 28, "debit": 18, "credit": 18, "amount": 18, "purpose": 22}
MONEY, DAYS = ("debit", "credit", "amount"), ("on",)


def blank_books(kind: str, accounts: Sequence[Account], boxes: Sequence[CashBox], books: Sequence[Book]) -> bytes:
    """Write the workbook; the second sheet lists the names and codes that the first may use."""
    import xlsxwriter

    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet, names = book.add_worksheet(str(_("Nhập liệu"))), book.add_worksheet(str(_("Danh mục")))
    base = {"font_name": "Times New Roman", "font_size": 12}
    head = book.add_format({**base, "bold": True, "border": 1, "text_wrap": True, "align": "center", "valign": "vcenter", "bg_color": "#E8EEF4"})
    text, day, money = (book.add_format({**base, "num_format": kind}) for kind in ("@", "dd/mm/yyyy", "#,##0"))
    for column, fact in enumerate(SHOWN[kind]):
        sheet.write_string(0, column, words.WORDS[kind][fact][0], head)
        sheet.set_column(column, column, WIDTHS.get(fact, 14), money if fact in MONEY else day if fact in DAYS else text)
    sheet.freeze_panes(1, 0)
    lists = (
        (_("Số hiệu tài khoản"), [one.shown_code for one in accounts]), (_("Tên tài khoản"), [one.name for one in accounts]),
        (_("Quỹ tiền mặt, ngân hàng"), [one.name for one in boxes]), (_("Mã quỹ"), [one.code for one in books]), (_("Tên quỹ"), [one.name for one in books]),
        (_("Mục đích chi"), [str(label) for label in PURPOSE_LABELS.values()]),
    )
    for column, (title, values) in enumerate(lists):
        names.write_string(0, column, str(title), head)
        names.set_column(column, column, 30)
        for row, value in enumerate(values, 1):
            names.write_string(row, column, plain_text(value), text)
    book.close()
    return stream.getvalue()
