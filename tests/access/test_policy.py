"""What the matrix must never say, whoever edits it."""

import pytest

from fundapp.access.policy import APART, GRANTS, Permission, Role

# The inspection committee reads everything and changes none of it. Its one act writes down what lay in a cash box when it came unannounced:
# no money moves, no state of anything changes, and the treasurer answers it.
ONE_ACT = {Permission.COUNT_SURPRISE}


def test_the_inspection_committee_reads_all_and_has_one_act() -> None:
    assert {permission for permission in GRANTS[Role.INSPECTOR] if not permission.only_reads} == ONE_ACT
    assert {permission for permission in Permission if permission.only_reads} <= GRANTS[Role.INSPECTOR]


def test_nobody_else_counts_unannounced() -> None:
    assert [role for role in Role if Permission.COUNT_SURPRISE in GRANTS[role]] == [Role.INSPECTOR]


@pytest.mark.parametrize("other", [Permission.COUNT_WITNESS, Permission.COUNT_SURPRISE, Permission.LEDGER_POST, Permission.LEDGER_CONFIRM, Permission.CASH_LIMIT])
def test_who_keeps_the_cash_neither_witnesses_nor_books_nor_limits(other: Permission) -> None:
    assert other not in GRANTS[Role.TREASURER]
    holders = {role for role in Role if other in GRANTS[role]}
    assert all(frozenset((Role.TREASURER, role)) in APART for role in holders)
