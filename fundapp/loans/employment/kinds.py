"""What happens to a proposal for a state employment loan, and what it holds of the allocation. Pure.

The allocation is shared twice: into what proposals hold and what is free to propose, and into what the bank has lent out and what lies idle.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from fundapp.kernel.labels import Text, _


class ProposalState(StrEnum):
    """Where one proposal stands."""

    PROPOSED = "proposed"
    SENT = "sent"
    APPROVED = "approved"
    REFUSED = "refused"
    LENT = "lent"
    PAID_BACK = "paid_back"
    WITHDRAWN = "withdrawn"


class ResultKind(StrEnum):
    """What was done with a proposal: by the union (sent, withdrawn), by the bank (the others). `correction` takes back the one that it names."""

    SENT = "sent"
    WITHDRAWN = "withdrawn"
    APPROVED = "approved"
    REFUSED = "refused"
    DISBURSED = "disbursed"
    COLLECTED = "collected"
    CORRECTION = "correction"


# Proposals that hold some of the allocation.
LIVING = (ProposalState.PROPOSED, ProposalState.SENT, ProposalState.APPROVED, ProposalState.LENT)
# What the bank told, as a person types it in.
TOLD_BY_BANK = (ResultKind.APPROVED, ResultKind.REFUSED, ResultKind.DISBURSED, ResultKind.COLLECTED)
OF_MONEY = (ResultKind.APPROVED, ResultKind.DISBURSED, ResultKind.COLLECTED)
# From which state each may come.
FROM: dict[ResultKind, tuple[ProposalState, ...]] = {
    ResultKind.SENT: (ProposalState.PROPOSED,), ResultKind.WITHDRAWN: (ProposalState.PROPOSED, ProposalState.SENT, ProposalState.APPROVED),
    ResultKind.APPROVED: (ProposalState.SENT,), ResultKind.REFUSED: (ProposalState.SENT, ProposalState.APPROVED),
    ResultKind.DISBURSED: (ProposalState.APPROVED,), ResultKind.COLLECTED: (ProposalState.LENT,),
}
STATES: dict[ProposalState, Text] = {
    ProposalState.PROPOSED: _("Chờ gửi ngân hàng"), ProposalState.SENT: _("Đã gửi ngân hàng"), ProposalState.APPROVED: _("Ngân hàng duyệt, chờ giải ngân"),
    ProposalState.REFUSED: _("Ngân hàng từ chối"), ProposalState.LENT: _("Đang vay"), ProposalState.PAID_BACK: _("Đã trả hết"), ProposalState.WITHDRAWN: _("Đã rút"),
}
TONES: dict[ProposalState, str] = {
    ProposalState.PROPOSED: "waiting", ProposalState.SENT: "waiting", ProposalState.APPROVED: "waiting", ProposalState.REFUSED: "bad", ProposalState.LENT: "good",
    ProposalState.PAID_BACK: "done", ProposalState.WITHDRAWN: "done",
}
RESULTS: dict[ResultKind, Text] = {
    ResultKind.SENT: _("Gửi danh sách cho ngân hàng"), ResultKind.WITHDRAWN: _("Rút đề nghị"), ResultKind.APPROVED: _("Ngân hàng duyệt"),
    ResultKind.REFUSED: _("Ngân hàng từ chối"), ResultKind.DISBURSED: _("Ngân hàng giải ngân"), ResultKind.COLLECTED: _("Ngân hàng thu gốc"),
    ResultKind.CORRECTION: _("Sửa việc ghi nhầm"),
}


class Result(NamedTuple):
    """One thing that was done or told; amount in đồng."""

    id: int
    kind: ResultKind
    amount: int = 0
    corrects: int | None = None


class Progress(NamedTuple):
    """Where a proposal stands: what it holds of the allocation, what the bank has lent and collected of it, in đồng."""

    state: ProposalState
    held: int
    lent: int
    collected: int

    @property
    def out(self) -> int:
        """What the borrower still owes the bank of the principal."""
        return self.lent - self.collected


def progress(asked: int, results: Iterable[Result]) -> Progress:
    """Tell where a proposal stands. Worked: 100 asked, 80 approved and disbursed, 30 collected: it holds 50, and 50 is out."""
    told = sorted(results)
    corrected = {one.corrects for one in told if one.kind == ResultKind.CORRECTION}
    now = Progress(ProposalState.PROPOSED, asked, 0, 0)
    for one in told:
        if one.kind != ResultKind.CORRECTION and one.id not in corrected:
            now = _after(now, one)
    return now


def _after(now: Progress, one: Result) -> Progress:
    if one.kind == ResultKind.SENT:
        return now._replace(state=ProposalState.SENT)
    if one.kind in (ResultKind.REFUSED, ResultKind.WITHDRAWN):
        return now._replace(state=ProposalState(one.kind.value), held=0)
    if one.kind == ResultKind.APPROVED:
        return now._replace(state=ProposalState.APPROVED, held=one.amount)
    if one.kind == ResultKind.DISBURSED:
        return now._replace(state=ProposalState.LENT, held=one.amount, lent=one.amount)
    left = now.out - one.amount
    return now._replace(state=ProposalState.LENT if left else ProposalState.PAID_BACK, held=left, collected=now.collected + one.amount)
