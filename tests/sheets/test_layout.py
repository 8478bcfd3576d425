"""Headers as people build them: one row or two, titles above, numbers of columns beneath, other words."""

from fundapp.intake.words import VOCABULARY
from fundapp.sheets.layout import Vocabulary, find_table, give_meaning


def test_a_group_over_its_parts_tells_what_a_part_means():
    rows = [
        ["DANH SÁCH ĐỀ NGHỊ HỖ TRỢ"], [],
        ["TT", "Họ tên", "Năm sinh", None, "Địa chỉ", "Đề nghị hỗ trợ", None],
        [None, None, "Nam", "Nữ", None, "Nội dung", "Số tiền (đồng)"],
        [1, "Nguyễn Văn An", 1980, None, "Xóm 3", "Quà Tết", 1000000],
    ]
    layout = find_table(rows, VOCABULARY)
    assert layout is not None
    assert layout.header_rows == [3, 4]
    assert layout.by_letter == {
        "A": "seq", "B": "full_name", "C": "birth+sex (M)", "D": "birth+sex (F)", "E": "address", "F": "requests", "G": "amount_requested",
    }


def test_numbers_of_columns_belong_to_the_header():
    rows = [["STT", "Họ và tên", "Ngày sinh", "CCCD"], ["A", "B", "1", "2"], ["(1)", "(2)", "(3)", "(4)"], [1, "Lê Thị Mai", "1985", "036185900001"]]
    assert find_table(rows, VOCABULARY).header_rows == [1, 2]
    assert find_table(rows[:1] + rows[2:], VOCABULARY).header_rows == [1, 2]


def test_a_title_is_no_group_and_prose_is_no_header():
    assert find_table([["DANH SÁCH ĐOÀN VIÊN"], ["STT", "Họ và tên", "CCCD"], [1, "Lê Mai", "036186900002"]], VOCABULARY).header_rows == [2]
    assert find_table([["Kính gửi"], ["Công đoàn cấp trên", "báo cáo", "số liệu"]], VOCABULARY) is None
    assert find_table([], VOCABULARY) is None


def test_a_name_in_two_columns():
    layout = find_table([["STT", "Họ và tên đệm", "Tên", "Số CCCD"]], VOCABULARY)
    assert set(layout.facts) == {"seq", "full_name (family)", "full_name (given)", "cccd"}


def test_each_fact_is_taken_once_and_by_the_surest_label():
    layout = find_table([["Tên", "Họ và tên", "Số điện thoại người thân", "Số điện thoại", "CCCD"]], VOCABULARY)
    assert layout.by_letter["B"] == "full_name"
    assert layout.by_letter["D"] == "phone"
    assert "C" not in layout.by_letter


def test_what_a_person_said_about_the_columns_holds():
    layout = find_table([["STT", "Người", "Năm sinh", "CCCD"]], VOCABULARY)
    fingerprint = layout.fingerprint
    give_meaning(layout, {"B": "full_name", "A": ""})
    assert layout.by_letter == {"B": "full_name", "C": "birth", "D": "cccd"}
    assert layout.fingerprint == fingerprint
    assert find_table([["STT", "Người khác", "Năm sinh", "CCCD"]], VOCABULARY).fingerprint != fingerprint


def test_other_rooms_bring_their_own_words():
    words = Vocabulary("statement", {"on": ["Ngày"], "debit": ["Ghi nợ"], "credit": ["Ghi có"]})
    assert find_table([["Ngày", "Ghi nợ", "Ghi có"]], words).by_letter == {"A": "on", "B": "debit", "C": "credit"}
