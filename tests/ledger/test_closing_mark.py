"""The mark of a closing: written, read back, typed by hand, compared group by group."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundapp.ledger.closing_mark import ClosingMark, MarkRefused, read_scanned, read_typed, text_of, unlike_groups

DIGEST = st.binary(min_size=32, max_size=32).map(bytes.hex)
CODE = st.text("ABCDĐƯ019-", min_size=1, max_size=40)
MARKS = st.builds(
    ClosingMark, CODE, st.integers(2000, 2100), st.integers(0, 999_999_999), DIGEST, st.integers(1, 12), st.integers(1, 99), DIGEST
)
HEAD = "3f9a12c4" * 8


@given(st.lists(MARKS, min_size=1, max_size=4))
def test_what_is_printed_is_read_back(marks: list[ClosingMark]) -> None:
    assert read_scanned("\n".join(text_of(mark) for mark in marks)) == marks
    assert read_scanned("\r\n\r\n".join(f"  {text_of(mark)} " for mark in marks)) == marks


@given(st.text(max_size=80))
def test_other_texts_are_refused_or_nothing(text: str) -> None:
    if not any(line.strip() for line in text.splitlines()):
        assert read_scanned(text) == []
        return
    with pytest.raises(MarkRefused) as refused:
        read_scanned(text)
    assert refused.value.field == "marks"


@pytest.mark.parametrize("head", ["3f9a 12c4 3F9A 12C4", "3f9a12c43f9a12c4", "3f9a-12c4-3f9a.12c4"])
def test_the_first_groups_may_be_typed(head: str) -> None:
    assert read_typed("QMA", "2026", "17", head) == ClosingMark("QMA", 2026, 17, HEAD[:16])


@pytest.mark.parametrize(
    ("year", "number", "head", "field"),
    [("26", "1", HEAD, "year"), ("2026", "x", HEAD, "number"), ("2026", "²", HEAD, "number"), ("2026", "1", "3f9a 12c4", "head"),
     ("2026", "1", HEAD + "0", "head"), ("2026", "1", "g" * 64, "head"), ("", "", "", "year")],
)
def test_what_is_typed_wrong_is_said_on_its_field(year: str, number: str, head: str, field: str) -> None:
    with pytest.raises(MarkRefused) as refused:
        read_typed("QMA", year, number, head)
    assert refused.value.field == field


@given(DIGEST, DIGEST, st.integers(16, 64))
def test_unlike_groups_are_those_that_differ(one: str, two: str, typed: int) -> None:
    unlike = unlike_groups(one[:typed], two)
    assert (unlike == []) == two.startswith(one[:typed])
    for group in range(1, typed // 4 + 1):
        assert (group in unlike) == (one[4 * group - 4 : 4 * group] != two[4 * group - 4 : 4 * group])
