"""Criteria in plain Vietnamese: what is needed, and the smallest change that turns a finding."""

from typing import Any

from fundapp.kernel.labels import Text, _
from fundapp.kernel.money import dong
from fundapp.rules.criteria import Criterion, Leaf


def needed(criterion: Criterion) -> Text:
    """Say what a criterion needs: "từ 60 tháng trở lên", "Hộ nghèo hoặc Hộ cận nghèo"."""
    if not isinstance(criterion, Leaf):
        return _together(criterion.join, [lower(sentence(part)) for part in criterion.parts])
    fact = criterion.about
    if fact.is_number:
        return _bound(criterion.operator, fact.show(criterion.value))
    if criterion.operator == "is":
        return fact.show(criterion.value)
    names = [fact.choices[name] for name in criterion.value]
    if criterion.operator == "one_of":
        return Text(_(" hoặc ").join(names))
    if criterion.operator == "any_of":
        return _("có một trong: %(names)s", names=", ".join(names))
    return _("không có: %(names)s", names=", ".join(names))


def sentence(criterion: Criterion) -> Text:
    """Say a criterion as one sentence: "Thời gian là đoàn viên từ 60 tháng trở lên"."""
    if not isinstance(criterion, Leaf):
        return Text(_capital(needed(criterion)))
    fact = criterion.about
    if fact.type == "truth":
        return fact.show(criterion.value)
    if fact.type == "choice":
        return _("%(label)s là %(needed)s", label=fact.label, needed=needed(criterion))
    return _("%(label)s %(needed)s", label=fact.label, needed=needed(criterion))


def change(leaf: Leaf, value: Any, target: Any) -> Text:
    """Say how a known fact would have to change from `value` to `target` for the finding to turn."""
    fact = leaf.about
    if fact.is_number:
        return _step(leaf, value, target)
    if fact.type == "truth":
        return Text(lower(fact.show(target)))
    if fact.type == "choice":
        return _choice(leaf, value, target)
    added, dropped = sorted(set(target) - set(value)), sorted(set(value) - set(target))
    if added:
        wanted = leaf.value if leaf.operator == "any_of" else added
        return _("có %(names)s", names=_(" hoặc ").join(fact.choices[name] for name in wanted))
    return _("không còn %(names)s", names=", ".join(fact.choices[name] for name in dropped))


def flip(outcome: str, what: Text) -> Text:
    """Put a change into its sentence, by the outcome that it turns."""
    if outcome == "met":
        return _("Không còn đạt nếu %(what)s.", what=what)
    if outcome == "not_met":
        return _("Đạt nếu %(what)s.", what=what)
    return _("Để xét được, hãy %(what)s.", what=what)


def all_of(parts: list[Text]) -> Text:
    """Join changes that are all needed."""
    return parts[0] if len(parts) == 1 else Text(_(" và ").join(parts))


def any_of(parts: list[Text]) -> Text:
    """Join changes of which one is enough."""
    return parts[0] if len(parts) == 1 else _("có một trong các thay đổi sau: %(parts)s", parts="; ".join(parts))


def ask_all(parts: list[Text]) -> Text:
    """Join what has to be supplied."""
    return parts[0] if len(parts) == 1 else Text("; ".join(parts))


def ask_any(parts: list[Text]) -> Text:
    """Join what may be supplied, of which one may be enough."""
    return parts[0] if len(parts) == 1 else _("làm một trong các việc sau: %(parts)s", parts="; ".join(parts))


def lower(text: str) -> str:
    """Put a label into the middle of a sentence; words in capitals (UBND) stay."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _together(join: str, parts: list[str]) -> Text:
    inner = "; ".join(parts)
    return _("một trong: %(parts)s", parts=inner) if join == "any" else _("đủ: %(parts)s", parts=inner)


def _bound(operator: str, number: Text) -> Text:
    return {
        "at_least": _("từ %(n)s trở lên", n=number),
        "more_than": _("trên %(n)s", n=number),
        "at_most": _("không quá %(n)s", n=number),
        "less_than": _("dưới %(n)s", n=number),
        "equals": _("đúng %(n)s", n=number),
    }[operator]


def _choice(leaf: Leaf, value: str, target: str) -> Text:
    label = lower(leaf.about.label)
    if target in (leaf.value if leaf.operator == "one_of" else (leaf.value,)):
        return _("%(label)s là %(needed)s", label=label, needed=needed(leaf))
    return _("%(label)s không còn là %(value)s", label=label, value=leaf.about.show(value))


def _step(leaf: Leaf, value: int, target: int) -> Text:
    fact = leaf.about
    label, shown = lower(fact.label), fact.show(target)
    if fact.never is not None and value >= fact.never:
        return _("%(label)s chỉ là %(target)s", label=label, target=shown)
    gap = _("%(n)s đồng", n=dong(abs(target - value))) if fact.type == "dong" else fact.show(abs(target - value))
    if target > value:
        return _("%(label)s thêm %(gap)s (thành %(target)s)", label=label, gap=gap, target=shown)
    return _("%(label)s bớt %(gap)s (còn %(target)s)", label=label, gap=gap, target=shown)
