"""Judge one household's facts by criteria: for each a finding with value, need, source and what would turn it.

Three answers, after Kleene: what is not known stays unknown unless the rest settles it.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from fundapp.kernel.labels import Text, _
from fundapp.kernel.money import MAX_AMOUNT
from fundapp.rules import words
from fundapp.rules.criteria import Criterion, Group, Leaf
from fundapp.rules.facts import catalogue

Outcome = Literal["met", "not_met", "unknown"]
OUTCOMES: dict[str, Text] = {"met": _("Đạt"), "not_met": _("Chưa đạt"), "unknown": _("Cần bổ sung")}


class WrongFact(TypeError):
    """A fact came with a value that its type does not have; judging it would be guessing."""


@dataclass(frozen=True)
class Finding:
    """How one criterion came out. `value` and `needed` are texts to read; `raw` is the fact's value as it was judged.

    `turns_at` is the nearest value of the fact that gives the opposite answer (leaves with a known fact only).
    """

    key: str
    title: str
    outcome: Outcome
    value: Text | None
    needed: Text
    severity: str
    source: str
    flip: Text
    points: int = 0
    fact: str | None = None
    raw: Any = None
    turns_at: Any = None
    parts: tuple["Finding", ...] = ()
    change: Text = field(default_factory=lambda: Text(""))


@dataclass(frozen=True)
class Summary:
    """All findings in one word. `can_be_waived` holds the keys that stand in the way and may be set aside with a reason."""

    outcome: Literal["eligible", "not_eligible", "incomplete"]
    label: Text
    score: int
    most_score: int
    can_be_waived: tuple[str, ...] = ()
    to_complete: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()


def judge(criteria: Iterable[Criterion], facts: Mapping[str, Any]) -> list[Finding]:
    """Judge facts (name to value, None or absent: not known) by criteria, in their order. Raises WrongFact for a value of a wrong type."""
    return [_judge(criterion, facts) for criterion in criteria]


def holds(leaf: Leaf, value: Any) -> bool:
    """Say whether a known value meets a comparison."""
    operator, wanted = leaf.operator, leaf.value
    if operator == "at_least":
        return bool(value >= wanted)
    if operator == "more_than":
        return bool(value > wanted)
    if operator == "at_most":
        return bool(value <= wanted)
    if operator == "less_than":
        return bool(value < wanted)
    if operator in ("equals", "is"):
        return bool(value == wanted)
    if operator == "one_of":
        return value in wanted
    met = not set(wanted).isdisjoint(value)
    return met if operator == "any_of" else not met


def summary(findings: Sequence[Finding], waived: Collection[str] = ()) -> Summary:
    """Sum up: eligible only when every must and every waivable criterion is met, or waived where that is allowed.

    Without a single such criterion nobody is eligible: an empty rule fails closed.
    """
    binding = [finding for finding in findings if finding.severity != "points"]
    waivable = {finding.key for finding in binding if finding.severity == "waivable" and finding.key in waived}
    failed = [finding for finding in binding if finding.outcome == "not_met" and finding.key not in waivable]
    unknown = tuple(finding.key for finding in binding if finding.outcome == "unknown")
    score = sum(finding.points for finding in findings if finding.outcome == "met")
    most = score + sum(finding.points for finding in findings if finding.outcome == "unknown")
    hard = [finding for finding in failed if finding.severity == "must"]
    soft = () if hard else tuple(finding.key for finding in failed)
    keys = tuple(finding.key for finding in failed)
    if hard:
        return Summary("not_eligible", _("Không đủ điều kiện"), score, most, soft, unknown, keys)
    if unknown or not binding:
        return Summary("incomplete", _("Cần bổ sung thông tin"), score, most, soft, unknown, keys)
    if failed:
        return Summary("not_eligible", _("Chưa đủ điều kiện, có thể xem xét châm chước"), score, most, soft, unknown, keys)
    return Summary("eligible", _("Đủ điều kiện"), score, most)


def _judge(criterion: Criterion, facts: Mapping[str, Any]) -> Finding:
    return _leaf(criterion, facts) if isinstance(criterion, Leaf) else _group(criterion, facts)


def _leaf(leaf: Leaf, facts: Mapping[str, Any]) -> Finding:
    fact = catalogue()[leaf.fact]
    raw = facts.get(leaf.fact)
    need = words.needed(leaf)
    if raw is None:
        ask = Text(words.lower(fact.ask))
        return Finding(
            leaf.key, leaf.title, "unknown", None, need, leaf.severity, leaf.source, words.flip("unknown", ask), leaf.points, leaf.fact, change=ask
        )
    if not fact.fits(raw):
        raise WrongFact(f"{leaf.fact} is {fact.type}, not {raw!r}")
    outcome: Outcome = "met" if holds(leaf, raw) else "not_met"
    target = turning_value(leaf, raw)
    what = words.change(leaf, raw, target) if target is not None else Text("")
    return Finding(
        leaf.key, leaf.title, outcome, fact.show(raw), need, leaf.severity, leaf.source, words.flip(outcome, what) if what else Text(""),
        leaf.points, leaf.fact, raw, target, change=what,
    )


def _group(group: Group, facts: Mapping[str, Any]) -> Finding:
    parts = tuple(_judge(part, facts) for part in group.parts)
    outcome = _join(group.join, [part.outcome for part in parts])
    what = _turning(group.join, outcome, [part.change for part in parts if part.outcome == outcome and part.change])
    known = [f"{_label(part)}: {part.value}" for part in parts if part.value is not None]
    return Finding(
        group.key, group.title, outcome, Text("; ".join(known)) if known else None, words.needed(group), group.severity, group.source,
        words.flip(outcome, what) if what else Text(""), group.points, parts=parts, change=what,
    )


def _label(part: Finding) -> str:
    return catalogue()[part.fact].label if part.fact else part.title


def _turning(join: str, outcome: Outcome, changes: list[Text]) -> Text:
    """Join the changes of the parts: one is enough to turn "all" from met or "any" from not met, else all have to change."""
    if not changes:
        return Text("")
    if outcome == "unknown":
        return (words.ask_any if join == "any" else words.ask_all)(changes)
    return (words.any_of if (join == "all") == (outcome == "met") else words.all_of)(changes)


def _join(join: str, outcomes: Sequence[Outcome]) -> Outcome:
    settles, otherwise = ("met", "not_met") if join == "any" else ("not_met", "met")
    if settles in outcomes:
        return settles  # type: ignore[return-value]
    return "unknown" if "unknown" in outcomes else otherwise  # type: ignore[return-value]


def turning_value(leaf: Leaf, value: Any) -> Any:
    """Give the nearest value of the fact that turns the answer, or None when there is none."""
    met = holds(leaf, value)
    fact, wanted = leaf.about, leaf.value
    if fact.is_number:
        return _turning_number(leaf.operator, wanted, met)
    if fact.type == "truth":
        return not value
    if fact.type == "choice":
        return next((name for name in fact.choices if holds(leaf, name) != met), None)
    have = set(value)
    if leaf.operator == "any_of":
        return tuple(sorted(have - set(wanted))) if met else tuple(sorted(have | {wanted[0]}))
    return tuple(sorted(have | {wanted[0]})) if met else tuple(sorted(have - set(wanted)))


def _turning_number(operator: str, wanted: int, met: bool) -> int | None:
    if operator == "equals":
        return wanted if not met else wanted + 1 if wanted < MAX_AMOUNT else wanted - 1
    edge = {"at_least": wanted, "more_than": wanted + 1, "at_most": wanted, "less_than": wanted - 1}[operator]
    rises = operator in ("at_least", "more_than")
    target = edge if not met else edge - 1 if rises else edge + 1
    return target if 0 <= target <= MAX_AMOUNT else None
