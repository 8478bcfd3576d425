"""The national poverty class of a household on a day, under the standard in force that day. Pure.

Poor is income at or below the line AND the fewest deprivations or more (both standards; a newspaper's "or" is wrong).
Unknown is not false: a class is given only when every way of filling in the unknown gives the same one.
Worked: 2026-11-20, rural, 1.500.000 a head, three deprivations → poor, B = 30; with two → near_poor, B = 20.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files

from fundapp.kernel.labels import Text, _
from fundapp.kernel.money import dong

AREAS = ("rural", "urban")
CLASS_LABELS: dict[str, Text] = {
    "poor": _("Hộ nghèo"),
    "near_poor": _("Hộ cận nghèo"),
    "average": _("Hộ có mức sống trung bình"),
    "none": _("Không thuộc diện nghèo"),
    "unknown": _("Chưa xác định"),
}


@dataclass(frozen=True)
class Indicator:
    """One of a standard's deprivations: when a household counts as deprived, and where the text is from."""

    key: str
    dimension: str
    title: str
    deprived_if: str
    source: str


@dataclass(frozen=True)
class Standard:
    """One national standard and the days on which it holds. Incomes are đồng per head and month, by area."""

    key: str
    title: str
    document: str
    valid_from: date
    valid_to: date
    source: str
    fewest_deprivations: int
    points_per_deprivation: int
    points_source: str
    poor_income: dict[str, int]
    average_income: dict[str, int] | None
    income_sources: tuple[str, ...]
    indicators: tuple[Indicator, ...]

    def class_of(self, income: int, area: str, deprivations: int) -> str:
        """Give the class when all is known."""
        if income <= self.poor_income[area]:
            return "poor" if deprivations >= self.fewest_deprivations else "near_poor"
        if self.average_income is not None and income <= self.average_income[area]:
            return "average"
        return "none"


@dataclass(frozen=True)
class PovertyFinding:
    """The class, what it rests on, and the smallest changes that would give another class."""

    poverty_class: str
    standard: Standard | None
    known: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    possible: tuple[str, ...] = ()
    because: str = ""
    reasons: tuple[Text, ...] = ()
    flips: tuple[Text, ...] = field(default=())

    @property
    def b_score(self) -> int:
        return 0 if self.standard is None else len(self.known) * self.standard.points_per_deprivation

    @property
    def label(self) -> Text:
        return CLASS_LABELS[self.poverty_class]


@cache
def standards() -> tuple[Standard, ...]:
    """Read the standards shipped with the program, oldest first."""
    raw = tomllib.loads(files("fundapp.households").joinpath("data/poverty_standards.toml").read_text(encoding="utf-8"))
    made = []
    for entry in raw["standard"]:
        income = {name: dict(entry[name]) for name in ("poor_income", "average_income") if name in entry}
        sources = tuple(str(lines.pop("source")) for lines in income.values())
        made.append(
            Standard(
                **{name: entry[name] for name in (
                    "key", "title", "document", "valid_from", "valid_to", "source", "fewest_deprivations", "points_per_deprivation", "points_source",
                )},
                poor_income=income["poor_income"], average_income=income.get("average_income"), income_sources=sources,
                indicators=tuple(Indicator(**indicator) for indicator in entry["indicator"]),
            )
        )
    return tuple(sorted(made, key=lambda standard: standard.valid_from))


def standard_on(on: date) -> Standard | None:
    """Give the standard in force on a day; None outside every standard."""
    return next((standard for standard in standards() if standard.valid_from <= on <= standard.valid_to), None)


def every_indicator() -> tuple[Indicator, ...]:
    """Every indicator of any standard once, in the order of the newest text: what a declaration asks for."""
    seen = {indicator.key: indicator for standard in standards() for indicator in standard.indicators}
    return tuple(seen.values())


def classify(on: date, income_per_head: int | None, area: str | None, deprived: Mapping[str, bool | None]) -> PovertyFinding:
    """Classify a household on a day. An indicator that is missing or None is not known; keys of other standards do not count."""
    standard = standard_on(on)
    if standard is None:
        return PovertyFinding(
            "unknown", None, because="no_standard_on_that_day",
            reasons=(_("Không có chuẩn nghèo nào áp dụng vào ngày này trong dữ liệu của hệ thống."),),
        )
    states = {indicator.key: deprived.get(indicator.key) for indicator in standard.indicators}
    known = tuple(key for key, state in states.items() if state is True)
    unknown = tuple(key for key, state in states.items() if state is None)
    possible = _possible(standard, income_per_head, area, len(known), len(unknown))
    reasons = tuple(_reasons(standard, income_per_head, area, len(known), len(unknown)))
    if len(possible) > 1:
        return PovertyFinding("unknown", standard, known, unknown, possible, "not_known", reasons, tuple(_missing(income_per_head, area, standard, unknown)))
    found = possible[0]
    flips = tuple(_flips(standard, found, income_per_head, area, len(known), len(unknown)))
    return PovertyFinding(found, standard, known, unknown, (), "", reasons, flips)


