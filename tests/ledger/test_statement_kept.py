"""The statement of an open month is summed anew after an entry of its year, and only then."""

from typing import Any

import pytest

from fundapp.kernel.db import Scope
from fundapp.ledger import reports
from fundapp.ledger.reports import statement
from fundapp.ledger.spans import part_span

ALL = Scope.everything("a test")


def spent(funds: Any, book: Any) -> int:
    with funds.world.db.reading(ALL) as session:
        return reports.read(session, book, part_span(2026, "m3")).spending


def test_an_open_month_is_remembered_until_the_next_entry(funds: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[int] = []
    summed = statement._of_days

    def counted(*given: Any) -> Any:
        looked.append(1)
        return summed(*given)

    monkeypatch.setattr(statement, "_of_days", counted)
    before = spent(funds, funds.a)
    assert (spent(funds, funds.a), len(looked)) == (before, 1)
    with funds.world.transaction() as session:
        funds.pay(session, 1_000_000, "payments/7")
    assert (spent(funds, funds.a), len(looked)) == (before + 1_000_000, 2)
    assert (spent(funds, funds.a), len(looked)) == (before + 1_000_000, 2)
