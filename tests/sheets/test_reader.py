"""Files that people and enemies send: read, or refused in words, and the reading process survives."""

import zipfile
from datetime import date
from pathlib import Path

import pytest

from fundapp.sheets import cells
from fundapp.sheets.reader import FileRefused, read_workbook

ROSTERS = Path(__file__).parents[1] / "data" / "rosters"
CONTENT_TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
)
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELS = f'<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
BOOK = f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets><sheet name="DS" sheetId="1" r:id="rId1"/></sheets></workbook>'
BOOK_RELS = f'<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'


def build_xlsx(path: Path, rows: str, extra: dict[str, bytes] | None = None, head: str = "") -> Path:
    """Write the smallest workbook whose only sheet holds `rows` as written."""
    sheet = f'<?xml version="1.0" encoding="UTF-8"?>{head}<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {"[Content_Types].xml": CONTENT_TYPES, "_rels/.rels": RELS, "xl/workbook.xml": BOOK, "xl/_rels/workbook.xml.rels": BOOK_RELS,
                              "xl/worksheets/sheet1.xml": sheet, **(extra or {})}.items():
            archive.writestr(name, content)
    return path


def cell(name: str, text: str) -> str:
    return f'<c r="{name}" t="inlineStr"><is><t>{text}</t></is></c>'


def code_of(path: Path) -> str:
    with pytest.raises(FileRefused) as refused:
        read_workbook(path)
    message = str(refused.value.message)
    assert message.endswith(".")
    assert len(message) > 40
    return refused.value.code


def test_workbooks_of_every_kind_are_read_with_their_row_numbers():
    small = read_workbook(ROSTERS / "roster-small.xlsx")
    assert [sheet.name for sheet in small.sheets] == ["Danh sách", "Danh mục"]
    rows = small.sheets[0].rows
    assert len(rows) == 58
    assert rows[2] == []
    assert rows[8][:4] == [1, "Nguyễn Ngọc Tình", date(1987, 7, 30), "Nữ"]
    assert rows[10][4] == 36174999105
    assert read_workbook(ROSTERS / "roster-2003.xls").kind == "xls"
    assert read_workbook(ROSTERS / "roster-open.ods").kind == "ods"
    text = read_workbook(ROSTERS / "roster-semicolon.csv")
    assert (text.kind, text.encoding, text.delimiter) == ("csv", "utf-8-sig", ";")
    assert len(text.sheets[0].rows) == 72
    assert text.sheets[0].name == "roster-semicolon.csv"


def test_content_counts_and_not_the_name(tmp_path: Path):
    renamed = tmp_path / "danh-sach.pdf"
    renamed.write_bytes((ROSTERS / "roster-2003.xls").read_bytes())
    assert read_workbook(renamed).kind == "xls"


@pytest.mark.parametrize(("encoding", "delimiter"), [("utf-8", ","), ("utf-16", "\t"), ("utf-8-sig", ";"), ("cp1258", ";")])
def test_text_files_in_their_encodings(tmp_path: Path, encoding: str, delimiter: str):
    path = tmp_path / "a.csv"
    name = "Nguyễn Văn Hùng"
    if encoding == "cp1258":  # Windows writes the tone as a character of its own behind its vowel
        name = "Nguyê\u0303n Văn Hu\u0300ng"
    header = "Ho\u0323 và tên", "Sô\u0301 CCCD"
    if encoding != "cp1258":
        header = "Họ và tên", "Số CCCD"
    path.write_bytes(f"{delimiter.join(header)}\r\n{name}{delimiter}036085900001\r\n".encode(encoding))
    book = read_workbook(path)
    assert book.delimiter == delimiter
    assert book.sheets[0].rows == [["Họ và tên", "Số CCCD"], ["Nguyễn Văn Hùng", "036085900001"]]


@pytest.mark.parametrize(("content", "code"), [
    (b"", "empty_file"), (b"   \n \n", "no_cells"), (b"%PDF-1.7 abc", "is_pdf"), (b"\x89PNG\r\n\x1a\n123", "is_picture"),
    ("Kính gửi công đoàn cấp trên.\nChúng tôi xin báo cáo\n".encode(), "no_table"), (b"<html><table><tr><td>1</td></tr></table>", "is_web_page"),
    (b"PK\x03\x04 not a zip at all", "damaged"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "not_workbook"), (bytes(range(256)) * 20, "not_workbook"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "Workbook".encode("utf-16-le"), "damaged"),
    (b"Rar!\x1a\x07\x00", "is_archive"), (b"<?xml version='1.0'?><a/>", "is_xml"),
])
def test_what_is_no_workbook_is_refused_with_a_word(tmp_path: Path, content: bytes, code: str):
    path = tmp_path / "danh-sach.xlsx"
    path.write_bytes(content)
    assert code_of(path) == code


