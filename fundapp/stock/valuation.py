"""What goods are worth: the moving weighted average of what lies in one place for one fund, in whole đồng that sum to the books. Pure."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data" / "accounts.toml"
MOST = 1_000_000_000


@cache
def rules() -> dict[str, Any]:
    """Accounts and printed forms, as data."""
    return tomllib.loads(DATA.read_text(encoding="utf-8"))


def value_out(held: int, amount: int, taken: int) -> int:
    """What `taken` pieces of `held` that are worth `amount` đồng are worth; the last piece takes all that is left.

    Rounded half up: 1 of 3 worth 100 takes 33, then 1 of 2 worth 67 takes 34, then the last takes 33.
    """
    if not 0 < taken <= held:
        raise ValueError(f"{taken} of {held}")
    return amount if taken == held else (2 * amount * taken + held) // (2 * held)


def value_back(handed: int, amount: int, back_before: int, worth_before: int, back: int) -> int:
    """What `back` pieces bring back of `handed` that went out for `amount`, after others came back; all of them bring back all of it."""
    if back <= 0 or back_before + back > handed:
        raise ValueError(f"{back_before} + {back} of {handed}")
    return value_out(handed, amount, back_before + back) - worth_before


def account_of(kind: str, fund_account: str) -> str:
    """The default counter account of a kind of slip."""
    code = str(rules()["counter"][kind])
    return fund_account if code == "fund" else code


def is_allowed(kind: str, code: str, fund_account: str) -> bool:
    """Whether a kind of slip may be booked against an account."""
    allowed = tuple(fund_account if one == "fund" else one for one in rules()["allowed"][kind])
    return bool(code) and code.startswith(allowed)
