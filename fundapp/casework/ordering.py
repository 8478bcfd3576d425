"""Orders to pay of decided requests: what is suggested for one, and many made at once, each by itself with what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.cases import queries as cases
from fundapp.cases.models import Case
from fundapp.casework import queries, service
from fundapp.casework.programme import Ask
from fundapp.casework.service import RequestRefused
from fundapp.households.models import Household, Person
from fundapp.jobs import service as jobs
from fundapp.jobs.models import Job
from fundapp.kernel import clock
from fundapp.kernel.banks import find_bank
from fundapp.kernel.db import Database, Scope
from fundapp.kernel.errors import Stale
from fundapp.kernel.labels import Text, _
from fundapp.ledger.models import CashBox
from fundapp.payments import queries as payments
from fundapp.payments import together
from fundapp.payments.lifecycle import LIVE
from fundapp.payments.models import PaymentOrder
from fundapp.payments.service import Transfer
from fundapp.payments.together import Told

LONGEST_ADDRESS = 120
WHOSE = Scope.everything("the job runner looks up what is to be ordered")


@dataclass(frozen=True)
class Suggested:
    """What an order says unless the accountant writes otherwise; `bank` is a code, "" when the household has declared none."""

    payee_name: str
    payee_address: str
    reason: Text | str
    attachments: int
    bank: str


def suggested(session: Session, ask: Ask, instalment: Text | str) -> Suggested:
    """What the request and its household say about its next payment."""
    person, household = session.get_one(Person, ask.case.person_id), session.get_one(Household, ask.case.household_id)
    decision, bank = cases.decision_of(session, ask.case), find_bank(person.bank_code)
    reason = "" if decision is None else _(
        "Hỗ trợ %(what)s theo QĐ số %(number)s. %(part)s", what=ask.programme.purposes[ask.kind], number=decision.numbered, part=instalment
    )
    attachments = 1 + len(cases.papers_of(session, ask.case))
    return Suggested(person.full_name, household.address[:LONGEST_ADDRESS], reason, attachments, bank.code if bank else "")


@dataclass(frozen=True)
class Ready:
    """One decided request whose next instalment may be ordered: its amount in đồng, and the account that was declared, masked ("": none).

    A later instalment (`is_first` is False) rests on what has happened since, such as the acceptance of a house: somebody looks before it is chosen.
    """

    case: Case
    person: Person
    instalment: Text | str
    amount: int
    account: str
    is_first: bool


def ready(session: Session, slug: str, units: Sequence[int], *, most: int) -> list[Ready]:
    """Decided requests of a programme at these units whose money waits for an order, the oldest first."""
    found = queries.orderable(session, units, programme=slug, most=most)
    people = cases.people_of(session, found)
    return [_ready(session, case, people[case.person_id]) for case in found]


def _ready(session: Session, case: Case, person: Person) -> Ready:
    instalment, parts = queries.next_instalment(session, case)
    bank = find_bank(person.bank_code)
    account = f"{bank.name} ••••{person.bank_account_tail}" if bank and person.bank_account_tail else ""
    is_first = not any(order.state in LIVE for order in payments.orders_of(session, case.subject))
    return Ready(case, person, instalment, sum(part for _one, part in parts), account, is_first)


def order_together(session: Session, slug: str, rows: Sequence[tuple[int, int]], *, box: CashBox | None, by: Actor) -> Job:
    """Have the next instalment of many requests ordered, in cash or (`box`) by transfer to the account that each household has declared."""
    payload = {"rows": [list(row) for row in rows], "box_id": box.id if box else None}
    return jobs.enqueue(session, kind=f"{slug}.together", payload=payload, by=by, unit_id=by.home.unit_id if by.home else None)


def make_each(model: type[Any]) -> jobs.Runner:
    """The job that makes the orders of one programme, whose row is `model`."""

    def run(db: Database, job_id: int) -> dict[str, Any]:
        with db.reading(WHOSE) as session:
            payload = session.get_one(Job, job_id).payload

        def one(session: Session, row: tuple[int, int], actor: Actor, job: Job) -> Told:
            ask = session.get(model, row[0])
            if ask is None or not actor.can("payment:make", ask.case.holder_unit_id):
                return Told("", "–", 0, str(_("Hồ sơ này không còn ở đây, hoặc bạn không còn giữ việc này.")))
            name = f"{ask.case.code} · {session.get_one(Person, ask.case.person_id).full_name}"
            made = together.made_before(session, ask.case.subject, actor, job)
            if made is None:
                orders: list[PaymentOrder] = []
                problem = together.attempt(session, lambda: orders.append(_order(session, ask, row[1], payload["box_id"], actor)))
                if problem is not None:
                    return Told(f"{model.programme.slug}/{ask.id}", name, 0, str(problem))
                made = orders[0]
            return Told(made.reference, f"{name} · {made.code}", made.amount)

        return together.each(db, job_id, payload["rows"], one)

    return run


def _order(session: Session, ask: Ask, seen: int, box_id: int | None, by: Actor) -> PaymentOrder:
    if ask.case.version != seen:
        raise Stale
    instalment, _parts = queries.next_instalment(session, ask.case)
    told, to = suggested(session, ask, instalment), None
    if box_id is not None:
        person = session.get_one(Person, ask.case.person_id)
        if not person.bank_account or not told.bank:
            raise RequestRefused(_("Hộ chưa khai ngân hàng và số tài khoản. Hãy chi tiền mặt, hoặc mở hồ sơ và ghi tài khoản khi lập đề nghị chi."))
        to = Transfer(told.bank, person.bank_account, person.full_name, session.get_one(CashBox, box_id))
    return service.order_payment(
        session, ask, payee_name=told.payee_name, payee_address=told.payee_address, reason=str(told.reason), attachments=told.attachments, to=to, by=by,
        on=clock.today(),
    )