def test_an_empty_workbook_is_refused(tmp_path: Path):
    assert code_of(build_xlsx(tmp_path / "a.xlsx", "")) == "no_cells"


def test_a_cut_off_workbook_is_refused(tmp_path: Path):
    path = tmp_path / "a.xlsx"
    path.write_bytes((ROSTERS / "roster-small.xlsx").read_bytes()[:9000])
    assert code_of(path) == "damaged"


def test_a_cell_far_out_is_refused_and_named(tmp_path: Path):
    path = build_xlsx(tmp_path / "far.xlsx", f'<row r="1">{cell("A1", "Họ và tên")}</row><row r="1048576">{cell("XFD1048576", "x")}</row>')
    assert code_of(path) == "far_cell"
    with pytest.raises(FileRefused, match="XFD1048576"):
        read_workbook(path)


def test_a_far_cell_that_the_scan_does_not_see_kills_only_the_child(tmp_path: Path):
    path = build_xlsx(tmp_path / "far.xlsx", f"<row r='1'>{cell('A1', 'a')}</row><row r='1048576'>{cell('XFD1048576', 'x')}</row>".replace('"', "'"))
    assert code_of(path) in ("far_cell", "too_big", "too_long")


def test_styles_far_out_are_no_reason_to_refuse(tmp_path: Path):
    path = build_xlsx(tmp_path / "styles.xlsx", f'<row r="1">{cell("A1", "Họ và tên")}<c r="XFD1" s="0"/></row><row r="1048576"><c r="A1048576" s="0"/></row>')
    assert read_workbook(path).sheets[0].rows[0] == ["Họ và tên"]


def test_a_zip_bomb_is_refused(tmp_path: Path):
    path = build_xlsx(tmp_path / "bomb.xlsx", cell("A1", "a"), {"xl/media/big.bin": b"\0" * (60 * 1024 * 1024)})
    assert path.stat().st_size < 200_000
    assert code_of(path) == "bomb"


def test_a_bomb_that_lies_about_its_size_is_refused(tmp_path: Path):
    path = build_xlsx(tmp_path / "bomb.xlsx", cell("A1", "a"), {"xl/media/big.bin": b"\0" * 5_000_000})
    content = path.read_bytes()
    path.write_bytes(content.replace((5_000_000).to_bytes(4, "little"), (100).to_bytes(4, "little")))
    assert code_of(path) == "damaged"


def test_a_declared_entity_is_refused(tmp_path: Path):
    path = build_xlsx(tmp_path / "dtd.xlsx", cell("A1", "&x;"), head='<!DOCTYPE a [<!ENTITY x "lol">]>')
    assert code_of(path) == "dtd"


def test_macros_links_and_crowds_of_parts_are_refused(tmp_path: Path):
    assert code_of(build_xlsx(tmp_path / "a.xlsx", cell("A1", "a"), {"xl/vbaProject.bin": b"x"})) == "macros"
    assert code_of(build_xlsx(tmp_path / "b.xlsx", cell("A1", "a"), {"xl/externalLinks/externalLink1.xml": b"<a/>"})) == "external_links"
    assert code_of(build_xlsx(tmp_path / "c.xlsx", cell("A1", "a"), {f"xl/p{n}.xml": b"<a/>" for n in range(250)})) == "too_many_parts"


def test_too_many_columns_are_refused(tmp_path: Path):
    row = "".join(cell(f"{cells.letter(n)}1", "x") for n in range(80))
    assert code_of(build_xlsx(tmp_path / "a.xlsx", f'<row r="1">{row}</row>')) == "too_wide"


def test_a_word_document_is_told_apart(tmp_path: Path):
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<a/>")
    assert code_of(path) == "is_word"


def test_letters_of_columns():
    assert [cells.letter(n) for n in (0, 25, 26, 701, 702, 16383)] == ["A", "Z", "AA", "ZZ", "AAA", "XFD"]
    assert all(cells.column_of(cells.letter(n)) == n for n in range(800))
