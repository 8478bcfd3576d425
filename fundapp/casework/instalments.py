"""Which instalment of a decided amount comes next. Pure."""

from collections.abc import Sequence

from fundapp.kernel.money import share


def instalment(whole: int, taken: int, percents: Sequence[int]) -> tuple[int, int] | None:
    """Give the place of the next instalment and its amount, when `taken` of the whole is ordered or paid already.

    60.000.000 in two halves, nothing taken: the first, 30.000.000. None when there are no instalments or nothing is left.
    """
    if not percents or taken >= whole:
        return None
    due = 0
    for place, part in enumerate(share(whole, percents)):
        due += part
        if due > taken:
            return place, due - taken
    return None
