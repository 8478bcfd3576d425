"""What a line seems to be, and which lines of one statement belong together. Pure; it proposes words, it settles nothing."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from fundapp.bank.statement import Line
from fundapp.bank.words import KINDS
from fundapp.kernel.codes import PREFIXES
from fundapp.kernel.labels import Text, _
from fundapp.kernel.names import fold

PAYMENT, DONATION, REPAYMENT, FEE, INTEREST, REVERSAL, WITHDRAWAL, UNKNOWN = (
    "payment", "donation", "loan_repayment", "fee", "interest", "reversal", "cash_withdrawal", "unknown",
)
LABELS: dict[str, Text] = {
    PAYMENT: _("Khoản chi"), DONATION: _("Ủng hộ"), REPAYMENT: _("Trả nợ vay"), FEE: _("Phí ngân hàng"), INTEREST: _("Lãi tiền gửi"),
    REVERSAL: _("Hoàn trả"), WITHDRAWAL: _("Rút tiền mặt"), UNKNOWN: _("Chưa rõ"),
}
# On which side the words of a kind count; a fee never comes in, interest never goes out.
OUT, IN = (WITHDRAWAL, FEE), (REVERSAL, INTEREST)
SAME_AMOUNT = "different payments: none of them repeats another, none may be matched by amount alone"


def kind_of(line: Line) -> str:
    """Say what a line seems to be: by the bank's own mark, by words on its side, by the prefix of a code or of what is left of one."""
    if line.hint:
        return line.hint
    folded = fold(line.memo)
    for kind in OUT if line.debit else IN:
        if KINDS[kind].search(folded) and not (kind == FEE and line.found.codes and not folded.startswith("phi")):
            return kind
    if line.debit:
        return PAYMENT if line.found.codes or line.found.suspects else UNKNOWN
    prefixes = {code[:2] for code in line.found.codes + line.found.suspects} or _rests(folded)
    if "HV" in prefixes:
        return REPAYMENT
    return DONATION if "UH" in prefixes or KINDS[DONATION].search(folded) else UNKNOWN


def _rests(folded: str) -> set[str]:
    """Prefixes of codes that were cut off: "UH26 007"."""
    return {word[:2].upper() for word in folded.split() if len(word) >= 4 and word[:2].upper() in PREFIXES and word[2:].isdigit()}


def together(lines: Sequence[Line]) -> list[dict[str, Any]]:
    """Lines (counted from 1) that belong together: a payment and its fee, a payment and its return; or equal ones that are different."""
    found: list[dict[str, Any]] = []
    kinds = [kind_of(line) for line in lines]
    by_day: dict[tuple[Any, int], list[int]] = defaultdict(list)
    paid: dict[tuple[str, int], int] = {}
    for n, (line, kind) in enumerate(zip(lines, kinds, strict=True), 1):
        by_day[line.on, line.amount].append(n)
        if kind == PAYMENT:
            paid.update(dict.fromkeys(((code, line.debit) for code in line.found.codes), n))
        if kind == FEE and n > 1 and kinds[n - 2] == PAYMENT and set(line.found.codes) & set(lines[n - 2].found.codes):
            found.append({"kind": "payment_and_its_fee", "lines": [n - 1, n]})
        if kind == REVERSAL:
            first = next((paid[code, line.credit] for code in line.found.codes if (code, line.credit) in paid), None)
            if first is not None:
                found.append({"kind": "payment_and_its_reversal", "lines": [first, n]})
    found += [{"kind": "same_amount_same_day", "lines": same, "note": SAME_AMOUNT} for same in by_day.values() if len(same) > 1]
    return sorted(found, key=lambda one: (one["lines"][0], one["lines"][-1]))
