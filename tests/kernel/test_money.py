import contextlib
import json
import unicodedata
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from vn_numberwords import words_to_number

from fundapp.kernel.labels import Text
from fundapp.kernel.money import MAX_AMOUNT, AmountError, dong, in_words, read_amount, round_half_up, share

VECTORS = Path(__file__).parents[1] / "data" / "vectors"


def cases(name):
    found = json.loads((VECTORS / f"{name}.json").read_text(encoding="utf-8"))["cases"]
    return pytest.mark.parametrize("case", found, ids=[case["id"] for case in found])


@cases("amounts_in_words")
def test_words_are_those_of_the_vectors(case):
    assert in_words(**case["input"]) == unicodedata.normalize("NFC", case["expected"])


@given(st.integers(0, 10**12 - 1))
@example(85_714_000)
@example(65_005)
def test_words_read_back_into_the_amount(amount):
    words = in_words(amount, chan=False).removesuffix(" đồng").lower()
    assert words_to_number(words) == amount


@given(st.integers(0, 10**18), st.integers(0, 10**9 - 1))
def test_after_ty_the_count_begins_again(billions, rest):
    whole = in_words(billions * 10**9 + rest, chan=False)
    if billions:
        assert whole.startswith(in_words(billions, chan=False).removesuffix(" đồng") + " tỷ")
    assert words_that_never_stand(whole) == []


def words_that_never_stand(words):
    return [wrong for wrong in ("mười tư", "mười mốt", "mươi một", "mươi năm", "mươi bốn", "linh lăm", "linh tư", "  ") if wrong in words]


@cases("money_input")
def test_amounts_are_read_as_the_vectors_say(case):
    if case["expected"]["ok"]:
        assert read_amount(case["input"]) == case["expected"]["amount"]
    else:
        with pytest.raises(AmountError) as refused:
            read_amount(case["input"])
        assert refused.value.reason == case["expected"]["reason"]
        assert isinstance(refused.value.message, Text)


@pytest.mark.parametrize(("typed", "amount"), [
    ("50 trđ", 50_000_000), ("1,5 triệu đồng", 1_500_000), ("1tr2đ", 1_200_000), ("2 tỷ", 2 * 10**9), ("1tỷ2", 1_200_000_000), ("0tr", 0),
    ("1\u202f500\u202f000 ₫", 1_500_000), ("1.500.000 VNĐ", 1_500_000), (unicodedata.normalize("NFD", "40 triệu đồng"), 40_000_000),
    ("1,500,000.00", 1_500_000),
    ("1500000.0", 1_500_000), ("\ufeff500.000", 500_000), ("500.000 đồng.", None), ("1,500đ", None), ("05tr", None), ("1.500.000k", None),
    ("1tr2345", None), ("1,5tr2", None),
    ("١٢٣", None), ("1.500.000 USD", None), ("9" * 5000, None), ("−5", None), ("1 500tr", None), ("đ", None), ("1,500.00", None),
])
def test_more_ways_of_typing(typed, amount):
    if amount is None:
        with pytest.raises(AmountError):
            read_amount(typed)
    else:
        assert read_amount(typed) == amount


@pytest.mark.parametrize("cell", [None, True, float("nan"), float("inf"), 1e15, MAX_AMOUNT + 1])
def test_cells_that_are_no_amounts(cell):
    with pytest.raises(AmountError):
        read_amount(cell)


@given(st.integers(0, MAX_AMOUNT))
def test_what_is_shown_is_read_back(amount):
    assert read_amount(dong(amount)) == amount
    assert read_amount(f"{dong(amount)} đồng") == amount
    assert read_amount(str(amount)) == amount
    assert read_amount(amount) == amount


@given(st.text(max_size=80))
def test_any_text_is_an_amount_or_a_refusal(typed):
    with contextlib.suppress(AmountError):
        assert 0 <= read_amount(typed) <= MAX_AMOUNT


@cases("largest_remainder")
def test_shares_are_those_of_the_vectors(case):
    if "refused" in case["expected"]:
        with pytest.raises(ValueError):
            share(**case["input"])
    else:
        assert share(**case["input"]) == case["expected"]["shares"]


@given(st.integers(0, MAX_AMOUNT), st.lists(st.integers(0, 10**9), min_size=1, max_size=40).filter(any))
def test_shares_sum_to_the_whole_and_are_fair(total, weights):
    shares = share(total, weights)
    assert sum(shares) == total
    for part, weight in zip(shares, weights, strict=True):
        assert abs(part - Fraction(total * weight, sum(weights))) < 1
        assert part == 0 or weight > 0


@pytest.mark.parametrize(("value", "whole"), [
    (Decimal("2.5"), 3), (Decimal("-2.5"), -3), (Decimal("2.4999999999999999999999999999999"), 2), (Fraction(7, 2), 4), (Fraction(10, 3), 3), (0, 0),
    (Decimal("-0.4"), 0),
])
def test_half_goes_up(value, whole):
    assert round_half_up(value) == whole


def test_money_is_never_a_float():
    with pytest.raises(TypeError):
        round_half_up(2.5)


@given(st.fractions(-(10**15), 10**15, max_denominator=10**6))
def test_rounding_is_the_nearest_and_symmetric(value):
    assert abs(round_half_up(value) - value) <= Fraction(1, 2)
    assert round_half_up(-value) == -round_half_up(value)
