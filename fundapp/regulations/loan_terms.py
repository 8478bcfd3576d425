"""The words that a loan product is made of: how it is paid back, for how long its rate is said, what its due days do. Pure.

They lie beside the regulation that carries the product; `loans` makes schedules and standings out of them.
"""

from enum import StrEnum
from fractions import Fraction

from fundapp.kernel.labels import Text, _


class Method(StrEnum):
    """How principal and interest are spread."""

    EQUAL_PRINCIPAL = "equal_principal"
    ANNUITY = "annuity"
    FLAT = "flat"
    BULLET = "bullet"


class Every(StrEnum):
    """How long one period is. `once`: a single instalment on a given day."""

    WEEK = "week"
    FORTNIGHT = "2 weeks"
    FOUR_WEEKS = "4 weeks"
    MONTH = "month"
    ONCE = "once"


class RatePer(StrEnum):
    """For how long the rate is said."""

    MONTH = "month"
    YEAR = "year"
    FOUR_WEEKS = "4 weeks"


class Basis(StrEnum):
    """Whether every period counts as one, or days are counted (actual/365)."""

    PERIOD = "period"
    ACTUAL_365 = "actual/365"


class Moved(StrEnum):
    """What a product does with a due day on which nobody works."""

    STAYS = "stays"
    NEXT = "next"
    PREVIOUS = "previous"


class Grace(StrEnum):
    """What is not asked for in the first instalments: the principal, or the interest too, which then falls due with the first one after them."""

    PRINCIPAL = "principal"
    BOTH = "both"


class Part(StrEnum):
    """What a receipt is shared over; a product says in which order."""

    PENALTY = "penalty"
    INTEREST = "interest"
    PRINCIPAL = "principal"
    SAVINGS = "savings"


class Recognition(StrEnum):
    """When interest becomes income of the fund: as it is received, or as it falls due."""

    CASH = "cash"
    ACCRUAL = "accrual"


class OnDeath(StrEnum):
    """What becomes of the rest of a debt when its borrower dies."""

    HEIRS = "heirs"
    FREEZE = "freeze"
    WRITE_OFF = "write_off"


# Which part of its rate one period bears.
PERIODS = {
    (Every.MONTH, RatePer.MONTH): Fraction(1), (Every.MONTH, RatePer.YEAR): Fraction(1, 12),
    (Every.WEEK, RatePer.FOUR_WEEKS): Fraction(1, 4), (Every.FORTNIGHT, RatePer.FOUR_WEEKS): Fraction(1, 2),
    (Every.FOUR_WEEKS, RatePer.FOUR_WEEKS): Fraction(1),
}

METHODS: dict[Method, Text] = {
    Method.EQUAL_PRINCIPAL: _("Gốc chia đều, lãi theo dư nợ giảm dần"), Method.ANNUITY: _("Gốc và lãi đều nhau mỗi kỳ (dư nợ giảm dần)"),
    Method.FLAT: _("Lãi phẳng: tính trên số tiền vay ban đầu"), Method.BULLET: _("Lãi từng kỳ, gốc trả một lần cuối kỳ"),
}
EVERY: dict[Every, Text] = {
    Every.MONTH: _("Hằng tháng"), Every.FOUR_WEEKS: _("Bốn tuần một lần"), Every.FORTNIGHT: _("Hai tuần một lần"), Every.WEEK: _("Hằng tuần"),
    Every.ONCE: _("Một lần, vào ngày đến hạn"),
}
RATE_PER: dict[RatePer, Text] = {RatePer.MONTH: _("một tháng"), RatePer.YEAR: _("một năm"), RatePer.FOUR_WEEKS: _("bốn tuần")}
BASES: dict[Basis, Text] = {Basis.PERIOD: _("Theo kỳ (kỳ nào cũng như nhau)"), Basis.ACTUAL_365: _("Theo số ngày thực tế / 365")}
GRACES: dict[Grace, Text] = {Grace.PRINCIPAL: _("Gốc (vẫn trả lãi)"), Grace.BOTH: _("Cả gốc và lãi (lãi dồn vào kỳ sau ân hạn)")}
MOVED: dict[Moved, Text] = {Moved.STAYS: _("Giữ nguyên ngày"), Moved.NEXT: _("Dời sang ngày làm việc sau"), Moved.PREVIOUS: _("Dời về ngày làm việc trước")}
PARTS: dict[Part, Text] = {Part.PENALTY: _("lãi quá hạn"), Part.INTEREST: _("lãi"), Part.PRINCIPAL: _("gốc"), Part.SAVINGS: _("tiết kiệm bắt buộc")}
RECOGNITIONS: dict[Recognition, Text] = {Recognition.CASH: _("Khi thực thu"), Recognition.ACCRUAL: _("Khi đến hạn trả")}
ON_DEATH: dict[OnDeath, Text] = {
    OnDeath.HEIRS: _("Người thừa kế trả tiếp theo lịch"), OnDeath.FREEZE: _("Khoanh nợ, chờ xét"), OnDeath.WRITE_OFF: _("Xóa nợ theo biên bản"),
}
# In which order a receipt may be shared out.
ORDERS: dict[str, Text] = {
    "penalty interest principal savings": _("Lãi quá hạn, lãi, gốc, tiết kiệm"),
    "interest principal penalty savings": _("Lãi, gốc, lãi quá hạn, tiết kiệm"),
    "principal interest penalty savings": _("Gốc, lãi, lãi quá hạn, tiết kiệm"),
    "savings interest principal penalty": _("Tiết kiệm, lãi, gốc, lãi quá hạn"),
}
