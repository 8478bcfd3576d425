"""Reads of housing requests: how the regulation in force judges one, what a decision would rest on, who waits for what."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.cases import queries as cases
from fundapp.cases.basis import Basis
from fundapp.cases.models import Case
from fundapp.documents.seals import stale_cells
from fundapp.help.queries import earlier_help
from fundapp.households import facts as household_facts
from fundapp.households.models import Household, Person
from fundapp.housing import words
from fundapp.housing.eligibility import House, facts_of
from fundapp.housing.instalments import instalment
from fundapp.housing.models import HousingGrant
from fundapp.kernel import clock
from fundapp.kernel.labels import Text, _
from fundapp.kernel.money import share
from fundapp.ledger import queries as ledger
from fundapp.ledger.models import Book, Earmark
from fundapp.orgs.models import Unit
from fundapp.orgs.queries import above
from fundapp.payments import queries as payments
from fundapp.regulations.authority import limit
from fundapp.regulations.models import Regulation
from fundapp.regulations.queries import in_force
from fundapp.rules.criteria import leaves
from fundapp.rules.engine import Finding, Summary, judge, summary
from fundapp.web.waiting import Waiting

EVERY_UNIT = "what a decision rests on is the same, whoever asks"


@dataclass(frozen=True)
class Judgement:
    """How the regulation in force on a day judges a request.

    `papers` are (key, name) of those required when applying, `survey_papers` of those required at the verification.
    """

    on: date
    regulation: Regulation | None
    facts: dict[str, Any]
    findings: list[Finding]
    papers: list[tuple[str, str]]
    norm_amount: int | None
    survey_papers: list[tuple[str, str]] = field(default_factory=list)

    @property
    def shown(self) -> list[Finding]:
        """Findings for a page, those not met first."""
        return sorted(self.findings, key=lambda finding: ("not_met", "unknown", "met").index(finding.outcome))

    @property
    def all_papers(self) -> list[tuple[str, str]]:
        return [*self.papers, *self.survey_papers]

    @property
    def summary(self) -> Summary | None:
        return summary(self.findings) if self.findings else None

    @property
    def title(self) -> str:
        return title_of(self.regulation) if self.regulation else ""


@dataclass(frozen=True)
class Fund:
    """A fund that may pay for houses, with what it holds, has promised and has free, and the donations in it that may pay for this one."""

    book: Book
    standing: Any
    earmarks: list[Earmark] = field(default_factory=list)


def title_of(regulation: Regulation) -> str:
    """A regulation as pages and papers cite it."""
    return f"{regulation.title} ({regulation.named})" if regulation.number else regulation.title


def regulation_for(session: Session, unit_id: int, on: date) -> Regulation | None:
    return in_force(session, words.PROGRAMME, unit=session.get_one(Unit, unit_id), on=on)


def house_of(session: Session, grant: HousingGrant) -> House:
    """What is asked for, with what the last visit saw instead of what was declared."""
    observed: dict[str, Any] = {}
    for visit in reversed(cases.visits_of(session, grant.case)):
        observed.update(visit.observed)
    return House(
        kind=grant.kind, land_status=grant.land_status, is_disputed=grant.land_is_disputed, in_planning=grant.land_in_planning,
        condition=observed.get("house_condition", grant.house_condition), estimate_amount=grant.estimate_amount,
        own_funds_amount=grant.own_funds_amount,
    )


def judgement(session: Session, grant: HousingGrant, on: date) -> Judgement:
    """Judge a request by the regulation in force for its unit on a day."""
    household = session.get_one(Household, grant.case.household_id)
    known = household_facts.facts_of(session, household, on, except_subject=grant.case.subject)
    facts = facts_of(house_of(session, grant), known)
    regulation = regulation_for(session, grant.unit_id, on)
    if regulation is None:
        return Judgement(on, None, facts, [], [], None)
    norm = regulation.grant_norm(grant.kind)
    findings = judge(regulation.criteria_for(grant.kind), facts)
    return Judgement(
        on, regulation, facts, findings, _papers(regulation, grant.kind, "application"), norm.value if norm else None,
        _papers(regulation, grant.kind, "verification"),
    )


def _papers(regulation: Regulation, kind: str, stage: str) -> list[tuple[str, str]]:
    return [(paper.key, paper.name) for paper in regulation.papers_for(kind, stage) if paper.is_required]


def later_papers(judged: Judgement, kind: str) -> list[tuple[str, str]]:
    """Papers that may be handed in but are not required to decide: those of the completion, and those marked "if there is one"."""
    if judged.regulation is None:
        return []
    required = {key for key, _name in judged.all_papers}
    return [(paper.key, paper.name) for paper in judged.regulation.papers_for(kind, "") if paper.key not in required]


def paper_names(judged: Judgement) -> dict[str, str]:
    """What each paper is called, also those not required."""
    names: dict[str, str] = {"other": _("Giấy tờ khác"), "visit_photos": _("Ảnh thẩm tra")}
    if judged.regulation:
        names.update({paper.key: paper.name for paper in judged.regulation.papers})
    return names


def basis_of(session: Session, grant: HousingGrant, on: date, *, by: Actor) -> tuple[Judgement, Basis]:
    """Lay before the signer what a decision today would rest on."""
    judged = judgement(session, grant, on)
    unit = session.get_one(Unit, grant.case.holder_unit_id)
    regulation = judged.regulation
    basis = Basis(
        regulation_id=regulation.id if regulation else None, regulation_title=judged.title, findings=judged.findings,
        norm_amount=judged.norm_amount, limit_amount=authority_of(regulation, unit, by) if regulation else None, purpose=words.PROGRAMME,
        cells=_cells(session, grant, regulation), missing=cases.missing_papers(session, grant.case, judged.all_papers), facts=judged.facts,
        summary=words.SUMMARIES[grant.kind], what_for=words.PURPOSES[grant.kind],
    )
    return judged, basis


def authority_of(regulation: Regulation, unit: Unit, by: Actor) -> int | None:
    """The most that one of the actor's posts may decide for a unit, by the regulation."""
    roles = [post.role for post in by.posts if unit.path.startswith(post.path)]
    found = [most for role in roles if (most := limit(regulation, unit.kind, role)) is not None]
    return max(found) if found else None


