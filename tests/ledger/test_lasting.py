"""How long promised money is held, and in which month or week it falls due."""

from datetime import date
from itertools import pairwise

from fundapp.ledger.calendar import laid_out, spans, totals
from fundapp.ledger.lasting import lasting, warned_anew


def test_the_days_follow_the_norms_and_the_defaults() -> None:
    assert lasting(lambda key: None, date(2026, 3, 2)) == (date(2026, 3, 30), date(2026, 8, 29), date(2026, 8, 14))
    norms = {"payment_days": 5, "hold_days": 10, "hold_warning_days": 30}
    # Paid at the latest on the last day; warned from the first where the warning is longer than the whole.
    assert lasting(norms.get, date(2026, 3, 2)) == (date(2026, 3, 9), date(2026, 3, 12), date(2026, 3, 2))
    assert lasting({**norms, "payment_days": 30}.get, date(2026, 3, 2)).due_on == date(2026, 3, 12)
    assert warned_anew(date(2026, 8, 29), date(2026, 8, 14), date(2026, 9, 30)) == date(2026, 9, 15)


def test_months_and_weeks_follow_each_other_without_a_gap() -> None:
    for by in ("month", "week"):
        found = spans(date(2026, 11, 25), by)
        assert all(later.first is None or (later.first - earlier.last).days == 1 for earlier, later in pairwise(found))
    assert spans(date(2026, 11, 25), "week")[1].last == date(2026, 11, 29)
    assert spans(date(2026, 12, 31), "month")[1].last == date(2026, 12, 31)


def test_every_sum_lies_in_one_span() -> None:
    today = date(2026, 11, 25)
    due = [(1, date(2026, 11, 24), 5), (1, today, 7), (2, date(2026, 11, 30), 11), (1, date(2026, 12, 1), 13), (2, None, 17), (1, date(2030, 1, 1), 19)]
    rows = laid_out(due, today, "month")
    assert [(row.span.kind, dict(row.amounts)) for row in rows] == [
        ("overdue", {1: 5}), ("month", {1: 7, 2: 11}), ("month", {1: 13}), ("later", {1: 19}), ("undated", {2: 17}),
    ]
    assert totals(rows) == {1: 44, 2: 28}
    assert [row.span.kind for row in laid_out([], today, "week")] == ["week"]
