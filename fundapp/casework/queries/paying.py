"""The money of a request: funds that may pay it, what is left to order, the next instalment, what is asked again at payment."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.cases import queries as cases
from fundapp.cases.models import Case
from fundapp.casework.instalments import instalment
from fundapp.casework.programme import Ask
from fundapp.households import facts as household_facts
from fundapp.households.models import Household
from fundapp.kernel import clock
from fundapp.kernel.labels import Text, _
from fundapp.kernel.money import share
from fundapp.ledger import queries as ledger
from fundapp.ledger.models import Book, Earmark
from fundapp.orgs.models import Unit
from fundapp.payments import queries as payments
from fundapp.regulations.models import Regulation
from fundapp.rules.engine import judge
from fundapp.web.waiting import Waiting

ENDING = _("Cam kết chi sắp hết hiệu lực: chi hoặc gia hạn")


@dataclass(frozen=True)
class Fund:
    """A fund that may pay for a programme, with what it holds, has promised and has free, and the donations in it that may pay for this one."""

    book: Book
    standing: Any
    earmarks: list[Earmark] = field(default_factory=list)


def funds_for(session: Session, ask: Ask, unit_id: int | None = None) -> list[Fund]:
    """Open funds of the deciding unit (`unit_id`, else the one that holds the request) that may pay for the programme of a request."""
    books = session.scalars(select(Book).where(Book.unit_id == (unit_id or ask.case.holder_unit_id), Book.is_open).order_by(Book.code))
    fit = [book for book in books if ask.programme.slug in book.purposes]
    ids = [book.id for book in fit]
    standings, unit = ledger.standing(session, ids), session.get_one(Unit, ask.unit_id)
    bound = ledger.fitting(session, ledger.earmarks_of(session, ids), purpose=ask.programme.slug, unit=unit, on=clock.today())
    return [Fund(book, standings[book.id], [one for one in bound if one.book_id == book.id]) for book in fit]


def to_order(session: Session, case: Case) -> list[tuple[Any, int]]:
    """Each reservation of a request with what of it is neither paid, freed nor already ordered."""
    reservations = cases.money_of(session, case).reservations
    return _left(reservations, payments.ordered_amounts(session, [one.id for one in reservations]))


def _left(reservations: list[Any], ordered: dict[int, int]) -> list[tuple[Any, int]]:
    left = [(one, one.open_amount - ordered.get(one.id, 0)) for one in reservations]
    return [(one, amount) for one, amount in left if amount > 0]


def payment_objections(session: Session, ask: Ask, on: date) -> list[str]:
    """Conditions about life, membership and help received twice that no longer hold, by the regulation of the decision.

    Only what the programme asks again when money is about to leave; everything else rests on the sealed proof.
    """
    decision, seal = cases.decision_of(session, ask.case), cases.seal_of(session, ask.case)
    regulation = session.get(Regulation, decision.regulation_id) if decision and decision.regulation_id else None
    if decision is None or seal is None or regulation is None:
        return []
    # What was set aside with a reason stands in the newest proof: a confirmation may have set aside more.
    waived = seal.payload["waivers"]
    household = session.get_one(Household, ask.case.household_id)
    facts = ask.programme.facts(session, ask, household_facts.facts_of(session, household, on, except_subject=ask.case.subject), on)
    findings = judge(regulation.criteria_for(ask.kind), facts)
    binding = [one for one in findings if one.fact in ask.programme.at_payment and one.severity != "points" and one.key not in waived]
    return [one.title for one in binding if one.outcome != "met"]


def next_instalment(session: Session, case: Case) -> tuple[str, list[tuple[Any, int]]]:
    """Name the next instalment of an approved request by the regulation of its decision, and what it takes of each fund."""
    left = to_order(session, case)
    decision = cases.decision_of(session, case)
    regulation = session.get(Regulation, decision.regulation_id) if decision and decision.regulation_id else None
    steps = regulation.steps_for(case.kind) if regulation else []
    # What was freed is no part of the whole any more; the instalments share what is paid, ordered and still promised.
    money = cases.money_of(session, case)
    whole = money.paid + money.reserved
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
    """Approved requests whose money waits for an order by this accountant; for this signer closed ones that hold money again; for both what lapses soon."""
    return [*_to_be_ordered(session, actor, limit_to), *_to_be_settled(session, actor, limit_to), *_ending(session, actor, on or clock.today(), limit_to)]


def _to_be_ordered(session: Session, actor: Actor, limit_to: int) -> list[Waiting]:
    units = actor.units_with("payment:make")
    return _as_waiting(session, orderable(session, units, most=limit_to), _("Lập đề nghị chi")) if units else []


def orderable(session: Session, units: Collection[int], *, programme: str | None = None, most: int) -> list[Case]:
    """Approved requests held at these units of whose money something is neither paid nor ordered, the oldest first."""
    approved = list(session.scalars(cases.listing(programme=programme, states=["approved"], holder_ids=units).order_by(Case.held_at, Case.id)))
    money = cases.money_of_many(session, approved)
    ordered = payments.ordered_amounts(session, [one.id for held in money.values() for one in held.reservations])
    return [case for case in approved if _left(money[case.id].reservations, ordered)][:most]


def _to_be_settled(session: Session, actor: Actor, limit_to: int) -> list[Waiting]:
    units = actor.units_with("case:decide")
    if not units:
        return []
    query = cases.listing(states=["closed"], holder_ids=units).where(cases.holds_money()).order_by(Case.held_at, Case.id)
    return _as_waiting(session, list(session.scalars(query.limit(limit_to))), _("Xử lý tiền của khoản chi bị đảo"))


def _ending(session: Session, actor: Actor, on: date, limit_to: int) -> list[Waiting]:
    """What lapses soon waits for the signer, who may give it longer, and for the accountant, who may have it paid."""
    units = {*actor.units_with("case:decide"), *actor.units_with("payment:make")}
    if not units:
        return []
    query = cases.ending(on).where(Case.holder_unit_id.in_(units)).order_by(Case.held_at, Case.id)
    found = list(session.scalars(query.limit(limit_to)))
    money = cases.money_of_many(session, found)
    return [replace(one, due_on=money[case.id].lapse_on) for one, case in zip(_as_waiting(session, found, ENDING), found, strict=True)]


def _as_waiting(session: Session, found: list[Case], act: Text) -> list[Waiting]:
    people = cases.people_of(session, found)
    return [Waiting(act, people[case.person_id].full_name, case.code, case.subject, case.held_at, case.due_on) for case in found]
