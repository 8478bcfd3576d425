"""The blank list of units to fill in: the usual columns, the kinds to choose from, notes on what to write."""

import io
from collections.abc import Sequence

from fundapp.founding.words import TITLES
from fundapp.kernel.labels import _

ROWS = 1_000
WIDTHS = {"seq": 6, "name": 44, "short_name": 26, "code": 16, "kind": 26, "parent": 26, "document": 24, "address": 34, "signer_title": 26}
NOTES = {
    "code": _("Để trống thì hệ thống đặt theo tên."), "kind": _("Để trống nếu tên đã nói rõ, ví dụ “CĐCS …”, “Công đoàn xã …”."),
    "parent": _("Mã hoặc tên đầy đủ của cấp trên; cấp trên có thể nằm trong chính danh sách này."), "on": _("Ngày/tháng/năm, ví dụ 26/03/2012."),
    "under_since": _("Chỉ ghi khi khác ngày thành lập."), "signer_title": _("Ví dụ: TM. BAN CHẤP HÀNH / CHỦ TỊCH"),
}


def blank_list(kinds: Sequence[str]) -> bytes:
    """Write the workbook; `kinds` are the names of the kinds of units."""
    import xlsxwriter

    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False})
    sheet, lists = book.add_worksheet(str(_("Đơn vị"))), book.add_worksheet(str(_("Danh mục")))
    base = {"font_name": "Times New Roman", "font_size": 12}
    head = book.add_format({**base, "bold": True, "border": 1, "text_wrap": True, "align": "center", "valign": "vcenter", "bg_color": "#E8EEF4"})
    text, day, number = (book.add_format({**base, "num_format": kind}) for kind in ("@", "dd/mm/yyyy", "#,##0"))
    formats = {"on": day, "under_since": day, "member_count": number}
    lists.write_column(0, 0, kinds)
    lists.hide()
    for column, (fact, title) in enumerate(TITLES.items()):
        sheet.write_string(0, column, title, head)
        sheet.set_column(column, column, WIDTHS.get(fact, 14), formats.get(fact, text))
        if fact in NOTES:
            sheet.write_comment(0, column, str(NOTES[fact]))
        if fact == "kind":
            sheet.data_validation(1, column, ROWS, column, {"validate": "list", "source": f"='{_('Danh mục')}'!$A$1:$A${len(kinds)}", "error_type": "information"})
    sheet.freeze_panes(1, 2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    book.close()
    return stream.getvalue()
