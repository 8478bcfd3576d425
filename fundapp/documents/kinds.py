"""Which files are taken in, told by their bytes and never by their name; what each may weigh; what is refused and why."""

import io
import re
import unicodedata
import zipfile
from dataclasses import dataclass

from fundapp.kernel.errors import Refusal
from fundapp.kernel.labels import Text, _

MEGABYTE = 1024 * 1024
LARGEST = 20 * MEGABYTE
LONGEST_NAME = 150
MOST_PARTS, MOST_EXPANDED, MOST_RATIO = 2_000, 200 * MEGABYTE, 200


class FileRefused(Refusal):
    """A file that is not taken in."""


@dataclass(frozen=True)
class Kind:
    """One kind of file: its ending, content type and largest size in bytes."""

    ending: str
    content_type: str
    largest: int
    other_endings: tuple[str, ...] = ()


PDF = Kind("pdf", "application/pdf", 20 * MEGABYTE)
JPEG = Kind("jpg", "image/jpeg", 15 * MEGABYTE, ("jpeg",))
PNG = Kind("png", "image/png", 15 * MEGABYTE)
DOCX = Kind("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", 10 * MEGABYTE)
XLSX = Kind("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", 20 * MEGABYTE)
XLS = Kind("xls", "application/vnd.ms-excel", 20 * MEGABYTE)
ODS = Kind("ods", "application/vnd.oasis.opendocument.spreadsheet", 20 * MEGABYTE)
CSV = Kind("csv", "text/csv", 20 * MEGABYTE, ("txt",))
# Messages of banks. Only the room that reads them takes them in.
XML = Kind("xml", "application/xml", 20 * MEGABYTE)
MT940 = Kind("sta", "text/plain", 20 * MEGABYTE, ("txt", "mt940", "940"))
KINDS = (PDF, JPEG, PNG, DOCX, XLSX, XLS, ODS, CSV)
IMAGES = (JPEG, PNG)

TAKEN: Text = _("PDF, ảnh JPG hoặc PNG, Word (.docx), Excel (.xlsx, .xls), ODS hoặc CSV")


def kind_of(content: bytes, name: str) -> Kind:
    """Tell the kind of a whole file. Refuses what is empty, unknown, too large, or hides macros."""
    if not content:
        raise FileRefused(_("Tệp “%(name)s” rỗng. Hãy mở tệp trên máy để kiểm tra rồi chọn lại.", name=name))
    kind = _by_bytes(content, name)
    if kind is None:
        raise FileRefused(
            _("Không nhận ra loại của tệp “%(name)s”. Hệ thống nhận: %(taken)s. Hãy chụp ảnh hoặc lưu lại thành PDF rồi tải lên.",
              name=name, taken=TAKEN)
        )
    if len(content) > kind.largest:
        raise too_large(name, kind.largest)
    return kind


def too_large(name: str, largest: int = LARGEST) -> FileRefused:
    return FileRefused(
        _("Tệp “%(name)s” quá lớn; loại tệp này nhận tối đa %(mb)s MB. Hãy chia nhỏ tệp hoặc giảm chất lượng ảnh rồi tải lại.",
          name=name, mb=largest // MEGABYTE)
    )


def tidy_file_name(raw: str | None, kind: Kind | None = None) -> str:
    """Give the bare name without folders and control characters, at most 150 characters, ending as its bytes say."""
    name = unicodedata.normalize("NFC", raw or "").replace("\\", "/").rsplit("/", 1)[-1]
    name = re.sub(r"\s+", " ", "".join(" " if c in '"<>:|?*' or not c.isprintable() else c for c in name)).strip(" .")
    stem, dot, ending = name.rpartition(".")
    if not dot:
        stem, ending = name, ""
    if kind is not None and ending.lower() not in (kind.ending, *kind.other_endings):
        known = {known for every in KINDS for known in (every.ending, *every.other_endings)}
        stem, ending = (stem if ending.lower() in known else name), kind.ending
    stem = stem.strip(" .")[: LONGEST_NAME - len(ending) - 1] or "tep"
    return f"{stem}.{ending}" if ending else stem


def _by_bytes(content: bytes, name: str) -> Kind | None:
    if b"%PDF-" in content[:1024]:
        return PDF
    if content.startswith(b"\xff\xd8\xff"):
        return JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if content.startswith(b"PK\x03\x04"):
        return _in_archive(content, name)
    if content.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return XLS if "Workbook".encode("utf-16-le") in content or "Book".encode("utf-16-le") in content else None
    return CSV if name.lower().endswith((".csv", ".txt")) and _is_table_text(content) else None


def _in_archive(content: bytes, name: str) -> Kind | None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
            start = archive.read("mimetype")[:100].decode("ascii", "replace") if _is_small(archive, "mimetype") else ""
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, OSError):
        raise FileRefused(_("Tệp “%(name)s” bị hỏng, không mở được. Hãy mở và lưu lại trên máy rồi tải lên.", name=name)) from None
    if any(part.rsplit("/", 1)[-1].lower() == "vbaproject.bin" for part in names):
        raise FileRefused(_("Tệp “%(name)s” có macro. Hãy lưu lại thành .docx hoặc .xlsx thường, không kèm macro.", name=name))
    expanded = sum(part.file_size for part in parts)
    if len(parts) > MOST_PARTS or expanded > MOST_EXPANDED or expanded > MOST_RATIO * len(content) + MEGABYTE:
        raise FileRefused(_("Tệp “%(name)s” nén bất thường nên không nhận. Hãy chép nội dung sang tệp mới rồi tải lên.", name=name))
    if "word/document.xml" in names:
        return DOCX
    if "xl/workbook.xml" in names or "xl/workbook.bin" in names:
        return XLSX if "xl/workbook.xml" in names else None
    return ODS if start == ODS.content_type else None


def _is_small(archive: zipfile.ZipFile, part: str) -> bool:
    return part in archive.namelist() and archive.getinfo(part).file_size < 200


def _is_table_text(content: bytes) -> bool:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = content[:100_000].decode("utf-16", "replace")
    elif b"\x00" in content:
        return False
    else:
        text = content[:100_000].decode("utf-8", "replace")
    lines = [line for line in text.splitlines()[:60] if line.strip()] or [""]
    # Lists often begin with lines of titles that hold no delimiter.
    is_cut = "," in lines[0] or any(mark in line for line in lines for mark in (";", "\t"))
    return is_cut and not text.lstrip("\ufeff \r\n\t").startswith("<")
