"""Read a workbook that somebody sent, in a child process, into plain cells; or refuse it with words that help."""

import json
import os
import signal
import subprocess
import sys
import tempfile
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any

import fundapp
from fundapp.kernel.errors import Refusal
from fundapp.kernel.labels import Text, _
from fundapp.sheets import guard, textfile
from fundapp.sheets.cells import Cell, Row, Sheet, Workbook
from fundapp.sheets.tree import Node, build

LARGEST_FILE = 20 * 1024 * 1024
SECONDS = 90


class FileRefused(Refusal):
    """A file that cannot be read; `code` is for tests and reports, the message is for the person who sent it."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(reason(code, detail), field="file")
        self.code = code


def reason(code: str, detail: str = "") -> Text:
    """Say in one sentence what is wrong with a file and what to do instead."""
    if code == "far_cell":
        return _("Ô %(cell)s nằm quá xa danh sách nên chưa đọc được tệp. Hãy xóa các ô thừa đó, hoặc chép danh sách sang một tệp mới rồi tải lên lại.", cell=detail)
    if code == "too_long":
        return _("Trang tính có hơn %(rows)s hàng. Hãy chia danh sách thành nhiều tệp nhỏ hơn rồi tải lên từng tệp.", rows=f"{guard.MOST_ROWS:,}".replace(",", "."))
    if code == "too_wide":
        return _("Trang tính có hơn %(columns)s cột. Hãy xóa các cột không thuộc danh sách rồi tải lên lại.", columns=guard.MOST_COLUMNS)
    return REASONS.get(code, REASONS["damaged"])


REASONS = {
    "not_workbook": _("Tệp này không phải bảng tính. Hãy mở danh sách bằng Excel hoặc LibreOffice, lưu dạng .xlsx rồi tải lên lại."),
    "is_pdf": _("Đây là tệp PDF, không đọc thành bảng được. Hãy gửi tệp Excel gốc (.xlsx, .xls, .ods hoặc .csv)."),
    "is_picture": _("Đây là tệp ảnh, không đọc thành bảng được. Hãy gửi tệp Excel gốc (.xlsx, .xls, .ods hoặc .csv)."),
    "is_word": _("Đây là tệp văn bản Word. Hãy chép bảng danh sách sang Excel, lưu dạng .xlsx rồi tải lên lại."),
    "is_archive": _("Đây là tệp nén, không phải bảng tính. Hãy giải nén rồi tải lên tệp Excel nằm bên trong."),
    "is_web_page": _("Tệp này là trang web được đặt tên như tệp Excel. Hãy mở bằng Excel, chọn Lưu thành (Save As) dạng .xlsx rồi tải lên lại."),
    "is_xml": _("Tệp này là tệp XML. Hãy mở bằng Excel, chọn Lưu thành (Save As) dạng .xlsx rồi tải lên lại."),
    "empty_file": _("Tệp trống, chưa có nội dung nào. Hãy kiểm tra lại tệp đã lưu rồi tải lên lại."),
    "no_cells": _("Bảng tính chưa có ô nào được điền. Hãy điền danh sách rồi tải lên lại."),
    "no_table": _("Tệp này chỉ có chữ, không chia thành các cột. Hãy lưu danh sách từ Excel dạng .xlsx, hoặc .csv có dấu chấm phẩy giữa các cột."),
    "encrypted": _("Bảng tính đang được đặt mật khẩu. Hãy mở bằng Excel, gỡ mật khẩu (Tệp, Thông tin, Bảo vệ sổ làm việc), lưu lại rồi tải lên."),
    "macros": _("Bảng tính có chứa macro nên không được nhận. Hãy lưu lại dạng .xlsx (không macro) rồi tải lên."),
    "external_links": _("Bảng tính có liên kết tới tệp khác nên không được nhận. Hãy ngắt liên kết (Dữ liệu, Sửa liên kết) hoặc dán dạng giá trị, lưu lại rồi tải lên."),
    "dtd": _("Bảng tính có khai báo lạ bên trong nên không được nhận. Hãy mở bằng Excel, lưu thành tệp .xlsx mới rồi tải lên."),
    "bomb": _("Bảng tính bung ra quá lớn nên không được nhận. Hãy chép riêng danh sách sang một tệp mới rồi tải lên lại."),
    "too_many_parts": _("Bảng tính có quá nhiều thành phần (ảnh, trang tính, đối tượng). Hãy chép riêng danh sách sang một tệp mới rồi tải lên lại."),
    "too_big": _("Bảng tính quá lớn, hoặc có ô nằm quá xa danh sách, nên chưa đọc được. Hãy chép riêng danh sách sang một tệp mới, hoặc chia thành nhiều tệp."),
    "too_slow": _("Đọc bảng tính mất quá lâu nên đã dừng. Hãy chép riêng danh sách sang một tệp mới, hoặc chia thành nhiều tệp."),
    "file_too_large": _("Tệp lớn hơn 20 MB. Hãy xóa ảnh và các trang không cần, hoặc chia danh sách thành nhiều tệp rồi tải lên lại."),
    "formulas_unknown": _("Chỉ nhận tệp .xlsx, .xls hoặc .csv cho loại tệp này. Hãy tải lại tệp gốc dạng .xlsx."),
    "damaged_xml": _("Tệp XML bị hỏng hoặc bị cắt mất phần cuối. Hãy tải lại tệp gốc."),
    "damaged": _("Bảng tính bị hỏng hoặc chưa tải xong. Hãy mở thử bằng Excel, lưu thành tệp mới rồi tải lên lại."),
}


def read_workbook(source: Path | bytes, name: str | None = None, *, tells_formulas: bool = False) -> Workbook:
    """Read a file, or what stands in one, by its content and never by its name. Raises FileRefused.

    `name` is what a text file's only sheet is called. Whoever asks where formulas stand gets no file in which that cannot be told.
    """
    content = source if isinstance(source, bytes) else content_of(source)
    _refuse_large(content)
    with tempfile.TemporaryFile() as out:
        died = _run_child(content, out, *(["formulas"] if tells_formulas else []))
        out.seek(0)
        book = _collect(out, died)
    for sheet in book.sheets:
        sheet.name = sheet.name or name or (source.name if isinstance(source, Path) else "")
    return book


def read_tree(content: bytes) -> Node:
    """Read an XML text into its nested elements. Raises FileRefused."""
    _refuse_large(content)
    with tempfile.TemporaryFile() as out:
        died = _run_child(content, out, "tree")
        out.seek(0)
        if died is not None:
            raise FileRefused(died)
        lines = [json.loads(line) for line in out]
    end = lines.pop() if lines else {"refused": "too_big"}
    if "refused" in end:
        raise FileRefused(end["refused"])
    return build(lines)


def content_of(path: Path) -> bytes:
    """Give the bytes of a file, and no more of one too large than shows that it is."""
    with path.open("rb") as stream:
        return stream.read(LARGEST_FILE + 1)


def refuse_unsafe(content: bytes) -> str:
    """Refuse what is no safe workbook by its bytes alone, before anything parses it; give its kind. Raises FileRefused."""
    _refuse_large(content)
    try:
        kind = guard.kind_of(content)
        if kind in ("xlsx", "xlsb", "ods"):
            guard.check_zip(content)
        elif kind == "text":
            textfile.check_table(content)
    except guard.UnsafeFile as unsafe:
        raise FileRefused(unsafe.code, unsafe.detail) from unsafe
    return kind


def _refuse_large(content: bytes) -> None:
    if len(content) > LARGEST_FILE:
        raise FileRefused("file_too_large")


def child_environment() -> dict[str, str]:
    """Give a child no secrets: nothing of this process's environment but the way to its own code."""
    root = str(Path(fundapp.__file__).resolve().parent.parent)
    return {"PYTHONPATH": root, "PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8", "PYTHONUTF8": "1", "MALLOC_ARENA_MAX": "2"}


