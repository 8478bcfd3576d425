"""One relief request told through the services, in one session."""

import io
from collections.abc import Iterator
from datetime import date
from typing import Any, ClassVar

import pytest

from fundapp import config
from fundapp.cases import service as case_service
from fundapp.cases.models import Decision
from fundapp.casework import queries, service
from fundapp.households.models import Household
from fundapp.ledger.models import Book
from fundapp.regulations.sample import load_sample
from fundapp.relief.models import ReliefRequest
from fundapp.relief.programme import ReliefInput
from tests.cases.conftest import monday  # noqa: F401  (a fixture)
from tests.cases.story import DAY, PDF, TEXT, Story, lay
from tests.conftest import EVERYTHING, Templates
from tests.retold import worlds

STORM = ReliefInput(kind="disaster", event_on=date(2026, 11, 18), requested_amount=5_000_000, place="Xóm 7, xã Hải Anh", description="Bão làm tốc mái.")


class Relief(Story):
    """The story of relief: its regulation beside that of housing, its funds."""

    PURPOSES: ClassVar[list[str]] = ["housing", "relief"]

    def lay_ground(self, *amounts: int) -> list[Book]:
        books = super().lay_ground(*amounts)
        load_sample(self.session, self.world.unit("LDLD-NB", self.session), by=self.actor("tuan"), approver=self.actor("van"), name="tro_cap")
        return books

    def asked(self, content: ReliefInput = STORM, household: Household | None = None) -> ReliefRequest:
        case = service.open_request(self.session, ReliefRequest, household or self.household(), content=content, by=self.actor("hoa"), on=DAY)
        return self.session.get_one(ReliefRequest, case.id)

    def handed_in(self, ask: ReliefRequest) -> ReliefRequest:
        return self.handed_in_by(ask, "hoa")

    def handed_in_by(self, ask: ReliefRequest, name: str) -> ReliefRequest:
        for key, _name in queries.judgement(self.session, ask, DAY).papers:
            case_service.attach_paper(
                self.session, ask.case, paper_key=key, stream=io.BytesIO(PDF + key.encode()), name=f"{key}.pdf", by=self.actor(name), on=DAY
            )
        service.submit(self.session, ask, by=self.actor(name), on=DAY)
        return ask

    def suggested(self, ask: ReliefRequest, amount: int) -> ReliefRequest:
        case_service.record_visit(
            self.session, ask.case, visited_on=DAY, participants="Vũ Đức Minh", findings=TEXT, agrees=True, observed={"gift": "Một suất quà"},
            by=self.actor("minh"), on=DAY,
        )
        service.propose(self.session, ask, amount=amount, reason="Nhà tốc mái, hộ khó khăn.", by=self.actor("minh"), on=DAY)
        return ask

    def granted(self, content: ReliefInput = STORM, household: Household | None = None, *, amount: int | None = None) -> Decision:
        amount = amount or content.requested_amount or 0
        ask = self.suggested(self.handed_in(self.asked(content, household)), amount)
        return service.decide(
            self.session, ask, shares=[(self.books[0], amount - 1_000_000), (self.books[1], 1_000_000)] if amount > 1_000_000 else [(self.books[0], amount)],
            waivers={}, by=self.actor("van"), on=DAY,
        )


def laid_ground(world: Any) -> tuple[list[int], int]:
    return lay(world, Relief)


@pytest.fixture
def ground(templates: Templates, settings: config.Settings, monday: None) -> Iterator[Any]:  # noqa: F811
    """The world with its funds and both regulations in force."""
    yield from worlds(templates, settings, "relief ground", laid_ground)


@pytest.fixture
def tale(ground: Any) -> Iterator[Relief]:
    session = ground.db.session(write=True, scope=EVERYTHING)
    yield Relief(ground, session).on_its_ground()
    session.rollback()
    session.close()


