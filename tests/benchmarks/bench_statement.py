"""Reading a statement of 5 000 lines, against the bare parse of the same file by the same library."""

import io
import time
from typing import Any

import xlsxwriter

from fundapp.bank.reading import read_statement
from fundapp.kernel.codes import make_code

LINES = 5_000


def _file() -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet()
    rows: list[list[Any]] = [["Số tài khoản", "99911112222"], ["Từ ngày 01/10/2026 đến ngày 31/10/2026"], ["Số dư đầu kỳ", 1_000_000_000]]
    rows.append(["Ngày giao dịch", "Số tham chiếu", "Ghi nợ", "Ghi có", "Số dư", "Nội dung"])
    held = 1_000_000_000
    for n in range(LINES):
        amount = 10_000 + n if n % 3 else -25_000 - n
        held += amount
        code = make_code("UH", 2026, n)
        note = f"MBVCB.{n}.{code} ung ho.CT tu 099900{n:05d} toi 99911112222"
        rows.append([f"{1 + n * 31 // LINES:02d}/10/2026", f"FT{n:08d}", max(-amount, 0), max(amount, 0), held, note])
    rows.append(["Số dư cuối kỳ", "", "", "", held, ""])
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    book.close()
    return out.getvalue()


def _timed(work: Any) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def main() -> None:
    import python_calamine

    content = _file()
    whole = min(_timed(lambda: read_statement(content, "a.xlsx")) for _n in range(3))
    bare = min(_timed(lambda: python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()) for _n in range(3))
    print(f"statement of {LINES} lines, read and proved: {whole:.2f} s (goal 3 s); bare parse {bare:.2f} s, ratio {whole / bare:.1f}")


if __name__ == "__main__":
    main()
