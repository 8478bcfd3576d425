"""The one clock, and how the demo world holds it."""

from datetime import UTC, date, datetime, timedelta

from fundapp.kernel import clock


def test_instants_are_utc_and_days_are_vietnams() -> None:
    assert clock.now().tzinfo is UTC
    with clock.at(datetime(2026, 3, 1, 17, 30, tzinfo=UTC)):
        assert clock.today() == date(2026, 3, 2)


def test_a_held_clock_stays_near_and_never_shows_one_instant_twice() -> None:
    start = datetime(2026, 3, 2, 9, tzinfo=clock.VIETNAM)
    with clock.at(start):
        seen = [clock.now() for _look in range(50)]
    assert len(set(seen)) == len(seen)
    assert seen == sorted(seen)
    assert all(timedelta(0) < instant - start < timedelta(seconds=1) for instant in seen)


def test_the_clock_goes_on_by_itself_afterwards() -> None:
    before = datetime.now(UTC)
    with clock.at(datetime(2026, 3, 2, tzinfo=UTC)), clock.at(datetime(2026, 4, 2, tzinfo=UTC)):
        assert clock.today() == date(2026, 4, 2)
    assert abs(clock.now() - before) < timedelta(minutes=5)
