"""The one next act on a request, for whoever is looking, and the other acts beside it. Pure.

Endpoints begin with a dot: they are those of the programme whose page is shown.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from fundapp.cases.lifecycle import Act, State, step
from fundapp.casework.words import Words
from fundapp.kernel.labels import Text, _


@dataclass(frozen=True)
class Facts:
    """What decides the next act: the state, what is missing, whether the proof is stale, what the ledger and the orders say."""

    state: str
    holder: str
    missing: int = 0
    is_stale: bool = False
    to_order: int = 0
    open_orders: int = 0
    reversing: int = 0
    reserved: int = 0
    is_lapsed: bool = False


@dataclass(frozen=True)
class Next:
    """What is to be done now. Without an endpoint it is somebody else's turn, and `text` says whose."""

    text: Text
    endpoint: str | None = None
    label: Text | None = None
    icon: str = "arrow-right"


@dataclass(frozen=True)
class Other:
    """A further act that the looker may do."""

    act: Act
    endpoint: str
    label: Text
    icon: str


GENERIC = Words()
OTHERS = (
    Other(Act.AMEND, ".content", _("Sửa nội dung"), "pencil"),
    Other(Act.ADD_PAPER, ".papers", _("Thêm giấy tờ"), "paperclip"),
    Other(Act.RETURN, ".return_", _("Trả lại"), "arrow-back-up"),
    Other(Act.VISIT, ".visit", _("Ghi thêm thẩm tra"), "clipboard-check"),
    Other(Act.REFUSE, ".refusal", _("Từ chối"), "ban"),
    Other(Act.CONFIRM, ".confirmation", _("Xác nhận lại"), "shield-check"),
    Other(Act.EXTEND, ".extension", _("Gia hạn cam kết chi"), "calendar"),
    Other(Act.LAPSE, ".lapse", _("Cho hết hiệu lực"), "clock"),
    Other(Act.RELEASE, ".release", _("Giải phóng tiền"), "coins"),
    Other(Act.CLOSE, ".closure", _("Kết thúc hồ sơ"), "check"),
    Other(Act.REOPEN, ".reopening", _("Mở lại hồ sơ"), "arrow-back-up"),
    Other(Act.WITHDRAW, ".withdrawal", _("Rút hồ sơ"), "file-x"),
)


def next_act(facts: Facts, may: Callable[[Act], bool], may_order: bool, words: Words = GENERIC) -> Next:
    """Say the one next act. `may` answers for the looker on this request as it stands, `words` are those of its programme."""
    state = State(facts.state)
    if state in (State.DRAFT, State.RETURNED):
        return _filing(facts, may)
    if state is State.APPROVED:
        return _paying(facts, may, may_order, words)
    if state is State.CLOSED and facts.reserved:
        text = _("Khoản chi đã bị đảo, tiền lại đang được giữ: mở lại hồ sơ để chi lại, hoặc giải phóng tiền về quỹ.")
        return Next(text, ".reopening", _("Mở lại hồ sơ"), "arrow-back-up") if may(Act.REOPEN) else Next(text)
    known = {
        State.SUBMITTED: (Act.VISIT, Next(_("Đi thẩm tra tại nhà, rồi ghi kết quả và ảnh."), ".visit", _("Ghi nhận thẩm tra"), "clipboard-check")),
        State.VERIFIED: (
            Act.PROPOSE,
            Next(_("Đề xuất mức %(gives)s, hoặc không %(gives)s.", gives=words.gives), ".proposal", _("Đề xuất mức %(gives)s", gives=words.gives), "send"),
        ),
        State.PROPOSED: (
            Act.APPROVE,
            Next(_("Xem hồ sơ, kết quả thẩm tra và quyết định."), ".decision", _("Quyết định %(gives)s", gives=words.gives), "writing-sign"),
        ),
    }
    if state in known:
        act, mine = known[state]
        return mine if may(act) else Next(_waiting(state, facts.holder))
    return Next(_("Không còn việc gì; hồ sơ được lưu."))


def _filing(facts: Facts, may: Callable[[Act], bool]) -> Next:
    if not may(Act.SUBMIT):
        return Next(_("Chờ %(unit)s hoàn thiện và nộp hồ sơ.", unit=facts.holder))
    if facts.missing:
        text = _("Thêm %(n)s giấy tờ còn thiếu rồi nộp.", n=facts.missing)
        return Next(text, ".papers", _("Thêm giấy tờ còn thiếu"), "paperclip")
    text = _("Hồ sơ đã đủ giấy tờ. Xem lại rồi nộp lên công đoàn cấp trên.")
    return Next(text, ".submission", _("Nộp hồ sơ lên cấp trên"), "send")


