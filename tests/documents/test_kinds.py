"""Files are told by their bytes; what is refused says what to do instead."""

import io
import zipfile
from pathlib import Path

import pytest

from fundapp.documents import kinds
from fundapp.documents.kinds import FileRefused, kind_of, tidy_file_name

DATA = Path(__file__).parent.parent / "data"


def zipped(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("path", "ending"),
    [
        ("rosters/roster-small.xlsx", "xlsx"), ("rosters/roster-2003.xls", "xls"), ("rosters/roster-open.ods", "ods"),
        ("rosters/roster-semicolon.csv", "csv"), ("photos/house-01.jpg", "jpg"), ("photos/house-08.jpg", "png"),
    ],
)
def test_the_samples_are_known(path: str, ending: str) -> None:
    assert kind_of((DATA / path).read_bytes(), Path(path).name).ending == ending


def test_a_pdf_is_a_pdf_whatever_its_name() -> None:
    assert kind_of(b"%PDF-1.7\n...", "don.exe") is kinds.PDF


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "don.pdf", "rỗng"),
        (b"MZ\x90\x00" + b"\x00" * 100, "don.pdf", "Không nhận ra loại"),
        (b"<html><script>alert(1)</script>,", "don.csv", "Không nhận ra loại"),
        (b"PK\x03\x04broken", "don.docx", "bị hỏng"),
        (zipped(xl__workbook_dot_xml=b"<a/>", xl__vbaProject_dot_bin=b"x"), "so.xlsx", "macro"),
        (zipped(xl__workbook_dot_xml=b"<a/>", xl__sheet_dot_xml=b"0" * 60_000_000), "so.xlsx", "nén bất thường"),
        (zipped(readme_dot_txt=b"hello"), "so.zip", "Không nhận ra loại"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"W\x00o\x00r\x00d\x00D\x00o\x00c\x00", "don.doc", "Không nhận ra loại"),
        (b"\xff\xd8\xff" + b"0" * (15 * kinds.MEGABYTE), "anh.jpg", "tối đa 15 MB"),
    ],
)
def test_what_is_refused_and_why(content: bytes, name: str, said: str) -> None:
    with pytest.raises(FileRefused, match=said) as refusal:
        kind_of(content, name)
    assert name in str(refusal.value)


@pytest.mark.parametrize(
    ("raw", "kind", "tidy"),
    [
        ("../../etc/passwd", kinds.PDF, "passwd.pdf"),
        ("C:\\anh\\nhà cũ.JPG", kinds.JPEG, "nhà cũ.JPG"),
        ("ảnh.jpg", kinds.PNG, "ảnh.png"),
        ('a"\r\nX-Evil: 1.pdf', kinds.PDF, "a X-Evil 1.pdf"),
        ("", kinds.PDF, "tep.pdf"),
        (None, None, "tep"),
        ("v1.2 danh sách", kinds.XLSX, "v1.2 danh sách.xlsx"),
        ("a" * 400 + ".pdf", kinds.PDF, "a" * 146 + ".pdf"),
    ],
)
def test_names_are_tidied(raw: str | None, kind: kinds.Kind | None, tidy: str) -> None:
    assert tidy_file_name(raw, kind) == tidy
