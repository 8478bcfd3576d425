"""The same line in two files is one line, two equal payments are two; what cannot both be true is found; no order loses anything."""

from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from fundapp.bank.joining import Kept, disagreement, gaps, keys_of, mask_note

FIRST = date(2026, 10, 1)


def day(number: int) -> date:
    return FIRST + timedelta(days=number)


def kept(lines: list[tuple[date, int, str, str]], first: int, last: int, opening: int = 1000) -> Kept:
    """The statement of some days out of all lines of an account."""
    inside = [line for line in lines if day(first) <= line[0] <= day(last)]
    before = opening + sum(line[1] for line in lines if line[0] < day(first))
    keys = keys_of(1, inside)
    moves = {key: (line[0], line[1]) for (key, _n), line in zip(keys, inside, strict=True)}
    return Kept(day(first), day(last), before, before + sum(line[1] for line in inside), moves)


LINES = st.lists(st.tuples(st.integers(0, 9), st.sampled_from([5, -5, 7]), st.sampled_from(["", "A", "NONREF"]), st.sampled_from(["ung ho", "phi"])), max_size=25).map(
    lambda found: sorted((day(n), amount, ref, note) for n, amount, ref, note in found)
)
SPANS = st.tuples(st.integers(0, 9), st.integers(0, 9)).map(sorted)


@given(lines=LINES, one=SPANS, other=SPANS)
@settings(max_examples=200, deadline=None)
def test_two_statements_of_one_account_agree_and_share_just_their_common_lines(lines: Any, one: Any, other: Any):
    a, b = kept(lines, *one), kept(lines, *other)
    assert disagreement(a, b) is None
    common = [line for line in lines if max(a.first_on, b.first_on) <= line[0] <= min(a.last_on, b.last_on)]
    assert len(a.lines.keys() & b.lines.keys()) == len(common)
    assert len(a.lines) == sum(day(one[0]) <= line[0] <= day(one[1]) for line in lines)


@given(lines=LINES, one=SPANS, other=SPANS, which=st.integers(0, 24))
@settings(max_examples=200, deadline=None)
def test_a_line_more_in_one_of_two_is_found_wherever_both_had_to_bear_it(lines: Any, one: Any, other: Any, which: int):
    if not lines:
        return
    gone = lines[which % len(lines)]
    a, b = kept(lines, *one), kept([line for line in lines if line is not gone], *other)
    strictly = max(a.first_on, b.first_on) <= gone[0] < min(a.last_on, b.last_on)
    if strictly:
        assert disagreement(a, b) is not None
        assert disagreement(b, a) is not None


def test_a_statement_made_before_a_day_was_over_agrees_with_the_next():
    noon = kept([(day(0), 5, "A", "")], 0, 1)
    whole = kept([(day(0), 5, "A", ""), (day(1), 7, "B", "")], 0, 3)
    assert disagreement(noon, whole) is None
    assert disagreement(kept([(day(0), 5, "A", ""), (day(1), 9, "C", "")], 0, 1), whole) == ("lines", day(1))


def test_balances_that_do_not_go_on_are_found():
    early, late = kept([(day(0), 5, "A", "")], 0, 1), kept([], 2, 3, opening=1004)
    assert disagreement(late, early) == ("balance", day(2))
    assert disagreement(kept([], 3, 4, opening=7), early) is None


def test_days_that_no_statement_covers():
    assert gaps([(day(5), day(9)), (day(0), day(1)), (day(1), day(2))]) == [(day(3), day(4))]
    assert gaps([(day(0), day(9)), (day(2), day(3)), (day(10), day(11))]) == []


def test_accounts_of_strangers_do_not_lie_in_clear():
    note = "MBVCB.7225516707.UH26003007.CT tu 0999611178002 LE MINH toi 9990012345678"
    assert "0999611178002" not in mask_note(note)
    assert "UH26003007" in mask_note(note)
    assert mask_note(note).count("•") >= 3
