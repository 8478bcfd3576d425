"""The life of one housing request of the demo world, from the household's registration to the paid grant or wherever it ends."""

import io
from collections.abc import Iterator
from datetime import date, datetime
from random import Random

from sqlalchemy.orm import Session

from fundapp.access.policy import Role
from fundapp.cases import service as cases
from fundapp.casework import service
from fundapp.demo import papers, words
from fundapp.demo.families import Family, Village
from fundapp.demo.plan import PENDING, Fate, Plan, Twist
from fundapp.demo.registering import put_on_file
from fundapp.demo.settling import settle
from fundapp.demo.timeline import moment, workday
from fundapp.demo.treasury import Treasury
from fundapp.demo.year import Year
from fundapp.help import service as help_service
from fundapp.households.models import Household
from fundapp.housing.models import HousingGrant
from fundapp.housing.programme import HouseInput

MILLION = 1_000_000
UP_TO_PROPOSAL = (Fate.SUBMITTED, Fate.VERIFIED, Fate.PROPOSED)


class Request:
    """One request under way: its plan, its own dice, the day that has been reached."""

    def __init__(self, year: Year, treasury: Treasury, plan: Plan, village: Village) -> None:
        self.year, self.office, self.treasury, self.plan = year, treasury.office, treasury, plan
        self.dice = Random(f"{year.seed}-{plan.number}")
        self.day = plan.opened
        self._jitter = 0 if plan.fate in PENDING else 1
        self.family = _family(year, plan, village, workday(max(plan.opened - self.dice.randrange(2, 6), 0)))
        self.officer = (plan.unit, Role.OFFICER)
        self.id = 0
        self._held: tuple[Session, HousingGrant, Household] | None = None

    def after(self, days: int, hour: int) -> datetime:
        """The next instant, some working days on; a finished request takes its time, a pending one does not."""
        self.day += days + (self.dice.randrange(self._jitter + 1) if days else 0)
        return moment(workday(self.day), hour, self.dice.randrange(60))

    @property
    def grant(self) -> HousingGrant:
        """The row of this request in the open transaction, held with its household so that the session need not ask again."""
        session = self.year.session
        if self._held is None or self._held[0] is not session:
            grant = session.get_one(HousingGrant, self.id)
            self._held = (session, grant, session.get_one(Household, grant.case.household_id))
        return self._held[1]

    @property
    def on(self) -> date:
        return self.year.on

    def live(self) -> Iterator[datetime]:
        """Go the whole way, or as far as the plan says."""
        yield moment(self.family.registered_on, 8, self.dice.randrange(40))
        household_id = self._register()
        yield self.after(0, 9)
        self._open(household_id)
        yield self.after(1, 9)
        self._hand_in_papers()
        if self.plan.fate is Fate.DRAFT:
            return
        yield self.after(1, 10)
        self._submit()
        yield from self._back_and_forth()
        if self.plan.fate in (Fate.RETURNED, Fate.WITHDRAWN) and not self.plan.has(Twist.ASKED_BACK):
            yield from self._withdraw()
            return
        if self.plan.fate is Fate.SUBMITTED:
            return
        yield from self._review()
        if self.plan.fate in UP_TO_PROPOSAL or self.plan.fate is Fate.RETURNED:
            return
        yield from settle(self)

    def _register(self) -> int:
        household = put_on_file(self.year, self.family)
        if self.plan.has(Twist.HELPED_BEFORE):
            help_service.record(
                self.year.session, programme="housing", household_key=household.help_key, person_key=household.head.help_key, kind="repair",
                amount=20 * MILLION, on=date(2023, 9, 12), status="given", subject=f"history/{household.id}", unit_id=household.unit_id, by=None,
            )
        return household.id

    def _open(self, household_id: int) -> None:
        household = self.year.session.get_one(Household, household_id)
        self.id = service.open_request(self.year.session, HousingGrant, household, content=self._house(household), by=self.year.holder(*self.officer), on=self.on).id

    def _house(self, household: Household) -> HouseInput:
        new = self.plan.kind == "new"
        asked = self.dice.choice((50, 55, 60)) if new else self.dice.choice((20, 25, 30))
        estimate = self.dice.randrange(120, 191, 5) if new else self.dice.randrange(45, 76, 5)
        own = estimate * (12 if self.plan.has(Twist.WAIVED) else self.dice.randrange(25, 46)) // 100
        unsure = self.plan.has(Twist.UNKNOWN_LAND)
        return HouseInput(
            kind=self.plan.kind, requested_amount=asked * MILLION, land_status=None if unsure else self.dice.choice(("certificate", "certificate", "confirmed")),
            land_is_disputed=None if unsure else self.plan.has(Twist.DISPUTED), land_in_planning=False,
            house_condition=household.declaration.house_condition, site_address=household.address, description=self.dice.choice(words.PLANS[self.plan.kind]),
            estimate_amount=estimate * MILLION, own_funds_amount=own * MILLION,
        )

    def _hand_in_papers(self) -> None:
        asked = [(paper.key, paper.name) for paper in self.year.regulation.papers_for(self.plan.kind) if paper.is_required]
        wanted = asked if self.plan.fate is not Fate.DRAFT else asked[:3]
        for place, (key, title) in enumerate(wanted):
            if key.startswith("photos"):
                for photo in range(1 + self.plan.number % 2):
                    self._attach(key, papers.house(self.plan.number * 10 + photo), f"hien-trang-{photo + 1}.jpg")
            elif key == "request":
                self._attach(key, papers.pdf(title, self.family.head.full_name, self.plan.number), papers.file_name(title, "pdf"))
            else:
                draw, ending = (papers.png, "png") if place % 3 == 1 else (papers.pdf, "pdf")
                self._attach(key, draw(title, "(xem đơn đề nghị)", self.plan.number % 6), papers.file_name(title, ending))
        if "serious_illness" in self.family.declaration.categories:
            self._attach("other", papers.pdf(words.HOSPITAL, "(xem đơn đề nghị)", self.plan.number % 6), papers.file_name(words.HOSPITAL, "pdf"), is_health=True)

    def _attach(self, key: str, content: bytes, name: str, *, is_health: bool = False) -> None:
        cases.attach_paper(
            self.year.session, self.grant.case, paper_key=key, stream=io.BytesIO(content), name=name, is_health=is_health,
            by=self.year.holder(*self.officer), on=self.on,
        )

    def _submit(self) -> None:
        service.submit(self.year.session, self.grant, by=self.year.holder(*self.officer), on=self.on)

    def _back_and_forth(self) -> Iterator[datetime]:
        once = self.plan.has(Twist.RETURNED_ONCE)
        if not once and (self.plan.fate is not Fate.RETURNED or self.plan.has(Twist.ASKED_BACK)):
            return
        yield self.after(3, 14)
        cases.return_case(
            self.year.session, self.grant.case, reason=self.dice.choice(words.LACKS), by=self.year.reviewer(self.plan.unit), on=self.on
        )
        if not once:
            return
        yield self.after(2, 9)
        self._attach("other", papers.pdf("Giấy tờ bổ sung", self.family.head.full_name, self.plan.number), "bo-sung.pdf")
        yield self.after(1, 11)
        self._submit()

    def _withdraw(self) -> Iterator[datetime]:
        if self.plan.fate is Fate.WITHDRAWN:
            yield self.after(2, 15)
            cases.withdraw(
                self.year.session, self.grant.case, reason=self.dice.choice(words.WITHDRAWN), by=self.year.holder(*self.officer), on=self.on
            )

    def _review(self) -> Iterator[datetime]:
        yield self.after(4, 15)
        self._visit(words.SEEN_SOUND if self.plan.has(Twist.SOUND_HOUSE) else self.dice.choice(words.SEEN), photos=1)
        if self.plan.has(Twist.SECOND_VISIT):
            yield self.after(3, 15)
            self._visit(words.SEEN_AGAIN, photos=0)
        if self.plan.fate is Fate.VERIFIED:
            return
        yield self.after(2, 9)
        declined = self.plan.has(Twist.DECLINED) or self.plan.has(Twist.SOUND_HOUSE)
        granted = self.year.regulation.grant_norm(self.plan.kind)
        asked, norm = self.grant.case.requested_amount or 0, granted.value if granted else 0
        service.propose(
            self.year.session, self.grant, amount=0 if declined else min(asked, norm),
            reason=words.DECLINED if self.plan.has(Twist.DECLINED) else words.SEEN_SOUND if declined else self.dice.choice(words.PROPOSED),
            by=self.year.reviewer(self.plan.unit), on=self.on,
        )
        if self.plan.has(Twist.ASKED_BACK):
            yield self.after(2, 16)
            cases.return_case(self.year.session, self.grant.case, reason=words.ASKED_BACK, by=self.year.actor("van"), on=self.on)

    def _visit(self, findings: str, *, photos: int) -> None:
        sound = self.plan.has(Twist.SOUND_HOUSE)
        cases.record_visit(
            self.year.session, self.grant.case, visited_on=self.on, participants=self.dice.choice(words.WITH), findings=findings, agrees=not sound,
            observed={"house_condition": "sound"} if sound else {},
            files=self._survey(photos),
            by=self.year.reviewer(self.plan.unit), on=self.on,
        )

    def _survey(self, photos: int) -> list[tuple[str, io.BytesIO, str]]:
        """The photos of the visit; with the first visit, the papers that the regulation asks for at the verification."""
        number, name = self.plan.number * 10 + 5, self.family.head.full_name
        files = [(cases.PHOTOS, io.BytesIO(papers.house(number + n)), f"tham-tra-{n + 1}.jpg") for n in range(photos)]
        if photos:
            wanted = self.year.regulation.papers_for(self.plan.kind, stage="verification")
            files += [(paper.key, io.BytesIO(papers.pdf(paper.name, name, number)), papers.file_name(paper.name, "pdf")) for paper in wanted]
        return files


def _family(year: Year, plan: Plan, village: Village, on: date) -> Family:
    return village.in_need_of_a_house(plan.unit, year.above[plan.unit], on, kind=plan.kind)
