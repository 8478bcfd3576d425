"""What the decree lets one worker borrow, and at which rate. Pure; the numbers are data (`loans/data/employment.toml`)."""

import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path


@dataclass(frozen=True)
class Limits:
    """The most in đồng and months; rates in percent a year."""

    most_amount: int
    most_months: int
    usual: Decimal
    favoured: Decimal
    overdue_percent: Decimal


@cache
def limits() -> Limits:
    """Give the limits. Worked: 127 % of 6,6 % is 8,382 % a year; overdue 130 % of that, 10,8966 %."""
    said = tomllib.loads((Path(__file__).parent.parent / "data" / "employment.toml").read_text(encoding="utf-8"))
    worker, rate = said["worker"], {key: Decimal(value) for key, value in said["rate"].items()}
    base = rate["poor_household_percent"]
    return Limits(
        worker["most_amount"], worker["most_months"], base * rate["usual_percent"] / 100, base * rate["favoured_percent"] / 100, rate["overdue_percent"],
    )


def rate_of(is_favoured: bool) -> Decimal:
    """Give the rate of a year in percent."""
    return limits().favoured if is_favoured else limits().usual


def overdue_rate_of(is_favoured: bool) -> Decimal:
    """Give the rate of a year on what is overdue, in percent."""
    return rate_of(is_favoured) * limits().overdue_percent / 100
