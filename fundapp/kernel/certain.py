"""What is there by now although its type does not say so: asked or refused before, and looked at once more where it is used.

An `assert` would say the same, but a server runs without them.
"""

from typing import TypeVar

T = TypeVar("T")


class Missing(RuntimeError):
    """What had to be there is not: a fault of the program, never of what somebody asked."""


def surely(found: T | None, what: str) -> T:
    """Give what must be there by now; `what` names it for whoever reads the log."""
    if found is None:
        raise Missing(f"there is no {what}, and there must be one by now")
    return found
