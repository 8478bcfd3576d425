import json
from pathlib import Path

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from fundapp.kernel.codes import PREFIXES, Found, check_digit, find_codes, make_code, parse_code

VECTORS = json.loads((Path(__file__).parents[1] / "data" / "vectors" / "reference_codes.json").read_text(encoding="utf-8"))


def cases(part):
    return pytest.mark.parametrize("case", VECTORS[part], ids=[case["id"] for case in VECTORS[part]])


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel("2026-11-20 09:00+07:00", tick=False):
        yield


@cases("make")
def test_codes_are_built_as_in_the_vectors(case):
    assert make_code(**case["input"]) == case["expected"]


@cases("find")
def test_codes_are_found_as_in_the_vectors(case):
    assert find_codes(case["input"]) == Found(**case["expected"])


@cases("refuse")
def test_typed_codes_are_refused_as_in_the_vectors(case):
    assert parse_code(case["input"]) is case["expected"]


@pytest.mark.parametrize("typed", ["HS26-00123-7", " hs 26 00123 7 ", "HS260\n01237", "hs26–00123–7", "HS/26_00123.7"])
def test_a_typed_code_gets_its_usual_form(typed):
    assert parse_code(typed) == "HS26-00123-7"


@pytest.mark.parametrize("note", ["HS19-00123-1", "HS29-00123-0", "ĐHS26-00123-7", "E\u0302\u0301HS26-00123-7", "HS26-0-0123-7", "HS26--00123-7",
    "HS26-OO123-7", "H\u017f26-00123-7"])
def test_what_is_no_code_is_not_even_a_suspect(note):
    assert find_codes(note) == Found()


def test_the_year_ends_with_next_year():
    following = make_code("QT", 2027, 5)
    assert find_codes(following).codes == [following]
    assert find_codes(make_code("QT", 2028, 5)) == Found()


@pytest.mark.parametrize(("prefix", "year", "number"), [("XX", 2026, 1), ("HS", 2026, 100_000), ("HS", 2026, -1), ("HS", 1926, 1)])
def test_codes_that_can_not_be(prefix, year, number):
    with pytest.raises(ValueError):
        make_code(prefix, year, number)


codes = st.builds(make_code, st.sampled_from(sorted(PREFIXES)), st.integers(2020, 2027), st.integers(0, 99_999))


@given(codes)
def test_every_single_wrong_digit_is_caught(code):
    for place, sign in enumerate(code):
        for wrong in set("0123456789") - {sign} if sign.isdigit() else ():
            changed = code[:place] + wrong + code[place + 1:]
            assert parse_code(changed) is None
            assert find_codes(changed).codes == []


@given(codes, st.lists(st.sampled_from(["", " ", "\n", "  "]), min_size=12, max_size=12), st.booleans(), st.sampled_from(["", "1234567890",
    "CT DEN:63.", "Ủng hộ "]))
def test_spaces_and_lost_hyphens_do_not_hide_a_code(code, gaps, is_small, before):
    bare = code.replace("-", "")
    mangled = "".join(sign + gap for sign, gap in zip(bare, [*gaps, "", ""], strict=False))
    assert find_codes(f"{before}{mangled.lower() if is_small else mangled} cam on").codes == [code]


def test_neighbours_changed_places_are_mostly_caught():
    caught = looked = 0
    for number in range(0, 100_000, 7):
        digits = f"26{number:05d}"
        for i in range(6):
            changed = digits[:i] + digits[i + 1] + digits[i] + digits[i + 2:]
            looked += changed != digits
            caught += changed != digits and check_digit(changed) != check_digit(digits)
    assert caught / looked > 0.97


def test_a_hostile_note_is_read_quickly():
    assert find_codes("H " * 20_000 + "HS" + " " * 50_000 + "26" + " " * 50_000) == Found()
