import json
import random
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundapp.kernel.names import fold, initials, same_spelling, sort_key, tidy_name

VECTORS = json.loads((Path(__file__).parents[1] / "data" / "vectors" / "names_folding.json").read_text(encoding="utf-8"))
LETTERS = [unicodedata.normalize("NFC", letter["input"]) for letter in VECTORS["letters"]]


def cases(part):
    return pytest.mark.parametrize("case", VECTORS[part], ids=[case["id"] for case in VECTORS[part]])


def test_all_134_letters_fold_alike_in_both_forms():
    assert len(set(LETTERS)) == 134
    for letter in VECTORS["letters"]:
        composed, apart = (unicodedata.normalize(form, letter["input"]) for form in ("NFC", "NFD"))
        assert fold(composed) == fold(apart) == fold(letter["nfd"]) == letter["expected"]
        assert sort_key(composed) == sort_key(apart)
        assert same_spelling(composed, apart)
        assert tidy_name(apart) == composed


@cases("fold")
def test_search_keys_are_those_of_the_vectors(case):
    assert fold(case["input"]) == case["expected"]


@cases("same")
def test_spellings_are_compared_as_in_the_vectors(case):
    assert (fold(case["a"]) == fold(case["b"])) is case["same_search_key"]
    assert same_spelling(case["a"], case["b"]) is case["same_spelling"]
    if case["same_spelling"]:
        assert sort_key(case["a"]) == sort_key(case["b"])


@given(st.text())
def test_a_search_key_is_its_own_search_key(text):
    assert fold(fold(text)) == fold(text)


vietnamese = st.text(st.sampled_from(LETTERS + list("bcghklmnpqrstvx ")), min_size=1, max_size=30)


@given(vietnamese)
def test_unicode_form_case_and_spaces_do_not_count(name):
    variant = f"  {unicodedata.normalize('NFD', name.upper())}\u00a0"
    assert fold(variant) == fold(name)
    assert same_spelling(variant, name)
    assert sort_key(variant) == sort_key(name)
    assert fold(name).isascii()


@given(st.text())
def test_sort_keys_order_alike_in_every_collation(text):
    key = sort_key(text)
    assert key == "" or (key.isascii() and key.isalnum() and key == key.lower())


IN_ORDER = [
    "Trần Văn An", "Lê Thị Ánh", "Ngô Bá Ân", "Đỗ Thị Ấn", "Phạm Văn Bình", "Lê Cường", "Vũ Thị Dung", "Trần Đức Duy", "Nguyễn Văn Đạt",
    "Bùi Văn Đức", "Cao Em",
    "Nguyễn An Hoa", "Trần An Hoa", "Nguyễn Bích Hoa", "Bùi Thị Hoa", "Nguyễn Thị Hoa", "Nguyễn Thị Bích Hoa", "Nguyễn An Hòa", "Lê Hoài", "An Hường",
    "Lê Lý", "Lê Minh", "Tạ Oanh", "Tạ Ơn", "Lê Tư", "Lê Ý",
]


def test_names_are_ordered_by_given_name():
    mixed = IN_ORDER[:]
    random.Random(1).shuffle(mixed)
    assert sorted(mixed, key=sort_key) == IN_ORDER


def test_letters_and_tones_are_ordered_as_in_a_dictionary():
    letters = ["a", "ă", "â", "b", "c", "d", "đ", "e", "ê", "g", "h", "i", "k", "l", "m", "n", "o", "ô", "ơ", "p", "q", "r", "s", "t", "u", "ư", "v", "x", "y"]
    assert sorted(letters, key=sort_key) == letters
    tones = ["ma", "mà", "mả", "mã", "má", "mạ"]
    assert sorted(tones, key=sort_key) == tones
    assert sorted(["Anh", "Án", "An", "Ăn", "Ạn"], key=sort_key) == ["An", "Án", "Ạn", "Anh", "Ăn"]


def test_a_name_without_parts():
    assert sort_key("") == sort_key(" - ") == ""
    assert sort_key("An") < sort_key("Lê An")


def test_names_are_tidied_and_keep_their_letters():
    assert tidy_name(" Nguyễn\u00a0 Thị\u200b\tHoà\n") == "Nguyễn Thị Hoà"
    assert initials("Đặng Ánh Ngọc") == "ĐAN"
    assert initials("") == ""