def deciding_unit(session: Session, grant: HousingGrant, judged: Judgement, amount: int = 0) -> Unit | None:
    """The nearest unit, from the one that holds the request upwards, whose signer may decide the amount."""
    if judged.regulation is None:
        return None
    holder = session.get_one(Unit, grant.case.holder_unit_id)
    for unit in (holder, *above(session, holder)):
        most = limit(judged.regulation, unit.kind, "signer")
        if most is not None and most >= amount and unit.valid_to is None:
            return unit
    return None


def unit_above(session: Session, grant: HousingGrant) -> Unit | None:
    """The unit to which a submission goes today."""
    return next((unit for unit in above(session, session.get_one(Unit, grant.unit_id)) if unit.valid_to is None), None)


def funds_for(session: Session, grant: HousingGrant) -> list[Fund]:
    """Open funds of the deciding unit that may pay for houses."""
    books = session.scalars(select(Book).where(Book.unit_id == grant.case.holder_unit_id, Book.is_open).order_by(Book.code))
    fit = [book for book in books if words.PROGRAMME in book.purposes]
    ids = [book.id for book in fit]
    standings, unit = ledger.standing(session, ids), session.get_one(Unit, grant.unit_id)
    bound = ledger.fitting(session, ledger.earmarks_of(session, ids), purpose=words.PROGRAMME, unit=unit, on=clock.today())
    return [Fund(book, standings[book.id], [one for one in bound if one.book_id == book.id]) for book in fit]


