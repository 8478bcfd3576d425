"""Criteria as data: a comparison of one fact, or a group of them. One that makes no sense refuses to be built."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from fundapp.kernel.errors import Refusal
from fundapp.kernel.labels import Text, _
from fundapp.rules.facts import TYPES, Fact, FactType, catalogue

Severity = Literal["must", "waivable", "points"]
Join = Literal["all", "any"]

SEVERITIES: dict[str, Text] = {
    "must": _("Bắt buộc"),
    "waivable": _("Có thể châm chước"),
    "points": _("Cộng điểm ưu tiên"),
}
JOINS: dict[str, Text] = {"all": _("đủ tất cả"), "any": _("một trong các điều kiện")}
OPERATORS: dict[str, Text] = {
    "at_least": _("từ … trở lên"),
    "more_than": _("trên"),
    "at_most": _("không quá"),
    "less_than": _("dưới"),
    "equals": _("đúng bằng"),
    "is": _("là"),
    "one_of": _("là một trong"),
    "any_of": _("có ít nhất một trong"),
    "none_of": _("không có"),
}
_NUMBER = ("at_least", "more_than", "at_most", "less_than", "equals")
ALLOWED: dict[FactType, tuple[str, ...]] = {
    "whole": _NUMBER, "dong": _NUMBER, "percent": _NUMBER, "truth": ("is",), "choice": ("is", "one_of"), "choices": ("any_of", "none_of"),
}
LISTS = ("one_of", "any_of", "none_of")
KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
DEEPEST = 4
# The unit of a norm and the facts it may be held against.
NORM_UNITS: dict[str, Text] = {
    "dong": _("đồng"), "month": _("tháng"), "percent": _("phần trăm"), "person": _("người"), "day": _("ngày làm việc"), "point": _("điểm"), "time": _("lần"),
}


class InvalidCriterion(Refusal):
    """A criterion that cannot be judged: unknown fact, wrong operator or value, no source, no norm."""


@dataclass(frozen=True)
class NormValue:
    """A norm as criteria use it: whole number and its unit (a key of NORM_UNITS)."""

    value: int
    unit: str


@dataclass(frozen=True, kw_only=True)
class Leaf:
    """One fact compared with one value. `norm` names the norm that the value came from."""

    key: str
    title: str
    source: str
    fact: str
    operator: str
    value: Any
    norm: str | None = None
    severity: str = "must"
    points: int = 0

    def __post_init__(self) -> None:
        _check_common(self)
        fact = catalogue().get(self.fact)
        if fact is None:
            raise InvalidCriterion(_("Không có dữ kiện “%(fact)s” trong danh mục. Hãy chọn dữ kiện có sẵn.", fact=self.fact), "fact")
        if self.operator not in ALLOWED[fact.type]:
            raise InvalidCriterion(
                _("Phép so sánh này không dùng được cho “%(label)s” (%(type)s).", label=fact.label, type=TYPES[fact.type]), "operator"
            )
        object.__setattr__(self, "value", _check_value(fact, self.operator, self.value))

    @property
    def about(self) -> Fact:
        return catalogue()[self.fact]


@dataclass(frozen=True, kw_only=True)
class Group:
    """Several criteria judged as one: all of them, or any one."""

    key: str
    title: str
    source: str
    join: str
    parts: tuple["Leaf | Group", ...]
    severity: str = "must"
    points: int = 0

    def __post_init__(self) -> None:
        _check_common(self)
        if self.join not in JOINS:
            raise InvalidCriterion(_("Nhóm điều kiện phải là “đủ tất cả” hoặc “một trong”."), "join")
        if not self.parts:
            raise InvalidCriterion(_("Nhóm “%(title)s” chưa có điều kiện nào bên trong.", title=self.title), "join")


Criterion = Leaf | Group


@dataclass(frozen=True, kw_only=True)
class Row:
    """A criterion as it is kept: a leaf with `fact`, or a group with `join`; `parent_key` puts it into a group."""

    key: str
    title: str
    source: str
    severity: str = "must"
    points: int = 0
    parent_key: str | None = None
    join: str | None = None
    fact: str | None = None
    operator: str | None = None
    value: Any = None
    norm_key: str | None = None


def build(rows: Iterable[Row], norms: Mapping[str, NormValue]) -> list[Criterion]:
    """Build criteria from their rows, in their order. Raises InvalidCriterion for the first that makes no sense."""
    kept = list(rows)
    keys = Counter(row.key for row in kept)
    for key, times in keys.items():
        if times > 1:
            raise InvalidCriterion(_("Mã điều kiện “%(key)s” bị trùng.", key=key), "key")
    for row in kept:
        if row.parent_key is not None and not any(other.key == row.parent_key and other.join for other in kept):
            raise InvalidCriterion(_("Điều kiện “%(title)s” nằm trong nhóm không có.", title=row.title), "parent_key")
    built = [_build(row, kept, norms, 1) for row in kept if row.parent_key is None]
    if sum(map(_size, built)) != len(kept):
        raise InvalidCriterion(_("Các nhóm điều kiện nằm vòng trong nhau."), "parent_key")
    return built


def _build(row: Row, rows: list[Row], norms: Mapping[str, NormValue], depth: int) -> Criterion:
    if depth > DEEPEST:
        raise InvalidCriterion(_("Nhóm điều kiện lồng nhau quá %(n)s tầng.", n=DEEPEST), "parent_key")
    if row.join is not None:
        if row.fact is not None or row.operator is not None or row.value is not None or row.norm_key is not None:
            raise InvalidCriterion(_("Nhóm “%(title)s” không tự so sánh dữ kiện; hãy đặt phép so sánh vào điều kiện bên trong.", title=row.title), "fact")
        parts = tuple(_build(part, rows, norms, depth + 1) for part in rows if part.parent_key == row.key)
        return Group(key=row.key, title=row.title, source=row.source, severity=row.severity, points=row.points, join=row.join, parts=parts)
    value = row.value if row.norm_key is None else _norm(row, norms)
    return Leaf(
        key=row.key, title=row.title, source=row.source, severity=row.severity, points=row.points, fact=row.fact or "", operator=row.operator or "",
        value=value, norm=row.norm_key,
    )


def _norm(row: Row, norms: Mapping[str, NormValue]) -> int:
    if row.value is not None:
        raise InvalidCriterion(_("Điều kiện “%(title)s” có cả giá trị và định mức. Hãy giữ một trong hai.", title=row.title), "norm_key")
    norm = norms.get(row.norm_key or "")
    if norm is None:
        raise InvalidCriterion(_("Không có định mức “%(norm)s” mà điều kiện “%(title)s” dẫn tới.", norm=row.norm_key, title=row.title), "norm_key")
    fact = catalogue().get(row.fact or "")
    if fact is not None and norm.unit != unit_of(fact):
        raise InvalidCriterion(_("Định mức “%(norm)s” khác đơn vị tính với “%(label)s”.", norm=row.norm_key, label=fact.label), "norm_key")
    return norm.value


def unit_of(fact: Fact) -> str | None:
    """Give the unit that a norm for this fact must have; None when no norm fits."""
    return fact.type if fact.type in ("dong", "percent") else fact.counts if fact.type == "whole" else None


def leaves(criterion: Criterion) -> list[Leaf]:
    """Give every comparison within a criterion."""
    if isinstance(criterion, Leaf):
        return [criterion]
    return [leaf for part in criterion.parts for leaf in leaves(part)]


def _size(criterion: Criterion) -> int:
    return 1 if isinstance(criterion, Leaf) else 1 + sum(map(_size, criterion.parts))


def _check_common(criterion: Criterion) -> None:
    if not KEY.fullmatch(criterion.key):
        raise InvalidCriterion(_("Mã điều kiện gồm chữ thường không dấu, số và gạch dưới, bắt đầu bằng chữ."), "key")
    if not criterion.title.strip():
        raise InvalidCriterion(_("Hãy viết điều kiện bằng lời để người đọc hiểu."), "title")
    if not criterion.source.strip():
        raise InvalidCriterion(_("Hãy ghi điều, khoản làm căn cứ cho điều kiện “%(title)s”.", title=criterion.title), "article")
    if criterion.severity not in SEVERITIES:
        raise InvalidCriterion(_("Hãy chọn mức độ: bắt buộc, có thể châm chước hoặc cộng điểm."), "severity")
    if type(criterion.points) is not int or (criterion.severity == "points") != (criterion.points > 0) or criterion.points < 0:
        raise InvalidCriterion(_("Điểm là số dương, và chỉ có ở điều kiện cộng điểm."), "points")


def _check_value(fact: Fact, operator: str, value: Any) -> Any:
    if value is None:
        raise InvalidCriterion(_("Điều kiện về “%(label)s” chưa có giá trị hoặc định mức để so sánh.", label=fact.label), "value")
    if operator in LISTS:
        chosen = tuple(value) if isinstance(value, (list, tuple)) else ()
        if not chosen or len(set(map(str, chosen))) != len(chosen) or not all(isinstance(one, str) and one in fact.choices for one in chosen):
            raise InvalidCriterion(_("Hãy chọn ít nhất một giá trị có trong danh sách của “%(label)s”.", label=fact.label), "value")
        return chosen
    if not fact.fits(value) or (fact.is_number and value < 0):
        raise InvalidCriterion(_("Giá trị không hợp với “%(label)s” (%(type)s).", label=fact.label, type=TYPES[fact.type]), "value")
    return value
