"""The treasurer's and the accountant's book side by side: examples and properties."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from fundapp.ledger.two_books import PairKind, Posted, Slip, TwoBooks, pair_up

DAY = date(2026, 11, 20)


def slip(number: int, amount: int, *, is_receipt: bool = False) -> Slip:
    return Slip(number, f"PC26-{number:04d}", DAY, is_receipt, amount, "Chi hỗ trợ")


def line(entry: int, voucher: int | None, debit: int = 0, credit: int = 0, kind: str = "ordinary") -> Posted:
    return Posted(entry, DAY, kind, voucher, f"PC26-{voucher:04d}" if voucher else "", debit, credit, "Chi hỗ trợ")


def kinds(slips: list[Slip], lines: list[Posted]) -> list[tuple[PairKind, int]]:
    return [(pair.kind, pair.difference) for pair in pair_up(slips, lines)]


def test_examples() -> None:
    assert kinds([slip(1, 500)], [line(1, 1, credit=200), line(2, 1, credit=300)]) == [(PairKind.AGREES, 0)], "a voucher of two funds"
    assert kinds([slip(1, 500)], []) == [(PairKind.UNPOSTED, -500)]
    assert kinds([], [line(1, None, debit=500)]) == [(PairKind.NO_VOUCHER, -500)]
    assert kinds([slip(1, 500)], [line(1, 1, credit=400)]) == [(PairKind.AMOUNT, -100)]
    assert kinds([], [line(1, 7, credit=400), line(2, 7, debit=400, kind="reversal")]) == [(PairKind.AGREES, 0)], "taken back and void on the same day"
    assert kinds([], [line(2, 7, debit=400, kind="reversal")]) == [(PairKind.TAKEN_BACK, -400)]
    assert kinds([], [line(1, None, debit=400, kind="opening")]) == [(PairKind.AGREES, 0)]
    assert kinds([], [line(1, None, credit=20, kind="count")]) == [(PairKind.AGREES, 0)]


def test_a_reversal_counts_negative_on_its_own_side() -> None:
    pair = pair_up([], [line(2, 7, debit=400, kind="reversal")])[0]
    assert (pair.book_in, pair.book_out) == (0, -400)


AMOUNTS = st.integers(1, 10**15)
SLIPS = st.lists(st.builds(slip, st.integers(1, 9), AMOUNTS, is_receipt=st.booleans()), unique_by=lambda one: one.id)
LINES = st.lists(
    st.builds(
        lambda entry, voucher, amount, comes, kind: line(entry, voucher, amount * comes, amount * (1 - comes), kind),
        st.integers(1, 30), st.none() | st.integers(1, 9), AMOUNTS, st.integers(0, 1), st.sampled_from(["ordinary", "transfer", "reversal", "opening", "count"]),
    )
)


@given(SLIPS, LINES)
def test_both_books_add_up_and_differences_tell_all_that_is_between_them(slips, lines) -> None:
    books = TwoBooks(None, DAY, 0, pair_up(slips, lines))
    assert books.received - books.paid == sum(one.debit - one.credit for one in lines)
    known = {pair.voucher_id for pair in books.pairs}
    assert {one.id for one in slips} <= known
    assert books.slips_closing - books.closing == sum(pair.difference for pair in books.differences)
    assert all((pair.difference == 0) == (pair.kind is PairKind.AGREES) for pair in books.pairs)


@given(SLIPS, LINES)
def test_the_order_in_which_rows_come_is_nothing(slips, lines) -> None:
    first, second = pair_up(slips, lines), pair_up(slips[::-1], lines)
    assert TwoBooks(None, DAY, 0, first).fingerprint == TwoBooks(None, DAY, 0, second).fingerprint
    assert first == second
