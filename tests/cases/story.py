"""One household's request told through the services, step by step, for the tests of cases and housing."""

import io
from datetime import UTC, date, datetime
from typing import Any, ClassVar, Self

import time_machine
from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.cases import service as case_service
from fundapp.cases.models import Case, Decision
from fundapp.casework import queries, service
from fundapp.households import service as households
from fundapp.households.models import Household
from fundapp.households.registration import DeclarationInput, PersonInput
from fundapp.housing.models import HousingGrant
from fundapp.housing.programme import HouseInput
from fundapp.ledger import service as ledger
from fundapp.ledger.models import Book, CashBox
from fundapp.regulations.sample import load_sample

DAY = date(2026, 11, 23)
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
MEMBER = PersonInput(
    full_name="Nguyễn Thị Hường", birth="1987-07-30", sex="F", cccd="036187000123", phone="0912345678", is_member=True,
    joined_union_on=date(2015, 3, 1), employed_since_on=date(2014, 9, 1),
)
DECLARED = DeclarationInput(
    declared_on=date(2026, 10, 1), household_size=4, income_per_head_amount=1_200_000, area="rural", address="Xóm 7, xã Hải Anh, tỉnh Ninh Bình",
    categories=("single_parent",), house_condition="temporary",
)
HOUSE = HouseInput(
    kind="repair", requested_amount=30_000_000, land_status="certificate", land_is_disputed=False, land_in_planning=False, house_condition="temporary",
    site_address="Xóm 7, xã Hải Anh", description="Nhà cấp bốn mái dột.", estimate_amount=80_000_000, own_funds_amount=30_000_000,
)
TEXT = "Nhà cấp bốn, mái dột nặng, đúng như hồ sơ."


class Story:
    """The acts of the cast in one session that sees everything; each step may be told alone."""

    PURPOSES: ClassVar[list[str]] = ["housing"]

    def __init__(self, world: Any, session: Session) -> None:
        self.world, self.session = world, session
        self._actors: dict[str, Actor] = {}
        self.books: list[Book] = []
        self.box: CashBox | None = None

    def actor(self, name: str) -> Actor:
        if name not in self._actors:
            self._actors[name] = self.world.actor(name)
        return self._actors[name]

    def lay_ground(self, *amounts: int) -> list[Book]:
        """Put the sample regulation in force and open the province's funds with money in the cash box."""
        province = self.world.unit("LDLD-NB", self.session)
        load_sample(self.session, province, by=self.actor("tuan"), approver=self.actor("van"))
        self.box = ledger.add_box(self.session, unit_id=province.id, kind="cash", name="Két LĐLĐ tỉnh", by=self.actor("tuan"))
        for place, amount in enumerate(amounts or (200_000_000, 50_000_000), start=1):
            book = ledger.open_book(
                self.session, unit_id=province.id, code=f"Q{place}", name=f"Quỹ Mái ấm số {place}", legal_form="social_fund", fund_account="43181",
                purposes=self.PURPOSES, by=self.actor("tuan"), on=date(2026, 1, 1),
            )
            lines = [ledger.LineSpec("1111", debit=amount, box=self.box), ledger.LineSpec("43181", credit=amount)]
            ledger.enter_opening(
                self.session, book, lines=lines, on=date(2026, 1, 1), drafted_by=self.actor("tuan").user_id, by=self.actor("hanh")
            )
            self.books.append(book)
        self.session.flush()
        return self.books

    def on_its_ground(self) -> Self:
        """Begin in a world whose ground is laid."""
        books, box = self.world.given
        self.books = [self.session.get_one(Book, book) for book in books]
        self.box = self.session.get_one(CashBox, box)
        return self

    def household(self, unit: str = "CDCS-BML", person: PersonInput = MEMBER, declared: DeclarationInput = DECLARED, by: str = "hoa") -> Household:
        return households.register(
            self.session, unit_id=self.world.units[unit], head=person, declaration=declared, by=self.actor(by), on=date(2026, 10, 1)
        )

    def opened(self, house: HouseInput = HOUSE, household: Household | None = None, by: str = "hoa") -> HousingGrant:
        case = service.open_request(self.session, HousingGrant, household or self.household(), content=house, by=self.actor(by), on=DAY)
        return self.session.get_one(HousingGrant, case.id)

    def with_papers(self, grant: HousingGrant, by: str = "hoa", but: int = 0) -> HousingGrant:
        wanted = queries.judgement(self.session, grant, DAY).papers
        for key, _name in wanted[: len(wanted) - but]:
            case_service.attach_paper(
                self.session, grant.case, paper_key=key, stream=io.BytesIO(PDF + key.encode()), name=f"{key}.pdf", by=self.actor(by), on=DAY
            )
        return grant

    def submitted(self, grant: HousingGrant | None = None, by: str = "hoa") -> HousingGrant:
        grant = grant or self.with_papers(self.opened())
        service.submit(self.session, grant, by=self.actor(by), on=DAY)
        return grant

    def visited(self, grant: HousingGrant | None = None, by: str = "minh", **changed: Any) -> HousingGrant:
        grant = grant or self.submitted()
        values: dict[str, Any] = {
            "visited_on": DAY, "participants": "Vũ Đức Minh, Trần Thị Hoa", "findings": TEXT, "agrees": True,
            "files": [("survey", io.BytesIO(PDF + b"survey"), "bien-ban.pdf")], **changed,
        }
        case_service.record_visit(self.session, grant.case, by=self.actor(by), on=DAY, **values)
        return grant

    def proposed(self, grant: HousingGrant | None = None, amount: int = 30_000_000, by: str = "minh") -> HousingGrant:
        grant = grant or self.visited()
        service.propose(self.session, grant, amount=amount, reason="Hộ khó khăn, nhà hư hỏng nặng.", by=self.actor(by), on=DAY)
        return grant

    def decided(self, grant: HousingGrant | None = None, *amounts: int, by: str = "van", waivers: dict[str, str] | None = None) -> Decision:
        grant = grant or self.proposed()
        shares = list(zip(self.books, amounts or (20_000_000, 10_000_000), strict=False))
        return service.decide(self.session, grant, shares=shares, waivers=waivers or {}, by=self.actor(by), on=DAY)

    def approved(self) -> Case:
        grant = self.proposed()
        self.decided(grant)
        return grant.case


def laid_ground(world: Any) -> tuple[list[int], int]:
    return lay(world, Story)


def lay(world: Any, of: type[Story]) -> tuple[list[int], int]:
    """Lay the ground for good, an hour before the stories begin; gives the ids of the funds and of the cash box."""
    with time_machine.travel(datetime(2026, 11, 23, 1, 0, tzinfo=UTC), tick=True), world.transaction() as session:
        story = of(world, session)
        books = story.lay_ground()
        assert story.box is not None
        return [book.id for book in books], story.box.id
