"""Whole postings by raw SQL, past every service: the database itself keeps restricted money to its terms."""

from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError


def post(
    connection: Any, book: str, *lines: tuple[str, int], kind: str = "ordinary", purpose: str | None = "housing", earmark: int | None = None,
    unit: int | None = None, on: str = "2026-03-10", is_sqlite: bool,
) -> None:
    """Write one entry of (account, debit less credit) and post it, as somebody at the database's prompt would."""
    known = {"code": book, "month": int(on[5:7]), "on": on, "kind": kind, "purpose": purpose, "earmark": earmark, "unit": unit}
    entry = connection.execute(
        text(
            "INSERT INTO ledger_entry (unit_id, book_id, book_year_id, period_id, entry_on, kind, state, reference, body_digest, purpose, earmark_id,"
            " beneficiary_unit_id, drafted_by_id, narration_digest) SELECT k.unit_id, k.id, y.id, p.id, :on, :kind, 'draft', 'raw', 'x', :purpose, :earmark,"
            " :unit, 1, 'x' FROM ledger_book k JOIN ledger_book_year y ON y.book_id = k.id AND y.year = 2026 JOIN ledger_period p ON p.book_year_id = y.id"
            " AND p.month = :month WHERE k.code = :code RETURNING id"
        ),
        known,
    ).scalar_one()
    for position, (account, amount) in enumerate(lines, 1):
        balance = connection.execute(
            text("SELECT min(b.id) FROM ledger_balance b JOIN ledger_book k ON k.id = b.book_id WHERE k.code = :book AND account_code = :account"),
            {"book": book, "account": account},
        ).scalar_one()
        if balance is None:
            balance = connection.execute(
                text(
                    "INSERT INTO ledger_balance (book_id, unit_id, account_code, is_money, amount) SELECT id, unit_id, :account, false, 0 FROM ledger_book"
                    " WHERE code = :book RETURNING id"
                ),
                {"book": book, "account": account},
            ).scalar_one()
        connection.execute(
            text("INSERT INTO ledger_line (entry_id, position, balance_id, entry_on, debit, credit) VALUES (:entry, :position, :balance, :on, :debit, :credit)"),
            {"entry": entry, "position": position, "balance": balance, "on": on, "debit": max(amount, 0), "credit": max(-amount, 0)},
        )
    connection.execute(
        text(
            "UPDATE ledger_entry SET state = 'posted', posted_by_id = 2, posted_at = '2026-03-10 00:00:00.000000',"
            " number = (SELECT last_number + 1 FROM ledger_book_year y WHERE y.id = book_year_id),"
            f" previous_hash = (SELECT last_hash FROM ledger_book_year y WHERE y.id = book_year_id), hash = {repr('b' * 64) if is_sqlite else 'NULL'} WHERE id = :id"
        ),
        {"id": entry},
    )


OUT_OF_A, OUT_OF_B, OUT_OF_V = (("43181", 1000), ("1111", -1000)), (("43183", 1000), ("1111", -1000)), (("3381", 1000), ("1111", -1000))
# name → (book, lines, how, the rule that refuses)
TRIES = {
    "without a purpose": ("QMA-NB", OUT_OF_A, {"purpose": None}, "F3"),
    "as a transfer": ("QMA-NB", OUT_OF_A, {"kind": "transfer", "purpose": None}, "F3"),
    "as an opening": ("QMA-NB", OUT_OF_A, {"kind": "opening", "purpose": None}, "F3"),
    "as an expense": ("QMA-NB", (("611", 1000), ("1111", -1000)), {"purpose": None}, "F3"),
    "goods without a purpose": ("QMA-NB", (("43181", 1000), ("3388", -1000)), {"purpose": None}, "F3"),
    "bound money for another unit": ("QXH-NB", OUT_OF_B, {"earmark": 1, "unit": "CDCS-BML"}, "F3"),
    "bound money for nobody": ("QXH-NB", OUT_OF_B, {"earmark": 1}, "F3"),
    "bound money after its last day": ("QXH-NB", OUT_OF_B, {"earmark": 1, "unit": "CDCS-HGL", "on": "2026-07-01"}, "F3"),
    "bound money for another purpose": ("QXH-NB", OUT_OF_B, {"earmark": 1, "unit": "CDCS-HGL", "purpose": "gifts"}, "F3"),
    "bound money of another fund": ("QMA-NB", OUT_OF_A, {"earmark": 1, "unit": "CDCS-HGL"}, "FOREIGN KEY|fk_ledger_entry"),
    "more bound money than there is": (
        "QXH-NB", (("43183", 3_000_001), ("1111", -3_000_001)), {"earmark": 1, "unit": "CDCS-HGL"}, "ck_ledger_earmark_free|not enough in the earmarked",
    ),
    "the fund's money and the donor's with it": ("QXH-NB", (("43183", 20_000_001), ("1111", -20_000_001)), {}, "ck_ledger_standing_free|not enough in the fund"),
    "money passed through without a purpose": ("VNN-NB", OUT_OF_V, {"purpose": None}, "F4"),
    "money passed through, lent": ("VNN-NB", (("1388", 1000), ("1111", -1000)), {"purpose": "remittance"}, "F4"),
    "money passed through, made income": ("VNN-NB", (("3381", 1000), ("711", -1000)), {"purpose": "remittance"}, "F4"),
    "money passed through, made capital": ("VNN-NB", (("3381", 1000), ("43181", -1000)), {"purpose": "remittance"}, "F4"),
}


@pytest.mark.parametrize("name", sorted(TRIES))
def test_a_raw_posting_is_refused(told, name: str) -> None:
    book, lines, how, rule = TRIES[name]
    if isinstance(how.get("unit"), str):
        how = {**how, "unit": told.world.units[how["unit"]]}
    db = told.world.db
    with db.engine.connect() as connection:
        with pytest.raises(IntegrityError, match=rule):
            post(connection, book, *lines, is_sqlite=db.is_sqlite, **how)
        connection.rollback()


@pytest.mark.parametrize(
    ("book", "lines", "how"),
    [
        ("QMA-NB", OUT_OF_A, {}),
        ("QXH-NB", OUT_OF_B, {"earmark": 1, "unit": "CDCS-HGL"}),
        ("VNN-NB", OUT_OF_V, {"purpose": "remittance"}),
        ("QMA-NB", (("1111", 1000), ("1121", -1000)), {"kind": "transfer", "purpose": None}),
        ("QMA-NB", (("1111", 1000), ("43181", -1000)), {"purpose": None}),
    ],
)
def test_the_same_posting_is_taken_where_the_terms_allow_it(told, book, lines, how) -> None:
    """So that the refusals above have no other reason."""
    if "unit" in how:
        how = {**how, "unit": told.world.units[how["unit"]]}
    with told.world.db.engine.connect() as connection:
        post(connection, book, *lines, is_sqlite=told.world.db.is_sqlite, **how)
        connection.rollback()
