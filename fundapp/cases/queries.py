"""Reads of requests: their papers, events, money, what waits for somebody, what a search finds."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, String, and_, cast, exists, false, func, literal, or_, select
from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.access.models import User, UserKin
from fundapp.cases.conflicts import Marks, tie
from fundapp.cases.lifecycle import FINISHED, REGISTERING, STATE_LABELS, SURVEYING, Act, State
from fundapp.cases.models import Case, CaseEvent, CasePaper, Decision, Proposal, Visit
from fundapp.documents.models import Seal, StoredFile
from fundapp.households.models import Household, Person
from fundapp.kernel import crypto
from fundapp.kernel.codes import parse_code
from fundapp.kernel.labels import Text, _
from fundapp.kernel.names import fold
from fundapp.ledger.kinds import ReservationState
from fundapp.ledger.models import Reservation
from fundapp.ledger.queries import reservations_of
from fundapp.web.finding import Hit
from fundapp.web.waiting import Waiting

AT_ONCE = 400
EVERY_UNIT = "who is tied to a household, and what else it has asked for, is reckoned over all units"


@dataclass(frozen=True)
class Money:
    """What the ledger says of a request: per fund, and in sum, what is still held, what was paid, what was freed."""

    reservations: list[Reservation]

    @property
    def paid(self) -> int:
        return sum(one.consumed_amount for one in self.reservations)

    @property
    def released(self) -> int:
        return sum(one.released_amount for one in self.reservations)

    @property
    def reserved(self) -> int:
        return sum(one.amount for one in self.reservations) - self.paid - self.released


    @property
    def is_lapsed(self) -> bool:
        return any(one.state == ReservationState.LAPSED for one in self.reservations)

    @property
    def lapse_on(self) -> date | None:
        """The last day on which what is still held is held; the first of them where they differ."""
        return min((one.lapse_on for one in self.reservations if one.open_amount and one.lapse_on), default=None)

    @property
    def due_on(self) -> date | None:
        """The day by which what is still held should be paid."""
        return min((one.due_on for one in self.reservations if one.open_amount and one.due_on), default=None)

    @property
    def warn_on(self) -> date | None:
        return min((one.warn_on for one in self.reservations if one.open_amount and one.warn_on), default=None)

    def is_overdue(self, on: date) -> bool:
        """Whether the last day of what is held has passed."""
        return self.lapse_on is not None and self.lapse_on < on

    def is_ending(self, on: date) -> bool:
        """Whether it is time to warn of that day."""
        return self.warn_on is not None and self.warn_on <= on


def money_of(session: Session, case: Case) -> Money:
    """Ask the ledger what was reserved and paid for a request."""
    return Money(list(reservations_of(session, case.subject)))


def money_of_many(session: Session, found: Iterable[Case]) -> dict[int, Money]:
    """Ask the ledger about many requests at once, for lists; requests without reservations have none."""
    by_subject = {case.subject: case.id for case in found if case.decided_amount}
    held: dict[int, list[Reservation]] = {case_id: [] for case_id in by_subject.values()}
    subjects = sorted(by_subject)
    for start in range(0, len(subjects), AT_ONCE):
        part = subjects[start:start + AT_ONCE]
        for one in session.scalars(select(Reservation).where(Reservation.subject.in_(part)).order_by(Reservation.id)):
            held[by_subject[one.subject]].append(one)
    return {case_id: Money(rows) for case_id, rows in held.items()}


def holds_money() -> ColumnElement[bool]:
    """Say of a request whether a fund holds money for it."""
    subject = literal("cases/") + cast(Case.id, String)
    return exists().where(Reservation.subject == subject, Reservation.state == "open")


def ending(on: date, *, overdue: bool = False) -> Select[Case]:
    """Select the requests whose promise ends soon: those of which its people are warned, or those whose last day has passed."""
    subject = literal("cases/") + cast(Case.id, String)
    day = Reservation.lapse_on < on if overdue else Reservation.warn_on <= on
    return select(Case).where(exists().where(Reservation.subject == subject, Reservation.state == "open", day))


def events_of(session: Session, case: Case) -> list[CaseEvent]:
    """Every act on a request, newest first."""
    return list(session.scalars(select(CaseEvent).where(CaseEvent.case_id == case.id).order_by(CaseEvent.version.desc())))


def papers_of(session: Session, case: Case, *, withdrawn: bool = False) -> list[tuple[CasePaper, StoredFile]]:
    """The papers that stand (or those withdrawn), in the order in which they came."""
    kept = CasePaper.withdrawn_at.is_not(None) if withdrawn else CasePaper.withdrawn_at.is_(None)
    rows = session.execute(
        select(CasePaper, StoredFile).join(StoredFile, StoredFile.id == CasePaper.file_id)
        .where(CasePaper.case_id == case.id, kept).order_by(CasePaper.id)
    )
    return [(row[0], row[1]) for row in rows]


def missing_papers(session: Session, case: Case, required: Iterable[tuple[str, str]]) -> list[str]:
    """Names of the required papers (key, name) that no file has been handed in for."""
    there = set(session.scalars(select(CasePaper.paper_key).where(CasePaper.case_id == case.id, CasePaper.withdrawn_at.is_(None))))
    return [name for key, name in required if key not in there]


def visits_of(session: Session, case: Case) -> list[Visit]:
    return list(session.scalars(select(Visit).where(Visit.case_id == case.id).order_by(Visit.id.desc())))


def proposals_of(session: Session, case: Case) -> list[Proposal]:
    return list(session.scalars(select(Proposal).where(Proposal.case_id == case.id).order_by(Proposal.id.desc())))


def decision_of(session: Session, case: Case) -> Decision | None:
    return session.scalar(select(Decision).where(Decision.case_id == case.id))


def seal_of(session: Session, case: Case) -> Seal | None:
    """The newest proof of a request's decision."""
    return session.scalar(select(Seal).where(Seal.subject == case.subject).order_by(Seal.number.desc()).limit(1))


