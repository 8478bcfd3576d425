"""What a document changes against the one before it, line by line, for whoever approves. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fundapp.kernel.labels import Text, _
from fundapp.kernel.money import dong
from fundapp.regulations.product_terms import lines_of
from fundapp.regulations.words import STAGES, TRIGGERS, applies_text, norm_text
from fundapp.rules.criteria import SEVERITIES, Criterion, InvalidCriterion, Leaf
from fundapp.rules.words import sentence

if TYPE_CHECKING:
    from fundapp.regulations.models import Regulation

ABSENT = _("không có")


@dataclass(frozen=True)
class Change:
    """One line that differs: in which part, what it is called, how it read before and how it reads now."""

    part: Text
    name: str
    before: Text
    after: Text


def changes(old: "Regulation", new: "Regulation") -> list[Change]:
    """Give every difference between two documents, in the order of their parts."""
    limits: Callable[[Any], tuple[str, str]] = lambda line: (line.unit_kind, line.role)  # noqa: E731
    return [
        *_compare(_("Định mức"), old.norms, new.norms, lambda row: row.key, lambda row: row.name, lambda row: norm_text(row.value, row.unit)),
        *_criteria(old, new),
        *_compare(_("Giấy tờ"), old.papers, new.papers, lambda row: row.key, lambda row: row.name, lambda row: _paper(new.programme, row)),
        *_compare(
            _("Thẩm quyền"), old.authority_limits, new.authority_limits, limits, lambda _row: _("Lãnh đạo ký duyệt"),
            lambda row: _("tới %(amount)s đồng", amount=dong(row.amount)),
        ),
        *_compare(
            _("Các lần chi"), old.steps, new.steps, lambda row: (row.applies_to, row.position), lambda row: row.name,
            lambda row: _("%(percent)s%%, %(trigger)s", percent=row.percent, trigger=TRIGGERS[row.trigger]),
        ),
        *_products(old, new),
    ]


def _products(old: "Regulation", new: "Regulation") -> list[Change]:
    """Loan products term by term; one that is new or gone is told once."""
    part = _("Sản phẩm vay")
    before, after = ({one.key: one for one in each.products} for each in (old, new))
    found: list[Change] = []
    for key in dict.fromkeys([*before, *after]):
        was, now = before.get(key), after.get(key)
        if was is None or now is None:
            found.append(Change(part, (now or was).name, ABSENT if was is None else _("có"), ABSENT if now is None else _("có")))  # type: ignore[union-attr]
            continue
        said, says = ({line.key: line for line in lines_of(one)} for one in (was, now))
        for term in dict.fromkeys([*said, *says]):
            first, then = said[term].says if term in said else ABSENT, says[term].says if term in says else ABSENT
            if first != then:
                found.append(Change(part, f"{now.name}: {(says.get(term) or said[term]).name}", first, then))
    return found


def _compare(
    part: Text, old: Sequence[Any], new: Sequence[Any], key: Callable[[Any], Any], name: Callable[[Any], str], reads: Callable[[Any], Text]
) -> list[Change]:
    before, after = ({key(row): row for row in rows} for rows in (old, new))
    found = []
    for one in dict.fromkeys([*before, *after]):
        was = reads(before[one]) if one in before else ABSENT
        now = reads(after[one]) if one in after else ABSENT
        if was != now:
            found.append(Change(part, name(after.get(one) or before[one]), was, now))
    return found


def _criteria(old: "Regulation", new: "Regulation") -> list[Change]:
    """Criteria that are compared, bind or apply otherwise; another value of a norm is told once, as the norm."""
    before, after = _clauses(old), _clauses(new)
    found = []
    for key in dict.fromkeys([*before, *after]):
        was, now = before.get(key), after.get(key)
        if (was.signature if was else None) != (now.signature if now else None):
            name = now.title if now else was.title if was else ""
            found.append(Change(_("Điều kiện"), name, was.reads if was else ABSENT, now.reads if now else ABSENT))
    return found


@dataclass(frozen=True)
class _Clause:
    title: str
    reads: Text
    signature: tuple[Any, ...]


def _clauses(regulation: "Regulation") -> dict[str, _Clause]:
    """Each criterion's title, reading and what makes it the same, by key. Groups read as the sum of their parts."""
    try:
        built = regulation.criteria_for()
    except InvalidCriterion:
        return {}
    applies = {row.key: row.applies_to for row in regulation.criteria}
    return {
        criterion.key: _Clause(
            criterion.title,
            _("%(clause)s. %(severity)s, %(applies)s", clause=sentence(criterion), severity=SEVERITIES[criterion.severity],
              applies=applies_text(regulation.programme, applies[criterion.key])),
            (_signature(criterion), criterion.severity, criterion.points, applies[criterion.key]),
        )
        for criterion in built
    }


def _signature(criterion: Criterion) -> tuple[Any, ...]:
    if isinstance(criterion, Leaf):
        return (criterion.fact, criterion.operator, criterion.norm or criterion.value)
    return (criterion.join, *(_signature(part) for part in criterion.parts))


def _paper(programme: str, row: Any) -> Text:
    need = _("phải có") if row.is_required else _("nếu có")
    return _("%(name)s: %(need)s, %(stage)s, %(applies)s", name=row.name, need=need, stage=STAGES[row.stage], applies=applies_text(programme, row.applies_to))