def _run_child(content: bytes, out: IO[bytes], *asked: str) -> str | None:
    command = [sys.executable, "-s", "-m", "fundapp.sheets.child", *asked]
    try:
        # The command is our own; what the sender wrote travels on its input.
        done = subprocess.run(  # noqa: S603
            command, input=content, stdout=out, stderr=subprocess.DEVNULL, env=child_environment(), timeout=SECONDS, check=False,
        )
    except subprocess.TimeoutExpired:
        return "too_slow"
    if done.returncode == -signal.SIGXCPU:
        return "too_slow"
    return None if done.returncode == 0 else "too_big"


def _collect(out: IO[bytes], died: str | None) -> Workbook:
    sheets: list[Sheet] = []
    if died is not None:
        raise FileRefused(died)
    for line in out:
        item = json.loads(line)
        if isinstance(item, list):
            sheets[-1].rows.append(_row(item))
        elif "sheet" in item:
            sheets.append(Sheet(item["sheet"], [], item["visible"]))
        elif "refused" in item:
            raise FileRefused(item["refused"], item.get("detail", ""))
        else:
            for sheet in sheets:
                sheet.formulas = [(row, column) for row, column in item.get("formulas", {}).get(sheet.name, [])]
            return Workbook(item["kind"], sheets, item.get("encoding"), item.get("delimiter"))
    raise FileRefused("too_big")


def _row(cells: list[Any]) -> Row:
    return [_cell(cell) if type(cell) is dict else cell for cell in cells]


def _cell(cell: dict[str, str]) -> Cell:
    return date.fromisoformat(cell["d"]) if "d" in cell else datetime.fromisoformat(cell["t"])
