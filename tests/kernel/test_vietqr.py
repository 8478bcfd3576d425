"""VietQR payloads against the golden vectors, and bad public samples."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundapp.kernel.vietqr import Payment, QrError, crc, purpose_of, read, write

VECTORS: dict[str, Any] = json.loads((Path(__file__).parents[1] / "data" / "vectors" / "vietqr.json").read_text(encoding="utf-8"))
# The spec sample with a right CRC and a wrong inner length; one whose length swallows tag 02.
SWALLOWS = "00020101021238390010A0000007270129000697042201159999123456789010208QRIBFTTA53037045802VN6304"


def of(fields: dict[str, Any]) -> Payment:
    named = {"card": "is_card", "dynamic": "is_dynamic"}
    return Payment(**{named.get(name, name): value for name, value in fields.items()})


def test_crc() -> None:
    assert {text: crc(text) for text in VECTORS["crc_check"]} == VECTORS["crc_check"]


@pytest.mark.parametrize("case", VECTORS["build"], ids=lambda case: case["id"])
def test_written_and_read_again(case: dict[str, Any]) -> None:
    assert write(of(case["input"])) == case["expected"]
    assert write(read(case["expected"])) == case["expected"]


@pytest.mark.parametrize("case", VECTORS["read"], ids=lambda case: case["id"])
def test_read(case: dict[str, Any]) -> None:
    expected = case["expected"]
    if not expected["ok"]:
        with pytest.raises(QrError) as refused:
            read(case["input"])
        assert refused.value.reason == expected["reason"]
        return
    found = read(case["input"])
    assert {
        "ok": True, "dynamic": found.is_dynamic, "bin": found.bin, "account": found.account, "service": "card" if found.is_card else "account",
        "amount": found.amount, "purpose": found.purpose, "bill": found.bill, "name": found.name, "city": found.city,
    } == expected


@pytest.mark.parametrize("case", VECTORS["refuse"], ids=lambda case: case["id"])
def test_refused_to_write(case: dict[str, Any]) -> None:
    with pytest.raises(QrError):
        write(of(case["input"]))


def test_a_length_that_swallows_the_next_tag_is_refused_although_its_crc_is_right() -> None:
    with pytest.raises(QrError, match="structure"):
        read(SWALLOWS + crc(SWALLOWS))


def test_a_purpose_is_folded_and_cut() -> None:
    assert purpose_of("HV26-00045-3 Kỳ 3, đóng gốc và lãi") == "HV26 00045 3 KY 3 DONG GO"


ASCII = st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=25)


@given(st.from_regex(r"[0-9]{6}", fullmatch=True), st.from_regex(r"[0-9A-Za-z]{1,19}", fullmatch=True), st.none() | st.integers(1, 9_999_999_999_999), st.none() | ASCII)
def test_what_is_written_is_read_back(number: str, account: str, amount: int | None, purpose: str | None) -> None:
    found = read(write(Payment(number, account, amount, purpose)))
    assert (found.bin, found.account, found.amount, found.purpose) == (number, account, amount, purpose)
