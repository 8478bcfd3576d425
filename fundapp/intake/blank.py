"""The blank list to fill in: the usual columns, numbers as text, drop-downs from a hidden sheet, notes on what to write."""

import io

from fundapp.intake import words
from fundapp.kernel.labels import _

ROWS = 500
TEXT_FACTS = ("cccd", "phone")
LISTS = ("sex", "area", "categories", "requests")
NOTES = {
    "birth": _("Ngày/tháng/năm, ví dụ 30/07/1987; chỉ biết năm thì ghi 1987."),
    "cccd": _("Đủ 12 chữ số, giữ số 0 ở đầu."),
    "income_per_head": _("Số đồng mỗi người mỗi tháng, ví dụ 1250000."),
    "categories": _("Nhiều diện thì cách nhau bằng dấu phẩy."),
    "amount_requested": _("Số đồng, ví dụ 30000000."),
}
WIDTHS = {"seq": 6, "full_name": 26, "address": 40, "unit": 34, "circumstances": 36, "cccd": 16, "categories": 24, "requests": 22}


def blank_list(unit_name: str) -> bytes:
    """Write the workbook for one unit, its name filled in."""
    import xlsxwriter

    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False})
    sheet, lists = book.add_worksheet(str(_("Nhập liệu"))), book.add_worksheet(str(_("Danh mục")))
    base = {"font_name": "Times New Roman", "font_size": 12}
    head = book.add_format({**base, "bold": True, "border": 1, "text_wrap": True, "align": "center", "valign": "vcenter", "bg_color": "#E8EEF4"})
    text, day, money = (book.add_format({**base, "num_format": kind}) for kind in ("@", "dd/mm/yyyy", "#,##0"))
    ranges = {}
    for column, kind in enumerate(LISTS):
        usual = [words.usual(kind, code) for code in words.WORDS[kind]]
        lists.write_column(0, column, usual)
        name = chr(65 + column)
        ranges[kind] = f"='{_('Danh mục')}'!${name}$1:${name}${len(usual)}"
    lists.hide()
    for column, fact in enumerate(fact for fact in words.WORDS["columns"] if "(" not in fact):
        sheet.write_string(0, column, words.WORDS["columns"][fact][0], head)
        sheet.set_column(column, column, WIDTHS.get(fact, 14), day if fact == "birth" else money if fact in words.MONEY_FACTS else text)
        if fact in NOTES:
            sheet.write_comment(0, column, str(NOTES[fact]))
        if fact in LISTS:
            # Several categories may be typed, so the list proposes and does not refuse.
            sheet.data_validation(1, column, ROWS, column, {"validate": "list", "source": ranges[fact], "error_type": "information"})
        if fact == "unit":
            sheet.write_comment(0, column, str(_("Để trống nếu là %(unit)s.", unit=unit_name)))
    sheet.freeze_panes(1, 2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    book.close()
    return stream.getvalue()
