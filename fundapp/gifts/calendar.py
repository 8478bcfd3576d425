"""The calendar of a campaign: it may not run backwards. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from fundapp.kernel.days import day_text
from fundapp.kernel.labels import Text, _

STEPS: dict[str, Text] = {
    "opens_on": _("Mở đợt"),
    "list_until_on": _("Hạn lập danh sách"),
    "review_until_on": _("Hạn thẩm tra"),
    "decide_until_on": _("Hạn quyết định"),
    "give_from_on": _("Bắt đầu trao"),
    "give_until_on": _("Hết hạn trao"),
    "settle_until_on": _("Hạn quyết toán"),
}


@dataclass(frozen=True)
class Calendar:
    """The days of a campaign in the order in which they must come; two may fall on one day."""

    opens_on: date
    list_until_on: date
    review_until_on: date
    decide_until_on: date
    give_from_on: date
    give_until_on: date
    settle_until_on: date

    def backwards(self) -> tuple[str, str] | None:
        """The first two steps that stand in the wrong order; None when all is well."""
        return next(((one, next_) for one, next_ in pairwise(STEPS) if getattr(self, one) > getattr(self, next_)), None)


def objection(calendar: Calendar) -> tuple[str, Text] | None:
    """Say on which step a calendar runs backwards and what to write instead; None when it does not."""
    wrong = calendar.backwards()
    if wrong is None:
        return None
    one, next_ = wrong
    return next_, _(
        "“%(later)s” (%(later_day)s) đứng trước “%(earlier)s” (%(earlier_day)s). Hãy chọn ngày từ %(earlier_day)s trở đi.",
        later=STEPS[next_], later_day=day_text(getattr(calendar, next_)), earlier=STEPS[one], earlier_day=day_text(getattr(calendar, one)),
    )


def level_objection(calendar: Calendar, deadlines: Sequence[tuple[int, date]]) -> Text | None:
    """Say what is wrong with the last days of listing by level (a greater level lies lower); a lower one hands in no later than the one above it."""
    ordered = sorted(deadlines, reverse=True)
    if len({level for level, _day in ordered}) != len(ordered):
        return _("Mỗi cấp chỉ có một hạn lập danh sách.")
    days = [calendar.opens_on, *(day for _level, day in ordered), calendar.list_until_on]
    for earlier, later in pairwise(days):
        if earlier > later:
            return _(
                "Hạn lập danh sách phải đi từ cấp dưới lên cấp trên, từ %(first)s đến %(last)s: %(later)s đứng trước %(earlier)s.",
                first=day_text(calendar.opens_on), last=day_text(calendar.list_until_on), later=day_text(later), earlier=day_text(earlier),
            )
    return None