def _possible(standard: Standard, income: int | None, area: str | None, known: int, unknown: int) -> tuple[str, ...]:
    """Every class that some completion of the unknown gives. Only the ends and the lines matter, so few are tried."""
    areas = AREAS if area is None else (area,)
    counts = {known, known + unknown}
    found = set()
    for where in areas:
        lines = [standard.poor_income[where], *([standard.average_income[where]] if standard.average_income else [])]
        incomes = [income] if income is not None else [*lines, lines[-1] + 1]
        found |= {standard.class_of(amount, where, count) for amount in incomes for count in counts}
    return tuple(sorted(found))


def _reasons(standard: Standard, income: int | None, area: str | None, known: int, unknown: int) -> list[Text]:
    said = []
    if income is None:
        said.append(_("Chưa biết thu nhập bình quân đầu người."))
    elif area is None:
        said.append(_("Chưa biết hộ ở nông thôn hay thành thị (mức chuẩn khác nhau)."))
    else:
        line = standard.poor_income[area]
        where = _("nông thôn") if area == "rural" else _("thành thị")
        if income <= line:
            said.append(_("Thu nhập %(income)s đồng/người/tháng, không quá mức %(line)s đồng của khu vực %(where)s.", income=dong(income), line=dong(line), where=where))
        else:
            said.append(_("Thu nhập %(income)s đồng/người/tháng, trên mức %(line)s đồng của khu vực %(where)s.", income=dong(income), line=dong(line), where=where))
    points = standard.points_per_deprivation
    said.append(
        _("Thiếu hụt %(known)s chỉ số (B = %(score)s điểm; hộ nghèo cần từ %(need)s điểm).",
          known=known, score=known * points, need=standard.fewest_deprivations * points)
    )
    if unknown:
        said.append(_("Còn %(unknown)s chỉ số chưa có thông tin.", unknown=unknown))
    return said


def _missing(income: int | None, area: str | None, standard: Standard, unknown: tuple[str, ...]) -> list[Text]:
    """Say what has to be learnt before a class can be given."""
    said = []
    if income is None:
        said.append(_("Bổ sung thu nhập bình quân đầu người."))
    if area is None:
        said.append(_("Bổ sung khu vực nơi ở (nông thôn hoặc thành thị)."))
    if unknown and not said:
        titles = {indicator.key: indicator.title for indicator in standard.indicators}
        said.append(_("Bổ sung các chỉ số: %(names)s.", names="; ".join(titles[key] for key in unknown)))
    return said


def _flips(standard: Standard, found: str, income: int | None, area: str | None, known: int, unknown: int) -> list[Text]:
    """Name the smallest changes after which the class is another one."""
    if income is None or area is None:
        return []
    line, need = standard.poor_income[area], standard.fewest_deprivations
    above = standard.class_of(line + 1, area, 0)
    if found == "poor":
        spare = known - need + 1
        return [
            _("Nếu bớt %(n)s chỉ số thiếu hụt thì là hộ cận nghèo.", n=spare),
            _("Nếu thu nhập trên %(line)s đồng/người/tháng (thêm %(gap)s đồng) thì là: %(label)s.",
              line=dong(line), gap=dong(line - income + 1), label=CLASS_LABELS[above]),
        ]
    if found == "near_poor":
        return [
            _("Nếu thêm %(n)s chỉ số thiếu hụt thì là hộ nghèo.", n=need - known),
            _("Nếu thu nhập trên %(line)s đồng/người/tháng (thêm %(gap)s đồng) thì là: %(label)s.",
              line=dong(line), gap=dong(line - income + 1), label=CLASS_LABELS[above]),
        ]
    said = []
    if found == "none" and standard.average_income is not None:
        edge = standard.average_income[area]
        said.append(_("Nếu thu nhập giảm %(gap)s đồng, còn %(line)s đồng/người/tháng, thì là hộ có mức sống trung bình.", gap=dong(income - edge), line=dong(edge)))
    below = CLASS_LABELS["poor"] if known >= need else CLASS_LABELS["near_poor"]
    if known + unknown >= need > known:
        below = _("Hộ nghèo hoặc hộ cận nghèo, tùy các chỉ số chưa biết")
    said.append(
        _("Nếu thu nhập giảm %(gap)s đồng, còn %(line)s đồng/người/tháng, thì là: %(label)s.", gap=dong(income - line), line=dong(line), label=below)
    )
    return said
