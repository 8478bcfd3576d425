"""What is odd about an order: the account is somebody else's, names differ, the decision is missing or later, sums lie just under a limit. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from fundapp.kernel.days import day_text
from fundapp.kernel.labels import Text, _
from fundapp.kernel.money import dong
from fundapp.payments.terms import FALLBACK

MANY: int = FALLBACK["under_limit"]["orders"]
WITHIN_DAYS: int = FALLBACK["under_limit"]["days"]
NEAR_PERCENT: int = FALLBACK["under_limit"]["percent"]


class Kind(StrEnum):
    """What kind of oddness."""

    OFFICER = "officer"
    OTHER_MEMBER = "other_member"
    HOUSEHOLDS = "households"
    NAME = "name"
    ACCOUNT = "account"
    UNDECIDED = "undecided"
    EARLY = "early"
    LIMIT = "limit"


KIND_LABELS: dict[str, Text] = {
    Kind.OFFICER: _("Tài khoản của cán bộ"),
    Kind.OTHER_MEMBER: _("Tài khoản của người khác"),
    Kind.HOUSEHOLDS: _("Một tài khoản, nhiều hộ"),
    Kind.NAME: _("Tên chủ tài khoản khác"),
    Kind.ACCOUNT: _("Đổi tài khoản so với lần trước"),
    Kind.UNDECIDED: _("Chi khi chưa có quyết định"),
    Kind.EARLY: _("Lập chi trước ngày quyết định"),
    Kind.LIMIT: _("Nhiều khoản sát dưới hạn mức"),
}


@dataclass(frozen=True)
class Suspicion:
    """One oddness: its kind, what it is about (so that it is noted once), and the sentence that people read."""

    kind: Kind
    about: str
    said: Text


@dataclass(frozen=True)
class Known:
    """What is known around an order. Names are folded but for those shown; amounts are đồng."""

    amount: int
    made_on: date
    payee: str
    # The day of the decision that the order rests on; None when there is none.
    decided_on: date | None
    limits: Sequence[int] = ()
    # Amounts of the unit's other orders of the last days, not given up.
    recent: Sequence[int] = ()
    # Of a transfer: the account as its mask shows it, and the name of its holder.
    account: str = ""
    holder: str = ""
    holder_shown: str = ""
    officers: Sequence[str] = ()
    is_of_another: bool = False
    # Codes of orders that pay other households to the same account; other names under which it was paid; the account of the last time.
    others: Sequence[str] = ()
    other_holders: Sequence[str] = ()
    last_account: str = ""
    last_code: str = ""


def suspicions(known: Known) -> list[Suspicion]:
    """Everything odd about one order, the gravest first."""
    return [*_of_the_account(known), *_of_the_decision(known), *_of_the_limit(known)]


def just_under(amount: int, limit: int) -> bool:
    """Whether an amount lies just under a limit: 46.000.000 under 50.000.000, and not 44.000.000."""
    return amount <= limit and amount * 100 > limit * NEAR_PERCENT


def _of_the_account(known: Known) -> Iterable[Suspicion]:
    where = known.account
    if not where:
        return
    for name in known.officers:
        yield Suspicion(Kind.OFFICER, where, _("Tài khoản nhận %(account)s là tài khoản mà cán bộ %(name)s đã tự khai của mình.", account=where, name=name))
    if known.is_of_another:
        yield Suspicion(Kind.OTHER_MEMBER, where, _("Tài khoản nhận %(account)s đã được khai cho một người ở hộ khác.", account=where))
    for code in known.others:
        yield Suspicion(Kind.HOUSEHOLDS, code, _("Tài khoản nhận %(account)s cũng nhận tiền của hộ khác theo %(code)s.", account=where, code=code))
    if known.holder != known.payee:
        yield Suspicion(Kind.NAME, where, _("Tên chủ tài khoản “%(name)s” khác tên người nhận trên đề nghị.", name=known.holder_shown))
    for name in known.other_holders:
        said = _("Tài khoản %(account)s trước đây đã chi với tên chủ khác: %(name)s.", account=where, name=name)
        yield Suspicion(Kind.NAME, f"{where} {name}"[:80], said)
    if known.last_account:
        said = _(
            "Lần trước (%(code)s) chi vào tài khoản khác: %(account)s. Hãy gọi lại cho người nhận theo số đã có từ trước.",
            code=known.last_code, account=known.last_account,
        )
        yield Suspicion(Kind.ACCOUNT, known.last_code, said)


def _of_the_decision(known: Known) -> Iterable[Suspicion]:
    if known.decided_on is None:
        yield Suspicion(Kind.UNDECIDED, "", _("Không thấy quyết định của hồ sơ mà đề nghị này chi."))
    elif known.decided_on > known.made_on:
        yield Suspicion(Kind.EARLY, "", _("Đề nghị lập trước ngày quyết định (%(day)s).", day=day_text(known.decided_on)))


def _of_the_limit(known: Known) -> Iterable[Suspicion]:
    for limit in sorted(set(known.limits)):
        count = 1 + sum(just_under(amount, limit) for amount in known.recent)
        if just_under(known.amount, limit) and count >= MANY:
            yield Suspicion(
                Kind.LIMIT, dong(limit),
                _("Trong %(days)s ngày có %(n)s khoản chi sát dưới hạn mức ký duyệt %(limit)s đồng, kể cả khoản này.", days=WITHIN_DAYS, n=count, limit=dong(limit)),
            )
