"""How long promised money is held: when it falls due, its last day, from when its people are warned. Pure.

Decided on 02/03/2026 with 20 working days to pay, 180 days to hold and 15 to warn: due on 30/03/2026, held up to and with 29/08/2026,
warned from 14/08/2026.
"""

import tomllib
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

from fundapp.kernel.days import working_day_after

PAYMENT_DAYS, HOLD_DAYS, WARNING_DAYS = "payment_days", "hold_days", "hold_warning_days"
DEFAULTS = tomllib.loads((Path(__file__).parent / "data" / "promise_days.toml").read_text(encoding="utf-8"))
RESTORED_DAYS: int = DEFAULTS["restored_days"]


class Lasting(NamedTuple):
    """The days of one promise."""

    due_on: date
    lapse_on: date
    warn_on: date


def lasting(norm: Callable[[str], int | None], on: date) -> Lasting:
    """The days of what is promised on a day, by the norms of a regulation and by the defaults where it has none."""

    def days(key: str) -> int:
        found = norm(key)
        return int(DEFAULTS[key]) if found is None else found

    lapse_on = on + timedelta(days=days(HOLD_DAYS))
    due_on = min(working_day_after(on, days(PAYMENT_DAYS)), lapse_on)
    return Lasting(due_on, lapse_on, max(on, lapse_on - timedelta(days=days(WARNING_DAYS))))


def warned_anew(lapse_on: date, warn_on: date, to_on: date) -> date:
    """The day from which people are warned of a later last day: as many days before it as before the old one."""
    return to_on - (lapse_on - warn_on)