def stale_of(session: Session, grant: HousingGrant) -> list[str]:
    """What has changed since the decision was sealed, while money may still leave on it."""
    if grant.case.state != "approved":
        return []
    seal = cases.seal_of(session, grant.case)
    return stale_cells(session, seal) if seal else []


def earlier_of(session: Session, grant: HousingGrant) -> list[Any]:
    """What the household was helped with before, anywhere: programme, kind, year and band only."""
    household = session.get_one(Household, grant.case.household_id)
    keys = [key for person in household.persons for key in person.help_keys]
    return earlier_help(session, household.help_key, keys, except_subject=grant.case.subject)


def suggested(household: Household) -> dict[str, Any]:
    """What the household's declaration already says for a new request."""
    declared = household.declaration
    return {"house_condition": declared.house_condition or "", "site_address": household.address}


TRI = {None: "", True: "yes", False: "no"}


def as_typed(grant: HousingGrant) -> dict[str, Any]:
    """A request as the form shows it again."""
    return {
        "kind": grant.kind, "requested_amount": grant.case.requested_amount, "estimate_amount": grant.estimate_amount,
        "own_funds_amount": grant.own_funds_amount, "other_help_amount": grant.other_help_amount or None,
        "other_help_source": grant.other_help_source, "house_condition": grant.house_condition or "", "land_status": grant.land_status or "",
        "land_is_disputed": TRI[grant.land_is_disputed], "land_in_planning": TRI[grant.land_in_planning], "site_address": grant.site_address,
        "description": grant.description,
    }


def to_order(session: Session, case: Case) -> list[tuple[Any, int]]:
    """Each reservation of a request with what of it is neither paid, freed nor already ordered."""
    reservations = cases.money_of(session, case).reservations
    return _left(reservations, payments.ordered_amounts(session, [one.id for one in reservations]))


def _left(reservations: list[Any], ordered: dict[int, int]) -> list[tuple[Any, int]]:
    left = [(one, one.open_amount - ordered.get(one.id, 0)) for one in reservations]
    return [(one, amount) for one, amount in left if amount > 0]


# What is asked again when money is about to leave; everything else rests on the sealed proof.
AT_PAYMENT = frozenset({"is_alive", "is_union_member", "has_left_union", "helped_for_housing_within_months"})


def payment_objections(session: Session, grant: HousingGrant, on: date) -> list[str]:
    """Conditions about life, membership and help received twice that no longer hold, by the regulation of the decision."""
    decision = cases.decision_of(session, grant.case)
    regulation = session.get(Regulation, decision.regulation_id) if decision and decision.regulation_id else None
    if decision is None or regulation is None:
        return []
    household = session.get_one(Household, grant.case.household_id)
    facts = facts_of(house_of(session, grant), household_facts.facts_of(session, household, on, except_subject=grant.case.subject))
    findings = judge(regulation.criteria_for(grant.kind), facts)
    binding = [one for one in findings if one.fact in AT_PAYMENT and one.severity != "points" and one.key not in decision.waivers]
    return [one.title for one in binding if one.outcome != "met"]


def next_instalment(session: Session, case: Case) -> tuple[str, list[tuple[Any, int]]]:
    """Name the next instalment of an approved request by the regulation of its decision, and what it takes of each fund."""
    left = to_order(session, case)
    decision = cases.decision_of(session, case)
    regulation = session.get(Regulation, decision.regulation_id) if decision and decision.regulation_id else None
    steps = regulation.steps_for(case.kind) if regulation else []
    whole = case.decided_amount or 0
    taken = whole - sum(part for _one, part in left)
    due = instalment(whole, taken, [step.percent for step in steps])
    if due is None:
        return _("Phần còn lại"), left
    place, amount = due
    return steps[place].name, parts_of(left, amount)


