"""One thing has one Vietnamese term in everything that users read: the one of accountants and of union papers."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.test_texts import HOME, SOURCES, TEMPLATES

# What is not written, and what is written instead.
INSTEAD = {
    "két": "quỹ tiền mặt, tồn quỹ tiền mặt (TT 24/2024, sổ S11-H)",
    "còn tự do": "còn được chi",
    "hết là đoàn viên": "thôi là đoàn viên",
    "mã tài khoản": "số hiệu tài khoản (TT 24/2024)",
    "thu chi": "thu, chi (Luật NSNN, TT 24/2024)",
    "bất biến": "điều được kiểm tra, tự kiểm tra số liệu",
    "tháng sổ": "kỳ kế toán",
    "kỳ sổ": "kỳ kế toán",
    "thẩm định": "thẩm tra",
    "phê duyệt": "quyết định, duyệt",
    "lệnh chi": "đề nghị chi, phiếu chi, ủy nhiệm chi",
    "hội viên": "đoàn viên",
    "thân nhân": "người thân",
    "tập tin": "tệp",
    "tệp tin": "tệp",
    "mã tham chiếu": "mã",
    "click": "bấm",
    "upload": "tải lên",
    "download": "tải về",
    "email": "thư điện tử",
    # The tone stands on the same letter everywhere.
    "khoá": "khóa",
    "huỷ": "hủy",
    "uỷ": "ủy",
    "lí do": "lý do",
    "hoá đơn": "hóa đơn",
}
WRONG = re.compile(r"(?<!\w)(" + "|".join(map(re.escape, INSTEAD)) + r")(?!\w)", re.IGNORECASE)
CALL = re.compile(r"""_\(\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)')""")


def _texts_of_code(path: Path) -> Iterator[str]:
    """What stands inside a call of _() in code."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_":
            yield from (part.value for part in ast.walk(node) if isinstance(part, ast.Constant) and isinstance(part.value, str))


def _texts(path: Path) -> Iterator[str]:
    if path.suffix == ".py":
        yield from _texts_of_code(path)
    else:
        yield from (one or other for one, other in CALL.findall(path.read_text(encoding="utf-8")))


def test_one_thing_has_one_term() -> None:
    wrong = [
        f"{path.relative_to(HOME)}: “{text[:60]}”: write {INSTEAD[match[1].lower()]}"
        for path in (*TEMPLATES, *SOURCES) for text in _texts(path) for match in WRONG.finditer(text)
    ]
    assert not wrong, wrong[:5]


def test_a_wrong_term_would_be_found() -> None:
    assert [match[1] for match in WRONG.finditer("Két trống, còn tự do 5 đồng; kết quả, kéo, thu, chi")] == ["Két", "còn tự do"]