def first_submission(session: Session, case: Case) -> date | None:
    return session.scalar(
        select(func.min(CaseEvent.on)).where(CaseEvent.case_id == case.id, CaseEvent.act == Act.SUBMIT.value)
    )


def done_by(session: Session, case: Case) -> list[tuple[int, str]]:
    """Who did what on a request, for the separation of duties."""
    rows = session.execute(
        select(CaseEvent.actor_id, CaseEvent.act).where(CaseEvent.case_id == case.id, CaseEvent.actor_id.is_not(None)).group_by(CaseEvent.actor_id, CaseEvent.act)
        .order_by(func.min(CaseEvent.version)).execution_options(all_units=EVERY_UNIT)
    )
    return [(row.actor_id, row.act) for row in rows]


def barred_ids(session: Session, case: Case) -> list[int]:
    """Users who registered or surveyed a request: none of them touches its money. Who decided stands on the seals."""
    return sorted({user for user, act in done_by(session, case) if Act(act) in REGISTERING | SURVEYING})


def tied_ids(session: Session, household_id: int) -> list[int]:
    """Users who are in a household, kin of it, or share its phone, account or address."""
    marks = _marks_of(session, household_id)
    cccds = [mark.cccd for mark in marks if mark.cccd]
    phones = [mark.phone for mark in marks if mark.phone]
    same = or_(
        User.cccd_index.in_(cccds), User.phone_index.in_(phones),
        User.bank_index.in_([mark.bank for mark in marks if mark.bank]), User.address_index.in_({mark.address for mark in marks if mark.address}),
        User.id.in_(select(UserKin.user_id).where(UserKin.cccd_index.in_(cccds) | UserKin.phone_index.in_(phones))),
    )
    return sorted(session.scalars(select(User.id).where(same)))


def unfinished(session: Session, household: Household, programme: str, lane: str = "") -> int | None:
    """Find a request of the same household, or of the same head by CCCD at any unit, that still runs under the programme (in the same lane of it)."""
    head = session.get(Person, household.head_person_id)
    same = Case.household_id == household.id
    if head is not None and head.cccd_index:
        same = same | Case.person_id.in_(select(Person.id).where(Person.cccd_index == head.cccd_index))
    return session.scalar(
        select(Case.id).where(same, Case.programme == programme, Case.lane == lane, Case.state.not_in([state.value for state in FINISHED])).limit(1)
        .execution_options(all_units=EVERY_UNIT)
    )


