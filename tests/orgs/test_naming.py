"""How units are written."""

import csv
from importlib.resources import files

import pytest

from fundapp.orgs.naming import is_code, kind_of, suggest_code, tidy_code

with files("fundapp.orgs").joinpath("data/kinds.csv").open(encoding="utf-8") as file:
    KINDS = {row["code"]: row for row in csv.DictReader(file)}
WORDS = {code: row["words"] for code, row in KINDS.items()}


@pytest.mark.parametrize(("text", "kind"), [
    ("CĐCS Công ty TNHH May 5", "grassroots"),
    ("Công đoàn cơ sở Trường Tiểu học", "grassroots"),
    ("cong doan co so truong tieu hoc", "grassroots"),
    ("Công đoàn xã Hải Anh", "commune"),
    ("CÔNG ĐOÀN PHƯỜNG HOA LƯ", "commune"),
    ("Công đoàn đặc khu Lý Sơn", "commune"),
    ("CĐ xã/phường", "commune"),
    ("Liên đoàn Lao động tỉnh Ninh Bình", "province"),
    ("Liên đoàn Lao động TP Hồ Chí Minh", "province"),
    ("Liên đoàn Lao động huyện Hải Hậu", "district"),
    ("Công đoàn ngành Giáo dục", "sector"),
    ("Công đoàn ngành trung ương", "central_sector"),
    ("Công đoàn các khu công nghiệp tỉnh", "industrial_zone"),
    ("Nghiệp đoàn Xe ôm", "trade_branch"),
    ("Công đoàn bộ phận Xưởng may 1", "section"),
    ("Công ty TNHH May 5", None),
    ("", None),
    ("CĐCSX", None),
])
def test_the_kind_stands_at_the_beginning_of_the_name(text: str, kind: str | None) -> None:
    assert kind_of(text, WORDS) == kind


def test_every_kind_is_named_by_its_own_words() -> None:
    for code, row in KINDS.items():
        for word in row["words"].split("|"):
            assert kind_of(word, WORDS) == code, word


@pytest.mark.parametrize(("name", "kind", "code"), [
    ("Công đoàn xã Hải Anh", "commune", "CDX-HAIANH"),
    ("Công đoàn phường Đông Hoa Lư", "commune", "CDX-DHL"),
    ("CĐCS Công ty TNHH Giày Mây Hồng Hạc", "grassroots", "CDCS-GMHH"),
    ("CĐCS Công ty Cổ phần", "grassroots", "CDCS-CTCP"),
    ("Liên đoàn Lao động tỉnh Ninh Bình", "province", "LDLD-NINHBINH"),
    ("CĐCS Công ty TNHH MTV 27/7", "grassroots", "CDCS-277"),
    ("CĐCS", "grassroots", "CDCS-CDCS"),
])
def test_a_code_is_suggested_from_what_tells_the_name_from_others(name: str, kind: str, code: str) -> None:
    row = KINDS[kind]
    assert suggest_code(name, prefix=row["prefix"], words=row["words"], taken=()) == code
    assert suggest_code(name, prefix=row["prefix"], words=row["words"], taken={code, f"{code}-2"}) == f"{code}-3"
    assert is_code(code)


@pytest.mark.parametrize(("typed", "is_good"), [("CDCS-MAY5", True), ("a", False), ("", False), ("CĐCS", False), ("X" * 41, False), ("-AB", False), ("A/B", False)])
def test_codes_are_letters_digits_hyphens_and_dots(typed: str, is_good: bool) -> None:
    assert is_code(typed) is is_good


def test_a_typed_code_is_tidied() -> None:
    assert tidy_code(" cdcs - may5 ") == "CDCS-MAY5"
