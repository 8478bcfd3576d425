"""Hold printed marks of closings against the books: same or not, and where the chain first differs as far as can be told."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import Session

from fundapp.ledger import chain
from fundapp.ledger.check.chains import entries_with_lines, hash_of
from fundapp.ledger.closing_mark import ClosingMark, unlike_groups
from fundapp.ledger.models import Book, BookYear, Entry, Period, PeriodEvent
from fundapp.ledger.queries.frozen import FrozenRow, canonical, trial_as_of


class Verdict(StrEnum):
    """What the comparison of one mark came to."""

    SAME = "same"
    TOUCHED = "touched"
    DIFFERENT = "different"
    SHORTER = "shorter"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Answer:
    """One mark held against the books.

    `sound_up_to` is the last entry that a mark or a kept closing vouches for, `broken_at` the first one whose own content no longer gives
    its hash, `last_number` what the year holds now. `trial_same` is None where the trial balance cannot be compared.
    """

    mark: ClosingMark
    verdict: Verdict
    book: Book | None = None
    stored: str = ""
    sound_up_to: int = 0
    broken_at: int | None = None
    last_number: int = 0
    unlike: Sequence[int] = ()
    trial_same: bool | None = None

    @property
    def first_unsure(self) -> int:
        """From this entry on nothing vouches any more."""
        return self.broken_at if self.broken_at is not None else self.sound_up_to + 1


@dataclass(frozen=True)
class _Walk:
    """What walking one chain from its beginning found: the stored hash at each number, and the first entry that breaks it."""

    hashes: dict[int, str]
    broken_at: int | None


def compare(session: Session, marks: Sequence[ClosingMark]) -> list[Answer]:
    """Hold each mark against the chain as it is now, recomputed from its beginning; marks of one year vouch for one another."""
    answers: list[Answer] = []
    for (code, year_number), group in groupby(sorted(marks, key=lambda mark: mark[:3]), key=lambda mark: mark[:2]):
        of_year = list(group)
        book = session.scalar(select(Book).where(Book.code == code))
        year = None if book is None else session.scalar(select(BookYear).where(BookYear.book_id == book.id, BookYear.year == year_number))
        if book is None or year is None:
            answers += [Answer(mark, Verdict.UNKNOWN) for mark in of_year]
            continue
        kept = _closings(session, year)
        walk = _walk(session, book, year, {mark.number for mark in of_year} | {event.head_number or 0 for event in kept})
        vouched = [event.head_number or 0 for event in kept if walk.hashes.get(event.head_number or 0) == event.head_hash]
        vouched += [mark.number for mark in of_year if walk.hashes.get(mark.number, "").startswith(mark.head)]
        answers += [_answer(session, mark, book, year, walk, vouched) for mark in of_year]
    return answers


def _closings(session: Session, year: BookYear) -> list[PeriodEvent]:
    query = select(PeriodEvent).join(Period, Period.id == PeriodEvent.period_id).where(Period.book_year_id == year.id, PeriodEvent.act == "closed")
    return list(session.scalars(query.order_by(PeriodEvent.id)))


def _walk(session: Session, book: Book, year: BookYear, wanted: set[int]) -> _Walk:
    previous = chain.genesis(book.code, year.year)
    hashes, broken = {0: previous}, None
    for number, (entry, lines) in enumerate(entries_with_lines(session, Entry.book_year_id == year.id), 1):
        is_sound = entry.number == number and entry.previous_hash == previous and entry.hash == hash_of(entry, previous, lines)
        if not is_sound and broken is None:
            broken = number
        previous = entry.hash
        if entry.number in wanted:
            hashes[entry.number] = entry.hash
    return _Walk(hashes, broken)


def _answer(session: Session, mark: ClosingMark, book: Book, year: BookYear, walk: _Walk, vouched: list[int]) -> Answer:
    stored = walk.hashes.get(mark.number, "")
    broken = walk.broken_at if walk.broken_at is not None and walk.broken_at <= mark.number else None
    is_same = bool(stored) and stored.startswith(mark.head)
    # Where the paper says another thing, nothing kept in the same database vouches for that entry.
    below = [number for number in vouched if number < mark.number + is_same and (broken is None or number < broken)]
    if not stored:
        verdict = Verdict.SHORTER
    elif not is_same:
        verdict = Verdict.DIFFERENT
    else:
        verdict = Verdict.SAME if broken is None else Verdict.TOUCHED
    return Answer(
        mark, verdict, book, stored, max(below, default=0), broken, year.last_number, unlike_groups(mark.head, stored) if stored else (),
        _trial_same(session, mark, year),
    )


def _trial_same(session: Session, mark: ClosingMark, year: BookYear) -> bool | None:
    """Whether the lines still give the trial balance whose digest was printed."""
    if not mark.trial or mark.month is None or mark.time is None:
        return None
    period = session.scalar(select(Period).where(Period.book_year_id == year.id, Period.month == mark.month))
    if period is None:
        return None
    closings = [event for event in _closings(session, year) if event.period_id == period.id]
    if not 1 <= mark.time <= len(closings):
        return None
    rows: list[FrozenRow] = trial_as_of(session, period, head_number=mark.number, at=closings[mark.time - 1].at)
    return chain.sha256(canonical(rows)) == mark.trial