def parts_of(left: list[tuple[Any, int]], amount: int | None) -> list[tuple[Any, int]]:
    """Take an amount (None: everything) out of what is left of each reservation, in proportion. Refuses nothing: more than is left gives all."""
    whole = sum(part for _one, part in left)
    if amount is None or amount >= whole or amount <= 0:
        return left
    taken = share(amount, [part for _one, part in left])
    return [(one, part) for (one, _left), part in zip(left, taken, strict=True) if part]


def waiting_on(session: Session, actor: Actor, on: date | None = None, limit_to: int = 50) -> list[Waiting]:
    """Approved requests whose money waits for an order by this accountant, longest first."""
    units = actor.units_with("payment:make")
    if not units:
        return []
    query = cases.listing(programme=words.PROGRAMME, states=["approved"], holder_ids=units).order_by(Case.held_at, Case.id)
    approved = list(session.scalars(query))
    money = cases.money_of_many(session, approved)
    ordered = payments.ordered_amounts(session, [one.id for held in money.values() for one in held.reservations])
    found = [case for case in approved if _left(money[case.id].reservations, ordered)][:limit_to]
    people = cases.people_of(session, found)
    return [
        Waiting(_("Lập đề nghị chi"), people[case.person_id].full_name, case.code, case.subject, case.held_at, case.due_on) for case in found
    ]


PERSON_CELLS: tuple[tuple[str, Text], ...] = (
    ("died_on", _("Ngày mất của đoàn viên")), ("left_union_on", _("Ngày ra khỏi công đoàn")), ("is_member", _("Tư cách đoàn viên")),
    ("joined_union_on", _("Ngày kết nạp đoàn viên")), ("employed_since_on", _("Ngày vào làm việc")), ("cccd_index", _("Số CCCD của đoàn viên")),
    ("unit_id", _("Đơn vị của đoàn viên")),
)
HOUSEHOLD_CELLS: tuple[tuple[str, Text], ...] = (
    ("income_per_head_amount", _("Thu nhập bình quân đầu người")), ("household_size", _("Số người trong hộ")), ("area", _("Khu vực sinh sống")),
    ("category_bits", _("Diện khó khăn của hộ")), ("declaration_digest", _("Bản khai đang có hiệu lực")), ("ended_on", _("Hộ thôi theo dõi")),
)
GRANT_CELLS: tuple[tuple[str, Text], ...] = (
    ("kind", _("Loại đề nghị")), ("land_status", _("Giấy tờ đất")), ("land_is_disputed", _("Đất có tranh chấp")),
    ("land_in_planning", _("Đất thuộc quy hoạch")), ("house_condition", _("Tình trạng nhà")), ("estimate_amount", _("Dự toán")),
    ("own_funds_amount", _("Vốn tự có")),
)
DECLARATION_CELLS: tuple[tuple[str, Text], ...] = (
    ("income_per_head_amount", _("Thu nhập đã khai")), ("deprivations", _("Chỉ số thiếu hụt đã khai")), ("certificate_class", _("Giấy chứng nhận hộ nghèo")),
)


def _cells(session: Session, grant: HousingGrant, regulation: Regulation | None) -> list[tuple[str, int, str, str]]:
    household = session.get_one(Household, grant.case.household_id)
    tables: Collection[tuple[str, int, tuple[tuple[str, Text], ...]]] = (
        (Person.__tablename__, grant.case.person_id, PERSON_CELLS), (Household.__tablename__, household.id, HOUSEHOLD_CELLS),
        ("declaration", household.declaration.id, DECLARATION_CELLS), (HousingGrant.__tablename__, grant.id, GRANT_CELLS),
    )
    cells = [(table, row_id, column, str(label)) for table, row_id, columns in tables for column, label in columns]
    if regulation is not None:
        used = {leaf.norm for criterion in regulation.criteria_for(grant.kind) for leaf in leaves(criterion) if leaf.norm}
        granting = regulation.grant_norm(grant.kind)
        for norm in regulation.norms:
            if norm.key in used or (granting is not None and norm.id == granting.id):
                cells.append(("norm", norm.id, "value", norm.name))
    return cells
