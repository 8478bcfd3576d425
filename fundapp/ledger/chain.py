"""The hash chain of a book's year: what is hashed, in which form, and the digests around it.

The text of an entry is one head line and one line for each of its lines, fields separated by "|". It holds codes, days,
amounts and numbers, and of the narration only a salted digest, so that the narration can be erased and the chain still holds.
PostgreSQL builds the same text in `ledger_entry_change()`; a test holds the two equal.
"""

import hashlib
from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

SEPARATORS = "|\n\r"


class HashedLine(NamedTuple):
    """One line as it is hashed."""

    position: int
    account_code: str
    box_id: int | None
    debit: int
    credit: int
    subject: str | None


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def genesis(book_code: str, year: int) -> str:
    """The link of the first entry of a book's year."""
    return sha256(f"fundapp|{book_code}|{year}")


def narration_digest(salt: str, narration: str) -> str:
    return sha256(f"{salt}|{narration}")


def in_fours(digest: str) -> str:
    """Write a digest in groups of four, as people compare it."""
    return " ".join(digest[at : at + 4] for at in range(0, len(digest), 4))


def instant_text(at: datetime) -> str:
    """Write an instant (UTC) to the microsecond, as both databases keep it."""
    return at.replace(tzinfo=None).isoformat("T", "microseconds")


def voucher_label(series: str, year: int, number: int, amount: int) -> str:
    return f"{series}/{year}/{number}:{amount}"


def entry_hash(
    *, book_code: str, year: int, number: int, on: date, kind: str, reference: str, body: str, purpose: str | None, earmark: int | None,
    beneficiary: int | None, voucher: str, reverses: str, drafted_by: int, posted_by: int, posted_at: str, narration: str, previous: str,
    lines: Iterable[tuple[int, str, int | None, int, int, str | None]],
) -> str:
    """Hash one entry onto the entry before it. `voucher` is its label or "", `reverses` the hash of the reversed entry or ""."""
    head = (
        f"1|{book_code}|{year}|{number}|{on.isoformat()}|{kind}|{reference}|{body}|{purpose or ''}|{earmark or ''}|{beneficiary or ''}"
        f"|{voucher}|{reverses}|{drafted_by}|{posted_by}|{posted_at}|{narration}|{previous}"
    )
    rows = [
        f"\n{position}|{account}|{'' if box is None else box}|{debit}|{credit}|{subject or ''}"
        for position, account, box, debit, credit, subject in lines
    ]
    return sha256(head + "".join(rows))
