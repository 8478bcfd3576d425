"""Who of the registry qualifies for a gift, who does not, and why: reckoned over columns, a hundred thousand people at once."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from fundapp.gifts.models import GiftLine, GiftList
from fundapp.gifts.overlap import Asked
from fundapp.gifts.queries.taken import BECAUSE, Candidate, gone, taken_of
from fundapp.gifts.ranking import Ranked, order, points_of
from fundapp.households import words as household_words
from fundapp.households.models import Household, Person
from fundapp.kernel.labels import Text, _
from fundapp.kernel.money import dong
from fundapp.orgs.models import Unit
from fundapp.orgs.queries import subtree_ids

WHY = "the list of a unit is proposed from the households of its own subtree"
PRIORITIES: dict[str, int] = tomllib.loads((Path(__file__).parents[1] / "data" / "priorities.toml").read_text(encoding="utf-8"))["points"]


@dataclass(frozen=True)
class Rule:
    """Who qualifies: a member in one of these circumstances, or whose household has at most so many đồng a head and month."""

    categories: tuple[str, ...] = tuple(PRIORITIES)
    most_income: int | None = None


@dataclass(frozen=True)
class Left:
    """Somebody who does not get a place, and why."""

    full_name: str
    household_id: int
    because: Text


@dataclass(frozen=True)
class Proposal:
    """The people of a unit parted by a rule: who qualifies, in their order, and who was left out."""

    qualified: list[Candidate]
    left_out: list[Left]


def proposal(session: Session, gift_list: GiftList, line: GiftLine, rule: Rule, on: date) -> Proposal:
    """Propose people for one line of a list from the registry: heads of living households under its unit, each with the reason."""
    unit = session.get_one(Unit, gift_list.unit_id)
    ranked: list[tuple[Ranked, Candidate]] = []
    left: list[Left] = []
    for candidate, income, name_key, problem in _people(session, unit, rule):
        if problem is not None:
            left.append(Left(candidate.full_name, candidate.household_id or 0, problem))
        else:
            ranked.append((Ranked(candidate.points, income, name_key), candidate))
    people = order(ranked)
    absent = gone(session, people, unit.path, on)
    taken = taken_of(session, gift_list.campaign.season, people)
    kept = []
    for one in people:
        why = absent.get(one.person_key)
        if why is None:
            asked = Asked(one.person_key if one.identity else None, one.household_key, line.gift_class)
            verdict = taken.judge(asked)
            if verdict.allowed:
                taken.add(asked)
                kept.append(one)
                continue
            why = verdict.because
        left.append(Left(one.full_name, one.household_id or 0, BECAUSE[why]))
    return Proposal(kept, left)


def _people(session: Session, unit: Unit, rule: Rule) -> Iterator[tuple[Candidate, int | None, str, Text | None]]:
    bits = sum(household_words.CATEGORY_BITS[name] for name in rule.categories)
    query = (
        select(
            Person.id, Person.uid, Person.full_name, Person.sort_key, Person.birth, Person.sex, Person.cccd_index, Person.cccd_tail, Person.is_member,
            Household.id.label("household_id"), Household.uid.label("household_uid"), Household.category_bits, Household.income_per_head_amount,
        )
        .join(Household, Household.id == Person.household_id)
        .where(Person.relation == "head", Household.ended_on.is_(None), Person.unit_id.in_(subtree_ids(session, unit.path)))
        .order_by(Person.id)
    )
    for row in session.execute(query.execution_options(all_units=WHY, yield_per=5000)):
        income = row.income_per_head_amount
        poor_enough = rule.most_income is not None and income is not None and income <= rule.most_income
        problem: Text | None = None
        if not row.is_member:
            problem = _("không phải đoàn viên")
        elif not row.category_bits & bits and not poor_enough:
            problem = _above(income, rule.most_income)
        yield (
            Candidate(
                row.full_name, f"cccd:{row.cccd_index}" if row.cccd_index else f"person:{row.uid}", f"household:{row.household_uid}", row.cccd_index, row.id,
                row.household_id, row.birth, row.sex, cccd_tail=row.cccd_tail, points=_points(row.category_bits),
                reason=_reason(row.category_bits & bits, income if poor_enough else None),
            ),
            income, f"{row.sort_key}|{row.id:012d}", problem,
        )


def _above(income: int | None, most: int | None) -> Text:
    if most is None:
        return _("không thuộc hoàn cảnh nào của tiêu chí")
    if income is None:
        return _("không thuộc hoàn cảnh nào của tiêu chí và chưa khai thu nhập; hãy bổ sung bản khai nếu có khó khăn")
    return _("thu nhập %(income)s đồng/người/tháng, cao hơn mức %(most)s đồng", income=dong(income), most=dong(most))


@cache
def _points(bits: int) -> int:
    return points_of(household_words.categories_of(bits), PRIORITIES)


@cache
def _reason(bits: int, income: int | None) -> str:
    """Why somebody qualifies, in words that tell nobody's illness."""
    shown = dict.fromkeys(
        str(household_words.CATEGORIES[household_words.NEUTRAL if name in household_words.HEALTH else name]) for name in household_words.categories_of(bits)
    )
    told = list(shown)
    if income is not None:
        told.append(str(_("thu nhập %(income)s đồng/người/tháng", income=dong(income))))
    return "; ".join(told)
