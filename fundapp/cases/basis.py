"""What a decision rests on, as a programme lays it before the signer. Data only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from fundapp.kernel.labels import Text, _
from fundapp.kernel.money import dong
from fundapp.rules.engine import Finding

MUST, WAIVABLE = "must", "waivable"
SHORTEST_REASON = 15


@dataclass(frozen=True)
class Basis:
    """Regulation, findings, limits and the cells behind them, as they are on the day of the act.

    `norm_amount` is the most that the regulation grants, `limit_amount` the most that this level may decide; None means that
    none is set, and then nothing can be granted. `cells` are (table, row id, column, label).
    """

    regulation_id: int | None
    regulation_title: str
    findings: Sequence[Finding]
    norm_amount: int | None
    limit_amount: int | None
    purpose: str
    cells: Sequence[tuple[str, int, str, str]] = ()
    missing: Sequence[str] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
    summary: str = ""
    what_for: str = ""


def waivable(findings: Sequence[Finding]) -> list[Finding]:
    """Those not met that the deciding level may set aside with a written reason."""
    return [finding for finding in findings if finding.outcome == "not_met" and finding.severity == WAIVABLE]


def objections(basis: Basis, waivers: Mapping[str, str]) -> list[Text]:
    """Say everything that forbids an approval: what is missing, unknown, not met, or set aside without a reason."""
    found: list[Text] = []
    if basis.regulation_id is None:
        found.append(_("Chưa có quy chế đang hiệu lực cho chương trình này nên chưa quyết định được."))
    elif not any(finding.severity in (MUST, WAIVABLE) for finding in basis.findings):
        found.append(_("Quy chế chưa có điều kiện nào cho loại hỗ trợ này nên chưa quyết định được."))
    found += [_("Thiếu giấy tờ: %(paper)s.", paper=name) for name in basis.missing]
    for finding in basis.findings:
        if finding.severity not in (MUST, WAIVABLE):
            continue
        if finding.outcome == "unknown":
            found.append(_("Cần bổ sung: %(title)s.", title=finding.title))
        elif finding.outcome == "not_met" and finding.severity == MUST:
            found.append(_("Chưa đạt điều kiện bắt buộc: %(title)s (%(source)s).", title=finding.title, source=finding.source))
        elif finding.outcome == "not_met" and len(waivers.get(finding.key, "").strip()) < SHORTEST_REASON:
            found.append(_("Chưa đạt: %(title)s. Muốn châm chước, hãy ghi lý do rõ ràng (từ %(n)s ký tự).", title=finding.title, n=SHORTEST_REASON))
    return found


def amount_objection(basis: Basis, amount: int, proposed_amount: int | None) -> Text | None:
    """Say why an amount may not be granted, or None."""
    if amount <= 0:
        return _("Hãy nhập số tiền lấy từ ít nhất một quỹ.")
    if not proposed_amount:
        return _("Cấp thẩm tra không đề xuất hỗ trợ. Hãy trả lại hồ sơ nếu cần xem xét lại, hoặc quyết định không hỗ trợ.")
    if amount > proposed_amount:
        return _("Tổng %(sum)s đồng vượt mức được đề xuất %(most)s đồng.", sum=dong(amount), most=dong(proposed_amount))
    if basis.norm_amount is None or amount > basis.norm_amount:
        return _("Tổng %(sum)s đồng vượt mức tối đa của quy chế %(most)s đồng.", sum=dong(amount), most=dong(basis.norm_amount or 0))
    if basis.limit_amount is None or amount > basis.limit_amount:
        return _("Tổng %(sum)s đồng vượt thẩm quyền quyết định của đơn vị %(most)s đồng.", sum=dong(amount), most=dong(basis.limit_amount or 0))
    return None


def finding_row(finding: Finding) -> dict[str, Any]:
    """A finding as it is kept with an event, a decision, a seal."""
    return {
        "key": finding.key, "title": str(finding.title), "outcome": finding.outcome, "severity": finding.severity, "source": str(finding.source),
        "value": None if finding.value is None else str(finding.value), "needed": None if finding.needed is None else str(finding.needed),
        "flip": str(finding.flip) if finding.flip else "",
    }
