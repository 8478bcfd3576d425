import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundapp.kernel.identity import OLD_PREFIXES, mask, provinces, read_cccd, read_phone

VECTORS = Path(__file__).parents[1] / "data" / "vectors"
PHONES = json.loads((VECTORS / "phones.json").read_text(encoding="utf-8"))
NUMBERS = json.loads((VECTORS / "cccd.json").read_text(encoding="utf-8"))
ON = date(2026, 11, 20)


def cases(vectors):
    return pytest.mark.parametrize("case", vectors["cases"], ids=[case["id"] for case in vectors["cases"]])


@cases(NUMBERS)
def test_identity_numbers_are_read_as_in_the_vectors(case):
    given_ = case["input"]
    found = read_cccd(given_["raw"], sex=given_.get("sex"), birth=given_.get("birth"), on=date.fromisoformat(given_["on"]))
    assert {**vars(found), "repairs": list(found.repairs), "warnings": list(found.warnings)} == case["expected"]
    assert bool(found.message) is not found.ok
    assert len(found.warning_messages) == len(found.warnings)


@pytest.mark.parametrize(("raw", "expected"), [
    ("036185912345\u200b", "036185912345"), ("036–185–912345", "036185912345"), ("036\u00a0185\u00a0912\u00a0345", "036185912345"), ("-", "empty"),
    ("O.I.l", "wrong_length"), (True, "not_digits"),
    (float("nan"), "not_digits"), (float("inf"), "not_digits"), ("0" * 5000, "not_digits"), ("٠٣٦١٨٥٩١٢٣٤٥", "not_digits"), (0, "placeholder"),
    ("036i85912345", "not_digits"), (date(2026, 1, 1), "not_digits"),
])
def test_more_cells(raw, expected):
    found = read_cccd(raw, on=ON)
    assert expected in (found.value, found.error)


def test_a_partial_birth_and_a_day_are_compared_by_year():
    assert read_cccd("036185912345", birth="1985", on=ON).warnings == ()
    assert read_cccd("036185912345", birth=date(1985, 2, 3), on=ON).warnings == ()
    assert read_cccd("036185912345", birth="1986-02", on=ON).warnings == ("birth_mismatch",)


def test_there_are_63_provinces():
    assert len(provinces()) == 63
    assert provinces()["036"] == "Nam Định"


@given(st.sampled_from(sorted(provinces())), st.integers(0, 9), st.integers(0, 99), st.integers(900_000, 999_999))
def test_a_number_cell_gets_its_zeros_back_or_is_refused(province, century, year, own):
    number = f"{province}{century}{year:02d}{own}"
    found = read_cccd(int(number), on=ON)
    assert found.value == number
    assert read_cccd(f"{number[:3]} {number[3:6]} {number[6:]}", on=ON).value == number


@given(st.one_of(st.text(max_size=30), st.integers(), st.floats(), st.none()))
def test_any_cell_is_a_number_or_an_error(raw):
    found = read_cccd(raw, on=ON)
    assert found.ok is (found.error is None)
    assert found.value is None or (found.value.isascii() and found.value.isdigit() and len(found.value) in (9, 12))
    phone = read_phone(raw)
    assert phone.ok is (phone.error is None)
    assert phone.value is None or (phone.value.isascii() and phone.value.isdigit() and len(phone.value) in (10, 11))


@cases(PHONES)
def test_phones_are_read_as_in_the_vectors(case):
    found = read_phone(case["input"])
    assert {**vars(found), "repairs": list(found.repairs), "others": list(found.others)} == case["expected"]
    assert bool(found.message) is not found.ok


def test_the_old_prefixes_are_those_of_2018():
    assert PHONES["old_prefixes"] == OLD_PREFIXES


@pytest.mark.parametrize(("raw", "value", "others"), [
    ("0301234567 0311234567", "0301234567", ("0311234567",)), ("0301234567 - 0311234567", "0301234567", ("0311234567",)), ("Zalo 0301234567",
    "0301234567", ()), ("0301234567Zalo", "0301234567", ()),
    ("0301234567 Lan", "0301234567", ()), ("0401234567 / 0301234567", "0301234567", ()), ("0301234567/0301234567", "0301234567", ()),
    ("+84 (0)24 0000 0123", "02400000123", ()), ("+841680000001", "0380000001", ()),
    ("+84849512345", "0849512345", ()), ("(+84) 301234567", "0301234567", ()), ("0301 234 567 hoặc 0311 234 567", "0301234567", ("0311234567",)),
    ("0301\u200b234567", "0301234567", ()), (-301234567, None, ()), (True, None, ()),
])
def test_more_phone_cells(raw, value, others):
    found = read_phone(raw)
    assert (found.value, found.others) == (value, others)


@given(st.sampled_from("35789"), st.integers(0, 99_999_999))
def test_every_form_of_a_mobile_number_is_one_number(second, rest):
    national = f"0{second}{rest:08d}"
    forms = [
        national, int(national), float(national), f"+84{national[1:]}", f"84{national[1:]}", f"0084{national[1:]}",
        f"{national[:4]} {national[4:7]} {national[7:]}", f"{national[:4]}.{national[4:7]}.{national[7:]}",
    ]
    assert {read_phone(form).value for form in forms} == {national}


@pytest.mark.parametrize(("value", "keep", "shown"), [("036185912345", 3, "•••••••••345"), ("0301234567", 4, "••••••4567"), ("12", 3, "••"),
    ("123", 3, "•••"), ("123", 0, "•••"), (None, 3, "–"), ("", 3, "–")])
def test_a_mask_shows_only_the_end(value, keep, shown):
    assert mask(value, keep) == shown
