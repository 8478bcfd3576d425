"""One campaign told through the services, step by step: a province, three units, three people of the chain."""

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.gifts import service
from fundapp.gifts.calendar import Calendar
from fundapp.gifts.models import GiftCampaign, GiftLine, GiftList, GiftMark, GiftRow, GiftSeason
from fundapp.gifts.queries.taken import Candidate
from fundapp.gifts.service import CampaignInput, LineInput
from fundapp.kernel import clock, crypto
from fundapp.ledger import service as ledger
from fundapp.ledger.models import Book

DAY = date(2026, 11, 23)
CALENDAR = Calendar(*(date(2026, *day) for day in ((11, 1), (12, 10), (12, 20), (12, 31))), date(2027, 1, 10), date(2027, 2, 3), date(2027, 3, 31))
GIVING = date(2027, 1, 15)
LIMITS = {"gift": ("Quà Tết", "person"), "ticket": ("Vé xe", "household"), "relief": ("Trợ cấp khó khăn", "person"), "own": ("Quà của CĐCS", "none")}


def person(number: int, household: str | None = None, **changed: Any) -> Candidate:
    """Somebody who is not registered, known by a CCCD."""
    cccd = f"0361870{number:05d}"
    index = crypto.blind_index("cccd", cccd)
    values: dict[str, Any] = {
        "full_name": f"Nguyễn Văn {['Bình', 'An', 'Chi', 'Dung'][number % 4]}", "person_key": f"cccd:{index}", "household_key": household, "identity": index,
        "cccd": cccd, "cccd_tail": cccd[-3:], "reason": "Hộ cận nghèo", **changed,
    }
    return Candidate(**values)


class Story:
    """The acts of the cast in one session that sees everything. The demo world has its own Tết: another season goes beside it."""

    def __init__(self, world: Any, session: Session, season_code: str = "tet-2027") -> None:
        self.world, self.session, self.season_code = world, session, season_code
        self._actors: dict[str, Actor] = {}
        self.books: list[Book] = []

    def actor(self, name: str) -> Actor:
        if name not in self._actors:
            self._actors[name] = self.world.actor(name)
        return self._actors[name]

    def fund(self, *amounts: int) -> list[Book]:
        province = self.world.unit("LDLD-NB", self.session)
        box = ledger.add_box(self.session, unit_id=province.id, kind="cash", name="Két LĐLĐ tỉnh", by=self.actor("tuan"))
        for place, amount in enumerate(amounts or (50_000_000, 20_000_000), start=1):
            book = ledger.open_book(
                self.session, unit_id=province.id, code=f"T{place}", name=f"Quỹ chăm lo {place}", legal_form="social_fund", fund_account="43181",
                purposes=["gifts"], by=self.actor("tuan"), on=date(2026, 1, 1),
            )
            lines = [ledger.LineSpec("1111", debit=amount, box=box), ledger.LineSpec("43181", credit=amount)]
            ledger.enter_opening(self.session, book, lines=lines, on=date(2026, 1, 1), drafted_by=self.actor("tuan").user_id, by=self.actor("hanh"))
            self.books.append(book)
        return self.books

    def season(self) -> GiftSeason:
        return service.make_season(
            self.session, code=self.season_code, title="Tết Đinh Mùi 2027", starts_on=date(2026, 11, 1), ends_on=date(2027, 3, 31), limits=LIMITS,
            exclude=[("gift", "relief")], by=self.actor("minh"),
        )

    def given(self, **changed: Any) -> CampaignInput:
        one, two = self.books
        values: dict[str, Any] = {
            "kind": "tet", "title": "Tết Sum vầy Đinh Mùi", "document": "KH 40/KH-LĐLĐ", "calendar": CALENDAR,
            "lines": [
                LineInput("Q1", "Quà Tết 1,3 triệu", "cash", "gift", 1_300_000, 20, [(one, 1_000_000), (two, 300_000)]),
                LineInput("V1", "Vé xe về quê", "ticket", "ticket", 400_000, 10, [(two, 400_000)]),
                LineInput("R1", "Trợ cấp khó khăn", "cash", "relief", 500_000, 10, [(two, 500_000)]),
            ],
            **changed,
        }
        return CampaignInput(**values)

    def drafted(self, **changed: Any) -> GiftCampaign:
        if not self.books:
            self.fund()
        return service.draft_campaign(
            self.session, unit=self.world.unit("LDLD-NB", self.session), season=self.season(), given=self.given(**changed), by=self.actor("minh")
        )

    def opened(self) -> GiftCampaign:
        return service.open_campaign(self.session, self.drafted(), by=self.actor("van"), on=DAY)

    def passed(self, campaign: GiftCampaign | None = None, places: int = 5) -> GiftCampaign:
        campaign = campaign or self.opened()
        for line in campaign.lines:
            service.pass_down(
                self.session, line, unit=self.world.unit("LDLD-NB", self.session), given={self.world.units["CDCS-BML"]: places}, by=self.actor("minh"), on=DAY
            )
        return campaign

    def listed(self, *people: Candidate, line: str = "Q1", campaign: GiftCampaign | None = None, unit: str = "CDCS-BML", by: str = "hoa") -> GiftList:
        campaign = campaign or self.passed()
        gift_list = service.open_list(self.session, campaign=campaign, unit=self.world.unit(unit, self.session), by=self.actor(by), on=DAY)
        self.add(gift_list, *(people or (person(1), person(2), person(3))), line=line, by=by)
        return gift_list

    def add(self, gift_list: GiftList, *people: Candidate, line: str = "Q1", by: str = "hoa", strict: bool = False) -> service.Listed:
        return service.add(self.session, gift_list, line=line_of(gift_list, line), candidates=people, by=self.actor(by), on=DAY, strict=strict)

    def reviewed(self, gift_list: GiftList | None = None) -> GiftList:
        gift_list = gift_list or self.listed()
        service.submit(self.session, gift_list, by=self.actor("hoa"), on=DAY)
        service.review(self.session, gift_list, by=self.actor("minh"), on=DAY)
        return gift_list

    def decided(self, gift_list: GiftList | None = None) -> GiftList:
        gift_list = self.reviewed(gift_list)
        service.decide(self.session, gift_list, by=self.actor("van"), on=DAY)
        return gift_list

    def giving(self, gift_list: GiftList | None = None) -> GiftList:
        gift_list = self.decided(gift_list)
        service.start(self.session, gift_list, by=self.actor("hoa"), on=GIVING)
        return gift_list

    def mark(self, row: GiftRow, outcome: str = "received", number: int = 1) -> None:
        self.session.add(GiftMark(
            row_id=row.id, list_id=row.list_id, unit_id=row.unit_id, number=number, outcome=outcome, client_reference=f"{row.id}-{number}", marked_at=clock.now(),
            by_id=self.actor("hoa").user_id, at=clock.now(), on=GIVING,
            **({"proxy_name": "Trần Thị Lụa", "proxy_reason": "Đang nằm viện"} if outcome == "proxy" else {}),
        ))
        self.session.flush()


def line_of(gift_list: GiftList, code: str) -> GiftLine:
    return next(line for line in gift_list.campaign.lines if line.code == code)