def tie_of(session: Session, user_id: int, household_id: int) -> Text | None:
    """Say what ties a user to a household, or None."""
    user = session.get_one(User, user_id)
    rows = session.execute(select(UserKin.cccd_index, UserKin.phone_index).where(UserKin.user_id == user_id))
    kin = [index for row in rows for index in row if index]
    return tie(Marks(user.cccd_index, user.phone_index, user.bank_index, user.address_index), kin, _marks_of(session, household_id))


def _marks_of(session: Session, household_id: int) -> list[Marks]:
    rows = session.execute(
        select(Person.cccd_index, Person.phone_index, Person.bank_account_index, Household.address)
        .join(Household, Household.id == Person.household_id)
        .where(Person.household_id == household_id, Person.ended_on.is_(None))
        .execution_options(all_units=EVERY_UNIT)
    )
    return [Marks(row.cccd_index, row.phone_index, row.bank_account_index, _address_index(row.address)) for row in rows]


def _address_index(address: str) -> str | None:
    """The index under which a user's own address is kept too."""
    return crypto.blind_index("address", fold(address)) if fold(address) else None


def listing(
    *, programme: str | None = None, states: Collection[str] = (), holder_ids: Collection[int] | None = None, kind: str | None = None, text: str = ""
) -> Select[Case]:
    """Select requests for lists; the caller orders and pages."""
    query = select(Case)
    if programme:
        query = query.where(Case.programme == programme)
    if states:
        query = query.where(Case.state.in_(states))
    if holder_ids is not None:
        query = query.where(Case.holder_unit_id.in_(holder_ids))
    if kind:
        query = query.where(Case.kind == kind)
    if text.strip():
        code = parse_code(text)
        folded = Person.folded.contains(fold(text), autoescape=True)
        query = query.where(Case.code == code) if code else query.join(Person, Person.id == Case.person_id).where(folded)
    return query


WHO_ASKS = "a request in sight shows who asks, wherever the household now is"


def people_of(session: Session, found: Iterable[Case]) -> dict[int, Person]:
    """The persons who ask, by their ids."""
    ids = sorted({case.person_id for case in found})
    return {
        person.id: person
        for start in range(0, len(ids), AT_ONCE)
        for person in session.scalars(select(Person).where(Person.id.in_(ids[start:start + AT_ONCE])).execution_options(all_units=WHO_ASKS))
    }


def my_turn(actor: Actor) -> ColumnElement[bool]:
    """Say of a request whether it waits for this actor."""
    turns = [
        and_(Case.state == state.value, Case.holder_unit_id.in_(units))
        for state, (permission, _act) in TURNS.items()
        if (units := actor.units_with(permission))
    ]
    return or_(*turns) if turns else false()


# What a state asks of whom: the permission at the unit that holds the request, and the words for it.
TURNS: dict[State, tuple[str, Text]] = {
    State.DRAFT: ("case:submit", _("Hoàn thiện và nộp hồ sơ")),
    State.RETURNED: ("case:submit", _("Sửa hồ sơ bị trả lại")),
    State.SUBMITTED: ("case:review", _("Thẩm tra hồ sơ")),
    State.VERIFIED: ("case:review", _("Đề xuất mức hỗ trợ")),
    State.PROPOSED: ("case:decide", _("Quyết định")),
}


def waiting_on(session: Session, actor: Actor, on: date | None = None, limit: int = 50) -> list[Waiting]:
    """What waits for this actor, longest first."""
    found = list(session.scalars(select(Case).where(my_turn(actor)).order_by(Case.held_at, Case.id).limit(limit)))
    people = people_of(session, found)
    return [
        Waiting(TURNS[State(case.state)][1], people[case.person_id].full_name, case.code, case.subject, case.held_at, case.due_on) for case in found
    ]


def find(session: Session, text: str, actor: Actor | None = None, limit: int = 6) -> list[Hit]:
    """Find requests in sight by code or by the name of who asks."""
    if len(fold(text)) < 2:
        return []
    found = list(session.scalars(listing(text=text).order_by(Case.id.desc()).limit(limit)))
    people = people_of(session, found)
    return [Hit(f"{case.code} · {people[case.person_id].full_name}", STATE_LABELS[State(case.state)], case.subject) for case in found]