def _paying(facts: Facts, may: Callable[[Act], bool], may_order: bool, words: Words) -> Next:
    if facts.is_lapsed and not facts.reserved:
        return _lapsed(facts, may)
    if facts.is_stale:
        if may(Act.CONFIRM):
            return Next(_("Căn cứ đã thay đổi: xem lại rồi xác nhận quyết định."), ".confirmation", _("Xem và xác nhận lại"), "shield-check")
        return Next(_("Căn cứ đã thay đổi: chờ người quyết định tại %(unit)s xác nhận lại, tạm dừng chi.", unit=facts.holder))
    if facts.to_order:
        if may_order:
            return Next(_("Lập đề nghị chi cho số tiền đã được duyệt."), ".payments", _("Lập đề nghị chi"), "receipt")
        return Next(_("Chờ kế toán %(unit)s lập đề nghị chi.", unit=facts.holder))
    if facts.reversing:
        return Next(_("Đang có đề nghị đảo một khoản chi, chờ người xác nhận."))
    if facts.open_orders:
        return Next(_("Đề nghị chi đang được kiểm tra hoặc chờ thủ quỹ chi tiền."))
    if may(Act.CLOSE):
        return Next(words.to_close, ".closure", _("Kết thúc hồ sơ"), "check")
    return Next(words.not_closed)


def _lapsed(facts: Facts, may: Callable[[Act], bool]) -> Next:
    """The money went back to the fund on its day: what is left is to end the request, and to ask anew where help is still needed."""
    text = _("Cam kết chi đã hết hiệu lực, tiền đã trở về quỹ. Kết thúc hồ sơ này; nếu hộ vẫn cần hỗ trợ, công đoàn cơ sở mở hồ sơ mới.")
    return Next(text, ".closure", _("Kết thúc hồ sơ"), "check") if may(Act.CLOSE) else Next(text)


def _waiting(state: State, holder: str) -> Text:
    if state is State.PROPOSED:
        return _("Chờ lãnh đạo %(unit)s quyết định.", unit=holder)
    return _("Chờ %(unit)s thẩm tra và đề xuất.", unit=holder)


HOLDING = frozenset({Act.RELEASE, Act.REOPEN, Act.EXTEND, Act.LAPSE})


def other_acts(
    state: str, may: Callable[[Act], bool], main: str | None, reserved: int = 0, *, is_overdue: bool = False, own: Sequence[Other] = ()
) -> Sequence[Other]:
    """The further acts that the looker may do, without the one that is the next act already; some are about money that is still held.

    `own` are those that only its programme has. Before its last day a promise is extended, after it the promise lapses.
    """
    too_early_or_late = Act.EXTEND if is_overdue else Act.LAPSE
    return [
        other for other in (*own, *OTHERS)
        if other.endpoint != main and step(other.act, state) and may(other.act) and (reserved or other.act not in HOLDING) and other.act is not too_early_or_late
    ]


STOPS: tuple[tuple[Text, tuple[State, ...]], ...] = (
    (_("Lập hồ sơ"), (State.DRAFT, State.RETURNED)),
    (_("Thẩm tra"), (State.SUBMITTED,)),
    (_("Đề xuất"), (State.VERIFIED,)),
    (_("Quyết định"), (State.PROPOSED,)),
    (_("Chi tiền"), (State.APPROVED,)),
    (_("Kết thúc"), (State.CLOSED,)),
)


def stops(state: str, words: Words = GENERIC) -> list[dict[str, Text | str]]:
    """The stations of a request with where it is; one that was refused or withdrawn stands at its end."""
    known = State(state)
    if known in (State.REFUSED, State.WITHDRAWN):
        ended = _("Không %(gives)s", gives=words.gives) if known is State.REFUSED else _("Đã rút")
        return [{"label": STOPS[0][0], "state": "done"}, {"label": ended, "state": "now"}]
    at = next(place for place, (_label, states) in enumerate(STOPS) if known in states)
    return [
        {"label": label, "state": "done" if place < at else "now" if place == at else "next"} for place, (label, _states) in enumerate(STOPS)
    ]
